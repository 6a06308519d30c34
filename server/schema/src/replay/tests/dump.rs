//! A model as a short text.

use crate::model::{
    Column, ColumnId, Constraint, ConstraintKind, FunctionKind, Identity, Index, IndexKey,
    IndexTarget, Model, ObjectId, Relation, RelationKind, TypeKind, UserType,
};

/// Everything in the order of making, one line an object or part.
pub fn dump(model: &Model) -> String {
    let mut lines: Vec<String> = Vec::new();
    for schema in model.schemas.values().filter(|schema| &*schema.name != "public") {
        lines.push(format!("schema {}{}", schema.name, comment(&schema.comment)));
    }
    for extension in model.extensions.values() {
        lines.push(format!("extension {}", extension.name));
    }
    for user_type in model.types.values().filter(|each| each.extension.is_none()) {
        lines.push(dump_type(model, user_type));
    }
    for relation in model.relations.values().filter(|each| each.extension.is_none()) {
        dump_relation(model, relation, &mut lines);
    }
    for sequence in model.sequences.values() {
        let owner = sequence.owned_by.map_or_else(String::new, |(relation, column)| {
            let relation = model.relation(relation).expect("the owner is there");
            let column = &relation.column(column).expect("the owner's column is there").name;
            format!(" owned by {}.{column}", relation.name)
        });
        let name = qualified(model, sequence.schema, &sequence.name);
        let kind = if sequence.identity { "identity sequence" } else { "sequence" };
        let comment = comment(&sequence.comment);
        lines.push(format!("{kind} {name} {}{owner}{comment}", sequence.data_type.name()));
    }
    for function in model.functions.values().filter(|each| each.extension.is_none()) {
        let kind = match function.kind {
            FunctionKind::Function => "function",
            FunctionKind::Procedure => "procedure",
            FunctionKind::Aggregate => "aggregate",
            FunctionKind::Window => "window function",
        };
        let arguments: Vec<String> = function
            .arguments
            .iter()
            .map(|each| model.format_type_without_modifiers(each))
            .collect();
        let returns = function.returns.as_ref().map_or_else(String::new, |returns| {
            let set = if function.returns_set { "setof " } else { "" };
            format!(" returns {set}{}", model.format_type_without_modifiers(returns))
        });
        let name = qualified(model, function.schema, &function.name);
        let comment = comment(&function.comment);
        lines.push(format!("{kind} {name}({}){returns}{comment}", arguments.join(", ")));
    }
    if !model.unsettled.is_empty() {
        let names: Vec<String> =
            model.unsettled.iter().map(|(schema, name)| format!("{schema}.{name}")).collect();
        lines.push(format!("unsettled {}", names.join(", ")));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn comment(comment: &Option<std::sync::Arc<str>>) -> String {
    comment.as_ref().map_or_else(String::new, |text| format!(" -- {text}"))
}

fn qualified(model: &Model, schema: ObjectId, name: &str) -> String {
    match model.schema_name(schema) {
        "public" => name.to_owned(),
        schema => format!("{schema}.{name}"),
    }
}

fn dump_type(model: &Model, user_type: &UserType) -> String {
    let name = qualified(model, user_type.schema, &user_type.name);
    let text = match &user_type.kind {
        TypeKind::Enum { labels } => format!("enum {name} ({})", labels.join(", ")),
        TypeKind::Domain { base, not_null, default, checks } => {
            let mut text = format!("domain {name} {}", model.format_type(base));
            if *not_null {
                text += " not null";
            }
            if let Some(default) = default {
                text += &format!(" default {default}");
            }
            for check in checks {
                text += &format!(" {} check ({})", check.name, check.expression);
            }
            text
        }
        TypeKind::Composite { attributes } => {
            let attributes: Vec<String> = attributes
                .iter()
                .map(|each| format!("{} {}", each.name, model.format_type(&each.data_type)))
                .collect();
            format!("composite {name} ({})", attributes.join(", "))
        }
        TypeKind::Range { subtype, .. } => {
            format!("range {name} of {}", model.format_type(subtype))
        }
        TypeKind::Multirange { range } => {
            let range = &model.user_type(*range).expect("the range is there").name;
            format!("multirange {name} of {range}")
        }
        TypeKind::Base => format!("base type {name}"),
        TypeKind::Shell => format!("shell type {name}"),
    };
    text + &comment(&user_type.comment)
}

fn dump_relation(model: &Model, relation: &Relation, lines: &mut Vec<String>) {
    let kind = match relation.kind {
        RelationKind::Table => "table",
        RelationKind::PartitionedTable => "partitioned table",
        RelationKind::View => "view",
        RelationKind::MaterializedView => "materialized view",
        RelationKind::ForeignTable => "foreign table",
    };
    let name_of = |id: ObjectId| {
        model
            .relation(id)
            .map_or_else(|| "?".to_owned(), |each| qualified(model, each.schema, &each.name))
    };
    let mut head = format!("{kind} {}", qualified(model, relation.schema, &relation.name));
    if let Some(parent) = relation.partition_of {
        head += &format!(" partition of {}", name_of(parent));
    }
    if !relation.inherits.is_empty() {
        let parents: Vec<String> = relation.inherits.iter().map(|id| name_of(*id)).collect();
        head += &format!(" inherits {}", parents.join(", "));
    }
    if let Some(key) = &relation.partition_key {
        head += &format!(" by {} ({})", key.strategy, columns(relation, &key.columns));
    }
    lines.push(head + &comment(&relation.comment));
    for column in &relation.columns {
        lines.push(format!("  {}", dump_column(model, column)));
    }
    for constraint in &relation.constraints {
        lines.push(format!("  {}", dump_constraint(model, relation, constraint)));
    }
    for index in &relation.indexes {
        lines.push(format!("  {}", dump_index(relation, index)));
    }
}

fn dump_column(model: &Model, column: &Column) -> String {
    let mut text = format!("{} {}", column.name, model.format_type(&column.data_type));
    if column.not_null {
        text += " not null";
    }
    if let Some(default) = &column.default {
        text += &format!(" default {default}");
    }
    match column.identity {
        Some(Identity::Always) => text += " identity always",
        Some(Identity::ByDefault) => text += " identity by default",
        None => {}
    }
    if let Some(generated) = &column.generated {
        let stored = if generated.stored { "stored" } else { "virtual" };
        text += &format!(" generated ({}) {stored}", generated.expression);
    }
    if let Some(collation) = &column.collation {
        text += &format!(" collate {collation}");
    }
    match (column.local, column.inherited) {
        (true, 0) => {}
        (true, _) => text += " (local and inherited)",
        (false, _) => text += " (inherited)",
    }
    text + &comment(&column.comment)
}

fn columns(relation: &Relation, ids: &[ColumnId]) -> String {
    relation.column_names(ids).join(", ")
}

fn dump_constraint(model: &Model, relation: &Relation, constraint: &Constraint) -> String {
    let include = |ids: &[ColumnId]| {
        if ids.is_empty() {
            String::new()
        } else {
            format!(" include ({})", columns(relation, ids))
        }
    };
    let mut text = match &constraint.kind {
        ConstraintKind::PrimaryKey { columns: key, include: rest } => {
            format!("primary key ({}){}", columns(relation, key), include(rest))
        }
        ConstraintKind::Unique { columns: key, include: rest, nulls_distinct } => {
            let nulls = if *nulls_distinct { "" } else { " nulls not distinct" };
            format!("unique{nulls} ({}){}", columns(relation, key), include(rest))
        }
        ConstraintKind::ForeignKey {
            columns: key,
            references,
            referenced_columns,
            on_delete,
            on_update,
            match_full,
        } => {
            let other = model.relation(*references).expect("the table referred to is there");
            let mut text = format!(
                "foreign key ({}) references {} ({})",
                columns(relation, key),
                qualified(model, other.schema, &other.name),
                columns(other, referenced_columns)
            );
            if *on_delete != Default::default() {
                text += &format!(" on delete {on_delete:?}");
            }
            if *on_update != Default::default() {
                text += &format!(" on update {on_update:?}");
            }
            if *match_full {
                text += " match full";
            }
            text
        }
        ConstraintKind::Check { expression, columns: read, no_inherit } => {
            let no_inherit = if *no_inherit { " no inherit" } else { "" };
            format!("check ({expression}){no_inherit} of ({})", columns(relation, read))
        }
        ConstraintKind::Exclusion { method, keys, predicate, .. } => {
            let keys: Vec<String> = keys
                .iter()
                .map(|(key, operator)| format!("{} with {operator}", dump_key(relation, key)))
                .collect();
            let predicate =
                predicate.as_ref().map_or_else(String::new, |text| format!(" where {text}"));
            format!("exclude using {method} ({}){predicate}", keys.join(", "))
        }
    };
    if constraint.deferrable {
        text += " deferrable";
    }
    if constraint.initially_deferred {
        text += " initially deferred";
    }
    if !constraint.validated {
        text += " not valid";
    }
    if !constraint.enforced {
        text += " not enforced";
    }
    match (constraint.local, constraint.inherited) {
        (true, 0) => {}
        (true, _) => text += " (local and inherited)",
        (false, _) => text += " (inherited)",
    }
    format!("{}: {text}{}", constraint.name, comment(&constraint.comment))
}

fn dump_key(relation: &Relation, key: &IndexKey) -> String {
    let mut text = match &key.target {
        IndexTarget::Column(column) => columns(relation, &[*column]),
        IndexTarget::Expression(expression) => format!("({expression})"),
    };
    if let Some(class) = &key.operator_class {
        text += &format!(" {class}");
    }
    if key.descending {
        text += " desc";
    }
    if key.nulls_first != key.descending {
        text += if key.nulls_first { " nulls first" } else { " nulls last" };
    }
    text
}

fn dump_index(relation: &Relation, index: &Index) -> String {
    let keys: Vec<String> = index.keys.iter().map(|key| dump_key(relation, key)).collect();
    let unique = if index.unique { "unique index" } else { "index" };
    let mut text = format!("{}: {unique} using {} ({})", index.name, index.method, keys.join(", "));
    if !index.include.is_empty() {
        text += &format!(" include ({})", columns(relation, &index.include));
    }
    if !index.nulls_distinct {
        text += " nulls not distinct";
    }
    if let Some(predicate) = &index.predicate {
        text += &format!(" where {predicate}");
    }
    if index.parent.is_some() {
        text += " (inherited)";
    }
    text + &comment(&index.comment)
}
