//! The files that serve all tables of a package. Each holds what is used, and is left out when
//! nothing of it is.

use super::connection::connect;
use super::health::health;
use super::marks::Marks;
use super::table::receiver;
use super::{Body, Failure, Uses, templates};
use crate::layout::{Line, align, duration, plain, quoted_string};
use crate::plan::{Composite, Enum, Features, Package};
use crate::types::{Codec, Registration};
use crate::view::{View, view};
use pgwright_config::{Config, Retry, Tag};

/// Functions, methods and types that the code of tables uses, and parts of these files depend on.
pub(crate) const HELPERS: &[&str] = &[
    "Optional",
    "PageParams",
    "anyText",
    "atomically",
    "begin",
    "collect",
    "connectionStats",
    "healthCheck",
    "inTransaction",
    "newStatement",
    "notNull",
    "nullText",
    "pointerText",
    "primary",
    "readError",
    "retrying",
    "set",
    "setAs",
    "sliceText",
    "timeText",
    "value",
    "valueAs",
    "valueText",
    "writeError",
];

/// The files with their names, but for those of which nothing is used: functions of the package's
/// types, registrations and features, of the configuration and of what is used.
pub(crate) fn shared_files(
    package: &Package,
    config: &Config,
    used: Uses,
) -> Result<Vec<(&'static str, Body)>, Failure> {
    let mut files = vec![
        ("doc.go", doc(package)?),
        ("errors.go", plain_file("shared/errors", errors(used, package.features))?),
        ("transaction.go", plain_file("shared/transaction", transaction(used, package.features))?),
    ];
    if used.contains("collect") || used.contains("newStatement") || package.features.conn() {
        files.push((
            "executor.go",
            plain_file("shared/executor", executor(used, package.features))?,
        ));
    }
    files.extend(features(package, config, used)?);
    if package.features.health {
        let settings = &config.database.pgxkit.health_checks;
        files.push(("health.go", health(package, settings, used)?));
    }
    if package.features.connection {
        files.push(("connect.go", connect(package, &config.database.pgxkit.connection)?));
    }
    if used.contains("Optional") {
        files.push(("optional.go", plain_file("shared/optional", view!({}))?));
    }
    if used.contains("PageParams") {
        files.push(("pagination.go", plain_file("shared/pagination", pagination(used, config))?));
    }
    if !package.types.enums.is_empty() {
        files.push(("enums.go", enums(&package.types.enums)?));
    }
    if !package.types.composites.is_empty() || !package.registrations.is_empty() {
        files.push(("types.go", types(package, config)?));
    }
    Ok(files)
}

pub(super) fn plain_file(template: &str, view: View) -> Result<Body, Failure> {
    let text = templates::render(template, &view)?;
    Ok(Body {
        source: None,
        marked: Marks::default().take_out(&text),
        has_clause: false,
        relation: None,
    })
}

fn doc(package: &Package) -> Result<Body, Failure> {
    let names: Vec<String> = package.schemas.iter().map(|schema| plain(schema)).collect();
    let schemas = match names.as_slice() {
        [one] => format!("schema {one}"),
        [first @ .., last] => format!("schemas {} and {last}", first.join(", ")),
        [] => "schema public".to_owned(),
    };
    let view = view!({ "package": &package.name, "schemas": schemas });
    plain_file("shared/doc", view).map(|body| Body { has_clause: true, ..body })
}

/// The files of features.
fn features(
    package: &Package,
    config: &Config,
    used: Uses,
) -> Result<Vec<(&'static str, Body)>, Failure> {
    let on = package.features;
    let retry = &config.database.pgxkit.retry;
    let mut view = flags(on);
    view.set("default", retry_config_lines(retry));
    view.set("operation", used.contains("begin"));
    view.set("atomically", used.contains("atomically"));
    view.set("primary", used.contains("primary"));
    let all = [
        (used.contains("begin"), "operation.go", "advanced/operation"),
        (on.split, "read_write_split.go", "advanced/read_write_split"),
        (on.retry, "retry.go", "advanced/retry_logic"),
        (on.metrics, "metrics.go", "advanced/metrics"),
    ];
    all.into_iter()
        .filter(|(wanted, ..)| *wanted)
        .map(|(_, name, template)| Ok((name, plain_file(template, view.clone())?)))
        .collect()
}

