//! Expressions: what they are at the top, and what is named in them.

use super::parse_whole;
use crate::statement::{Expression, ExpressionKind, Output, QueryBody, Statement};
use expect_test::expect;
use std::fmt::Write;

#[test]
fn kinds_and_names() {
    let mut out = String::new();
    for text in [
        "a",
        "t.a",
        "s.t.a",
        "(a)",
        "((a + b))",
        "a -- comment\n  +  b",
        "NULL",
        "true",
        "42",
        "1.5e3",
        "'x'",
        "E'x'",
        "-1",
        "a::int",
        "cast(a as s.t[])",
        "date '2020-01-01'",
        "interval '1' day",
        "'s.\"T\"'::regclass",
        "now()",
        "s.f(a, 1)",
        "count(*)",
        "f(x => a)",
        "current_timestamp",
        "current_timestamp(3)",
        "current_user",
        "coalesce(a, b)",
        "nullif(a, b)",
        "greatest(a, 1)",
        "extract(year from a)",
        "trim(both 'x' from a)",
        "trim(leading from a)",
        "position('x' in a)",
        "substring(a from 1 for 2)",
        "overlay(a placing b from 1)",
        "a at time zone 'utc'",
        "a at local",
        "collation for (a)",
        "xmlelement(name x, a)",
        "json_object('a': b)",
        "grouping(a)",
        "count(distinct a order by b) filter (where c)",
        "rank() over (partition by a order by b)",
        "nextval('s.q')",
        "nextval('q'::regclass)",
        "case when a then b else c end",
        "case a when 1 then b end",
        "array[a, b]",
        "array(select a from t)",
        "(select a from t)",
        "exists (select 1 from t where b)",
        "row(a, b)",
        "(a, b)",
        "a[1]",
        "a[1:2]",
        "(a).b",
        "(s.f(a)).b",
        "a = b",
        "a and b or c",
        "a || b",
        "a ->> 'x'",
        "a operator(pg_catalog.+) b",
        "not a",
        "a is null",
        "a isnull",
        "a is not null",
        "a is distinct from b",
        "a is true",
        "a in (1, 2)",
        "a in (select b from t)",
        "a between b and c",
        "a like b",
        "a not ilike b",
        "a = any(b)",
        "a = all (select b from t)",
        "a collate \"C\"",
        "$1",
    ] {
        let statement = format!("create view v as select {text}");
        let parsed = parse_whole(&statement);
        let Statement::CreateView(view) = &parsed.statements[0].statement else {
            panic!("{text}: {:?}", parsed.problems)
        };
        let QueryBody::Select { outputs, .. } = &view.query.body else { panic!("{text}") };
        let Output::Expression { expression, .. } = &outputs[0] else { panic!("{text}") };
        writeln!(out, "{text:?}: {}", shape(expression)).unwrap();
    }
    expect![[r#"
        "a": `a` column, columns a
        "t.a": `t.a` column, columns t.a
        "s.t.a": `s.t.a` column, columns s.t.a
        "(a)": `a` column, columns a
        "((a + b))": `a + b` +(column, column), columns a b
        "a -- comment\n  +  b": `a + b` +(column, column), columns a b
        "NULL": `NULL` Null
        "true": `true` Boolean(true)
        "42": `42` Integer("42")
        "1.5e3": `1.5e3` Numeric("1.5e3")
        "'x'": `'x'` String("x")
        "E'x'": `E'x'` String("x")
        "-1": `-1` Other
        "a::int": `a::int` cast(column), columns a, types pg_catalog.int4
        "cast(a as s.t[])": `cast(a as s.t[])` cast(column), columns a, types s.t
        "date '2020-01-01'": `date '2020-01-01'` cast(String("2020-01-01")), types date
        "interval '1' day": `interval '1' day` cast(String("1")), types pg_catalog.interval
        "'s.\"T\"'::regclass": `'s."T"'::regclass` cast(String("s.\"T\"")), types regclass, relations s.T
        "now()": `now()` call now(), functions now
        "s.f(a, 1)": `s.f(a, 1)` call f(column, Integer("1")), columns a, functions s.f
        "count(*)": `count(*)` call count(), functions count
        "f(x => a)": `f(x => a)` call f(column), columns a, functions f
        "current_timestamp": `current_timestamp` call current_timestamp(), functions current_timestamp
        "current_timestamp(3)": `current_timestamp(3)` call current_timestamp(Integer("3")), functions current_timestamp
        "current_user": `current_user` call current_user(), functions current_user
        "coalesce(a, b)": `coalesce(a, b)` call coalesce(column, column), columns a b, functions coalesce
        "nullif(a, b)": `nullif(a, b)` call nullif(column, column), columns a b, functions nullif
        "greatest(a, 1)": `greatest(a, 1)` call greatest(column, Integer("1")), columns a, functions greatest
        "extract(year from a)": `extract(year from a)` call extract(column), columns a, functions extract
        "trim(both 'x' from a)": `trim(both 'x' from a)` call btrim(String("x"), column), columns a, functions btrim
        "trim(leading from a)": `trim(leading from a)` call ltrim(column), columns a, functions ltrim
        "position('x' in a)": `position('x' in a)` call position(String("x"), column), columns a, functions position
        "substring(a from 1 for 2)": `substring(a from 1 for 2)` call substring(column, Integer("1"), Integer("2")), columns a, functions substring
        "overlay(a placing b from 1)": `overlay(a placing b from 1)` call overlay(column, column, Integer("1")), columns a b, functions overlay
        "a at time zone 'utc'": `a at time zone 'utc'` call timezone(String("utc"), column), columns a, functions timezone
        "a at local": `a at local` call timezone(column), columns a, functions timezone
        "collation for (a)": `collation for (a)` call pg_collation_for(column), columns a, functions pg_collation_for
        "xmlelement(name x, a)": `xmlelement(name x, a)` call xmlelement(column), columns a, functions xmlelement
        "json_object('a': b)": `json_object('a': b)` call json_object(String("a"), column), columns b, functions json_object
        "grouping(a)": `grouping(a)` call grouping(column), columns a, functions grouping
        "count(distinct a order by b) filter (where c)": `count(distinct a order by b) filter (where c)` call count(column), columns a b c, functions count
        "rank() over (partition by a order by b)": `rank() over (partition by a order by b)` call rank() over, columns a b, functions rank
        "nextval('s.q')": `nextval('s.q')` call nextval(String("s.q")), functions nextval, relations s.q
        "nextval('q'::regclass)": `nextval('q'::regclass)` call nextval(cast(String("q"))), functions nextval, types regclass, relations q
        "case when a then b else c end": `case when a then b else c end` case(column, column), columns a b c
        "case a when 1 then b end": `case a when 1 then b end` case(column, Null), columns a b
        "array[a, b]": `array[a, b]` array(column, column), columns a b
        "array(select a from t)": `array(select a from t)` array subquery, columns a, relations t
        "(select a from t)": `(select a from t)` subquery, columns a, relations t
        "exists (select 1 from t where b)": `exists (select 1 from t where b)` exists, columns b, relations t
        "row(a, b)": `row(a, b)` Row, columns a b
        "(a, b)": `(a, b)` Row, columns a b
        "a[1]": `a[1]` element(column), columns a
        "a[1:2]": `a[1:2]` slice(column), columns a
        "(a).b": `(a).b` field(column, b), columns a
        "(s.f(a)).b": `(s.f(a)).b` field(call f(column), b), columns a, functions s.f
        "a = b": `a = b` =(column, column), columns a b
        "a and b or c": `a and b or c` or(and(column, column), column), columns a b c
        "a || b": `a || b` ||(column, column), columns a b
        "a ->> 'x'": `a ->> 'x'` ->>(column, String("x")), columns a
        "a operator(pg_catalog.+) b": `a operator(pg_catalog.+) b` +(column, column), columns a b
        "not a": `not a` not(column), columns a
        "a is null": `a is null` null(column, false), columns a
        "a isnull": `a isnull` null(column, false), columns a
        "a is not null": `a is not null` null(column, true), columns a
        "a is distinct from b": `a is distinct from b` is distinct from(column, column), columns a b
        "a is true": `a is true` Predicate, columns a
        "a in (1, 2)": `a in (1, 2)` In { operand: Expression { text: "a", span: Span { start: 24, end: 25 }, kind: Column(ColumnRef { table: None, column: Name { text: "a", span: Span { start: 24, end: 25 } } }), columns: [ColumnRef { table: None, column: Name { text: "a", span: Span { start: 24, end: 25 } } }], functions: [], types: [], relations: [] }, items: [Expression { text: "1", span: Span { start: 30, end: 31 }, kind: Integer("1"), columns: [], functions: [], types: [], relations: [] }, Expression { text: "2", span: Span { start: 33, end: 34 }, kind: Integer("2"), columns: [], functions: [], types: [], relations: [] }], negated: false }, columns a
        "a in (select b from t)": `a in (select b from t)` In { operand: Expression { text: "a", span: Span { start: 24, end: 25 }, kind: Column(ColumnRef { table: None, column: Name { text: "a", span: Span { start: 24, end: 25 } } }), columns: [ColumnRef { table: None, column: Name { text: "a", span: Span { start: 24, end: 25 } } }], functions: [], types: [], relations: [] }, items: [Expression { text: "(select b from t)", span: Span { start: 29, end: 46 }, kind: Subquery(Query { with: [], body: Select { outputs: [Expression { expression: Expression { text: "b", span: Span { start: 37, end: 38 }, kind: Column(ColumnRef { table: None, column: Name { text: "b", span: Span { start: 37, end: 38 } } }), columns: [ColumnRef { table: None, column: Name { text: "b", span: Span { start: 37, end: 38 } } }], functions: [], types: [], relations: [] }, alias: None }], from: [FromItem { source: Relation(QualifiedName { schema: None, name: Name { text: "t", span: Span { start: 44, end: 45 } } }), alias: None, columns: [], using: [], on: None, natural: false }], filter: None }, span: Span { start: 30, end: 45 }, relations: [QualifiedName { schema: None, name: Name { text: "t", span: Span { start: 44, end: 45 } } }], functions: [], types: [], columns: [ColumnRef { table: None, column: Name { text: "b", span: Span { start: 37, end: 38 } } }] }), columns: [ColumnRef { table: None, column: Name { text: "b", span: Span { start: 37, end: 38 } } }], functions: [], types: [], relations: [QualifiedName { schema: None, name: Name { text: "t", span: Span { start: 44, end: 45 } } }] }], negated: false }, columns a b, relations t
        "a between b and c": `a between b and c` Predicate, columns a b c
        "a like b": `a like b` Predicate, columns a b
        "a not ilike b": `a not ilike b` Predicate, columns a b
        "a = any(b)": `a = any(b)` =(column, Other), columns a b
        "a = all (select b from t)": `a = all (select b from t)` =(column, Other), columns a b, relations t
        "a collate \"C\"": `a collate "C"` column, columns a
        "$1": `$1` Other
    "#]].assert_eq(&out);
}

fn shape(expression: &Expression) -> String {
    let mut line = format!("`{}` {}", expression.text, kind(expression));
    let dotted = |name: &crate::statement::QualifiedName| {
        let schema = name.schema.as_ref().map(|schema| format!("{}.", schema.text));
        format!("{}{}", schema.unwrap_or_default(), name.name.text)
    };
    let columns: Vec<_> = expression
        .columns
        .iter()
        .map(|column| {
            let table = column.table.as_ref().map(|table| dotted(table) + ".");
            format!("{}{}", table.unwrap_or_default(), column.column.text)
        })
        .collect();
    let functions: Vec<_> = expression.functions.iter().map(dotted).collect();
    let types: Vec<_> = expression.types.iter().map(|data_type| dotted(&data_type.name)).collect();
    let relations: Vec<_> = expression.relations.iter().map(dotted).collect();
    for (label, names) in
        [("columns", columns), ("functions", functions), ("types", types), ("relations", relations)]
    {
        if !names.is_empty() {
            write!(line, ", {label} {}", names.join(" ")).unwrap();
        }
    }
    line
}

/// The kind alone, with those of its parts.
fn kind(expression: &Expression) -> String {
    let list = |parts: &[Expression]| parts.iter().map(kind).collect::<Vec<_>>().join(", ");
    match &expression.kind {
        ExpressionKind::Column(_) => "column".to_owned(),
        ExpressionKind::Cast { operand, .. } => format!("cast({})", kind(operand)),
        ExpressionKind::Call { function, arguments, window } => format!(
            "call {}({}){}",
            function.name.text,
            list(arguments),
            if *window { " over" } else { "" }
        ),
        ExpressionKind::Case(results) => format!("case({})", list(results)),
        ExpressionKind::Array(items) => format!("array({})", list(items)),
        ExpressionKind::Binary { operator, left, right } => {
            format!("{operator}({}, {})", kind(left), kind(right))
        }
        ExpressionKind::Not(operand) => format!("not({})", kind(operand)),
        ExpressionKind::IsNull { operand, negated } => {
            format!("null({}, {negated})", kind(operand))
        }
        ExpressionKind::Field { operand, field } => {
            format!("field({}, {})", kind(operand), field.text)
        }
        ExpressionKind::Element(operand) => format!("element({})", kind(operand)),
        ExpressionKind::Slice(operand) => format!("slice({})", kind(operand)),
        ExpressionKind::Subquery(_) => "subquery".to_owned(),
        ExpressionKind::ArraySubquery(_) => "array subquery".to_owned(),
        ExpressionKind::Exists(_) => "exists".to_owned(),
        other => format!("{other:?}"),
    }
}
