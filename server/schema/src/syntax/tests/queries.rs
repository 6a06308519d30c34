//! Queries of views.

use super::check;
use expect_test::expect;

#[test]
fn selects() {
    check(
        "create view v as select *, t.*, (f(x)).*, s.t.*, a, b as c, d e from t",
        expect![[r#"
        ⟨create view v as select …⟩ CreateView(CreateView { name: v, query: Query { body: Select { outputs: [Star, TableStar(t), CompositeStar(Expression { text: "f(x)", span: ⟨f(x)⟩, kind: Call { function: f, arguments: [Expression { text: "x", span: ⟨x⟩, kind: Column(ColumnRef { column: x }), columns: [ColumnRef { column: x }] }] }, columns: [ColumnRef { column: x }], functions: [f] }), TableStar(s.t), Expression { expression: Expression { text: "a", span: ⟨a⟩, kind: Column(ColumnRef { column: a }), columns: [ColumnRef { column: a }] } }, Expression { expression: Expression { text: "b", span: ⟨b⟩, kind: Column(ColumnRef { column: b }), columns: [ColumnRef { column: b }] }, alias: Some(c) }, Expression { expression: Expression { text: "d", span: ⟨d⟩, kind: Column(ColumnRef { column: d }), columns: [ColumnRef { column: d }] }, alias: Some(e) }], from: [FromItem { source: Relation(t) }] }, span: ⟨select *, t.*, (f(x)).*,…⟩, relations: [t], functions: [f], columns: [ColumnRef { column: x }, ColumnRef { column: a }, ColumnRef { column: b }, ColumnRef { column: d }] } })
    "#]],
    );
    check(
        "create view v as select from s.t as x (p, q), only u, lateral (select 1) w, f(a) with ordinality as g (h), json_to_record(j) as r (a int, b text), rows from (f(1), g(2)) as k, unnest(arr) n, (values (1, 'x')) z (m), t2 tablesample system (3)",
        expect![[r#"
            ⟨create view v as select …⟩ CreateView(CreateView { name: v, query: Query { body: Select { from: [FromItem { source: Relation(s.t), alias: Some(x), columns: [p, q] }, FromItem { source: Relation(u) }, FromItem { source: Query(Query { body: Select { outputs: [Expression { expression: Expression { text: "1", span: ⟨1⟩, kind: Integer("1") } }] }, span: ⟨select 1⟩ }), alias: Some(w) }, FromItem { source: Function { function: f, arguments: [Expression { text: "a", span: ⟨a⟩, kind: Column(ColumnRef { column: a }), columns: [ColumnRef { column: a }] }], ordinality: true }, alias: Some(g), columns: [h] }, FromItem { source: Function { function: json_to_record, arguments: [Expression { text: "j", span: ⟨j⟩, kind: Column(ColumnRef { column: j }), columns: [ColumnRef { column: j }] }], columns: [(a, TypeName { name: pg_catalog.int4⟨int⟩, span: ⟨int⟩ }), (b, TypeName { name: text, span: ⟨text⟩ })] }, alias: Some(r) }, FromItem { source: Other, alias: Some(k) }, FromItem { source: Function { function: unnest, arguments: [Expression { text: "arr", span: ⟨arr⟩, kind: Column(ColumnRef { column: arr }), columns: [ColumnRef { column: arr }] }] }, alias: Some(n) }, FromItem { source: Query(Query { body: Values([Expression { text: "1", span: ⟨1⟩, kind: Integer("1") }, Expression { text: "'x'", span: ⟨'x'⟩, kind: String("x") }]), span: ⟨values (1, 'x')⟩ }), alias: Some(z), columns: [m] }, FromItem { source: Relation(t2) }] }, span: ⟨select from s.t as x (p,…⟩, relations: [s.t, u, t2], functions: [f, json_to_record, f, g, unnest], types: [TypeName { name: pg_catalog.int4⟨int⟩, span: ⟨int⟩ }, TypeName { name: text, span: ⟨text⟩ }], columns: [ColumnRef { column: a }, ColumnRef { column: j }, ColumnRef { column: arr }] } })
        "#]],
    );
    check(
        "create view v as select from a join b using (id, x) left join c on c.id = a.id natural join d cross join (e join f using (y)) join (g cross join h) as i on true",
        expect![[r#"
            ⟨create view v as select …⟩ CreateView(CreateView { name: v, query: Query { body: Select { from: [FromItem { source: Relation(a) }, FromItem { source: Relation(b), using: [id, x] }, FromItem { source: Relation(c), on: Some(Expression { text: "c.id = a.id", span: ⟨c.id = a.id⟩, kind: Binary { operator: "=", left: Expression { text: "c.id", span: ⟨c.id⟩, kind: Column(ColumnRef { table: Some(c), column: id }), columns: [ColumnRef { table: Some(c), column: id }] }, right: Expression { text: "a.id", span: ⟨a.id⟩, kind: Column(ColumnRef { table: Some(a), column: id }), columns: [ColumnRef { table: Some(a), column: id }] } }, columns: [ColumnRef { table: Some(c), column: id }, ColumnRef { table: Some(a), column: id }] }) }, FromItem { source: Relation(d), natural: true }, FromItem { source: Relation(e) }, FromItem { source: Relation(f), using: [y] }, FromItem { source: Query(Query { body: Select { outputs: [Star], from: [FromItem { source: Relation(g) }, FromItem { source: Relation(h) }] }, span: ⟨(g cross join h)⟩, relations: [g, h] }), alias: Some(i), on: Some(Expression { text: "true", span: ⟨true⟩, kind: Boolean(true) }) }] }, span: ⟨select from a join b usi…⟩, relations: [a, b, c, d, e, f, g, h], columns: [ColumnRef { table: Some(c), column: id }, ColumnRef { table: Some(a), column: id }] } })
        "#]],
    );
    check(
        "create view v as select from json_table(j, '$' columns (a int path '$.a', nested path '$.b' columns (b text), o for ordinality)) x, xmltable('/a' passing d columns e int, f for ordinality) y",
        expect![[r#"
            ⟨create view v as select …⟩ CreateView(CreateView { name: v, query: Query { body: Select { from: [FromItem { source: Function { function: json_table⟨json_table(j, '$' column…⟩, columns: [(a, TypeName { name: pg_catalog.int4⟨int⟩, span: ⟨int⟩ }), (b, TypeName { name: text, span: ⟨text⟩ }), (o, TypeName { name: pg_catalog.int4⟨o for ordinality⟩, span: ⟨o for ordinality⟩ })] }, alias: Some(x) }, FromItem { source: Function { function: xmltable⟨xmltable('/a' passing d …⟩, columns: [(e, TypeName { name: pg_catalog.int4⟨int⟩, span: ⟨int⟩ }), (f, TypeName { name: pg_catalog.int4⟨f for ordinality⟩, span: ⟨f for ordinality⟩ })] }, alias: Some(y) }] }, span: ⟨select from json_table(j…⟩, types: [TypeName { name: pg_catalog.int4⟨int⟩, span: ⟨int⟩ }, TypeName { name: text, span: ⟨text⟩ }, TypeName { name: pg_catalog.int4⟨int⟩, span: ⟨int⟩ }], columns: [ColumnRef { column: j }, ColumnRef { column: d }] } })
        "#]],
    );
}

#[test]
fn with() {
    check(
        "create view v as with users as (select * from users), b (x) as materialized (select 1 from users, c) select * from b, users",
        expect![[r#"
            ⟨create view v as with us…⟩ CreateView(CreateView { name: v, query: Query { with: [CommonTable { name: users, query: Some(Query { body: Select { outputs: [Star], from: [FromItem { source: Relation(users) }] }, span: ⟨select * from users⟩, relations: [users] }) }, CommonTable { name: b, columns: [x], query: Some(Query { body: Select { outputs: [Expression { expression: Expression { text: "1", span: ⟨1⟩, kind: Integer("1") } }], from: [FromItem { source: Relation(users) }, FromItem { source: Relation(c) }] }, span: ⟨select 1 from users, c⟩, relations: [users, c] }) }], body: Select { outputs: [Star], from: [FromItem { source: Relation(b) }, FromItem { source: Relation(users) }] }, span: ⟨with users as (select * …⟩, relations: [users, c] } })
        "#]],
    );
    check(
        "create view v as with recursive r (n) as (values (1) union all select n + 1 from r) select n from r where n in (select id from t)",
        expect![[r#"
            ⟨create view v as with re…⟩ CreateView(CreateView { name: v, query: Query { with: [CommonTable { name: r, columns: [n], query: Some(Query { body: SetOperation { left: Query { body: Values([Expression { text: "1", span: ⟨1⟩, kind: Integer("1") }]), span: ⟨values (1)⟩ }, right: Query { body: Select { outputs: [Expression { expression: Expression { text: "n + 1", span: ⟨n + 1⟩, kind: Binary { operator: "+", left: Expression { text: "n", span: ⟨n⟩, kind: Column(ColumnRef { column: n }), columns: [ColumnRef { column: n }] }, right: Expression { text: "1", span: ⟨1⟩, kind: Integer("1") } }, columns: [ColumnRef { column: n }] } }], from: [FromItem { source: Relation(r) }] }, span: ⟨select n + 1 from r⟩, relations: [r], columns: [ColumnRef { column: n }] } }, span: ⟨values (1) union all sel…⟩, relations: [r], columns: [ColumnRef { column: n }] }) }], body: Select { outputs: [Expression { expression: Expression { text: "n", span: ⟨n⟩, kind: Column(ColumnRef { column: n }), columns: [ColumnRef { column: n }] } }], from: [FromItem { source: Relation(r) }], filter: Some(Expression { text: "n in (select id from t)", span: ⟨n in (select id from t)⟩, kind: In { operand: Expression { text: "n", span: ⟨n⟩, kind: Column(ColumnRef { column: n }), columns: [ColumnRef { column: n }] }, items: [Expression { text: "(select id from t)", span: ⟨(select id from t)⟩, kind: Subquery(Query { body: Select { outputs: [Expression { expression: Expression { text: "id", span: ⟨id⟩, kind: Column(ColumnRef { column: id }), columns: [ColumnRef { column: id }] } }], from: [FromItem { source: Relation(t) }] }, span: ⟨select id from t⟩, relations: [t], columns: [ColumnRef { column: id }] }), columns: [ColumnRef { column: id }], relations: [t] }] }, columns: [ColumnRef { column: n }, ColumnRef { column: id }], relations: [t] }) }, span: ⟨with recursive r (n) as …⟩, relations: [t], columns: [ColumnRef { column: n }, ColumnRef { column: n }, ColumnRef { column: n }, ColumnRef { column: id }] } })
        "#]],
    );
    check(
        "create table t as with moved as (delete from a returning *) select * from moved",
        expect![[r#"
            ⟨create table t as with m…⟩ CreateTableAs(CreateTableAs { name: t, query: Some(Query { with: [CommonTable { name: moved }], body: Select { outputs: [Star], from: [FromItem { source: Relation(moved) }] }, span: ⟨with moved as (delete fr…⟩, relations: [a] }) })
        "#]],
    );
    check(
        "create view v as with a as (select 1) (with b as (select 2) select * from a, b) order by 1",
        expect![[r#"
            ⟨create view v as with a …⟩ CreateView(CreateView { name: v, query: Query { with: [CommonTable { name: a, query: Some(Query { body: Select { outputs: [Expression { expression: Expression { text: "1", span: ⟨1⟩, kind: Integer("1") } }] }, span: ⟨select 1⟩ }) }, CommonTable { name: b, query: Some(Query { body: Select { outputs: [Expression { expression: Expression { text: "2", span: ⟨2⟩, kind: Integer("2") } }] }, span: ⟨select 2⟩ }) }], body: Select { outputs: [Star], from: [FromItem { source: Relation(a) }, FromItem { source: Relation(b) }] }, span: ⟨with a as (select 1) (wi…⟩ } })
        "#]],
    );
}

#[test]
fn set_operations() {
    check(
        "create view v as (select a from t union all select b from u) intersect values (1), (2) order by 1 limit 3",
        expect![[r#"
            ⟨create view v as (select…⟩ CreateView(CreateView { name: v, query: Query { body: SetOperation { left: Query { body: SetOperation { left: Query { body: Select { outputs: [Expression { expression: Expression { text: "a", span: ⟨a⟩, kind: Column(ColumnRef { column: a }), columns: [ColumnRef { column: a }] } }], from: [FromItem { source: Relation(t) }] }, span: ⟨select a from t⟩, relations: [t], columns: [ColumnRef { column: a }] }, right: Query { body: Select { outputs: [Expression { expression: Expression { text: "b", span: ⟨b⟩, kind: Column(ColumnRef { column: b }), columns: [ColumnRef { column: b }] } }], from: [FromItem { source: Relation(u) }] }, span: ⟨select b from u⟩, relations: [u], columns: [ColumnRef { column: b }] } }, span: ⟨select a from t union al…⟩, relations: [t, u], columns: [ColumnRef { column: a }, ColumnRef { column: b }] }, right: Query { body: Values([Expression { text: "1", span: ⟨1⟩, kind: Integer("1") }]), span: ⟨values (1), (2)⟩ } }, span: ⟨(select a from t union a…⟩, relations: [t, u], columns: [ColumnRef { column: a }, ColumnRef { column: b }] } })
        "#]],
    );
    check(
        "create view v as table s.t",
        expect![[r#"
        ⟨create view v as table s…⟩ CreateView(CreateView { name: v, query: Query { body: Table(s.t), span: ⟨table s.t⟩, relations: [s.t] } })
    "#]],
    );
    check(
        "create view v as ((select 1))",
        expect![[r#"
        ⟨create view v as ((selec…⟩ CreateView(CreateView { name: v, query: Query { body: Select { outputs: [Expression { expression: Expression { text: "1", span: ⟨1⟩, kind: Integer("1") } }] }, span: ⟨select 1⟩ } })
    "#]],
    );
}
