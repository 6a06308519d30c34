//! `generate.tests` and `generate.examples`: which files there are, what rows they make, and what
//! is said where none is known.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Project, project, project_with};
use expect_test::expect;

const TESTS: &str = "generate: {tests: true}";

const SHOP: &str = "
    CREATE TABLE owners (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE);
    CREATE TABLE shops (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        owner_id bigint NOT NULL REFERENCES owners,
        parent_id uuid REFERENCES shops,
        country char(2) NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
        rating smallint CHECK (rating BETWEEN 1 AND 5),
        opens date NOT NULL,
        closes date NOT NULL,
        kind text NOT NULL CHECK (kind IN ('bakery', 'butcher')),
        CHECK (opens < closes)
    );";

/// The lines of a fixture.
fn fixture(project: &Project, file: &str) -> String {
    let part = project.part(file, "func fixtureOf");
    let lines = part.lines().filter(|line| line.starts_with("\tf."));
    lines.map(|line| line.trim().to_owned() + "\n").collect()
}

#[test]
fn rows_meet_the_constraints_of_their_table() {
    let project = project(TESTS, SHOP);
    assert_eq!(project.problems(), "");
    expect![[r#"
        f.parent(fixtureOfOwners, []string{"owner_id"}, []string{"id"}, true)
        f.parent(fixtureOfShops, []string{"parent_id"}, []string{"id"}, false)
        f.column("id", `uuid`, `md5(n::text)`)
        f.column("owner_id", `bigint`, `NULL`)
        f.column("parent_id", `uuid`, `NULL`)
        f.column("country", `character(2)`, `translate(lpad((n % 100)::text, 2, '0'), '0123456789', 'ABCDEFGHIJ')`)
        f.column("rating", `smallint`, `2 + n % 3`)
        f.column("opens", `date`, `date '1920-01-01' + (n % 36500)::integer`)
        f.column("closes", `date`, `date '2101-01-01' + (n % 36500)::integer`)
        f.column("kind", `text`, `(ARRAY['bakery', 'butcher'])[1 + n % 2]`)
    "#]]
    .assert_eq(&fixture(&project, "shops_repository_test.go"));
}

#[test]
fn each_constraint_is_broken_once() {
    let project = project(TESTS, SHOP);
    let text = &project.file("shops_repository_test.go").text;
    let refused: Vec<&str> = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("t.Run(\"Create refuses ")?.split('"').next())
        .collect();
    assert_eq!(
        refused,
        [
            "what breaks shops_pkey",
            "what breaks shops_owner_id_fkey",
            "what breaks shops_parent_id_fkey",
            "what breaks shops_country_check",
            "what breaks shops_rating_check",
            "what breaks shops_kind_check",
            "what breaks shops_check",
        ]
    );
}

#[test]
fn rows_go_to_a_partition() {
    let sql = "
        CREATE TABLE days (at date NOT NULL, region text NOT NULL) PARTITION BY RANGE (at);
        CREATE TABLE days_2031 PARTITION OF days FOR VALUES FROM ('2031-01-01') TO ('2032-01-01');
        CREATE TABLE regions (name text NOT NULL) PARTITION BY LIST (name);
        CREATE TABLE regions_eu PARTITION OF regions FOR VALUES IN ('de', 'fr');
        CREATE TABLE anything (name text) PARTITION BY LIST (name);
        CREATE TABLE anything_else PARTITION OF anything DEFAULT;
        CREATE TABLE nothing (name text) PARTITION BY LIST (name);";
    let project = project(TESTS, sql);
    let problems = project.problems();
    assert_eq!(problems.matches("[test-row]").count(), 1, "{problems}");
    assert!(problems.contains("because no partition is known that takes it"), "{problems}");
    assert!(fixture(&project, "days_repository_test.go").contains("date '2031-01-02' + (n % "));
    let regions = fixture(&project, "regions_repository_test.go");
    assert!(regions.contains("(ARRAY['de', 'fr'])[1 + n % 2]"), "{regions}");
    assert!(fixture(&project, "anything_repository_test.go").contains("'name' || n"));
}

#[test]
fn triggers_are_named() {
    let sql =
        format!("{SHOP} CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END';");
    let problems = project(TESTS, &sql).problems();
    assert!(problems.starts_with("note[test-row] migrations/1.sql `stamp`"), "{problems}");
    assert!(problems.contains("do not know what triggers do to rows: stamp"), "{problems}");
    assert_eq!(project("", &sql).problems(), "");
}

#[test]
fn off_means_absent() {
    let project = project("", SHOP);
    assert!(project.paths().iter().all(|path| !path.ends_with("_test.go")));
}

#[test]
fn a_row_that_nobody_knows_is_a_problem_with_the_function_to_write() {
    let sql = "
        CREATE FUNCTION luhn(text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
        CREATE TABLE cards (
            id bigint PRIMARY KEY,
            number text NOT NULL CONSTRAINT cards_luhn CHECK (luhn(number))
        );
        CREATE TABLE payments (id bigint PRIMARY KEY, card_id bigint NOT NULL REFERENCES cards);
        CREATE TABLE notes (id bigint PRIMARY KEY, card_id bigint REFERENCES cards);";
    let alone = project(TESTS, sql);
    let problems = alone.problems();
    assert!(problems.contains("warning[test-row]"), "{problems}");
    assert!(
        problems.contains("its check cards_luhn (luhn(number)) is not understood"),
        "{problems}"
    );
    assert!(
        problems.contains("func validCards(t *testing.T, db pgxkit.Executor) CreateCardsParams"),
        "{problems}"
    );
    // What needs no row is tested all the same, and NULL refers to no card.
    let text = &alone.file("cards_repository_test.go").text;
    assert!(text.contains("wantNotFound(t, missing)") && !text.contains("insertCards"), "{text}");
    assert!(alone.file("notes_repository_test.go").text.contains("insertNotes(t, tx)"));

    let own = "package repository\n\nfunc validCards(t *testing.T, db pgxkit.Executor) \
               CreateCardsParams {\n\treturn CreateCardsParams{}\n}\n";
    let helped = project_with(TESTS, sql, &[("internal/repository/rows_test.go", own)]);
    assert_eq!(helped.problems(), "");
    let text = &helped.file("cards_repository_test.go").text;
    assert!(!text.contains("func validCards(") && text.contains("validCards(t, db)"), "{text}");
    assert!(helped.file("payments_repository_test.go").text.contains("insertPayments(t, tx)"));
}

#[test]
fn examples_show_what_is_on() {
    let config = "generate: {examples: true}\n";
    let plain = project(config, SHOP);
    let text = &plain.file("example_test.go").text;
    assert!(text.contains("func ExampleInTx()") && !text.contains("func ExampleWithRetry()"));
    let retried = format!("{config}database: {{pgxkit: {{retry: {{enabled: true}}}}}}");
    let retried = project(&retried, SHOP);
    let text = &retried.file("example_test.go").text;
    assert!(
        text.contains("func ExampleWithRetry()") && text.contains("// Output: 3 100ms"),
        "{text}"
    );
}
