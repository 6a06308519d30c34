//! Tables of a composite type: `ALTER TABLE … OF` and `NOT OF`.

use super::alter_table::Altered;
use super::failure::Outcome;
use super::session::Session;
use crate::model::TypeKind;
use crate::statement::QualifiedName;
use pgwright_problem::Span;

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
