//! `--completions`: every flag for every shell, and bash completes by it. Every flag of `--help` is
//! in the README and in the manual page too.

use crate::support::Folder;
use std::process::Command;

const README: &str = include_str!("../../../../README.md");

/// The long flags that `--help` lists.
fn flags(folder: &Folder) -> Vec<String> {
    let help = folder.run(&["--help"]).stdout;
    let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    let flags: Vec<String> = lines
        .filter_map(|line| {
            let flag = &line[line.find("--")?..];
            let end = flag.find(|c: char| !c.is_ascii_lowercase() && c != '-');
            Some(flag[..end.unwrap_or(flag.len())].to_owned())
        })
        .collect();
    assert!(flags.len() > 15, "{help}");
    flags
}

#[test]
fn every_flag_is_completed_in_every_shell() {
    let folder = Folder::new(&[]);
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = folder.run(&["--completions", shell]);
        script.reports(0);
        for flag in flags(&folder) {
            let flag = if shell == "fish" { format!("-l {}", &flag[2..]) } else { flag };
            script.says(&flag);
        }
    }
    folder.run(&["--completions", "csh"]).is_unusable().says("invalid value");
    folder.run(&["--completions"]).is_unusable().says("a value is required");
}

#[test]
fn every_flag_is_in_the_readme() {
    let folder = Folder::new(&[]);
    let (_, calls) = README.split_once("## Calls").unwrap();
    let (calls, _) = calls.split_once("## In the editor").unwrap();
    for flag in flags(&folder) {
        let at_end = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '-');
        let mut places = calls.split(&flag).skip(1);
        assert!(places.any(at_end), "{flag} is not explained in the README's calls");
    }
}

#[test]
fn every_flag_is_in_the_manual() {
    let folder = Folder::new(&[]);
    let page = folder.run(&["--manual"]);
    page.reports(0);
    let text = page.stdout.replace("\\-", "-").replace("\\fB", "").replace("\\fR", "");
    assert!(text.contains(".TH pgwright 1"), "{text}");
    for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "CALLS", "OPTIONS", "EXIT STATUS", "FILES"] {
        let heading = text.lines().any(|line| {
            line.strip_prefix(".SH ").is_some_and(|it| it.trim_matches('"') == section)
        });
        assert!(heading, "{section}: {text}");
    }
    for flag in flags(&folder) {
        assert!(text.lines().any(|line| line.contains(&flag)), "{flag} is not in the manual");
    }
}

/// What bash offers behind `line`.
fn bash(folder: &Folder, words: &[&str]) -> Vec<String> {
    let script = folder.run(&["--completions", "bash"]).stdout;
    folder.write("completions.bash", script);
    let last = words.len();
    let words = words.join("' '");
    let program = format!(
        "source completions.bash\nCOMP_WORDS=(pgwright '{words}'); COMP_CWORD={last}\n\
         compopt() {{ :; }}\n_pgwright pgwright \"${{COMP_WORDS[$COMP_CWORD]}}\" \"${{COMP_WORDS[$COMP_CWORD-1]}}\"\n\
         printf '%s\\n' \"${{COMPREPLY[@]}}\"\n"
    );
    let output = Command::new("bash")
        .args(["--norc", "-c", &program])
        .current_dir(folder.path(""))
        .output()
        .unwrap_or_else(|error| panic!("bash: {error}; get it from your system's packages"));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn bash_completes_flags_and_values() {
    let folder = Folder::new(&[]);
    assert_eq!(bash(&folder, &["--gen"]), ["--generate"]);
    assert_eq!(bash(&folder, &["--check", "--color", "a"]), ["auto", "always"]);
    assert!(bash(&folder, &["--check", "--color", ""]).contains(&"never".to_owned()));
}
