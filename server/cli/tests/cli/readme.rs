//! What the README says can be done can be done.

use crate::support::Folder;
use std::path::Path;

const README: &str = include_str!("../../../../README.md");

/// The texts of the fenced blocks of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    README.split(&fence).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn every_flag_that_it_names_is_one() {
    let folder = Folder::new(&[]);
    let help = folder.run(&["--help"]).stdout;
    let (real, coming) = README.split_once("## What does not work yet").unwrap();
    let coming = coming.split("## Development").next().unwrap();
    // Flags of other programs, in the README's own commands.
    let others = ["--release", "--locked", "--path", "--workspace", "--quick", "--long", "--list"];
    let flags = |text: &'static str| {
        let words = text.split(|c: char| !c.is_ascii_lowercase() && c != '-');
        words.filter(|word| word.starts_with("--") && !word.ends_with('-')).collect::<Vec<_>>()
    };
    assert!(flags(real).len() > 20);
    for flag in flags(real).into_iter().filter(|flag| !others.contains(flag)) {
        assert!(
            help.contains(&format!("{flag} ")) || help.contains(&format!("{flag}\n")),
            "{flag}"
        );
    }
    for flag in flags(coming) {
        assert!(!help.contains(flag), "{flag} works");
    }
}

#[test]
fn every_file_that_it_links_to_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let links = README.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    for link in links.filter(|link| !link.starts_with("http")) {
        assert!(root.join(link).exists(), "{link}");
    }
    for path in ["tests/run", "tests/projects/bookshop"] {
        assert!(README.contains(path) && root.join(path).exists(), "{path}");
    }
}

#[test]
fn every_configuration_in_it_can_be_used() {
    let blocks = blocks("yaml");
    assert_eq!(blocks.len(), 2);
    for yaml in blocks {
        let folder = Folder::new(&[("pgwright.yaml", yaml)]);
        let sql = "CREATE TABLE users (id bigint PRIMARY KEY);\n";
        folder.write("migrations/1_users.sql", sql);
        folder.write("db/migrations/1_users.sql", sql);
        folder.run(&["--schema"]).reports(0).says("table public.users");
    }
}
