//! A small project that is in line, to do things to.

use crate::support::Folder;

/// Two tables, each by a migration of its own.
pub const FILES: &[(&str, &str)] = &[
    ("pgwright.yaml", "database:\n  schema: public\noutput:\n  directory: repository\n"),
    (
        "migrations/0001_users.sql",
        "CREATE TABLE users (\n    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n    \
         email text NOT NULL UNIQUE\n);\n",
    ),
    (
        "migrations/0002_orders.sql",
        "CREATE TABLE orders (\n    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n    \
         user_id bigint NOT NULL REFERENCES users,\n    total numeric(10,2)\n);\n",
    ),
    ("main.go", "package main\n"),
];

/// Where the users are in Go.
pub const USERS: &str = "repository/users_repository.go";
/// Where the orders are in Go.
pub const ORDERS: &str = "repository/orders_repository.go";

/// The project, generated.
pub fn generated() -> Folder {
    let folder = Folder::new(FILES);
    folder.run(&["--generate"]).reports(0);
    folder
}

/// The files that are not alike in two states of a folder, gone ones among them.
pub fn changed(before: &[(String, Vec<u8>)], after: &[(String, Vec<u8>)]) -> Vec<String> {
    let mut changed: Vec<String> = (before.iter().filter(|it| !after.contains(it)))
        .chain(after.iter().filter(|it| !before.contains(it)))
        .map(|(path, _)| path.clone())
        .collect();
    changed.sort();
    changed.dedup();
    changed
}
