//! How many statements the model takes as PostgreSQL does: `statements DIR [WORD…]`, each file in
//! DIR being a script for psql that begins in a database of its own. With words, only the files
//! whose names have one of them.
//!
//! Made for suites of SQL that are not the project's, PostgreSQL's own regression tests above all;
//! what `test_setup.sql` makes, where there is one, stands before each of the others. Each
//! statement is sent to the server and put behind the accepted ones before it in the model. For
//! those that change what the model holds, both must accept it or both refuse it, and the catalogs
//! behind it must be alike. What is not is printed, and counted by the statement's first words.

#![allow(clippy::print_stdout)]

use pgwright_problem::Span;
use pgwright_schema::document::{Document, differences};
use pgwright_schema::replay::{Step, replay};
use pgwright_schema::statement::{Located, Statement, Transaction};
use pgwright_schema::{ParsedFile, parse};
use pgwright_tests::postgres::{Database, Refusal, server};
use pgwright_tests::psql;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next().map(PathBuf::from) else {
        println!("usage: statements DIR [WORD...]");
        return ExitCode::from(2);
    };
    let words: Vec<String> = arguments.collect();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|it| it.path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "sql"));
    files.sort();
    let before = read(&folder.join("test_setup.sql"));
    let mut tally = Tally::default();
    for file in &files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        if name == "test_setup" || !words.is_empty() && !words.iter().any(|it| name.contains(it)) {
            continue;
        }
        println!("== {name}");
        let mut run = Run::new();
        for statement in psql::statements(&before) {
            run.take(statement, &mut Tally::default(), false);
        }
        for statement in psql::statements(&read(file)) {
            run.take(statement, &mut tally, true);
        }
    }
    tally.print();
    if tally.kinds.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn read(path: &Path) -> String {
    std::fs::read(path)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default()
}

/// What was counted, by the first words of statements.
#[derive(Default)]
struct Tally {
    kinds: BTreeMap<String, Count>,
    /// Refused for the rows that were there.
    by_rows: usize,
    /// By what the two sides said, with an example.
    reasons: BTreeMap<(String, String), (usize, String)>,
}

#[derive(Default)]
struct Count {
    all: usize,
    /// Accepted or refused as PostgreSQL does, the catalog behind it alike.
    alike: usize,
    /// Of those, the ones that both refuse with another SQLSTATE.
    other_state: usize,
}

impl Tally {
    fn print(&self) {
        println!(
            "{:<36} {:>7} {:>7} {:>8} {:>12}",
            "statement", "all", "alike", "%", "other state"
        );
        let line = |name: &str, count: &Count| {
            let share = 100.0 * count.alike as f64 / count.all.max(1) as f64;
            println!(
                "{name:<36} {:>7} {:>7} {share:>8.1} {:>12}",
                count.all, count.alike, count.other_state
            );
        };
        for (kind, count) in &self.kinds {
            line(kind, count);
        }
        let sum = |of: fn(&Count) -> usize| self.kinds.values().map(of).sum();
        line(
            "all",
            &Count {
                all: sum(|it| it.all),
                alike: sum(|it| it.alike),
                other_state: sum(|it| it.other_state),
            },
        );
        println!("left out, since rows were in their way: {}", self.by_rows);
        let mut reasons: Vec<_> = self.reasons.iter().collect();
        reasons.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        for ((what, reason), (count, example)) in reasons {
            println!("{count:>5} {what}: {reason}\n        {example}");
        }
    }
}

/// One file: the database, and the statements that it accepted.
struct Run {
    database: Database,
    version: u8,
    accepted: ParsedFile,
    /// The differences that are known already.
    known: BTreeSet<String>,
    problems: Vec<String>,
    in_transaction: bool,
    aborted: bool,
}

impl Run {
    fn new() -> Self {
        let run = Self {
            database: server().database(),
            version: server().version(),
            accepted: ParsedFile::default(),
            known: BTreeSet::new(),
            problems: Vec::new(),
            in_transaction: false,
            aborted: false,
        };
        drop(
            run.database.execute("SET statement_timeout = '20s'; SET client_min_messages = error"),
        );
        run
    }

