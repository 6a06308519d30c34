//! Which types PostgreSQL casts to which by itself, from `pg_cast` (contexts "implicit" and
//! "assignment").

use crate::model::{BaseType, Model, Type, TypeKind};

/// Whether there is an assignment cast. Where it is not known, there is.
pub(super) fn assigns(model: &Model, from: &Type, to: &Type) -> bool {
    if from.base == to.base && from.array == to.array {
        return true;
    }
    // Texts take values of any type, arrays of texts take arrays of any.
    if is_text(to) && (from.array || !to.array) {
        return true;
    }
    if from.array != to.array {
        return false;
    }
    if from.array {
        // Element by element.
        let element = |of: &Type| Type { array: false, ..of.clone() };
        let (from, to) = (element(from), element(to));
        let (from, to) = (model.without_domains(&from), model.without_domains(&to));
        return is_text(to) || assigns(model, from, to);
    }
    match (&from.base, &to.base) {
        (BaseType::Builtin(from), BaseType::Builtin(to)) => {
            from == to || builtin_assigns(from.name(), to.name())
        }
        _ => open(model, from) || open(model, to),
    }
}

fn is_text(data_type: &Type) -> bool {
    matches!(&data_type.base, BaseType::Builtin(builtin)
        if matches!(builtin.name(), "text" | "varchar" | "bpchar"))
}

/// Whether a type may have casts that are not known: a base type of an extension, or one of which
/// nothing is known.
fn open(model: &Model, data_type: &Type) -> bool {
    match data_type.base {
        BaseType::Unknown { .. } => true,
        BaseType::User(id) => {
            model.user_type(id).is_none_or(|each| matches!(each.kind, TypeKind::Base))
        }
        BaseType::Builtin(_) | BaseType::Row(_) => false,
    }
}

/// The types to which values of each type are cast by themselves, beside texts: those take any.
const ASSIGNMENT: &[(&str, &[&str])] = &[
    ("bit", &["varbit"]),
    ("box", &["polygon"]),
    ("bpchar", &["char", "name"]),
    ("cidr", &["inet"]),
    ("date", &["timestamp", "timestamptz"]),
    ("float4", &["float8", "int2", "int4", "int8", "numeric"]),
    ("float8", &["float4", "int2", "int4", "int8", "numeric"]),
    ("inet", &["cidr"]),
    (
        "int2",
        &[
            "float4",
            "float8",
            "int4",
            "int8",
            "numeric",
            "oid",
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
        ],
    ),
    (
        "int4",
        &[
            "float4",
            "float8",
            "int2",
            "int8",
            "money",
            "numeric",
            "oid",
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
        ],
    ),
    (
        "int8",
        &[
            "float4",
            "float8",
            "int2",
            "int4",
            "money",
            "numeric",
            "oid",
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
        ],
    ),
    ("interval", &["time"]),
    ("json", &["jsonb"]),
    ("jsonb", &["json"]),
    ("macaddr", &["macaddr8"]),
    ("macaddr8", &["macaddr"]),
    ("money", &["numeric"]),
    ("numeric", &["float4", "float8", "int2", "int4", "int8", "money"]),
    (
        "oid",
        &[
            "int4",
            "int8",
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
        ],
    ),
    ("path", &["polygon"]),
    ("point", &["box"]),
    ("polygon", &["path"]),
    ("regclass", &["int4", "int8", "oid"]),
    ("regcollation", &["int4", "int8", "oid"]),
    ("regconfig", &["int4", "int8", "oid"]),
    ("regdictionary", &["int4", "int8", "oid"]),
    ("regnamespace", &["int4", "int8", "oid"]),
    ("regoper", &["int4", "int8", "oid", "regoperator"]),
    ("regoperator", &["int4", "int8", "oid", "regoper"]),
    ("regproc", &["int4", "int8", "oid", "regprocedure"]),
    ("regprocedure", &["int4", "int8", "oid", "regproc"]),
    ("regrole", &["int4", "int8", "oid"]),
    ("regtype", &["int4", "int8", "oid"]),
    ("text", &["char", "name", "regclass"]),
    ("time", &["interval", "timetz"]),
    ("timestamp", &["date", "time", "timestamptz"]),
    ("timestamptz", &["date", "time", "timestamp", "timetz"]),
    ("timetz", &["time"]),
    ("varbit", &["bit"]),
    ("varchar", &["char", "name", "regclass"]),
];

fn builtin_assigns(from: &str, to: &str) -> bool {
    match ASSIGNMENT.binary_search_by_key(&from, |(source, _)| source) {
        Ok(at) => ASSIGNMENT[at].1.contains(&to),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BuiltinType;

    #[test]
    fn assignment_casts_are_those_of_pg_cast() {
        assert!(ASSIGNMENT.is_sorted());
        let assigns = |from: &str, to: &str| {
            let of = |name| Type::builtin(BuiltinType::named(name).expect("a type"));
            assigns(&Model::new(), &of(from), &of(to))
        };
        for (from, to) in
            [("int4", "text"), ("int8", "int4"), ("json", "jsonb"), ("date", "timestamptz")]
        {
            assert!(assigns(from, to), "{from} to {to}");
        }
        for (from, to) in
            [("text", "int4"), ("varchar", "uuid"), ("int4", "bool"), ("text", "jsonb")]
        {
            assert!(!assigns(from, to), "{from} to {to}");
        }
    }
}
