//! The index that a sort lacks, in a new migration behind the others.

use super::{data, new_migration};
use crate::action::{Action, ActionKind};
use crate::{Change, Snapshot};
use pgwright_problem::{Code, Problem};

pub(super) fn mend(snapshot: &Snapshot, problem: &Problem) -> Option<Action> {
    if problem.code != Code::PaginationIndex {
        return None;
    }
    let create = data(problem, "create_index")?;
    let (index, table) = create.strip_prefix("CREATE INDEX ")?.split_once(" ON ")?;
    let drop = format!("DROP INDEX {}{index};", schema_of(table));
    let files = new_migration::files(snapshot, &format!("add {index}"), create, &drop)?;
    let first = files.first().map(|(path, _)| path.clone())?;
    let write = |(path, text): (String, String)| {
        let (path, text) = (path.into(), text.into());
        Change::Write { path, text }
    };
    Some(Action {
        title: format!("Add the index in a new migration, {first}"),
        kind: ActionKind::QuickFix,
        preferred: true,
        mends: vec![problem.clone()],
        changes: files.into_iter().map(write).collect(),
        configuration: None,
    })
}

/// The schema of the qualified name that `text` begins with, and the dot behind it.
fn schema_of(text: &str) -> &str {
    let mut quoted = false;
    let dot = text.char_indices().find(|(_, character)| {
        quoted ^= *character == '"';
        !quoted && (*character == '.' || *character == ' ')
    });
    match dot {
        Some((at, '.')) => &text[..=at],
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::schema_of;

    #[test]
    fn the_schema_of_a_name_stands_before_the_dot() {
        for (text, schema) in [
            ("public.users (id);", "public."),
            ("users (id, \"a.b\");", ""),
            ("\"my.schema\".users (id)", "\"my.schema\"."),
            ("\"a\"\"b\".c (id)", "\"a\"\"b\"."),
        ] {
            assert_eq!(schema_of(text), schema);
        }
    }
}
