//! ALTER COLUMN … TYPE: what is checked before anything is done, and the change itself.

use super::alter_table::Altered;
use super::columns::collation_name;
use super::dependents::{Bond, Object};
use super::expressions::Purpose;
use super::failure::Outcome;
use super::session::Session;
use crate::model::{
    Constraint, ConstraintKind, IndexTarget, ObjectId, RelationKind, Type, TypeKind, User,
};
use crate::statement::{Expression, Name, QualifiedName, TypeName};
use pgwright_problem::Span;
use std::sync::Arc;

impl Session {
    /// What PostgreSQL checks of `ALTER COLUMN … TYPE` before it carries out any action of the
    /// statement (`ATPrepAlterColumnType`).
    pub fn prepare_type(
        &self,
        altered: Altered,
        name: &Name,
        data_type: &TypeName,
        using: Option<&Expression>,
    ) -> Outcome<Type> {
        let table = self.altered_column(altered, name)?.0;
        if table.of_type.is_some() {
            let message = "cannot alter column type of typed table".to_owned();
            return Err(self.refused(name.span, "42809", message));
        }
        self.check_new_type(altered, name, data_type, using)
    }

    /// The same, of a typed table's column too, which follows its type.
    pub fn check_new_type(
        &self,
        altered: Altered,
        name: &Name,
        data_type: &TypeName,
        using: Option<&Expression>,
    ) -> Outcome<Type> {
        let (table, column) = self.altered_column(altered, name)?;
        let new = self.column_type(data_type, name)?;
        if column.inherited > 0 {
            let message = format!("cannot alter inherited column \"{}\"", name.text);
            return Err(self.refused(name.span, "42P16", message));
        }
        if table.partition_key.as_ref().is_some_and(|key| key.reads(column.id)) {
            let message = format!(
                "cannot alter column \"{}\" because it is part of the partition key of relation \"{}\"",
                name.text, table.name
            );
            return Err(self.refused(name.span, "42P16", message));
        }
        self.check_no_member(table.id, &new, data_type.span)?;
        match using {
            Some(using) => {
                self.columns_of(using, &self.scope(&table, Purpose::Once))?;
                self.uses_of(using)?;
            }
            // What stands elsewhere is not rewritten.
            None if table.kind != crate::model::RelationKind::ForeignTable
                && !self.casts_by_itself(&column.data_type, &new) =>
            {
                let spelled = self.model.format_type(&new);
                let message = format!(
                    "column \"{}\" cannot be cast automatically to type {spelled}",
                    name.text
                );
                return Err(self.refused(data_type.span, "42804", message).with_help(format!(
                    "you might need to specify `USING {}::{spelled}`",
                    name.text
                )));
            }
            None => {}
        }
        self.check_only_heirs(altered.id, name, "alter")?;
        if altered.only && !self.model.children_of(altered.id).is_empty() {
            let message = format!(
                "type of inherited column \"{}\" must be changed in child tables too",
                name.text
            );
            return Err(self.refused(name.span, "42P16", message));
        }
        Ok(new)
    }

    /// Refuses a change of a column in tables that have it from elsewhere, too.
    pub fn check_only_heirs(&self, relation: ObjectId, name: &Name, what: &str) -> Outcome {
        let members = self.model.with_descendants(relation);
        for member in members.iter().skip(1).filter_map(|member| self.model.relation(*member)) {
            let parents = member.inherits.iter().chain(&member.partition_of);
            let within = parents.filter(|parent| members.contains(parent)).count();
            let column = member.column_named(&name.text);
            if column.is_some_and(|column| usize::from(column.inherited) > within) {
                let message = format!(
                    "cannot {what} inherited column \"{}\" of relation \"{}\"",
                    name.text, member.name
                );
                return Err(self.refused(name.span, "42P16", message));
            }
        }
        Ok(())
    }

    /// A row of a table or composite type cannot be a part of itself.
    pub fn check_no_member(&self, whole: ObjectId, part: &Type, span: Span) -> Outcome {
        if !self.contains(part, whole, &mut Vec::new()) {
            return Ok(());
        }
        let name = match (self.model.relation(whole), self.model.user_type(whole)) {
            (Some(relation), _) => Arc::clone(&relation.name),
            (_, Some(user_type)) => Arc::clone(&user_type.name),
            _ => Arc::from(""),
        };
        let message = format!("composite type {name} cannot be made a member of itself");
        Err(self.refused(span, "42P16", message))
    }

