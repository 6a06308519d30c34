//! Problems that the client asks for, as reports.

use super::{Diagnostics, uri};
use crate::pull::{FileReport, Report};
use tower_lsp::ls_types::{
    DocumentDiagnosticReport, DocumentDiagnosticReportResult, FullDocumentDiagnosticReport,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport, WorkspaceDiagnosticReport, WorkspaceDiagnosticReportResult,
    WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};

/// Answers `textDocument/diagnostic`.
pub(super) fn document(report: Report) -> DocumentDiagnosticReportResult {
    DocumentDiagnosticReportResult::Report(match report.diagnostics {
        Some(diagnostics) => DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: full(report.id, &diagnostics),
        }),
        None => DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport {
                result_id: report.id,
            },
        }),
    })
}

/// The answer for a document that is not a file: it has no problems that we know.
pub(super) fn nothing() -> DocumentDiagnosticReportResult {
    document(Report::new(Diagnostics::default(), None, None))
}

/// Answers `workspace/diagnostic`.
pub(super) fn workspace(files: Vec<FileReport>) -> WorkspaceDiagnosticReportResult {
    let items = files.into_iter().filter_map(file).collect();
    WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items })
}

fn file(file: FileReport) -> Option<WorkspaceDocumentDiagnosticReport> {
    let uri = uri::of_path(&file.path)?;
    let version = None;
    Some(match file.report.diagnostics {
        Some(diagnostics) => {
            WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
                uri,
                version,
                full_document_diagnostic_report: full(file.report.id, &diagnostics),
            })
        }
        None => WorkspaceDocumentDiagnosticReport::Unchanged(
            WorkspaceUnchangedDocumentDiagnosticReport {
                uri,
                version,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport {
                    result_id: file.report.id,
                },
            },
        ),
    })
}

fn full(id: String, diagnostics: &Diagnostics) -> FullDocumentDiagnosticReport {
    FullDocumentDiagnosticReport { result_id: Some(id), items: diagnostics.list().to_vec() }
}
