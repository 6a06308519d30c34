//! Every answer of two snapshots of the same texts, side by side.

use crate::Snapshot;
use fastrand::Rng;
use pgwright_problem::{Span, TextFile};

/// The question that the two answer in different ways, asked at random places of some files.
pub fn difference(one: &Snapshot, other: &Snapshot, random: &mut Rng) -> Option<String> {
    let query = ["us", "", "id", "ö"][random.usize(..4)];
    if one.find_symbols(query) != other.find_symbols(query) {
        return Some(format!("symbols for {query:?}"));
    }
    if one.fix_all() != other.fix_all() {
        return Some("mend of all".into());
    }
    let files: Vec<&TextFile> = one.texts.all().collect();
    for _ in 0..3 {
        let file = files[random.usize(..files.len())];
        let mut different = of_file(one, other, file).map(str::to_owned);
        for _ in 0..3 {
            let at = random.u32(..file.text.len() as u32 + 3);
            different = different.or_else(|| at_place(one, other, file, at));
        }
        if let Some(what) = different {
            return Some(format!("{what} in {}", file.path));
        }
    }
    let problems = &one.problems;
    let problem = (!problems.is_empty()).then(|| &problems[random.usize(..problems.len())])?;
    let (path, span) = (&problem.location.file, problem.location.span);
    let what = actions(one, other, path, span)?;
    Some(format!("{what} in {path} at {}", span.start))
}

fn of_file(one: &Snapshot, other: &Snapshot, file: &TextFile) -> Option<&'static str> {
    let path = &*file.path;
    [
        ("symbols", one.symbols(path) == other.symbols(path)),
        ("lenses", one.lenses(path) == other.lenses(path)),
    ]
    .into_iter()
    .find_map(|(what, is_same)| (!is_same).then_some(what))
}

fn at_place(one: &Snapshot, other: &Snapshot, file: &TextFile, at: u32) -> Option<String> {
    let path = &*file.path;
    let completion = one.completion(path, at);
    let documented = completion.iter().flat_map(|it| &it.items).find_map(|item| {
        let about = item.about.as_deref()?;
        Some((about, &*item.label))
    });
    let is_documented_alike = documented.is_none_or(|(about, label)| {
        one.documentation(path, about, label) == other.documentation(path, about, label)
    });
    let what = [
        ("hover", one.hover(path, at) == other.hover(path, at)),
        ("definition", one.definition(path, at) == other.definition(path, at)),
        ("references", one.references(path, at, true) == other.references(path, at, true)),
        ("highlights", one.highlights(path, at) == other.highlights(path, at)),
        ("completion", completion == other.completion(path, at)),
        ("documentation", is_documented_alike),
        ("explanation", one.explanation(path, at) == other.explanation(path, at)),
    ]
    .into_iter()
    .find_map(|(what, is_same)| (!is_same).then_some(what));
    let what = what.or_else(|| actions(one, other, path, Span::new(at, at)));
    what.map(|what| format!("{what} at {at}"))
}

/// What is offered at a place, with all the edits of one of them.
fn actions(one: &Snapshot, other: &Snapshot, path: &str, span: Span) -> Option<&'static str> {
    let ours = one.actions(path, span);
    if ours != other.actions(path, span) {
        return Some("actions");
    }
    let tables = one.table_actions(path, span);
    if tables != other.table_actions(path, span) {
        return Some("actions for a table");
    }
    // Each switch generates once more: not everywhere.
    if span.start.is_multiple_of(13)
        && one.feature_actions(path, span) != other.feature_actions(path, span)
    {
        return Some("switches of features");
    }
    let action = ours.into_iter().chain(tables).find(|it| it.configuration.is_some())?;
    let alike = one.worked_out(action.clone()) == other.worked_out(action);
    (!alike).then_some("edits of an action")
}
