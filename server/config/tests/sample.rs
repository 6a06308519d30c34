//! The sample with every key: no problem, and the defaults where it shows them.

use pgwright_config::{Config, Document, Function, Functions, NullsOrder, SortKey};
use std::sync::Arc;

fn parse(text: &str) -> Document {
    Document::parse(&Arc::from("pgwright.yaml"), text)
}

#[test]
fn the_sample_is_the_defaults() {
    let document = parse(include_str!("sample.yaml"));
    assert_eq!(document.problems, []);
    let mut config = document.config;
    assert_eq!(config.required_version.take().as_deref(), Some(">=0.3"));
    assert_eq!(config.database.dsn.take().map(|dsn| dsn.0).as_deref(), Some("${DATABASE_URL}"));
    assert_eq!(std::mem::take(&mut config.types.overrides).len(), 2);
    assert_eq!(std::mem::take(&mut config.tables).len(), 3);
    assert_eq!(std::mem::take(&mut config.problems).len(), 1);
    assert_eq!(config, Config::default());
}

#[test]
fn the_most_exact_entry_wins_key_by_key() {
    let document = parse(include_str!("sample.yaml"));
    let users = document.config.table("public", "users");
    let functions =
        [Function::Create, Function::Get, Function::Update, Function::List, Function::Paginate];
    assert_eq!(users.functions, Functions::from_iter(functions));
    assert_eq!(users.struct_name.as_deref(), Some("User"));
    let key = |column: &str| SortKey {
        column: column.into(),
        descending: true,
        nulls: None::<NullsOrder>,
    };
    assert_eq!(users.order_by, Some(vec![key("created_at"), key("id")]));
    assert!(document.config.table("public", "audit_log").exclude);
    assert!(!document.config.table("public", "orders").exclude);
}
