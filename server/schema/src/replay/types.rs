//! CREATE TYPE and ALTER TYPE.

use super::alter_table::Altered;
use super::failure::{Failure, Outcome};
use super::session::Session;
use crate::model::{
    Attribute, ColumnId, NAME_BYTES, ObjectId, Relation, RelationKind, Type, TypeKind,
    TypeNameEntry, UserType, multirange_name,
};
use crate::statement::{
    AlterAttribute, AlterType, AlterTypeAction, BeforeAfter, CreateType, CreateTypeKind, Name,
    QualifiedName, TypeName,
};
use std::sync::Arc;

impl Session {
    /// `CREATE TYPE`.
    pub fn create_type(&mut self, statement: &CreateType) -> Outcome {
        let schema = self.creation_schema(&statement.name, false)?;
        let name = &statement.name.name;
        let shell = self.shell_type(schema, &name.text);
        // A table's row type or another type of the name is what PostgreSQL meets first.
        if shell.is_none() {
            self.free_type_name(schema, name, false)?;
        }
        let kind = match &statement.kind {
            CreateTypeKind::Enum(labels) => self.enum_kind(labels)?,
            CreateTypeKind::Composite(attributes) => {
                let kind = self.composite_kind(attributes)?;
                self.check_relation_name_free(schema, name)?;
                kind
            }
            CreateTypeKind::Range { subtype, .. } => {
                let span = subtype.span;
                let subtype = self.data_type(subtype)?;
                if !self.has_operator_class("btree", &subtype) {
                    let message = format!(
                        "data type {} has no default operator class for access method \"btree\"",
                        self.model.format_type(&subtype)
                    );
                    return Err(self.refused(span, "42704", message));
                }
                TypeKind::Range { subtype, multirange: None }
            }
            CreateTypeKind::Base => TypeKind::Base,
            CreateTypeKind::Shell => TypeKind::Shell,
        };
        let id = match shell {
            Some(id) if !matches!(kind, TypeKind::Shell) => id,
            _ => {
                self.free_type_name(schema, name, false)?;
                self.model.next_object_id()
            }
        };
        let with_array = !matches!(kind, TypeKind::Shell);
        self.put_new_type(id, schema, name, kind, with_array);
        if let CreateTypeKind::Range { multirange, .. } = &statement.kind {
            self.add_multirange(id, schema, name, multirange.as_ref())?;
        }
        Ok(())
    }

    fn shell_type(&self, schema: ObjectId, name: &Arc<str>) -> Option<ObjectId> {
        match self.model.type_names.get(schema, name)? {
            TypeNameEntry::User(id) => {
                let user_type = self.model.user_type(*id)?;
                matches!(user_type.kind, TypeKind::Shell).then_some(*id)
            }
            _ => None,
        }
    }

    /// Puts a type in, with its array type.
    pub fn put_new_type(
        &mut self,
        id: ObjectId,
        schema: ObjectId,
        name: &Name,
        kind: TypeKind,
        with_array: bool,
    ) {
        let history = self.made_at(name.span);
        self.model.put_type(UserType {
            id,
            schema,
            name: Arc::clone(&name.text),
            kind,
            array_name: None,
            comment: None,
            extension: None,
            history,
        });
        if with_array {
            let array = self.model.choose_array_name(schema, &name.text);
            self.model.change_type(id, |user_type| user_type.array_name = Some(array));
        }
        self.model.settle(schema, &name.text);
    }

    fn enum_kind(&self, labels: &[Name]) -> Outcome<TypeKind> {
        for (at, label) in labels.iter().enumerate() {
            self.check_label_length(label)?;
            if labels[..at].iter().any(|before| before.text == label.text) {
                let message = format!("enum label \"{}\" used more than once", label.text);
                return Err(self.duplicate(label.span, "23505", message));
            }
        }
        Ok(TypeKind::Enum { labels: labels.iter().map(|label| Arc::clone(&label.text)).collect() })
    }

