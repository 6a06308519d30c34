//! Changes of files as a unified diff that `git apply` takes.

use anstream::ColorChoice;
use pgwright_workspace::FileChange;
use similar::TextDiff;
use std::fmt::Write;
use std::io;

/// Prints diffs on standard output: with colours for a terminal or on request, else byte for byte.
pub fn print(diffs: &[String]) -> io::Result<()> {
    let colours = anstream::AutoStream::choice(&io::stdout()) != ColorChoice::Never;
    // Not through anstream where it would take what looks like a colour out of a file's text.
    let out = io::stdout().lock();
    super::to(out, |out| {
        for diff in diffs {
            match colours {
                true => out.write_all(coloured(diff).as_bytes())?,
                false => out.write_all(diff.as_bytes())?,
            }
        }
        Ok(())
    })
}

/// The diff of one file; `path` is its path from the root of the repository.
pub fn of(path: &str, change: &FileChange) -> String {
    let (before, after) = (change.before.as_deref(), change.after.as_deref());
    let (a, b) = (name("a/", path), name("b/", path));
    let mut diff = format!("diff --git {a} {b}\n");
    match (before, after) {
        (None, _) => diff += "new file mode 100644\n",
        (_, None) => diff += "deleted file mode 100644\n",
        _ => {}
    }
    // As git has it: a tab says where a name with spaces ends.
    let end = if path.contains(' ') { "\t" } else { "" };
    let (old, new) = (format!("{a}{end}"), format!("{b}{end}"));
    let old = if before.is_some() { &old } else { "/dev/null" };
    let new = if after.is_some() { &new } else { "/dev/null" };
    let before: Vec<&str> = before.unwrap_or_default().split_inclusive('\n').collect();
    let after: Vec<&str> = after.unwrap_or_default().split_inclusive('\n').collect();
    let lines = TextDiff::configure().newline_terminated(true).diff_slices(&before, &after);
    let _ = write!(diff, "{}", lines.unified_diff().header(old, new));
    diff
}

/// A path as git writes it: in quotes, with escapes, where it has something odd in it.
fn name(side: &str, path: &str) -> String {
    let is_odd = |c: char| c.is_control() || matches!(c, '"' | '\\');
    if !path.contains(is_odd) {
        return format!("{side}{path}");
    }
    let mut quoted = format!("\"{side}");
    for c in path.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            _ if c.is_control() => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    let _ = write!(quoted, "\\{byte:03o}");
                }
            }
            _ => quoted.push(c),
        }
    }
    quoted + "\""
}

/// The diff in git's colours. What a file's text has for a terminal is spelt out.
fn coloured(diff: &str) -> String {
    let mut coloured = String::with_capacity(diff.len() * 2);
    let mut in_hunk = false;
    for line in diff.lines() {
        in_hunk = line.starts_with("@@") || (in_hunk && !line.starts_with("diff --git "));
        let colour = match line.as_bytes().first() {
            _ if !in_hunk => "\x1b[1m",
            Some(b'@') => "\x1b[36m",
            Some(b'+') => "\x1b[32m",
            Some(b'-') => "\x1b[31m",
            _ => "",
        };
        let parts: Vec<String> = line.split('\t').map(super::printable).collect();
        let reset = if colour.is_empty() { "" } else { "\x1b[m" };
        let _ = writeln!(coloured, "{colour}{}{reset}", parts.join("\t"));
    }
    coloured
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(path: &str, before: Option<&str>, after: Option<&str>, expected: Expect) {
        let change = FileChange {
            path: path.into(),
            before: before.map(Into::into),
            after: after.map(Into::into),
        };
        expected.assert_eq(&of(path, &change));
    }

    #[test]
    fn a_changed_file_has_its_lines_with_three_around_them() {
        check(
            "shop/a.go",
            Some("1\n2\n3\n4\n5\n6\n7\n8\n9\n"),
            Some("1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            expect![[r#"
                diff --git a/shop/a.go b/shop/a.go
                --- a/shop/a.go
                +++ b/shop/a.go
                @@ -2,7 +2,7 @@
                 2
                 3
                 4
                -5
                +five
                 6
                 7
                 8
            "#]],
        );
    }

    #[test]
    fn a_new_file_comes_from_nothing() {
        check(
            "a.go",
            None,
            Some("package a\n"),
            expect![[r#"
                diff --git a/a.go b/a.go
                new file mode 100644
                --- /dev/null
                +++ b/a.go
                @@ -0,0 +1 @@
                +package a
            "#]],
        );
    }

    #[test]
    fn a_removed_file_goes_to_nothing() {
        check(
            "a.go",
            Some("package a"),
            None,
            expect![[r#"
                diff --git a/a.go b/a.go
                deleted file mode 100644
                --- a/a.go
                +++ /dev/null
                @@ -1 +0,0 @@
                -package a
                \ No newline at end of file
            "#]],
        );
    }

    #[test]
    fn an_odd_path_is_quoted_and_one_with_spaces_ends_at_a_tab() {
        check(
            "my \"shop\"/a\u{1}.go",
            None,
            Some("x\n"),
            expect![[r#"
                diff --git "a/my \"shop\"/a\001.go" "b/my \"shop\"/a\001.go"
                new file mode 100644
                --- /dev/null
                +++ "b/my \"shop\"/a\001.go"	
                @@ -0,0 +1 @@
                +x
            "#]],
        );
    }

    #[test]
    fn colours_are_git_s_and_a_text_does_nothing_to_a_terminal() {
        let diff = "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n--- \u{1b}[2J\n+\tx\n";
        expect![[r#""\u{1b}[1mdiff --git a/a b/a\u{1b}[m\n\u{1b}[1m--- a/a\u{1b}[m\n\u{1b}[1m+++ b/a\u{1b}[m\n\u{1b}[36m@@ -1 +1 @@\u{1b}[m\n\u{1b}[31m--- \\u{1b}[2J\u{1b}[m\n\u{1b}[32m+\tx\u{1b}[m\n""#]]
        .assert_eq(&format!("{:?}", coloured(diff)));
    }
}
