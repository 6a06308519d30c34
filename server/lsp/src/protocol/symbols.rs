//! What a document holds, and what the projects hold, by names.

use super::places::{Places, positions};
use super::range;
use crate::positions::Positions;
use crate::question::View;
use pgwright_ide::{Symbol, SymbolKind};
use tower_lsp::ls_types::{
    self as lsp, DocumentSymbol, DocumentSymbolResponse, Location, SymbolInformation, Uri,
};

/// Answers `textDocument/documentSymbol`.
pub(super) fn document(view: &View, uri: &Uri) -> Option<DocumentSymbolResponse> {
    let positions = positions(view)?;
    let symbols = view.snapshot.symbols(&view.file);
    if view.support.nested_symbols {
        let nested = symbols.into_iter().map(|it| nested(it, &positions));
        return Some(DocumentSymbolResponse::Nested(nested.collect()));
    }
    let mut flat = Vec::new();
    symbols.iter().for_each(|it| flatten(it, None, uri, &positions, &mut flat));
    Some(DocumentSymbolResponse::Flat(flat))
}

/// What one project adds to the answer to `workspace/symbol`.
pub(super) fn project(view: &View, query: &str) -> Vec<SymbolInformation> {
    let mut places = Places::new(view);
    let found = view.snapshot.find_symbols(query).into_iter();
    found
        .filter_map(|it| {
            let location = places.location(&it.location)?;
            Some(information(it.name, it.kind, Some(it.container), location))
        })
        .collect()
}

fn nested(symbol: Symbol, positions: &Positions) -> DocumentSymbol {
    let children: Vec<DocumentSymbol> =
        symbol.children.into_iter().map(|it| nested(it, positions)).collect();
    #[expect(deprecated, reason = "the field must be given")]
    DocumentSymbol {
        name: named(symbol.name),
        detail: Some(symbol.detail).filter(|it| !it.is_empty()),
        kind: kind(symbol.kind),
        tags: None,
        deprecated: None,
        range: range(positions.range(symbol.span)),
        selection_range: range(positions.range(symbol.selection)),
        children: Some(children).filter(|it| !it.is_empty()),
    }
}

fn flatten(
    symbol: &Symbol,
    within: Option<&str>,
    uri: &Uri,
    positions: &Positions,
    flat: &mut Vec<SymbolInformation>,
) {
    let location = Location { uri: uri.clone(), range: range(positions.range(symbol.span)) };
    let container = within.map(str::to_owned);
    flat.push(information(symbol.name.clone(), symbol.kind, container, location));
    for child in &symbol.children {
        flatten(child, Some(&symbol.name), uri, positions, flat);
    }
}

fn information(
    name: String,
    of: SymbolKind,
    container_name: Option<String>,
    location: Location,
) -> SymbolInformation {
    #[expect(deprecated, reason = "the field must be given")]
    SymbolInformation {
        name: named(name),
        kind: kind(of),
        tags: None,
        deprecated: None,
        location,
        container_name,
    }
}

/// A symbol without a name is refused by VS Code.
fn named(name: String) -> String {
    if name.trim().is_empty() { "?".to_owned() } else { name }
}

fn kind(kind: SymbolKind) -> lsp::SymbolKind {
    match kind {
        SymbolKind::Table => lsp::SymbolKind::CLASS,
        SymbolKind::Column => lsp::SymbolKind::FIELD,
        SymbolKind::Key => lsp::SymbolKind::KEY,
        SymbolKind::Type => lsp::SymbolKind::ENUM,
        SymbolKind::Label => lsp::SymbolKind::ENUM_MEMBER,
        SymbolKind::Function => lsp::SymbolKind::FUNCTION,
        SymbolKind::Schema => lsp::SymbolKind::NAMESPACE,
        SymbolKind::Sequence => lsp::SymbolKind::VARIABLE,
        SymbolKind::Repository => lsp::SymbolKind::STRUCT,
        SymbolKind::Statement => lsp::SymbolKind::EVENT,
        SymbolKind::Setting => lsp::SymbolKind::PROPERTY,
        SymbolKind::Block => lsp::SymbolKind::MODULE,
    }
}
