//! What is compared of each kind of object, fact by fact.

use super::{
    Check, Column, CompositeType, Domain, Enum, ExclusionConstraint, ForeignKey, Function, Index,
    Key, PrimaryKey, RangeType, References, Sequence, Table, TableName, UniqueConstraint,
};

/// Something with a name and facts that are compared one by one.
pub(super) trait Facts {
    /// What tells it from others of its kind.
    fn name(&self) -> String;
    /// Each fact with what it is called.
    fn facts(&self) -> Vec<(&'static str, String)>;
    /// What the format does not carry.
    fn details(&self) -> &[String] {
        &[]
    }
}

fn presence(text: Option<&String>) -> String {
    if text.is_some() { "one".to_owned() } else { String::new() }
}

fn text(text: Option<&String>) -> String {
    text.map_or_else(String::new, |text| format!("'{text}'"))
}

fn word(value: bool, yes: &str) -> String {
    if value { yes.to_owned() } else { format!("not {yes}") }
}

fn quoted(name: &TableName) -> String {
    format!("{}.{}", name.schema, name.table)
}

impl Facts for Table {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        vec![
            ("kind", format!("{:?}", self.kind)),
            ("comment", text(self.comment.as_ref())),
            ("partition of", self.partition_of.as_ref().map(quoted).unwrap_or_default()),
            ("inherits", self.inherits.iter().map(quoted).collect::<Vec<_>>().join(", ")),
        ]
    }

    fn details(&self) -> &[String] {
        &self.details
    }
}

impl Facts for Column {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        vec![
            ("type", self.data_type.clone()),
            ("nullability", word(self.nullable, "nullable")),
            ("default", presence(self.default.as_ref())),
            ("identity", self.identity.clone().unwrap_or_default()),
            ("generated", presence(self.generated.as_ref())),
            ("comment", text(self.comment.as_ref())),
        ]
    }

    fn details(&self) -> &[String] {
        &self.details
    }
}

impl Facts for PrimaryKey {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        vec![("columns", self.columns.join(", "))]
    }

    fn details(&self) -> &[String] {
        &self.details
    }
}

impl Facts for UniqueConstraint {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        vec![("columns", self.columns.join(", ")), ("nulls", word(self.nulls_distinct, "distinct"))]
    }

    fn details(&self) -> &[String] {
        &self.details
    }
}

impl Facts for ForeignKey {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let References { schema, table, columns } = &self.references;
        vec![
            ("columns", self.columns.join(", ")),
            ("references", format!("{schema}.{table} ({})", columns.join(", "))),
            ("on delete", self.on_delete.clone()),
            ("on update", self.on_update.clone()),
            ("check", word(self.deferrable, "deferrable")),
            ("initially", word(self.initially_deferred, "deferred")),
            ("state", word(self.validated, "validated")),
        ]
    }

    fn details(&self) -> &[String] {
        &self.details
    }
}

impl Facts for Check {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn details(&self) -> &[String] {
        &self.details
    }
}

impl Facts for ExclusionConstraint {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        vec![("columns", self.columns.join(", "))]
    }

    fn details(&self) -> &[String] {
        &self.details
    }
}

impl Facts for Index {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let key = |key: &Key| match key {
            Key::Column(name) => name.clone(),
            Key::Expression { .. } => "(an expression)".to_owned(),
        };
        vec![
            ("uniqueness", word(self.unique, "unique")),
            ("method", self.method.clone()),
            ("keys", self.keys.iter().map(key).collect::<Vec<_>>().join(", ")),
            ("included columns", self.include.join(", ")),
            ("predicate", presence(self.predicate.as_ref())),
        ]
    }

    fn details(&self) -> &[String] {
        &self.details
    }
}

impl Facts for Enum {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        vec![("labels", self.labels.join(", ")), ("comment", text(self.comment.as_ref()))]
    }
}

impl Facts for Domain {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        vec![
            ("base type", self.base_type.clone()),
            ("nullability", word(self.nullable, "nullable")),
            ("default", presence(self.default.as_ref())),
            ("comment", text(self.comment.as_ref())),
        ]
    }
}

impl Facts for CompositeType {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let attributes =
            self.attributes.iter().map(|found| format!("{} {}", found.name, found.data_type));
        vec![("attributes", attributes.collect::<Vec<_>>().join(", "))]
    }

    fn details(&self) -> &[String] {
        &self.details
    }
}

impl Facts for RangeType {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        vec![("subtype", self.subtype.clone())]
    }

    fn details(&self) -> &[String] {
        &self.details
    }
}

impl Facts for Sequence {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let owner = self.owned_by.as_ref();
        let owner = owner.map(|owner| format!("{}.{}.{}", owner.schema, owner.table, owner.column));
        vec![("type", self.data_type.clone()), ("owner", owner.unwrap_or_default())]
    }

    fn details(&self) -> &[String] {
        &self.details
    }
}

impl Facts for Function {
    fn name(&self) -> String {
        format!("{}({})", self.name, self.arguments.join(", "))
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let set = if self.returns_set { "setof " } else { "" };
        let returns = self.returns.as_deref().unwrap_or("");
        vec![("kind", self.kind.clone()), ("result", format!("{set}{returns}"))]
    }

    fn details(&self) -> &[String] {
        &self.details
    }
}
