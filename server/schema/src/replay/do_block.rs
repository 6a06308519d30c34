//! DO blocks: their statements in order, and the handlers of what PostgreSQL would refuse.

use super::conditions::Answer;
use super::failure::{Failure, Outcome};
use super::session::Session;
use super::sqlstates::is_condition_of;
use crate::statement::{Code, DoBlock, Expression, Located};
use pgwright_problem::{Code as ProblemCode, Problem, Span};
use std::sync::Arc;

/// How a person settles what cannot be told from a statement.
pub(super) const SETTLE: &str = "write above it what it does, as `-- pgwright: assume ALTER TABLE …`, or \
     `-- pgwright: ignore` when it changes nothing that generated code sees";

/// What can be said in a comment.
pub(super) const COMMENTS: &str = "there are `-- pgwright: ignore`, `-- pgwright: assume` with SQL behind \
     it and, above an IF in a DO block, `-- pgwright: assume true` and `-- pgwright: assume false`";

/// And what cannot be told from a condition.
const SETTLE_CONDITION: &str = "write above the IF how the condition comes out, as `-- pgwright: assume true` or \
     `-- pgwright: assume false`; or `-- pgwright: ignore` to pass over the whole IF";

impl Session {
    /// `DO`.
    pub fn do_block(&mut self, statement: &DoBlock) -> Outcome {
        self.run_code(&statement.body)
    }

    fn run_code(&mut self, code: &[Code]) -> Outcome {
        for piece in code {
            match piece {
                Code::Sql(statement) => self.run_statement(statement)?,
                Code::Execute { body, .. } => {
                    for statement in body {
                        self.run_statement(statement)?;
                    }
                }
                Code::If { branches, span } => self.run_if(branches, *span)?,
                Code::Block { body, handlers, .. } => self.run_block(body, handlers)?,
                Code::Undecided { what, span, names, changes_schema } => {
                    if *changes_schema {
                        self.report_undecided(*span, what, SETTLE);
                        for name in names {
                            self.unsettle(name);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn report_undecided(&mut self, span: Span, what: &str, help: &str) {
        let message = format!("what {what} changes cannot be told from its text");
        let problem = Problem::new(ProblemCode::SqlUndecided, self.at(span), message);
        self.report(problem.with_help(help));
    }

    /// A statement of a block. One of which nobody can say what it does leaves what it names
    /// unsettled; a refusal goes up to the next handler.
    fn run_statement(&mut self, statement: &Located) -> Outcome {
        let before = self.savepoint();
        match self.execute(statement) {
            Ok(()) => {}
            Err(Failure::Unsettled) => {
                self.rollback(before);
                self.stands_on_unsettled.set(true);
            }
            Err(failure) => return Err(failure),
        }
        if self.stands_on_unsettled.replace(false) {
            self.unsettle_targets(&statement.statement);
        }
        Ok(())
    }

    /// The answer to a condition; one that names something unsettled has none.
    fn answer_here(&self, condition: &Expression) -> Outcome<Answer> {
        match self.answer(condition) {
            Err(Failure::Unsettled) => Ok(Answer::Unknown),
            answer => answer,
        }
    }

    fn run_if(&mut self, branches: &[(Option<Expression>, Vec<Code>)], span: Span) -> Outcome {
        for (at, (condition, body)) in branches.iter().enumerate() {
            let answer = match condition {
                None => Answer::True,
                Some(condition) => self.answer_here(condition)?,
            };
            match answer {
                Answer::True => return self.run_code(body),
                Answer::False => {}
                Answer::Unknown => {
                    let rest = &branches[at..];
                    if rest.iter().any(|(_, body)| changes_schema(body)) {
                        let span = condition.as_ref().map_or(span, |condition| condition.span);
                        self.report_undecided(
                            span,
                            "a branch under this condition",
                            SETTLE_CONDITION,
                        );
                        for (_, body) in rest {
                            self.unsettle_code(body);
                        }
                    }
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// `BEGIN … EXCEPTION … END`: what a handler takes up is undone first.
    fn run_block(&mut self, body: &[Code], handlers: &[(Vec<Arc<str>>, Vec<Code>)]) -> Outcome {
        if handlers.is_empty() {
            return self.run_code(body);
        }
        let before = self.savepoint();
        let Err(failure) = self.run_code(body) else { return Ok(()) };
        let Failure::Refused(problem) = &failure else { return Err(failure) };
        let sqlstate = problem.sqlstate.unwrap_or("XX000");
        let handler = handlers.iter().find(|(conditions, _)| {
            conditions.iter().any(|condition| is_condition_of(condition, sqlstate))
        });
        match handler {
            Some((_, handler)) => {
                self.rollback(before);
                self.run_code(handler)
            }
            None => Err(failure),
        }
    }
}

/// Whether there is anything in a piece of code that changes the schema.
fn changes_schema(code: &[Code]) -> bool {
    use crate::statement::Statement;
    let changes = |statement: &Located| !matches!(statement.statement, Statement::Nothing);
    code.iter().any(|piece| match piece {
        Code::Sql(statement) => changes(statement),
        Code::Execute { body, .. } => body.iter().any(changes),
        Code::If { branches, .. } => branches.iter().any(|(_, body)| changes_schema(body)),
        Code::Block { body, handlers, .. } => {
            changes_schema(body) || handlers.iter().any(|(_, body)| changes_schema(body))
        }
        Code::Undecided { changes_schema, .. } => *changes_schema,
    })
}
