//! Which problem is the same as one of an earlier report.

use super::place::Places;
use pgwright_problem::Problem;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Gives each problem of a report a name of its own that stays when lines move: of its code, its
/// file and its message; the second one with the same three is another.
#[derive(Default)]
pub struct Fingerprints(HashMap<String, usize>);

impl Fingerprints {
    /// The name of the next problem, in the order of the report.
    pub fn of(&mut self, problem: &Problem, places: &Places) -> String {
        let file = places.path(&problem.location.file);
        let what = format!("{}\0{file}\0{}", problem.code, problem.message);
        let earlier = self.0.entry(what.clone()).or_default();
        let hash = Sha256::digest(format!("{what}\0{earlier}"));
        *earlier += 1;
        hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}
