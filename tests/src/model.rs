//! The model against a real PostgreSQL: the same statements for both, then everything compared.

use crate::postgres::{Database, Refusal};
use pgwright_problem::{Code, Severity, Span};
use pgwright_schema::document::{Document, differences};
use pgwright_schema::replay::{Replay, Step, replay};
use std::sync::Arc;

/// What the model says to some statements.
pub struct Modelled {
    /// The schema behind them.
    pub document: Document,
    /// For each statement the first refusal, if there is one.
    pub refusals: Vec<Option<Refusal>>,
    /// Problems that are no refusals: statements that are not known or cannot be decided.
    pub others: Vec<String>,
}

/// Replays statements as one migration.
///
/// The objects of a refused statement are unsettled from there on, and nothing more is said of
/// them. So that every refusal is seen, each statement is replayed behind the accepted ones
/// before it.
pub fn model(statements: &[String], version: u8) -> Modelled {
    let mut modelled = Modelled {
        document: Document::from(&replayed("", version).model()),
        refusals: Vec::new(),
        others: Vec::new(),
    };
    let mut accepted = String::new();
    for statement in statements {
        let length = accepted.len();
        accepted.push_str(statement);
        let replayed = replayed(&accepted, version);
        let mut refusal = None;
        for problem in replayed.steps.iter().flat_map(|step| step.problems.iter()) {
            if (problem.location.span.start as usize) < length {
                continue;
            }
            let syntax = problem.code == Code::SqlSyntax;
            match problem.sqlstate.or(syntax.then_some("42601")) {
                Some(sqlstate) if problem.severity == Severity::Error => {
                    let within = |at: u32| (at as usize).saturating_sub(length);
                    let span = problem.location.span;
                    refusal.get_or_insert(Refusal {
                        sqlstate: sqlstate.to_owned(),
                        message: problem.message.clone(),
                        place: Some(within(span.start)..within(span.end)),
                    });
                }
                _ => modelled.others.push(format!("{}: {}", problem.code, problem.message)),
            }
        }
        let document = Document::from(&replayed.model());
        if refusal.is_some() {
            accepted.truncate(length);
            let traces = differences(&modelled.document, &document, "before", "after");
            let traces = traces.iter().map(|trace| {
                format!("refused, but not undone: {}\n        {trace}", statement.trim())
            });
            modelled.others.extend(traces);
        } else {
            modelled.document = document;
        }
        modelled.refusals.push(refusal);
    }
    modelled
}

fn replayed(text: &str, version: u8) -> Replay {
    let whole = Span::new(0, u32::try_from(text.len()).unwrap_or(u32::MAX));
    let parsed = Arc::new(pgwright_schema::parse(text, &[whole]));
    let path = Arc::from("case.sql");
    replay(&[Step { path, parsed }], version, None)
}

/// Applies statements to PostgreSQL within one transaction that is rolled back; each is undone
/// when it is refused.
pub fn postgres(database: &Database, statements: &[String]) -> (Document, Vec<Option<Refusal>>) {
    let ok = |result: Result<(), Refusal>| {
        if let Err(refusal) = result {
            panic!("PostgreSQL for the tests: {}", refusal.message);
        }
    };
    ok(database.execute("BEGIN"));
    let mut refusals = Vec::new();
    for statement in statements {
        ok(database.execute("SAVEPOINT pgwright_statement"));
        let refusal = database.execute(statement).err();
        if refusal.is_some() {
            ok(database.execute("ROLLBACK TO pgwright_statement"));
        }
        ok(database.execute("RELEASE pgwright_statement"));
        refusals.push(refusal);
    }
    let document = Document::from(&database.read_within().model);
    ok(database.execute("ROLLBACK"));
    (document, refusals)
}

/// Applies statements to a database of their own, each as it stands, without a transaction
/// around them.
pub fn postgres_alone(
    database: &Database,
    statements: &[String],
) -> (Document, Vec<Option<Refusal>>) {
    let refusals = statements.iter().map(|statement| database.execute(statement).err()).collect();
    drop(database.execute("ROLLBACK"));
    (Document::from(&database.read().model), refusals)
}

/// What is not alike, one line each; nothing when the model is right.
pub fn mismatches(
    statements: &[String],
    model: &Modelled,
    (document, refusals): &(Document, Vec<Option<Refusal>>),
) -> Vec<String> {
    let mut lines = Vec::new();
    for (at, statement) in statements.iter().enumerate() {
        let say = |refusal: &Option<Refusal>| match refusal {
            Some(refusal) => format!("{} {}", refusal.sqlstate, refusal.message),
            None => "accepted".to_owned(),
        };
        let (ours, theirs) = (&model.refusals[at], &refusals[at]);
        let state =
            |refusal: &Option<Refusal>| refusal.as_ref().map(|found| found.sqlstate.clone());
        if state(ours) != state(theirs) {
            lines.push(format!(
                "{}\n        model: {}; postgres: {}",
                statement.trim(),
                say(ours),
                say(theirs)
            ));
        } else if let (Some(ours), Some(theirs)) = (ours, theirs) {
            lines.extend(other_words(statement, ours, theirs));
        }
    }
    lines.extend(model.others.iter().cloned());
    let found = differences(&model.document, document, "model", "postgres");
    lines.extend(found.iter().map(ToString::to_string));
    lines
}

/// What a refusal says otherwise than PostgreSQL does, or elsewhere.
fn other_words(statement: &str, ours: &Refusal, theirs: &Refusal) -> Option<String> {
    let (place, point) = (ours.place.clone()?, theirs.place.as_ref().map(|it| it.start));
    // PostgreSQL points at the beginning of a clause, the model at the very name in it.
    let elsewhere = point.is_some_and(|point| {
        let between = statement.get(point..place.start).unwrap_or_default();
        point > place.end || between.contains(';')
    });
    let own_words = statement.contains(", in other words") || ours.sqlstate == "42601";
    let otherwise = ours.message != theirs.message && !own_words;
    (elsewhere || otherwise).then(|| {
        format!(
            "{}\n        model: `{}` {}\n        postgres: `{}` {}",
            statement.trim(),
            statement.get(place).unwrap_or("?"),
            ours.message,
            point.and_then(|at| statement.get(at..)).unwrap_or(""),
            theirs.message
        )
    })
}

/// Splits a text into statements: one ends where a line ends with `;`, outside of `$$ … $$`.
/// Each keeps its line's end.
pub fn split(text: &str) -> Vec<String> {
    let mut statements = Vec::new();
    let mut statement = String::new();
    let mut dollars = false;
    for line in text.split_inclusive('\n') {
        statement.push_str(line);
        dollars ^= line.matches("$$").count() % 2 == 1;
        let code = line.split(" -- ").next().unwrap_or(line);
        if !dollars && code.trim_end().ends_with(';') {
            statements.push(std::mem::take(&mut statement));
        }
    }
    if !statement.trim().is_empty() {
        statements.push(statement);
    }
    statements
}
