//! What index access methods can do: `pg_am`, `amroutine` and the default operator classes of
//! PostgreSQL 15 to 18.

use super::failure::{Failure, Outcome};
use super::indexes::{IndexRole, IndexSpec};
use super::session::Session;
use crate::model::{BaseType, IndexKey, IndexTarget, Relation, Type, TypeKind};
use pgwright_problem::Span;

/// An access method and what an index of it may be.
struct Method {
    name: &'static str,
    unique: bool,
    several_columns: bool,
    include: bool,
    ordered: bool,
}

const METHODS: &[Method] = &[
    Method { name: "btree", unique: true, several_columns: true, include: true, ordered: true },
    Method { name: "hash", unique: false, several_columns: false, include: false, ordered: false },
    Method { name: "gist", unique: false, several_columns: true, include: true, ordered: false },
    Method { name: "gin", unique: false, several_columns: true, include: false, ordered: false },
    Method { name: "spgist", unique: false, several_columns: false, include: true, ordered: false },
    Method { name: "brin", unique: false, several_columns: true, include: false, ordered: false },
];

/// Types of `pg_catalog` without a default operator class for btree.
const UNORDERED: &[&str] = &[
    "json",
    "xml",
    "jsonpath",
    "point",
    "line",
    "lseg",
    "box",
    "path",
    "polygon",
    "circle",
    "xid",
    "cid",
    "txid_snapshot",
    "pg_snapshot",
    "aclitem",
    "gtsvector",
];

impl Session {
    /// Refuses an index that its access method cannot be.
    pub fn check_method(&self, table: &Relation, spec: &IndexSpec) -> Outcome {
        let name = &*spec.method;
        let refuse = |sqlstate, message: String| Err(self.refused(spec.span, sqlstate, message));
        let Some(method) = METHODS.iter().find(|method| method.name == name) else {
            // It may have come with an extension.
            if self.model.extensions.is_empty() {
                return refuse("42704", format!("access method \"{name}\" does not exist"));
            }
            return Ok(());
        };
        if spec.unique && !method.unique && spec.role == IndexRole::Plain {
            return refuse(
                "0A000",
                format!("access method \"{name}\" does not support unique indexes"),
            );
        }
        if !spec.include.is_empty() && !method.include {
            return refuse(
                "0A000",
                format!("access method \"{name}\" does not support included columns"),
            );
        }
        if spec.keys.len() > 1 && !method.several_columns {
            return refuse(
                "0A000",
                format!("access method \"{name}\" does not support multicolumn indexes"),
            );
        }
        if matches!(spec.role, IndexRole::Exclusion(_)) && matches!(name, "gin" | "brin") {
            return refuse(
                "0A000",
                format!("access method \"{name}\" does not support exclusion constraints"),
            );
        }
        for key in &spec.keys {
            self.check_operator_class(table, spec, key)?;
            if !method.ordered && (key.descending || key.nulls_first) {
                return refuse(
                    "0A000",
                    format!("access method \"{name}\" does not support ASC/DESC options"),
                );
            }
        }
        Ok(())
    }

    /// Refuses a key of a type that the access method knows no way to index.
    pub fn check_operator_class(
        &self,
        table: &Relation,
        spec: &IndexSpec,
        key: &IndexKey,
    ) -> Outcome {
        let IndexTarget::Column(column) = key.target else { return Ok(()) };
        let Some(column) = table.column(column).filter(|_| key.operator_class.is_none()) else {
            return Ok(());
        };
        let method = &*spec.method;
        if self.has_operator_class(method, &column.data_type) {
            return Ok(());
        }
        Err(self.no_operator_class(method, &column.data_type, spec.span))
    }

    /// The refusal of a key of a type of which values cannot be indexed.
    pub fn no_operator_class(&self, method: &str, data_type: &Type, span: Span) -> Failure {
        let bare = Type { modifiers: Vec::new(), ..data_type.clone() };
        let message = format!(
            "data type {} has no default operator class for access method \"{method}\"",
            self.model.format_type(&bare)
        );
        self.refused(span, "42704", message)
    }

    /// Whether values of a type can be indexed without naming an operator class; true where that
    /// is not known.
    pub fn has_operator_class(&self, method: &str, data_type: &Type) -> bool {
        let data_type = self.model.without_domains(data_type);
        let name = match data_type.base {
            BaseType::Builtin(builtin) => builtin.name(),
            _ if data_type.array => "",
            BaseType::User(id) => match self.model.user_type(id).map(|found| &found.kind) {
                Some(TypeKind::Enum { .. }) => "enum",
                Some(TypeKind::Range { .. }) => "range",
                Some(TypeKind::Multirange { .. }) => "multirange",
                Some(TypeKind::Composite { .. }) => "record",
                _ => return true,
            },
            BaseType::Row(_) => "record",
            BaseType::Unknown { .. } => return true,
        };
        let extension = |name: &str| self.model.extensions.contains_key(name);
        let ends = |ending: &str| name.ends_with(ending) && !name.starts_with("any");
        match method {
            // An array is compared element by element, which is found out when it is.
            "btree" | "hash" if data_type.array => true,
            "btree" => !UNORDERED.contains(&name),
            "gin" => {
                data_type.array
                    || matches!(name, "jsonb" | "tsvector")
                    || extension("btree_gin")
                    || extension("intarray")
            }
            "gist" => {
                !data_type.array
                    && (matches!(
                        name,
                        "point" | "box" | "circle" | "polygon" | "tsvector" | "tsquery"
                    ) || ends("range"))
                    || extension("btree_gist")
                    || extension("intarray")
            }
            "spgist" => {
                !data_type.array
                    && (matches!(
                        name,
                        "text" | "varchar" | "point" | "box" | "polygon" | "inet" | "cidr"
                    ) || ends("range") && !ends("multirange"))
            }
            _ => true,
        }
    }
}
