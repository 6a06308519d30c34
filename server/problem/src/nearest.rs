//! "Did you mean": the known name that a wrong one is nearest to.
//!
//! It is looked for while somebody types, among all names of a schema: most of them are passed over by
//! what is seen at a glance.

/// The name among `known` that `wrong` was probably meant to be: the one with the fewest edits of a
/// letter, or swaps of neighbours, at most one for three letters. Capitals count as small letters.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong: Vec<char> = wrong.to_lowercase().chars().collect();
    let mut limit = (wrong.len() / 3).max(1);
    let letters = letters(wrong.iter().filter_map(|c| u8::try_from(*c).ok()));
    let is_ascii = wrong.iter().all(char::is_ascii);
    let mut nearest: Option<(usize, &str)> = None;
    let mut rows = Rows::default();
    for name in known {
        // An edit changes the length by one at most, and which letters there are by two.
        let far = is_ascii
            && name.is_ascii()
            && (name.len().abs_diff(wrong.len()) > limit
                || (self::letters(name.bytes()) ^ letters).count_ones() as usize > 2 * limit);
        if far {
            continue;
        }
        let Some(distance) = rows.distance(&wrong, name, limit) else { continue };
        if nearest.is_none_or(|nearest| (distance, name) < nearest) {
            nearest = Some((distance, name));
            limit = distance;
        }
    }
    nearest.map(|(_, name)| name)
}

/// Which letters there are, a bit for each; other signs share bits with them.
fn letters(bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(0, |letters, byte| letters | 1 << (byte & 31))
}

/// The last three rows of the table of distances between beginnings of two words.
#[derive(Default)]
struct Rows {
    name: Vec<char>,
    before: Vec<usize>,
    last: Vec<usize>,
    this: Vec<usize>,
}

impl Rows {
    /// The number of edits of a letter, and of swaps of neighbours, between two words; `None`: more
    /// than `limit`.
    fn distance(&mut self, wrong: &[char], name: &str, limit: usize) -> Option<usize> {
        self.name.clear();
        self.name.extend(name.chars().flat_map(char::to_lowercase));
        let name = &self.name;
        if name.len().abs_diff(wrong.len()) > limit {
            return None;
        }
        self.last.clear();
        self.last.extend(0..=name.len());
        self.before.clear();
        for (i, a) in wrong.iter().enumerate() {
            self.this.clear();
            self.this.push(i + 1);
            let mut least = i + 1;
            for (j, b) in name.iter().enumerate() {
                let cost = usize::from(a != b);
                let mut best =
                    (self.last[j + 1] + 1).min(self.this[j] + 1).min(self.last[j] + cost);
                if i > 0 && j > 0 && *a == name[j - 1] && wrong[i - 1] == *b {
                    best = best.min(self.before[j - 1] + 1);
                }
                least = least.min(best);
                self.this.push(best);
            }
            // A swap reaches over one row.
            if least > limit + 1 {
                return None;
            }
            std::mem::swap(&mut self.before, &mut self.last);
            std::mem::swap(&mut self.last, &mut self.this);
        }
        let distance = *self.last.last()?;
        (distance <= limit).then_some(distance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_a_far_one_is_not_offered() {
        let known = ["users", "orders", "order_items"];
        assert_eq!(nearest("usres", known), Some("users"));
        assert_eq!(nearest("Order", known), Some("orders"));
        assert_eq!(nearest("invoices", known), None);
        assert_eq!(nearest("USER", ["user\u{df}", "u\u{17f}er"]), Some("user\u{df}"));
    }

    #[test]
    fn of_names_as_near_the_first_in_order_is_taken() {
        assert_eq!(nearest("cats", ["hats", "bats", "cat"]), Some("bats"));
        assert_eq!(nearest("cats", ["hats", "cats", "bats"]), Some("cats"));
    }

    /// What is passed over at a glance is what the whole table says is too far.
    #[test]
    fn nothing_near_is_passed_over() {
        let words =
            ["", "a", "ab", "ba", "abc", "acb", "bca", "cab", "abcd", "badc", "xyz", "a_b", "aab"];
        for wrong in words {
            let limit = (wrong.len() / 3).max(1);
            let chars: Vec<char> = wrong.chars().collect();
            let all = words.iter().filter_map(|name| {
                let distance = Rows::default().distance(&chars, name, 100)?;
                (distance <= limit).then_some((distance, *name))
            });
            assert_eq!(nearest(wrong, words), all.min().map(|(_, name)| name), "{wrong}");
        }
    }
}
