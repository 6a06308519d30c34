//! Names and string constants as the catalog holds them.

use super::parse_whole;
use crate::statement::{Statement, TableElement};
use expect_test::expect;
use std::fmt::Write;

fn column(text: &str) -> (String, String) {
    let parsed = parse_whole(text);
    let Statement::CreateTable(table) = &parsed.statements[0].statement else {
        return (format!("{:?}", parsed.problems), String::new());
    };
    let TableElement::Column(column) = &table.elements[0] else { return Default::default() };
    (column.name.text.to_string(), text[column.name.span.range()].to_owned())
}

#[test]
fn identifiers() {
    let mut out = String::new();
    let long = "x".repeat(62) + "é";
    let quoted = format!("\"{}é\"", "Y".repeat(62));
    for spelling in [
        "Users",
        "usERS_1$",
        "Größe",
        "ÄPFEL",
        "表",
        "\"Users\"",
        "\"a\"\"b\"",
        "\"a.b c\"",
        "U&\"d\\0061t\\+000061\"",
        "u&\"d!0061t\" uescape '!'",
        "U&\"\\D83D\\DE00\"",
        "U&\"a\\\\b\"",
        "select_",
        "type",
        "\"select\"",
        &long,
        &quoted,
    ] {
        let (name, covered) = column(&format!("create table t ({spelling} int)"));
        assert!(covered == spelling, "{covered} {spelling}");
        writeln!(out, "{spelling} = {name} ({} bytes)", name.len()).unwrap();
    }
    expect![[r#"
        Users = users (5 bytes)
        usERS_1$ = users_1$ (8 bytes)
        Größe = größe (7 bytes)
        ÄPFEL = Äpfel (6 bytes)
        表 = 表 (3 bytes)
        "Users" = Users (5 bytes)
        "a""b" = a"b (3 bytes)
        "a.b c" = a.b c (5 bytes)
        U&"d\0061t\+000061" = data (4 bytes)
        u&"d!0061t" uescape '!' = dat (3 bytes)
        U&"\D83D\DE00" = 😀 (4 bytes)
        U&"a\\b" = a\b (3 bytes)
        select_ = select_ (7 bytes)
        type = type (4 bytes)
        "select" = select (6 bytes)
        xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxé = xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx (62 bytes)
        "YYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYé" = YYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYY (62 bytes)
    "#]].assert_eq(&out);
}

#[test]
fn strings() {
    let mut out = String::new();
    for constant in [
        "'a''b'",
        "'a\\nb'",
        "E'a\\nb\\'c''d\\x41\\101\\u0041\\U0001F600'",
        "e'\\uD83D\\uDE00'",
        "e'gr\\303\\266\\xC3\\x9fe \\x\\9'",
        "U&'\\0041\\+00005A'",
        "U&'!0041' uescape '!'",
        "$$a'b$$",
        "$x$a$$b$x$",
        "'a'\n  'b'",
        "E'a\\n'\n'\\tb'",
        "N'x'",
        "''",
        "'Größe 表'",
    ] {
        let parsed = parse_whole(&format!("comment on table t is {constant}"));
        let Statement::Comment(comment) = &parsed.statements[0].statement else {
            panic!("{constant}: {:?}", parsed.problems)
        };
        writeln!(out, "{constant:?} = {:?}", comment.text.as_deref()).unwrap();
    }
    expect![[r#"
        "'a''b'" = Some("a'b")
        "'a\\nb'" = Some("a\\nb")
        "E'a\\nb\\'c''d\\x41\\101\\u0041\\U0001F600'" = Some("a\nb'c'dAAA😀")
        "e'\\uD83D\\uDE00'" = Some("😀")
        "e'gr\\303\\266\\xC3\\x9fe \\x\\9'" = Some("größe x9")
        "U&'\\0041\\+00005A'" = Some("AZ")
        "U&'!0041' uescape '!'" = Some("A")
        "$$a'b$$" = Some("a'b")
        "$x$a$$b$x$" = Some("a$$b")
        "'a'\n  'b'" = Some("ab")
        "E'a\\n'\n'\\tb'" = Some("a\n\tb")
        "N'x'" = Some("x")
        "''" = Some("")
        "'Größe 表'" = Some("Größe 表")
    "#]]
    .assert_eq(&out);
}
