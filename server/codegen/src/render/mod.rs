//! From the plan to text: templates filled in, imports found, places of schema objects noted.

mod connection;
mod examples;
mod exporters;
mod features;
mod health;
mod marks;
mod shared;
mod table;
mod templates;
mod tests;

pub(crate) use examples::{EXAMPLE_FILE, example_file};
pub(crate) use exporters::{beside_code, recorders};
pub(crate) use shared::{HELPERS, shared_files};
pub(crate) use table::table_file;
pub(crate) use tests::{
    FEATURES_FILE, FIXTURE_FILE, features_file, fixture_file, table_tests, test_path,
};

use crate::go;
use crate::header::with_header;
use crate::imports::{self, Packages};
use crate::layout::plain;
use crate::{GeneratedFile, Origin};
use marks::Marked;
use pgwright_problem::Span;
use pgwright_schema::model::ObjectId;
use std::collections::BTreeSet;

/// A file before its header and imports.
pub(crate) struct Body {
    /// What it was made from, for the header.
    source: Option<String>,
    /// The code, or everything where it has the package clause.
    marked: Marked,
    /// Whether the package clause is in it.
    has_clause: bool,
    relation: Option<ObjectId>,
}

/// Rendering failed: a template does not fit what it is given. Tests render every template, so
/// that no person ever sees this.
pub(crate) type Failure = String;

/// The helpers of the files that serve all tables that code uses: functions and methods that it
/// calls, types that it names.
pub(crate) fn uses(words: &[go::Word<'_>]) -> BTreeSet<&'static str> {
    let mut used = BTreeSet::new();
    for (at, word) in words.iter().enumerate() {
        let Some(first) = word.text.bytes().next().filter(|first| begins_helper(*first)) else {
            continue;
        };
        let named = first.is_ascii_uppercase();
        if (named || words.get(at + 1).is_some_and(|next| next.text == "("))
            && let Ok(helper) = shared::HELPERS.binary_search(&word.text)
        {
            used.insert(shared::HELPERS[helper]);
        }
    }
    used
}

/// Whether a helper's name begins so: most words are none, and are passed over by that alone.
fn begins_helper(first: u8) -> bool {
    const FIRSTS: u128 = {
        let mut firsts = 0;
        let mut at = 0;
        while at < shared::HELPERS.len() {
            firsts |= 1 << shared::HELPERS[at].as_bytes()[0];
            at += 1;
        }
        firsts
    };
    first.is_ascii() && FIRSTS >> first & 1 == 1
}

impl Body {
    /// What is declared in it.
    pub(crate) fn code(&self) -> &str {
        &self.marked.text
    }

    /// The whole file, and the helpers that it uses.
    pub(crate) fn file(
        &self,
        path: String,
        package: &str,
        packages: &Packages,
    ) -> (GeneratedFile, BTreeSet<&'static str>) {
        let words = go::words(&self.marked.text);
        let code = &self.marked.text;
        let before = if self.has_clause {
            String::new()
        } else {
            format!("package {package}\n\n{}", imports::declaration(&words, packages))
        };
        let source = self.source.as_deref().map(plain);
        let text = with_header(source.as_deref(), &[&before, code]);
        let offset = (text.len() - code.len()) as u32;
        let origins = self
            .marked
            .origins
            .iter()
            .map(|origin| Origin {
                span: Span::new(origin.span.start + offset, origin.span.end + offset),
                ..origin.clone()
            })
            .collect();
        let file = GeneratedFile {
            path: path.into(),
            text: text.into(),
            relation: self.relation,
            origins,
        };
        (file, uses(&words))
    }
}