    fn take(&mut self, text: &str, tally: &mut Tally, told: bool) {
        let span = Span::new(0, u32::try_from(text.len()).unwrap_or(u32::MAX));
        let parsed = parse(text, &[span]);
        if is_passed_over(text) {
            return;
        }
        let theirs = self.database.execute(text).err();
        // A failed transaction is ended first; no text says which rows there are.
        if theirs.as_ref().is_some_and(|it| it.sqlstate == "25P02") {
            return;
        }
        let by_rows = theirs.as_ref().is_some_and(|it| it.sqlstate.starts_with("23"));
        let ends = Statement::Transaction(Transaction::Commit);
        if theirs.is_none() || parsed.statements.iter().any(|it| it.statement == ends) {
            self.aborted |= theirs.is_some();
            self.transactions(&parsed);
        } else {
            self.aborted |= self.in_transaction;
        }
        if by_rows {
            tally.by_rows += 1;
            return;
        }
        let claimed = parsed.problems.len()
            + parsed.statements.iter().filter(|it| is_claimed(&it.statement)).count();
        let accepted = theirs.is_none();
        if claimed == 0 {
            if accepted {
                self.accepted.statements.extend(parsed.statements);
            }
            return;
        }
        let count = self.accepted.statements.len();
        self.accepted.statements.extend(parsed.statements);
        let broken = parsed.problems.first().map(|it| it.message.to_string());
        let step = Step { path: Arc::from("file.sql"), parsed: Arc::new(self.accepted.clone()) };
        let replayed = replay(&[step], self.version, None);
        let problems = &replayed.steps[0].problems;
        let mut new: Vec<_> = problems.iter().collect();
        for known in &self.problems {
            if let Some(at) = new.iter().position(|it| it.message == *known) {
                new.remove(at);
            }
        }
        let ours = broken
            .map(|message| ("42601".to_owned(), message))
            .or_else(|| new.first().map(|it| (state(it), it.message.clone())));
        if !accepted {
            self.accepted.statements.truncate(count);
        } else {
            self.problems = problems.iter().map(|it| it.message.clone()).collect();
        }
        let mut alike = ours.is_some() != accepted;
        let words = first_words(text);
        let say = |refusal: &Option<Refusal>| {
            refusal.as_ref().map_or_else(
                || "accepted".to_owned(),
                |it| format!("{} {}", it.sqlstate, it.message),
            )
        };
        if told && !alike {
            let ours = ours
                .as_ref()
                .map_or("accepted".to_owned(), |(state, message)| format!("{state} {message}"));
            println!("{}\n    model: {ours}\n    postgres: {}", short(text), say(&theirs));
            let what = if accepted { "refused by the model" } else { "refused by PostgreSQL" };
            let reason = if accepted { ours } else { say(&theirs) };
            let reason = pattern(&reason);
            let entry = tally.reasons.entry((what.to_owned(), reason)).or_default();
            entry.0 += 1;
            entry.1 = short(text);
        }
        if accepted {
            // PREPARE TRANSACTION ends one, too, and an error may.
            let probe = "SAVEPOINT pgwright_probe; RELEASE pgwright_probe";
            self.in_transaction &= self.database.execute(probe).is_ok();
            let live = if self.in_transaction {
                self.database.read_within()
            } else {
                self.database.read()
            };
            let document = Document::from(&replayed.model());
            let found: BTreeSet<String> =
                differences(&document, &Document::from(&live.model), "model", "postgres")
                    .iter()
                    .map(ToString::to_string)
                    .collect();
            let new: Vec<&String> = found.difference(&self.known).collect();
            if told && !new.is_empty() {
                if alike {
                    println!("{}", short(text));
                    let entry =
                        tally.reasons.entry(("catalog".to_owned(), pattern(new[0]))).or_default();
                    entry.0 += 1;
                    entry.1 = short(text);
                }
                alike = false;
                for new in new.iter().take(4) {
                    println!("    => {}", new.replace('\n', " "));
                }
            }
            self.known = found;
        }
        let entry = tally.kinds.entry(words).or_default();
        entry.all += 1;
        entry.alike += usize::from(alike);
        if let (Some((ours, message)), Some(theirs)) = (&ours, &theirs)
            && *ours != theirs.sqlstate
        {
            entry.other_state += 1;
            if told {
                println!(
                    "{}\n    model: {ours} {message}\n    postgres, other: {}",
                    short(text),
                    say(&Some(theirs.clone()))
                );
            }
        }
    }

    /// Follows the transactions of the script.
    fn transactions(&mut self, parsed: &ParsedFile) {
        for Located { statement, .. } in &parsed.statements {
            match statement {
                Statement::Transaction(Transaction::Begin) => self.in_transaction = true,
                Statement::Transaction(Transaction::RollbackTo(_)) => self.aborted = false,
                Statement::Transaction(Transaction::Commit | Transaction::Rollback) => {
                    if std::mem::take(&mut self.aborted) {
                        // What is committed behind an error is rolled back.
                        let statement = Statement::Transaction(Transaction::Rollback);
                        let span = Span::new(0, 0);
                        self.accepted.statements.push(Located { span, statement });
                    }
                    self.in_transaction = false;
                }
                _ => {}
            }
        }
    }
}

/// Whether a statement is one that the model answers for.
fn is_claimed(statement: &Statement) -> bool {
    !matches!(
        statement,
        Statement::Nothing | Statement::Transaction(_) | Statement::SetSearchPath { .. }
    )
}

/// Rights are not in the model: all is done as one user. COPY wants more than a statement.
fn is_passed_over(text: &str) -> bool {
    let text = code(text).to_lowercase();
    [
        "set role",
        "set session authorization",
        "reset role",
        "reset session",
        "set local role",
        "copy",
    ]
    .iter()
    .any(|start| text.starts_with(start))
}

/// A statement without the comments before it.
fn code(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        if text.starts_with("--") {
            text = text.split_once('\n').map_or("", |it| it.1);
        } else if text.starts_with("/*") {
            text = text.split_once("*/").map_or("", |it| it.1);
        } else {
            return text;
        }
    }
}

fn state(problem: &pgwright_problem::Problem) -> String {
    problem.sqlstate.map_or_else(|| problem.code.to_string(), str::to_owned)
}

fn short(text: &str) -> String {
    let text = code(text).split_whitespace().collect::<Vec<_>>().join(" ");
    text.chars().take(300).collect()
}

/// A message without what stands in quotes.
fn pattern(message: &str) -> String {
    let mut text = String::new();
    for (at, part) in message.lines().next().unwrap_or_default().split('"').enumerate() {
        text.push_str(if at % 2 == 0 { part } else { "\"…\"" });
    }
    text
}

/// `ALTER TABLE`, `CREATE UNIQUE INDEX` …
fn first_words(text: &str) -> String {
    let words = code(text).split_whitespace().take(3).map(str::to_uppercase);
    let words: Vec<String> = words
        .take_while(|word| word.bytes().all(|byte| byte.is_ascii_uppercase()))
        .filter(|word| !matches!(word.as_str(), "OR" | "REPLACE" | "IF"))
        .collect();
    words[..words.len().min(2)].join(" ")
}
