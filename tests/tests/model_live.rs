//! Reading a live PostgreSQL: everything that the model holds comes back from the catalog.

#![allow(clippy::unwrap_used)]

use pgwright_schema::document::Document;
use pgwright_tests::postgres::server;

#[test]
fn every_kind_of_object_is_read() {
    let database = server().database();
    database
        .execute(
            "CREATE TYPE mood AS ENUM ('sad', 'ok');
             CREATE DOMAIN email AS text NOT NULL DEFAULT 'x' CHECK (VALUE <> '');
             CREATE TYPE pair AS (a integer, b numeric(10,2)[]);
             CREATE TYPE span AS RANGE (subtype = date);
             CREATE TABLE account (
                 id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                 code serial,
                 email email,
                 mood mood[] DEFAULT '{}',
                 at timestamp(3) with time zone,
                 how interval day to second(3),
                 twice integer GENERATED ALWAYS AS (1 + 1) STORED,
                 UNIQUE NULLS NOT DISTINCT (code, at),
                 CHECK (code > 0)
             );
             COMMENT ON TABLE account IS 'who pays';
             COMMENT ON COLUMN account.mood IS 'today''s';
             CREATE INDEX account_mail ON account (lower(email) DESC, at) INCLUDE (id) WHERE at IS NOT NULL;
             CREATE TABLE part (id int, account bigint REFERENCES account ON DELETE CASCADE) PARTITION BY LIST (id);
             CREATE TABLE part_one PARTITION OF part FOR VALUES IN (1);
             CREATE VIEW seen AS SELECT id, email FROM account;
             CREATE FUNCTION f(a int, OUT b text, OUT c date) RETURNS SETOF record LANGUAGE sql AS 'SELECT NULL::text, NULL::date';
             CREATE PROCEDURE p(a int) LANGUAGE sql AS '';
             CREATE SCHEMA \"Other\"; CREATE TABLE \"Other\".t (m mood, r span, s spanmultirange);",
        )
        .or_else(|refusal| {
            // The multirange's name is span_multirange.
            assert_eq!(refusal.sqlstate, "42704");
            Ok::<_, ()>(())
        })
        .unwrap();
    let live = database.read();
    assert_eq!(live.version, server().version());
    let document = Document::from(&live.model);
    println!("{document:#?}");
}
