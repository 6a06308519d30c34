//! The one list of statements that are known to change nothing that the model holds.

use crate::syntax::tree::Kind;

/// Whether a statement of that kind changes nothing that the model holds. What is neither here
/// nor lowered is [`crate::statement::Statement::Unknown`].
pub(super) fn changes_nothing(kind: Kind) -> bool {
    matches!(
        kind,
        // Data.
        Kind::CALL
            | Kind::COPY
            | Kind::DELETE
            | Kind::INSERT
            | Kind::MERGE
            | Kind::TRUNCATE
            | Kind::UPDATE
            | Kind::VALUES
            | Kind::TABLE
            | Kind::COMPOUND_SELECT
            | Kind::PAREN_SELECT
            // Upkeep.
            | Kind::ANALYZE
            | Kind::CHECKPOINT
            | Kind::CLUSTER
            | Kind::EXPLAIN
            | Kind::LOAD
            | Kind::LOCK
            | Kind::REFRESH
            | Kind::REINDEX
            | Kind::REPACK
            | Kind::VACUUM
            // Sessions, cursors, prepared statements, messages.
            | Kind::CLOSE
            | Kind::DEALLOCATE
            | Kind::DECLARE
            | Kind::EXECUTE
            | Kind::FETCH
            | Kind::LISTEN
            | Kind::MOVE
            | Kind::NOTIFY
            | Kind::PREPARE
            | Kind::RESET_ROLE
            | Kind::RESET_SESSION_AUTH
            | Kind::SET_CONSTRAINTS
            | Kind::SET_ROLE
            | Kind::SET_SESSION_AUTH
            | Kind::SET_TRANSACTION
            | Kind::SHOW
            | Kind::UNLISTEN
            | Kind::EMPTY_STMT
            // Two-phase commit ends the transaction elsewhere.
            | Kind::COMMIT_PREPARED
            | Kind::PREPARE_TRANSACTION
            | Kind::ROLLBACK_PREPARED
            // Rights and roles.
            | Kind::ALTER_DEFAULT_PRIVILEGES
            | Kind::ALTER_GROUP
            | Kind::ALTER_POLICY
            | Kind::ALTER_ROLE
            | Kind::ALTER_USER
            | Kind::CREATE_GROUP
            | Kind::CREATE_POLICY
            | Kind::CREATE_ROLE
            | Kind::CREATE_USER
            | Kind::DROP_GROUP
            | Kind::DROP_POLICY
            | Kind::DROP_ROLE
            | Kind::DROP_USER
            | Kind::GRANT
            | Kind::REASSIGN
            | Kind::REVOKE
            | Kind::SECURITY_LABEL
            // Rules, triggers, statistics.
            | Kind::ALTER_EVENT_TRIGGER
            | Kind::ALTER_RULE
            | Kind::ALTER_STATISTICS
            | Kind::ALTER_TRIGGER
            | Kind::CREATE_EVENT_TRIGGER
            | Kind::CREATE_RULE
            | Kind::CREATE_STATISTICS
            | Kind::CREATE_TRIGGER
            | Kind::DROP_EVENT_TRIGGER
            | Kind::DROP_RULE
            | Kind::DROP_STATISTICS
            | Kind::DROP_TRIGGER
            // Databases, servers, replication.
            | Kind::ALTER_DATABASE
            | Kind::ALTER_FOREIGN_DATA_WRAPPER
            | Kind::ALTER_LARGE_OBJECT
            | Kind::ALTER_PUBLICATION
            | Kind::ALTER_SERVER
            | Kind::ALTER_SUBSCRIPTION
            | Kind::ALTER_SYSTEM
            | Kind::ALTER_TABLESPACE
            | Kind::ALTER_USER_MAPPING
            | Kind::CREATE_DATABASE
            | Kind::CREATE_FOREIGN_DATA_WRAPPER
            | Kind::CREATE_PUBLICATION
            | Kind::CREATE_SERVER
            | Kind::CREATE_SUBSCRIPTION
            | Kind::CREATE_TABLESPACE
            | Kind::CREATE_USER_MAPPING
            | Kind::DROP_DATABASE
            | Kind::DROP_FOREIGN_DATA_WRAPPER
            | Kind::DROP_PUBLICATION
            | Kind::DROP_SERVER
            | Kind::DROP_SUBSCRIPTION
            | Kind::DROP_TABLESPACE
            | Kind::DROP_USER_MAPPING
            // Operators, casts, collations, languages, text search.
            | Kind::ALTER_COLLATION
            | Kind::ALTER_CONVERSION
            | Kind::ALTER_LANGUAGE
            | Kind::ALTER_OPERATOR
            | Kind::ALTER_OPERATOR_CLASS
            | Kind::ALTER_OPERATOR_FAMILY
            | Kind::ALTER_TEXT_SEARCH_CONFIGURATION
            | Kind::ALTER_TEXT_SEARCH_DICTIONARY
            | Kind::ALTER_TEXT_SEARCH_PARSER
            | Kind::ALTER_TEXT_SEARCH_TEMPLATE
            | Kind::CREATE_ACCESS_METHOD
            | Kind::CREATE_CAST
            | Kind::CREATE_COLLATION
            | Kind::CREATE_CONVERSION
            | Kind::CREATE_LANGUAGE
            | Kind::CREATE_OPERATOR
            | Kind::CREATE_OPERATOR_CLASS
            | Kind::CREATE_OPERATOR_FAMILY
            | Kind::CREATE_TEXT_SEARCH_CONFIGURATION
            | Kind::CREATE_TEXT_SEARCH_DICTIONARY
            | Kind::CREATE_TEXT_SEARCH_PARSER
            | Kind::CREATE_TEXT_SEARCH_TEMPLATE
            | Kind::CREATE_TRANSFORM
            | Kind::DROP_ACCESS_METHOD
            | Kind::DROP_CAST
            | Kind::DROP_COLLATION
            | Kind::DROP_CONVERSION
            | Kind::DROP_LANGUAGE
            | Kind::DROP_OPERATOR
            | Kind::DROP_OPERATOR_CLASS
            | Kind::DROP_OPERATOR_FAMILY
            | Kind::DROP_TEXT_SEARCH_CONFIG
            | Kind::DROP_TEXT_SEARCH_DICT
            | Kind::DROP_TEXT_SEARCH_PARSER
            | Kind::DROP_TEXT_SEARCH_TEMPLATE
            | Kind::DROP_TRANSFORM
    )
}
