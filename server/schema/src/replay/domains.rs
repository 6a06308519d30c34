//! CREATE DOMAIN and ALTER DOMAIN.

use super::failure::{Failure, Outcome};
use super::session::Session;
use crate::model::{
    BaseType, DomainCheck, ObjectId, RelationKind, Type, TypeKind, TypeNameEntry, UserType,
};
use crate::statement::{
    AlterDomain, AlterDomainAction, ConstraintDefinition, ConstraintDefinitionKind, CreateDomain,
    Name, QualifiedName,
};
use pgwright_problem::Span;
use std::sync::Arc;

impl Session {
    /// `CREATE DOMAIN`.
    pub fn create_domain(&mut self, statement: &CreateDomain) -> Outcome {
        let schema = self.creation_schema(&statement.name, false)?;
        let name = &statement.name.name;
        self.free_type_name(schema, name, false)?;
        let base = self.data_type(&statement.base)?;
        if let BaseType::Builtin(builtin) = base.base
            && builtin.is_pseudo()
        {
            let message = format!("\"{}\" is not a valid base type for a domain", builtin.name());
            return Err(self.refused(statement.base.span, "42804", message));
        }
        let (mut not_null, mut default, mut checks) = (false, None, Vec::new());
        let (mut nullable_said, mut default_said) = (None, false);
        for constraint in &statement.constraints {
            match &constraint.kind {
                ConstraintDefinitionKind::NotNull(_) | ConstraintDefinitionKind::Null => {
                    let nullable = matches!(constraint.kind, ConstraintDefinitionKind::Null);
                    if nullable_said.is_some_and(|said| said != nullable) {
                        let message = "conflicting NULL/NOT NULL constraints".to_owned();
                        return Err(self.refused(constraint.span, "42601", message));
                    }
                    nullable_said = Some(nullable);
                    not_null = !nullable;
                }
                ConstraintDefinitionKind::Default(expression) => {
                    if default_said {
                        let message = "multiple default expressions".to_owned();
                        return Err(self.refused(constraint.span, "42601", message));
                    }
                    default_said = true;
                    default = self.default_text(expression, &base);
                }
                ConstraintDefinitionKind::Check(_) => {
                    let check = self.domain_check(schema, &name.text, &checks, constraint)?;
                    checks.extend(check);
                }
                _ => {
                    let what = match constraint.kind {
                        ConstraintDefinitionKind::Unique { .. } => "unique constraints",
                        ConstraintDefinitionKind::PrimaryKey { .. } => "primary key constraints",
                        ConstraintDefinitionKind::Exclusion { .. } => "exclusion constraints",
                        ConstraintDefinitionKind::ForeignKey { .. } => "foreign key constraints",
                        _ => "generated columns and identity",
                    };
                    let message = format!("{what} not possible for domains");
                    return Err(self.refused(constraint.span, "42601", message));
                }
            }
        }
        // A domain over a domain has its default, but not its NOT NULL and checks.
        if !default_said
            && !base.array
            && let BaseType::User(id) = base.base
            && let Some(TypeKind::Domain { default: inherited, .. }) =
                self.model.user_type(id).map(|found| &found.kind)
        {
            default = inherited.clone();
        }
        let id = self.model.next_object_id();
        let kind = TypeKind::Domain { base, not_null, default, checks };
        self.put_new_type(id, schema, name, kind, true);
        Ok(())
    }

    fn domain_check(
        &self,
        schema: ObjectId,
        domain: &str,
        known: &[DomainCheck],
        definition: &ConstraintDefinition,
    ) -> Outcome<Option<DomainCheck>> {
        let ConstraintDefinitionKind::Check(expression) = &definition.kind else {
            return Ok(None);
        };
        self.uses_of(expression)?;
        let name = match &definition.name {
            Some(name) => {
                if known.iter().any(|check| check.name == name.text) {
                    let message = format!(
                        "constraint \"{}\" for domain \"{domain}\" already exists",
                        name.text
                    );
                    return Err(self.duplicate(name.span, "42710", message));
                }
                Arc::clone(&name.text)
            }
            None => {
                let others: Vec<Arc<str>> =
                    known.iter().map(|check| Arc::clone(&check.name)).collect();
                self.model.choose_constraint_name(schema, domain, None, "check", &others)
            }
        };
        Ok(Some(DomainCheck { name, expression: Arc::clone(&expression.text) }))
    }

    /// The domain of that name.
    pub fn domain(&self, name: &QualifiedName) -> Outcome<Arc<UserType>> {
        let found = match self.find_type_name(name) {
            Some((_, TypeNameEntry::User(id))) => self.model.user_type(id).cloned(),
            Some(_) => None,
            None => return Err(self.missing_type(name)),
        };
        match found {
            Some(found) if matches!(found.kind, TypeKind::Domain { .. }) => Ok(found),
            _ => {
                let message = format!("{} is not a domain", name.name.text);
                Err(self.refused(name.span(), "42809", message))
            }
        }
    }

