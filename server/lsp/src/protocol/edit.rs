//! Changes to files as edits that an editor applies.

use super::diagnostics::text;
use super::{Support, range, uri};
use crate::job::Known;
use crate::positions::Positions;
use crate::question::View;
use pgwright_ide::Change;
use pgwright_problem::Span;
use pgwright_workspace::Project;
use std::collections::HashMap;
use std::sync::Arc;
use tower_lsp::ls_types::{
    CreateFile, CreateFileOptions, DeleteFile, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, ResourceOp, TextDocumentEdit,
    TextEdit, Uri, WorkspaceEdit,
};

/// An edit that the client is asked to apply.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Edit(pub(super) WorkspaceEdit);

impl Edit {
    /// The edit that makes `changes`; `None` when the client cannot be asked to.
    pub(crate) fn new(
        known: &Known,
        project: &Arc<Project>,
        support: &Arc<Support>,
        changes: &[Change],
    ) -> Option<Self> {
        let view = View {
            snapshot: Arc::clone(&known.snapshot),
            project: Arc::clone(project),
            file: "".into(),
            documents: Arc::clone(&known.documents),
            support: Arc::clone(support),
        };
        workspace_edit(&view, changes).filter(|_| support.applies_edits).map(Self)
    }
}

/// The edit that makes `changes`; `None` when the client cannot be told to.
pub(super) fn workspace_edit(view: &View, changes: &[Change]) -> Option<WorkspaceEdit> {
    if view.support.document_changes {
        let mut operations = Vec::new();
        for change in changes {
            operations.extend(operation(view, change)?);
        }
        return Some(WorkspaceEdit {
            document_changes: Some(DocumentChanges::Operations(operations)),
            ..WorkspaceEdit::default()
        });
    }
    let edits: Option<HashMap<Uri, Vec<TextEdit>>> = changes
        .iter()
        .map(|change| match change {
            Change::Write { path, text } => {
                Some((view.uri(path)?, vec![text_edit(view, path, text)?]))
            }
            Change::Remove { .. } => None,
        })
        .collect();
    Some(WorkspaceEdit { changes: Some(edits?), ..WorkspaceEdit::default() })
}

fn operation(view: &View, change: &Change) -> Option<Vec<DocumentChangeOperation>> {
    let uri = view.uri(change.path())?;
    match change {
        Change::Remove { .. } => view.support.removes_files.then(|| {
            let delete = DeleteFile { uri, options: None, annotation_id: None };
            vec![DocumentChangeOperation::Op(ResourceOp::Delete(delete))]
        }),
        Change::Write { path, text: new } => {
            let mut operations = Vec::new();
            let edit = match text_edit(view, path, new) {
                Some(edit) => edit,
                None if view.support.creates_files => {
                    let create = CreateFile {
                        uri: uri.clone(),
                        options: Some(CreateFileOptions {
                            overwrite: Some(false),
                            ignore_if_exists: Some(true),
                        }),
                        annotation_id: None,
                    };
                    operations.push(DocumentChangeOperation::Op(ResourceOp::Create(create)));
                    // Up to behind the end of the one empty line: so Neovim takes the last line
                    // feed for the end of the last line, not for an empty line behind it.
                    let range = Range::new(Position::new(0, 0), Position::new(1, 0));
                    TextEdit { range, new_text: new.to_string() }
                }
                None => return None,
            };
            operations.push(DocumentChangeOperation::Edit(TextDocumentEdit {
                text_document: OptionalVersionedTextDocumentIdentifier {
                    uri,
                    version: view.version(path),
                },
                edits: vec![OneOf::Left(edit)],
            }));
            Some(operations)
        }
    }
}

/// The edit that turns a file's text into `new`; `None` when there is no such file.
fn text_edit(view: &View, path: &str, new: &str) -> Option<TextEdit> {
    let old = &text(&view.snapshot, path)?.text;
    let (span, new_text) = smallest(old, new);
    let positions = Positions::new(old, view.support.encoding);
    Some(TextEdit { range: range(positions.range(span)), new_text: new_text.into() })
}

/// The lines of `old` to replace, and by what, to make it `new`: all between the first and the
/// last line that differ, so that cursors and folds outside of them stay.
fn smallest<'a>(old: &str, new: &'a str) -> (Span, &'a str) {
    let same = |(a, b): &(&str, &str)| a == b;
    let lines = |text: &'a str| text.split_inclusive('\n');
    let start: usize = old
        .split_inclusive('\n')
        .zip(lines(new))
        .take_while(same)
        .map(|(line, _)| line.len())
        .sum();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end: usize = old_rest
        .split_inclusive('\n')
        .rev()
        .zip(lines(new_rest).rev())
        .take_while(same)
        .map(|(line, _)| line.len())
        .sum();
    let span = Span::new(start as u32, (old.len() - end) as u32);
    (span, &new_rest[..new_rest.len() - end])
}

impl View {
    /// The address of one of the project's files, as the client spells it if it has it open.
    pub(super) fn uri(&self, path: &Arc<str>) -> Option<Uri> {
        let path = self.project.path(path);
        match self.documents.get(&path) {
            Some((uri, _)) => uri::of_text(uri),
            None => uri::of_path(&path),
        }
    }

    /// The version of one of the project's files that the answer is made for, if it is open.
    fn version(&self, path: &Arc<str>) -> Option<i32> {
        self.documents.get(&self.project.path(path)).map(|(_, version)| *version)
    }
}

#[cfg(test)]
mod tests {
    use super::smallest;
    use proptest::prelude::*;

    #[test]
    fn only_the_lines_that_differ_are_replaced() {
        let check = |old: &str, new: &str, replaced: &str, by: &str| {
            let (span, text) = smallest(old, new);
            assert_eq!((&old[span.range()], text), (replaced, by), "{old:?} {new:?}");
        };
        check("a\nb\nc\n", "a\nx\nc\n", "b\n", "x\n");
        check("a\nc\n", "a\nb\nc\n", "", "b\n");
        check("a\nb\nb\nc\n", "a\nb\nc\n", "b\n", "");
        check("a\nb", "a\nb\n", "b", "b\n");
        check("a\r\nb\r\n", "a\nb\n", "a\r\nb\r\n", "a\nb\n");
        check("", "a\n", "", "a\n");
        check("a\n", "", "a\n", "");
        check("a\n", "a\n", "", "");
    }

    proptest! {
        #[test]
        fn the_edit_makes_the_new_text(old in "[ab\r\nß]{0,20}", new in "[ab\r\nß]{0,20}") {
            let (span, text) = smallest(&old, &new);
            let mut edited = old.clone();
            edited.replace_range(span.range(), text);
            prop_assert_eq!(edited, new);
        }
    }
}
