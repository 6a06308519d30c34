//! Go tests that run every method of generated packages, whatever their tables are.

use crate::go::{Module, files};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

impl Module {
    /// Writes a test of package `exercised` that runs the repositories below `folder` on the
    /// database `url`: every method, or those whose names begin as one of `only`. Returns how many
    /// repositories there are.
    pub fn exercise(&self, folder: &str, url: &str, only: &[&str]) -> usize {
        self.add("exercise");
        let root = self.name();
        let mut imports = String::new();
        let mut body = String::new();
        let mut count = 0;
        for (number, (directory, package)) in packages(&self.path().join(folder)).iter().enumerate()
        {
            if package.repositories.is_empty() {
                continue;
            }
            let relative = directory.strip_prefix(self.path()).expect("a folder of the module");
            let _ = writeln!(imports, "\tp{number} \"{root}/{}\"", relative.display());
            let register =
                if package.registers { format!("p{number}.RegisterTypes") } else { "nil".into() };
            let _ = writeln!(body, "\tdb{number} := exercise.Connect(t, {url:?}, {register})");
            if package.verifies {
                let _ = writeln!(body, "\texercise.Schema(t, db{number}, p{number}.VerifySchema)");
            }
            let (before, after) = package.handle(number);
            for repository in &package.repositories {
                count += 1;
                let _ = write!(
                    body,
                    "\texercise.Repository(t, db{number}, func(db pgxkit.Executor) *p{number}.{repository} {{\n\
                     \t\treturn p{number}.New{repository}({before}db{after})\n\t}}"
                );
                for beginning in only {
                    let _ = write!(body, ", {beginning:?}");
                }
                body.push_str(")\n");
            }
        }
        let name: String =
            folder.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        self.write(
            &format!("exercised/{name}_test.go"),
            &format!(
                "package exercised\n\nimport (\n\t\"testing\"\n\n\t\"github.com/nhalm/pgxkit/v2\"\n\n\
                 \t\"{root}/exercise\"\n{imports})\n\n\
                 func Test_{name}(t *testing.T) {{\n{body}}}\n"
            ),
        );
        count
    }
}

/// What a generated package declares.
#[derive(Default)]
pub(crate) struct Package {
    pub(crate) repositories: Vec<String>,
    /// Those that have a constructor for a read side and a write side.
    pub(crate) split: Vec<String>,
    pub(crate) registers: bool,
    verifies: bool,
    retries: bool,
    measures: bool,
}

impl Package {
    /// What stands around an executor so that the repositories over it have all that the package
    /// can do.
    fn handle(&self, number: usize) -> (String, String) {
        let (mut before, mut after) = (String::new(), String::new());
        if self.retries {
            before = format!("p{number}.WithRetry(");
            after = ", nil)".to_owned();
        }
        if self.measures {
            before = format!("p{number}.WithMetrics({before}");
            after = format!("{after}, p{number}.RecorderFunc(exercise.Record))");
        }
        (before, after)
    }
}

/// The packages below a folder, with what their generated files declare.
pub(crate) fn packages(folder: &Path) -> BTreeMap<std::path::PathBuf, Package> {
    let mut packages: BTreeMap<_, Package> = BTreeMap::new();
    for file in files(folder).filter(|file| file.extension().is_some_and(|end| end == "go")) {
        let text = std::fs::read_to_string(&file).expect("Go is UTF-8");
        let package =
            packages.entry(file.parent().expect("a file lies in a folder").to_owned()).or_default();
        for line in text.lines() {
            let Some(name) = line.strip_prefix("func ").and_then(|rest| rest.split('(').next())
            else {
                continue;
            };
            package.registers |= name == "RegisterTypes";
            package.verifies |= name == "VerifySchema";
            package.retries |= name == "WithRetry";
            package.measures |= name == "WithMetrics";
            if let Some(repository) =
                name.strip_prefix("New").filter(|name| name.ends_with("Repository"))
            {
                package.repositories.push(repository.to_owned());
            }
            if let Some(repository) =
                name.strip_prefix("New").and_then(|name| name.strip_suffix("WithReadWrite"))
            {
                package.split.push(repository.to_owned());
            }
        }
    }
    packages
}
