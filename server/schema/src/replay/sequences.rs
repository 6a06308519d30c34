//! CREATE SEQUENCE and ALTER SEQUENCE.

use super::failure::{Failure, Outcome};
use super::session::Session;
use crate::model::{
    BaseType, BuiltinType, ColumnId, Model, ObjectId, RelationKind, RelationName, Sequence,
};
use crate::statement::{AlterSequence, CreateSequence, OwnedBy, QualifiedName, TypeName};
use std::sync::Arc;

impl Session {
    /// `CREATE SEQUENCE`.
    pub fn create_sequence(&mut self, statement: &CreateSequence) -> Outcome {
        let schema = self.creation_schema(&statement.name, statement.temporary)?;
        let name = &statement.name.name;
        if statement.if_not_exists && self.model.relation_names.contains(schema, &name.text) {
            return Ok(());
        }
        self.check_relation_name_free(schema, name)?;
        let data_type = match &statement.options.data_type {
            Some(data_type) => self.sequence_type(data_type)?,
            None => BuiltinType::INT8,
        };
        let limits = self.sequence_limits(None, data_type, &statement.options, name.span)?;
        let owned_by = match &statement.options.owned_by {
            Some(owner) => self.sequence_owner(schema, owner)?,
            None => None,
        };
        // It has no type, but its name is looked for among them all the same.
        self.free_type_name(schema, name, true)?;
        let id = self.model.next_object_id();
        let history = self.made_at(name.span);
        self.model.put_sequence(Sequence {
            id,
            schema,
            name: Arc::clone(&name.text),
            data_type,
            owned_by,
            identity: false,
            limits,
            comment: None,
            history,
        });
        self.model.settle(schema, &name.text);
        Ok(())
    }

    /// `ALTER SEQUENCE` with options.
    pub fn alter_sequence(&mut self, statement: &AlterSequence) -> Outcome {
        let name = &statement.name;
        let id = match self.find_relation_name(name) {
            Some((_, RelationName::Sequence(id))) => id,
            Some((_, entry)) => {
                let message = self.no_sequence(&name.name.text);
                return Err(self
                    .refused(name.span(), "42809", message)
                    .with_made(self.model.history_of(entry), "it was made here"));
            }
            None if statement.if_exists => return Ok(()),
            None => return Err(self.missing_relation(name)),
        };
        let Some(sequence) = self.model.sequence(id).cloned() else { return Ok(()) };
        let data_type = match &statement.options.data_type {
            Some(data_type) => self.sequence_type(data_type)?,
            None => sequence.data_type,
        };
        let owned_by = match &statement.options.owned_by {
            Some(_) if sequence.identity => {
                let message = "cannot change ownership of identity sequence".to_owned();
                return Err(self.refused(name.span(), "0A000", message));
            }
            Some(owner) => self.sequence_owner(sequence.schema, owner)?,
            None => sequence.owned_by,
        };
        let limits =
            self.sequence_limits(Some(&sequence), data_type, &statement.options, name.span())?;
        if data_type == sequence.data_type
            && owned_by == sequence.owned_by
            && limits == sequence.limits
        {
            return Ok(());
        }
        let mut history = sequence.history.clone();
        self.note_change(&mut history, name.span());
        self.model.change_sequence(id, |sequence| {
            sequence.data_type = data_type;
            sequence.owned_by = owned_by;
            sequence.limits = limits;
            sequence.history = history;
        });
        Ok(())
    }

    fn sequence_type(&self, name: &TypeName) -> Outcome<BuiltinType> {
        match self.data_type(name)?.base {
            BaseType::Builtin(
                builtin @ (BuiltinType::INT2 | BuiltinType::INT4 | BuiltinType::INT8),
            ) => Ok(builtin),
            _ => {
                let message = "sequence type must be smallint, integer, or bigint".to_owned();
                Err(self.refused(name.span, "22023", message))
            }
        }
    }

    fn sequence_owner(
        &self,
        schema: ObjectId,
        owner: &OwnedBy,
    ) -> Outcome<Option<(ObjectId, ColumnId)>> {
        let OwnedBy::Column { table, column } = owner else { return Ok(None) };
        let relation = match self.relation(table) {
            Err(Failure::Unsettled) => {
                self.stands_on_unsettled.set(true);
                return Ok(None);
            }
            relation => relation?,
        };
        if relation.kind == RelationKind::MaterializedView {
            let message = format!("sequence cannot be owned by relation \"{}\"", relation.name);
            return Err(self
                .refused(table.span(), "42809", message)
                .with_made(relation.history.as_ref(), "it was made here"));
        }
        if relation.schema != schema && schema != Model::TEMPORARY {
            let message = "sequence must be in same schema as table it is linked to".to_owned();
            return Err(self
                .refused(table.span(), "55000", message)
                .with_made(relation.history.as_ref(), "the table was made here"));
        }
        let column = self.column(&relation, column)?;
        Ok(Some((relation.id, column.id)))
    }

    /// What PostgreSQL says of a relation that is named as a sequence.
    pub fn no_sequence(&self, name: &str) -> String {
        if self.version >= 18 {
            format!("cannot open relation \"{name}\"")
        } else {
            format!("\"{name}\" is not a sequence")
        }
    }

    /// The sequence of that name.
    pub fn find_sequence(&self, name: &QualifiedName) -> Option<Arc<Sequence>> {
        match self.find_relation_name(name)? {
            (_, RelationName::Sequence(id)) => self.model.sequence(id).cloned(),
            _ => None,
        }
    }
}