    fn check_label_length(&self, label: &Name) -> Outcome {
        if label.text.len() <= NAME_BYTES {
            return Ok(());
        }
        let message = format!("invalid enum label \"{}\"", label.text);
        Err(self
            .refused(label.span, "42602", message)
            .with_help(format!("labels must be {NAME_BYTES} bytes or less")))
    }

    fn composite_kind(&self, written: &[(Name, TypeName)]) -> Outcome<TypeKind> {
        let mut attributes: Vec<Attribute> = Vec::new();
        for (name, data_type) in written {
            if attributes.iter().any(|known| known.name == name.text) {
                let message = format!("column \"{}\" specified more than once", name.text);
                return Err(self.duplicate(name.span, "42701", message));
            }
            let data_type = self.column_type(data_type, name)?;
            attributes.push(attribute(attributes.len() as u16 + 1, name, data_type));
        }
        Ok(TypeKind::Composite { attributes })
    }

    fn add_multirange(
        &mut self,
        range: ObjectId,
        schema: ObjectId,
        name: &Name,
        written: Option<&QualifiedName>,
    ) -> Outcome {
        let (schema, name) = match written {
            Some(written) => {
                let schema = match &written.schema {
                    Some(_) => self.creation_schema(written, false)?,
                    None => schema,
                };
                (schema, written.name.clone())
            }
            None => (schema, Name { text: multirange_name(&name.text).into(), span: name.span }),
        };
        self.free_type_name(schema, &name, false).map_err(|failure| {
            if written.is_some() {
                return failure;
            }
            failure.with_help(
                "name the multirange type yourself with the option `multirange_type_name`",
            )
        })?;
        let id = self.model.next_object_id();
        self.put_new_type(id, schema, &name, TypeKind::Multirange { range }, true);
        self.model.change_type(range, |user_type| {
            if let TypeKind::Range { multirange, .. } = &mut user_type.kind {
                *multirange = Some(id);
            }
        });
        Ok(())
    }

    /// `ALTER TYPE`.
    pub fn alter_type(&mut self, statement: &AlterType) -> Outcome {
        let name = &statement.name;
        let found = match self.find_type_name(name) {
            Some((_, TypeNameEntry::User(id))) => self.model.user_type(id).cloned(),
            Some(_) => None,
            None if matches!(statement.action, AlterTypeAction::Nothing)
                && super::data_types::builtin_type(&name.name.text).is_some() =>
            {
                return Ok(());
            }
            // To PostgreSQL these are changes of a relation.
            None if matches!(
                statement.action,
                AlterTypeAction::Attributes(_) | AlterTypeAction::RenameAttribute { .. }
            ) =>
            {
                return Err(self.missing_relation(name));
            }
            None => return Err(self.missing_type(name)),
        };
        // A table's columns are attributes of its row type.
        if let AlterTypeAction::RenameAttribute { attribute, to, cascade } = &statement.action
            && let Some((_, TypeNameEntry::Row(id))) = self.find_type_name(name)
        {
            // Without CASCADE heirs are in the way.
            let altered = Altered { id, only: !cascade, span: name.span() };
            return self.rename_column(altered, attribute, to);
        }
        let wrong = |session: &Self, kind: &str| {
            let message = format!("{} is not {kind}", name.name.text);
            session.refused(name.span(), "42809", message)
        };
        let Some(user_type) = found else { return Err(wrong(self, "a composite type")) };
        let failure_made =
            |failure: Failure| failure.with_made(user_type.history.as_ref(), "it was made here");
        match &statement.action {
            AlterTypeAction::AddValue { .. } | AlterTypeAction::RenameValue { .. } => {
                let TypeKind::Enum { labels } = &user_type.kind else {
                    return Err(failure_made(wrong(self, "an enum")));
                };
                self.alter_enum(&user_type, labels, &statement.action)
            }
            AlterTypeAction::RenameAttribute { .. } | AlterTypeAction::Attributes(_) => {
                let TypeKind::Composite { attributes } = &user_type.kind else {
                    return Err(failure_made(wrong(self, "a composite type")));
                };
                self.alter_composite(&user_type, attributes.clone(), &statement.action)
            }
            AlterTypeAction::Nothing => Ok(()),
        }
    }

