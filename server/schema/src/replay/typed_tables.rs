//! Tables of a composite type: `ALTER TABLE … OF` and `NOT OF`, and how they follow their type.

use super::alter_table::Altered;
use super::failure::Outcome;
use super::session::Session;
use crate::model::{Attribute, ColumnId, ObjectId, TypeKind, User};
use crate::statement::{AlterAttribute, AlterTypeAction, QualifiedName};
use pgwright_problem::Span;
use std::sync::Arc;

impl Session {
    /// `OF type`: the table's columns must be the type's attributes (`ATExecAddOf`).
    pub fn make_typed(&mut self, altered: Altered, name: &QualifiedName) -> Outcome {
        let table = self.altered_table(altered)?;
        let Some(composite) = self.composite_type(name)? else { return Ok(()) };
        let TypeKind::Composite { attributes } = &composite.kind else { return Ok(()) };
        if !table.inherits.is_empty() || table.partition_of.is_some() {
            let message = "typed tables cannot inherit".to_owned();
            return Err(self.refused(name.span(), "42809", message));
        }
        let mut columns = table.columns.iter();
        let conflict = attributes.iter().find_map(|attribute| match columns.next() {
            None => Some(format!("table is missing column \"{}\"", attribute.name)),
            Some(column) if column.name != attribute.name => Some(format!(
                "table has column \"{}\" where type requires \"{}\"",
                column.name, attribute.name
            )),
            Some(column) if column.data_type != attribute.data_type => Some(format!(
                "table \"{}\" has different type for column \"{}\"",
                table.name, column.name
            )),
            Some(_) => None,
        });
        let extra = || columns.next().map(|it| format!("table has extra column \"{}\"", it.name));
        if let Some(message) = conflict.or_else(extra) {
            return Err(self
                .refused(name.span(), "42804", message)
                .with_made(composite.history.as_ref(), "the type was made here"));
        }
        let id = composite.id;
        self.model.change_relation(table.id, |table| table.of_type = Some(id));
        self.note_relation_change(table.id, name.span());
        Ok(())
    }

    /// The tables of a composite type, and all that inherit from them, follow what is done to its
    /// attributes (`ATTypedTableRecursion`).
    pub fn follow_attributes(&mut self, of_type: ObjectId, action: &AlterTypeAction) -> Outcome {
        let users = self.model.users_of(of_type).filter_map(|user| match user {
            User::Object(user) => self.model.relation(user),
            _ => None,
        });
        let tables: Vec<ObjectId> =
            users.filter(|each| each.of_type == Some(of_type)).map(|each| each.id).collect();
        for id in tables {
            match action {
                AlterTypeAction::RenameAttribute { attribute, to, .. } => {
                    self.rename_column_everywhere(id, attribute, to)?;
                }
                AlterTypeAction::Attributes(changes) => {
                    for (change, cascade) in changes {
                        self.follow_attribute(id, change, *cascade)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn follow_attribute(
        &mut self,
        id: ObjectId,
        change: &AlterAttribute,
        cascade: bool,
    ) -> Outcome {
        let Some(table) = self.model.relation(id).cloned() else { return Ok(()) };
        match change {
            AlterAttribute::Add { name, data_type } => {
                let attribute = Attribute {
                    id: ColumnId(0),
                    name: Arc::clone(&name.text),
                    data_type: self.column_type(data_type, name)?,
                    comment: None,
                };
                let mut column = self.attribute_column(&attribute).column;
                column.history = self.made_at(name.span);
                self.add_plain_column(&table, column, name)
            }
            AlterAttribute::Drop { name, .. } => {
                let Some(column) = table.column_named(&name.text) else { return Ok(()) };
                let objects = self.columns_to_drop(&table, column.id, false);
                let objects: Vec<_> = objects.into_iter().map(|it| (it, name.span)).collect();
                self.drop_objects(&objects, cascade)
            }
            AlterAttribute::SetType { name, data_type } => {
                let altered = Altered { id, only: false, span: name.span };
                let Some(column) = table.column_named(&name.text) else { return Ok(()) };
                let before = column.data_type.clone();
                self.check_new_type(altered, name, data_type, None)?;
                self.set_type(altered, name, data_type, None, before)
            }
        }
    }

    /// `NOT OF`.
    pub fn make_untyped(&mut self, altered: Altered, span: Span) -> Outcome {
        let table = self.altered_table(altered)?;
        if table.of_type.is_none() {
            let message = format!("\"{}\" is not a typed table", table.name);
            return Err(self.refused(altered.span, "42809", message));
        }
        self.model.change_relation(table.id, |table| table.of_type = None);
        self.note_relation_change(table.id, span);
        Ok(())
    }
}
