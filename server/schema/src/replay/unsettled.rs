//! Unsettled objects: those that a broken, unknown or refused statement names. What would stand
//! on them is neither reported nor generated until they are made or dropped anew.

use super::session::Session;
use crate::model::{Model, ObjectId};
use crate::statement::{AlterTableAction, Code, CreateTypeKind, QualifiedName, Statement};
use std::sync::Arc;

impl Session {
    /// Whether a name that was not found is that of an unsettled object.
    pub fn may_be_unsettled(&self, name: &QualifiedName) -> bool {
        if self.model.is_begun(&name.name.text) {
            return true;
        }
        if self.model.unsettled.is_empty() {
            return false;
        }
        let settled = |schema: &Arc<str>| {
            let key = (Arc::clone(schema), Arc::clone(&name.name.text));
            !self.model.unsettled.contains(&key)
        };
        match &name.schema {
            Some(schema) => !settled(&schema.text) || self.schema_may_be_unsettled(&schema.text),
            None => !self.search_path.iter().all(settled),
        }
    }

    /// Whether a schema that was not found is unsettled: a broken `CREATE SCHEMA` leaves its name
    /// among the bare ones.
    pub fn schema_may_be_unsettled(&self, schema: &str) -> bool {
        let mut names = self.model.unsettled.iter();
        (self.model.is_begun(schema) || names.any(|(_, name)| &**name == schema))
            && self.model.schema_named(schema).is_none()
    }

    /// Whether nothing is known for sure of a relation, so that a column or constraint that it
    /// seems not to have may be there.
    pub fn is_unsettled_object(&self, schema: ObjectId, name: &str) -> bool {
        self.model.is_begun(name)
            || !self.model.unsettled.is_empty()
                && self.model.is_unsettled(self.model.schema_name(schema), name)
    }

    /// Notes that nothing is known for sure of an object from here on.
    pub fn unsettle(&mut self, name: &QualifiedName) {
        let schema = match &name.schema {
            Some(schema) => Arc::clone(&schema.text),
            None => self
                .find_relation_name(name)
                .map(|(schema, _)| schema)
                .or_else(|| self.find_type_name(name).map(|(schema, _)| schema))
                .map(|schema| Arc::from(self.model.schema_name(schema)))
                .or_else(|| {
                    let mut path = self.search_path.iter();
                    path.find(|schema| self.model.schema_named(schema).is_some()).cloned()
                })
                .unwrap_or_else(|| Arc::from("public")),
        };
        self.model.unsettled.insert((schema, Arc::clone(&name.name.text)));
    }

    /// Notes that nothing is known for sure of what a piece of code makes or changes.
    pub fn unsettle_code(&mut self, code: &[Code]) {
        for name in targets_of_code(code) {
            self.unsettle(&name);
        }
    }

    /// Notes that nothing is known for sure of what a statement makes or changes.
    pub fn unsettle_targets(&mut self, statement: &Statement) {
        for name in targets(statement) {
            self.unsettle(&name);
        }
    }
}

impl Model {
    /// Notes that an object is known again, since it was made or dropped.
    pub(super) fn settle(&mut self, schema: ObjectId, name: &Arc<str>) {
        if self.unsettled.is_empty() {
            return;
        }
        let schema = Arc::from(self.schema_name(schema));
        self.unsettled.remove(&(schema, Arc::clone(name)));
    }
}

/// The relations and types that a statement makes or changes.
fn targets(statement: &Statement) -> Vec<QualifiedName> {
    match statement {
        Statement::CreateTable(statement) => vec![statement.name.clone()],
        Statement::CreateTableAs(statement) => vec![statement.name.clone()],
        Statement::CreateView(statement) => vec![statement.name.clone()],
        Statement::CreateIndex(statement) => vec![statement.table.clone()],
        Statement::CreateSequence(statement) => vec![statement.name.clone()],
        Statement::CreateDomain(statement) => vec![statement.name.clone()],
        Statement::CreateType(statement) => {
            let mut names = vec![statement.name.clone()];
            if let CreateTypeKind::Range { multirange: Some(name), .. } = &statement.kind {
                names.push(name.clone());
            }
            names
        }
        Statement::CreateSchema(statement) => {
            let own = QualifiedName { schema: None, name: statement.name.clone() };
            let inside = statement.elements.iter().flat_map(|element| targets(&element.statement));
            let inside = inside.map(|name| QualifiedName {
                schema: name.schema.or_else(|| Some(statement.name.clone())),
                name: name.name,
            });
            std::iter::once(own).chain(inside).collect()
        }
        Statement::AlterTable(statement) => {
            let others = statement.actions.iter().filter_map(|action| match action {
                AlterTableAction::AttachPartition { partition, .. }
                | AlterTableAction::DetachPartition { partition, .. } => Some(partition.clone()),
                _ => None,
            });
            std::iter::once(statement.name.clone()).chain(others).collect()
        }
        Statement::AlterType(statement) => vec![statement.name.clone()],
        Statement::AlterDomain(statement) => vec![statement.name.clone()],
        Statement::AlterSequence(statement) => vec![statement.name.clone()],
        Statement::Rename(statement) => {
            let to = QualifiedName {
                schema: statement.object.name.schema.clone(),
                name: statement.to.clone(),
            };
            vec![statement.object.name.clone(), to]
        }
        Statement::SetSchema(statement) => {
            let to = QualifiedName {
                schema: Some(statement.schema.clone()),
                name: statement.object.name.name.clone(),
            };
            vec![statement.object.name.clone(), to]
        }
        Statement::Drop(statement) => {
            statement.objects.iter().map(|object| object.name.clone()).collect()
        }
        // A comment that is refused changes nothing that something could stand on, and nothing
        // stands on a function that is not known.
        Statement::Comment(_)
        | Statement::CreateFunction(_)
        | Statement::CreateExtension(_)
        | Statement::SetSearchPath { .. }
        | Statement::Transaction(_)
        | Statement::Nothing => Vec::new(),
        Statement::Do(block) => targets_of_code(&block.body),
        Statement::Unknown { names, .. }
        | Statement::Unfilled { names, .. }
        | Statement::Broken { names, .. } => names.clone(),
    }
}

fn targets_of_code(code: &[Code]) -> Vec<QualifiedName> {
    let of_piece = |piece: &Code| match piece {
        Code::Sql(statement) => targets(&statement.statement),
        Code::Execute { body, .. } => {
            body.iter().flat_map(|statement| targets(&statement.statement)).collect()
        }
        Code::If { branches, .. } => {
            branches.iter().flat_map(|(_, body)| targets_of_code(body)).collect()
        }
        Code::Block { body, handlers, .. } => {
            let mut names = targets_of_code(body);
            names.extend(handlers.iter().flat_map(|(_, body)| targets_of_code(body)));
            names
        }
        Code::Undecided { names, changes_schema: true, .. } => names.clone(),
        Code::Undecided { .. } => Vec::new(),
    };
    code.iter().flat_map(of_piece).collect()
}
