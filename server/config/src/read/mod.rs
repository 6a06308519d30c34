//! From the tree of a text to a configuration: every value is held against the table of keys,
//! then the values are held against each other.

mod checks;
mod extract;
mod merge;
mod setting;
mod walk;

use crate::problems::Problems;
use crate::values::Config;
use crate::yaml::Tree;

/// Reads a configuration. What is missing or wrong has its default.
pub(crate) fn read(text: &str, tree: &Tree, problems: &mut Problems) -> Config {
    let settings = walk::Walk::new(text, tree, problems).root();
    let mut config = extract::config(&settings);
    checks::run(&settings, &mut config, problems);
    config
}
