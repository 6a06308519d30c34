//! Reading a live PostgreSQL: everything that the model holds comes back from the catalog.

#![allow(clippy::unwrap_used)]

use expect_test::expect;
use pgwright_database::{Error, Limits};
use pgwright_schema::document::{Document, differences};
use pgwright_schema::model::{ConstraintKind, IndexTarget, Model};
use pgwright_tests::postgres::{Database, server, wait};

const SCHEMA: &str = "
    COMMENT ON SCHEMA public IS 'the shop';
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    ALTER TYPE mood ADD VALUE 'meh' BEFORE 'ok';
    CREATE DOMAIN email AS varchar(80) NOT NULL DEFAULT 'x' CONSTRAINT at CHECK (VALUE LIKE '%@%');
    CREATE TYPE pair AS (a integer, b numeric(10,2)[]);
    COMMENT ON TYPE pair IS 'two';
    CREATE TYPE span AS RANGE (subtype = date, multirange_type_name = spans);
    CREATE TABLE account (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        gone text,
        code serial,
        email email,
        mood mood[] DEFAULT '{}',
        at timestamp(3) with time zone,
        how interval day to second(3),
        name text COLLATE \"C\",
        twice integer GENERATED ALWAYS AS (1 + 1) STORED,
        UNIQUE NULLS NOT DISTINCT (code, at),
        CONSTRAINT positive CHECK (code > 0) NO INHERIT,
        EXCLUDE USING gist (span WITH &&, int8range(code, code) WITH =) WHERE (code > 1),
        span span
    );
    ALTER TABLE account DROP COLUMN gone;
    COMMENT ON TABLE account IS 'who pays';
    COMMENT ON COLUMN account.mood IS 'today''s';
    CREATE INDEX account_mail ON account (lower(email) DESC, at NULLS FIRST) INCLUDE (id)
        WHERE at IS NOT NULL;
    CREATE TABLE part (id int, account bigint REFERENCES account ON DELETE CASCADE)
        PARTITION BY LIST (id);
    CREATE TABLE part_one PARTITION OF part FOR VALUES IN (1);
    CREATE TABLE child (id int, more pair) INHERITS (part_parent);
    CREATE VIEW seen AS SELECT id, email FROM account;
    CREATE FUNCTION f(a char, OUT b text, OUT c date) RETURNS SETOF record LANGUAGE sql
        AS 'SELECT NULL::text, NULL::date';
    CREATE PROCEDURE p(a int) LANGUAGE sql AS '';
    CREATE SEQUENCE free AS smallint;
    CREATE SCHEMA \"Other\";
    CREATE TABLE \"Other\".t (m mood, r spans, \"Row\" account[]);
    CREATE TEMPORARY TABLE passing (a int);
    CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
    CREATE EXTENSION pg_trgm;";

fn database() -> Database {
    let database = server().database();
    database.execute("CREATE TABLE part_parent (id int NOT NULL)").unwrap();
    database.execute(SCHEMA).unwrap();
    database
}

