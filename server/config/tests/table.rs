//! What holds for one table.

mod support;

use pgwright_config::{Config, Function, Functions, TableSettings};
use std::time::Duration;
use support::parse;

fn config(text: &str) -> Config {
    let document = parse(text);
    let errors = document.problems.iter().filter(|it| it.severity.to_string() == "error");
    assert_eq!(errors.count(), 0, "{:?}", document.problems);
    document.config
}

fn table(text: &str, table: &str) -> TableSettings {
    let (schema, name) = table.split_once('.').unwrap_or(("public", table));
    config(text).table(schema, name)
}

#[test]
fn without_entries_the_project_holds() {
    let settings = table("functions: [get]\n", "users");
    assert_eq!(settings.functions, Functions::none().with(Function::Get));
    assert_eq!((settings.default_limit, settings.max_limit), (20, 100));
    assert!(!settings.exclude && settings.order_by.is_none() && settings.columns.is_empty());
}

#[test]
fn the_most_exact_entry_wins_wherever_it_stands() {
    let check = |entries: &str, name: &str, expected: Option<&str>| {
        let entity = table(&format!("tables:\n{entries}"), name).entity;
        assert_eq!(entity.as_deref(), expected, "{entries} {name}");
    };
    check("  users: {entity: name}\n  '*': {entity: all}\n", "users", Some("name"));
    check("  user*: {entity: long}\n  u*: {entity: short}\n", "users", Some("long"));
    check("  public.users: {entity: both}\n  users: {entity: bare}\n", "users", Some("both"));
    check("  u*: {entity: one}\n  '*s': {entity: two}\n", "users", Some("two"));
    check("  '*s': {entity: two}\n  u*: {entity: one}\n", "users", Some("one"));
    check("  '*': {entity: bare}\n  '*.*': {entity: every}\n", "users", Some("every"));
    check("  '*': {entity: bare}\n", "billing.users", None);
    check("  '*.*': {entity: every}\n", "billing.users", Some("every"));
    check("  users: {entity: bare}\n", "billing.users", None);
}

#[test]
fn bare_names_mean_the_first_schema() {
    let text = "database: {schemas: [shop, billing]}\ntables: {users: {entity: User}}\n";
    assert!(table(text, "shop.users").entity.is_some());
    assert!(table(text, "billing.users").entity.is_none());
    assert!(table(text, "public.users").entity.is_none());
}

#[test]
fn entries_are_laid_over_each_other_key_by_key() {
    let text = "\
tables:
  users:
    columns: {id: {field: Key}, email: {go: example.com/x.Mail}}
    pagination: {max_limit: 30}
    pgxkit: {retry: {max_retries: 7}}
  'u*':
    exclude: false
    columns: {email: {field: Mail, go: string}}
    pagination: {default_limit: 50, max_limit: 60}
    pgxkit: {retry: {enabled: true, max_retries: 5}, metrics: {slow_query: 1s}}
  '*': {exclude: true, functions: [list]}
";
    let users = table(text, "users");
    assert!(!users.exclude);
    assert!(users.functions.has(Function::List) && !users.functions.has(Function::Get));
    // Clamped: two entries that do not know of each other.
    assert_eq!((users.default_limit, users.max_limit), (30, 30));
    let columns: Vec<_> = users
        .columns
        .iter()
        .map(|it| {
            (it.column.as_str(), it.field.as_deref(), it.go.as_ref().map(ToString::to_string))
        })
        .collect();
    let mail = Some("example.com/x.Mail".to_owned());
    assert_eq!(columns, [("email", Some("Mail"), mail), ("id", Some("Key"), None)]);
    assert!(users.pgxkit.retry.enabled && !users.pgxkit.metrics.enabled);
    assert_eq!(users.pgxkit.retry.max_retries, 7);
    assert_eq!(users.pgxkit.metrics.slow_query, Duration::from_secs(1));
    assert!(table(text, "orders").exclude);
}

#[test]
fn every_feature_is_off_where_all_are() {
    let text = "\
database:
  pgxkit:
    enabled: false
    retry: {enabled: true, max_retries: 9}
    read_write_splitting: {enabled: true}
    health_checks: {enabled: true}
    metrics: {enabled: true}
    connection: {enabled: true}
tables: {users: {pgxkit: {retry: {enabled: true}}}}
";
    let pgxkit = table(text, "users").pgxkit;
    assert!(!pgxkit.enabled && !pgxkit.retry.enabled && !pgxkit.read_write_splitting.enabled);
    assert!(!pgxkit.health_checks.enabled && !pgxkit.metrics.enabled);
    assert!(!pgxkit.connection.enabled);
}

#[test]
fn aliases_and_merged_blocks_are_read() {
    let text = "\
tables:
  base*: &base
    functions: [get]
    pagination: &pages {max_limit: 50}
  users:
    <<: *base
    functions: [list]
  orders:
    <<: [{entity: One}, {entity: Two, struct: Order}]
    pagination: *pages
";
    let users = table(text, "users");
    assert_eq!(users.functions, Functions::none().with(Function::List));
    assert_eq!(users.max_limit, 50);
    let orders = table(text, "orders");
    assert_eq!(orders.entity.as_deref(), Some("One"));
    assert_eq!(orders.struct_name.as_deref(), Some("Order"));
    assert_eq!(orders.max_limit, 50);
}
