//! The names and globs of `tables`.

use globset::{GlobBuilder, GlobMatcher};
use std::fmt;

/// The characters that make a name a glob.
const WILDCARDS: [char; 6] = ['*', '?', '[', ']', '{', '}'];

/// A name or a glob of tables, `table` or `schema.table`.
#[derive(Clone)]
pub struct TablePattern {
    text: String,
    schema: Option<Part>,
    table: Part,
}

#[derive(Clone)]
enum Part {
    Name(String),
    Glob(GlobMatcher),
}

/// How exact a pattern is: of two that match, the greater one holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exactness {
    name: bool,
    letters: usize,
    schema: bool,
}

impl TablePattern {
    /// Reads a pattern; an error says what is wrong. The first dot stands behind the schema.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("is empty".to_owned());
        }
        let (schema, table) = match text.split_once('.') {
            Some(("", _) | (_, "")) => {
                return Err("has a dot with nothing on one side".to_owned());
            }
            Some((schema, table)) => (Some(Part::parse(schema)?), table),
            None => (None, text),
        };
        Ok(Self { text: text.to_owned(), schema, table: Part::parse(table)? })
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it matches `schema.table`, where bare names mean `first_schema`.
    pub fn matches(&self, first_schema: &str, schema: &str, table: &str) -> bool {
        let schema_matches = match &self.schema {
            Some(part) => part.matches(schema),
            None => schema == first_schema,
        };
        schema_matches && self.table.matches(table)
    }

    /// How exact it is.
    pub fn exactness(&self) -> Exactness {
        let is_name = |part: &Part| matches!(part, Part::Name(_));
        Exactness {
            name: is_name(&self.table) && self.schema.as_ref().is_none_or(is_name),
            letters: self.text.chars().filter(|c| !WILDCARDS.contains(c) && *c != '.').count(),
            schema: self.schema.is_some(),
        }
    }

    /// Whether it names one table.
    pub fn is_name(&self) -> bool {
        self.exactness().name
    }
}

impl Part {
    fn parse(text: &str) -> Result<Self, String> {
        if !text.contains(WILDCARDS) {
            return Ok(Self::Name(text.to_owned()));
        }
        match GlobBuilder::new(text).backslash_escape(true).build() {
            Ok(glob) => Ok(Self::Glob(glob.compile_matcher())),
            Err(error) => Err(format!("is no glob: {}", error.kind())),
        }
    }

    fn matches(&self, name: &str) -> bool {
        match self {
            Self::Name(own) => own == name,
            Self::Glob(glob) => glob.is_match(name),
        }
    }
}

impl fmt::Display for TablePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for TablePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl PartialEq for TablePattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for TablePattern {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn names_and_globs_match() {
        let check = |pattern, table: (&str, &str), expected| {
            let pattern = TablePattern::parse(pattern).unwrap();
            assert_eq!(
                pattern.matches("public", table.0, table.1),
                expected,
                "{pattern} {table:?}"
            );
        };
        check("users", ("public", "users"), true);
        check("users", ("billing", "users"), false);
        check("billing.users", ("billing", "users"), true);
        check("audit_*", ("public", "audit_log"), true);
        check("audit_*", ("public", "users"), false);
        check("*", ("public", "a/b.c"), true);
        check("*", ("billing", "users"), false);
        check("*.*", ("billing", "users"), true);
        check("user?", ("public", "users"), true);
        check("{users,orders}", ("public", "orders"), true);
        check("billing.odd.name", ("billing", "odd.name"), true);
        check("Users", ("public", "users"), false);
    }

    #[test]
    fn the_more_exact_is_greater() {
        let order = ["*", "*.*", "a*", "audit_*", "public.*", "users", "public.users"];
        let exactness = |text| TablePattern::parse(text).unwrap().exactness();
        for pair in order.windows(2) {
            assert!(exactness(pair[0]) < exactness(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for text in ["", ".", "a.", ".a", "[a", "{a"] {
            assert!(TablePattern::parse(text).is_err(), "{text}");
        }
    }
}
