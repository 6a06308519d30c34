//! Running one sequence on both sides, comparing, and making a failing one short.

use pgwright_problem::{Code, Severity, Span};
use pgwright_schema::document::{Document, differences};
use pgwright_schema::model::Model;
use pgwright_schema::replay::{Replay, Step, replay};
use pgwright_tests::postgres::{Database, Refusal};
use std::sync::Arc;

/// What the model says to a sequence of statements, each a migration of its own.
pub struct History {
    pub statements: Vec<String>,
    pub refusals: Vec<Option<Refusal>>,
    /// The schema behind the accepted ones.
    pub document: Document,
    others: Vec<String>,
    version: u8,
    steps: Vec<Step>,
    replay: Option<Replay>,
}

impl History {
    pub fn new(version: u8) -> Self {
        Self {
            statements: Vec::new(),
            refusals: Vec::new(),
            document: Document::from(&Model::new()),
            others: Vec::new(),
            version,
            steps: Vec::new(),
            replay: None,
        }
    }

    /// One more statement. A refused one does not become part of the history, so that nothing is
    /// unsettled by it.
    pub fn push(&mut self, statement: String) {
        let end = u32::try_from(statement.len()).unwrap();
        let parsed = Arc::new(pgwright_schema::parse(&statement, &[Span::new(0, end)]));
        self.steps.push(Step { path: Arc::from(format!("{}.sql", self.steps.len())), parsed });
        let replayed = replay(&self.steps, self.version, self.replay.as_ref());
        let last = replayed.steps.last().unwrap();
        let mut refusal = None;
        for problem in last.problems.iter() {
            let syntax = problem.code == Code::SqlSyntax;
            match problem.sqlstate.or(syntax.then_some("42601")) {
                Some(sqlstate) if problem.severity == Severity::Error => {
                    refusal.get_or_insert(Refusal {
                        sqlstate: sqlstate.to_owned(),
                        message: problem.message.clone(),
                        place: Some(problem.location.span.range()),
                    });
                }
                _ => self.others.push(format!("{statement}: {}", problem.message)),
            }
        }
        let document = Document::from(&replayed.model());
        if refusal.is_some() {
            for trace in differences(&self.document, &document, "before", "after") {
                self.others.push(format!("refused, but not undone: {statement}: {trace}"));
            }
            self.steps.pop();
        } else {
            self.document = document;
            self.replay = Some(replayed);
        }
        self.statements.push(statement);
        self.refusals.push(refusal);
    }
}

/// What came out of a sequence on both sides.
pub struct Outcome {
    /// Which statements PostgreSQL accepted.
    pub accepted: Vec<bool>,
    /// Statements that both refuse, but not for the same reason.
    pub other_reasons: Vec<String>,
    /// Each mismatch with its kind: the same kinds are shown once.
    mismatches: Vec<(String, String)>,
}

impl Outcome {
    /// The kind of the first mismatch.
    pub fn signature(&self) -> Option<String> {
        self.mismatches.first().map(|(signature, _)| signature.clone())
    }
}

