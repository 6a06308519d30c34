//! The functions of `pg_catalog` that have one possible type, whatever their arguments are.

use super::data_types::builtin_type;
use crate::model::Type;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Types with the functions that give them, from `pg_proc` of PostgreSQL 15: those of which every
/// overload gives the same, without those that only serve operators, types and indexes. `[]`:
/// arrays of the type.
const BY_RESULT: &[(&str, &str)] = &[
    // Those of which an overload serves an operator as well.
    ("bool", "bool_and bool_or starts_with isfinite"),
    ("int4", "length char_length character_length bit_length array_length array_ndims"),
    ("int4", "array_lower array_upper array_position"),
    ("int8", "txid_current"),
    // Those that end aggregates of the project's own.
    ("numeric", "int8_avg numeric_avg numeric_sum"),
    ("float8", "float8_avg"),
    ("text", "array_to_string trim"),
    ("text[]", "regexp_matches regexp_match regexp_split_to_array string_to_array"),
    ("float8", "date_part"),
    ("tsvector", "array_to_tsvector"),
    ("timestamptz", "current_timestamp"),
    ("date", "current_date"),
    ("timetz", "current_time"),
    ("timestamp", "localtimestamp"),
    ("time", "localtime"),
    ("name", "current_user session_user user current_role current_catalog"),
    ("uuid", "uuid_generate_v1 uuid_generate_v1mc uuid_generate_v3 uuid_generate_v4 uuidv4"),
    ("uuid", "uuid_generate_v5 uuid_nil uuidv7 gen_random_uuid"),
    ("json", "json_object json_array json_arrayagg json_objectagg"),
    // As the catalog has them.
    (
        "bool",
        "every is_normalized isclosed isempty isfinite ishorizontal isopen isparallel isperp \
         isvertical jsonb_path_exists jsonb_path_exists_tz jsonb_path_match \
         jsonb_path_match_tz lower_inc lower_inf overlaps pg_collation_is_visible \
         pg_column_is_updatable pg_conversion_is_visible pg_function_is_visible pg_has_role \
         pg_opclass_is_visible pg_operator_is_visible pg_opfamily_is_visible \
         pg_statistics_obj_is_visible pg_table_is_visible pg_ts_config_is_visible \
         pg_ts_dict_is_visible pg_ts_parser_is_visible pg_ts_template_is_visible \
         pg_type_is_visible pg_visible_in_snapshot postgresql_fdw_validator regexp_like \
         row_security_active upper_inc upper_inf xml_is_well_formed \
         xml_is_well_formed_content xml_is_well_formed_document xmlexists xmlvalidate \
         xpath_exists",
    ),
    ("box", "box"),
    ("bytea", "convert convert_to decode set_byte sha224 sha256 sha384 sha512"),
    ("date", "make_date to_date"),
    ("datemultirange", "datemultirange"),
    ("daterange", "daterange daterange_canonical"),
    ("float4", "ts_rank ts_rank_cd"),
    (
        "float8",
        "acos acosd acosh area asin asind asinh atan atan2 atan2d atand atanh cbrt corr cos \
         cosd cosh cot cotd covar_pop covar_samp cume_dist daterange_subdiff degrees dexp \
         diameter dlog1 dlog10 dround dtrunc height numrange_subdiff percent_rank pi radians \
         radius random regr_avgx regr_avgy regr_intercept regr_r2 regr_slope regr_sxx \
         regr_sxy regr_syy sin sind sinh slope tan tand tanh tsrange_subdiff \
         tstzrange_subdiff width",
    ),
    ("inet", "broadcast hostmask netmask"),
    (
        "int4",
        "ascii cardinality family generate_subscripts get_bit get_byte json_array_length \
         jsonb_array_length masklen min_scale mxid_age npoints ntile num_nonnulls num_nulls \
         numnode octet_length pg_backend_pid pg_char_to_encoding pg_column_size \
         pg_encoding_max_length position regexp_count regexp_instr scale strpos width_bucket",
    ),
    (
        "int8",
        "count currval dense_rank lastval nextval pg_database_size pg_size_bytes \
         pg_table_size pg_total_relation_size rank regr_count row_number setval",
    ),
    ("interval", "justify_days justify_hours justify_interval make_interval"),
    (
        "json",
        "json_agg json_array_elements json_build_array json_build_object json_object \
         json_object_agg json_strip_nulls row_to_json to_json",
    ),
    (
        "jsonb",
        "jsonb_agg jsonb_array_elements jsonb_build_array jsonb_build_object jsonb_insert \
         jsonb_object jsonb_object_agg jsonb_path_query jsonb_path_query_array \
         jsonb_path_query_array_tz jsonb_path_query_first jsonb_path_query_first_tz \
         jsonb_path_query_tz jsonb_set jsonb_set_lax jsonb_strip_nulls to_jsonb",
    ),
    ("lseg", "diagonal lseg"),
    (
        "name",
        "current_database current_schema current_user getdatabaseencoding getpgusername \
         pg_client_encoding pg_encoding_to_char pg_get_userbyid session_user",
    ),
    ("name[]", "current_schemas"),
    ("numeric", "div extract factorial to_number trim_scale"),
    ("nummultirange", "nummultirange"),
    ("numrange", "numrange"),
    ("path", "pclose popen"),
    ("point", "center"),
    ("regclass", "to_regclass"),
    ("regtype", "pg_typeof to_regtype"),
    (
        "text",
        "abbrev chr col_description concat concat_ws convert_from current_query \
         current_setting encode format format_type host initcap json_array_elements_text \
         json_object_keys json_typeof jsonb_array_elements_text jsonb_object_keys \
         jsonb_pretty jsonb_typeof left lpad md5 normalize obj_description \
         pg_collation_actual_version pg_collation_for pg_column_compression \
         pg_database_collation_actual_version pg_describe_object pg_get_constraintdef \
         pg_get_expr pg_get_function_arg_default pg_get_function_arguments \
         pg_get_function_identity_arguments pg_get_function_result pg_get_function_sqlbody \
         pg_get_functiondef pg_get_indexdef pg_get_partition_constraintdef pg_get_partkeydef \
         pg_get_ruledef pg_get_serial_sequence pg_get_statisticsobjdef \
         pg_get_statisticsobjdef_columns pg_get_triggerdef pg_get_viewdef \
         pg_listening_channels pg_size_pretty querytree quote_ident quote_literal \
         quote_nullable regexp_replace regexp_split_to_table regexp_substr repeat replace \
         reverse right rpad set_config shobj_description similar_escape similar_to_escape \
         split_part string_to_table timeofday to_char to_hex translate unistr version",
    ),
    (
        "text[]",
        "parse_ident pg_get_statisticsobjdef_expressions pg_settings_get_flags regexp_match \
         regexp_matches regexp_split_to_array string_to_array ts_lexize",
    ),
    ("time", "make_time"),
    ("timestamp", "make_timestamp"),
    (
        "timestamptz",
        "clock_timestamp make_timestamptz now statement_timestamp to_timestamp \
         transaction_timestamp",
    ),
    ("tsmultirange", "tsmultirange"),
    ("tsquery", "phraseto_tsquery plainto_tsquery to_tsquery ts_rewrite websearch_to_tsquery"),
    ("tsrange", "tsrange"),
    ("tstzmultirange", "tstzmultirange"),
    ("tstzrange", "tstzrange"),
    (
        "tsvector",
        "json_to_tsvector jsonb_to_tsvector setweight strip to_tsvector ts_delete ts_filter",
    ),
    ("uuid", "gen_random_uuid"),
    ("xid8", "pg_snapshot_xip pg_snapshot_xmax pg_snapshot_xmin"),
    (
        "xml",
        "cursor_to_xml cursor_to_xmlschema database_to_xml database_to_xml_and_xmlschema \
         database_to_xmlschema query_to_xml query_to_xml_and_xmlschema query_to_xmlschema \
         schema_to_xml schema_to_xml_and_xmlschema schema_to_xmlschema table_to_xml \
         table_to_xml_and_xmlschema table_to_xmlschema xmlagg xmlcomment",
    ),
    ("xml[]", "xpath"),
];

/// The type of every call of a function of that name; none where it hangs on the arguments.
pub(super) fn only_result(name: &str) -> Option<Type> {
    static RESULTS: LazyLock<HashMap<&str, Type>> = LazyLock::new(|| {
        let mut results = HashMap::new();
        for (result, names) in BY_RESULT {
            let element = result.strip_suffix("[]");
            let Some(mut data_type) = builtin_type(element.unwrap_or(result)) else { continue };
            data_type.array = element.is_some();
            let names = names.split_ascii_whitespace();
            results.extend(names.map(|name| (name, data_type.clone())));
        }
        results
    });
    RESULTS.get(name).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_result_is_a_type_and_no_name_has_two() {
        let mut seen = std::collections::BTreeMap::new();
        for (result, names) in BY_RESULT {
            assert!(builtin_type(result.trim_end_matches("[]")).is_some(), "{result}");
            for name in names.split_ascii_whitespace() {
                let known = seen.insert(name, result);
                assert!(known.is_none_or(|known| known == result), "{name}");
            }
        }
    }
}
