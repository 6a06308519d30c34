//! Whatever the text is: no panic, spans inside the text, and a bad line costs its block alone.
#![allow(clippy::unwrap_used)]

mod support;

use pgwright_config::{Config, Document, append, set};
use proptest::prelude::*;
use support::parse;

const SAMPLE: &str = include_str!("sample.yaml");

/// A configuration in which every block has values of its own.
const OWN: &str = include_str!("own.yaml");

/// Fragments that a person may have typed so far, or pasted.
const FRAGMENTS: &[&str] = &[
    "foo",
    "foo:bar",
    "foo: [a, b",
    "foo: {a: 1",
    "foo: \"abc",
    "foo: 'abc",
    "- x",
    "\tfoo: 1",
    "foo: bar: baz",
    "]",
    "}",
    "foo: *nope",
    "foo: &",
    "foo: |",
    "? ",
    "@foo",
    "foo: `x",
    " - a",
    "%x",
    "foo: !",
    "\"foo",
    "foo: ,",
    "? a\n: b: c",
    "---",
    "...",
    "é: ü",
    "<<: 1",
    "foo: !!int x",
    "[",
    "{",
    "\u{feff}",
    "foo: {a: [",
    "&a foo: 1",
    "*",
    "*: {}",
    "foo: >=0.3",
    ": x",
    "\u{0}",
    "\u{1}",
];

fn check_spans(text: &str, document: &Document) {
    let places = document.problems.iter().flat_map(|problem| {
        [problem.location.span].into_iter().chain(problem.related.iter().map(|it| it.location.span))
    });
    for span in places.chain(document.secrets()) {
        assert!(span.start <= span.end, "{span:?}");
        assert!(text.get(span.range()).is_some(), "{span:?} of {text:?}");
    }
}

fn check(text: &str) {
    let document = parse(text);
    check_spans(text, &document);
    document.path_at(text.len() as u32);
    document.path_at(text.len() as u32 / 2);
}

#[test]
fn texts_that_were_misread_are_read() {
    check("%\n\"\r>\r\u{feff}\r''>\u{feff}");
}

#[test]
fn every_beginning_of_a_text_is_read() {
    for (end, _) in SAMPLE.char_indices() {
        check(&SAMPLE[..end]);
    }
}

#[test]
fn a_bad_line_costs_its_block_alone() {
    let whole = parse(OWN);
    assert_eq!(whole.problems, []);
    let lines: Vec<&str> = OWN.split_inclusive('\n').collect();
    let mut block = "";
    let mut failures = Vec::new();
    let mut cases = 0;
    for (index, line) in lines.iter().enumerate() {
        if let Some((key, _)) = line.split_once(':').filter(|_| !line.starts_with([' ', '#', '\n']))
        {
            block = key;
        }
        let indentation = &line[..line.len() - line.trim_start().len()];
        if line.trim_start().starts_with("- ") || line.trim().is_empty() {
            continue;
        }
        // The line itself, typed so far: what is above and below stands.
        for (cut, _) in line.trim_end().char_indices() {
            let text = [
                lines[..index].concat(),
                format!("{}\n", &line[..cut]),
                lines[index + 1..].concat(),
            ]
            .concat();
            cases += 1;
            let document = parse(&text);
            check_spans(&text, &document);
            let syntax = document.problems.iter().filter(|it| it.code.name() == "config-syntax");
            if cut > indentation.len() && syntax.count() > 1 {
                failures.push(format!(
                    "line {} cut at {cut} has several problems: {:?}",
                    index + 1,
                    document.problems
                ));
            }
            let above = index.checked_sub(1).map(|_| block_before(&lines[..index]));
            for changed in different(&whole.config, &document.config) {
                if changed != block && !(cut <= indentation.len().max(1) && Some(changed) == above)
                {
                    failures.push(format!("line {} cut at {cut} costs {changed}", index + 1));
                }
            }
        }
        for fragment in FRAGMENTS {
            let text = [
                lines[..index].concat(),
                format!("{indentation}{fragment}\n"),
                lines[index..].concat(),
            ]
            .concat();
            cases += 1;
            let document = parse(&text);
            check_spans(&text, &document);
            // At the beginning of a block's first line, the fragment may belong to the one above.
            let above =
                (indentation.is_empty() && index > 0).then(|| block_before(&lines[..index]));
            for changed in different(&whole.config, &document.config) {
                if changed != block && Some(changed) != above {
                    failures.push(format!("line {}: {fragment:?} costs {changed}", index + 1));
                }
            }
        }
    }
    assert!(cases > 2000, "{cases}");
    assert_eq!(failures, Vec::<String>::new());
}

fn block_before<'a>(lines: &[&'a str]) -> &'a str {
    let key = lines.iter().rev().find(|line| !line.starts_with([' ', '#', '\n']));
    key.and_then(|line| line.split_once(':')).map_or("", |(key, _)| key)
}

