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
pub(crate) use exporters::{beside_code, is_split, recorders};
pub(crate) use health::verify_schema;
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
use pgwright_problem::{Span, TextFile};
use pgwright_schema::model::ObjectId;
use std::sync::Arc;

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
pub(crate) fn uses(words: &[go::Word<'_>]) -> Uses {
    let mut used = Uses::default();
    for (at, word) in words.iter().enumerate() {
        let Some(first) = word.text.bytes().next().filter(|first| begins_helper(*first)) else {
            continue;
        };
        let named = first.is_ascii_uppercase();
        if (named || words.get(at + 1).is_some_and(|next| next.text == "("))
            && let Ok(helper) = shared::HELPERS.binary_search(&word.text)
        {
            used.0 |= 1 << helper;
        }
    }
    used
}

/// A set of [`HELPERS`], each by the bit of its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Uses(u32);

impl Uses {
    /// Whether a helper is among them.
    pub(crate) fn contains(self, helper: &str) -> bool {
        HELPERS.binary_search(&helper).is_ok_and(|at| self.0 >> at & 1 == 1)
    }

    /// Adds those of another set.
    pub(crate) fn extend(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

const _: () = assert!(HELPERS.len() <= u32::BITS as usize);

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

/// Where files belong, and what they all stand on.
pub(crate) struct Output<'a> {
    /// The package's name.
    pub(crate) package: &'a str,
    pub(crate) imports: &'a Packages,
    /// The files that are there, sorted by path.
    pub(crate) others: &'a [TextFile],
}

impl Output<'_> {
    /// The text of a file: the one that is there, where they are equal, so that it is kept once and
    /// the two are seen to be equal at once.
    fn text(&self, path: &str, text: String) -> Arc<str> {
        let found = self.others.binary_search_by(|other| (*other.path).cmp(path));
        match found.ok().and_then(|at| self.others.get(at)) {
            Some(other) if *other.text == *text => Arc::clone(&other.text),
            _ => text.into(),
        }
    }
}

impl Body {
    /// What is declared in it.
    pub(crate) fn code(&self) -> &str {
        &self.marked.text
    }

    /// The whole file, and the helpers that it uses.
    pub(crate) fn file(&self, path: &str, output: &Output<'_>) -> (Arc<GeneratedFile>, Uses) {
        let words = go::words(&self.marked.text);
        let code = &self.marked.text;
        let before = if self.has_clause {
            String::new()
        } else {
            let imports = imports::declaration(&words, output.imports);
            format!("package {}\n\n{imports}", output.package)
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
            text: output.text(path, text),
            relation: self.relation,
            origins,
        };
        (Arc::new(file), uses(&words))
    }
}
