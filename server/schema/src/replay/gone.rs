//! What a step took away: tables, views and columns that are not there any more under the name that
//! they had.

use super::session::Before;
use crate::model::{Model, ObjectId, Relation, Schema};
use imbl::OrdMap;
use std::sync::Arc;

/// A table, view or column that is not there any more under its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Gone {
    /// The table or view as it was before.
    pub relation: Arc<Relation>,
    /// Its schema's name.
    pub schema: Arc<str>,
    /// The column's name, where only that is gone.
    pub column: Option<Arc<str>>,
    /// What became of it.
    pub how: How,
}

/// What became of something that is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It was dropped.
    Dropped,
    /// It has another name.
    Renamed,
    /// It is in another schema.
    Moved,
}

impl How {
    /// `dropped`, `renamed`, `moved`.
    pub const fn verb(self) -> &'static str {
        match self {
            Self::Dropped => "dropped",
            Self::Renamed => "renamed",
            Self::Moved => "moved",
        }
    }
}

/// What a step took away, of the relations that it changed and the schemas as they were `before`
/// it. `model` is the one behind it.
pub(super) fn gone(
    before: Before,
    model: &Model,
    schemas: &OrdMap<ObjectId, Arc<Schema>>,
) -> Vec<Gone> {
    let mut gone = Vec::new();
    for (id, old) in before {
        let Some(old) = old else { continue };
        let mut add = |column: Option<&Arc<str>>, how| {
            let schema = schemas.get(&old.schema).map(|schema| Arc::clone(&schema.name));
            gone.push(Gone {
                relation: Arc::clone(&old),
                schema: schema.unwrap_or_default(),
                column: column.map(Arc::clone),
                how,
            });
        };
        let Some(new) = model.relations.get(&id) else {
            add(None, How::Dropped);
            continue;
        };
        if new.name != old.name {
            add(None, How::Renamed);
        } else if new.schema != old.schema {
            add(None, How::Moved);
        }
        for column in &old.columns {
            match new.column(column.id) {
                None => add(Some(&column.name), How::Dropped),
                Some(now) if now.name != column.name => add(Some(&column.name), How::Renamed),
                Some(_) => {}
            }
        }
    }
    gone
}
