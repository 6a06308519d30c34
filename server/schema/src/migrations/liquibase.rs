//! liquibase: files that begin with `--liquibase formatted sql`, of changesets that each begin with
//! `--changeset author:id`.
//!
//! Rules from liquibase-standard: `parser/AbstractFormattedChangeLogParser.java` (the lines that
//! mean something, in any case of letters; what stands before the first changeset is not run;
//! `--ignoreLines:start` to `--ignoreLines:end`, or a number of them; `dbms:`, `ignore:`,
//! `endDelimiter:`, `runOnChange:`, `runAlways:`, `runInTransaction:` behind a changeset's name),
//! `changelog/ExpressionExpander.java` (`${name}`, left as it stands where nothing is known of it),
//! `util/StringUtil.java` (isDelimiter: without `endDelimiter`, a line `/` or `GO` divides as a
//! semicolon does) and `changelog/filter/DbmsChangeSetFilter.java`. Files are run in the order in
//! which a changelog beside them names them; without one, as `includeAll` does, in the order of
//! their paths. SQL without that first line is one changeset.

use super::changelog::{Entry, entries, is_changelog, is_named, place, tidy};
use super::file::{bare, lines};
use super::fill::{Unknown, braces};
use super::{Around, File, Fill, Named, Released, Rules, Sent, Sql, Subfolders, Unit, atlas};
use pgwright_problem::{Code, Location, Problem, Span};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const RULES: Rules = Rules {
    tool: "liquibase",
    subfolders: Subfolders::Read,
    name: |_| Named::Up(None),
    order,
    choose: follow_changelogs,
    read,
};

fn order(a: &File<'_>, b: &File<'_>) -> Ordering {
    a.file.path.cmp(&b.file.path)
}

/// Whether a line is the one that such a file begins with.
pub(super) fn is_header(line: &str) -> bool {
    command(line).is_some_and(|(word, rest)| {
        word == "liquibase" && rest.trim_start().to_ascii_lowercase().starts_with("formatted")
    })
}

/// The word behind `--`, in lower case, and the rest of the line.
fn command(line: &str) -> Option<(String, &str)> {
    let rest = bare(line).trim_start().strip_prefix("--")?.trim_start();
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '-')).unwrap_or(rest.len());
    Some((rest[..end].to_ascii_lowercase(), &rest[end..]))
}

/// A changeset while its lines are read.
struct ChangeSet {
    id: String,
    /// Whether it is run on PostgreSQL.
    is_run: bool,
    may_change: bool,
    sent: Sent,
    delimiter: Option<String>,
    /// Ranges of its lines.
    lines: Vec<Span>,
    /// A check whose answer decides whether it is run.
    condition: Option<String>,
    on_fail: Option<String>,
}

fn read(file: &File<'_>, around: &Around<'_>) -> Result<Sql, &'static str> {
    let text = file.text();
    let mut properties = changelog_properties(around);
    let changesets = match lines(text).any(|(_, line)| is_header(line)) {
        true => changesets(text, &mut properties),
        false => vec![ChangeSet { lines: vec![whole(text)], ..ChangeSet::new("raw", "") }],
    };
    let mut sql = Sql::default();
    let mut released = Vec::new();
    for set in changesets.into_iter().filter(|set| set.is_run) {
        let (Some(first), Some(last)) = (set.lines.first(), set.lines.last()) else { continue };
        let span = Span::new(first.start, last.end);
        let parts = set.lines.iter().flat_map(|lines| cut(text, *lines, set.delimiter.as_deref()));
        let parts: Vec<Span> = parts.collect();
        let skips = |it: &str| {
            ["mark_ran", "continue", "warn"].iter().any(|known| it.eq_ignore_ascii_case(known))
        };
        match set.condition.filter(|_| set.on_fail.as_deref().is_some_and(skips)) {
            Some(condition) => sql.fills.extend(parts.iter().map(|part| Fill {
                span: *part,
                text: text[part.range()].into(),
                unknown: Some(Unknown::Condition(condition.as_str().into())),
            })),
            None => sql.fills.extend(parts.iter().flat_map(|part| {
                braces(text, *part).map(|(span, name)| {
                    Fill::of(span, name, value(name.trim(), around, &properties).as_deref())
                })
            })),
        }
        if !set.may_change {
            released.push(Released { id: set.id.into(), up: parts.clone() });
        }
        sql.up.extend(parts);
        sql.units.push(Unit { span, sent: set.sent });
    }
    sql.released = Some(released);
    Ok(sql)
}

fn whole(text: &str) -> Span {
    Span::new(0, text.len() as u32)
}

/// What a property stands for.
fn value(name: &str, around: &Around<'_>, properties: &BTreeMap<String, String>) -> Option<String> {
    around.placeholders.get(name).or_else(|| properties.get(name)).cloned()
}

