//! PostgreSQL's commands from A to Z, as its reference lists them: each is followed, or changes
//! nothing that the model holds, or is told as not known. None is passed over in silence.

use super::*;
use crate::statement::AlterTableAction;
use Effect::{Followed, Nothing, Told};
use squawk_syntax::ast::{AlterColumnOption, AlterTableAction as Action, AstNode, Stmt};
use std::collections::BTreeSet;

#[derive(Debug, PartialEq)]
enum Effect {
    /// The model does what PostgreSQL does.
    Followed,
    /// It is in the list of those that change nothing that the model holds.
    Nothing,
    /// A problem says that nobody knows what it changes.
    Told,
}

/// An example of each command. Those of the SQL reference of PostgreSQL 18 and the ones that the
/// parser knows beside.
const COMMANDS: &[(Effect, &str)] = &[
    (Followed, "ABORT"),
    (Followed, "ALTER AGGREGATE a(int) RENAME TO b"),
    (Nothing, "ALTER COLLATION a REFRESH VERSION"),
    (Nothing, "ALTER CONVERSION a RENAME TO b"),
    (Nothing, "ALTER DATABASE a SET work_mem = '1MB'"),
    (Nothing, "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r"),
    (Followed, "ALTER DOMAIN a SET NOT NULL"),
    (Nothing, "ALTER EVENT TRIGGER a DISABLE"),
    (Followed, "ALTER EXTENSION a SET SCHEMA s"),
    (Nothing, "ALTER FOREIGN DATA WRAPPER a NO HANDLER"),
    (Followed, "ALTER FOREIGN TABLE a ADD COLUMN b int"),
    (Followed, "ALTER FUNCTION a(int) RENAME TO b"),
    (Nothing, "ALTER GROUP a ADD USER b"),
    (Followed, "ALTER INDEX a RENAME TO b"),
    (Nothing, "ALTER LANGUAGE a RENAME TO b"),
    (Nothing, "ALTER LARGE OBJECT 1 OWNER TO r"),
    (Followed, "ALTER MATERIALIZED VIEW a RENAME TO b"),
    (Nothing, "ALTER OPERATOR + (int, int) OWNER TO r"),
    (Nothing, "ALTER OPERATOR CLASS a USING btree RENAME TO b"),
    (Nothing, "ALTER OPERATOR FAMILY a USING btree RENAME TO b"),
    (Nothing, "ALTER POLICY a ON b USING (true)"),
    (Followed, "ALTER PROCEDURE a(int) RENAME TO b"),
    (Told, "ALTER PROPERTY GRAPH a RENAME TO b"),
    (Nothing, "ALTER PUBLICATION a ADD TABLE b"),
    (Nothing, "ALTER ROLE a WITH LOGIN"),
    (Followed, "ALTER ROUTINE a(int) RENAME TO b"),
    (Nothing, "ALTER RULE a ON b RENAME TO c"),
    (Followed, "ALTER SCHEMA a RENAME TO b"),
    (Followed, "ALTER SEQUENCE a OWNED BY b.c"),
    (Nothing, "ALTER SERVER a VERSION '1'"),
    (Nothing, "ALTER STATISTICS a RENAME TO b"),
    (Nothing, "ALTER SUBSCRIPTION a ENABLE"),
    (Nothing, "ALTER SYSTEM SET work_mem = '1MB'"),
    (Followed, "ALTER TABLE a ADD COLUMN b int"),
    (Nothing, "ALTER TABLESPACE a RENAME TO b"),
    (Nothing, "ALTER TEXT SEARCH CONFIGURATION a RENAME TO b"),
    (Nothing, "ALTER TEXT SEARCH DICTIONARY a RENAME TO b"),
    (Nothing, "ALTER TEXT SEARCH PARSER a RENAME TO b"),
    (Nothing, "ALTER TEXT SEARCH TEMPLATE a RENAME TO b"),
    (Nothing, "ALTER TRIGGER a ON b RENAME TO c"),
    (Followed, "ALTER TYPE a ADD VALUE 'b'"),
    (Nothing, "ALTER USER a WITH LOGIN"),
    (Nothing, "ALTER USER MAPPING FOR a SERVER b OPTIONS (SET c 'd')"),
    (Followed, "ALTER VIEW a RENAME TO b"),
    (Nothing, "ANALYZE a"),
    (Followed, "BEGIN"),
    (Nothing, "CALL a(1)"),
    (Nothing, "CHECKPOINT"),
    (Nothing, "CLOSE a"),
    (Nothing, "CLUSTER a USING b"),
    (Followed, "COMMENT ON TABLE a IS 'b'"),
    (Followed, "COMMIT"),
    (Nothing, "COMMIT PREPARED 'a'"),
    (Nothing, "COPY a TO STDOUT"),
    (Nothing, "CREATE ACCESS METHOD a TYPE INDEX HANDLER b"),
    (Followed, "CREATE AGGREGATE a(int) (SFUNC = b, STYPE = int)"),
    (Nothing, "CREATE CAST (a AS b) WITHOUT FUNCTION"),
    (Nothing, "CREATE COLLATION a (locale = 'C')"),
    (Nothing, "CREATE CONVERSION a FOR 'UTF8' TO 'LATIN1' FROM b"),
    (Nothing, "CREATE DATABASE a"),
    (Followed, "CREATE DOMAIN a AS int"),
    (Nothing, "CREATE EVENT TRIGGER a ON sql_drop EXECUTE FUNCTION b()"),
    (Followed, "CREATE EXTENSION a"),
    (Nothing, "CREATE FOREIGN DATA WRAPPER a"),
    (Followed, "CREATE FOREIGN TABLE a (b int) SERVER c"),
    (Followed, "CREATE FUNCTION a() RETURNS int LANGUAGE sql AS 'SELECT 1'"),
    (Nothing, "CREATE GROUP a"),
    (Followed, "CREATE INDEX ON a (b)"),
    (Nothing, "CREATE LANGUAGE a"),
    (Followed, "CREATE MATERIALIZED VIEW a AS SELECT 1"),
    (Nothing, "CREATE OPERATOR + (FUNCTION = a, LEFTARG = int)"),
    (Nothing, "CREATE OPERATOR CLASS a FOR TYPE int USING btree AS STORAGE int"),
    (Nothing, "CREATE OPERATOR FAMILY a USING btree"),
    (Nothing, "CREATE POLICY a ON b"),
    (Followed, "CREATE PROCEDURE a() LANGUAGE sql AS 'SELECT 1'"),
    (Told, "CREATE PROPERTY GRAPH a VERTEX TABLES (b)"),
    (Nothing, "CREATE PUBLICATION a FOR ALL TABLES"),
    (Nothing, "CREATE ROLE a"),
    (Nothing, "CREATE RULE a AS ON INSERT TO b DO NOTHING"),
    (Followed, "CREATE SCHEMA a"),
    (Followed, "CREATE SEQUENCE a"),
    (Nothing, "CREATE SERVER a FOREIGN DATA WRAPPER b"),
    (Nothing, "CREATE STATISTICS a ON b, c FROM d"),
    (Nothing, "CREATE SUBSCRIPTION a CONNECTION 'b' PUBLICATION c"),
    (Followed, "CREATE TABLE a (b int)"),
    (Followed, "CREATE TABLE a AS SELECT 1"),
    (Nothing, "CREATE TABLESPACE a LOCATION '/b'"),
    (Nothing, "CREATE TEXT SEARCH CONFIGURATION a (COPY = b)"),
    (Nothing, "CREATE TEXT SEARCH DICTIONARY a (TEMPLATE = b)"),
    (Nothing, "CREATE TEXT SEARCH PARSER a (START = b)"),
    (Nothing, "CREATE TEXT SEARCH TEMPLATE a (LEXIZE = b)"),
    (Nothing, "CREATE TRANSFORM FOR int LANGUAGE a (FROM SQL WITH FUNCTION b(internal))"),
    (Nothing, "CREATE TRIGGER a BEFORE INSERT ON b FOR EACH ROW EXECUTE FUNCTION c()"),
    (Followed, "CREATE TYPE a AS ENUM ('b')"),
    (Nothing, "CREATE USER a"),
    (Nothing, "CREATE USER MAPPING FOR a SERVER b"),
    (Followed, "CREATE VIEW a AS SELECT 1"),
    (Nothing, "DEALLOCATE a"),
    (Nothing, "DECLARE a CURSOR FOR SELECT 1"),
    (Nothing, "DELETE FROM a"),
    (Followed, "DISCARD ALL"),
    (Followed, "DO $$ BEGIN DROP TABLE a; END $$"),
    (Nothing, "DROP ACCESS METHOD a"),
    (Followed, "DROP AGGREGATE a(int)"),
    (Nothing, "DROP CAST (a AS b)"),
    (Nothing, "DROP COLLATION a"),
    (Nothing, "DROP CONVERSION a"),
    (Nothing, "DROP DATABASE a"),
    (Followed, "DROP DOMAIN a"),
    (Nothing, "DROP EVENT TRIGGER a"),
    (Followed, "DROP EXTENSION a"),
    (Nothing, "DROP FOREIGN DATA WRAPPER a"),
    (Followed, "DROP FOREIGN TABLE a"),
    (Followed, "DROP FUNCTION a"),
    (Nothing, "DROP GROUP a"),
    (Followed, "DROP INDEX a"),
    (Nothing, "DROP LANGUAGE a"),
    (Followed, "DROP MATERIALIZED VIEW a"),
    (Nothing, "DROP OPERATOR + (int, int)"),
    (Nothing, "DROP OPERATOR CLASS a USING btree"),
    (Nothing, "DROP OPERATOR FAMILY a USING btree"),
    (Told, "DROP OWNED BY a"),
    (Nothing, "DROP POLICY a ON b"),
    (Followed, "DROP PROCEDURE a"),
    (Told, "DROP PROPERTY GRAPH a"),
    (Nothing, "DROP PUBLICATION a"),
    (Nothing, "DROP ROLE a"),
    (Followed, "DROP ROUTINE a"),
    (Nothing, "DROP RULE a ON b"),
    (Followed, "DROP SCHEMA a"),
    (Followed, "DROP SEQUENCE a"),
    (Nothing, "DROP SERVER a"),
    (Nothing, "DROP STATISTICS a"),
    (Nothing, "DROP SUBSCRIPTION a"),
    (Followed, "DROP TABLE a"),
    (Nothing, "DROP TABLESPACE a"),
    (Nothing, "DROP TEXT SEARCH CONFIGURATION a"),
    (Nothing, "DROP TEXT SEARCH DICTIONARY a"),
    (Nothing, "DROP TEXT SEARCH PARSER a"),
    (Nothing, "DROP TEXT SEARCH TEMPLATE a"),
    (Nothing, "DROP TRANSFORM FOR int LANGUAGE a"),
    (Nothing, "DROP TRIGGER a ON b"),
    (Followed, "DROP TYPE a"),
    (Nothing, "DROP USER a"),
    (Nothing, "DROP USER MAPPING FOR a SERVER b"),
    (Followed, "DROP VIEW a"),
    (Followed, "END"),
    (Nothing, "EXECUTE a"),
    (Nothing, "EXPLAIN SELECT 1"),
    (Nothing, "FETCH a"),
    (Nothing, "GRANT SELECT ON a TO b"),
    (Told, "IMPORT FOREIGN SCHEMA a FROM SERVER b INTO c"),
    (Nothing, "INSERT INTO a VALUES (1)"),
    (Nothing, "LISTEN a"),
    (Nothing, "LOAD 'a'"),
    (Nothing, "LOCK TABLE a"),
    (Nothing, "MERGE INTO a USING b ON true WHEN MATCHED THEN DELETE"),
    (Nothing, "MOVE a"),
    (Nothing, "NOTIFY a"),
    (Nothing, "PREPARE a AS SELECT 1"),
    (Nothing, "PREPARE TRANSACTION 'a'"),
    (Nothing, "REASSIGN OWNED BY a TO b"),
    (Nothing, "REFRESH MATERIALIZED VIEW a"),
    (Nothing, "REINDEX TABLE a"),
    (Followed, "RELEASE SAVEPOINT a"),
    (Nothing, "REPACK a"),
    (Followed, "RESET search_path"),
    (Nothing, "RESET ROLE"),
    (Nothing, "RESET SESSION AUTHORIZATION"),
    (Nothing, "REVOKE SELECT ON a FROM b"),
    (Followed, "ROLLBACK"),
    (Nothing, "ROLLBACK PREPARED 'a'"),
    (Followed, "ROLLBACK TO SAVEPOINT a"),
    (Followed, "SAVEPOINT a"),
    (Nothing, "SECURITY LABEL ON TABLE a IS 'b'"),
    (Nothing, "SELECT 1"),
    (Followed, "SELECT set_config('search_path', 'a', false)"),
    (Nothing, "(SELECT 1)"),
    (Nothing, "SELECT 1 UNION SELECT 2"),
    (Followed, "SELECT 1 AS a INTO b"),
    (Followed, "SET search_path = a"),
    (Nothing, "SET work_mem = '1MB'"),
    (Nothing, "SET CONSTRAINTS ALL DEFERRED"),
    (Nothing, "SET ROLE a"),
    (Nothing, "SET SESSION AUTHORIZATION a"),
    (Nothing, "SET TRANSACTION READ ONLY"),
    (Nothing, "SHOW ALL"),
    (Followed, "START TRANSACTION"),
    (Nothing, "TABLE a"),
    (Nothing, "TRUNCATE a"),
    (Nothing, "UNLISTEN a"),
    (Nothing, "UPDATE a SET b = 1"),
    (Nothing, "VACUUM a"),
    (Nothing, "VALUES (1)"),
    (Nothing, ";"),
];

