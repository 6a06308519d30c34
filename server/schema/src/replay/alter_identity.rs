//! Identity columns: ADD GENERATED, SET GENERATED, DROP IDENTITY.

use super::alter_table::Altered;
use super::failure::{Failure, Outcome};
use super::session::Session;
use crate::model::{Identity, ObjectId, Relation};
use crate::statement::{Name, QualifiedName};

impl Session {
    /// `ADD GENERATED … AS IDENTITY`.
    pub fn add_identity(
        &mut self,
        altered: Altered,
        name: &Name,
        kind: Identity,
        sequence_name: Option<&QualifiedName>,
    ) -> Outcome {
        let (table, mut column) = self.altered_column(altered, name)?;
        let data_type = self.identity_type(&column.data_type, name.span)?;
        self.check_identity_reach(altered, &table, name, "add identity to a column")?;
        let reach = self.identity_reach(altered);
        let members =
            if reach.only { vec![altered.id] } else { self.model.with_descendants(altered.id) };
        for member in &members {
            self.check_may_be_identity(*member, name)?;
        }
        let draft =
            self.draft_sequence(Self::head(&table), name, sequence_name, data_type, true)?;
        self.note_change(&mut column.history, name.span);
        column.identity = Some(kind);
        let history = column.history.clone();
        self.change_column(altered.id, column.id, |column| {
            column.identity = Some(kind);
            column.history = history;
        });
        self.change_column_everywhere(reach, name, |column| column.identity = Some(kind));
        column.history = self.made_at(name.span);
        self.put_column_sequence(altered.id, &column, draft);
        Ok(())
    }

    /// What PostgreSQL refuses of a column that is to be an identity.
    fn check_may_be_identity(&self, relation: ObjectId, name: &Name) -> Outcome {
        let Some(table) = self.model.relation(relation) else { return Ok(()) };
        let Some(column) = table.column_named(&name.text) else { return Ok(()) };
        let what = if !column.not_null {
            "must be declared NOT NULL before identity can be added"
        } else if column.identity.is_some() {
            "is already an identity column"
        } else if column.default.is_some() || column.generated.is_some() {
            "already has a default value"
        } else {
            return Ok(());
        };
        let message = format!("column \"{}\" of relation \"{}\" {what}", name.text, table.name);
        Err(self.refused(name.span, "55000", message))
    }

    /// From PostgreSQL 17 on the partitions of a table have one identity among them.
    fn check_identity_reach(
        &self,
        altered: Altered,
        table: &Relation,
        name: &Name,
        what: &str,
    ) -> Outcome {
        let whose = if self.version < 17 {
            return Ok(());
        } else if table.partition_of.is_some() {
            "a partition"
        } else if altered.only
            && table.partition_key.is_some()
            && !self.model.children_of(altered.id).is_empty()
        {
            "only the partitioned table"
        } else {
            return Ok(());
        };
        let message = format!("cannot {what} of {whose}");
        Err(self
            .refused(name.span, "42P16", message)
            .with_help("the partitioned table and its partitions have one identity among them"))
    }

    /// Partitions share an identity column from PostgreSQL 17 on; other heirs never do.
    fn identity_reach(&self, altered: Altered) -> Altered {
        let shared = self.version >= 17
            && self.model.relation(altered.id).is_some_and(|each| each.partition_key.is_some());
        Altered { only: altered.only || !shared, ..altered }
    }

    /// `SET GENERATED …` and the sequence's options.
    pub fn set_identity(
        &mut self,
        altered: Altered,
        name: &Name,
        kind: Option<Identity>,
    ) -> Outcome {
        let (table, column) = self.altered_column(altered, name)?;
        self.check_identity_reach(altered, &table, name, "change identity column")?;
        if column.identity.is_none() {
            return Err(self.not_identity(&table, name));
        }
        if let Some(kind) = kind {
            self.change_column_everywhere(self.identity_reach(altered), name, |column| {
                column.identity = column.identity.map(|_| kind);
            });
        }
        Ok(())
    }

    /// `DROP IDENTITY`.
    pub fn drop_identity(&mut self, altered: Altered, name: &Name, if_exists: bool) -> Outcome {
        let (table, column) = self.altered_column(altered, name)?;
        self.check_identity_reach(altered, &table, name, "drop identity from a column")?;
        if column.identity.is_none() {
            return if if_exists { Ok(()) } else { Err(self.not_identity(&table, name)) };
        }
        self.change_column_everywhere(self.identity_reach(altered), name, |column| {
            column.identity = None;
        });
        for sequence in self.owned_sequences(altered.id, column.id) {
            if self.model.sequence(sequence).is_some_and(|sequence| sequence.identity) {
                self.model.take_sequence(sequence);
            }
        }
        Ok(())
    }

    fn not_identity(&self, table: &Relation, name: &Name) -> Failure {
        let message = format!(
            "column \"{}\" of relation \"{}\" is not an identity column",
            name.text, table.name
        );
        if self.is_unsettled_object(table.schema, &table.name) {
            return Failure::Unsettled;
        }
        self.refused(name.span, "55000", message)
    }
}
