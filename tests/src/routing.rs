//! Go tests that ask the servers which of them each method of generated packages went to.

use crate::exercise::packages;
use crate::go::Module;
use std::fmt::Write;

impl Module {
    /// Writes a test of package `routed` that runs every method of the repositories below `folder`
    /// on a cluster. Returns how many repositories there are, and how many of them are split.
    pub fn route(&self, folder: &str) -> (usize, usize) {
        for package in ["cluster", "exercise", "routing"] {
            self.add(package);
        }
        let root = self.name();
        let (mut imports, mut body) = (String::new(), String::new());
        let (mut count, mut split) = (0, 0);
        for (number, (directory, package)) in packages(&self.path().join(folder)).iter().enumerate()
        {
            if package.repositories.is_empty() {
                continue;
            }
            let relative = directory.strip_prefix(self.path()).expect("a folder of the module");
            let _ = writeln!(imports, "\tp{number} \"{root}/{}\"", relative.display());
            let register =
                if package.registers { format!("p{number}.RegisterTypes") } else { "nil".into() };
            let _ = writeln!(body, "\ts{number} := routing.Open(t, {register})");
            for repository in &package.repositories {
                count += 1;
                let mut read_write = "nil".to_owned();
                if package.split.contains(repository) {
                    split += 1;
                    read_write = format!("p{number}.New{repository}WithReadWrite");
                }
                let _ = writeln!(
                    body,
                    "\ts{number}.Repository(t, p{number}.New{repository}, {read_write})"
                );
            }
        }
        self.write(
            "routed/routed_test.go",
            &format!(
                "package routed\n\nimport (\n\t\"testing\"\n\n\t\"{root}/routing\"\n{imports})\n\n\
                 func TestRouting(t *testing.T) {{\n{body}}}\n"
            ),
        );
        (count, split)
    }
}
