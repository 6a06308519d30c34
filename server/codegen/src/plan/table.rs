//! What is known of one table before its methods are planned: names, Go types, keys.

use super::features::Features;
use crate::layout::plain;
use crate::types::ColumnType;
use pgwright_config::TableSettings;
use pgwright_problem::Location;
use pgwright_schema::model::{
    self, ColumnId, ConstraintKind, History, IndexTarget, ObjectId, Relation, RelationKind,
    quote_identifier,
};
use std::sync::Arc;

/// A table or view with its names in Go.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) relation: Arc<Relation>,
    pub(crate) schema: Arc<str>,
    pub(crate) settings: TableSettings,
    /// `Users`, or as the configuration says.
    pub(crate) struct_name: String,
    /// The singular that errors use.
    pub(crate) entity: String,
    /// `public.users`, quoted where SQL needs it.
    pub(crate) sql_name: String,
    /// What metrics call it: `users`, or `lab.reagents` in another schema than the first.
    pub(crate) metrics_name: String,
    pub(crate) columns: Vec<Column>,
    /// The primary key.
    pub(crate) key: Option<Key>,
}

/// A column with its names in Go.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) id: ColumnId,
    /// As the catalog holds it.
    pub(crate) name: Arc<str>,
    /// `public.users.email`, as problems name it.
    pub(crate) described: String,
    /// Quoted where SQL needs it.
    pub(crate) ident: String,
    /// The field of the row.
    pub(crate) field: String,
    /// The name of a parameter.
    pub(crate) param: String,
    pub(crate) types: ColumnType,
    pub(crate) write: Write,
    /// Whether the database computes it.
    pub(crate) is_generated: bool,
    pub(crate) comment: Option<Arc<str>>,
    pub(crate) cause: Option<Location>,
}

/// Whether and how a column is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Write {
    /// A generated or `GENERATED ALWAYS AS IDENTITY` column, or one of a view.
    Never,
    /// Every new row has a value for it, or NULL.
    Always,
    /// What is left out takes the default.
    Default,
}

impl Write {
    /// Whether and how a column of `relation` is written. `has_default`: its own or its domain's.
    pub(crate) fn of(relation: &Relation, column: &model::Column, has_default: bool) -> Self {
        let always = column.identity == Some(model::Identity::Always);
        if relation.kind.is_view() || column.generated.is_some() || always {
            Self::Never
        } else if has_default || column.identity.is_some() {
            Self::Default
        } else {
            Self::Always
        }
    }
}

/// Columns that tell rows apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    /// Indices into [`Table::columns`], in the key's order.
    pub(crate) columns: Vec<usize>,
    /// The constraint or index.
    pub(crate) id: ObjectId,
    /// Whether it can decide conflicts (`ON CONFLICT`).
    pub(crate) arbiter: bool,
    /// What made it.
    pub(crate) cause: Option<Location>,
}

impl Table {
    /// Which features it has.
    pub(crate) fn features(&self) -> Features {
        Features::of(&self.settings.pgxkit)
    }

    /// The types with methods that its file declares.
    pub(crate) fn types(&self) -> [String; 4] {
        let name = &self.struct_name;
        [
            name.clone(),
            format!("{name}Repository"),
            format!("{name}Key"),
            format!("Create{name}Params"),
        ]
    }

    /// The columns of indices.
    pub(crate) fn at<'a>(&'a self, indices: &'a [usize]) -> impl Iterator<Item = &'a Column> {
        indices.iter().filter_map(|index| self.columns.get(*index))
    }