/// The blocks whose values differ.
fn different(a: &Config, b: &Config) -> Vec<&'static str> {
    [
        ("required_version", a.required_version == b.required_version),
        ("database", a.database == b.database),
        ("migrations", a.migrations == b.migrations),
        ("output", a.output == b.output),
        ("naming", a.naming == b.naming),
        ("types", a.types == b.types),
        ("functions", a.functions == b.functions),
        ("generate", a.generate == b.generate),
        ("tables", a.tables == b.tables),
        ("problems", a.problems == b.problems),
    ]
    .into_iter()
    .filter_map(|(name, same)| (!same).then_some(name))
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mutated_text_is_read(
        mutations in prop::collection::vec((any::<prop::sample::Index>(), 0..8usize, any::<prop::sample::Index>()), 1..6),
    ) {
        let mut text = SAMPLE.to_owned();
        for (place, cut, fragment) in mutations {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let start = place.index(places.len());
            let end = (start + cut).min(places.len() - 1);
            text.replace_range(places[start]..places[end], FRAGMENTS[fragment.index(FRAGMENTS.len())]);
        }
        check(&text);
    }

    #[test]
    fn any_text_is_read(text in "[a-z:\\-\\[\\]{}&*!|>'\"%@`,?# \t\r\n\u{85}é\u{feff}\u{10ffff}]{0,120}") {
        check(&text);
    }

    #[test]
    fn what_is_set_is_read(name in "[a-z*?\\. éü'\"#:&!-]{1,12}", value in "\\PC{0,20}", at in any::<prop::sample::Index>()) {
        let lines: Vec<&str> = SAMPLE.split_inclusive('\n').collect();
        let text: String = lines[..at.index(lines.len())].concat();
        for edit in [
            set(&text, &["tables", &name, "entity"], &value),
            append(&text, &["migrations", "exclude"], &value),
        ] {
            let Ok(edit) = edit else { continue };
            let broken = |document: &Document| {
                document.problems.iter().filter(|it| it.code.name() == "config-syntax").count()
            };
            let changed = edit.apply(&text);
            let comments = |text: &str| text.matches("# ").count();
            prop_assert!(comments(&changed) >= comments(&text));
            let document = parse(&changed);
            check_spans(&changed, &document);
            prop_assert_eq!(broken(&document), broken(&parse(&text)), "{}", changed);
        }
    }
}

#[test]
fn large_and_deep_texts_are_read_in_bounded_time() {
    check_large(1 << 18);
}

#[test]
#[ignore = "takes half a minute without optimization"]
fn huge_texts_are_read_in_bounded_time() {
    check_large((1 << 20) - (1 << 10));
}

fn check_large(bytes: usize) {
    let full = |part: &str| part.repeat(bytes / part.len());
    let deep: String = (0..1000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let texts = [
        "tables: {}\n".to_owned() + &full("a: b\n"),
        full("- abcdefgh: 1\n"),
        full("a: b: c\n"),
        full("\ta: [\n"),
        "a: \"".to_owned() + &full("x\n "),
        "[".repeat(1000),
        full("{a: ["),
        "functions: ".to_owned() + &"[".repeat(100_000),
        "a: &a [*a, *a]\ntables: {x: *a, <<: *a}\n".to_owned(),
        "tables: &t\n".to_owned() + "  <<: *t\n  a: {}\n",
        deep,
        "x".repeat(10 << 20),
    ];
    for text in texts {
        let start = std::time::Instant::now();
        let document = parse(&text);
        let took = start.elapsed();
        check_spans(&text, &document);
        assert!(document.problems.len() <= 300);
        assert!(took.as_secs() < 60, "{took:?}");
    }
}

#[test]
fn aliases_do_not_repeat_without_end() {
    let mut text = String::from("functions: &f [create]\ntables:\n  a0: &a0 {functions: *f}\n");
    for index in 1..40 {
        text += &format!(
            "  a{index}: &a{index} {{<<: [*a{}, *a{}], entity: e}}\n",
            index - 1,
            index - 1
        );
    }
    let document = parse(&text);
    assert_eq!(document.problems, []);
    assert_eq!(document.config.tables.len(), 40);
    assert!(document.config.tables.iter().all(|table| table.functions.is_some()));
    let many = "x: &x {".to_owned()
        + &(0..20_000).map(|i| format!("k{i}: 1, ")).collect::<String>()
        + "}\ntables:\n"
        + &(0..20_000).map(|i| format!("  t{i}: *x\n")).collect::<String>();
    let start = std::time::Instant::now();
    let document = parse(&many);
    assert!(!document.problems.is_empty());
    assert!(start.elapsed().as_secs() < 30);
}

#[test]
fn marks_and_line_ends_change_nothing() {
    let plain = parse(OWN);
    for text in [
        OWN.replace('\n', "\r\n"),
        format!("\u{feff}{OWN}"),
        format!("---\n{OWN}"),
        OWN.trim_end().to_owned(),
        format!("%YAML 1.2\n---\n{OWN}...\n"),
    ] {
        let document = parse(&text);
        assert_eq!(document.problems, []);
        assert_eq!(document.config, plain.config);
        check_spans(&text, &document);
        let span = document.key_span(&["tables", "users", "struct"]).unwrap();
        assert_eq!(&text[span.range()], "struct");
    }
}