/// The features of a package as templates ask for them.
pub(super) fn flags(on: Features) -> View {
    view!({
        "retry": on.retry,
        "split": on.split,
        "fallback": on.fallback,
        "metrics": on.metrics,
        "health": on.health,
        "handle": on.handle(),
        "again": on.again(),
        "conn": on.conn(),
    })
}

/// The fields of a `RetryConfig`, in the order of the type.
fn retry_fields(retry: &Retry) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("MaxRetries:", retry.max_retries.to_string()),
        ("BaseDelay:", duration(retry.base_delay)),
        ("MaxDelay:", duration(retry.max_delay)),
        ("Multiplier:", retry.multiplier.to_string()),
    ];
    if !retry.jitter {
        fields.push(("NoJitter:", "true".to_owned()));
    }
    fields
}

/// A `RetryConfig` on one line; the default one where it is that.
pub(super) fn retry_config(retry: &Retry, default: &Retry) -> String {
    if retry == default {
        return "DefaultRetryConfig()".to_owned();
    }
    let fields: Vec<String> =
        retry_fields(retry).iter().map(|(name, value)| format!("{name} {value}")).collect();
    format!("&RetryConfig{{{}}}", fields.join(", "))
}

/// A `RetryConfig` over several lines, inside a function.
fn retry_config_lines(retry: &Retry) -> String {
    let lines: String = retry_fields(retry)
        .iter()
        .map(|(name, value)| format!("\t\t{name:11} {value},\n"))
        .collect();
    format!("&RetryConfig{{\n{lines}\t}}")
}

fn errors(used: Uses, on: Features) -> View {
    view!({
        "again": on.again() && used.contains("begin"),
        "readError": used.contains("readError"),
        "writeError": used.contains("writeError"),
        "atomically": used.contains("atomically"),
        "valueText": used.contains("valueText"),
    })
}

fn transaction(used: Uses, on: Features) -> View {
    view!({
        "retry": on.retry,
        "inTransaction": on.conn() || used.contains("inTransaction") || used.contains("writeError"),
        "atomically": used.contains("atomically"),
    })
}

fn executor(used: Uses, on: Features) -> View {
    let mut view = flags(on);
    for (name, wanted) in [
        ("collect", used.contains("collect")),
        ("statement", used.contains("newStatement")),
        ("set", used.contains("set") || used.contains("setAs")),
        ("value", used.contains("value")),
        ("valueAs", used.contains("value") || used.contains("valueAs")),
        ("retrying", used.contains("retrying")),
    ] {
        view.set(name, wanted);
    }
    view
}

fn pagination(used: Uses, config: &Config) -> View {
    view!({
        "json": config.output.tags.contains(&Tag::Json),
        "notNull": used.contains("notNull"),
        "anyText": used.contains("anyText"),
        "timeText": used.contains("timeText") || used.contains("anyText"),
        "pointerText": used.contains("pointerText"),
        "nullText": used.contains("nullText"),
        "sliceText": used.contains("sliceText"),
    })
}

