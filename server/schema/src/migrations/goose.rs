//! goose: `00001_name.sql` with `-- +goose Up` and `-- +goose Down`.
//!
//! Rules from `migrate.go` (NumericComponent: the number before the first `_`, at least one; in
//! the order of versions; only the folder itself is read), `internal/sqlparser/parser.go`
//! (annotations stand at the start of a line; `Up` must come before any SQL, and once; a statement
//! ends at a line that ends with a semicolon, or with `StatementEnd` behind `StatementBegin`;
//! between `ENVSUB ON` and `ENVSUB OFF` each line is filled in from the environment;
//! `NO TRANSACTION` counts wherever it stands) and github.com/mfridman/interpolate (how).

use super::file::{lines, number_and_rest};
use super::sections::{Marker, Sections};
use super::{
    Around, File, Named, Rules, Sent, Sql, Subfolders, Unit, Version, Wrong, all, by_number, fill,
};
use pgwright_problem::Span;

pub(super) const RULES: Rules = Rules {
    tool: "goose",
    subfolders: Subfolders::Left,
    name,
    order: by_number,
    choose: all,
    read,
};

const MARKER: Marker = Marker {
    enclose: "put the whole statement between `-- +goose StatementBegin` and \
              `-- +goose StatementEnd`",
    finish: "end it with a semicolon",
    joins: true,
};

fn name(file: &File<'_>) -> Named {
    match number_and_rest(file.name) {
        Some((0, _)) => Named::Left("its number must be greater than zero"),
        Some((number, _)) => Named::Up(Some(Version::Number(number))),
        None => Named::Left("its name does not begin with a number and `_`"),
    }
}

fn read(file: &File<'_>, around: &Around<'_>) -> Result<Sql, &'static str> {
    let text = file.text();
    let mut sql = Sql::default();
    let mut sections = Sections::new(text);
    let (mut ups, mut inside, mut single, mut filling) = (0, false, false, false);
    let mut begun: Option<Span> = None;
    for (span, line) in lines(text) {
        let annotation = annotation(line);
        if annotation.is_some_and(|it| it != Annotation::Unknown) && line.starts_with([' ', '\t']) {
            sql.wrong.push(Wrong::today(
                shown(span, line),
                "takes an annotation at the start of a line alone",
                "take away the white space before it",
            ));
        }
        match annotation {
            None => {
                if filling && sections.is_open() {
                    let (fills, wrong) = (&mut sql.fills, &mut sql.wrong);
                    fill::shell(line, span.start, around.placeholders, fills, wrong);
                }
                if ups == 0 && begun.is_none() && is_sql(line) {
                    begun = Some(shown(span, line));
                }
            }
            Some(Annotation::Up) => {
                ups += 1;
                match ups {
                    1 => sections.begin(span.end, false),
                    _ => sql.wrong.push(Wrong::today(
                        shown(span, line),
                        "takes one `-- +goose Up` in a file, and this is another",
                        "move what goes up to the first, or to a file of its own",
                    )),
                }
            }
            Some(Annotation::Down) => sections.end(span.start),
            Some(Annotation::Begin) if sections.is_open() => {
                sections.end(span.start);
                sections.begin(span.end, true);
                inside = true;
            }
            Some(Annotation::End) if inside => {
                sections.end(span.start);
                sections.begin(span.end, false);
                inside = false;
            }
            Some(Annotation::NoTransaction) => single = true,
            Some(Annotation::Fill(on)) => filling = on,
            Some(Annotation::Begin | Annotation::End) => {}
            Some(Annotation::Unknown) => sql.wrong.push(Wrong::today(
                shown(span, line),
                "does not know this annotation",
                "write one of `Up`, `Down`, `StatementBegin`, `StatementEnd`, \
                       `NO TRANSACTION`, `ENVSUB ON` and `ENVSUB OFF`, or leave `+goose` out of \
                       the comment",
            )),
        }
    }
    if ups == 0 {
        return Err("it has no line `-- +goose Up`");
    }
    if let Some(span) = begun {
        sql.wrong.push(Wrong::today(
            span,
            "takes no SQL before `-- +goose Up`",
            "move it behind that line",
        ));
    }
    sections.finish(MARKER, &mut sql);
    let span = Span::new(0, text.len() as u32);
    sql.units.push(Unit { span, sent: if single { Sent::Single } else { Sent::Transaction } });
    Ok(sql)
}

/// Whether a line has something to send.
fn is_sql(line: &str) -> bool {
    let line = line.trim_start_matches('\u{feff}').trim();
    !line.is_empty() && !line.starts_with("--")
}

/// Where a line's own text stands.
fn shown(span: Span, line: &str) -> Span {
    Span::new(span.start, span.start + line.trim_end().len() as u32)
}

/// What a line tells goose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Annotation {
    Up,
    Down,
    Begin,
    End,
    NoTransaction,
    Fill(bool),
    Unknown,
}

/// The annotation that a line is.
pub(super) fn annotation(line: &str) -> Option<Annotation> {
    // A byte order mark before the first line's marker does not hide it.
    let line = line.strip_prefix('\u{feff}').unwrap_or(line);
    if !line.trim_start().starts_with("--") || !line.contains("+goose") {
        return None;
    }
    // It says no more than the annotation, with dashes wherever they like to stand.
    let word = line.replace("--", "").replacen("+goose", "", 1);
    let known = [
        ("up", Annotation::Up),
        ("down", Annotation::Down),
        ("statementbegin", Annotation::Begin),
        ("statementend", Annotation::End),
        ("no transaction", Annotation::NoTransaction),
        ("envsub on", Annotation::Fill(true)),
        ("envsub off", Annotation::Fill(false)),
    ];
    let word = word.trim();
    let found = known.into_iter().find(|(known, _)| word.eq_ignore_ascii_case(known));
    Some(found.map_or(Annotation::Unknown, |(_, annotation)| annotation))
}
