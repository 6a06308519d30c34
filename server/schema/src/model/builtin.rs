//! The types of `pg_catalog`: their names there, and how `format_type` spells them.

use super::BuiltinType;

/// Every base, pseudo, range and multirange type that a person can name, in order, without the
/// array types. From `pg_type` of PostgreSQL 15 to 18.
const NAMES: &[&str] = &[
    "aclitem",
    "any",
    "anyarray",
    "anycompatible",
    "anycompatiblearray",
    "anycompatiblemultirange",
    "anycompatiblenonarray",
    "anycompatiblerange",
    "anyelement",
    "anyenum",
    "anymultirange",
    "anynonarray",
    "anyrange",
    "bit",
    "bool",
    "box",
    "bpchar",
    "bytea",
    "char",
    "cid",
    "cidr",
    "circle",
    "cstring",
    "date",
    "datemultirange",
    "daterange",
    "event_trigger",
    "fdw_handler",
    "float4",
    "float8",
    "gtsvector",
    "index_am_handler",
    "inet",
    "int2",
    "int2vector",
    "int4",
    "int4multirange",
    "int4range",
    "int8",
    "int8multirange",
    "int8range",
    "internal",
    "interval",
    "json",
    "jsonb",
    "jsonpath",
    "language_handler",
    "line",
    "lseg",
    "macaddr",
    "macaddr8",
    "money",
    "name",
    "numeric",
    "nummultirange",
    "numrange",
    "oid",
    "oidvector",
    "path",
    "pg_brin_bloom_summary",
    "pg_brin_minmax_multi_summary",
    "pg_ddl_command",
    "pg_dependencies",
    "pg_lsn",
    "pg_mcv_list",
    "pg_ndistinct",
    "pg_node_tree",
    "pg_snapshot",
    "point",
    "polygon",
    "record",
    "refcursor",
    "regclass",
    "regcollation",
    "regconfig",
    "regdictionary",
    "regnamespace",
    "regoper",
    "regoperator",
    "regproc",
    "regprocedure",
    "regrole",
    "regtype",
    "table_am_handler",
    "text",
    "tid",
    "time",
    "timestamp",
    "timestamptz",
    "timetz",
    "trigger",
    "tsm_handler",
    "tsmultirange",
    "tsquery",
    "tsrange",
    "tstzmultirange",
    "tstzrange",
    "tsvector",
    "txid_snapshot",
    "unknown",
    "uuid",
    "varbit",
    "varchar",
    "void",
    "xid",
    "xid8",
    "xml",
];

/// What `CREATE TABLE` refuses as the type of a column.
const PSEUDO: &[&str] = &[
    "any",
    "anyarray",
    "anycompatible",
    "anycompatiblearray",
    "anycompatiblemultirange",
    "anycompatiblenonarray",
    "anycompatiblerange",
    "anyelement",
    "anyenum",
    "anymultirange",
    "anynonarray",
    "anyrange",
    "cstring",
    "event_trigger",
    "fdw_handler",
    "index_am_handler",
    "internal",
    "language_handler",
    "pg_ddl_command",
    "record",
    "table_am_handler",
    "trigger",
    "tsm_handler",
    "unknown",
    "void",
];

impl BuiltinType {
    /// `boolean`.
    pub const BOOL: Self = Self("bool");
    /// `smallint`.
    pub const INT2: Self = Self("int2");
    /// `integer`.
    pub const INT4: Self = Self("int4");
    /// `bigint`.
    pub const INT8: Self = Self("int8");
    /// `double precision`.
    pub const FLOAT8: Self = Self("float8");
    /// `numeric`.
    pub const NUMERIC: Self = Self("numeric");
    /// `text`.
    pub const TEXT: Self = Self("text");
    /// `character varying`.
    pub const VARCHAR: Self = Self("varchar");
    /// `character`.
    pub const BPCHAR: Self = Self("bpchar");
    /// `record`.
    pub const RECORD: Self = Self("record");
    /// `void`.
    pub const VOID: Self = Self("void");

    /// The type of that name in `pg_catalog`; none for array types.
    pub fn named(name: &str) -> Option<Self> {
        NAMES.binary_search(&name).ok().map(|index| Self(NAMES[index]))
    }

    /// Every type, in the order of names.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|name| Self(name))
    }

    /// The name in `pg_catalog`.
    pub const fn name(self) -> &'static str {
        self.0
    }

    /// Whether no column can have it, only parameters and results of functions.
    pub fn is_pseudo(self) -> bool {
        PSEUDO.binary_search(&self.0).is_ok()
    }

    /// As `format_type` prints it, with the modifiers where they stand.
    pub(super) fn format(self, modifiers: &[&str]) -> String {
        let list = match modifiers {
            [] => String::new(),
            all => format!("({})", all.join(",")),
        };
        match self.0 {
            "bit" if list.is_empty() => "\"bit\"".to_owned(),
            "bit" => format!("bit{list}"),
            "bool" => "boolean".to_owned(),
            "bpchar" if list.is_empty() => "bpchar".to_owned(),
            "bpchar" => format!("character{list}"),
            "char" => "\"char\"".to_owned(),
            "float4" => "real".to_owned(),
            "float8" => "double precision".to_owned(),
            "int2" => "smallint".to_owned(),
            "int4" => "integer".to_owned(),
            "int8" => "bigint".to_owned(),
            "interval" => format_interval(modifiers),
            "time" => format!("time{list} without time zone"),
            "timetz" => format!("time{list} with time zone"),
            "timestamp" => format!("timestamp{list} without time zone"),
            "timestamptz" => format!("timestamp{list} with time zone"),
            "varbit" => format!("bit varying{list}"),
            "varchar" => format!("character varying{list}"),
            name => format!("{name}{list}"),
        }
    }
}

/// `interval`, `interval(3)`, `interval day to second(3)`.
fn format_interval(modifiers: &[&str]) -> String {
    let (fields, precision) = match modifiers {
        [first, rest @ ..] if !first.bytes().all(|byte| byte.is_ascii_digit()) => {
            (format!(" {first}"), rest.first())
        }
        all => (String::new(), all.first()),
    };
    let precision = precision.map(|precision| format!("({precision})")).unwrap_or_default();
    format!("interval{fields}{precision}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order() {
        assert!(NAMES.is_sorted() && PSEUDO.is_sorted());
        assert!(BuiltinType::named("int4") == Some(BuiltinType::INT4));
        assert!(BuiltinType::named("integer").is_none());
    }
}
