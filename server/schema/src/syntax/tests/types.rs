//! Every spelling of a type.

use super::parse_whole;
use crate::statement::{Statement, TableElement};
use expect_test::expect;
use std::fmt::Write;

#[test]
fn spellings() {
    let mut out = String::new();
    for spelling in [
        "int",
        "integer",
        "INT4",
        "smallint",
        "int2",
        "bigint",
        "int8",
        "serial",
        "bigserial",
        "real",
        "float",
        "float(24)",
        "float(25)",
        "float8",
        "double precision",
        "decimal",
        "decimal(10,2)",
        "dec(3)",
        "numeric(3, -2)",
        "boolean",
        "bool",
        "\"int\"",
        "\"char\"",
        "char",
        "char(3)",
        "character",
        "character(3)",
        "nchar",
        "national character(3)",
        "varchar",
        "varchar(3)",
        "character varying",
        "char varying(3)",
        "national char varying(3)",
        "text",
        "bit",
        "bit(3)",
        "bit varying",
        "bit varying(3)",
        "varbit(3)",
        "time",
        "time(3)",
        "time with time zone",
        "time(3) with time zone",
        "time without time zone",
        "timetz",
        "timestamp",
        "timestamp(3)",
        "timestamp with time zone",
        "timestamp (3) without time zone",
        "timestamptz(3)",
        "interval",
        "interval(3)",
        "interval day",
        "interval day to second(3)",
        "interval year to month",
        "interval second(3)",
        "json",
        "jsonb",
        "uuid",
        "xml",
        "pg_catalog.int4",
        "s.\"T\"",
        "db.s.t",
        "geometry(Point, 4326)",
        "s.vec(3)",
        "int[]",
        "int[3][]",
        "int array",
        "int array[4]",
        "pg_catalog.\"char\"[]",
        "timestamp(3) with time zone[]",
    ] {
        let text = format!("create table t (c {spelling})");
        let parsed = parse_whole(&text);
        let Statement::CreateTable(table) = &parsed.statements[0].statement else {
            panic!("{spelling}: {:?}", parsed.problems)
        };
        let TableElement::Column(column) = &table.elements[0] else { panic!("{spelling}") };
        let data_type = column.data_type.as_ref().unwrap();
        assert_eq!(&text[data_type.span.range()], spelling);
        let schema = data_type.name.schema.as_ref().map(|name| format!("{}.", name.text));
        let modifiers = data_type.modifiers.join(" | ");
        let array = if data_type.array { "[]" } else { "" };
        let schema = schema.unwrap_or_default();
        writeln!(out, "{spelling} = {schema}{} ({modifiers}){array}", data_type.name.name.text)
            .unwrap();
    }
    expect![[r#"
        int = pg_catalog.int4 ()
        integer = pg_catalog.int4 ()
        INT4 = int4 ()
        smallint = pg_catalog.int2 ()
        int2 = int2 ()
        bigint = pg_catalog.int8 ()
        int8 = int8 ()
        serial = serial ()
        bigserial = bigserial ()
        real = pg_catalog.float4 ()
        float = pg_catalog.float8 ()
        float(24) = pg_catalog.float4 ()
        float(25) = pg_catalog.float8 ()
        float8 = float8 ()
        double precision = pg_catalog.float8 ()
        decimal = pg_catalog.numeric ()
        decimal(10,2) = pg_catalog.numeric (10 | 2)
        dec(3) = pg_catalog.numeric (3)
        numeric(3, -2) = pg_catalog.numeric (3 | -2)
        boolean = pg_catalog.bool ()
        bool = bool ()
        "int" = int ()
        "char" = pg_catalog.char ()
        char = pg_catalog.bpchar (1)
        char(3) = pg_catalog.bpchar (3)
        character = pg_catalog.bpchar (1)
        character(3) = pg_catalog.bpchar (3)
        nchar = pg_catalog.bpchar (1)
        national character(3) = pg_catalog.bpchar (3)
        varchar = pg_catalog.varchar ()
        varchar(3) = pg_catalog.varchar (3)
        character varying = pg_catalog.varchar ()
        char varying(3) = pg_catalog.varchar (3)
        national char varying(3) = pg_catalog.varchar (3)
        text = text ()
        bit = pg_catalog.bit (1)
        bit(3) = pg_catalog.bit (3)
        bit varying = pg_catalog.varbit ()
        bit varying(3) = pg_catalog.varbit (3)
        varbit(3) = varbit (3)
        time = pg_catalog.time ()
        time(3) = pg_catalog.time (3)
        time with time zone = pg_catalog.timetz ()
        time(3) with time zone = pg_catalog.timetz (3)
        time without time zone = pg_catalog.time ()
        timetz = timetz ()
        timestamp = pg_catalog.timestamp ()
        timestamp(3) = pg_catalog.timestamp (3)
        timestamp with time zone = pg_catalog.timestamptz ()
        timestamp (3) without time zone = pg_catalog.timestamp (3)
        timestamptz(3) = timestamptz (3)
        interval = pg_catalog.interval ()
        interval(3) = pg_catalog.interval (3)
        interval day = pg_catalog.interval (day)
        interval day to second(3) = pg_catalog.interval (day to second | 3)
        interval year to month = pg_catalog.interval (year to month)
        interval second(3) = pg_catalog.interval (second | 3)
        json = pg_catalog.json ()
        jsonb = jsonb ()
        uuid = uuid ()
        xml = xml ()
        pg_catalog.int4 = pg_catalog.int4 ()
        s."T" = s.T ()
        db.s.t = s.t ()
        geometry(Point, 4326) = geometry (Point | 4326)
        s.vec(3) = s.vec (3)
        int[] = pg_catalog.int4 ()[]
        int[3][] = pg_catalog.int4 ()[]
        int array = pg_catalog.int4 ()[]
        int array[4] = pg_catalog.int4 ()[]
        pg_catalog."char"[] = pg_catalog.char ()[]
        timestamp(3) with time zone[] = pg_catalog.timestamptz (3)[]
    "#]]
    .assert_eq(&out);
}
