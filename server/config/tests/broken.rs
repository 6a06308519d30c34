//! Texts that are half typed, or no YAML at all.

mod support;

use expect_test::expect;
use support::check;

#[test]
fn a_half_typed_line_is_told_where_it_stands() {
    check(
        "database:\n  sche\n  version: 17\n",
        expect![[r#"
            2:3 "sche" config-syntax: there is no `:` behind `sche`
              help: write `sche: ` and its value
        "#]],
    );
    check(
        "database:\n  schema:public\n",
        expect![[r#"
            2:3 "schema:public" config-value: `database` wants a block with keys such as `version`, `dsn`, `schema`; there is the text `schema:public`
              help: write `schema:`, a blank, and its value
        "#]],
    );
    check(
        "functions: [create, get\ndatabase:\n  version: 17\n",
        expect![[r#"
            1:12 "[" config-syntax: the `[` has no `]`
              help: write the `]` where it ends
        "#]],
    );
    check(
        "database:\n  dsn: \"abc\n  version: 17\noutput:\n  package: \"x\"\n",
        expect![[r#"
            2:8 "\"" config-syntax: the `"` has no second one
              help: write the `"` where the text ends
        "#]],
    );
    check(
        "database:\n\tversion: 17\noutput: {package: x}\n",
        expect![[r#"
        2:2 "version: 17" config-syntax: tabs cannot be used for block indentation
          help: YAML indents with spaces only; replace the tabs used for indentation here with spaces
    "#]],
    );
    check(
        "database:\n  - version: 17\n  schema: x\n",
        expect![[r#"
            2:3 "- version: 17" config-value: `database` wants a block with keys such as `version`, `dsn`, `schema`; there is a list
            3:3 "schema: x" config-syntax: this line is indented unlike those around it
              help: indent it as the lines beside it
        "#]],
    );
    check(
        "database:\n  schema: a: b\n  version: 17\n",
        expect![[r#"
            2:13 " b" config-syntax: there is a second `: ` in the line
              help: write the value in quotes if the `: ` is part of it
        "#]],
    );
    check(
        "]\ndatabase: {version: 17}\n}\n",
        expect![[r#"
        1:1 "]" config-syntax: this character cannot start a node
        3:1 "}" config-syntax: this character cannot start a node
    "#]],
    );
    check(
        "database: {version: 17}\n---\noutput: {package: x}\n",
        expect![[r#"
            2:1 "---" config-syntax: a second document begins here; a configuration is one
              help: remove the `---`
        "#]],
    );
    check(
        "database: *nope\noutput: {package: x}\n",
        expect![[r#"
            1:11 "*nope" config-syntax: the alias names no anchor above it
              help: write the value in quotes, or `&` and the name before what it stands for
        "#]],
    );
    check(
        "database: !!int x\noutput: {package: x}\n",
        expect![[r#"
            1:17 "x" config-syntax: the value does not fit its tag
              help: remove the tag
        "#]],
    );
    check(
        "a: b\n  c: d\n",
        expect![[r#"
            1:1 "a" config-unknown-key: `a` is no key of the configuration
              help: the keys here are `required_version`, `database`, `migrations`, `output`, `naming`, `types`, `functions`, `generate`, `tables`, `problems`
            2:3 "c: d" config-syntax: this line is indented unlike those around it
              help: indent it as the lines beside it
        "#]],
    );
}