/// Runs a sequence on PostgreSQL and compares it with what the model says.
pub fn check(database: &Database, history: &History) -> Outcome {
    let ok = |result: Result<(), Refusal>| {
        if let Err(refusal) = result {
            panic!("PostgreSQL for the tests: {}", refusal.message);
        }
    };
    ok(database.execute("BEGIN"));
    ok(database.execute(crate::more::SETUP));
    let mut accepted = Vec::new();
    let (mut mismatches, mut other_reasons) = (Vec::new(), Vec::new());
    for (statement, ours) in history.statements.iter().zip(&history.refusals) {
        let guarded = format!("SAVEPOINT each; {statement}; RELEASE each");
        let theirs = database.execute(&guarded).err();
        if theirs.is_some() {
            ok(database.execute("ROLLBACK TO each; RELEASE each"));
        }
        accepted.push(theirs.is_none());
        let state = |refusal: &Option<Refusal>| match refusal {
            Some(refusal) => refusal.sqlstate.clone(),
            None => "accepted".to_owned(),
        };
        let quirk = theirs.as_ref().is_some_and(|it| {
            is_quirk_of_keys(statement, it)
                || ours.is_none() && is_quirk_of_not_null(statement, it)
                || it.message.starts_with("cannot drop desired object(s)")
        });
        if quirk || matches!(state(&theirs).as_str(), "XX000" | "55006" | "55P04") {
            // An error that PostgreSQL did not foresee, or it got into its own way, or only that all
            // is one transaction here, which may not use an enum's new label.
            ok(database.execute("ROLLBACK"));
            return Outcome { accepted, other_reasons, mismatches };
        }
        if state(ours) != state(&theirs) {
            let say = |refusal: &Option<Refusal>| match refusal {
                Some(refusal) => format!("{} {}", refusal.sqlstate, refusal.message),
                None => "accepted".to_owned(),
            };
            let words: Vec<&str> = statement.split(' ').filter(|word| is_keyword(word)).collect();
            let answers = format!("model: {}\n      postgres: {}", say(ours), say(&theirs));
            let shown = format!("{statement}\n      {answers}");
            if ours.is_some() && theirs.is_some() {
                other_reasons.push(shown);
                continue;
            }
            let signature = format!("{} {} {}", words.join(" "), state(ours), state(&theirs));
            mismatches.push((signature, shown));
            // From here on the two sides are not the same any more.
            break;
        }
    }
    if mismatches.is_empty() {
        let document = Document::from(&database.read_within().model);
        for found in differences(&history.document, &document, "model", "postgres") {
            let kind = |text: &str| text.split(' ').next().unwrap_or_default().to_owned();
            let signature = format!("{} {} {}", kind(&found.object), kind(&found.part), found.what);
            mismatches.push((signature, found.to_string()));
        }
        mismatches.extend(history.others.iter().map(|other| ("other".to_owned(), other.clone())));
    }
    ok(database.execute("ROLLBACK"));
    Outcome { accepted, other_reasons, mismatches }
}

/// A key that a former partition had from its table is looked for in heirs, too, where no key can
/// be, when it is dropped (`connoinherit` stays false behind DETACH).
fn is_quirk_of_keys(statement: &str, refusal: &Refusal) -> bool {
    let relation =
        refusal.message.split(" of relation \"").nth(1).and_then(|it| it.split('"').next());
    refusal.sqlstate == "42704"
        && statement.contains("DROP CONSTRAINT")
        && relation.is_some_and(|name| {
            !statement.split([' ', '.']).any(|word| word.trim_matches('"') == name)
        })
}

/// The NOT NULL of a heir's own column counts as inherited for good (18) when its parent's column
/// is dropped.
fn is_quirk_of_not_null(statement: &str, refusal: &Refusal) -> bool {
    statement.contains("DROP NOT NULL")
        && refusal.message.starts_with("cannot drop inherited constraint")
}

fn is_keyword(word: &str) -> bool {
    word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The fewest statements that still fail in the same way, and how.
pub fn shrink(
    database: &Database,
    mut statements: Vec<String>,
    version: u8,
    signature: &str,
) -> String {
    let run = |statements: &[String]| {
        let mut history = History::new(version);
        for statement in statements {
            history.push(statement.clone());
        }
        check(database, &history)
    };
    let fails = |statements: &[String]| run(statements).signature().as_deref() == Some(signature);
    let mut length = statements.len() + 1;
    while statements.len() < length {
        length = statements.len();
        for at in (0..statements.len()).rev() {
            let mut fewer = statements.clone();
            fewer.remove(at);
            if fails(&fewer) {
                statements = fewer;
            }
        }
    }
    let lines: Vec<String> = run(&statements)
        .mismatches
        .into_iter()
        .map(|(_, mismatch)| format!("    => {mismatch}"))
        .collect();
    let statements: Vec<String> =
        statements.iter().map(|statement| format!("    {statement};")).collect();
    format!("{}\n{}", statements.join("\n"), lines.join("\n"))
}
