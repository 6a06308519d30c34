//! CREATE SCHEMA and CREATE EXTENSION.

use super::extensions::known;
use super::failure::Outcome;
use super::session::Session;
use crate::model::{Extension, ObjectId, Schema};
use crate::statement::{CreateExtension, CreateSchema, Name, Statement};
use pgwright_problem::{Code, Problem};
use std::sync::Arc;

impl Session {
    /// `CREATE SCHEMA`, with the statements inside it.
    pub fn create_schema(&mut self, statement: &CreateSchema) -> Outcome {
        let name = &statement.name;
        if let Some(known) = self.model.schema_named(&name.text) {
            if statement.if_not_exists {
                return Ok(());
            }
            let message = format!("schema \"{}\" already exists", name.text);
            return Err(self
                .duplicate(name.span, "42P06", message)
                .with_made(known.history.as_ref(), "it was made here"));
        }
        self.check_schema_name(name)?;
        let id = self.model.next_object_id();
        let history = self.made_at(name.span);
        self.model.put_schema(Schema { id, name: Arc::clone(&name.text), comment: None, history });
        self.settle_schema(&name.text);
        let behind = self.search_path.clone();
        self.search_path.insert(0, Arc::clone(&name.text));
        // Whatever the order in which they are written (`transformCreateSchemaStmtElements`).
        let mut elements: Vec<_> = statement.elements.iter().collect();
        elements.sort_by_key(|element| match &element.statement {
            Statement::CreateSequence(_) => 0,
            Statement::CreateTable(_) => 1,
            Statement::CreateView(_) => 2,
            Statement::CreateIndex(_) => 3,
            _ => 4,
        });
        for element in elements {
            self.check_element_schema(name, &element.statement)?;
            self.execute(element)?;
        }
        self.search_path = behind;
        Ok(())
    }

    /// What is made inside of CREATE SCHEMA is made in it.
    fn check_element_schema(&self, schema: &Name, statement: &Statement) -> Outcome {
        let made = match statement {
            Statement::CreateTable(statement) => &statement.name,
            Statement::CreateView(statement) => &statement.name,
            Statement::CreateSequence(statement) => &statement.name,
            _ => return Ok(()),
        };
        match &made.schema {
            Some(other) if other.text != schema.text => {
                let message = format!(
                    "CREATE specifies a schema ({}) different from the one being created ({})",
                    other.text, schema.text
                );
                Err(self.refused(other.span, "42P15", message))
            }
            _ => Ok(()),
        }
    }

    /// The refusal of a name that only the system's schemas have.
    pub fn check_schema_name(&self, name: &Name) -> Outcome {
        if !name.text.starts_with("pg_") {
            return Ok(());
        }
        let message = format!("unacceptable schema name \"{}\"", name.text);
        Err(self
            .refused(name.span, "42939", message)
            .with_help("the prefix \"pg_\" is reserved for system schemas"))
    }

    /// A broken CREATE SCHEMA left its name among the bare ones.
    fn settle_schema(&mut self, name: &Arc<str>) {
        if self.model.unsettled.is_empty() {
            return;
        }
        for schema in self.search_path.clone() {
            self.model.unsettled.remove(&(schema, Arc::clone(name)));
        }
    }

    /// `CREATE EXTENSION`.
    pub fn create_extension(&mut self, statement: &CreateExtension) -> Outcome {
        let name = &statement.name;
        if let Some(known) = self.model.extensions.get(&name.text) {
            if statement.if_not_exists {
                return Ok(());
            }
            let message = format!("extension \"{}\" already exists", name.text);
            return Err(self
                .duplicate(name.span, "42710", message)
                .with_made(known.history.as_ref(), "it was made here"));
        }
        let known = known(&name.text);
        if let Some(known) = known
            && !statement.cascade
            && let Some(needed) =
                known.requires.iter().find(|needed| !self.model.extensions.contains_key(**needed))
        {
            let message = format!("required extension \"{needed}\" is not installed");
            return Err(self
                .missing(name.span, "42704", message)
                .with_help("use CREATE EXTENSION ... CASCADE to install required extensions too"));
        }
        let schema = self.extension_schema(statement, known.and_then(|known| known.schema))?;
        let history = self.made_at(name.span);
        self.model.put_extension(Extension {
            name: Arc::clone(&name.text),
            schema,
            comment: None,
            history,
        });
        match known {
            Some(known) => {
                for needed in known.requires.iter().filter(|_| statement.cascade) {
                    let span = name.span;
                    let needed = crate::statement::Name { text: Arc::from(*needed), span };
                    self.create_extension(&CreateExtension {
                        name: needed,
                        if_not_exists: true,
                        schema: statement.schema.clone(),
                        cascade: true,
                    })?;
                }
                for brought in &known.brings {
                    let free = Name { text: Arc::from(brought.name), span: name.span };
                    if brought.is_relation() {
                        self.check_relation_name_free(schema, &free)?;
                    }
                    self.free_type_name(schema, &free, brought.is_relation())?;
                    self.model.bring(&name.text, schema, brought);
                }
            }
            None => {
                let message = format!(
                    "extension \"{}\" is not known: types that are not there are taken to be its own",
                    name.text
                );
                self.report(Problem::new(Code::SqlUndecided, self.at(name.span), message));
            }
        }
        Ok(())
    }

    fn extension_schema(
        &mut self,
        statement: &CreateExtension,
        own: Option<&str>,
    ) -> Outcome<ObjectId> {
        let name = &statement.name;
        if let Some(own) = own {
            // Its control file names the schema; it is made when it is not there.
            if let Some(schema) = self.model.schema_named(own) {
                return Ok(schema.id);
            }
            let id = self.model.next_object_id();
            let history = self.made_at(name.span);
            self.model.put_schema(Schema { id, name: Arc::from(own), comment: None, history });
            return Ok(id);
        }
        match &statement.schema {
            Some(schema) => self.schema(schema),
            None => {
                let bare = crate::statement::QualifiedName { schema: None, name: name.clone() };
                self.creation_schema(&bare, false)
            }
        }
    }

    /// Whether an extension is installed of which it is not known what it brings.
    pub fn has_unknown_extension(&self) -> bool {
        self.model.extensions.keys().any(|name| known(name).is_none())
    }
}