fn changelog_properties(around: &Around<'_>) -> BTreeMap<String, String> {
    let logs = around.beside.iter().filter(|it| is_changelog(it.name));
    let mut properties = BTreeMap::new();
    for entry in logs.filter_map(entries).flatten() {
        if let Entry::Property { name, value } = entry {
            properties.entry(name).or_insert(value);
        }
    }
    properties
}

fn changesets(text: &str, properties: &mut BTreeMap<String, String>) -> Vec<ChangeSet> {
    let mut sets: Vec<ChangeSet> = Vec::new();
    let mut ignored = Ignored::No;
    for (span, line) in lines(text) {
        let command = command(line);
        let word = command.as_ref().map_or("", |(word, _)| word);
        let rest = command.as_ref().map_or("", |(_, rest)| rest);
        let argument = rest.trim().trim_start_matches(':').trim();
        match ignored {
            Ignored::Lines(0) | Ignored::No => ignored = Ignored::No,
            Ignored::Lines(left) => {
                ignored = Ignored::Lines(left - 1);
                continue;
            }
            Ignored::ToEnd => {
                if word == "ignorelines" && argument.eq_ignore_ascii_case("end") {
                    ignored = Ignored::No;
                }
                continue;
            }
        }
        match word {
            "ignorelines" => {
                ignored = match argument.parse() {
                    Ok(count) => Ignored::Lines(count),
                    Err(_) if argument.eq_ignore_ascii_case("start") => Ignored::ToEnd,
                    Err(_) => Ignored::No,
                };
            }
            "property" => {
                if attribute(rest, "dbms").is_none_or(|dbms| is_ours(&dbms))
                    && let (Some(name), Some(value)) =
                        (attribute(rest, "name"), attribute(rest, "value"))
                {
                    properties.entry(name).or_insert(value);
                }
            }
            "changeset" => sets.push(ChangeSet::new(rest.trim(), rest)),
            "preconditions" => {
                if let Some(set) = sets.last_mut() {
                    set.on_fail = attribute(rest, "onfail");
                }
            }
            _ if word.starts_with("precondition-") => {
                if let Some(set) = sets.last_mut() {
                    set.condition = Some(bare(line).trim().to_owned());
                }
            }
            _ => {
                if let Some(set) = sets.last_mut() {
                    match set.lines.last_mut().filter(|last| last.end == span.start) {
                        Some(last) => last.end = span.end,
                        None => set.lines.push(span),
                    }
                }
            }
        }
    }
    sets
}

/// Lines that are not read.
enum Ignored {
    No,
    Lines(u32),
    ToEnd,
}

impl ChangeSet {
    fn new(name: &str, attributes: &str) -> Self {
        let says = |name: &str| {
            attribute(attributes, name).is_some_and(|it| it.eq_ignore_ascii_case("true"))
        };
        let dbms = attribute(attributes, "dbms");
        let apart = attribute(attributes, "runintransaction")
            .is_some_and(|it| !it.eq_ignore_ascii_case("true"));
        Self {
            id: id(name),
            is_run: dbms.is_none_or(|dbms| is_ours(&dbms)) && !says("ignore"),
            may_change: says("runonchange") || says("runalways"),
            sent: if apart { Sent::Single } else { Sent::Transaction },
            delimiter: attribute(attributes, "enddelimiter").filter(|it| it != ";"),
            lines: Vec::new(),
            condition: None,
            on_fail: None,
        }
    }
}

/// `author:id`, either of which may be quoted.
fn id(name: &str) -> String {
    let mut quoted = false;
    let mut colon = false;
    let end = name.find(|c: char| {
        quoted ^= c == '"';
        colon |= c == ':' && !quoted;
        colon && !quoted && c.is_whitespace()
    });
    name[..end.unwrap_or(name.len())].replace('"', "")
}

/// The value of `name:value` in a line, in quotes or up to white space.
fn attribute(line: &str, name: &str) -> Option<String> {
    let lower = line.to_ascii_lowercase();
    let wanted = format!("{name}:");
    let (at, _) = lower
        .match_indices(&wanted)
        .find(|(at, _)| !lower[..*at].ends_with(|c: char| c.is_alphanumeric()))?;
    let rest = line[at + wanted.len()..].trim_start();
    let value = match rest.strip_prefix('"') {
        Some(rest) => rest.split('"').next()?,
        None => rest.split_whitespace().next()?,
    };
    Some(value.to_owned())
}

/// Whether a list of databases has PostgreSQL in it.
fn is_ours(dbms: &str) -> bool {
    let names: Vec<String> = dbms.split(',').map(|it| it.trim().to_ascii_lowercase()).collect();
    let is = |name: &String| matches!(name.as_str(), "postgresql" | "all");
    if names.iter().any(|name| name == "!postgresql" || name == "none") {
        return false;
    }
    names.iter().any(is) || names.iter().all(|name| name.starts_with('!'))
}