    /// Whether values of a type hold values of another.
    pub fn contains(&self, part: &Type, whole: ObjectId, seen: &mut Vec<ObjectId>) -> bool {
        let Some(id) = part.object().filter(|id| !seen.contains(id)) else { return false };
        if id == whole {
            return true;
        }
        seen.push(id);
        if let Some(relation) = self.model.relation(id) {
            return relation.columns.iter().any(|each| self.contains(&each.data_type, whole, seen));
        }
        match self.model.user_type(id).map(|found| &found.kind) {
            Some(TypeKind::Composite { attributes }) => {
                attributes.iter().any(|each| self.contains(&each.data_type, whole, seen))
            }
            Some(TypeKind::Domain { base, .. } | TypeKind::Range { subtype: base, .. }) => {
                self.contains(base, whole, seen)
            }
            _ => false,
        }
    }

    /// Rows that are stored as values of a column keep the types that they have
    /// (`find_composite_type_dependencies`).
    fn check_row_unused(&self, id: ObjectId, name: &Name) -> Outcome {
        // Most are not.
        if self.model.users_of(id).next().is_none() {
            return Ok(());
        }
        let stored = self.model.relations.values().filter(|each| {
            let elsewhere = each.kind == RelationKind::ForeignTable && self.version >= 18;
            each.kind != RelationKind::View && !elsewhere
        });
        for relation in stored {
            let mut columns = relation.columns.iter();
            let uses = columns.find(|each| self.contains(&each.data_type, id, &mut Vec::new()));
            let Some(column) = uses else { continue };
            let message = format!(
                "cannot alter table \"{}\" because column \"{}.{}\" uses its row type",
                self.model.relation(id).map_or("", |table| &table.name),
                relation.name,
                column.name
            );
            return Err(self
                .refused(name.span, "0A000", message)
                .with_made(column.history.as_ref(), "the column was made here"));
        }
        Ok(())
    }

    /// `ALTER COLUMN … TYPE`.
    pub fn set_type(
        &mut self,
        altered: Altered,
        name: &Name,
        data_type: &TypeName,
        collation: Option<&QualifiedName>,
        before: Type,
    ) -> Outcome {
        let (_, column) = self.altered_column(altered, name)?;
        if column.data_type != before {
            let message = format!("cannot alter type of column \"{}\" twice", name.text);
            return Err(self.refused(name.span, "0A000", message));
        }
        let new = self.column_type(data_type, name)?;
        let members = self.model.with_descendants(altered.id);
        for member in &members {
            self.check_row_unused(*member, name)?;
            let of_member = self.model.relation(*member);
            let identity = of_member.and_then(|each| each.column_named(&name.text));
            if identity.is_some_and(|each| each.identity.is_some()) {
                self.identity_type(&new, data_type.span)?;
            }
        }
        if column.default.is_some() && !self.casts_by_itself(&column.data_type, &new) {
            let message = format!(
                "default for column \"{}\" cannot be cast automatically to type {}",
                name.text,
                self.model.format_type(&new)
            );
            return Err(self
                .refused(data_type.span, "42804", message)
                .with_help("drop the default first, and set it again behind"));
        }
        for member in members {
            self.check_type_free(member, name)?;
        }
        if let Some(collation) = collation {
            self.check_collatable(&new, collation)?;
        }
        let collation = collation.and_then(collation_name);
        self.change_column_everywhere(altered, name, |column| {
            column.data_type = new.clone();
            column.collation = collation.clone();
        });
        if let Some(old) = column.data_type.object().filter(|old| Some(*old) != new.object()) {
            self.keep_default_on(altered, name, old);
        }
        self.check_keys_of_column(altered.id, column.id, data_type.span)?;
        self.check_indexes_of_column(altered.id, name, data_type.span)?;
        self.remake_checks(altered.id, name)?;
        // An heir may be an identity of its own.
        for member in self.model.with_descendants(altered.id) {
            let column = self.model.relation(member).and_then(|each| each.column_named(&name.text));
            let Some(id) = column.filter(|each| each.identity.is_some()).map(|each| each.id) else {
                continue;
            };
            let data_type = self.identity_type(&new, data_type.span)?;
            for sequence in self.owned_sequences(member, id) {
                self.model.change_sequence(sequence, |sequence| {
                    if sequence.identity {
                        sequence.data_type = data_type;
                    }
                });
            }
        }
        Ok(())
    }

