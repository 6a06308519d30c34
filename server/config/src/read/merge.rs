//! The entries of a block, with those that `<<` lays below them.

use crate::yaml::{Content, Entry, NodeId, Tree};
use pgwright_problem::Span;
use std::collections::{HashMap, HashSet};

/// What is wrong with a block's keys.
pub(super) enum Fault {
    /// A key stands again.
    Duplicate { key: String, span: Span, first: Span },
    /// A key is a collection.
    NoText(Span),
    /// What stands behind `<<` is no block.
    NoMerge(Span),
}

/// The entries that count, each key once: of the block's own the first, then those of the merged
/// blocks, the nearest first.
pub(super) fn entries<'t>(
    tree: &'t Tree,
    own: &'t [Entry],
    visits: &mut usize,
) -> (Vec<&'t Entry>, Vec<Fault>) {
    let mut found = Vec::with_capacity(own.len());
    let mut faults = Vec::new();
    let mut seen: HashMap<&str, Span> = HashMap::with_capacity(own.len());
    let mut sources = Vec::new();
    for entry in own {
        *visits = visits.saturating_sub(1);
        match &entry.key {
            None => faults.push(Fault::NoText(entry.key_span)),
            Some(key) if key == "<<" => sources.push(entry.value),
            Some(key) => match seen.get(key.as_str()) {
                Some(first) => faults.push(Fault::Duplicate {
                    key: key.clone(),
                    span: entry.key_span,
                    first: *first,
                }),
                None => {
                    seen.insert(key, entry.key_span);
                    found.push(entry);
                }
            },
        }
    }
    // The nearest source is on top; a source that was merged before is not merged again, so
    // that blocks which merge each other come to an end.
    sources.reverse();
    let mut merged: HashSet<NodeId> = HashSet::new();
    while let Some(source) = sources.pop() {
        if *visits == 0 {
            break;
        }
        *visits -= 1;
        let target = tree.target(source);
        match &tree.written(target).content {
            Content::Sequence(items) => sources.extend(items.iter().rev()),
            Content::Mapping(_) if !merged.insert(target) => {}
            Content::Mapping(entries) => {
                let before = sources.len();
                for entry in entries {
                    *visits = visits.saturating_sub(1);
                    match &entry.key {
                        Some(key) if key == "<<" => sources.push(entry.value),
                        Some(key) if !seen.contains_key(key.as_str()) => {
                            seen.insert(key, entry.key_span);
                            found.push(entry);
                        }
                        _ => {}
                    }
                }
                sources[before..].reverse();
            }
            Content::Null | Content::Broken => {}
            _ => faults.push(Fault::NoMerge(tree.written(source).span)),
        }
    }
    (found, faults)
}
