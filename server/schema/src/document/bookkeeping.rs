//! The tables in which migration tools keep their books: no part of a project's schema.

use crate::model::Relation;

/// One tool's table: the tool, the table's name, and columns that tell it from a person's table
/// of the same name (all of them must be there). Sources: each tool's documentation or schema.
const TABLES: &[(&str, &str, &[&str])] = &[
    ("golang-migrate", "schema_migrations", &["version", "dirty"]),
    ("goose", "goose_db_version", &["version_id", "is_applied"]),
    ("dbmate, Rails", "schema_migrations", &["version"]),
    ("Rails", "ar_internal_metadata", &["key", "value"]),
    ("tern", "schema_version", &["version"]),
    ("sqlx", "_sqlx_migrations", &["version", "checksum"]),
    ("diesel", "__diesel_schema_migrations", &["version", "run_on"]),
    ("flyway", "flyway_schema_history", &["installed_rank", "checksum"]),
    ("refinery", "refinery_schema_history", &["version", "checksum"]),
    ("atlas", "atlas_schema_revisions", &["version", "hash"]),
    ("prisma", "_prisma_migrations", &["id", "checksum"]),
    ("sql-migrate", "gorp_migrations", &["id", "applied_at"]),
    ("liquibase", "databasechangelog", &["id", "orderexecuted"]),
    ("liquibase", "databasechangeloglock", &["id", "locked"]),
    ("pop", "schema_migration", &["version"]),
    ("drizzle", "__drizzle_migrations", &["id", "hash"]),
];

/// Tools' tables that have no other columns than those named above: a person's table with the
/// same name and more columns is a person's.
const NOTHING_MORE: &[&str] = &["schema_migrations", "schema_version", "schema_migration"];

/// Whether a migration tool keeps its books in `relation`. A table that a migration makes is the
/// project's own, whatever its name.
pub fn is_bookkeeping(relation: &Relation) -> bool {
    relation.history.is_none()
        && TABLES.iter().any(|(_, name, columns)| {
            *name == &*relation.name
                && columns.iter().all(|column| relation.column_named(column).is_some())
                && (!NOTHING_MORE.contains(name) || relation.columns.len() <= columns.len())
        })
}
