//! The severities that a project wants.

use pgwright_config::Document;
use pgwright_problem::Problem;

/// Lays the configuration's `problems` over the severities: what is off goes. Sorted, each once, and
/// without the secrets of the configuration.
pub(crate) fn configured(mut problems: Vec<Problem>, document: &Document) -> Vec<Problem> {
    document.conceal(&mut problems);
    let config = &document.config;
    problems.retain_mut(|problem| {
        match config.problems.iter().find(|(code, _)| *code == problem.code) {
            Some((_, Some(severity))) => {
                problem.severity = *severity;
                true
            }
            Some((_, None)) => false,
            None => true,
        }
    });
    Problem::sort(&mut problems);
    problems.dedup();
    problems
}
