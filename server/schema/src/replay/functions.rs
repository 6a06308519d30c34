//! Functions, procedures and aggregates: their signatures.

use super::failure::{Outcome, is_system_schema};
use super::session::Session;
use crate::model::{BuiltinType, Function, FunctionKind, ObjectId, Type};
use crate::statement::{CreateFunction, ParameterMode, QualifiedName, TypeName};
use std::sync::Arc;

impl Session {
    /// `CREATE FUNCTION`, `CREATE PROCEDURE`, `CREATE AGGREGATE`.
    pub fn create_function(&mut self, statement: &CreateFunction) -> Outcome {
        let schema = self.creation_schema(&statement.name, false)?;
        let name = &statement.name.name;
        let mut arguments = Vec::new();
        let mut outputs = Vec::new();
        for parameter in &statement.parameters {
            let data_type = self.data_type(&parameter.data_type)?;
            if parameter.mode != ParameterMode::Out {
                arguments.push(data_type.clone());
            }
            if matches!(parameter.mode, ParameterMode::Out | ParameterMode::InOut) {
                outputs.push(data_type);
            }
        }
        for (_, column) in &statement.returns_table {
            outputs.push(self.data_type(column)?);
        }
        let returns = match (&statement.returns, statement.kind) {
            (Some(returns), _) => Some(self.data_type(returns)?),
            (None, FunctionKind::Procedure) => None,
            (None, FunctionKind::Aggregate) => None,
            (None, _) => Some(match outputs.len() {
                0 => Type::builtin(BuiltinType::VOID),
                1 => outputs.swap_remove(0),
                _ => Type::builtin(BuiltinType::RECORD),
            }),
        };
        let returns_set = !statement.returns_table.is_empty()
            || statement.returns.as_ref().is_some_and(|returns| returns.set_of);
        let known = self.overload(schema, &name.text, &arguments);
        let (id, comment, mut history) = match known {
            None => (self.model.next_object_id(), None, None),
            Some(known) => {
                let function = &self.model.functions[&known];
                if !statement.or_replace {
                    let message = format!(
                        "function \"{}\" already exists with same argument types",
                        name.text
                    );
                    return Err(self
                        .duplicate(name.span, "42723", message)
                        .with_made(function.history.as_ref(), "it was made here"));
                }
                let same = same_type(function.returns.as_ref(), returns.as_ref())
                    && function.returns_set == returns_set;
                if !same {
                    let message = "cannot change return type of existing function".to_owned();
                    return Err(self
                        .refused(name.span, "42P13", message)
                        .with_made(function.history.as_ref(), "it was made here")
                        .with_help("drop the function first"));
                }
                (known, function.comment.clone(), function.history.clone())
            }
        };
        match known {
            Some(_) => self.note_change(&mut history, name.span),
            None => history = self.made_at(name.span),
        }
        self.model.put_function(Function {
            id,
            schema,
            name: Arc::clone(&name.text),
            kind: statement.kind,
            arguments,
            returns,
            returns_set,
            comment,
            extension: None,
            history,
        });
        Ok(())
    }

    fn overload(&self, schema: ObjectId, name: &Arc<str>, arguments: &[Type]) -> Option<ObjectId> {
        let overloads = self.model.function_names.get(&(schema, Arc::clone(name)))?;
        overloads.iter().copied().find(|id| self.has_arguments(*id, arguments))
    }

    fn has_arguments(&self, id: ObjectId, arguments: &[Type]) -> bool {
        self.model.functions.get(&id).is_some_and(|function| {
            function.arguments.len() == arguments.len()
                && function
                    .arguments
                    .iter()
                    .zip(arguments)
                    .all(|(one, other)| one.base == other.base && one.array == other.array)
        })
    }

    /// All functions of a name, in the first schema of the path that has one.
    pub fn functions_by_name(&self, name: &QualifiedName) -> Vec<ObjectId> {
        let schemas = match &name.schema {
            Some(schema) => vec![Arc::clone(&schema.text)],
            None => self.search_path.clone(),
        };
        schemas
            .iter()
            .find_map(|schema| {
                let schema = self.model.schema_named(schema)?.id;
                let key = (schema, Arc::clone(&name.name.text));
                Some(self.model.function_names.get(&key)?.iter().copied().collect())
            })
            .unwrap_or_default()
    }

    /// The one of several functions that takes these arguments.
    pub fn function_with_arguments(
        &self,
        candidates: &[ObjectId],
        arguments: &[TypeName],
    ) -> Option<ObjectId> {
        let types: Option<Vec<Type>> =
            arguments.iter().map(|argument| self.data_type(argument).ok()).collect();
        let types = types?;
        candidates.iter().copied().find(|id| self.has_arguments(*id, &types))
    }

    /// The function of that name, where there is only one of it; none for PostgreSQL's own.
    pub fn only_function(&self, name: &QualifiedName) -> Option<ObjectId> {
        if name.schema.as_ref().is_some_and(|schema| is_system_schema(&schema.text)) {
            return None;
        }
        match self.functions_by_name(name)[..] {
            [id] => Some(id),
            _ => None,
        }
    }
}

fn same_type(one: Option<&Type>, other: Option<&Type>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.base == other.base && one.array == other.array,
        (None, None) => true,
        _ => false,
    }
}
