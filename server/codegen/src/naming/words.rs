//! Taking names apart into words, by what Go takes for letters and digits.

use unicode_general_category::{GeneralCategory as Category, get_general_category};

/// Whether Go takes it for a letter.
pub(super) fn is_letter(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' => true,
        '\0'..='\x7f' => false,
        _ => matches!(
            get_general_category(c),
            Category::UppercaseLetter
                | Category::LowercaseLetter
                | Category::TitlecaseLetter
                | Category::ModifierLetter
                | Category::OtherLetter
        ),
    }
}

/// Whether a name that begins with it is exported.
pub(super) fn is_upper(c: char) -> bool {
    match c {
        'A'..='Z' => true,
        '\0'..='\x7f' => false,
        _ => get_general_category(c) == Category::UppercaseLetter,
    }
}

pub(super) fn is_digit(c: char) -> bool {
    match c {
        '0'..='9' => true,
        '\0'..='\x7f' => false,
        _ => get_general_category(c) == Category::DecimalNumber,
    }
}

/// The words of a name: parted by what is neither letter nor digit, and where a capital begins
/// one (`fooBar`, `HTTPServer`).
pub(super) fn split(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for (at, &c) in letters.iter().enumerate() {
        if !is_letter(c) && !is_digit(c) {
            open = false;
            continue;
        }
        let previous = at.checked_sub(1).map(|before| letters[before]);
        let next = letters.get(at + 1).copied();
        let capital = is_upper(c)
            && previous.is_some_and(|previous| {
                !is_upper(previous) || next.is_some_and(|next| is_letter(next) && !is_upper(next))
            });
        match words.last_mut() {
            Some(word) if open && !capital => word.push(c),
            _ => words.push(c.to_string()),
        }
        open = true;
    }
    words
}

/// The characters of a name that has no word in it, by their numbers.
pub(super) fn spelled(name: &str) -> String {
    name.chars().map(|c| format!("{:X}", c as u32)).collect()
}
