//! Why a statement is not carried out: the problem that PostgreSQL's refusal is.

use super::session::Session;
use crate::model::{History, Model};
use crate::statement::QualifiedName;
use pgwright_problem::{Code, Problem, Span};

/// Why a statement changes nothing.
#[derive(Debug)]
pub(super) enum Failure {
    /// PostgreSQL refuses it.
    Refused(Box<Problem>),
    /// It stands on an object of which nothing is known for sure; nobody can say.
    Unsettled,
}

/// What carrying out a statement gives.
pub(super) type Outcome<T = ()> = Result<T, Failure>;

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Refused(Box::new(problem))
    }
}

impl Failure {
    /// The same in other words, where PostgreSQL has others for what is meant.
    pub fn saying(self, message: String) -> Self {
        match self {
            Self::Refused(mut problem) => {
                problem.message = message;
                Self::Refused(problem)
            }
            Self::Unsettled => Self::Unsettled,
        }
    }

    /// Adds what to do.
    pub fn with_help(self, help: impl Into<String>) -> Self {
        match self {
            Self::Refused(problem) => problem.with_help(help).into(),
            Self::Unsettled => Self::Unsettled,
        }
    }

    /// Adds a fact that a mend needs.
    pub fn with_data(self, key: &'static str, value: impl Into<String>) -> Self {
        match self {
            Self::Refused(problem) => problem.with_data(key, value).into(),
            Self::Unsettled => Self::Unsettled,
        }
    }

    /// Adds the place where an object was made, where it is known.
    pub fn with_made(self, history: Option<&History>, message: impl Into<String>) -> Self {
        match (self, history) {
            (Self::Refused(problem), Some(history)) => {
                problem.with_related(history.made.clone(), message).into()
            }
            (failure, _) => failure,
        }
    }
}

impl Session {
    /// The statement names what is not there.
    pub fn missing(&self, span: Span, sqlstate: &'static str, message: String) -> Failure {
        Problem::new(Code::SqlMissing, self.at(span), message).with_sqlstate(sqlstate).into()
    }

    /// The statement makes what is there already.
    pub fn duplicate(&self, span: Span, sqlstate: &'static str, message: String) -> Failure {
        Problem::new(Code::SqlDuplicate, self.at(span), message).with_sqlstate(sqlstate).into()
    }

    /// PostgreSQL refuses the statement for another reason.
    pub fn refused(&self, span: Span, sqlstate: &'static str, message: String) -> Failure {
        Problem::new(Code::SqlRefused, self.at(span), message).with_sqlstate(sqlstate).into()
    }

    /// `relation "…" does not exist`, with the name that may have been meant, or where it was
    /// dropped.
    pub fn missing_relation(&self, name: &QualifiedName) -> Failure {
        self.missing_named(name, "42P01", format!("relation \"{}\" does not exist", shown(name)))
    }

    /// A relation that a query reads; there PostgreSQL does not tell a missing schema apart.
    pub fn missing_source(&self, name: &QualifiedName) -> Failure {
        match self.missing_relation(name) {
            Failure::Refused(mut problem) if problem.sqlstate != Some("42P01") => {
                problem.sqlstate = Some("42P01");
                let why = std::mem::replace(
                    &mut problem.message,
                    format!("relation \"{}\" does not exist", shown(name)),
                );
                problem.with_help(why).into()
            }
            failure => failure,
        }
    }

    /// `type "…" does not exist`.
    pub fn missing_type(&self, name: &QualifiedName) -> Failure {
        self.missing_named(name, "42704", format!("type \"{}\" does not exist", shown(name)))
    }

    /// A relation or type that is not there; nothing is said when its name is unsettled.
    pub fn missing_named(
        &self,
        name: &QualifiedName,
        sqlstate: &'static str,
        message: String,
    ) -> Failure {
        if self.may_be_unsettled(name) {
            return Failure::Unsettled;
        }
        if let Some(schema) = &name.schema
            && self.model.schema_named(&schema.text).is_none()
            && !is_system_schema(&schema.text)
        {
            return self.missing_schema(schema);
        }
        let mut problem =
            Problem::new(Code::SqlMissing, self.at(name.span()), message).with_sqlstate(sqlstate);
        let schemas: Vec<_> = match &name.schema {
            Some(schema) => vec![schema.text.clone()],
            None => self.search_path.clone(),
        };
        let dropped = schemas
            .iter()
            .find_map(|schema| self.model.dropped.get(&(schema.clone(), name.name.text.clone())));
        if let Some(place) = dropped {
            problem = problem.with_related(place.clone(), "it was dropped or renamed here");
        } else if let Some(near) = nearest_name(&self.model, name) {
            problem = problem.with_help(format!("there is `{near}`")).with_data("nearest", near);
        }
        problem.into()
    }

    /// `schema "…" does not exist`.
    pub fn missing_schema(&self, name: &crate::statement::Name) -> Failure {
        if self.schema_may_be_unsettled(&name.text) {
            return Failure::Unsettled;
        }
        self.missing(name.span, "3F000", format!("schema \"{}\" does not exist", name.text))
    }
}

/// Whether a schema is PostgreSQL's own, which the model does not hold.
pub(super) fn is_system_schema(name: &str) -> bool {
    matches!(name, "pg_catalog" | "information_schema" | "pg_toast" | "pg_temp")
}

/// A name as PostgreSQL's messages show it.
pub(super) fn shown(name: &QualifiedName) -> String {
    match &name.schema {
        Some(schema) => format!("{}.{}", schema.text, name.name.text),
        None => name.name.text.to_string(),
    }
}

/// The relation or type that was probably meant, as one would write it.
fn nearest_name(model: &Model, name: &QualifiedName) -> Option<String> {
    let names = || {
        let names = model.relation_names.keys().chain(model.type_names.keys());
        names.filter(|(schema, _)| match &name.schema {
            Some(wanted) => model.schema_name(*schema) == &*wanted.text,
            None => true,
        })
    };
    // The very name in another schema is nearer than a likeness.
    if let Some((schema, text)) = names().find(|(_, text)| **text == name.name.text) {
        return Some(format!("{}.{text}", model.schema_name(schema)));
    }
    pgwright_problem::nearest(&name.name.text, names().map(|(_, text)| &**text)).map(str::to_owned)
}
