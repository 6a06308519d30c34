//! What is in a file and in a project.

use super::Project;
use super::definition::SHOP;
use crate::Symbol;
use expect_test::{Expect, expect};

fn lines(symbols: &[Symbol], depth: usize, shown: &mut String) {
    for it in symbols {
        let indent = "  ".repeat(depth);
        *shown += &format!("{indent}{:?} `{}` {}\n", it.kind, it.name, it.detail);
        lines(&it.children, depth + 1, shown);
    }
}

fn check(path: &str, expected: Expect) {
    let mut shown = String::new();
    lines(&Project::generated(SHOP).snapshot().symbols(path), 0, &mut shown);
    expected.assert_eq(&shown);
}

#[test]
fn a_migration_holds_its_statements() {
    check(
        "migrations/0001_people.sql",
        expect![[r#"
        Type `mood` CREATE TYPE
          Label `'sad'` 
          Label `'ok'` 
        Type `feeling` CREATE DOMAIN
        Table `people` CREATE TABLE
          Column `id` 
          Column `mail` 
          Key `people_mail` 
          Column `mood` 
          Column `created_at` 
    "#]],
    );
    check(
        "migrations/0003_index.sql",
        expect![[r#"
        Key `users_mood` CREATE INDEX
        Statement `users` UPDATE USERS
        Table `users` ALTER TABLE
    "#]],
    );
}

#[test]
fn a_configuration_holds_its_keys() {
    check(
        "pgwright.yaml",
        expect![[r#"
        Block `types` 
          Block `overrides` 
            Block `1` 
              Setting `column` users.email
              Setting `go` string
            Block `2` 
              Setting `postgres` feeling
              Setting `go` string
        Block `tables` 
          Block `users` 
            Block `columns` 
              Block `email` 
                Setting `field` Mail
            Block `pagination` 
              Setting `order_by` 
          Setting `nothing` 
    "#]],
    );
}

#[test]
fn go_is_left_to_others() {
    check("internal/repository/users_repository.go", expect![""]);
}

#[test]
fn half_typed_statements_are_symbols_too() {
    let project = Project::new(
        "
        //- /pgwright.yaml
        database: {dsn: 'postgres://u:hunter2@h/d', sche
        //- /migrations/1.sql
        CREATE TABLE \"größe 🐘\" (id int PRIMARY KEY);
        CREATE TABLE users (id int, nam
        ",
    );
    let snapshot = project.snapshot();
    let mut shown = String::new();
    lines(&snapshot.symbols("migrations/1.sql"), 0, &mut shown);
    lines(&snapshot.symbols("pgwright.yaml"), 0, &mut shown);
    expect![[r#"
        Table `"größe 🐘"` CREATE TABLE
          Column `id` 
        Statement `users` CREATE TABLE
    "#]]
    .assert_eq(&shown);
    assert!(!shown.contains("hunter2"));
}

#[test]
fn a_project_is_searched_by_letters_in_their_order() {
    let project = Project::generated(SHOP);
    let search = |query: &str| {
        let found = project.snapshot().find_symbols(query);
        let line = |it: &crate::Found| {
            format!(
                "{:?} {} in {}: {}\n",
                it.kind,
                it.name,
                it.container,
                project.place(&it.location)
            )
        };
        found.iter().map(line).collect::<String>()
    };
    expect![[r#"
        Table users in public: migrations/0001_people.sql:4 `people`
        Repository UsersRepository in internal/repository/users_repository.go: internal/repository/users_repository.go:66 `UsersRepository`
    "#]].assert_eq(&search("users"));
    expect![[r#"
        Column user_id in public.orders: migrations/0002_users.sql:5 `user_id`
    "#]]
    .assert_eq(&search("usid"));
    expect![[r#"
        Type mood in public: migrations/0001_people.sql:1 `mood`
        Column mood in public.users: migrations/0001_people.sql:7 `mood`
    "#]]
    .assert_eq(&search("MOOD"));
    assert_eq!(search("zzz"), "");
    assert!(search("").lines().count() > 10);
}