    /// A default is cast from the type that the column had, and stands on it from then on.
    fn keep_default_on(&mut self, altered: Altered, name: &Name, old: ObjectId) {
        for member in self.model.with_descendants(altered.id) {
            let column = self.model.relation(member).and_then(|each| each.column_named(&name.text));
            let Some(id) = column.filter(|each| each.default.is_some()).map(|each| each.id) else {
                continue;
            };
            let user = User::Default(member, id);
            let uses = self.model.uses.get(&user).into_iter().flatten().copied();
            let uses = uses.chain([old]).collect();
            self.model.put_uses(user, uses);
        }
    }

    /// The checks of a column are made anew when it changes: each table's own ones as they are,
    /// inherited ones with those of the changed tables above, as valid as those. What a table has
    /// from elsewhere alone is not made again (`ATPostAlterTypeParse`).
    pub fn remake_checks(&mut self, relation: ObjectId, name: &Name) -> Outcome {
        let members = self.model.with_descendants(relation);
        for member in &members {
            let Some(table) = self.model.relation(*member).cloned() else { continue };
            let Some(column) = table.column_named(&name.text).map(|column| column.id) else {
                continue;
            };
            let mut gone = Vec::new();
            for check in table.constraints.iter().filter(|check| check.inherited > 0) {
                let reads = matches!(&check.kind,
                    ConstraintKind::Check { columns, .. } if columns.contains(&column));
                if !reads {
                    continue;
                }
                let parents = table.inherits.iter().chain(&table.partition_of);
                let changed = parents.filter(|parent| members.contains(parent));
                let changed = changed.filter_map(|parent| self.model.relation(*parent));
                let above: Vec<bool> = changed
                    .flat_map(|parent| &parent.constraints)
                    .filter(|above| above.name == check.name && is_passed_on(above))
                    .map(|above| above.validated)
                    .collect();
                let Some(validated) = above.first().copied() else {
                    if check.local {
                        self.change_constraint_of(*member, check.id, |check| check.inherited = 0);
                    } else {
                        gone.push(check.id);
                    }
                    continue;
                };
                let valid_too = above.contains(&true) || check.local && check.validated;
                if check.enforced && !validated && valid_too {
                    let message = format!(
                        "constraint \"{}\" conflicts with NOT VALID constraint on relation \"{}\"",
                        check.name, table.name
                    );
                    return Err(self
                        .refused(name.span, "42P17", message)
                        .with_made(check.history.as_ref(), "it was made here"));
                }
                let local = check.local;
                self.change_constraint_of(*member, check.id, |check| {
                    check.validated = validated;
                    check.inherited = above.len() as u16;
                    // Only the comment of what stands in the statement comes back.
                    check.comment = check.comment.take().filter(|_| local);
                });
            }
            if !gone.is_empty() {
                self.model.change_relation(*member, |table| {
                    table.constraints.retain(|each| !gone.contains(&each.id));
                });
            }
        }
        Ok(())
    }

    /// The indexes over a column are made anew of its new type, for which the access method wants
    /// an operator class.
    fn check_indexes_of_column(&self, relation: ObjectId, name: &Name, span: Span) -> Outcome {
        for member in self.model.with_descendants(relation) {
            let Some(table) = self.model.relation(member) else { continue };
            let Some(column) = table.column_named(&name.text).map(|column| column.id) else {
                continue;
            };
            for (_, mut spec) in self.index_specs(table) {
                spec.span = span;
                for key in spec.keys.iter().filter(|key| key.target == IndexTarget::Column(column))
                {
                    self.check_operator_class(table, &spec, key)?;
                }
            }
        }
        Ok(())
    }

    /// Views and generated columns hold the type of a column that they read.
    fn check_type_free(&self, relation: ObjectId, name: &Name) -> Outcome {
        let column = self.model.relation(relation).and_then(|each| each.column_named(&name.text));
        let Some(column) = column else { return Ok(()) };
        for (object, bond) in self.model.dependents(&Object::Column(relation, column.id)) {
            let user = match object {
                Object::Relation(_) => "view or rule",
                Object::Column(..) if bond == Bond::Normal => "generated column",
                _ => continue,
            };
            let message = format!("cannot alter type of a column used by a {user}");
            return Err(self.refused(name.span, "0A000", message).with_made(
                self.model.object_history(&object),
                format!("{} depends on column \"{}\"", self.model.describe(&object), name.text),
            ));
        }
        Ok(())
    }
}

/// Whether heirs have a check, too.
fn is_passed_on(check: &Constraint) -> bool {
    matches!(check.kind, ConstraintKind::Check { no_inherit: false, .. })
}
