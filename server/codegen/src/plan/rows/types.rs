//! Samples of every type.

use super::expression::Expr;
use super::numbers::{Calendar, Numbers, clocks, spans};
use super::sample::{MANY, NUMBERS, Sample, literal};
use super::solve::Check;
use super::texts::{self, Wanted};
use super::value::Val;
use super::{domain_checks, type_sql};
use pgwright_schema::model::{BaseType, Model, Type, TypeKind, UserType};

/// What checks name beside a column.
#[derive(Debug, Clone, Default)]
pub(super) struct Hints<'a> {
    pub(super) numbers: Vec<f64>,
    pub(super) texts: Vec<&'a str>,
    pub(super) regexes: Vec<(&'a str, bool)>,
    pub(super) likes: Vec<&'a str>,
}

impl<'a> Hints<'a> {
    /// The constants of the checks that read the column.
    pub(super) fn of(column: &str, checks: &'a [Check]) -> Self {
        let mut hints = Self::default();
        for check in checks.iter().filter(|check| check.columns.iter().any(|c| c == column)) {
            let Some(expr) = &check.expr else { continue };
            expr.visit(&mut |part| hints.see(part));
        }
        hints
    }

    fn see(&mut self, part: &'a Expr) {
        match part {
            Expr::Number(number) => self.numbers.push(*number),
            Expr::Text(text) => self.texts.push(text),
            Expr::Binary(operator, _, right) => {
                let mut right = &**right;
                while let Expr::Cast(inner, _) = right {
                    right = inner;
                }
                let Expr::Text(pattern) = right else { return };
                match operator.as_str() {
                    "~" | "~*" => self.regexes.push((pattern, operator == "~*")),
                    "like" | "ilike" => self.likes.push(pattern),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn moments(&self) -> Vec<f64> {
        self.texts.iter().filter_map(|text| super::moments::moment(text)).collect()
    }

    fn spans(&self) -> Vec<f64> {
        let texts = self.texts.iter().filter_map(|text| super::moments::span(text));
        texts.filter(|span| *span != 0.0).chain([0.0]).collect()
    }
}

/// What finds samples.
pub(super) struct Types<'a> {
    pub(super) model: &'a Model,
}

/// Types in types are followed so far.
const MAX_DEPTH: usize = 8;

impl Types<'_> {
    /// Samples of a column's type, the most ordinary first; none where nobody knows one.
    pub(super) fn samples(&self, data_type: &Type, word: &str, hints: &Hints) -> Vec<Sample> {
        self.of(data_type, word, hints, MAX_DEPTH)
    }

    fn of(&self, data_type: &Type, word: &str, hints: &Hints, depth: usize) -> Vec<Sample> {
        let Some(depth) = depth.checked_sub(1) else { return Vec::new() };
        if data_type.array {
            return self.array(data_type, word, hints, depth);
        }
        match &data_type.base {
            BaseType::Builtin(builtin) => {
                let modifiers: Vec<i32> =
                    data_type.modifiers.iter().filter_map(|text| text.parse().ok()).collect();
                let fields = data_type.modifiers.first().map_or("", |text| text);
                builtin_samples(builtin.name(), &modifiers, fields, word, hints)
            }
            BaseType::User(id) => match self.model.user_type(*id) {
                Some(user_type) => self.user(data_type, user_type, word, hints, depth),
                None => Vec::new(),
            },
            BaseType::Row(_) | BaseType::Unknown { .. } => self.named(data_type),
        }
    }

    /// The first sample that the type's own checks take, with its cast.
    fn first(&self, data_type: &Type, word: &str, depth: usize) -> Option<Sample> {
        let checks = domain_checks(self.model, data_type, "value");
        let hints = Hints::of("value", &checks);
        let samples = self.of(data_type, word, &hints, depth);
        let found = samples.into_iter().find(|sample| {
            checks.iter().all(|check| check.holds_alone(self.model, "value", sample))
        })?;
        let cast = type_sql(self.model, data_type, true);
        Some(found.map(|sql| format!("({sql})::{cast}")))
    }

    fn array(&self, data_type: &Type, word: &str, hints: &Hints, depth: usize) -> Vec<Sample> {
        let element = Type { array: false, ..data_type.clone() };
        let cast = type_sql(self.model, &element, true);
        let own = domain_checks(self.model, &element, "value");
        let mut hints = hints.clone();
        let of_domain = Hints::of("value", &own);
        hints.numbers.extend(of_domain.numbers.iter());
        let mut found = Vec::new();
        let mut elements = self.of(&element, word, &hints, depth);
        elements.retain(|one| own.iter().all(|check| check.holds_alone(self.model, "value", one)));
        for one in elements.into_iter().take(12) {
            let capacity = one.capacity;
            let values = one.values.clone();
            let Some(sql) = one.sql() else { continue };
            for count in [1, 2, 3] {
                let items = vec![format!("({sql})::{cast}"); count];
                let how = super::sample::How::Sql(format!("ARRAY[{}]", items.join(", ")));
                let values = values.iter().map(|v| Val::List(vec![v.clone(); count])).collect();
                found.push(Sample { how, capacity, values });
            }
        }
        // One element is more ordinary than three, whatever it is.
        found.sort_by_key(|sample| match sample.values.first() {
            Some(Val::List(items)) => items.len(),
            _ => 0,
        });
        found.push(Sample::constant("'{}'", Val::List(Vec::new())));
        found
    }

    fn user(
        &self,
        data_type: &Type,
        user_type: &UserType,
        word: &str,
        hints: &Hints,
        depth: usize,
    ) -> Vec<Sample> {
        match &user_type.kind {
            TypeKind::Enum { labels } => {
                let labels: Vec<&str> = labels.iter().map(AsRef::as_ref).collect();
                let mut found = Vec::new();
                if labels.len() > 1 {
                    found.push(texts::one_of(&labels));
                }
                found.extend(
                    labels.iter().take(40).map(|label| {
                        Sample::constant(literal(label), Val::Text((*label).to_owned()))
                    }),
                );
                found
            }
            TypeKind::Domain { base, .. } => self.of(base, word, hints, depth),
            TypeKind::Composite { attributes } => {
                let parts: Option<Vec<Sample>> = attributes
                    .iter()
                    .map(|attribute| self.first(&attribute.data_type, &attribute.name, depth))
                    .collect();
                let Some(parts) = parts else { return Vec::new() };
                let capacity = parts.iter().map(|part| part.capacity).max().unwrap_or(1);
                let items: Vec<&str> = parts.iter().filter_map(Sample::sql).collect();
                vec![Sample::opaque(format!("ROW({})", items.join(", ")), capacity)]
            }
            TypeKind::Range { subtype, .. } => self.range(subtype, depth).into_iter().collect(),
            TypeKind::Multirange { range } => {
                let Some(TypeKind::Range { subtype, .. }) =
                    self.model.user_type(*range).map(|range| &range.kind)
                else {
                    return Vec::new();
                };
                let range = self.range(subtype, depth);
                let many = |sql: &str| format!("'{{' || ({sql}) || '}}'");
                range.into_iter().map(|sample| sample.map(many)).collect()
            }
            TypeKind::Base => self.named(data_type),
            TypeKind::Shell => Vec::new(),
        }
    }

    /// A range over any type whose values grow with `n`, written as its text.
    fn range(&self, subtype: &Type, depth: usize) -> Option<Sample> {
        let low = self.first(subtype, "", depth)?;
        let sql = low.sql()?;
        let text = match low.values.first()? {
            Val::Number(_) => format!("'[' || ({sql}) || ',' || ({sql}) + 1 || ')'"),
            Val::Moment(_) => {
                format!("'[\"' || ({sql}) || '\",\"' || ({sql}) + interval '1 day' || '\")'")
            }
            _ => format!("'[\"' || ({sql}) || '\",\"' || ({sql}) || '\"]'"),
        };
        Some(Sample::opaque(text, low.capacity))
    }

    /// Types that extensions bring, by their names.
    fn named(&self, data_type: &Type) -> Vec<Sample> {
        let name = match &data_type.base {
            BaseType::User(id) => self.model.user_type(*id).map_or("", |found| &found.name),
            BaseType::Unknown { name, .. } => name,
            _ => "",
        };
        let size = data_type.modifiers.first().and_then(|text| text.parse::<usize>().ok());
        match name {
            "citext" => texts::samples(&Wanted { word: "x".to_owned(), ..Wanted::default() }),
            "ltree" | "lquery" | "ltxtquery" => vec![texts::tailed("a", "")],
            "hstore" => vec![Sample::opaque("'k=>' || n", MANY)],
            "cube" => vec![Sample::opaque("'(' || n || ')'", MANY)],
            "seg" => vec![Sample::opaque("(n % 1000000)::text", 1_000_000)],
            "isbn" => vec![Sample::opaque("'0-393-04002-X'", 1)],
            "isbn13" => vec![Sample::opaque("'978-0-393-04002-9'", 1)],
            "ean13" => vec![Sample::opaque("'978-0-393-04002-9'", 1)],
            "issn" => vec![Sample::opaque("'1436-4522'", 1)],
            "issn13" => vec![Sample::opaque("'977-1436-452-00-8'", 1)],
            "ismn" => vec![Sample::opaque("'M-060-11561-5'", 1)],
            "ismn13" => vec![Sample::opaque("'979-0-060-11561-5'", 1)],
            "upc" => vec![Sample::opaque("'220356483481'", 1)],
            "vector" | "halfvec" => {
                let more = size.unwrap_or(3).saturating_sub(1);
                let tail = format!("repeat(',0', {more})");
                vec![Sample::opaque(format!("'[' || n % 1000 || {tail} || ']'"), 1_000)]
            }
            _ => Vec::new(),
        }
    }
}

fn builtin_samples(
    name: &str,
    modifiers: &[i32],
    fields: &str,
    word: &str,
    hints: &Hints,
) -> Vec<Sample> {
    let longest = modifiers.first().and_then(|n| usize::try_from(*n).ok());
    let whole = |sql: &str| vec![Sample::opaque(sql, MANY)];
    let one = |sql: &str| vec![Sample::opaque(sql, 1)];
    let range =
        |low: String, high: String, ends: fn(u64) -> (Val, Val), capacity: u64, of: &str| {
            vec![Sample::varying(format!("{of}({low}, {high})"), capacity, move |n| {
                let (low, high) = ends(n);
                Val::Range(Box::new(low), Box::new(high))
            })]
        };
    let second = "(n % 100000000) * interval '1 second'";
    let next = "(1 + n % 100000000) * interval '1 second'";
    match name {
        "bool" => vec![
            Sample::varying("n % 2 = 0", 2, |n| Val::Bool(n % 2 == 0)),
            Sample::constant("false", Val::Bool(false)),
            Sample::constant("true", Val::Bool(true)),
        ],
        "int2" => Numbers::INT2.samples(&hints.numbers),
        "int4" => Numbers::INT4.samples(&hints.numbers),
        // Those that fit into an integer come first: it may refer to them.
        "int8" => Numbers::INT8.samples(&hints.numbers),
        "float4" => Numbers::FLOAT4.samples(&hints.numbers),
        "float8" => Numbers::FLOAT8.samples(&hints.numbers),
        "numeric" => match modifiers {
            [precision] => Numbers::numeric(*precision, 0).samples(&hints.numbers),
            [precision, scale, ..] => Numbers::numeric(*precision, *scale).samples(&hints.numbers),
            [] => Numbers::numeric(15, 3).samples(&hints.numbers),
        },
        "money" => Numbers::numeric(12, 2)
            .samples(&hints.numbers)
            .into_iter()
            .map(|sample| sample.map(|sql| format!("({sql})::numeric")))
            .collect(),
        "text" | "varchar" | "bpchar" | "name" | "refcursor" => {
            let size = match name {
                "bpchar" | "varchar" => longest,
                "name" => Some(63),
                _ => None,
            };
            texts::samples(&Wanted {
                word: word.to_owned(),
                longest: size,
                lengths: hints.numbers.iter().filter(|n| **n >= 0.0).map(|n| *n as usize).collect(),
                regexes: hints.regexes.clone(),
                likes: hints.likes.clone(),
                constants: hints.texts.clone(),
            })
        }
        "char" => vec![Sample::opaque("chr(97 + (n % 26)::integer)", 26)],
        "bytea" => bytes(hints),
        "uuid" => whole("md5(n::text)"),
        "date" => Calendar::Date.samples(&hints.moments()),
        "timestamp" => Calendar::Timestamp.samples(&hints.moments()),
        "timestamptz" => Calendar::Zoned.samples(&hints.moments()),
        "time" | "timetz" => clocks(&hints.spans()),
        "interval" => {
            let unit = match fields {
                fields if fields.contains("second") || !fields.contains(char::is_alphabetic) => {
                    "second"
                }
                fields if fields.ends_with("minute") => "minute",
                fields if fields.ends_with("hour") => "hour",
                fields if fields.ends_with("day") => "day",
                fields if fields.ends_with("month") => "month",
                _ => "year",
            };
            spans(unit, &hints.spans())
        }
        "json" | "jsonb" => json(name, hints),
        "jsonpath" => whole("'$.k' || n"),
        "xml" => whole("'<n>' || n || '</n>'"),
        "inet" | "cidr" => vec![
            Sample::varying("'2001:db8::'::inet + n", MANY, |_| Val::Address(6.0, 128.0)),
            Sample::varying("'10.0.0.0'::inet + n % 16777216", 1 << 24, |_| {
                Val::Address(4.0, 32.0)
            }),
        ],
        "macaddr" => whole("lpad(to_hex(n), 12, '0')"),
        "macaddr8" => whole("lpad(to_hex(n), 16, '0')"),
        "bit" => {
            let size = longest.unwrap_or(1);
            vec![Sample::opaque(format!("n::bit({size})"), 1 << size.min(46))]
        }
        "varbit" => {
            let size = longest.unwrap_or(64).min(64);
            vec![Sample::opaque(format!("n::bit({size})"), 1 << size.min(46))]
        }
        "point" => whole("point(n, 1)"),
        "line" => whole("line(point(0, 0), point(1, n))"),
        "lseg" => whole("lseg(point(0, 0), point(1, n))"),
        "box" => whole("box(point(0, 0), point(1, n))"),
        "path" => whole("'((0,0),(1,1),(' || n || ',0))'"),
        "polygon" => whole("'((0,0),(1,1),(' || n || ',0))'"),
        "circle" => whole("circle(point(0, 0), n)"),
        "tsvector" => whole("to_tsvector('simple', 'word' || n)"),
        "tsquery" => whole("to_tsquery('simple', 'word' || n)"),
        "int4range" => range(
            "(n % 2000000000)::integer".to_owned(),
            "(n % 2000000000)::integer + 1".to_owned(),
            |n| {
                let low = (n % 2_000_000_000) as f64;
                (Val::Number(low), Val::Number(low + 1.0))
            },
            2_000_000_000,
            name,
        ),
        "int8range" | "numrange" => range(
            "n".to_owned(),
            "n + 1".to_owned(),
            |n| (Val::Number(n as f64), Val::Number(n as f64 + 1.0)),
            MANY,
            name,
        ),
        "daterange" => range(
            "date '1920-01-01' + (n % 36500)::integer".to_owned(),
            "date '1920-01-02' + (n % 36500)::integer".to_owned(),
            |n| {
                let low = -29_220.0 * 86_400.0 + (n % 36_500) as f64 * 86_400.0;
                (Val::Moment(low), Val::Moment(low + 86_400.0))
            },
            36_500,
            name,
        ),
        "tsrange" | "tstzrange" => {
            let base = if name == "tsrange" {
                "timestamp '2020-01-01 00:00:00'"
            } else {
                "timestamptz '2020-01-01 00:00:00+00'"
            };
            range(
                format!("{base} + {second}"),
                format!("{base} + {next}"),
                |n| {
                    let low = 631_152_000.0 + (n % 100_000_000) as f64;
                    (Val::Moment(low), Val::Moment(low + 1.0))
                },
                100_000_000,
                name,
            )
        }
        "int4multirange" | "int8multirange" | "nummultirange" | "datemultirange"
        | "tsmultirange" | "tstzmultirange" => {
            let of = name.replace("multirange", "range");
            let ranges = builtin_samples(&of, &[], "", word, &Hints::default());
            ranges
                .into_iter()
                .map(|sample| {
                    let capacity = sample.capacity;
                    let sql = sample.sql().map(|sql| format!("{name}({sql})"));
                    Sample::opaque(sql.unwrap_or_default(), capacity)
                })
                .collect()
        }
        "oid" | "xid" | "cid" => {
            vec![Sample::opaque("(3 + n % 2000000000)::text", 2_000_000_000)]
        }
        "xid8" => whole("n::text"),
        "tid" => vec![Sample::opaque("'(' || n % 2000000000 || ',1)'", 2_000_000_000)],
        "pg_lsn" => whole("'0/0'::pg_lsn + n"),
        "pg_snapshot" | "txid_snapshot" => one("'10:20:10,14,15'"),
        "aclitem" => one("'=r/' || quote_ident(current_user)"),
        "int2vector" => vec![Sample::opaque("'1 ' || n % 30000", 30_000)],
        "oidvector" => vec![Sample::opaque("'1 ' || n % 2000000000", 2_000_000_000)],
        "regclass" => one("'pg_class'"),
        "regproc" => one("'now'"),
        "regprocedure" => one("'sum(integer)'"),
        "regoper" => one("'||/'"),
        "regoperator" => one("'+(integer,integer)'"),
        "regtype" => one("'integer'"),
        "regrole" => one("quote_ident(current_user)"),
        "regnamespace" => one("'pg_catalog'"),
        "regcollation" => one("'\"C\"'"),
        "regconfig" => one("'english'"),
        "regdictionary" => one("'simple'"),
        _ => Vec::new(),
    }
}

/// Bytes of the lengths that checks name.
fn bytes(hints: &Hints) -> Vec<Sample> {
    let mut sizes: Vec<usize> = vec![8];
    for number in hints.numbers.iter().filter(|n| (0.0..10_000.0).contains(*n)) {
        let size = *number as usize;
        sizes.extend([size, size + 1, size.saturating_sub(1)]);
    }
    sizes.push(0);
    let mut found: Vec<Sample> = Vec::new();
    for size in sizes {
        let sample = if size == 0 {
            Sample::constant("''", Val::Bytes(0))
        } else {
            let modulus = if size < 6 { format!("n % {}", 1u64 << (8 * size)) } else { "n".into() };
            let capacity = if size < 6 { 1 << (8 * size) } else { MANY };
            let sql = format!("decode(lpad(to_hex({modulus}), {}, '0'), 'hex')", 2 * size);
            Sample::varying(sql, capacity, move |_| Val::Bytes(size))
        };
        if !found.contains(&sample) {
            found.push(sample);
        }
    }
    found
}

fn json(name: &str, hints: &Hints) -> Vec<Sample> {
    let object = |n: u64, value: &str| {
        let mut fields = serde_json::Map::new();
        fields.insert("n".to_owned(), n.into());
        for key in &hints.texts {
            let value = match value {
                "" => serde_json::Value::from("x"),
                "1" => 1.into(),
                _ => serde_json::Value::Array(Vec::new()),
            };
            fields.insert((*key).to_owned(), value);
        }
        Val::Json(fields.into())
    };
    let built = |value: &str, kind: &str| {
        let more: String =
            hints.texts.iter().map(|key| format!(", {}, {value}", literal(key))).collect();
        let sql = format!("{name}_build_object('n', n{more})");
        Sample {
            how: super::sample::How::Sql(sql),
            capacity: MANY,
            values: NUMBERS.iter().map(|n| object(*n, kind)).collect(),
        }
    };
    let parsed = |text: &str| {
        let value = serde_json::from_str(text).map_or(Val::Unknown, Val::Json);
        Sample::constant(literal(text), value)
    };
    let mut found = vec![built("'x'", "")];
    if !hints.texts.is_empty() {
        found.push(built("1", "1"));
        found.push(built("'[]'::json", "[]"));
    }
    found.push(Sample::varying(format!("{name}_build_array(n)"), MANY, |n| {
        Val::Json(vec![serde_json::Value::from(n)].into())
    }));
    found.extend(["{}", "[]", "\"x\"", "1", "true", "null"].map(parsed));
    found
}
