//! The flags that the README names are there. What else it says is held in `tests/tests/readme.rs`.

use crate::support::Folder;

const README: &str = include_str!("../../../../README.md");

#[test]
fn every_flag_that_it_names_is_one() {
    let folder = Folder::new(&[]);
    let help = folder.run(&["--help"]).stdout;
    let (real, coming) = README.split_once("## What does not work yet").unwrap();
    let coming = coming.split("## Development").next().unwrap();
    // Flags of other programs, in the README's own commands.
    let others = [
        "--release",
        "--locked",
        "--git",
        "--allow-empty",
        "--bench",
        "--path",
        "--global",
        "--workspace",
        "--quick",
        "--long",
        "--list",
        // As SQL for liquibase begins.
        "--liquibase",
    ];
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