    /// `ALTER DOMAIN`.
    pub fn alter_domain(&mut self, statement: &AlterDomain) -> Outcome {
        let domain = self.domain(&statement.name)?;
        let TypeKind::Domain { base, mut not_null, mut default, mut checks } = domain.kind.clone()
        else {
            return Ok(());
        };
        let stored = match &statement.action {
            AlterDomainAction::SetNotNull(set) if *set == not_null => return Ok(()),
            AlterDomainAction::SetNotNull(set) => *set,
            AlterDomainAction::AddConstraint(definition) => !definition.not_valid,
            AlterDomainAction::ValidateConstraint(_) => true,
            _ => false,
        };
        if stored {
            self.check_not_within(&domain, statement.name.span())?;
        }
        match &statement.action {
            AlterDomainAction::SetDefault(expression) => {
                default =
                    expression.as_ref().and_then(|expression| self.default_text(expression, &base));
            }
            AlterDomainAction::SetNotNull(set) => not_null = *set,
            AlterDomainAction::AddConstraint(definition) => match &definition.kind {
                ConstraintDefinitionKind::NotNull(_) => not_null = true,
                _ => {
                    let check =
                        self.domain_check(domain.schema, &domain.name, &checks, definition)?;
                    checks.extend(check);
                }
            },
            AlterDomainAction::DropConstraint { constraint, if_exists } => {
                match checks.iter().position(|check| check.name == constraint.text) {
                    Some(at) => {
                        checks.remove(at);
                    }
                    None if *if_exists => return Ok(()),
                    None => return Err(self.missing_check(&domain, constraint)),
                }
            }
            AlterDomainAction::RenameConstraint { constraint, to } => {
                if checks.iter().any(|check| check.name == to.text) {
                    let message = format!(
                        "constraint \"{}\" for domain \"{}\" already exists",
                        to.text, domain.name
                    );
                    return Err(self.duplicate(to.span, "42710", message));
                }
                match checks.iter_mut().find(|check| check.name == constraint.text) {
                    Some(check) => check.name = Arc::clone(&to.text),
                    None => {
                        let message = format!(
                            "constraint \"{}\" for domain {} does not exist",
                            constraint.text, domain.name
                        );
                        return Err(self.missing_check(&domain, constraint).saying(message));
                    }
                }
            }
            AlterDomainAction::ValidateConstraint(constraint) => {
                if !checks.iter().any(|check| check.name == constraint.text) {
                    return Err(self.missing_check(&domain, constraint));
                }
                return Ok(());
            }
            AlterDomainAction::Nothing => return Ok(()),
        }
        let kind = TypeKind::Domain { base, not_null, default, checks };
        self.change_kind(&domain, statement.name.span(), kind);
        Ok(())
    }

    /// Whether a type is a domain, or one over it.
    fn stands_on(&self, data_type: &Type, domain: ObjectId) -> bool {
        let BaseType::User(id) = data_type.base else { return false };
        if data_type.array {
            return false;
        }
        let found = self.model.user_type(id).map(|found| &found.kind);
        id == domain
            || matches!(found, Some(TypeKind::Domain { base, .. }) if self.stands_on(base, domain))
    }

    /// PostgreSQL cannot check values of a domain that stand within arrays, rows or ranges.
    fn check_not_within(&self, domain: &UserType, span: Span) -> Outcome {
        let stored = self.model.relations.values().filter(|each| {
            let elsewhere = each.kind == RelationKind::ForeignTable && self.version >= 18;
            each.kind != RelationKind::View && !elsewhere
        });
        for relation in stored {
            for column in &relation.columns {
                if self.stands_on(&column.data_type, domain.id)
                    || !self.contains(&column.data_type, domain.id, &mut Vec::new())
                {
                    continue;
                }
                let message = format!(
                    "cannot alter type \"{}\" because column \"{}.{}\" uses it",
                    domain.name, relation.name, column.name
                );
                return Err(self
                    .refused(span, "0A000", message)
                    .with_made(column.history.as_ref(), "the column was made here"));
            }
        }
        Ok(())
    }

    fn missing_check(&self, domain: &UserType, name: &Name) -> Failure {
        if self.is_unsettled_object(domain.schema, &domain.name) {
            return Failure::Unsettled;
        }
        let message =
            format!("constraint \"{}\" of domain \"{}\" does not exist", name.text, domain.name);
        self.missing(name.span, "42704", message)
            .with_made(domain.history.as_ref(), "the domain was made here")
    }
}
