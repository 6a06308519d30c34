//! The names of one statement, looked up in front of it and behind it.

use super::{Mention, Object};
use crate::model::{Model, Relation, RelationName, TypeNameEntry};
use crate::replay::session::Session;
use crate::statement::{Expression, Name, QualifiedName, TypeName};
use pgwright_problem::Span;
use std::sync::Arc;

/// Looks the names of one statement up. What it uses is there before it, what it makes is there
/// behind it; where that is not so (a column used that the same statement adds), the other side
/// is asked.
pub(super) struct Reader<'a> {
    pub text: &'a str,
    pub before: Session,
    pub after: Session,
    pub found: &'a mut Vec<Mention>,
}

/// What a name in the name space of relations stands for.
pub(super) fn of_relation_name(model: &Model, name: RelationName) -> Object {
    match name {
        RelationName::Relation(id) => Object::Relation(id),
        RelationName::Sequence(id) => Object::Sequence(id),
        RelationName::Composite(id) => Object::Type(id),
        RelationName::Index { index, table } => {
            let constraint =
                model.relation(table).is_some_and(|table| table.constraint(index).is_some());
            if constraint { Object::Constraint(table, index) } else { Object::Index(table, index) }
        }
    }
}

/// What a name in the name space of types stands for.
pub(super) fn of_type_name(name: TypeNameEntry) -> Object {
    match name {
        TypeNameEntry::User(id) => Object::Type(id),
        TypeNameEntry::Row(id) => Object::Relation(id),
        TypeNameEntry::ArrayOf(id) => Object::Type(id),
    }
}

impl Session {
    /// The table or view that a name stands for, if it is one.
    pub(super) fn seen_relation(&self, name: &QualifiedName) -> Option<&Arc<Relation>> {
        match self.find_relation_name(name)? {
            (_, RelationName::Relation(id)) => self.model.relation(id),
            _ => None,
        }
    }
}

impl Reader<'_> {
    /// Looks something up on the side where it should be, then on the other.
    pub fn look<T>(&self, names: bool, find: impl Fn(&Session) -> Option<T>) -> Option<T> {
        let (first, second) = match names {
            true => (&self.after, &self.before),
            false => (&self.before, &self.after),
        };
        find(first).or_else(|| find(second))
    }

    /// Notes what a name stands for.
    pub fn add(&mut self, span: Span, object: Option<Object>, names: bool) {
        self.found.extend(object.map(|object| Mention { span, object, names }));
    }

    /// A schema.
    pub fn schema(&mut self, name: &Name, names: bool) {
        let found = self.look(names, |session| {
            session.model.schema_named(&name.text).map(|schema| Object::Schema(schema.id))
        });
        self.add(name.span, found, names);
    }

    /// The schema before a name, where one is written.
    fn schema_of(&mut self, name: &QualifiedName) {
        if let Some(schema) = &name.schema {
            self.schema(schema, false);
        }
    }

    /// Whatever stands in the name space of relations.
    pub fn relation(&mut self, name: &QualifiedName, names: bool) {
        self.schema_of(name);
        let found = self.look(names, |session| {
            let found = session.find_relation_name(name)?.1;
            Some(of_relation_name(&session.model, found))
        });
        self.add(name.name.span, found, names);
    }

    /// A column of a table.
    pub fn column(&mut self, table: &QualifiedName, name: &Name, names: bool) {
        let found = self.look(names, |session| {
            let relation = session.seen_relation(table)?;
            Some(Object::Column(relation.id, relation.column_named(&name.text)?.id))
        });
        self.add(name.span, found, names);
    }

    /// Columns that are there.
    pub fn columns(&mut self, table: &QualifiedName, names: &[Name]) {
        for name in names {
            self.column(table, name, false);
        }
    }

    /// A constraint of a table.
    pub fn constraint(&mut self, table: &QualifiedName, name: &Name, names: bool) {
        let found = self.look(names, |session| {
            let relation = session.seen_relation(table)?;
            let constraint = relation.constraints.iter().find(|each| each.name == name.text)?;
            Some(Object::Constraint(relation.id, constraint.id))
        });
        self.add(name.span, found, names);
    }

    /// A type that is not built in, or the row type of a relation.
    pub fn type_named(&mut self, name: &QualifiedName, names: bool) {
        self.schema_of(name);
        let found = self.look(names, |session| Some(of_type_name(session.find_type_name(name)?.1)));
        self.add(name.name.span, found, names);
    }

    /// A type as it is written.
    pub fn type_name(&mut self, name: &TypeName) {
        match &name.of_column {
            Some(column) => {
                self.relation(&name.name, false);
                self.column(&name.name, column, false);
            }
            None => self.type_named(&name.name, false),
        }
    }

    /// A label of an enum.
    pub fn label(&mut self, of: &QualifiedName, label: &Name, names: bool) {
        let found = self.look(names, |session| {
            let Some((_, TypeNameEntry::User(id))) = session.find_type_name(of) else {
                return None;
            };
            let known = session.model.user_type(id)?.labels();
            known.contains(&label.text).then(|| Object::Label(id, Arc::clone(&label.text)))
        });
        self.add(label.span, found, names);
    }

    /// An attribute of a composite type.
    pub fn attribute(&mut self, of: &QualifiedName, name: &Name, names: bool) {
        let found = self.look(names, |session| {
            let Some((_, TypeNameEntry::User(id))) = session.find_type_name(of) else {
                return None;
            };
            let known = session.model.user_type(id)?.attributes();
            let attribute = known.iter().find(|each| each.name == name.text)?;
            Some(Object::Attribute(id, attribute.id))
        });
        self.add(name.span, found, names);
    }

    /// A function; of several with one name the first that was made.
    pub fn function(&mut self, name: &QualifiedName, names: bool) {
        self.schema_of(name);
        let found = self.look(names, |session| {
            session.schemas_of(name).into_iter().find_map(|schema| {
                let functions = session.model.function_names.get(schema, &name.name.text)?;
                functions.get_min().map(|id| Object::Function(*id))
            })
        });
        self.add(name.name.span, found, names);
    }

    /// All that an expression names; its columns are those of `table`.
    pub fn expression(&mut self, expression: &Expression, table: Option<&QualifiedName>) {
        for column in &expression.columns {
            match (&column.table, table) {
                (Some(own), _) => {
                    self.relation(own, false);
                    self.column(own, &column.column, false);
                }
                (None, Some(table)) => self.column(table, &column.column, false),
                (None, None) => {}
            }
        }
        for function in &expression.functions {
            self.function(function, false);
        }
        for data_type in &expression.types {
            self.type_name(data_type);
        }
        for relation in &expression.relations {
            self.relation(relation, false);
        }
    }
}
