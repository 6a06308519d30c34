//! A session: the model as it changes, statement by statement, and the transaction around it.

use super::failure::{Failure, Outcome};
use crate::model::{History, Model, ObjectId, Relation, RelationName};
use crate::statement::{Located, Name, Statement, Transaction};
use imbl::OrdMap;
use pgwright_problem::{Code, Location, Problem, Span};
use std::cell::Cell;
use std::sync::Arc;

/// Relations as they were before a migration; `None`: it made them.
pub(super) type Before = OrdMap<ObjectId, Option<Arc<Relation>>>;

/// One migration being replayed.
pub(super) struct Session {
    /// The model as it is now.
    pub model: Model,
    /// The PostgreSQL version of which the rules are followed.
    pub version: u8,
    /// The schemas in which bare names are looked for, in order; those that are not there count
    /// for nothing.
    pub search_path: Vec<Arc<str>>,
    /// Whether the statement being carried out stands on something unsettled, so that what it
    /// makes is unsettled too.
    pub stands_on_unsettled: Cell<bool>,
    path: Arc<str>,
    problems: Vec<Problem>,
    transaction: Option<OpenTransaction>,
    /// Whether what a rollback may want is kept.
    careful: bool,
    /// Whether a rollback wanted what was not kept.
    lost: bool,
}

/// A transaction that was begun.
struct OpenTransaction {
    /// `None` where nothing is kept.
    before: Option<State>,
    /// The path behind it, where `SET LOCAL` changed it.
    path_behind: Option<Vec<Arc<str>>>,
    savepoints: Vec<(Arc<str>, Option<State>)>,
    /// The temporary tables that are gone with it (`ON COMMIT DROP`), by name.
    dropped_behind: Vec<Arc<str>>,
}

/// What a rollback brings back.
#[derive(Clone)]
pub(super) struct State {
    model: Model,
    search_path: Vec<Arc<str>>,
}

impl Session {
    /// One that keeps nothing for rollbacks; it is of no use any more once [`Session::attempt`]
    /// says so.
    pub fn hasty(model: Model, version: u8, path: Arc<str>) -> Self {
        Self { careful: false, ..Self::new(model, version, path) }
    }

    /// A new session on a model.
    pub fn new(mut model: Model, version: u8, path: Arc<str>) -> Self {
        model.relations_before = Some(OrdMap::new());
        Self {
            model,
            careful: true,
            lost: false,
            version,
            search_path: default_search_path(),
            stands_on_unsettled: Cell::new(false),
            path,
            problems: Vec::new(),
            transaction: None,
        }
    }

    /// Ends the session: the model behind it, what was wrong, and what it found of the relations
    /// that it changed ([`Model::relations_before`]).
    pub fn finish(mut self) -> (Model, Vec<Problem>, Before) {
        self.drop_temporary_objects();
        let before = self.model.relations_before.take().unwrap_or_default();
        (self.model, self.problems, before)
    }

    /// Carries out a statement. One that is refused changes nothing and makes a problem, and what
    /// it names is unsettled from here on.
    pub fn apply(&mut self, located: &Located) {
        let before = self.savepoint();
        let known_problems = self.problems.len();
        self.stands_on_unsettled.set(false);
        match self.execute(located) {
            Ok(()) => {
                if self.stands_on_unsettled.replace(false) {
                    self.unsettle_targets(&located.statement);
                }
            }
            Err(failure) => {
                self.rollback(before);
                self.problems.truncate(known_problems);
                if let Failure::Refused(problem) = failure {
                    self.problems.push(*problem);
                }
                self.unsettle_targets(&located.statement);
            }
        }
    }

    /// Carries out a statement of a hasty session; `false` where it is refused, or
    /// rolls back what is not at hand.
    pub fn attempt(&mut self, located: &Located) -> bool {
        self.stands_on_unsettled.set(false);
        let accepted = self.execute(located).is_ok();
        if self.stands_on_unsettled.replace(false) {
            self.unsettle_targets(&located.statement);
        }
        accepted && !self.lost
    }

