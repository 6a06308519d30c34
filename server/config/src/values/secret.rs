//! Texts that may hold a password, with `${NAME}` in them.

use std::fmt;

/// A text that is never shown: its `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why a text with `${…}` in it cannot be used. Names a variable and nothing else of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpandError {
    /// The variable is not set, and the text has no default for it.
    NotSet(String),
    /// A `${` has no `}`.
    Open,
    /// What stands between `${` and `}` is not the name of a variable.
    NoName,
}

impl fmt::Display for ExpandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSet(name) => write!(f, "the environment variable {name} is not set"),
            Self::Open => f.write_str("a `${` has no `}`"),
            Self::NoName => f.write_str("a `${…}` does not hold the name of a variable"),
        }
    }
}

impl std::error::Error for ExpandError {}

impl Secret {
    /// The text with the variables that `lookup` knows in place of `${NAME}` and
    /// `${NAME:-default}`. As in a shell, the default stands for a variable that is not set or
    /// empty. A `$` without `{` is itself.
    pub fn expand(&self, lookup: impl Fn(&str) -> Option<String>) -> Result<Secret, ExpandError> {
        let mut expanded = String::new();
        for part in parts(&self.0) {
            match part? {
                Part::Text(text) => expanded.push_str(text),
                Part::Variable { name, default } => {
                    let value = lookup(name);
                    match (value.filter(|value| default.is_none() || !value.is_empty()), default) {
                        (Some(value), _) => expanded.push_str(&value),
                        (None, Some(default)) => expanded.push_str(default),
                        (None, None) => return Err(ExpandError::NotSet(name.to_owned())),
                    }
                }
            }
        }
        Ok(Secret(expanded))
    }

    /// The names of the variables in the text, in its order.
    pub fn variables(&self) -> Vec<&str> {
        parts(&self.0)
            .filter_map(|part| match part {
                Ok(Part::Variable { name, .. }) => Some(name),
                _ => None,
            })
            .collect()
    }

    /// What is wrong with the text's `${…}`, without looking one up.
    pub(crate) fn fault(text: &str) -> Option<ExpandError> {
        parts(text).find_map(Result::err)
    }
}

enum Part<'a> {
    Text(&'a str),
    Variable { name: &'a str, default: Option<&'a str> },
}

/// The text's parts; the first error is the last part.
fn parts(text: &str) -> impl Iterator<Item = Result<Part<'_>, ExpandError>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let Some(inner) = rest.strip_prefix("${") else {
            let end = rest.find("${").unwrap_or(rest.len());
            let (before, behind) = rest.split_at(end);
            rest = behind;
            return (!before.is_empty()).then_some(Ok(Part::Text(before)));
        };
        rest = "";
        let Some(end) = inner.find('}') else { return Some(Err(ExpandError::Open)) };
        rest = &inner[end + 1..];
        let (name, default) = match inner[..end].split_once(":-") {
            Some((name, default)) => (name, Some(default)),
            None => (&inner[..end], None),
        };
        let named = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if named {
            Some(Ok(Part::Variable { name, default }))
        } else {
            rest = "";
            Some(Err(ExpandError::NoName))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, ExpandError>) {
        let lookup = |name: &str| match name {
            "USER" => Some("ann".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        let found = Secret(text.to_owned()).expand(lookup).map(|secret| secret.0);
        assert_eq!(found, expected.map(str::to_owned), "{text}");
    }

    #[test]
    fn variables_are_filled_in() {
        check("postgres://${USER}@h/d", Ok("postgres://ann@h/d"));
        check("${USER}${USER}", Ok("annann"));
        check("${NOBODY:-bob}", Ok("bob"));
        check("${NOBODY:-}", Ok(""));
        check("${EMPTY:-bob}", Ok("bob"));
        check("${EMPTY}", Ok(""));
        check("pa$$word$", Ok("pa$$word$"));
        check("", Ok(""));
    }

    #[test]
    fn a_fault_names_the_variable_and_not_the_text() {
        check("x${NOBODY}", Err(ExpandError::NotSet("NOBODY".into())));
        check("x${USER", Err(ExpandError::Open));
        check("x${}", Err(ExpandError::NoName));
        check("x${1A}y", Err(ExpandError::NoName));
    }

    #[test]
    fn it_is_never_shown() {
        let secret = Secret("postgres://ann:${PW}@h/d".into());
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert_eq!(secret.variables(), ["PW"]);
    }
}