fn only_statement(text: &str) -> Statement {
    let mut file = parse_whole(text);
    assert!(file.problems.is_empty(), "{text}: {:?}", file.problems);
    file.statements.pop().map_or(Statement::Nothing, |located| located.statement)
}

#[test]
fn each_command_is_followed_or_known_to_change_nothing_or_told() {
    for (effect, text) in COMMANDS {
        let found = match only_statement(text) {
            Statement::Nothing => Nothing,
            Statement::Unknown { .. } => Told,
            Statement::Broken { .. } => panic!("{text} is broken"),
            _ => Followed,
        };
        assert_eq!(found, *effect, "{text}");
    }
}

/// Every kind of node that the parser has.
fn kinds() -> impl Iterator<Item = tree::Kind> {
    (0..tree::Kind::__LAST as u16).map(tree::Kind::from)
}

/// The kinds of all nodes in some texts.
fn kinds_in<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeSet<tree::Kind> {
    texts
        .flat_map(|text| {
            let tree = tree::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
            tree.descendants().map(|node| node.kind()).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn every_statement_that_the_parser_knows_is_a_command() {
    let seen = kinds_in(COMMANDS.iter().map(|(_, text)| *text));
    let missing: Vec<_> =
        kinds().filter(|kind| Stmt::can_cast(*kind) && !seen.contains(kind)).collect();
    assert!(missing.is_empty(), "no example of {missing:?}");
}

/// The forms of ALTER TABLE, and whether each is known.
const ACTIONS: &[(bool, &str)] = &[
    (true, "ADD COLUMN a int"),
    (true, "ADD CONSTRAINT a CHECK (b > 0) NOT VALID"),
    (true, "ADD CONSTRAINT a PRIMARY KEY USING INDEX b"),
    (true, "ALTER COLUMN a TYPE int USING b"),
    (true, "ALTER COLUMN a SET DEFAULT 1"),
    (true, "ALTER COLUMN a DROP DEFAULT"),
    (true, "ALTER COLUMN a SET NOT NULL"),
    (true, "ALTER COLUMN a DROP NOT NULL"),
    (true, "ALTER COLUMN a SET EXPRESSION AS (1)"),
    (true, "ALTER COLUMN a DROP EXPRESSION IF EXISTS"),
    (true, "ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY"),
    (true, "ALTER COLUMN a SET GENERATED ALWAYS"),
    (true, "ALTER COLUMN a SET INCREMENT BY 2"),
    (true, "ALTER COLUMN a SET GENERATED ALWAYS SET START 2 RESTART"),
    (true, "ALTER COLUMN a RESTART WITH 1"),
    (true, "ALTER COLUMN a DROP IDENTITY"),
    (true, "ALTER COLUMN a SET STATISTICS 1"),
    (true, "ALTER COLUMN a SET (n_distinct = 1)"),
    (true, "ALTER COLUMN a RESET (n_distinct)"),
    (true, "ALTER COLUMN a SET STORAGE PLAIN"),
    (true, "ALTER COLUMN a SET COMPRESSION pglz"),
    (true, "ALTER CONSTRAINT a DEFERRABLE"),
    (true, "ALTER CONSTRAINT a NO INHERIT"),
    (true, "ALTER CONSTRAINT a INHERIT"),
    (true, "VALIDATE CONSTRAINT a"),
    (true, "DROP COLUMN a CASCADE"),
    (true, "DROP CONSTRAINT a"),
    (true, "DISABLE TRIGGER a"),
    (true, "ENABLE TRIGGER ALL"),
    (true, "ENABLE REPLICA TRIGGER a"),
    (true, "ENABLE ALWAYS TRIGGER a"),
    (true, "DISABLE RULE a"),
    (true, "ENABLE RULE a"),
    (true, "ENABLE REPLICA RULE a"),
    (true, "ENABLE ALWAYS RULE a"),
    (true, "DISABLE ROW LEVEL SECURITY"),
    (true, "ENABLE ROW LEVEL SECURITY"),
    (true, "FORCE ROW LEVEL SECURITY"),
    (true, "NO FORCE ROW LEVEL SECURITY"),
    (true, "CLUSTER ON a"),
    (true, "SET WITHOUT CLUSTER"),
    (true, "SET WITHOUT OIDS"),
    (true, "SET ACCESS METHOD heap"),
    (true, "SET TABLESPACE a"),
    (true, "SET LOGGED"),
    (true, "SET UNLOGGED"),
    (true, "SET (fillfactor = 10)"),
    (true, "RESET (fillfactor)"),
    (true, "INHERIT a"),
    (true, "NO INHERIT a"),
    (true, "OF a"),
    (true, "NOT OF"),
    (true, "OWNER TO a"),
    (true, "REPLICA IDENTITY FULL"),
    (true, "RENAME COLUMN a TO b"),
    (true, "RENAME CONSTRAINT a TO b"),
    (true, "RENAME TO a"),
    (true, "SET SCHEMA a"),
    (true, "ATTACH PARTITION a FOR VALUES IN (1)"),
    (true, "ATTACH PARTITION a DEFAULT"),
    (true, "DETACH PARTITION a CONCURRENTLY"),
    (true, "DETACH PARTITION a FINALIZE"),
    (true, "OPTIONS (ADD a 'b')"),
    (true, "OPTIONS (a 'b')"),
    (true, "ALTER COLUMN a OPTIONS (SET b 'c')"),
    // Of versions to come.
    (false, "MERGE PARTITIONS (a, b) INTO c"),
    (false, "SPLIT PARTITION a INTO (PARTITION b DEFAULT)"),
];

#[test]
fn each_form_of_alter_table_has_its_arm() {
    for (known, action) in ACTIONS {
        let table = if action.contains("OPTIONS") { "FOREIGN TABLE" } else { "TABLE" };
        let text = format!("ALTER {table} t {action}");
        let statement = only_statement(&text);
        let unknown = match &statement {
            Statement::AlterTable(altered) => {
                let none = altered.actions.is_empty();
                let unknown =
                    |it: &AlterTableAction| matches!(it, AlterTableAction::Unknown { .. });
                none || altered.actions.iter().any(unknown)
            }
            Statement::Rename(_) | Statement::SetSchema(_) => false,
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(!unknown, *known, "{text}: {statement:?}");
    }
}

#[test]
fn every_form_of_alter_table_that_the_parser_knows_is_tried() {
    let texts: Vec<String> = ACTIONS
        .iter()
        .map(|(_, action)| {
            let table = if action.contains("OPTIONS") { "FOREIGN TABLE" } else { "TABLE" };
            format!("ALTER {table} t {action}")
        })
        .collect();
    let seen = kinds_in(texts.iter().map(String::as_str));
    // The parser has the list of options as an action and as the child of one.
    let known = |kind: &tree::Kind| {
        *kind != tree::Kind::OPTION_ITEM_LIST
            && (Action::can_cast(*kind) || AlterColumnOption::can_cast(*kind))
    };
    let missing: Vec<_> = kinds().filter(|kind| known(kind) && !seen.contains(kind)).collect();
    assert!(missing.is_empty(), "no example of {missing:?}");
}
