//! The names that PL/pgSQL has for SQLSTATEs, of those that a change of the schema can meet.

/// Conditions with their SQLSTATE, from `errcodes.txt`; a code that ends in `000` is a whole
/// class.
const CONDITIONS: &[(&str, &str)] = &[
    ("ambiguous_alias", "42P09"),
    ("ambiguous_column", "42702"),
    ("ambiguous_function", "42725"),
    ("cannot_coerce", "42846"),
    ("check_violation", "23514"),
    ("datatype_mismatch", "42804"),
    ("dependent_objects_still_exist", "2BP01"),
    ("dependent_privilege_descriptors_still_exist", "2B000"),
    ("duplicate_alias", "42712"),
    ("duplicate_column", "42701"),
    ("duplicate_cursor", "42P03"),
    ("duplicate_database", "42P04"),
    ("duplicate_function", "42723"),
    ("duplicate_object", "42710"),
    ("duplicate_prepared_statement", "42P05"),
    ("duplicate_schema", "42P06"),
    ("duplicate_table", "42P07"),
    ("feature_not_supported", "0A000"),
    ("foreign_key_violation", "23503"),
    ("integrity_constraint_violation", "23000"),
    ("invalid_column_definition", "42611"),
    ("invalid_column_reference", "42P10"),
    ("invalid_foreign_key", "42830"),
    ("invalid_function_definition", "42P13"),
    ("invalid_name", "42602"),
    ("invalid_object_definition", "42P17"),
    ("invalid_parameter_value", "22023"),
    ("invalid_schema_definition", "42P15"),
    ("invalid_schema_name", "3F000"),
    ("invalid_table_definition", "42P16"),
    ("name_too_long", "42622"),
    ("not_null_violation", "23502"),
    ("object_in_use", "55006"),
    ("object_not_in_prerequisite_state", "55000"),
    ("reserved_name", "42939"),
    ("syntax_error", "42601"),
    ("syntax_error_or_access_rule_violation", "42000"),
    ("undefined_column", "42703"),
    ("undefined_file", "58P01"),
    ("undefined_function", "42883"),
    ("undefined_object", "42704"),
    ("undefined_parameter", "42P02"),
    ("undefined_table", "42P01"),
    ("unique_violation", "23505"),
    ("wrong_object_type", "42809"),
];

/// Whether a handler's condition takes up a SQLSTATE: `others`, a name, or a code as it is.
pub(super) fn is_condition_of(condition: &str, sqlstate: &str) -> bool {
    if condition == "others" {
        return true;
    }
    let code = match CONDITIONS.binary_search_by_key(&condition, |(name, _)| name) {
        Ok(at) => CONDITIONS[at].1,
        Err(_) => condition,
    };
    let class = |code: &str| code.get(..2).map(str::to_owned);
    code == sqlstate || (code.ends_with("000") && class(code) == class(sqlstate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_take_up_their_code_and_classes_all_of_theirs() {
        assert!(CONDITIONS.is_sorted());
        assert!(is_condition_of("duplicate_object", "42710"));
        assert!(!is_condition_of("duplicate_object", "42P07"));
        assert!(is_condition_of("42P07", "42P07"));
        assert!(is_condition_of("syntax_error_or_access_rule_violation", "42P07"));
        assert!(is_condition_of("others", "XX000"));
    }
}