#[test]
fn every_kind_of_object_is_read() {
    let database = database();
    let live = database.read();
    assert_eq!(live.version, server().version());
    let document = Document::from(&live.model);
    let json = serde_json::to_string_pretty(&document).unwrap();
    expect![[r#"
        {
          "format": "pg-schema/1",
          "extensions": [
            "pg_trgm"
          ],
          "schemas": [
            {
              "name": "Other",
              "tables": [
                {
                  "name": "t",
                  "kind": "table",
                  "columns": [
                    {
                      "name": "m",
                      "type": "mood"
                    },
                    {
                      "name": "r",
                      "type": "spans"
                    },
                    {
                      "name": "Row",
                      "type": "account[]"
                    }
                  ]
                }
              ]
            },
            {
              "name": "public",
              "comment": "the shop",
              "tables": [
                {
                  "name": "account",
                  "kind": "table",
                  "comment": "who pays",
                  "columns": [
                    {
                      "name": "id",
                      "type": "bigint",
                      "nullable": false,
                      "identity": "ALWAYS"
                    },
                    {
                      "name": "code",
                      "type": "integer",
                      "nullable": false,
                      "default": "nextval('account_code_seq'::regclass)"
                    },
                    {
                      "name": "email",
                      "type": "email"
                    },
                    {
                      "name": "mood",
                      "type": "mood[]",
                      "default": "'{}'::mood[]",
                      "comment": "today's"
                    },
                    {
                      "name": "at",
                      "type": "timestamp(3) with time zone"
                    },
                    {
                      "name": "how",
                      "type": "interval day to second(3)"
                    },
                    {
                      "name": "name",
                      "type": "text"
                    },
                    {
                      "name": "twice",
                      "type": "integer",
                      "generated": "1 + 1"
                    },
                    {
                      "name": "span",
                      "type": "span"
                    }
                  ],
                  "primary_key": {
                    "name": "account_pkey",
                    "columns": [
                      "id"
                    ]
                  },
                  "unique_constraints": [
                    {
                      "name": "account_code_at_key",
                      "columns": [
                        "code",
                        "at"
                      ],
                      "nulls_distinct": false
                    }
                  ],
                  "check_constraints": [
                    {
                      "name": "positive",
                      "expression": "(code > 0)"
                    }
                  ],
                  "exclusion_constraints": [
                    {
                      "name": "account_span_int8range_excl",
                      "columns": [
                        "span"
                      ]
                    }
                  ],
                  "indexes": [
                    {
                      "name": "account_mail",
                      "method": "btree",
                      "keys": [
                        {
                          "expression": "lower(email::text)"
                        },
                        "at"
                      ],
                      "include": [
                        "id"
                      ],
                      "where": "at IS NOT NULL"
                    }
                  ]
                },
                {
                  "name": "child",
                  "kind": "table",
                  "inherits": [
                    {
                      "schema": "public",
                      "table": "part_parent"
                    }
                  ],
                  "columns": [
                    {
                      "name": "id",
                      "type": "integer",
                      "nullable": false
                    },
                    {
                      "name": "more",
                      "type": "pair"
                    }
                  ]
                },
                {
                  "name": "part",
                  "kind": "partitioned_table",
                  "columns": [
                    {
                      "name": "id",
                      "type": "integer"
                    },
                    {
                      "name": "account",
                      "type": "bigint"
                    }
                  ],
                  "foreign_keys": [
                    {
                      "name": "part_account_fkey",
                      "columns": [
                        "account"
                      ],
                      "references": {
                        "schema": "public",
                        "table": "account",
                        "columns": [
                          "id"
                        ]
                      },
                      "on_delete": "CASCADE",
                      "on_update": "NO ACTION",
                      "validated": true
                    }
                  ]
                },
                {
                  "name": "part_one",
                  "kind": "table",
                  "partition_of": {
                    "schema": "public",
                    "table": "part"
                  },
                  "columns": [
                    {
                      "name": "id",
                      "type": "integer"
                    },
                    {
                      "name": "account",
                      "type": "bigint"
                    }
                  ],
                  "foreign_keys": [
                    {
                      "name": "part_account_fkey",
                      "columns": [
                        "account"
                      ],
                      "references": {
                        "schema": "public",
                        "table": "account",
                        "columns": [
                          "id"
                        ]
                      },
                      "on_delete": "CASCADE",
                      "on_update": "NO ACTION",
                      "validated": true
                    }
                  ]
                },
                {
                  "name": "part_parent",
                  "kind": "table",
                  "columns": [
                    {
                      "name": "id",
                      "type": "integer",
                      "nullable": false
                    }
                  ]
                },
                {
                  "name": "seen",
                  "kind": "view",
                  "columns": [
                    {
                      "name": "id",
                      "type": "bigint"
                    },
                    {
                      "name": "email",
                      "type": "email"
                    }
                  ]
                }
              ],
              "enums": [
                {
                  "name": "mood",
                  "labels": [
                    "sad",
                    "meh",
                    "ok"
                  ]
                }
              ],
              "domains": [
                {
                  "name": "email",
                  "base_type": "character varying(80)",
                  "nullable": false,
                  "default": "'x'::character varying",
                  "check_constraints": [
                    {
                      "name": "at",
                      "expression": "((VALUE)::text ~~ '%@%'::text)"
                    }
                  ]
                }
              ],
              "composite_types": [
                {
                  "name": "pair",
                  "attributes": [
                    {
                      "name": "a",
                      "type": "integer"
                    },
                    {
                      "name": "b",
                      "type": "numeric(10,2)[]"
                    }
                  ]
                }
              ],
              "range_types": [
                {
                  "name": "span",
                  "subtype": "date"
                }
              ],
              "sequences": [
                {
                  "name": "account_code_seq",
                  "type": "integer",
                  "owned_by": {
                    "schema": "public",
                    "table": "account",
                    "column": "code"
                  }
                },
                {
                  "name": "account_id_seq",
                  "type": "bigint",
                  "owned_by": {
                    "schema": "public",
                    "table": "account",
                    "column": "id"
                  }
                },
                {
                  "name": "free",
                  "type": "smallint"
                }
              ],
              "functions": [
                {
                  "name": "f",
                  "kind": "function",
                  "arguments": [
                    "character"
                  ],
                  "returns": "record",
                  "returns_set": true
                },
                {
                  "name": "p",
                  "kind": "procedure",
                  "arguments": [
                    "integer"
                  ],
                  "returns": "void"
                }
              ]
            }
          ]
        }"#]]
    .assert_eq(&json);
}

/// What the document does not carry.
#[test]
fn ids_and_details_are_those_of_the_catalog() {
    let model = database().read().model;
    let account = model.relation_named("public", "account").unwrap();
    let numbers: Vec<u16> = account.columns.iter().map(|column| column.id.0).collect();
    assert_eq!(numbers, [1, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert_eq!(account.next_column, 11);
    assert_eq!(account.column_named("name").unwrap().collation.as_deref(), Some("C"));
    let index = &account.indexes[0];
    assert!(index.keys[0].descending && index.keys[0].nulls_first && index.keys[1].nulls_first);
    assert!(
        matches!(&index.keys[0].target, IndexTarget::Expression(text) if &**text == "lower(email::text)")
    );
    assert_eq!(account.column_names(&index.expression_columns), ["email"]);
    let exclusion = account.constraints.iter().find_map(|constraint| match &constraint.kind {
        ConstraintKind::Exclusion { method, keys, columns, .. } => Some((method, keys, columns)),
        _ => None,
    });
    let (method, keys, columns) = exclusion.unwrap();
    assert_eq!((&**method, &*keys[0].1, &*keys[1].1), ("gist", "&&", "="));
    assert_eq!(account.column_names(columns), ["code"]);
    let view = model.relation_named("public", "seen").unwrap();
    let columns: Vec<&str> = view
        .depends_on
        .iter()
        .filter(|(object, _)| *object == account.id)
        .flat_map(|(_, column)| {
            account.column_names(&column.map(|id| vec![id]).unwrap_or_default())
        })
        .collect();
    assert_eq!(columns, ["id", "email"]);
    assert!(
        model.functions.values().any(|function| function.extension.as_deref() == Some("pg_trgm"))
    );
    let same =
        |model: &Model| differences(&Document::from(model), &Document::from(model), "a", "b");
    assert_eq!(same(&model), []);
}

#[test]
fn differences_are_named_object_by_object() {
    let database = database();
    let before = Document::from(&database.read().model);
    database
        .execute(
            "DROP TABLE \"Other\".t;
             ALTER TABLE account DROP COLUMN how, ADD phone text, ALTER at DROP NOT NULL,
                 ALTER name TYPE varchar(9);
             CREATE INDEX ON account (at);
             ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
             DROP SEQUENCE free;",
        )
        .unwrap();
    let after = Document::from(&database.read().model);
    let found = differences(&before, &after, "model", "postgres");
    let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
    expect![[r#"
        table Other.t: only in model
        table public.account: column how: only in model
        table public.account: column name: type: text in model, character varying(9) in postgres
        table public.account: column name: collate C only in model
        table public.account: column phone: only in postgres
        table public.account: index account_at_idx: only in postgres
        enum public.mood: labels: sad, meh, ok in model, blue, meh, ok in postgres
        sequence public.free: only in model"#]]
    .assert_eq(&lines.join("\n"));
}

#[test]
fn a_reader_that_is_refused_names_the_place_and_not_the_password() {
    let error = wait(pgwright_database::read(
        &server().dsn_of("nobody_here", "topsecret", "no_such_database"),
        Limits::default(),
    ))
    .unwrap_err();
    assert!(matches!(error, Error::Connect { .. }), "{error:?}");
    let text = format!("{error}");
    assert!(text.contains("database no_such_database at 127.0.0.1:"), "{text}");
    assert!(!format!("{text} {error:?}").contains("topsecret"));
}
