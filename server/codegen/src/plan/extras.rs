//! Methods of repositories that come with features, beside those that functions switch on.

use super::Planner;
use super::methods::Method;
use super::names::{Names, collision};
use super::table::Table;
use pgwright_config::Function;
use pgwright_problem::Problem;

/// What the variants that are retried by default end in.
const RETRIED: &str = "WithRetry";

impl Planner<'_> {
    /// The names of the methods that a table's features add, without those that a person's code
    /// has already.
    pub(super) fn extras(
        &self,
        table: &Table,
        names: &Names,
        problems: &mut Vec<Problem>,
    ) -> Vec<&'static str> {
        let features = table.features();
        let all = [
            ("Primary", features.split, "read_write_splitting"),
            ("WithRetry", features.retry, "retry"),
            ("HealthCheck", features.health, "health_checks"),
            ("GetConnectionStats", features.health, "health_checks"),
            ("GetReadConnectionStats", features.health && features.split, "health_checks"),
        ];
        let repository = format!("{}Repository", table.struct_name);
        let mut kept = Vec::new();
        for (name, wanted, feature) in all {
            if !wanted {
                continue;
            }
            let Some(owner) = names.method(&repository, name) else {
                kept.push(name);
                continue;
            };
            let key = self.key_of(&table.relation);
            let help = format!("set `tables.{key}.pgxkit.{feature}.enabled` to false");
            let what = format!("a method of the repository of {}", table.described());
            let place = self.places.made(table.relation.history.as_ref());
            problems.extend(collision(name, &what, &place, owner, &help));
        }
        kept
    }

    /// Names the variants of methods that are retried by default, but for those whose name
    /// something else has. A method that works only inside a transaction has none: there, no
    /// statement can be repeated.
    pub(super) fn name_retried(
        &self,
        table: &Table,
        methods: &mut [Method],
        names: &Names,
        problems: &mut Vec<Problem>,
    ) {
        let repository = format!("{}Repository", table.struct_name);
        let taken: Vec<String> = methods.iter().map(|method| method.name.clone()).collect();
        for method in methods {
            if method.function == Function::GetForUpdate {
                continue;
            }
            let name = method.name.clone() + RETRIED;
            if let Some(owner) = names.method(&repository, &name) {
                let key = self.key_of(&table.relation);
                let help = format!("set `tables.{key}.pgxkit.retry.enabled` to false");
                let what = format!("the retried method for {}", method.what);
                let place = self.places.made(table.relation.history.as_ref());
                problems.extend(collision(&name, &what, &place, owner, &help));
            } else if !taken.contains(&name) {
                method.retried = Some(name);
            }
        }
    }
}
