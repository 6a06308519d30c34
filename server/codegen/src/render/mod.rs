//! From the plan to text: templates filled in, imports found, places of schema objects noted.

mod marks;
mod shared;
mod table;
mod templates;

pub(crate) use shared::{HELPERS, shared_files};
pub(crate) use table::table_file;

use crate::go;
use crate::header::with_header;
use crate::imports::{self, Packages};
use crate::layout::plain;
use crate::{GeneratedFile, Origin};
use marks::Marked;
use pgwright_schema::model::ObjectId;
use std::collections::BTreeSet;

/// A file before its header and imports.
pub(crate) struct Body {
    /// What it was made from, for the header.
    source: Option<String>,
    /// Before the package clause: its doc comment. With it, `code` is empty.
    marked: Marked,
    relation: Option<ObjectId>,
}

/// Rendering failed: a template does not fit what it is given. Tests render every template, so
/// that no person ever sees this.
pub(crate) type Failure = String;

/// The helpers of the files that serve all tables that `code` uses.
pub(crate) fn uses(code: &str) -> BTreeSet<&'static str> {
    let words = go::words(code);
    let called = |pair: &&[go::Word<'_>]| pair[1].text == "(";
    let is_type = |word: &str| word.starts_with(char::is_uppercase);
    let mut used: BTreeSet<&str> =
        words.windows(2).filter(called).map(|pair| pair[0].text).collect();
    used.extend(words.iter().map(|word| word.text).filter(|word| is_type(word)));
    shared::HELPERS.iter().copied().filter(|helper| used.contains(helper)).collect()
}

impl Body {
    /// What is declared in it.
    pub(crate) fn code(&self) -> &str {
        &self.marked.text
    }

    /// The whole file.
    pub(crate) fn file(self, path: String, package: &str, packages: &Packages) -> GeneratedFile {
        let has_clause = self.marked.text.contains("\npackage ");
        let (before, code) = if has_clause {
            (String::new(), self.marked.text)
        } else {
            let imports = imports::declaration(&self.marked.text, packages);
            (format!("package {package}\n\n{imports}"), self.marked.text)
        };
        let source = self.source.as_deref().map(plain);
        let text = with_header(source.as_deref(), &format!("{before}{code}"));
        let offset = (text.len() - code.len()) as u32;
        let origins = self
            .marked
            .origins
            .into_iter()
            .map(|mut origin: Origin| {
                origin.span.start += offset;
                origin.span.end += offset;
                origin
            })
            .collect();
        GeneratedFile { path: path.into(), text: text.into(), relation: self.relation, origins }
    }
}