/// The parts of a changeset's lines between delimiters.
fn cut(text: &str, span: Span, delimiter: Option<&str>) -> Vec<Span> {
    let alone = |line: &str| match delimiter {
        None => line == "/" || line.eq_ignore_ascii_case("go"),
        Some(delimiter) => line.eq_ignore_ascii_case(delimiter),
    };
    if let Some(delimiter) = delimiter.filter(|it| *it != "/" && !it.eq_ignore_ascii_case("go")) {
        let parts = atlas::cut(&text[..span.end as usize], span.start as usize, delimiter);
        return parts;
    }
    let mut parts = Vec::new();
    let mut start = span.start;
    for (line_span, line) in lines(&text[span.range()]) {
        if alone(line.trim()) {
            parts.push(Span::new(start, span.start + line_span.start));
            start = span.start + line_span.end;
        }
    }
    parts.push(Span::new(start, span.end));
    parts.retain(|part| !text[part.range()].trim().is_empty());
    parts
}

/// Puts the files in the order in which changelogs name them, if there are any, and leaves out those
/// that none names.
fn follow_changelogs(files: &mut Vec<File<'_>>, around: &Around<'_>, problems: &mut Vec<Problem>) {
    let logs = around.beside.iter().filter(|it| is_changelog(it.name));
    let logs: Vec<(&File<'_>, Vec<Entry>)> =
        logs.filter_map(|log| Some((log, entries(log)?))).collect();
    if logs.is_empty() {
        return;
    }
    let mut walk = Walk { files, logs: &logs, order: Vec::new(), seen: BTreeSet::new(), problems };
    // Those that no other one names are where the tool begins.
    let named: BTreeSet<usize> = (0..logs.len()).flat_map(|at| walk.logs_named_by(at)).collect();
    (0..logs.len()).filter(|at| !named.contains(at)).for_each(|at| walk.log(at));
    let order = walk.order;
    let position = |file: &File<'_>| order.iter().position(|path| *path == *file.file.path);
    for file in files.iter().filter(|file| position(file).is_none()) {
        let left = super::problems::left(file, "liquibase", "no changelog names it");
        problems.push(left);
    }
    files.retain(|file| position(file).is_some());
    files.sort_by_key(position);
}

/// A walk through changelogs.
struct Walk<'w, 'a> {
    files: &'w [File<'a>],
    logs: &'w [(&'w File<'a>, Vec<Entry>)],
    order: Vec<String>,
    seen: BTreeSet<usize>,
    problems: &'w mut Vec<Problem>,
}

impl Walk<'_, '_> {
    /// The changelogs that one names.
    fn logs_named_by(&self, at: usize) -> Vec<usize> {
        let (log, entries) = &self.logs[at];
        let others = (0..self.logs.len()).filter(|other| *other != at);
        others
            .filter(|other| {
                entries.iter().any(|entry| names(entry, log, &self.logs[*other].0.file.path))
            })
            .collect()
    }

    fn log(&mut self, at: usize) {
        if !self.seen.insert(at) {
            return;
        }
        let (log, entries) = &self.logs[at];
        for entry in entries {
            let mut named: Vec<(String, Option<usize>)> = self
                .files
                .iter()
                .map(|file| (file.file.path.to_string(), None))
                .chain(
                    self.logs
                        .iter()
                        .enumerate()
                        .map(|(at, it)| (it.0.file.path.to_string(), Some(at))),
                )
                .filter(|(path, _)| names(entry, log, path))
                .collect();
            named.sort();
            for (path, log) in named {
                match log {
                    Some(at) => self.log(at),
                    None if !self.order.contains(&path) => self.order.push(path),
                    None => {}
                }
            }
            if let Entry::Other(element) = entry {
                let location = Location::new(&log.file.path, place(log.text(), element));
                let message = format!("what `{element}` changes is not in the model: it is no SQL");
                self.problems.push(
                    Problem::new(Code::SqlUndecided, location, message)
                        .with_help("write it as SQL, in a file that `include` names"),
                );
            }
        }
    }
}

/// Whether an entry of a changelog names the file at `path`.
fn names(entry: &Entry, log: &File<'_>, path: &str) -> bool {
    let from = log.file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    match entry {
        Entry::File { path: named, relative } => is_named(named, *relative, from, path),
        Entry::Folder { path: named, relative } => {
            let path = tidy(path);
            path.match_indices('/').any(|(at, _)| is_named(named, *relative, from, &path[..at]))
                || (tidy(named).is_empty() && *relative && path.starts_with(&tidy(from)))
        }
        Entry::Property { .. } | Entry::Other(_) => false,
    }
}
