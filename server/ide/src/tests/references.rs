//! From a name to all places that name the same object.

use super::Project;
use super::definition::SHOP;
use expect_test::{Expect, expect};

fn check(path: &str, marked: &str, declarations: bool, expected: Expect) {
    let project = Project::generated(SHOP);
    let offset = project.offset(path, marked);
    let found = project.snapshot().references(path, offset, declarations);
    let shown = found.map_or("nothing".to_owned(), |places| {
        places.iter().map(|place| project.place(place) + "\n").collect()
    });
    expected.assert_eq(&shown);
}

#[test]
fn a_column_is_found_under_all_its_names() {
    check(
        "migrations/0001_people.sql",
        "m$0ail text",
        true,
        expect![[r#"
            internal/repository/users_repository.go:20 `Mail`
            internal/repository/users_repository.go:39 `Mail`
            internal/repository/users_repository.go:60 `Mail`
            migrations/0001_people.sql:6 `mail`
            migrations/0002_users.sql:2 `mail`
            migrations/0002_users.sql:2 `email`
            migrations/0003_index.sql:2 `email`
            migrations/0003_index.sql:2 `email`
            pgwright.yaml:3 `email`
            pgwright.yaml:8 `email`
        "#]],
    );
    check(
        "internal/repository/users_repository.go",
        "\tM$0ail",
        false,
        expect![[r#"
            internal/repository/users_repository.go:20 `Mail`
            internal/repository/users_repository.go:39 `Mail`
            internal/repository/users_repository.go:60 `Mail`
            migrations/0002_users.sql:2 `mail`
            migrations/0003_index.sql:2 `email`
            migrations/0003_index.sql:2 `email`
            pgwright.yaml:3 `email`
            pgwright.yaml:8 `email`
        "#]],
    );
}

#[test]
fn a_constraint_and_an_enum_are_found() {
    check(
        "migrations/0003_index.sql",
        "people$0_mail",
        true,
        expect![[r#"
            migrations/0001_people.sql:6 `people_mail`
            migrations/0003_index.sql:3 `people_mail`
        "#]],
    );
    check(
        "pgwright.yaml",
        "postgres: $0feeling",
        true,
        expect![[r#"
        migrations/0001_people.sql:2 `feeling`
        pgwright.yaml:4 `feeling`
    "#]],
    );
    check("migrations/0003_index.sql", "INDEX$0 ", true, expect!["nothing"]);
}

#[test]
fn what_was_dropped_later_is_found_up_to_there() {
    let mut project = Project::new(SHOP);
    project.write(
        "migrations/0004.sql",
        "ALTER TABLE users RENAME email TO e; DROP TABLE users CASCADE;",
    );
    let at = project.offset("migrations/0001_people.sql", "m$0ail text");
    let found = project.snapshot().references("migrations/0001_people.sql", at, true).unwrap();
    let last: Vec<String> = found.iter().rev().take(3).map(|it| project.place(it)).collect();
    expect![[r#"
        [
            "migrations/0004.sql:1 `e`",
            "migrations/0004.sql:1 `email`",
            "migrations/0003_index.sql:2 `email`",
        ]
    "#]]
    .assert_debug_eq(&last);
}

#[test]
fn half_typed_and_multi_byte_texts_have_references() {
    let mut project = Project::new(
        "
        //- /pgwright.yaml
        tables:
          \"größe\": {entity: x}
        //- /migrations/1.sql
        CREATE TABLE \"größe\" (\"🐘\" int PRIMARY KEY);
        //- /migrations/2.sql
        ALTER TABLE \"größe\" RENAME TO plain;
        //- /migrations/3.sql
        /* ß */ ALTER TABLE PLAIN ADD CHECK (\"🐘\" >
        ",
    );
    project.edit("pgwright.yaml", "\"größe\"", "plain");
    let all = |marked: &str| {
        let at = project.offset("migrations/3.sql", marked);
        let found = project.snapshot().references("migrations/3.sql", at, true).unwrap();
        found.iter().map(|it| project.place(it) + "\n").collect::<String>()
    };
    expect![[r#"
        migrations/1.sql:1 `"größe"`
        migrations/2.sql:1 `"größe"`
        migrations/2.sql:1 `plain`
        migrations/3.sql:1 `PLAIN`
        pgwright.yaml:2 `plain`
    "#]]
    .assert_eq(&all("PL$0AIN"));
    expect![[r#"
        migrations/1.sql:1 `"🐘"`
        migrations/3.sql:1 `"🐘"`
    "#]]
    .assert_eq(&all("\"🐘$0\""));
}

#[test]
fn highlights_are_the_places_of_the_same_file() {
    let project = Project::generated(SHOP);
    let path = "migrations/0002_users.sql";
    let found = project.snapshot().highlights(path, project.offset(path, "TO us$0ers")).unwrap();
    let text = project.read(path);
    let shown: Vec<(&str, bool)> =
        found.iter().map(|it| (&text[it.span.range()], it.names)).collect();
    assert_eq!(shown, [("people", false), ("users", true), ("users", false), ("users", false)]);
    assert_eq!(project.snapshot().highlights(path, project.offset(path, "ALT$0ER")), None);
    assert_eq!(project.snapshot().highlights("nowhere.sql", 0), None);
}
