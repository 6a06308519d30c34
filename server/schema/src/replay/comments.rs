//! COMMENT ON.

use super::failure::{Outcome, is_system_schema};
use super::resolve::kind_word;
use super::session::Session;
use crate::model::{RelationKind, RelationName, TypeKind, TypeNameEntry};
use crate::statement::{Comment, ObjectKind, QualifiedName};
use std::sync::Arc;

impl Session {
    /// `COMMENT ON`. An empty text takes the comment away.
    pub fn comment(&mut self, statement: &Comment) -> Outcome {
        let text = statement.text.clone().filter(|text| !text.is_empty());
        let name = &statement.object.name;
        if name.schema.as_ref().is_some_and(|schema| is_system_schema(&schema.text)) {
            return Ok(());
        }
        match statement.kind {
            ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView => self.comment_relation(statement.kind, name, text),
            ObjectKind::Column => self.comment_column(statement, text),
            ObjectKind::Index => self.comment_index(name, text),
            ObjectKind::Sequence => {
                let Some(sequence) = self.find_sequence(name) else {
                    if self.find_relation_name(name).is_none() {
                        return Err(self.missing_relation(name));
                    }
                    let message = format!("\"{}\" is not a sequence", name.name.text);
                    return Err(self.refused(name.span(), "42809", message));
                };
                self.model.change_sequence(sequence.id, |sequence| sequence.comment = text);
                Ok(())
            }
            ObjectKind::Type => self.comment_type(name, text),
            ObjectKind::Domain => {
                self.domain(name)?;
                self.comment_type(name, text)
            }
            ObjectKind::Schema => {
                let id = self.schema(&name.name)?;
                if let Some(mut schema) = self.model.schemas.get(&id).map(|each| (**each).clone()) {
                    schema.comment = text;
                    self.model.put_schema(schema);
                }
                Ok(())
            }
            ObjectKind::Function
            | ObjectKind::Routine
            | ObjectKind::Procedure
            | ObjectKind::Aggregate => {
                let candidates = self.functions_by_name(name);
                let id = match &statement.object.arguments {
                    Some(arguments) => self.function_with_arguments(&candidates, arguments),
                    None => candidates.first().copied(),
                };
                if let Some(id) = id {
                    self.model.change_function(id, |function| function.comment = text);
                }
                Ok(())
            }
            ObjectKind::Extension => {
                let Some(extension) = self.model.extensions.get(&name.name.text) else {
                    let message = format!("extension \"{}\" does not exist", name.name.text);
                    // PostgreSQL brings plpgsql along.
                    if &*name.name.text == "plpgsql" {
                        return Ok(());
                    }
                    return Err(self.missing(name.span(), "42704", message));
                };
                let mut extension = (**extension).clone();
                extension.comment = text;
                self.model.put_extension(extension);
                Ok(())
            }
            ObjectKind::Constraint => self.comment_constraint(statement, text),
            ObjectKind::Other => Ok(()),
        }
    }

    fn comment_relation(
        &mut self,
        kind: ObjectKind,
        name: &QualifiedName,
        text: Option<Arc<str>>,
    ) -> Outcome {
        let relation = self.relation(name)?;
        let fits = match kind {
            ObjectKind::View => relation.kind == RelationKind::View,
            ObjectKind::MaterializedView => relation.kind == RelationKind::MaterializedView,
            ObjectKind::ForeignTable => relation.kind == RelationKind::ForeignTable,
            _ => matches!(relation.kind, RelationKind::Table | RelationKind::PartitionedTable),
        };
        if !fits {
            let message =
                format!("\"{}\" is not a {}", name.name.text, super::drop::object_word(kind));
            return Err(self.refused(name.span(), "42809", message).with_made(
                relation.history.as_ref(),
                format!("it is a {}", kind_word(relation.kind)),
            ));
        }
        let id = relation.id;
        drop(relation);
        self.model.annotate_relation(id, |relation| relation.comment = text);
        self.note_relation_change(id, name.span());
        Ok(())
    }

    fn comment_column(&mut self, statement: &Comment, text: Option<Arc<str>>) -> Outcome {
        let name = &statement.object.name;
        let Some(part) = &statement.object.part else { return Ok(()) };
        if let Some((_, RelationName::Composite(id))) = self.find_relation_name(name) {
            let known = self.model.change_type(id, |composite| match &mut composite.kind {
                TypeKind::Composite { attributes } => {
                    let attribute = attributes.iter_mut().find(|each| each.name == part.text);
                    attribute.map(|attribute| attribute.comment = text)
                }
                _ => None,
            });
            return match known.flatten() {
                Some(()) => Ok(()),
                None => {
                    let message = format!(
                        "column \"{}\" of relation \"{}\" does not exist",
                        part.text, name.name.text
                    );
                    Err(self.missing(part.span, "42703", message))
                }
            };
        }
        let relation = self.relation(name)?;
        let column = self.column(&relation, part)?;
        let (id, mut history) = (column.id, column.history.clone());
        self.note_change(&mut history, part.span);
        self.change_column(relation.id, id, |column| {
            column.comment = text;
            column.history = history;
        });
        Ok(())
    }

    fn comment_index(&mut self, name: &QualifiedName, text: Option<Arc<str>>) -> Outcome {
        match self.find_relation_name(name) {
            Some((_, RelationName::Index { index, table })) => {
                self.model.change_relation(table, |relation| {
                    for each in relation.indexes.iter_mut().filter(|each| each.id == index) {
                        each.comment = text.clone();
                    }
                });
                Ok(())
            }
            Some((_, entry)) => {
                let message = format!("\"{}\" is not an index", name.name.text);
                Err(self
                    .refused(name.span(), "42809", message)
                    .with_made(self.model.history_of(entry), "it was made here"))
            }
            None => Err(self.missing_relation(name)),
        }
    }

    fn comment_type(&mut self, name: &QualifiedName, text: Option<Arc<str>>) -> Outcome {
        match self.find_type_name(name) {
            Some((_, TypeNameEntry::User(id))) => {
                self.model.change_type(id, |user_type| user_type.comment = text);
                Ok(())
            }
            Some(_) => Ok(()),
            None if super::data_types::builtin_type(&name.name.text).is_some() => Ok(()),
            None => Err(self.missing_type(name)),
        }
    }

    fn comment_constraint(&mut self, statement: &Comment, text: Option<Arc<str>>) -> Outcome {
        let name = &statement.object.name;
        let Some(part) = &statement.object.part else { return Ok(()) };
        if statement.on_domain {
            let domain = self.domain(name)?;
            let TypeKind::Domain { checks, .. } = &domain.kind else { return Ok(()) };
            // From 17 on NOT NULL is a constraint with a name, which the model does not hold.
            let not_null = self.version >= 17 && part.text.ends_with("_not_null");
            if checks.iter().any(|check| check.name == part.text) || not_null {
                return Ok(());
            }
            let message =
                format!("constraint \"{}\" for domain {} does not exist", part.text, domain.name);
            return Err(self
                .missing(part.span, "42704", message)
                .with_made(domain.history.as_ref(), "the domain was made here"));
        }
        let relation = self.table(name)?;
        let Some(constraint) = relation.constraints.iter().find(|each| each.name == part.text)
        else {
            let message = format!(
                "constraint \"{}\" for table \"{}\" does not exist",
                part.text, relation.name
            );
            return Err(self.missing_constraint(&relation, part).saying(message));
        };
        self.change_constraint_of(relation.id, constraint.id, |constraint| {
            constraint.comment = text;
        });
        Ok(())
    }
}
