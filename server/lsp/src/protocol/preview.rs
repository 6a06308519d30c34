//! Edits that an editor shows before it makes them: of many files, or with files that go.

use std::collections::HashMap;
use tower_lsp::ls_types::{
    AnnotatedTextEdit, ChangeAnnotation, DocumentChangeOperation, DocumentChanges, OneOf,
    ResourceOp, WorkspaceEdit,
};

/// From how many files on an edit is shown first.
const MANY: usize = 10;

/// The name of our annotation.
const ANNOTATION: &str = "pgwright";

/// The edit, to be confirmed by a person where it is about many files, or removes some.
pub(super) fn with_preview(edit: WorkspaceEdit, files: usize) -> WorkspaceEdit {
    let Some(DocumentChanges::Operations(mut operations)) = edit.document_changes else {
        return edit;
    };
    let removes = operations
        .iter()
        .any(|it| matches!(it, DocumentChangeOperation::Op(ResourceOp::Delete(_))));
    if files < MANY && !removes {
        return WorkspaceEdit {
            document_changes: Some(DocumentChanges::Operations(operations)),
            ..edit
        };
    }
    for operation in &mut operations {
        let id = ANNOTATION.to_owned();
        match operation {
            DocumentChangeOperation::Op(ResourceOp::Create(it)) => it.annotation_id = Some(id),
            DocumentChangeOperation::Op(ResourceOp::Rename(it)) => it.annotation_id = Some(id),
            DocumentChangeOperation::Op(ResourceOp::Delete(it)) => it.annotation_id = Some(id),
            DocumentChangeOperation::Edit(edit) => {
                for it in &mut edit.edits {
                    if let OneOf::Left(text_edit) = it.clone() {
                        let annotation_id = id.clone();
                        *it = OneOf::Right(AnnotatedTextEdit { text_edit, annotation_id });
                    }
                }
            }
        }
    }
    let annotation = ChangeAnnotation {
        label: format!("pgwright: {files} {}", if files == 1 { "file" } else { "files" }),
        needs_confirmation: Some(true),
        description: None,
    };
    WorkspaceEdit {
        document_changes: Some(DocumentChanges::Operations(operations)),
        change_annotations: Some(HashMap::from([(ANNOTATION.to_owned(), annotation)])),
        ..edit
    }
}
