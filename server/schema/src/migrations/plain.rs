//! Folders of no tool: every `.sql` in the order of its number, then of its name.

use super::{Migration, Ordered};
use pgwright_problem::{Span, TextFile};
use std::sync::Arc;

/// All of every file goes up, but of files that are named as going down.
pub(super) fn order(files: &[TextFile], ordered: &mut Ordered) {
    let mut sorted: Vec<&TextFile> = files.iter().filter(|file| is_up(file)).collect();
    sorted.sort_by_key(|file| (number(&file.path).unwrap_or(u128::MAX), Arc::clone(&file.path)));
    ordered.migrations.extend(sorted.into_iter().map(|file| Migration {
        path: Arc::clone(&file.path),
        text: Arc::clone(&file.text),
        up: vec![Span::new(0, file.text.len() as u32)],
    }));
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn is_up(file: &TextFile) -> bool {
    let name = file_name(&file.path);
    name.ends_with(".sql") && !name.ends_with(".down.sql")
}

/// The number at the start of a file's name; files without one come last.
fn number(path: &str) -> Option<u128> {
    let name = file_name(path);
    let digits = name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    name[..digits].parse().ok()
}
