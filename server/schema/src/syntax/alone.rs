//! Which statements PostgreSQL takes in no transaction: those for which its source calls
//! `PreventInTransactionBlock` whatever their options are.

use super::tree::{Kind, Node, all_tokens, has};

/// As PostgreSQL names it, if it is one.
pub(super) fn what(node: &Node) -> Option<&'static str> {
    let concurrently = || has(node, Kind::CONCURRENTLY_KW);
    match node.kind() {
        Kind::CREATE_INDEX if concurrently() => Some("CREATE INDEX CONCURRENTLY"),
        Kind::DROP_INDEX if concurrently() => Some("DROP INDEX CONCURRENTLY"),
        Kind::REINDEX => reindex(node),
        Kind::VACUUM => Some("VACUUM"),
        Kind::CREATE_DATABASE => Some("CREATE DATABASE"),
        Kind::DROP_DATABASE => Some("DROP DATABASE"),
        Kind::CREATE_TABLESPACE => Some("CREATE TABLESPACE"),
        Kind::DROP_TABLESPACE => Some("DROP TABLESPACE"),
        Kind::ALTER_SYSTEM => Some("ALTER SYSTEM"),
        Kind::ALTER_TABLE => node
            .children()
            .any(|action| {
                action.kind() == Kind::DETACH_PARTITION && has(&action, Kind::CONCURRENTLY_KW)
            })
            .then_some("ALTER TABLE ... DETACH CONCURRENTLY"),
        _ => None,
    }
}

fn reindex(node: &Node) -> Option<&'static str> {
    all_tokens(node).take(8).find_map(|token| match token.kind() {
        Kind::CONCURRENTLY_KW => Some("REINDEX CONCURRENTLY"),
        Kind::SCHEMA_KW => Some("REINDEX SCHEMA"),
        Kind::DATABASE_KW => Some("REINDEX DATABASE"),
        Kind::SYSTEM_KW => Some("REINDEX SYSTEM"),
        _ => None,
    })
}
