//! Changes to a text keep its comments, order, quotes and blank lines.

use expect_test::{Expect, expect};
use pgwright_config::{Edit, EditError, append, remove, set};

const TEXT: &str = r#"# The shop's.
database:
  # whose rules
  version: 17 # for now

  schema: "shop"   # quoted


output:
  package: 'repo'
functions: [create, get] # few
types:
  overrides:
    - postgres: numeric # money
      go: example.com/x.Y
tables:
  # people
  users: {struct: User}

  orders:
    entity: Order # one
# the end
"#;

/// Shows what a change does, as the lines that go and come.
fn check(text: &str, edit: Result<Edit, EditError>, expected: Expect) {
    let shown = match edit {
        Ok(edit) => {
            let new = edit.apply(text);
            let (old, new): (Vec<_>, Vec<_>) =
                (text.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
            let before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
            let (old, new) = (&old[before..], &new[before..]);
            let behind = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
            let lines = |sign, lines: &[&str]| -> String {
                lines.iter().map(|line| format!("{sign}{line:?}\n")).collect()
            };
            lines("-", &old[..old.len() - behind]) + &lines("+", &new[..new.len() - behind])
        }
        Err(error) => format!("{error}\n"),
    };
    expected.assert_eq(&shown);
}

#[test]
fn a_value_is_set() {
    check(
        TEXT,
        set(TEXT, &["database", "version"], 18),
        expect![[r#"
        -"  version: 17 # for now\n"
        +"  version: 18 # for now\n"
    "#]],
    );
    check(
        TEXT,
        set(TEXT, &["database", "schema"], "public"),
        expect![[r#"
        -"  schema: \"shop\"   # quoted\n"
        +"  schema: \"public\"   # quoted\n"
    "#]],
    );
    check(
        TEXT,
        set(TEXT, &["output", "package"], "it's"),
        expect![[r#"
        -"  package: 'repo'\n"
        +"  package: 'it''s'\n"
    "#]],
    );
    check(
        TEXT,
        set(TEXT, &["functions", "1"], "list"),
        expect![[r#"
        -"functions: [create, get] # few\n"
        +"functions: [create, list] # few\n"
    "#]],
    );
    check(
        TEXT,
        set(TEXT, &["functions"], ["list"]),
        expect![[r#"
            -"functions: [create, get] # few\n"
            +"functions: [list] # few\n"
        "#]],
    );
    check(
        TEXT,
        set(TEXT, &["types", "overrides", "0", "go"], "[]byte"),
        expect![[r#"
        -"      go: example.com/x.Y\n"
        +"      go: '[]byte'\n"
    "#]],
    );
    check(TEXT, set(TEXT, &["database", "version"], 17), expect![[r#""#]]);
}

#[test]
fn an_entry_is_added() {
    check(
        TEXT,
        set(TEXT, &["database", "dsn"], "${DATABASE_URL}"),
        expect![[r#"
        +"  dsn: \"${DATABASE_URL}\"\n"
        +"\n"
    "#]],
    );
    check(
        TEXT,
        set(TEXT, &["tables", "users", "entity"], "User"),
        expect![[r#"
        -"  users: {struct: User}\n"
        +"  users: {struct: User, entity: User}\n"
    "#]],
    );
    check(
        TEXT,
        set(TEXT, &["tables", "orders", "columns", "id", "field"], "Key"),
        expect![[r#"
            +"    columns:\n"
            +"      id:\n"
            +"        field: Key\n"
        "#]],
    );
    check(
        TEXT,
        set(TEXT, &["tables", "audit_*", "exclude"], true),
        expect![[r#"
        +"\n"
        +"  audit_*:\n"
        +"    exclude: true\n"
    "#]],
    );
    check(
        TEXT,
        set(TEXT, &["tables", "*", "exclude"], true),
        expect![[r#"
        +"\n"
        +"  '*':\n"
        +"    exclude: true\n"
    "#]],
    );
    check(
        TEXT,
        set(TEXT, &["naming", "structs"], "singular"),
        expect![[r#"
        +"naming:\n"
        +"  structs: singular\n"
    "#]],
    );
    check(
        "",
        set("", &["database", "schema"], "shop"),
        expect![[r#"
        +"database:\n"
        +"  schema: shop\n"
    "#]],
    );
    check(
        "# nothing yet\n",
        set("# nothing yet\n", &["database", "schema"], "shop"),
        expect![[r#"
            +"\n"
            +"database:\n"
            +"  schema: shop\n"
        "#]],
    );
    let empty = "database:\ntables:  # soon\n";
    check(
        empty,
        set(empty, &["tables", "users", "entity"], "User"),
        expect![[r#"
        +"  users:\n"
        +"    entity: User\n"
    "#]],
    );
    let windows = "database:\r\n  schema: a\r\n";
    check(
        windows,
        set(windows, &["database", "version"], 18),
        expect![[r#"
        +"  version: 18\r\n"
    "#]],
    );
    let open = "database:\n  schema: a";
    check(
        open,
        set(open, &["database", "version"], 18),
        expect![[r#"
        -"  schema: a"
        +"  schema: a\n"
        +"  version: 18"
    "#]],
    );
}

#[test]
fn an_item_is_appended() {
    check(
        TEXT,
        append(TEXT, &["functions"], "list"),
        expect![[r#"
        -"functions: [create, get] # few\n"
        +"functions: [create, get, list] # few\n"
    "#]],
    );
    let item = std::collections::BTreeMap::from([("column", "a.b"), ("go", "example.com/x.Z")]);
    check(
        TEXT,
        append(TEXT, &["types", "overrides"], &item),
        expect![[r#"
        +"    - column: a.b\n"
        +"      go: example.com/x.Z\n"
    "#]],
    );
    check(
        TEXT,
        append(TEXT, &["migrations", "exclude"], "seeds/**"),
        expect![[r#"
        +"migrations:\n"
        +"  exclude:\n"
        +"    - seeds/**\n"
    "#]],
    );
}

#[test]
fn an_entry_is_removed() {
    check(
        TEXT,
        remove(TEXT, &["tables", "users"]),
        expect![[r#"
        -"  # people\n"
        -"  users: {struct: User}\n"
    "#]],
    );
    check(
        TEXT,
        remove(TEXT, &["database", "version"]),
        expect![[r#"
        -"  # whose rules\n"
        -"  version: 17 # for now\n"
    "#]],
    );
    check(
        TEXT,
        remove(TEXT, &["functions", "0"]),
        expect![[r#"
        -"functions: [create, get] # few\n"
        +"functions: [get] # few\n"
    "#]],
    );
    check(
        TEXT,
        remove(TEXT, &["nothing"]),
        expect![[r#"
        the text cannot be changed: no entry at nothing
    "#]],
    );
}

#[test]
fn a_half_typed_text_is_changed_where_it_can_be_read() {
    let text =
        "database:\n  sche\n  version: 17 # for now\noutput: {package: x\ntables:\n  users: {}\n";
    check(
        text,
        set(text, &["database", "version"], 18),
        expect![[r#"
        -"  version: 17 # for now\n"
        +"  version: 18 # for now\n"
    "#]],
    );
    check(
        text,
        set(text, &["tables", "orders", "entity"], "Order"),
        expect![[r#"
        +"  orders:\n"
        +"    entity: Order\n"
    "#]],
    );
    check(
        text,
        set(text, &["database", "dsn"], "x"),
        expect![[r#"
            +"  dsn: x\n"
        "#]],
    );
    let twice = "a: 1\na: 2\n";
    check(
        twice,
        set(twice, &["a"], 3),
        expect![[r#"
        the text cannot be changed: duplicate mapping key
    "#]],
    );
    check(
        text,
        set(text, &["database", "version", "x"], 1),
        expect![[r#"
        the text cannot be changed: not a mapping at database.version
    "#]],
    );
}
