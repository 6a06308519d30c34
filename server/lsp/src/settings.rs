//! What a person sets for the server itself, in their editor. What a project is, its own
//! configuration says.

use crate::log::Level;
use serde_json::Value;

/// The section of the editor's settings that is ours.
pub(crate) const SECTION: &str = "pgwright";

/// The settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Settings {
    /// `trusted`: whether the person trusts the workspace. In one that they do not trust nothing
    /// is written.
    pub trusted: bool,
    /// `diagnostics.enabled`: whether problems are shown.
    pub diagnostics: bool,
    /// `database.enabled`: whether a live database may be dialled. Never because a workspace says
    /// so: only the person's own settings do.
    pub database: bool,
    /// `logLevel`: what goes to the client's log.
    pub log_level: Level,
}

impl Default for Settings {
    fn default() -> Self {
        Self { trusted: true, diagnostics: true, database: false, log_level: Level::Info }
    }
}

impl Settings {
    /// What is said on top of these, and what of it is not understood. What is not said stays.
    pub(crate) fn with(mut self, said: &Value) -> (Self, Vec<String>) {
        let mut wrong = Vec::new();
        // Clients that push settings wrap them into their section; some do so at the start too.
        let said = said.get(SECTION).unwrap_or(said);
        let mut read = |path: &[&str], set: &mut bool| {
            let value = path.iter().try_fold(said, |value, key| value.get(*key));
            match value {
                None | Some(Value::Null) => {}
                Some(Value::Bool(value)) => *set = *value,
                Some(other) => {
                    let name = path.join(".");
                    wrong.push(format!("`{SECTION}.{name}` is `true` or `false`, not {other}"));
                }
            }
        };
        read(&["trusted"], &mut self.trusted);
        read(&["diagnostics", "enabled"], &mut self.diagnostics);
        read(&["database", "enabled"], &mut self.database);
        match said.get("logLevel") {
            None | Some(Value::Null) => {}
            Some(value) => match value.as_str().and_then(Level::of_name) {
                Some(level) => self.log_level = level,
                None => {
                    let names = Level::NAMES.join("`, `");
                    wrong.push(format!("`{SECTION}.logLevel` is one of `{names}`, not {value}"));
                }
            },
        }
        (self, wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_said_counts_and_the_rest_stays() {
        let first = json!({"trusted": false, "logLevel": "debug"});
        let (settings, wrong) = Settings::default().with(&first);
        let wanted = Settings { trusted: false, log_level: Level::Debug, ..Settings::default() };
        assert_eq!((settings, wrong), (wanted, Vec::new()));
        let pushed = json!({"pgwright": {"trusted": true, "diagnostics": {"enabled": false}}});
        let (settings, wrong) = settings.with(&pushed);
        let wanted =
            Settings { diagnostics: false, log_level: Level::Debug, ..Settings::default() };
        assert_eq!((settings, wrong), (wanted, Vec::new()));
        for nothing in [Value::Null, json!({}), json!([]), json!({"trusted": null, "other": 7})] {
            assert_eq!(settings.with(&nothing), (settings, Vec::new()), "{nothing}");
        }
    }

    #[test]
    fn what_is_not_understood_is_told_and_changes_nothing() {
        for (said, told) in [
            (json!({"trusted": "no"}), "`pgwright.trusted` is `true` or `false`, not \"no\""),
            (json!({"database": {"enabled": 1}}), "`pgwright.database.enabled` is"),
            (json!({"logLevel": "loud"}), "`pgwright.logLevel` is one of `off`, `error`"),
        ] {
            let (settings, wrong) = Settings::default().with(&said);
            assert_eq!(settings, Settings::default());
            assert!(wrong.len() == 1 && wrong[0].starts_with(told), "{wrong:?}");
        }
    }
}