    fn alter_enum(
        &mut self,
        user_type: &UserType,
        labels: &[Arc<str>],
        action: &AlterTypeAction,
    ) -> Outcome {
        let mut labels = labels.to_vec();
        let span = match action {
            AlterTypeAction::AddValue { label, if_not_exists, position } => {
                self.check_label_length(label)?;
                if labels.contains(&label.text) {
                    if *if_not_exists {
                        return Ok(());
                    }
                    return Err(self.label_exists(user_type, label));
                }
                let at = match position {
                    None => labels.len(),
                    Some((side, neighbour)) => {
                        let at = self.label_position(user_type, &labels, neighbour)?;
                        at + usize::from(*side == BeforeAfter::After)
                    }
                };
                labels.insert(at, Arc::clone(&label.text));
                label.span
            }
            AlterTypeAction::RenameValue { label, to } => {
                self.check_label_length(to)?;
                let at = self.label_position(user_type, &labels, label)?;
                if labels.contains(&to.text) {
                    return Err(self.label_exists(user_type, to));
                }
                labels[at] = Arc::clone(&to.text);
                to.span
            }
            _ => return Ok(()),
        };
        self.change_kind(user_type, span, TypeKind::Enum { labels });
        Ok(())
    }

    fn label_position(
        &self,
        user_type: &UserType,
        labels: &[Arc<str>],
        label: &Name,
    ) -> Outcome<usize> {
        labels.iter().position(|known| *known == label.text).ok_or_else(|| {
            if self.is_unsettled_object(user_type.schema, &user_type.name) {
                return Failure::Unsettled;
            }
            let message = format!("\"{}\" is not an existing enum label", label.text);
            let failure = self
                .missing(label.span, "22023", message)
                .with_made(user_type.history.as_ref(), "the type was made here");
            let near = pgwright_problem::nearest(&label.text, labels.iter().map(|each| &**each));
            match near {
                Some(near) => {
                    failure.with_help(format!("there is `{near}`")).with_data("nearest", near)
                }
                None => failure,
            }
        })
    }

    fn label_exists(&self, user_type: &UserType, label: &Name) -> Failure {
        if self.is_unsettled_object(user_type.schema, &user_type.name) {
            return Failure::Unsettled;
        }
        let message = format!("enum label \"{}\" already exists", label.text);
        self.duplicate(label.span, "42710", message)
            .with_made(user_type.history.as_ref(), "the type was made here")
    }

