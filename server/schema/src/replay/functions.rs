//! Functions, procedures and aggregates: their signatures.

use super::failure::{Outcome, is_system_schema, shown};
use super::session::Session;
use crate::model::{BaseType, BuiltinType, Function, FunctionKind, ObjectId, Type};
use crate::statement::{
    CreateFunction, Name, ObjectKind, ObjectName, ParameterMode, QualifiedName, TypeName,
};
use std::sync::Arc;

impl Session {
    /// `CREATE FUNCTION`, `CREATE PROCEDURE`, `CREATE AGGREGATE`.
    pub fn create_function(&mut self, statement: &CreateFunction) -> Outcome {
        let schema = self.creation_schema(&statement.name, false)?;
        let name = &statement.name.name;
        let mut arguments = Vec::new();
        let mut outputs = Vec::new();
        let mut named = Vec::new();
        let unnamed = |at: usize| Arc::from(format!("column{}", at + 1));
        for parameter in &statement.parameters {
            let data_type = self.data_type(&parameter.data_type)?;
            if parameter.mode != ParameterMode::Out {
                arguments.push(data_type.clone());
            }
            if matches!(parameter.mode, ParameterMode::Out | ParameterMode::InOut) {
                let name = parameter.name.as_ref().map(|name| Arc::clone(&name.text));
                named.push((name.unwrap_or_else(|| unnamed(outputs.len())), data_type.clone()));
                outputs.push(data_type);
            }
        }
        for (name, column) in &statement.returns_table {
            let data_type = self.data_type(column)?;
            named.push((Arc::clone(&name.text), data_type.clone()));
            outputs.push(data_type);
        }
        let returns = match (&statement.returns, statement.kind) {
            (Some(returns), _) => Some(self.data_type(returns)?),
            (None, FunctionKind::Procedure) => {
                (!outputs.is_empty()).then(|| Type::builtin(BuiltinType::RECORD))
            }
            (None, FunctionKind::Aggregate) => {
                statement.final_function.as_ref().and_then(|name| self.result_of(name))
            }
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
                // What an aggregate gives is not always known.
                let unknown = statement.kind == FunctionKind::Aggregate
                    && (function.returns.is_none() || returns.is_none());
                let same = unknown
                    || same_type(function.returns.as_ref(), returns.as_ref())
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
        if named.is_empty() {
            self.model.function_outputs.remove(&id);
        } else {
            self.model.function_outputs.insert(id, named.into());
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

    /// What a function gives, where all of its name give the same; of polymorphic ones it is not
    /// known.
    fn result_of(&self, name: &QualifiedName) -> Option<Type> {
        let own = self.functions_by_name(name);
        let mut results = own.iter().map(|id| self.model.functions.get(id)?.returns.clone());
        let Some(first) = results.next() else {
            let of_catalog =
                name.schema.as_ref().is_none_or(|schema| &*schema.text == "pg_catalog");
            return of_catalog.then(|| super::builtin_functions::only_result(&name.name.text))?;
        };
        let polymorphic = |data_type: &Type| match data_type.base {
            BaseType::Builtin(builtin) => builtin.is_pseudo(),
            _ => false,
        };
        let same = results.all(|other| other == first);
        first.filter(|first| same && !polymorphic(first))
    }

    fn overload(&self, schema: ObjectId, name: &Arc<str>, arguments: &[Type]) -> Option<ObjectId> {
        let overloads = self.model.function_names.get(schema, name)?;
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
                let overloads = self.model.function_names.get(schema, &name.name.text)?;
                Some(overloads.iter().copied().collect())
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
        let exact = candidates.iter().copied().find(|id| self.has_arguments(*id, &types));
        // A procedure may be named with its output arguments as well.
        let with_outputs = |id: &ObjectId| {
            let outputs = self.model.function_outputs.get(id).map_or(0, |outputs| outputs.len());
            self.model.functions.get(id).is_some_and(|function| {
                let inputs = function.arguments.len();
                function.kind == FunctionKind::Procedure
                    && (inputs + 1..=inputs + outputs).contains(&types.len())
            })
        };
        exact.or_else(|| candidates.iter().copied().find(with_outputs))
    }

    /// Those that may be meant where no arguments are written.
    fn of_kind(&self, candidates: &[ObjectId], kind: ObjectKind) -> Vec<ObjectId> {
        let fits = |id: &&ObjectId| {
            let procedure = self
                .model
                .functions
                .get(*id)
                .is_some_and(|function| function.kind == FunctionKind::Procedure);
            match kind {
                ObjectKind::Procedure => procedure,
                ObjectKind::Function | ObjectKind::Aggregate => !procedure,
                _ => true,
            }
        };
        candidates.iter().filter(fits).copied().collect()
    }

    /// The function, procedure or aggregate that a statement names. None where no function of
    /// the name is known at all: it may be PostgreSQL's own or an extension's.
    pub fn function_named(
        &self,
        kind: ObjectKind,
        object: &ObjectName,
        if_exists: bool,
    ) -> Outcome<Option<ObjectId>> {
        let name = &object.name;
        let candidates = self.functions_by_name(name);
        if candidates.is_empty() {
            return Ok(None);
        }
        let found = match &object.arguments {
            Some(arguments) => self.function_with_arguments(&candidates, arguments),
            None => match self.of_kind(&candidates, kind)[..] {
                [id] => Some(id),
                [] => {
                    if if_exists {
                        return Ok(None);
                    }
                    let word = super::drop::object_word(kind);
                    let article = if kind == ObjectKind::Aggregate { "an" } else { "a" };
                    let message =
                        format!("could not find {article} {word} named \"{}\"", shown(name));
                    return Err(self.missing(name.span(), "42883", message));
                }
                _ => {
                    let word = super::drop::object_word(kind);
                    let message = format!("{word} name \"{}\" is not unique", shown(name));
                    return Err(self.refused(name.span(), "42725", message).with_help(
                        "write the types of its arguments to tell the functions apart",
                    ));
                }
            },
        };
        let Some(function) = found.and_then(|id| self.model.functions.get(&id)) else {
            if if_exists {
                return Ok(None);
            }
            let written = object.arguments.iter().flatten();
            let types: Vec<Type> = written.filter_map(|it| self.data_type(it).ok()).collect();
            let word = match kind {
                ObjectKind::Procedure | ObjectKind::Aggregate => super::drop::object_word(kind),
                _ => "function",
            };
            let message = format!("{word} {} does not exist", self.signature(&shown(name), &types));
            return Err(self.missing(name.span(), "42883", message));
        };
        let (fits, word) = match kind {
            ObjectKind::Procedure => (function.kind == FunctionKind::Procedure, "procedure"),
            ObjectKind::Aggregate => (function.kind == FunctionKind::Aggregate, "aggregate"),
            ObjectKind::Function => (function.kind != FunctionKind::Procedure, "function"),
            _ => (true, ""),
        };
        if !fits {
            let article = if kind == ObjectKind::Aggregate { "an" } else { "a" };
            let signature = self.signature(&shown(name), &function.arguments);
            let message = format!("{signature} is not {article} {word}");
            return Err(self
                .refused(name.span(), "42809", message)
                .with_made(function.history.as_ref(), "it was made here"));
        }
        Ok(Some(function.id))
    }

    /// `name(integer, text)`.
    fn signature(&self, name: &str, arguments: &[Type]) -> String {
        let arguments: Vec<String> =
            arguments.iter().map(|argument| self.model.format_type(argument)).collect();
        format!("{name}({})", arguments.join(", "))
    }

    /// The refusal of a name that another function with the same arguments has.
    pub fn check_function_name_free(
        &self,
        schema: ObjectId,
        name: &Name,
        arguments: &[Type],
    ) -> Outcome {
        let Some(known) = self.overload(schema, &name.text, arguments) else { return Ok(()) };
        let message = format!(
            "function {} already exists in schema \"{}\"",
            self.signature(&name.text, arguments),
            self.model.schema_name(schema)
        );
        Err(self
            .duplicate(name.span, "42723", message)
            .with_made(self.model.functions[&known].history.as_ref(), "it was made here"))
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
