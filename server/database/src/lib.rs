//! The schema model read from a live PostgreSQL.