    fn alter_composite(
        &mut self,
        user_type: &UserType,
        mut attributes: Vec<Attribute>,
        action: &AlterTypeAction,
    ) -> Outcome {
        let missing = |session: &Self, name: &Name| {
            if session.is_unsettled_object(user_type.schema, &user_type.name) {
                return Failure::Unsettled;
            }
            let message = format!(
                "column \"{}\" of relation \"{}\" does not exist",
                name.text, user_type.name
            );
            session
                .missing(name.span, "42703", message)
                .with_made(user_type.history.as_ref(), "the type was made here")
        };
        let exists = |session: &Self, name: &Name| {
            let message = format!(
                "column \"{}\" of relation \"{}\" already exists",
                name.text, user_type.name
            );
            session
                .duplicate(name.span, "42701", message)
                .with_made(user_type.history.as_ref(), "the type was made here")
        };
        let mut span = None;
        match action {
            AlterTypeAction::RenameAttribute { attribute, to, cascade } => {
                self.check_no_typed_tables(user_type, attribute, *cascade)?;
                let at = attributes.iter().position(|known| known.name == attribute.text);
                let at = at.ok_or_else(|| {
                    let message = format!("column \"{}\" does not exist", attribute.text);
                    missing(self, attribute).saying(message)
                })?;
                if attributes.iter().any(|known| known.name == to.text) {
                    return Err(exists(self, to));
                }
                attributes[at].name = Arc::clone(&to.text);
                span = Some(to.span);
            }
            AlterTypeAction::Attributes(changes) => {
                for (change, cascade) in changes {
                    let (AlterAttribute::Add { name, .. }
                    | AlterAttribute::Drop { name, .. }
                    | AlterAttribute::SetType { name, .. }) = change;
                    self.check_no_typed_tables(user_type, name, *cascade)?;
                    match change {
                        AlterAttribute::Add { name, data_type } => {
                            if attributes.iter().any(|known| known.name == name.text) {
                                return Err(exists(self, name));
                            }
                            let place = data_type.span;
                            let data_type = self.column_type(data_type, name)?;
                            self.check_no_member(user_type.id, &data_type, place)?;
                            let last = attributes.iter().map(|known| known.id.0).max();
                            attributes.push(attribute(
                                last.unwrap_or(0).saturating_add(1),
                                name,
                                data_type,
                            ));
                            span = Some(name.span);
                        }
                        AlterAttribute::Drop { name, if_exists } => {
                            let at = attributes.iter().position(|known| known.name == name.text);
                            match at {
                                Some(at) => {
                                    attributes.remove(at);
                                }
                                None if *if_exists => continue,
                                None => return Err(missing(self, name)),
                            }
                            span = Some(name.span);
                        }
                        AlterAttribute::SetType { name, data_type } => {
                            self.check_composite_unused(user_type, name)?;
                            let place = data_type.span;
                            let data_type = self.column_type(data_type, name)?;
                            self.check_no_member(user_type.id, &data_type, place)?;
                            let known = attributes.iter_mut().find(|known| known.name == name.text);
                            known.ok_or_else(|| missing(self, name))?.data_type = data_type;
                            span = Some(name.span);
                        }
                    }
                }
            }
            _ => {}
        }
        let Some(span) = span else { return Ok(()) };
        self.change_kind(user_type, span, TypeKind::Composite { attributes });
        self.follow_attributes(user_type.id, action)
    }

    /// Tables of a type follow only where that is said.
    fn check_no_typed_tables(&self, user_type: &UserType, at: &Name, cascade: bool) -> Outcome {
        let mut tables = self.model.users_of(user_type.id).filter_map(|user| match user {
            crate::model::User::Object(user) => self.model.relation(user),
            _ => None,
        });
        let Some(table) = tables.find(|each| !cascade && each.of_type == Some(user_type.id)) else {
            return Ok(());
        };
        let message = format!(
            "cannot alter type \"{}\" because it is the type of a typed table",
            user_type.name
        );
        Err(self
            .refused(at.span, "2BP01", message)
            .with_made(table.history.as_ref(), "the table was made here")
            .with_help("use ALTER ... CASCADE to alter the typed tables too"))
    }

    /// Values of a composite type that are stored in tables hold the types of its attributes.
    fn check_composite_unused(&self, user_type: &UserType, name: &Name) -> Outcome {
        // What is computed does not count, nor, from 18 on, what stands elsewhere.
        let stored = |each: &&Arc<Relation>| {
            let elsewhere = each.kind == RelationKind::ForeignTable && self.version >= 18;
            each.kind != RelationKind::View && !elsewhere
        };
        for relation in self.model.relations.values().filter(stored) {
            let mut columns = relation.columns.iter();
            let column = columns
                .find(|column| self.contains(&column.data_type, user_type.id, &mut Vec::new()));
            let Some(column) = column else { continue };
            let message = format!(
                "cannot alter type \"{}\" because column \"{}.{}\" uses it",
                user_type.name, relation.name, column.name
            );
            return Err(self
                .refused(name.span, "0A000", message)
                .with_made(column.history.as_ref(), "the column was made here"));
        }
        Ok(())
    }

    /// Changes what a type is, and notes where.
    pub fn change_kind(
        &mut self,
        user_type: &UserType,
        span: pgwright_problem::Span,
        kind: TypeKind,
    ) {
        let mut history = user_type.history.clone();
        self.note_change(&mut history, span);
        self.model.change_type(user_type.id, |user_type| {
            user_type.kind = kind;
            user_type.history = history;
        });
    }
}

fn attribute(id: u16, name: &Name, data_type: Type) -> Attribute {
    Attribute { id: ColumnId(id), name: Arc::clone(&name.text), data_type, comment: None }
}
