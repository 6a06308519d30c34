//! A file of a migrations' folder, and what its name begins with.

use super::natural;
use pgwright_problem::{Span, TextFile};
use std::fmt;

/// A file of the folder.
pub(super) struct File<'a> {
    pub(super) file: &'a TextFile,
    /// The folder below the migrations' folder, without slashes at its ends.
    pub(super) folder: &'a str,
    pub(super) name: &'a str,
    pub(super) version: Option<Version>,
}

impl File<'_> {
    /// Its path below the migrations' folder.
    pub(super) fn below(&self) -> String {
        match self.folder {
            "" => self.name.to_owned(),
            folder => format!("{folder}/{}", self.name),
        }
    }

    /// Its text.
    pub(super) fn text(&self) -> &str {
        &self.file.text
    }
}

/// What a tool knows a migration by, in its own order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    /// `000123`.
    Number(u64),
    /// `1.2.3`, without zeros at its end.
    Numbers(Vec<u64>),
    /// Compared letter by letter.
    Text(String),
}

impl Version {
    /// From numbers between separators: `1.2`, `1_2`.
    pub(super) fn dotted(text: &str, separators: &[char]) -> Option<Self> {
        let parts = text.split(separators);
        let parts = parts.map(|part| all_digits(part).then(|| part.parse().ok()).flatten());
        let mut parts: Vec<u64> = parts.collect::<Option<_>>()?;
        while parts.len() > 1 && parts.last() == Some(&0) {
            parts.pop();
        }
        Some(Self::Numbers(parts))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Numbers(parts) => {
                let parts: Vec<String> = parts.iter().map(u64::to_string).collect();
                f.write_str(&parts.join("."))
            }
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// The `.sql` files, each with its folder below `directory`, and those that are no SQL.
pub(super) fn sort_out<'a>(
    directory: &str,
    files: &'a [TextFile],
) -> (Vec<File<'a>>, Vec<File<'a>>) {
    let directory = directory.trim_start_matches("./").trim_end_matches('/');
    let file = |file: &'a TextFile| {
        let path: &str = &file.path;
        let inner = path.strip_prefix(directory).unwrap_or(path).trim_start_matches('/');
        let inner = match (directory, inner) {
            ("" | ".", _) => path,
            // The folder is a file, which is all there is.
            (_, "") => path.rsplit('/').next().unwrap_or(path),
            (_, inner) => inner,
        };
        let (folder, name) = inner.rsplit_once('/').unwrap_or(("", inner));
        File { file, folder, name, version: None }
    };
    files.iter().map(file).partition(|file| is_sql(file.name))
}

/// Whether a file's name ends in `.sql`.
fn is_sql(name: &str) -> bool {
    let end = name.len().checked_sub(4).and_then(|at| name.get(at..));
    name.len() > 4 && end.is_some_and(|end| end.eq_ignore_ascii_case(".sql"))
}

/// The name without `.sql`.
pub(super) fn stem(name: &str) -> &str {
    if is_sql(name) { &name[..name.len() - 4] } else { name }
}

/// The number before the first `_`, and what stands behind it.
pub(super) fn number_and_rest(name: &str) -> Option<(u64, &str)> {
    let (number, rest) = name.split_once('_')?;
    all_digits(number).then(|| number.parse().ok()).flatten().map(|number| (number, rest))
}

/// The number at the start of a name.
pub(super) fn leading_number(name: &str) -> Option<u64> {
    natural::leading_number(name)
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A text's lines with their spans, line ends included.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (Span, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let span = Span::new(start, start + line.len() as u32);
        start = span.end;
        (span, line)
    })
}

/// A line's text without its end and without a byte order mark at its start.
pub(super) fn bare(line: &str) -> &str {
    line.strip_prefix('\u{feff}').unwrap_or(line).trim_end_matches(['\r', '\n'])
}
