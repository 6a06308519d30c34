//! Texts as YAML writes them.

/// Words that YAML, or an older YAML, does not read as texts.
const NO_TEXTS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

/// A text as a scalar, in blocks and in braces: bare where it needs no quotes.
pub fn scalar(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_alphanumeric() || "_./ -".contains(c))
        && !text.ends_with(' ')
        && !NO_TEXTS.iter().any(|word| text.eq_ignore_ascii_case(word));
    if plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_scalar_is_read_as_the_text_that_it_was() {
        for text in [
            "users",
            "lab.reagents",
            "a b",
            "github.com/google/uuid.UUID",
            "Größe",
            "true",
            "Null",
            "YES",
            "~",
            "",
            "1e3",
            "0x1F",
            "-a",
            "a: b",
            "a #b",
            "it's",
            "[a",
            "{a}",
            "a,b",
            "*a",
            "a ",
        ] {
            let block: Vec<String> = serde_yaml::from_str(&format!("- {}", scalar(text))).unwrap();
            assert_eq!(block, [text]);
            let braces: Vec<String> = serde_yaml::from_str(&format!("[{}]", scalar(text))).unwrap();
            assert_eq!(braces, [text]);
        }
        assert_eq!(scalar("a-b/c.d"), "a-b/c.d");
    }
}
