//! The page on queries and methods of one's own: followed step by step, compiled, and run.

use pgwright_tests::binary::pgwright_ends;
use pgwright_tests::go::Module;
use pgwright_tests::postgres::server;

const PAGE: &str = include_str!("../../templates/own-queries.md");

/// A fenced block is a file where a line with its path in backquotes and a colon stands above it,
/// and otherwise a script.
#[test]
fn the_page_on_own_queries_is_so() {
    let module = Module::with_requirements();
    let (mut above, mut scripts, mut tested) = ("", 0, 0);
    let mut lines = PAGE.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.strip_prefix("```") else {
            above = if line.is_empty() { above } else { line };
            continue;
        };
        let body = lines.by_ref().take_while(|line| *line != "```");
        let body: String = body.map(|line| format!("{line}\n")).collect();
        if language != "sh" {
            let name = above.strip_prefix('`').and_then(|rest| rest.strip_suffix("`:"));
            module.write(name.unwrap_or_else(|| panic!("no name above\n{body}")), &body);
            continue;
        }
        scripts += 1;
        for command in body.lines() {
            let words: Vec<&str> = command.split_whitespace().collect();
            match words.as_slice() {
                ["pgwright", arguments @ ..] => {
                    pgwright_ends(module.path(), arguments, 0);
                }
                ["go", "test", arguments @ ..] => {
                    tested += 1;
                    module.assert_clean();
                    let database = server().database();
                    database.migrate(&module.path().join("migrations"));
                    module.test(&format!("own queries {tested}"), arguments, database.dsn());
                }
                _ => panic!("{command}: not known here"),
            }
        }
        pgwright_ends(module.path(), &["--check"], 0);
    }
    assert_eq!((scripts, tested), (4, 3));
}
