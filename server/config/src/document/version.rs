//! Whether this pgwright may generate for a project.

use super::Document;
use pgwright_problem::{Code, Location, Problem};
use semver::{Version, VersionReq};

impl Document {
    /// What is wrong with generating by the version `version` of pgwright, such as `0.3.1`: the
    /// project's `required_version` does not allow it. A version before a release counts as the
    /// release.
    pub fn check_version(&self, version: &str) -> Option<Problem> {
        let required = self.config.required_version.as_deref()?;
        let requirement = VersionReq::parse(required).ok()?;
        let own = Version::parse(version).ok()?;
        let release = Version::new(own.major, own.minor, own.patch);
        if requirement.matches(&own) || requirement.matches(&release) {
            return None;
        }
        let span = self.value_span(&["required_version"]).unwrap_or_default();
        let message = format!("the project wants pgwright {required}; this is {version}");
        let problem = Problem::new(Code::ConfigValue, Location::new(&self.file, span), message);
        Some(problem.with_help(format!(
            "install a pgwright that is {required}, or change `required_version`"
        )))
    }
}
