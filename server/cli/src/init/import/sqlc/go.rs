//! What sqlc's configuration says of the Go.

use super::super::block::Block;
use super::super::skimatik::types_override;
use super::super::{Surroundings, carry, output, types};
use crate::init::draft::Draft;
use pgwright_schema::model::Model;

/// The options of the generated Go; `package` and `folder` are the keys of its name and place.
pub(super) fn options(
    block: &mut Block<'_>,
    package: &'static str,
    folder: &'static str,
    draft: &mut Draft,
    around: &dyn Surroundings,
) {
    let name = block.text(package).map(|name| (block.at(package), name));
    if let Some(path) = block.text(folder) {
        output((block.at(folder), &path), name, "sqlc", around, draft);
    }
    tags(block, draft);
    if block.flag("emit_interface") {
        carry(draft, block.at("emit_interface"), &["generate", "interfaces"], true);
    }
    nullable(block, draft);
    let exact = block.flag("emit_exact_table_names");
    let from = block.at_or_default("emit_exact_table_names");
    carry(draft, from, &["naming", "structs"], if exact { "table" } else { "singular" });
    for word in block.texts("initialisms") {
        // This one is in Go's own list, like most.
        if word != "id" {
            draft.carry(block.at("initialisms"), format!("naming.initialisms.add: {word}"));
            draft.push(&["naming", "initialisms", "add"], word.to_uppercase());
        }
    }
    overrides(block, draft);
    renames(block, draft, around);
    for table in block.texts("inflection_exclude_table_names") {
        let from = block.at("inflection_exclude_table_names");
        carry(draft, from, &["tables", &table, "struct"], pascal_case(&table));
    }
}

/// Why an option has no counterpart.
pub(super) fn why(key: &str) -> Option<&'static str> {
    Some(match key {
        "queries" => return None,
        "emit_prepared_queries" => "pgx prepares and caches statements by itself",
        "emit_empty_slices" | "emit_result_struct_pointers" | "emit_params_struct_pointers" => {
            "pgwright's methods have one form of results and parameters"
        }
        "emit_methods_with_db_argument" => "a repository is made over a pool or a transaction",
        "emit_exported_queries" | "emit_sql_as_comment" => "the SQL stands in the generated file",
        "emit_enum_valid_method" | "emit_all_enum_values" => "enums are generated in one form",
        "sql_driver" => "the code stands on pgxkit and pgx alone",
        "wrap_errors" => "errors are wrapped and have types of their own",
        "omit_unused_structs" => "`tables.<name>.exclude` leaves out a table",
        "query_parameter_limit" | "strict_function_checks" | "strict_order_by" => {
            "it is about queries of your own"
        }
        "output_batch_file_name"
        | "output_db_file_name"
        | "output_models_file_name"
        | "output_querier_file_name"
        | "output_copyfrom_file_name"
        | "output_files_suffix"
        | "output_query_batch_file_name" => "the names of generated files are fixed",
        _ => return None,
    })
}

fn tags(block: &mut Block<'_>, draft: &mut Draft) {
    for (key, tag) in [("emit_json_tags", "json"), ("emit_db_tags", "db")] {
        if block.flag(key) {
            draft.carry(block.at(key), format!("output.tags: {tag}"));
            draft.push(&["output", "tags"], tag);
        }
    }
    let style = block.text("json_tags_case_style").unwrap_or_default();
    if !matches!(style.as_str(), "" | "none" | "snake") {
        draft.leave(block.at("json_tags_case_style"), "tags have the columns' own names");
    }
}

fn nullable(block: &mut Block<'_>, draft: &mut Draft) {
    let package = block.text("sql_package").unwrap_or_default();
    let pointers = block.flag("emit_pointers_for_null_types");
    let (key, form) = match (package.starts_with("pgx/"), pointers) {
        (true, true) => ("emit_pointers_for_null_types", "pointer"),
        (true, false) => ("sql_package", "pgtype"),
        (false, _) => ("sql_package", "sql"),
    };
    carry(draft, block.at_or_default(key), &["types", "nullable"], form);
}

