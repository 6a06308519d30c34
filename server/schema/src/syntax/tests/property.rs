//! On any text: no panic, spans in the text and on characters, whole neighbours unharmed.

use super::corpus::STATEMENTS;
use super::{parse, parse_whole, shape};
use pgwright_problem::Span;
use proptest::prelude::*;

/// The lines of statements and problems; fails where a span is not in the text.
fn lines(text: &str) -> Vec<String> {
    let parsed = parse_whole(text);
    for problem in &parsed.problems {
        assert!(!problem.message.is_empty());
        assert!(!problem.message.contains(super::tree::PARSER_FAILED), "{text}");
    }
    shape::file(text, &parsed).lines().map(str::to_owned).collect()
}

#[test]
fn the_corpus_is_whole() {
    for statement in STATEMENTS {
        let lines = lines(statement);
        assert!(!lines.is_empty() && !lines.iter().any(|line| line.contains("problem ⟨")));
        assert!(!lines.iter().any(|line| line.contains("Unknown {")), "{lines:?}");
    }
}

#[test]
fn a_statement_does_not_depend_on_its_neighbours() {
    for (index, first) in STATEMENTS.iter().enumerate() {
        let second = STATEMENTS[(index * 7 + 3) % STATEMENTS.len()];
        let mut expected = lines(first);
        expected.extend(lines(second));
        for between in [";", ";\n", " ;;\r\n-- x\n", ";/* ; */"] {
            assert_eq!(lines(&format!("{first}{between}{second};")), expected);
        }
    }
}

#[test]
fn every_prefix_leaves_what_stands_before_it() {
    let before = "create table before (id int);\n";
    let expected = lines(before).remove(0);
    for statement in STATEMENTS {
        for cut in (0..statement.len()).filter(|cut| statement.is_char_boundary(*cut)) {
            let text = format!("{before}{}", &statement[..cut]);
            assert_eq!(lines(&text)[0], expected, "{text}");
        }
    }
}

#[test]
fn a_broken_statement_leaves_what_stands_behind_it() {
    let behind = "create table behind (id int, note text default 'x')";
    let expected = lines(behind).remove(0);
    for broken in [
        "create table b (id int,",
        "create table b (id int",
        "create table b (id int, foo bar baz)",
        "alter table b add column",
        "create table b (c text default 'x)",
        "create table b (c text default E'x\\)",
        "create table \"b (c text)",
        "create function f() returns int as $$ begin",
        "do $x$ begin create table k ();",
        "create view v as select * from (select 1",
        "insert into b values (1, 'x",
        "/* not closed",
        "creat table b ()",
        "create type e as enum ('a', 'b)",
    ] {
        for between in ["\n", ";\n", ";\n\n  ", "\r\n"] {
            let text = format!("create table a (x int);\n{broken}{between}{behind};\n");
            let lines = lines(&text);
            assert!(lines.contains(&expected), "{text}\n{lines:#?}");
            assert_eq!(
                lines.iter().filter(|line| line.starts_with("problem")).count(),
                1,
                "{text}\n{lines:#?}"
            );
        }
    }
}

/// What is wrong everywhere must not be read again for every statement.
#[test]
fn a_long_broken_text_takes_no_longer_than_its_length() {
    for line in [
        "create table a (b int)\n",
        "create table a (b int,;\n",
        "create table a (b text default 'x)\n",
        "insert into a values ('x)\n",
        "create table a (\n",
        "/*\n",
        "do $$ begin\ncreate table a ();\n",
    ] {
        let text = line.repeat(2000);
        let parsed = parse_whole(&text);
        assert!(!parsed.problems.is_empty(), "{line}");
    }
}

fn statement() -> impl Strategy<Value = &'static str> {
    prop::sample::select(STATEMENTS)
}

/// Pieces that are likely to break things.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "'",
            "\"",
            "$$",
            "$x$",
            "(",
            ")",
            "[",
            "]",
            ";",
            "--",
            "/*",
            "*/",
            "\\",
            "\n",
            "\r\n",
            "\u{0}",
            "\u{feff}",
            "é",
            "\u{fffd}",
            "E'",
            "U&'",
            "U&\"",
            "::",
            "%TYPE",
            "create",
            "begin atomic",
            "end",
            "as",
            "select",
            "from stdin;\n",
            "\\.\n",
            "copy x ",
            "do $$",
            "uescape '!'",
            "null",
            ".",
            ",",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ]
}

fn boundary(text: &str, place: prop::sample::Index) -> usize {
    text.floor_char_boundary(place.index(text.len() + 1))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutations_never_panic(
        statements in prop::collection::vec(statement(), 1..4),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0usize..12, piece()), 1..5),
    ) {
        let mut text = statements.join(";\n");
        for (place, other, length, piece) in edits {
            let start = boundary(&text, place);
            let end = text.ceil_char_boundary((start + length).min(text.len()));
            let moved = text[boundary(&text, other).min(start)..start].to_owned();
            let moved = if length % 3 == 0 { moved } else { String::new() };
            text.replace_range(start..end, &(piece + &moved));
        }
        lines(&text);
    }

    #[test]
    fn any_text_and_any_parts(text in "(\\PC|[\\x00\\r\\n\t;'\"$()]){0,80}", cuts in prop::collection::vec(0u32..100, 0..6)) {
        lines(&text);
        let parts: Vec<Span> = cuts.chunks(2).map(|cut| Span::new(cut[0], cut[cut.len() - 1])).collect();
        shape::file(&text, &parse(&text, &parts));
    }
}
