//! Names that match nothing in the model, and versions that do not fit.

mod support;

use expect_test::{Expect, expect};
use support::{parse, show};

fn check(text: &str, expected: Expect) {
    let tables =
        [("public", "users"), ("public", "orders"), ("billing", "invoices"), ("audit", "events")];
    let columns = |_: &str, table: &str| match table {
        "users" => Some(vec!["id".to_owned(), "email".to_owned()]),
        "orders" => Some(vec!["id".to_owned(), "placed_at".to_owned()]),
        _ => None,
    };
    let text = format!("database: {{schemas: [public, billing]}}\n{text}");
    let document = parse(&text);
    assert_eq!(document.problems, []);
    expected.assert_eq(&show(&text, &document.unmatched(&tables, columns)));
}

#[test]
fn names_that_match_nothing_are_told() {
    check(
        "tables:\n  usres: {}\n  billing.invoice: {}\n  invoices: {}\n  'audit_*': {}\n  zebra: {}\n",
        expect![[r#"
            3:3 "usres" config-no-match (warning): `usres` names no table
              help: did you mean `users`?
            4:3 "billing.invoice" config-no-match (warning): `billing.invoice` names no table
              help: did you mean `billing.invoices`?
            5:3 "invoices" config-no-match (warning): `invoices` names no table
              help: did you mean `billing.invoices`?
            6:3 "'audit_*'" config-no-match (warning): `audit_*` matches no table
            7:3 "zebra" config-no-match (warning): `zebra` names no table
        "#]],
    );
    check(
        "tables:\n  audit.events: {}\n  Users: {}\n",
        expect![[r#"
            3:3 "audit.events" config-no-match (warning): nothing is generated for `audit.events`: its schema is not among those of `database`
              help: add `audit` to `database.schemas`
            4:3 "Users" config-no-match (warning): `Users` names no table
              help: did you mean `users`?
        "#]],
    );
    check(
        "tables:\n  '*': {}\n  '*.*': {}\n  users: {}\n  billing.invoices: {}\n",
        expect![[r#""#]],
    );
}

#[test]
fn columns_that_are_not_there_are_told() {
    check(
        "tables:\n  users:\n    columns: {emial: {field: X}, id: {}}\n    pagination: {order_by: [id, created_at desc]}\n",
        expect![[r#"
            4:15 "emial" config-no-match (warning): `public.users` has no column `emial`
              help: did you mean `email`?
            5:33 "created_at desc" config-no-match (warning): `public.users` has no column `created_at`
        "#]],
    );
    check(
        "tables:\n  '*':\n    columns: {placed_at: {}, placedat: {}}\n  billing.invoices:\n    columns: {unknown: {}}\n",
        expect![[r#"
            4:30 "placedat" config-no-match (warning): none of the tables that `*` matches has a column `placedat`
              help: did you mean `placed_at`?
        "#]],
    );
    check(
        "types:\n  overrides:\n    - {column: users.email, go: string}\n    - {column: public.users.emial, go: string}\n    - {column: user.email, go: string}\n    - {column: billing.invoices.x, go: string}\n",
        expect![[r#"
            5:16 "public.users.emial" config-no-match (warning): `public.users` has no column `emial`
              help: did you mean `email`?
            6:16 "user.email" config-no-match (warning): `user.email` names no table: there is no `public.user`
              help: did you mean `public.users.email`?
        "#]],
    );
}

#[test]
fn without_tables_nothing_is_said() {
    let document = parse("tables: {users: {}}\n");
    assert_eq!(document.unmatched(&[], |_, _| None), []);
}

#[test]
fn a_version_that_does_not_fit_is_told() {
    let check = |required: &str, version: &str, expected: Expect| {
        let text = format!("required_version: {required}\n");
        let problems: Vec<_> = parse(&text).check_version(version).into_iter().collect();
        expected.assert_eq(&show(&text, &problems));
    };
    check("'>=0.3'", "0.3.0", expect![[r#""#]]);
    check("'>=0.3'", "0.3.0-dev", expect![[r#""#]]);
    check(
        "'>=0.3, <0.5'",
        "0.5.1",
        expect![[r#"
        1:19 "'>=0.3, <0.5'" config-value: the project wants pgwright >=0.3, <0.5; this is 0.5.1
          help: install a pgwright that is >=0.3, <0.5, or change `required_version`
    "#]],
    );
    check(
        "'>=0.3'",
        "0.2.9",
        expect![[r#"
        1:19 "'>=0.3'" config-value: the project wants pgwright >=0.3; this is 0.2.9
          help: install a pgwright that is >=0.3, or change `required_version`
    "#]],
    );
}
