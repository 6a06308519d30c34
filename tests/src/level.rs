//! How much a run of the tests is to do: `tests/run --quick`, `tests/run`, `tests/run --long`.

/// `PGWRIGHT_TEST_LEVEL`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Everyday.
    Quick,
    /// What CI runs, and what `cargo test` alone runs.
    Ci,
    /// Hours.
    Long,
}

/// The level of this run.
pub fn level() -> Level {
    match std::env::var("PGWRIGHT_TEST_LEVEL").as_deref() {
        Ok("quick") => Level::Quick,
        Ok("long") => Level::Long,
        _ => Level::Ci,
    }
}