fn enums(enums: &[Enum]) -> Result<Body, Failure> {
    let mut marks = Marks::default();
    let views: Vec<View> = enums
        .iter()
        .map(|one| {
            let lines: Vec<Line> = one
                .constants
                .iter()
                .map(|(name, value)| Line {
                    doc: String::new(),
                    cells: vec![
                        name.clone(),
                        one.name.clone(),
                        format!("= {}", quoted_string(value)),
                    ],
                })
                .collect();
            let values: Vec<&str> = one.constants.iter().map(|(name, _)| name.as_str()).collect();
            let around = marks.around("\n", format!("type {}", one.described), one.cause.clone());
            let (mark, end) = around.split_once('\n').unwrap_or_default();
            view!({
                "mark": mark,
                "end": end,
                "name": &one.name,
                "type": &one.described,
                "comment": one.comment.as_deref().unwrap_or_default(),
                "constants": align(&lines).0,
                "list": values.join(", "),
                "values": values,
                "receiver": receiver(&one.name),
            })
        })
        .collect();
    let text = templates::render("shared/enums", &view!({ "enums": views }))?;
    Ok(Body { source: None, marked: marks.take_out(&text), has_clause: false, relation: None })
}

fn types(package: &Package, config: &Config) -> Result<Body, Failure> {
    let mut marks = Marks::default();
    let composites: Vec<View> = package
        .types
        .composites
        .iter()
        .map(|one| {
            let what = format!("type {}", one.described);
            let around = marks.around("\n", what, one.cause.clone());
            let (mark, end) = around.split_once('\n').unwrap_or_default();
            view!({
                "mark": mark,
                "end": end,
                "name": &one.name,
                "type": &one.described,
                "comment": one.comment.as_deref().unwrap_or_default(),
                "fields": composite_fields(one, config),
            })
        })
        .collect();
    let registrations: Vec<View> = package
        .registrations
        .iter()
        .map(|one| view!({ "name": quoted_string(&one.name), "codec": codec(one) }))
        .collect();
    let composite =
        package.registrations.iter().any(|one| matches!(one.codec, Codec::Composite(_)));
    let view = view!({
        "package": &package.name,
        "composites": composites,
        "registrations": registrations,
        "composite": composite,
        "known": composite || package.registrations.iter().any(|one| {
            !matches!(one.codec, Codec::Text | Codec::Hstore | Codec::Enum)
        }),
    });
    let text = templates::render("shared/types", &view)?;
    Ok(Body { source: None, marked: marks.take_out(&text), has_clause: false, relation: None })
}

fn composite_fields(composite: &Composite, config: &Config) -> String {
    let lines: Vec<Line> = composite
        .fields
        .iter()
        .map(|field| {
            let mut cells = vec![field.name.clone(), field.types.field.text.clone()];
            if config.output.tags.contains(&Tag::Json) {
                cells.push(format!("`json:\"{}\"`", crate::naming::snake_case(&field.attribute)));
            }
            Line { doc: field.comment.as_deref().unwrap_or_default().to_owned(), cells }
        })
        .collect();
    align(&lines).0
}

/// The Go expression of a type's codec, in the words of the template.
fn codec(registration: &Registration) -> String {
    let known = |name: &str| format!("known({})", quoted_string(name));
    match &registration.codec {
        Codec::Text => "&pgtype.TextFormatOnlyCodec{Codec: pgtype.TextCodec{}}".to_owned(),
        Codec::Hstore => "pgtype.HstoreCodec{}".to_owned(),
        Codec::Enum => "&pgtype.EnumCodec{}".to_owned(),
        Codec::Domain(of) => format!("{}.Codec", known(of)),
        Codec::Array(of) => format!("&pgtype.ArrayCodec{{ElementType: {}}}", known(of)),
        Codec::Range(of) => format!("&pgtype.RangeCodec{{ElementType: {}}}", known(of)),
        Codec::Multirange(of) => {
            format!("&pgtype.MultirangeCodec{{ElementType: {}}}", known(of))
        }
        Codec::Composite(attributes) => {
            let pairs: Vec<String> = attributes
                .iter()
                .map(|(name, of)| format!("{}, {}", quoted_string(name), quoted_string(of)))
                .collect();
            format!("composite({})", pairs.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn helpers_are_in_order() {
        assert!(super::HELPERS.is_sorted());
    }
}
