//! What goes the short way ([`super::plain`]) is what comes out of the long one.

use super::corpus::STATEMENTS;
use super::plain;
use squawk_syntax::SourceFile;

/// Statements as most migrations have them, all of them plain.
const PLAIN: &[&str] = &[
    "CREATE TABLE a (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b text NOT NULL UNIQUE, \
     c varchar(200) DEFAULT 'x', d numeric(12, 2) NOT NULL DEFAULT 0 CHECK (d >= 0), \
     e text[] DEFAULT '{}', f timestamptz NOT NULL DEFAULT now(), g double precision, \
     h timestamp(3) with time zone, CONSTRAINT x UNIQUE (b, c), \
     FOREIGN KEY (id) REFERENCES s.o (id) ON DELETE CASCADE ON UPDATE RESTRICT)",
    "ALTER TABLE IF EXISTS s.t ADD COLUMN IF NOT EXISTS x int NULL, DROP COLUMN y CASCADE, \
     ALTER COLUMN z TYPE text, ALTER z SET NOT NULL, ADD CONSTRAINT k CHECK (z IS NOT NULL)",
    "CREATE UNIQUE INDEX IF NOT EXISTS i ON t (a, lower(b)) WHERE c = true AND d::text <> 'x'",
    "COMMENT ON COLUMN t.c IS 'it''s so'",
    "CREATE TYPE e AS ENUM ('a', 'b')",
    "DROP TABLE IF EXISTS s.t CASCADE",
];

/// Words that are names in one place and none in another, or mean something to the parser's own
/// checks.
const WORDS: &[&str] = &[
    "left",
    "authorization",
    "coalesce",
    "current_timestamp",
    "select",
    "in",
    "overlaps",
    "any",
    "default",
    "null",
    "U&\"a\"",
    "uescape",
    "'a' 'b'",
    "e'\\'",
    "u&'\\0'",
    "1.5",
    "(",
    ")",
    ",",
    ";",
    "1",
    "''",
    "variadic",
    "not",
    "interval",
    "array[]",
    "b'2'",
    "f()",
    "as",
    "$1",
    "||",
];

#[track_caller]
fn check(text: &str) -> bool {
    let Some(short) = plain::tree(text) else { return false };
    let long = SourceFile::parse(text);
    assert!(long.errors().is_empty(), "{text}: {:?}", long.errors());
    assert_eq!(short.green(), long.syntax_node().green(), "{text}");
    true
}

/// The text of each token.
fn tokens(text: &str) -> Vec<&str> {
    let mut start = 0;
    let token = |token: squawk_lexer::Token| {
        let end = start + token.len as usize;
        &text[std::mem::replace(&mut start, end)..end]
    };
    squawk_lexer::tokenize(text).map(token).collect()
}

#[test]
fn plain_statements_go_the_short_way() {
    for text in PLAIN {
        assert!(check(text), "{text}");
    }
}

#[test]
fn it_leads_where_the_long_way_does_whatever_is_mistyped() {
    let mut short = 0;
    for text in PLAIN.iter().chain(STATEMENTS) {
        let tokens = tokens(text);
        for at in 0..tokens.len() {
            let with = |words: &[&str]| [&tokens[..at], words, &tokens[at + 1..]].concat().concat();
            short += usize::from(check(&with(&[])));
            short += usize::from(check(&with(&[tokens[at], " ", tokens[at]])));
            short += usize::from(check(&with(&[tokens[(at * 7 + 3) % tokens.len()]])));
            for word in WORDS.iter().filter(|_| PLAIN.contains(text)) {
                short += usize::from(check(&with(&[" ", word, " "])));
                short += usize::from(check(&with(&[tokens[at], " ", word, " "])));
            }
        }
    }
    assert!(short > 500, "{short}");
}
