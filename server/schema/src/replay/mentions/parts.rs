//! The statements that the model reads, name by name.

use super::names::Reader;
use crate::statement::{
    AlterAttribute, AlterDomainAction, AlterTable, AlterTableAction, AlterTypeAction, Code,
    ColumnDefinition, Comment, ConstraintDefinition, ConstraintDefinitionKind, CreateFunction,
    CreateIndex, CreateTable, CreateType, CreateTypeKind, Expression, IndexElement, Located, Name,
    ObjectKind, ObjectName, OwnedBy, PartitionBound, PartitionValues, QualifiedName, Rename,
    SequenceOptions, Statement, TableElement,
};
use std::sync::Arc;

impl Reader<'_> {
    /// The names of a statement.
    pub fn statement(&mut self, located: &Located) {
        match &located.statement {
            Statement::CreateTable(statement) => self.create_table(statement),
            Statement::CreateTableAs(statement) => {
                self.relation(&statement.name, true);
                for name in &statement.columns {
                    self.column(&statement.name, name, true);
                }
                if let Some(query) = &statement.query {
                    self.loose(query.span);
                }
            }
            Statement::CreateView(statement) => {
                self.relation(&statement.name, true);
                for name in &statement.columns {
                    self.column(&statement.name, name, true);
                }
                self.loose(statement.query.span);
            }
            Statement::CreateIndex(statement) => self.create_index(statement),
            Statement::CreateSequence(statement) => {
                self.relation(&statement.name, true);
                self.sequence_options(&statement.options);
            }
            Statement::CreateType(statement) => self.create_type(statement),
            Statement::CreateDomain(statement) => {
                self.type_named(&statement.name, true);
                self.type_name(&statement.base);
                for constraint in &statement.constraints {
                    self.constraint_definition(constraint, None);
                }
            }
            Statement::CreateSchema(statement) => {
                self.schema(&statement.name, true);
                // Bare names inside it mean that schema.
                let inside = &statement.name.text;
                self.before.search_path.insert(0, Arc::clone(inside));
                self.after.search_path.insert(0, Arc::clone(inside));
                for element in &statement.elements {
                    self.statement(element);
                }
            }
            Statement::CreateFunction(statement) => self.create_function(statement),
            Statement::CreateExtension(statement) => {
                if let Some(schema) = &statement.schema {
                    self.schema(schema, false);
                }
            }
            Statement::AlterTable(statement) => self.alter_table(statement),
            Statement::AlterType(statement) => {
                self.type_named(&statement.name, false);
                self.alter_type(&statement.name, &statement.action);
            }
            Statement::AlterDomain(statement) => {
                self.type_named(&statement.name, false);
                match &statement.action {
                    AlterDomainAction::SetDefault(Some(default)) => self.expression(default, None),
                    AlterDomainAction::AddConstraint(constraint) => {
                        self.constraint_definition(constraint, None);
                    }
                    _ => {}
                }
            }
            Statement::AlterSequence(statement) => {
                self.relation(&statement.name, false);
                self.sequence_options(&statement.options);
            }
            Statement::Rename(statement) => self.rename(statement),
            Statement::SetSchema(statement) => {
                self.object(statement.kind, &statement.object);
                self.schema(&statement.schema, false);
            }
            Statement::Drop(statement) => {
                for object in &statement.objects {
                    self.object(statement.kind, object);
                }
            }
            Statement::Comment(statement) => self.comment(statement),
            Statement::SetSearchPath { schemas, .. } => {
                for schema in schemas.iter().flatten() {
                    self.schema(schema, false);
                }
            }
            Statement::Transaction(_) => {}
            Statement::Do(block) => self.code(&block.body),
            Statement::Nothing
            | Statement::Unknown { .. }
            | Statement::Unfilled { .. }
            | Statement::Broken { .. } => self.loose(located.span),
        }
    }

    fn code(&mut self, code: &[Code]) {
        for piece in code {
            match piece {
                Code::Sql(statement) => self.statement(statement),
                Code::Execute { body, .. } => {
                    for statement in body {
                        self.statement(statement);
                    }
                }
                Code::If { branches, .. } => {
                    for (_, body) in branches {
                        self.code(body);
                    }
                }
                Code::Block { body, handlers, .. } => {
                    self.code(body);
                    for (_, body) in handlers {
                        self.code(body);
                    }
                }
                Code::Undecided { names, .. } => {
                    for name in names {
                        self.relation(name, false);
                    }
                }
            }
        }
    }

    fn create_table(&mut self, statement: &CreateTable) {
        let table = &statement.name;
        self.relation(table, true);
        for element in &statement.elements {
            match element {
                TableElement::Column(column) => self.column_definition(table, column),
                TableElement::Constraint(constraint) => {
                    self.constraint_definition(constraint, Some(table));
                }
                TableElement::Like { table, .. } => self.relation(table, false),
            }
        }
        for parent in statement.inherits.iter().chain(&statement.partition_of) {
            self.relation(parent, false);
        }
        if let Some(of_type) = &statement.of_type {
            self.type_named(of_type, false);
        }
        for key in statement.partition_by.iter().flat_map(|by| &by.keys) {
            self.expression(&key.expression, Some(table));
        }
        self.partition_bound(statement.partition_bound.as_deref());
    }

    /// What stands in the bound of a partition; its MINVALUE and MAXVALUE are no columns.
    fn partition_bound(&mut self, bound: Option<&PartitionBound>) {
        let (one, two): (&[Expression], &[Expression]) = match bound.map(|bound| &bound.values) {
            Some(PartitionValues::List(values)) => (values, &[]),
            Some(PartitionValues::Range { from, to }) => (from, to),
            _ => return,
        };
        for value in one.iter().chain(two) {
            self.expression(value, None);
        }
    }

    fn column_definition(&mut self, table: &QualifiedName, column: &ColumnDefinition) {
        self.column(table, &column.name, true);
        if let Some(data_type) = &column.data_type {
            self.type_name(data_type);
        }
        for constraint in &column.constraints {
            self.constraint_definition(constraint, Some(table));
        }
    }

    /// A constraint of `table`, or of a domain.
    fn constraint_definition(
        &mut self,
        constraint: &ConstraintDefinition,
        table: Option<&QualifiedName>,
    ) {
        use ConstraintDefinitionKind as Kind;
        if let (Some(table), Some(name)) = (table, &constraint.name) {
            self.constraint(table, name, true);
        }
        let mut own = |names: &[Name]| {
            if let Some(table) = table {
                self.columns(table, names);
            }
        };
        match &constraint.kind {
            Kind::NotNull(column) => own(column.as_slice()),
            Kind::Null | Kind::Identity { .. } => {}
            Kind::Default(expression)
            | Kind::Generated { expression, .. }
            | Kind::Check(expression) => self.expression(expression, table),
            Kind::PrimaryKey { columns, include, using_index }
            | Kind::Unique { columns, include, using_index, .. } => {
                own(columns);
                own(include);
                if let (Some(table), Some(index)) = (table, using_index) {
                    let index = QualifiedName { schema: table.schema.clone(), name: index.clone() };
                    self.relation(&index, false);
                }
            }
            Kind::ForeignKey { columns, table: other, referenced, .. } => {
                own(columns);
                self.relation(other, false);
                self.columns(other, referenced);
            }
            Kind::Exclusion { keys, predicate, .. } => {
                for (key, _) in keys {
                    self.index_element(key, table);
                }
                if let Some(predicate) = predicate {
                    self.expression(predicate, table);
                }
            }
        }
    }

    fn index_element(&mut self, key: &IndexElement, table: Option<&QualifiedName>) {
        self.expression(&key.expression, table);
    }

    fn create_index(&mut self, statement: &CreateIndex) {
        let table = &statement.table;
        self.relation(table, false);
        if let Some(name) = &statement.name {
            // An index is in its table's schema.
            let index = QualifiedName { schema: table.schema.clone(), name: name.clone() };
            self.relation(&index, true);
        }
        for key in &statement.keys {
            self.index_element(key, Some(table));
        }
        self.columns(table, &statement.include);
        if let Some(predicate) = &statement.predicate {
            self.expression(predicate, Some(table));
        }
    }

    fn sequence_options(&mut self, options: &SequenceOptions) {
        if let Some(OwnedBy::Column { table, column }) = &options.owned_by {
            self.relation(table, false);
            self.column(table, column, false);
        }
    }

    fn create_type(&mut self, statement: &CreateType) {
        let name = &statement.name;
        self.type_named(name, true);
        match &statement.kind {
            CreateTypeKind::Enum(labels) => {
                for label in labels {
                    self.label(name, label, true);
                }
            }
            CreateTypeKind::Composite(attributes) => {
                for (attribute, data_type) in attributes {
                    self.attribute(name, attribute, true);
                    self.type_name(data_type);
                }
            }
            CreateTypeKind::Range { subtype, multirange } => {
                self.type_name(subtype);
                if let Some(name) = multirange {
                    self.type_named(name, true);
                }
            }
            CreateTypeKind::Base | CreateTypeKind::Shell => {}
        }
    }

    fn create_function(&mut self, statement: &CreateFunction) {
        self.function(&statement.name, true);
        let parameters = statement.parameters.iter().map(|parameter| &parameter.data_type);
        let outputs = statement.returns_table.iter().map(|(_, data_type)| data_type);
        for data_type in parameters.chain(outputs).chain(&statement.returns) {
            self.type_name(data_type);
        }
        if let Some(last) = &statement.final_function {
            self.function(last, false);
        }
    }

    fn alter_table(&mut self, statement: &AlterTable) {
        use AlterTableAction as Action;
        let table = &statement.name;
        self.relation(table, false);
        for action in &statement.actions {
            match action {
                Action::AddColumn { column, .. } => self.column_definition(table, column),
                Action::SetType { column, data_type, using, .. } => {
                    self.column(table, column, false);
                    self.type_name(data_type);
                    self.optional(using.as_ref(), table);
                }
                Action::SetDefault { column, default } => {
                    self.column(table, column, false);
                    self.optional(default.as_ref(), table);
                }
                Action::SetExpression { column, expression } => {
                    self.column(table, column, false);
                    self.expression(expression, Some(table));
                }
                Action::DropColumn { column, .. }
                | Action::SetNotNull { column, .. }
                | Action::AddIdentity { column, .. }
                | Action::SetIdentity { column, .. }
                | Action::DropIdentity { column, .. }
                | Action::DropExpression { column, .. }
                | Action::Nothing { column: Some(column) } => self.column(table, column, false),
                Action::AddConstraint(constraint) => {
                    self.constraint_definition(constraint, Some(table));
                }
                Action::DropConstraint { constraint, .. }
                | Action::AlterConstraint { constraint, .. }
                | Action::ValidateConstraint(constraint) => {
                    self.constraint(table, constraint, false);
                }
                Action::RenameColumn { column, to } => {
                    self.column(table, column, false);
                    self.column(table, to, true);
                }
                Action::RenameConstraint { constraint, to } => {
                    self.constraint(table, constraint, false);
                    self.constraint(table, to, true);
                }
                Action::AttachPartition { partition, bound } => {
                    self.relation(partition, false);
                    self.partition_bound(bound.as_deref());
                }
                Action::DetachPartition { partition: name, .. }
                | Action::Inherit(name)
                | Action::NoInherit(name) => self.relation(name, false),
                Action::OfType(name) => self.type_named(name, false),
                Action::Unknown { span, .. } => self.loose(*span),
                Action::NotOf(_) | Action::Nothing { column: None } => {}
            }
        }
    }

    fn optional(&mut self, expression: Option<&Expression>, table: &QualifiedName) {
        if let Some(expression) = expression {
            self.expression(expression, Some(table));
        }
    }

    fn alter_type(&mut self, name: &QualifiedName, action: &AlterTypeAction) {
        match action {
            AlterTypeAction::AddValue { label, position, .. } => {
                self.label(name, label, true);
                if let Some((_, neighbour)) = position {
                    self.label(name, neighbour, false);
                }
            }
            AlterTypeAction::RenameValue { label, to } => {
                self.label(name, label, false);
                self.label(name, to, true);
            }
            AlterTypeAction::RenameAttribute { attribute, to, .. } => {
                self.attribute(name, attribute, false);
                self.attribute(name, to, true);
            }
            AlterTypeAction::Attributes(changes) => {
                for (change, _) in changes {
                    match change {
                        AlterAttribute::Add { name: added, data_type } => {
                            self.attribute(name, added, true);
                            self.type_name(data_type);
                        }
                        AlterAttribute::Drop { name: dropped, .. } => {
                            self.attribute(name, dropped, false);
                        }
                        AlterAttribute::SetType { name: changed, data_type } => {
                            self.attribute(name, changed, false);
                            self.type_name(data_type);
                        }
                    }
                }
            }
            AlterTypeAction::Nothing => {}
        }
    }

    fn rename(&mut self, statement: &Rename) {
        self.object(statement.kind, &statement.object);
        let schema = statement.object.name.schema.clone();
        let to = QualifiedName { schema, name: statement.to.clone() };
        self.named(statement.kind, &to, true);
    }

    fn comment(&mut self, statement: &Comment) {
        match (&statement.object.part, statement.kind) {
            (Some(part), ObjectKind::Column) => {
                self.relation(&statement.object.name, false);
                self.column(&statement.object.name, part, false);
            }
            (Some(part), ObjectKind::Constraint) if !statement.on_domain => {
                self.relation(&statement.object.name, false);
                self.constraint(&statement.object.name, part, false);
            }
            _ => self.object(statement.kind, &statement.object),
        }
    }

    /// An object that is there.
    fn object(&mut self, kind: ObjectKind, object: &ObjectName) {
        self.named(kind, &object.name, false);
        for data_type in object.arguments.iter().flatten() {
            self.type_name(data_type);
        }
    }

    fn named(&mut self, kind: ObjectKind, name: &QualifiedName, names: bool) {
        match kind {
            ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Index
            | ObjectKind::Sequence
            | ObjectKind::Column
            | ObjectKind::Constraint => self.relation(name, names),
            ObjectKind::Type | ObjectKind::Domain => self.type_named(name, names),
            ObjectKind::Schema => self.schema(&name.name, names),
            ObjectKind::Function
            | ObjectKind::Routine
            | ObjectKind::Procedure
            | ObjectKind::Aggregate => self.function(name, names),
            ObjectKind::Extension | ObjectKind::Other => {}
        }
    }
}
