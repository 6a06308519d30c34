//! Where things stand in a text: paths, spans, secrets.

mod support;

use pgwright_config::hide_secrets;
use support::parse;

/// Reads a text with `$0` at a place, and gives the path there.
fn path_at(marked: &str) -> String {
    let at = marked.find("$0").expect("the text has a `$0`");
    let text = marked.replacen("$0", "", 1);
    parse(&text).path_at(at as u32).join("/")
}

fn check(marked: &str, expected: &str) {
    assert_eq!(path_at(marked), expected, "{marked}");
}

#[test]
fn a_path_leads_to_keys_and_values() {
    check("data$0base:\n  version: 18\n", "database");
    check("database:\n  ver$0sion: 18\n", "database/version");
    check("database:\n  version: 1$08\n", "database/version");
    check("database:\n  version: 18$0\n", "database/version");
    check("functions: [create, g$0et]\n", "functions/1");
    check("functions: [create, $0]\n", "functions");
    check("functions: [$0]\n", "functions");
    check("functions:\n  - create\n  - g$0et\n", "functions/1");
    check("types:\n  overrides:\n    - postgres: numeric\n      g$0o: x\n", "types/overrides/0/go");
    check("tables:\n  users: {struct: U$0ser, entity: x}\n", "tables/users/struct");
    check("tables:\n  users: {struct: User, $0}\n", "tables/users");
    check("tables:\n  'a.b*':\n    struct: $0\n", "tables/a.b*/struct");
}

#[test]
fn an_empty_line_is_in_the_block_that_its_indentation_says() {
    check("database:\n  version: 18\n$0", "");
    check("database:\n  version: 18\n  $0", "database");
    check("database:\n  $0\n  version: 18\n", "database");
    check("database:\n  version: 18\n  $0\noutput:\n  package: x\n", "database");
    check("database:\n  pgxkit:\n    retry:\n      $0\n", "database/pgxkit/retry");
    check("database:\n  pgxkit:\n    retry:\n    $0\n", "database/pgxkit");
    check("database:\n  pgxkit:\n    retry:\n      enabled: true\n  $0\n", "database");
    check("functions:\n  - create\n  $0\n", "functions");
    check("functions:\n- create\n  $0\n", "functions/0");
    check("$0", "");
}

#[test]
fn a_half_typed_line_has_a_path() {
    check("database:\n  sche$0\n  version: 18\n", "database");
    check("database:\n  version: 18\n  schema: $0\n", "database/schema");
    check(
        "tables:\n  users:\n    functions: [create, g$0\n  orders: {}\n",
        "tables/users/functions",
    );
    check("tables:\n  users:\n    functions: [create]\n    str$0\n", "tables/users");
    check("database:\n  dsn: \"po$0\n  version: 18\n", "database/dsn");
    check("dat$0", "");
}

#[test]
fn any_place_has_a_path() {
    let text = include_str!("sample.yaml").replace("users", "üsers");
    let document = parse(&text);
    for offset in 0..=text.len() as u32 + 2 {
        document.path_at(offset);
    }
}

#[test]
fn spans_lead_to_the_text() {
    let text = "database: {schema: &s shop}\nfunctions:\n  - create\ntypes:\n  overrides:\n    - {column: a.b, go: int}\noutput:\n  package: *s\n";
    let document = parse(text);
    let key = |path: &[&str]| document.key_span(path).map(|span| &text[span.range()]);
    let value = |path: &[&str]| document.value_span(path).map(|span| &text[span.range()]);
    assert_eq!(key(&["database", "schema"]), Some("schema"));
    assert_eq!(value(&["database", "schema"]), Some("&s shop"));
    assert_eq!(value(&["functions", "0"]), Some("create"));
    assert_eq!(key(&["types", "overrides", "0", "go"]), Some("go"));
    assert_eq!(value(&["types", "overrides", "0", "go"]), Some("int"));
    assert_eq!(value(&["output", "package"]), Some("*s"));
    assert_eq!(document.config.output.package, "shop");
    assert_eq!(key(&["output", "directory"]), None);
    assert_eq!(key(&["functions", "7"]), None);
    assert_eq!(key(&["functions", "x"]), None);
}

#[test]
fn no_problem_speaks_of_a_secret() {
    let check = |text: &str, expected: &str| {
        let messages: Vec<_> = parse(text).problems.into_iter().map(|it| it.message).collect();
        let all = messages.join("\n");
        assert!(all.contains(expected) && !all.contains("hunter2"), "{text}: {all}");
    };
    check("database: 'postgres://u:hunter2@h/d'\n", "the text `postgres://***@h/d`");
    check("database: {dsn: [hunter2]}\n", "`database.dsn`");
    check("output: {directory: 'postgres://u:hunter2@h/d'}\n", "is an address");
    check("migrations: {directory: 'host=h password=hunter2'}\n", "is an address");
    check("'postgres://u:hunter2@h/d': 1\n", "postgres://***@h/d");
    // A secret that is a word as others are is one only in quotes.
    check("database: {dsn: it, versoin: 18}\n", "`versoin`");
}

/// A text that is nothing but addresses, each of which would be looked through to its end.
#[test]
fn secrets_in_a_huge_line_are_found_in_one_pass() {
    let text = format!("url: {}hunter2@h\n", "a://".repeat(500_000));
    let shown = hide_secrets(&text);
    assert!(shown.len() == text.len() && !shown.contains("hunter2"));
    let text = format!("database: {{x: {}}}\n", "a://b:hunter2@c ".repeat(100_000));
    assert!(parse(&text).problems.iter().all(|problem| !problem.message.contains("hunter2")));
}

#[test]
fn secrets_are_found_wherever_they_stand() {
    let check = |text: &str, expected: &[&str]| {
        let document = parse(text);
        let found: Vec<_> =
            document.secrets().into_iter().map(|span| &text[span.range()]).collect();
        assert_eq!(found, expected, "{text}");
        let shown = hide_secrets(text);
        assert!(shown.len() == text.len() && !shown.contains("hunter2"), "{shown}");
        assert!(!format!("{document:?}").contains("hunter2"));
    };
    check("database:\n  dsn: postgres://u:hunter2@h/d\n", &["postgres://u:hunter2@h/d"]);
    check(
        "database:\n  dsn: >-\n    postgres://u:hunter2@h/d\n",
        &[">-\n    postgres://u:hunter2@h/d"],
    );
    check("database:\n  dsn: \"hunter2\n  version: 18\n", &["\"hunter2"]);
    check("database: {dsn: hunter2, version: 17\n", &["hunter2, version: 17"]);
    check("database:\n  dsn: ${DATABASE_URL}\n", &[]);
    check("database:\n  dsn: ${DATABASE_URL:-hunter2}\n", &["${DATABASE_URL:-hunter2}"]);
    check("database:\n  version: 18\n", &[]);
    check("database:\n  dns: postgres://u:hunter2@h/d\n", &["u:hunter2"]);
    check("dsnn: host=h password=hunter2 user=u\n", &["hunter2"]);
    check("url: postgres://h/d # see https://example.com/a@b\n", &["example.com/a"]);
}
