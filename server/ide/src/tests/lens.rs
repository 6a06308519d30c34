//! The lines above tables.

use super::Project;
use expect_test::{Expect, expect};

const PROJECT: &str = "
    //- /pgwright.yaml
    tables:
      users: {entity: user}
      'o*': {entity: order}
    //- /migrations/1.sql
    CREATE TABLE users (id bigint PRIMARY KEY, email text);
    /* ß🐘 */ CREATE TABLE orders (id bigint PRIMARY KEY);
    CREATE VIEW v AS SELECT id FROM users;
";

fn check(project: &Project, path: &str, expected: Expect) {
    let shown: String = project
        .snapshot()
        .lenses(path)
        .into_iter()
        .map(|it| {
            let name = &project.read(path)[it.span.range()];
            format!("`{name}` {} ({})\n", it.title, it.generates.as_deref().unwrap_or("-"))
        })
        .collect();
    expected.assert_eq(&shown);
}

#[test]
fn a_lens_says_how_far_the_go_of_a_table_is_behind() {
    let mut project = Project::new(PROJECT);
    check(
        &project,
        "migrations/1.sql",
        expect![[r#"
            `users` Users: not generated · generate (public.users)
            `orders` Orders: not generated · generate (public.orders)
            `v` V: not generated · generate (public.v)
        "#]],
    );
    project.generate();
    project.write(
        "migrations/2.sql",
        "ALTER TABLE users ADD phone text, ADD fax text; ALTER TABLE orders ADD note text;",
    );
    check(
        &project,
        "migrations/1.sql",
        expect![[r#"
            `users` Users: 2 columns behind · regenerate (public.users)
            `orders` Orders: 1 column behind · regenerate (public.orders)
            `v` V: in line (-)
        "#]],
    );
    check(
        &project,
        "migrations/2.sql",
        expect![[r#"
        `phone` Users: 2 columns behind · regenerate (public.users)
        `note` Orders: 1 column behind · regenerate (public.orders)
    "#]],
    );
    check(
        &project,
        "pgwright.yaml",
        expect![[r#"
            `users` Users: 2 columns behind · regenerate (public.users)
        "#]],
    );
    check(&project, "internal/repository/users_repository.go", expect![""]);
}

#[test]
fn renamed_dropped_and_edited_tables_have_their_words() {
    let mut project = Project::generated(PROJECT);
    project.edit("internal/repository/orders_repository.go", "ID int64", "ID int32");
    project.write(
        "migrations/2.sql",
        "ALTER TABLE users RENAME TO people; ALTER TABLE people RENAME email TO mail; DROP VIEW v",
    );
    check(
        &project,
        "migrations/1.sql",
        expect![[r#"
            `users` People: not generated · generate (public.people)
            `orders` Orders: edited by hand (-)
        "#]],
    );
}

#[test]
fn a_half_typed_table_has_no_lens() {
    let project = Project::new(
        "
        //- /pgwright.yaml
        database: {schema: public}
        //- /migrations/1.sql
        CREATE TABLE users (id bigint PRIMARY KEY,
        ",
    );
    check(&project, "migrations/1.sql", expect![""]);
}