    /// Carries out a statement or says why not; the caller brings the model back.
    pub fn execute(&mut self, located: &Located) -> Outcome {
        match &located.statement {
            Statement::CreateTable(statement) => self.create_table(statement),
            Statement::CreateIndex(statement) => self.create_index(statement),
            Statement::CreateSequence(statement) => self.create_sequence(statement),
            Statement::CreateType(statement) => self.create_type(statement),
            Statement::CreateDomain(statement) => self.create_domain(statement),
            Statement::CreateSchema(statement) => self.create_schema(statement),
            Statement::CreateFunction(statement) => self.create_function(statement),
            Statement::CreateExtension(statement) => self.create_extension(statement),
            Statement::AlterTable(statement) => self.alter_table(statement),
            Statement::AlterType(statement) => self.alter_type(statement),
            Statement::AlterDomain(statement) => self.alter_domain(statement),
            Statement::AlterSequence(statement) => self.alter_sequence(statement),
            Statement::Rename(statement) => self.rename(statement),
            Statement::SetSchema(statement) => self.set_schema(statement),
            Statement::Drop(statement) => self.drop_statement(statement),
            Statement::Comment(statement) => self.comment(statement),
            Statement::SetSearchPath { schemas, local } => {
                self.set_search_path(schemas.as_deref(), *local);
                Ok(())
            }
            Statement::Transaction(transaction) => {
                self.transaction(transaction);
                Ok(())
            }
            Statement::Unknown { what, .. } => {
                self.report_unknown(what, located.span);
                Ok(())
            }
            Statement::Unfilled { why, .. } => {
                let location = self.at(located.span);
                // Several statements may hang on one condition.
                if self.problems.last().is_none_or(|last| last.location != location) {
                    let problem = Problem::new(Code::SqlUndecided, location, why.message());
                    self.report(problem.with_help(why.help()));
                }
                self.stands_on_unsettled.set(true);
                Ok(())
            }
            Statement::Broken { begun, .. } => {
                self.model.begun.extend(begun.clone());
                self.stands_on_unsettled.set(true);
                Ok(())
            }
            Statement::CreateTableAs(statement) => self.create_table_as(statement),
            Statement::CreateView(statement) => self.create_view(statement),
            Statement::Do(block) => self.do_block(block),
            Statement::Nothing => Ok(()),
        }
    }

    /// Says that nobody knows what a statement does.
    pub fn report_unknown(&mut self, what: &str, span: Span) {
        // A comment of ours changes nothing, and the statement below it is read all the same.
        let comment = what.starts_with("--");
        let (message, help) = if comment {
            (format!("`{what}` is not known"), super::do_block::COMMENTS)
        } else {
            let message = format!("`{what}` is not known: what it changes is not in the model");
            (message, super::do_block::SETTLE)
        };
        self.report(Problem::new(Code::SqlUnknown, self.at(span), message).with_help(help));
        if !comment {
            self.stands_on_unsettled.set(true);
        }
    }

    /// A place in the file.
    pub fn at(&self, span: Span) -> Location {
        Location::new(&self.path, span)
    }

    /// The history of an object that is made at a place.
    pub fn made_at(&self, span: Span) -> Option<History> {
        Some(History::new(self.at(span)))
    }

    /// Notes that an object is changed at a place.
    pub fn note_change(&self, history: &mut Option<History>, span: Span) {
        let location = self.at(span);
        match history {
            Some(history) if history.latest() != &location => history.changed.push(location),
            Some(_) => {}
            None => *history = Some(History::new(location)),
        }
    }

    /// Says something without refusing the statement.
    pub fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Notes that a temporary table is gone with the transaction; without one that is seen, the
    /// migration's end is its end.
    pub fn drop_at_commit(&mut self, name: &Arc<str>) {
        if let Some(open) = &mut self.transaction {
            open.dropped_behind.push(Arc::clone(name));
        }
    }

