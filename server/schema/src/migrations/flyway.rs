//! flyway: `V1_2__name.sql`, `R__name.sql`, `B3__name.sql`, `U1__name.sql`.
//!
//! Rules from flyway-core: `internal/resource/ResourceNameParser.java` (a prefix, a version but for
//! `R`, `__`, a description; the suffix in any case of letters; callbacks have the name of their
//! event as prefix), `api/MigrationVersion.java` (versions are numbers between `.` or `_`; zeros at
//! the end say nothing), `internal/resolver/ResolvedMigrationComparator.java` (in the order of
//! versions, those that are repeated last, in the order of their descriptions),
//! `internal/parser/PlaceholderReplacingReader.java` (`${name}`, in any case of letters, wherever it
//! stands), `internal/sqlscript/SqlScriptMetadata.java` (`V1__name.sql.conf` beside a script) and
//! `flyway-database-postgresql/…/PostgreSQLParser.java` (statements that no transaction takes); the
//! folder is read with all folders below it. From its documentation, "Baseline migrations": on a new
//! database the latest `B` is run, and no `V` up to its version.

use super::file::{lines, stem};
use super::{Around, File, Fill, Named, Rules, Sent, Sql, Subfolders, Unit, Version, fill};
use pgwright_problem::{Problem, Span};
use std::cmp::Ordering;

pub(super) const RULES: Rules = Rules {
    tool: "flyway",
    subfolders: Subfolders::Read,
    name,
    order,
    choose: begin_at_baseline,
    read,
};

/// What a script is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Run before all, with its place among the events.
    Before(usize),
    Versioned,
    Baseline,
    Undo,
    /// Run behind all with a version.
    Behind(usize),
    Repeatable(String),
    /// Run behind all.
    After(usize),
    /// Run around each migration, or on another occasion than migrating.
    Other,
}

/// Callbacks that run once while an empty database is brought up to date, in their order.
const BEFORE: [&str; 4] = ["beforeConnect", "afterConnect", "beforeCreateSchema", "beforeMigrate"];
const BEHIND: [&str; 2] = ["afterVersioned", "beforeRepeatables"];
const AFTER: [&str; 2] = ["afterMigrateApplied", "afterMigrate"];

/// What a name says, and its version.
pub(super) fn kind(name: &str) -> Option<(Kind, Option<Version>)> {
    let stem = stem(name);
    let place = |list: &[&str], event: &str| list.iter().position(|known| *known == event);
    let event = stem.split("__").next().unwrap_or(stem);
    if let Some(at) = place(&BEFORE, event) {
        return Some((Kind::Before(at), None));
    }
    if let Some(at) = place(&BEHIND, event) {
        return Some((Kind::Behind(at), None));
    }
    if let Some(at) = place(&AFTER, event) {
        return Some((Kind::After(at), None));
    }
    if ["before", "after"].iter().any(|it| event.starts_with(it)) || event == "createSchema" {
        return Some((Kind::Other, None));
    }
    let (version, description) = stem.get(1..)?.split_once("__").unwrap_or((stem.get(1..)?, ""));
    let kind = match stem.as_bytes().first()? {
        b'R' if version.is_empty() => {
            return Some((Kind::Repeatable(description.replace('_', " ")), None));
        }
        b'V' => Kind::Versioned,
        b'B' => Kind::Baseline,
        b'U' => Kind::Undo,
        _ => return None,
    };
    Some((kind, Some(Version::dotted(version, &['.', '_'])?)))
}

fn name(file: &File<'_>) -> Named {
    match kind(file.name) {
        Some((Kind::Undo, _)) => Named::Down,
        Some((Kind::Other, _)) => Named::Left(
            "it is run around each migration or on other occasions, which is not followed",
        ),
        Some((_, version)) => Named::Up(version),
        None => Named::Left("its name is neither like `V1__name.sql` nor like `R__name.sql`"),
    }
}

fn order(a: &File<'_>, b: &File<'_>) -> Ordering {
    let place = |file: &File<'_>| match kind(file.name).map_or(Kind::Other, |(kind, _)| kind) {
        // Versions decide, and a baseline comes before the script of its version.
        Kind::Versioned => (Kind::Versioned, 1),
        Kind::Baseline => (Kind::Versioned, 0),
        kind => (kind, 0),
    };
    let ((a_kind, a_place), (b_kind, b_place)) = (place(a), place(b));
    a_kind
        .cmp(&b_kind)
        .then_with(|| a.version.cmp(&b.version))
        .then_with(|| a_place.cmp(&b_place))
        .then_with(|| a.name.cmp(b.name))
}

/// Leaves out what stands before the last baseline.
fn begin_at_baseline(files: &mut Vec<File<'_>>, _: &Around<'_>, _: &mut Vec<Problem>) {
    let is =
        |file: &File<'_>, wanted: Kind| kind(file.name).is_some_and(|(kind, _)| kind == wanted);
    let Some(baseline) = files.iter().rposition(|file| is(file, Kind::Baseline)) else { return };
    let version = files[baseline].version.clone();
    let path = files[baseline].file.path.clone();
    files.retain(|file| {
        file.file.path == path
            || !(is(file, Kind::Baseline) || is(file, Kind::Versioned) && file.version <= version)
    });
}

fn read(file: &File<'_>, around: &Around<'_>) -> Result<Sql, &'static str> {
    let text = file.text();
    let own = format!("{}.conf", file.name);
    let settings = around.beside.iter().find(|it| it.folder == file.folder && it.name == own);
    let setting = |name: &str| {
        lines(settings?.text()).find_map(|(_, line)| {
            let (key, value) = line.split_once('=')?;
            (key.trim() == name).then(|| value.trim().to_owned())
        })
    };
    if setting("shouldExecute").as_deref() == Some("false") {
        return Err("`shouldExecute=false` stands in the file beside it");
    }
    let span = Span::new(0, text.len() as u32);
    let mut sql = Sql { up: vec![span], ..Sql::default() };
    if setting("placeholderReplacement").as_deref() != Some("false") {
        sql.fills = fill::braces(text, span)
            .map(|(span, name)| Fill::of(span, name, value(name, file, around).as_deref()))
            .collect();
    }
    let sent = match setting("executeInTransaction").as_deref() {
        Some("false") => Sent::Single,
        Some(_) => Sent::Transaction,
        None => Sent::Unmixed,
    };
    sql.units.push(Unit { span, sent });
    if kind(file.name).is_some_and(|(kind, _)| !matches!(kind, Kind::Versioned | Kind::Baseline)) {
        // What is run again when it changes may change.
        sql.released = Some(Vec::new());
    }
    Ok(sql)
}

/// What stands for a placeholder, by the configuration or of itself.
fn value(name: &str, file: &File<'_>, around: &Around<'_>) -> Option<String> {
    let configured = around.placeholders.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    if let Some((_, value)) = configured {
        return Some(value.clone());
    }
    match &*name.to_ascii_lowercase() {
        "flyway:defaultschema" => Some("public".to_owned()),
        "flyway:table" => Some("flyway_schema_history".to_owned()),
        "flyway:filename" => Some(file.name.to_owned()),
        _ => None,
    }
}