/// `overrides`: Go types of types and of columns.
pub(super) fn overrides(block: &mut Block<'_>, draft: &mut Draft) {
    for mut item in block.blocks("overrides") {
        let engine = item.text("engine").unwrap_or_else(|| "postgresql".to_owned());
        let of_type = item.text("db_type").or_else(|| item.text("postgres_type"));
        let column = item.text("column");
        let nullable = item.flag("nullable") || item.flag("null");
        let go = item.take("go_type").map(types::go);
        let place = item.at("go_type").trim_end_matches(".go_type").to_owned();
        item.flag("unsigned");
        let why = match (of_type, column, go) {
            _ if engine != "postgresql" => "pgwright is for PostgreSQL alone".to_owned(),
            (_, _, Some(Err(why))) => why,
            (Some(name), _, _) if nullable => format!(
                "an override of {name} holds for columns that can be NULL too, as `types.nullable` says"
            ),
            (Some(name), _, Some(Ok(go))) => {
                types_override(draft, place, "postgres", types::postgres(&name), go);
                item.finish(draft, of_override);
                continue;
            }
            (None, Some(column), Some(Ok(go))) => match column_path(&column) {
                Some(path) => {
                    types_override(draft, place, "column", path, go);
                    item.finish(draft, of_override);
                    continue;
                }
                None => "name the columns one by one, or a type: `types.overrides` takes no globs"
                    .to_owned(),
            },
            (_, _, None) => "it sets no Go type".to_owned(),
            (None, None, _) => "it names neither a type nor a column".to_owned(),
        };
        draft.leave(place, why);
    }
}

fn of_override(key: &str) -> Option<&'static str> {
    (key == "go_struct_tag").then_some("struct tags are those of `output.tags`")
}

/// `table.column` or `schema.table.column`; a catalog in front of it is left out.
fn column_path(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('.').collect();
    let parts = if parts.len() == 4 { &parts[1..] } else { &parts[..] };
    let exact = parts.iter().all(|part| !part.is_empty() && !part.contains(['*', '?']));
    (matches!(parts.len(), 2 | 3) && exact).then(|| parts.join("."))
}

/// `rename`: the structs of tables and the fields of columns, by their names.
pub(super) fn renames(block: &mut Block<'_>, draft: &mut Draft, around: &dyn Surroundings) {
    let pairs = block.pairs("rename");
    if pairs.is_empty() {
        return;
    }
    let model = around.model(draft);
    for (name, go) in pairs {
        let from = format!("{}.{name}", block.at("rename"));
        let exported = go.starts_with(|c: char| c.is_ascii_uppercase())
            && go.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let tables = tables(&model, &name);
        let column = model.relations.values().any(|it| it.column_named(&name).is_some());
        if !exported {
            draft.leave(from, format!("`{go}` is no exported Go name"));
            continue;
        }
        for table in &tables {
            carry(draft, from.clone(), &["tables", table, "struct"], go.as_str());
        }
        if column {
            carry(draft, from.clone(), &["tables", "*", "columns", &name, "field"], go);
        } else if tables.is_empty() {
            draft.leave(from, "no table or column of the schema has that name");
        }
    }
}

/// The tables whose struct sqlc calls by `name`: it, or what it is the singular of.
fn tables(model: &Model, name: &str) -> Vec<String> {
    let names = model.relations.values().map(|relation| &*relation.name);
    let is = |table: &&str| *table == name || singular(table) == name;
    names.filter(is).map(str::to_owned).collect()
}

fn singular(table: &str) -> String {
    match table.rsplit_once('_') {
        Some((start, last)) => format!("{start}_{}", pgwright_codegen::singular(last)),
        None => pgwright_codegen::singular(table),
    }
}

fn pascal_case(name: &str) -> String {
    name.split('_')
        .map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        })
        .collect()
}