    /// The columns that a new row has.
    pub(crate) fn written(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.write != Write::Never)
    }

    /// The columns that can be changed: written ones outside of the primary key.
    pub(crate) fn changeable(&self) -> Vec<&Column> {
        let in_key = |column: &Column| {
            self.key.as_ref().is_some_and(|key| self.at(&key.columns).any(|c| c.id == column.id))
        };
        self.written().filter(|column| !in_key(column)).collect()
    }

    /// The index of a column.
    pub(crate) fn index_of(&self, id: ColumnId) -> Option<usize> {
        self.columns.iter().position(|column| column.id == id)
    }

    /// The unique keys beside the primary key, each list of columns once: of constraints, and
    /// of indexes over plain columns and all rows.
    pub(crate) fn unique_keys(&self) -> Vec<Key> {
        let relation = &self.relation;
        let of_constraints = relation.constraints.iter().filter_map(|constraint| {
            let ConstraintKind::Unique { columns, .. } = &constraint.kind else { return None };
            self.key_over(columns.iter().copied().map(Some), constraint.id, !constraint.deferrable)
                .map(|key| Key { cause: latest(constraint.history.as_ref()), ..key })
        });
        let of_indexes = relation.indexes.iter().filter_map(|index| {
            if !index.unique || index.predicate.is_some() {
                return None;
            }
            let columns = index.keys.iter().map(|key| match key.target {
                IndexTarget::Column(id) => Some(id),
                IndexTarget::Expression(_) => None,
            });
            self.key_over(columns, index.id, true)
                .map(|key| Key { cause: latest(index.history.as_ref()), ..key })
        });
        let mut keys: Vec<Key> = Vec::new();
        for key in of_constraints.chain(of_indexes) {
            let primary = self.key.as_ref().is_some_and(|own| own.columns == key.columns);
            match keys.iter_mut().find(|other| other.columns == key.columns) {
                Some(other) => other.arbiter |= key.arbiter,
                None if !primary => keys.push(key),
                None => {}
            }
        }
        keys
    }

    fn key_over(
        &self,
        columns: impl Iterator<Item = Option<ColumnId>>,
        id: ObjectId,
        arbiter: bool,
    ) -> Option<Key> {
        let columns: Option<Vec<usize>> = columns.map(|id| self.index_of(id?)).collect();
        let columns = columns.filter(|columns| !columns.is_empty())?;
        Some(Key { columns, id, arbiter, cause: None })
    }

    /// The primary key, once the columns are there.
    pub(crate) fn primary_key(&self) -> Option<Key> {
        let constraint = self.relation.primary_key()?;
        let columns = self.relation.primary_key_columns().iter().copied().map(Some);
        self.key_over(columns, constraint.id, !constraint.deferrable)
            .map(|key| Key { cause: latest(constraint.history.as_ref()), ..key })
    }

    /// `table public.users`, as problems and comments name it.
    pub(crate) fn described(&self) -> String {
        let kind = match self.relation.kind {
            RelationKind::Table | RelationKind::PartitionedTable => "table",
            RelationKind::View => "view",
            RelationKind::MaterializedView => "materialized view",
            RelationKind::ForeignTable => "foreign table",
        };
        format!("{kind} {}", self.described_name())
    }

    /// `public.users`, as problems and comments name it.
    pub(crate) fn described_name(&self) -> String {
        format!("{}.{}", plain(&self.schema), plain(&self.relation.name))
    }

    /// The column in an ORDER BY. Where a column is read with a cast, its bare name would be
    /// that of the result.
    pub(crate) fn sort_name(&self, column: &Column) -> String {
        if column.types.read_cast.is_empty() {
            column.ident.clone()
        } else {
            format!("{}.{}", quote_identifier(&self.relation.name), column.ident)
        }
    }

    /// Whether only reading methods are generated.
    pub(crate) fn is_view(&self) -> bool {
        self.relation.kind.is_view()
    }
}

impl Column {
    /// The type of the column in the parameters of `Create`.
    pub(crate) fn create_type(&self) -> String {
        match self.write {
            Write::Default => format!("Optional[{}]", self.types.field.text),
            _ => self.types.field.text.clone(),
        }
    }
}

fn latest(history: Option<&History>) -> Option<Location> {
    history.map(|history| history.latest().clone())
}