    /// Temporary tables and sequences are gone when the session ends.
    fn drop_temporary_objects(&mut self) {
        let names = self.model.relation_names.iter();
        let here = names.take_while(|(schema, ..)| *schema == Model::TEMPORARY);
        let entries: Vec<_> = here.map(|(.., entry)| *entry).collect();
        for entry in entries {
            match entry {
                RelationName::Relation(id) => {
                    self.model.take_relation(id);
                }
                RelationName::Sequence(id) => {
                    self.model.take_sequence(id);
                }
                RelationName::Index { .. } | RelationName::Composite(_) => {}
            }
        }
    }

    /// What [`Session::rollback`] brings back.
    pub fn savepoint(&self) -> State {
        State { model: self.model.clone(), search_path: self.search_path.clone() }
    }

    /// Brings back what was at a savepoint.
    pub fn rollback(&mut self, state: State) {
        self.model = state.model;
        self.search_path = state.search_path;
    }

    /// What a rollback brings back, in a careful session.
    fn kept(&self) -> Option<State> {
        self.careful.then(|| self.savepoint())
    }

    fn bring_back(&mut self, kept: Option<State>) {
        match kept {
            Some(state) => self.rollback(state),
            None => self.lost = true,
        }
    }

    fn set_search_path(&mut self, schemas: Option<&[Name]>, local: bool) {
        let path = match schemas {
            Some(schemas) => schemas.iter().map(|name| Arc::clone(&name.text)).collect(),
            None => default_search_path(),
        };
        match &mut self.transaction {
            // PostgreSQL warns and ignores it. The runner, though, may have begun a transaction
            // for the file, and then it counts to the file's end.
            None => self.search_path = path,
            Some(transaction) => {
                let before = std::mem::replace(&mut self.search_path, path);
                if local {
                    transaction.path_behind.get_or_insert(before);
                } else {
                    transaction.path_behind = None;
                }
            }
        }
    }

    fn transaction(&mut self, statement: &Transaction) {
        match statement {
            Transaction::Begin => {
                if self.transaction.is_none() {
                    let before = self.kept();
                    self.transaction = Some(OpenTransaction {
                        before,
                        path_behind: None,
                        savepoints: Vec::new(),
                        dropped_behind: Vec::new(),
                    });
                }
            }
            Transaction::Commit => {
                let Some(open) = self.transaction.take() else { return };
                for name in open.dropped_behind {
                    let found = self.model.relation_names.get(Model::TEMPORARY, &name).copied();
                    if let Some(RelationName::Relation(id)) = found {
                        self.model.take_relation(id);
                    }
                }
                if let Some(path) = open.path_behind {
                    self.search_path = path;
                }
            }
            Transaction::Rollback => {
                if let Some(open) = self.transaction.take() {
                    self.bring_back(open.before);
                }
            }
            Transaction::Savepoint(name) => {
                let state = self.kept();
                if let Some(open) = &mut self.transaction {
                    open.savepoints.push((Arc::clone(&name.text), state));
                }
            }
            Transaction::RollbackTo(name) => {
                let state = self.transaction.as_mut().and_then(|open| {
                    let at = open.savepoints.iter().rposition(|(known, _)| *known == name.text)?;
                    open.savepoints.truncate(at + 1);
                    open.savepoints.last().map(|(_, state)| state.clone())
                });
                if let Some(state) = state {
                    self.bring_back(state);
                }
            }
            Transaction::Release(name) => {
                if let Some(open) = &mut self.transaction
                    && let Some(at) =
                        open.savepoints.iter().rposition(|(known, _)| *known == name.text)
                {
                    open.savepoints.truncate(at);
                }
            }
        }
    }
}

/// `"$user", public`: there is no schema of the user's name in a new database.
fn default_search_path() -> Vec<Arc<str>> {
    vec![Arc::from("public")]
}
