//! The pages of the codes tell the truth: each example shows its problem, and the mend mends it.
//!
//! In the sections "Example" and "How to mend" a fenced block is a file, when a line with its path
//! in backquotes and a colon stands above it; `sh` is run; and `text` is what `--check` prints of
//! the page's code at that point. `UPDATE_EXPECT=1` writes those outputs into the pages anew.

use crate::support::{Folder, Output};
use expect_test::expect_file;
use pgwright_problem::Code;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const SECTIONS: [&str; 4] = ["Why", "Example", "How to mend", "Data"];

#[test]
fn the_example_of_every_page_shows_its_problem_and_the_mend_mends_it() {
    for code in Code::ALL {
        let path = folder_of_pages().join(format!("{code}.md"));
        let page = fs::read_to_string(&path).unwrap();
        let now = Page::new(*code).follow(&page);
        expect_file![path].assert_eq(&now);
    }
}

#[test]
fn every_page_belongs_to_a_code() {
    for entry in fs::read_dir(folder_of_pages()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let code = name.strip_suffix(".md").expect("a page");
        assert!(name == "README.md" || Code::ALL.iter().any(|it| it.name() == code), "{name}");
    }
}

fn folder_of_pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../problem/pages")
}

/// A project in which a page is followed.
struct Page {
    code: Code,
    folder: Folder,
    /// How often the problem was shown.
    shown: usize,
}

impl Page {
    fn new(code: Code) -> Self {
        let folder = Folder::new(&[("pgwright.yaml", "database:\n  schema: public\n")]);
        Self { code, folder, shown: 0 }
    }

    /// Does what the page says, and gives it with the outputs as they are now.
    fn follow(mut self, page: &str) -> String {
        let code = self.code;
        let mut sections = Vec::new();
        let mut now = String::new();
        let mut above = "";
        let mut lines = page.lines();
        while let Some(line) = lines.next() {
            now += line;
            now += "\n";
            if let Some(section) = line.strip_prefix("## ") {
                sections.push(section);
            } else if let Some(language) = line.strip_prefix("```") {
                let body: String = lines
                    .by_ref()
                    .take_while(|line| *line != "```")
                    .map(|line| format!("{line}\n"))
                    .collect();
                now += &match language {
                    "text" => self.problem(),
                    "sh" => self.shell(body),
                    _ => self.file(above, body),
                };
                now += "```\n";
            }
            if !line.is_empty() {
                above = line;
            }
        }
        let wanted: Vec<_> = SECTIONS.into_iter().take(sections.len().max(3)).collect();
        assert_eq!(sections, wanted, "the sections of {code}");
        assert!(self.shown > 0, "{code} shows no problem");
        let mended = self.folder.run(&["--check", "--quiet"]);
        mended.says_nothing_of(&format!("[{code}]"));
        self.folder.run(&["--generate"]).reports(0);
        self.folder.run(&["--check"]).reports(0).says("no problems");
        now
    }

    /// What is printed of the page's problem.
    fn problem(&mut self) -> String {
        self.shown += 1;
        let output = self.folder.run(&["--check", "--quiet"]);
        let title = format!("[{}]: ", self.code);
        let problems: Vec<&str> = output
            .stdout
            .split("\n\n")
            .filter(|problem| problem.lines().next().is_some_and(|line| line.contains(&title)))
            .collect();
        assert!(!problems.is_empty(), "no {title} in\n{}{}", output.stdout, output.stderr);
        problems.join("\n\n") + "\n"
    }

    /// Runs a script as a reader would, with pgwright in the PATH.
    fn shell(&self, script: String) -> String {
        let binary = Path::new(env!("CARGO_BIN_EXE_pgwright")).parent().unwrap().to_owned();
        let path = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths([binary].into_iter().chain(env::split_paths(&path))).unwrap();
        let mut command = Command::new("sh");
        command.args(["-e", "-c", &script]).current_dir(self.folder.path("")).env("PATH", path);
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "Ada");
            command.env(format!("GIT_{who}_EMAIL"), "ada@example.com");
        }
        let output = Output::of(&mut command);
        assert_eq!(output.code, 0, "{}: {script}\n{output:?}", self.code);
        script
    }

    /// Writes the file that the line above a block names.
    fn file(&self, above: &str, text: String) -> String {
        let name = above.strip_prefix('`').and_then(|rest| rest.strip_suffix("`:"));
        let name = name.unwrap_or_else(|| panic!("{}: no name above\n{text}", self.code));
        self.folder.write(name, &text);
        text
    }
}
