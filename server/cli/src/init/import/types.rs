//! Types of other tools' overrides in the names of `types.overrides`.

use pgwright_config::GoTypeName;
use serde_yaml::Value;

/// Short names of PostgreSQL's types, and what `format_type` prints.
const LONG_NAMES: [(&str, &str); 20] = [
    ("bigserial", "bigint"),
    ("bool", "boolean"),
    ("bpchar", "character"),
    ("char", "character"),
    ("decimal", "numeric"),
    ("float4", "real"),
    ("float8", "double precision"),
    ("int", "integer"),
    ("int2", "smallint"),
    ("int4", "integer"),
    ("int8", "bigint"),
    ("serial", "integer"),
    ("smallserial", "smallint"),
    ("string", "text"),
    ("time", "time without time zone"),
    ("timestamp", "timestamp without time zone"),
    ("timestamptz", "timestamp with time zone"),
    ("timetz", "time with time zone"),
    ("varbit", "bit varying"),
    ("varchar", "character varying"),
];

/// Packages whose types are written without their import path.
const PACKAGES: [(&str, &str); 8] = [
    ("decimal", "github.com/shopspring/decimal"),
    ("json", "encoding/json"),
    ("net", "net"),
    ("netip", "net/netip"),
    ("pgtype", "github.com/jackc/pgx/v5/pgtype"),
    ("sql", "database/sql"),
    ("time", "time"),
    ("uuid", "github.com/google/uuid"),
];

/// A PostgreSQL type as `format_type` prints it.
pub fn postgres(name: &str) -> String {
    let name = name.trim();
    let (name, array) = name.strip_suffix("[]").map_or((name, ""), |name| (name, "[]"));
    let bare = name.strip_prefix("pg_catalog.").unwrap_or(name);
    let lower = bare.to_ascii_lowercase();
    let long = LONG_NAMES.iter().find(|(short, _)| *short == lower).map(|(_, long)| *long);
    format!("{}{array}", long.unwrap_or(bare))
}

/// A Go type as sqlc writes it: a text, or a block of its parts. The error says what is wrong.
pub fn go(value: &Value) -> Result<String, String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Mapping(_) => {
            let part = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
            let is = |key: &str| value.get(key).and_then(Value::as_bool).unwrap_or_default();
            let pointer = if is("pointer") { "*" } else { "" };
            let slice = if is("slice") { "[]" } else { "" };
            let import = match part("import") {
                "" => String::new(),
                import => format!("{import}."),
            };
            format!("{slice}{pointer}{import}{}", part("type"))
        }
        _ => return Err("it names no Go type".to_owned()),
    };
    checked(text)
}

/// A Go type as skimatik writes it: of well-known packages, the last part of their path is enough.
pub fn go_of_package(text: &str) -> Result<String, String> {
    let text = text.trim();
    let prefix = &text[..text.len() - text.trim_start_matches(['*', '[', ']']).len()];
    let rest = &text[prefix.len()..];
    let known = rest.split_once('.').and_then(|(package, name)| {
        let (_, import) = PACKAGES.iter().find(|(known, _)| *known == package)?;
        Some(format!("{prefix}{import}.{name}"))
    });
    let bare = known.is_none() && !rest.contains('/') && rest.contains('.');
    if bare {
        return Err(format!(
            "the import path of `{rest}` is not said: set `types.overrides` to it"
        ));
    }
    checked(known.unwrap_or_else(|| text.to_owned()))
}

fn checked(text: String) -> Result<String, String> {
    GoTypeName::parse(&text).map(|_| text)
}
