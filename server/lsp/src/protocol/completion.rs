//! What can stand at a place, and more of an offer once it is looked at.

use super::places::{offset, positions};
use super::range;
use crate::question::View;
use pgwright_ide::{Item, ItemKind, Page};
use serde::{Deserialize, Serialize};
use tower_lsp::ls_types::{
    CompletionItem, CompletionItemKind, CompletionItemLabelDetails, CompletionParams,
    CompletionResponse, CompletionTextEdit, Documentation, InsertTextFormat, MarkupContent,
    MarkupKind, TextEdit,
};

/// What comes back with an offer when the client wants to know more of it.
#[derive(Debug, Serialize, Deserialize)]
struct Data {
    /// The document, as the client spells it.
    uri: String,
    about: String,
}

/// Answers `textDocument/completion`.
pub(super) fn completion(view: &View, params: &CompletionParams) -> Option<CompletionResponse> {
    let place = &params.text_document_position;
    let found = view.snapshot.completion(&view.file, offset(view, place.position)?)?;
    let replaced = range(positions(view)?.range(found.span));
    let uri = place.text_document.uri.as_str();
    let items = found.items.into_iter().enumerate().map(|(at, item)| {
        let data = item
            .about
            .clone()
            .and_then(|about| serde_json::to_value(Data { uri: uri.to_owned(), about }).ok());
        let details = (!item.detail.is_empty()).then(|| item.detail.clone());
        CompletionItem {
            kind: Some(kind(item.kind)),
            detail: details.filter(|_| !view.support.label_details),
            label_details: view.support.label_details.then(|| CompletionItemLabelDetails {
                detail: None,
                description: Some(item.detail.clone()).filter(|it| !it.is_empty()),
            }),
            documentation: (!item.page.is_empty()).then(|| documentation(view, &item.page)),
            sort_text: Some(format!("{at:05}")),
            filter_text: (item.insert != item.label).then(|| filter(&item)),
            insert_text_format: Some(InsertTextFormat::PLAIN_TEXT),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit {
                range: replaced,
                new_text: item.insert,
            })),
            label: item.label,
            data,
            ..CompletionItem::default()
        }
    });
    Some(CompletionResponse::Array(items.collect()))
}

/// What an offer is searched by: as the editor compares it with what is replaced, one that is
/// written in quotes must begin with one where that is typed.
fn filter(item: &Item) -> String {
    match item.insert.starts_with(['"', '\'']) {
        true => item.insert.clone(),
        false => item.label.clone(),
    }
}

/// The address of the document that an offer was made in.
pub(super) fn document(item: &CompletionItem) -> Option<String> {
    let data: Data = serde_json::from_value(item.data.clone()?).ok()?;
    Some(data.uri)
}

/// Answers `completionItem/resolve`: the offer with what there is to say of its object.
pub(super) fn resolve(view: &View, mut item: CompletionItem) -> CompletionItem {
    let data = item.data.clone().and_then(|it| serde_json::from_value::<Data>(it).ok());
    let name = item.label.rsplit('.').next().unwrap_or(&item.label);
    let page = data.and_then(|it| view.snapshot.documentation(&view.file, &it.about, name));
    if let Some(page) = page {
        item.documentation = Some(documentation(view, &page));
    }
    item
}

fn kind(kind: ItemKind) -> CompletionItemKind {
    match kind {
        ItemKind::Column => CompletionItemKind::FIELD,
        ItemKind::Table => CompletionItemKind::CLASS,
        ItemKind::Constraint => CompletionItemKind::REFERENCE,
        ItemKind::Label => CompletionItemKind::ENUM_MEMBER,
        ItemKind::Type => CompletionItemKind::STRUCT,
        ItemKind::Sequence => CompletionItemKind::VARIABLE,
        ItemKind::Function => CompletionItemKind::FUNCTION,
        ItemKind::Schema => CompletionItemKind::MODULE,
        ItemKind::Key => CompletionItemKind::PROPERTY,
        ItemKind::Value => CompletionItemKind::VALUE,
        ItemKind::Keyword => CompletionItemKind::KEYWORD,
    }
}

fn documentation(view: &View, page: &Page) -> Documentation {
    let (kind, value) = match view.support.documents_in_markdown {
        true => (MarkupKind::Markdown, page.markdown()),
        false => (MarkupKind::PlainText, page.plain()),
    };
    Documentation::MarkupContent(MarkupContent { kind, value })
}
