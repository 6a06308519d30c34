//! The SQL of generated methods: constant text, columns listed, names qualified and quoted.

use crate::plan::Column;

/// From here on, a list of columns goes on in the next line.
const WIDTH: usize = 96;

/// `SELECT id, email, roles::text[]`, over several lines where it is long. `before`: what stands
/// in front. `table`: what the columns are qualified with.
pub(crate) fn read_list<'a>(
    before: &str,
    columns: impl IntoIterator<Item = &'a Column>,
    table: Option<&str>,
) -> String {
    let qualifier = table.map(|table| format!("{table}.")).unwrap_or_default();
    let list = columns
        .into_iter()
        .map(|column| format!("{qualifier}{}{}", column.ident, column.types.read_cast));
    listed(&format!("{before} "), list)
}

/// `id, email`.
pub(crate) fn name_list<'a>(before: &str, columns: impl IntoIterator<Item = &'a Column>) -> String {
    listed(before, columns.into_iter().map(|column| column.ident.clone()))
}

/// `$1, $2::text`, counted from `first`.
pub(crate) fn placeholders<'a>(
    columns: impl IntoIterator<Item = &'a Column>,
    first: usize,
) -> String {
    let list = columns
        .into_iter()
        .enumerate()
        .map(|(at, column)| format!("${}{}", first + at, column.types.write_cast));
    listed("", list)
}

/// `user_id = $1 AND org_id = $2`, counted from `first`.
pub(crate) fn equal<'a>(columns: impl IntoIterator<Item = &'a Column>, first: usize) -> String {
    let terms: Vec<String> = columns
        .into_iter()
        .enumerate()
        .map(|(at, column)| {
            format!("{} = ${}{}", column.ident, first + at, column.types.write_cast)
        })
        .collect();
    terms.join(" AND ")
}

/// `before` and the items with commas between them, over several lines where they are long.
pub(crate) fn listed(before: &str, items: impl Iterator<Item = String>) -> String {
    let mut out = before.to_owned();
    let mut line = before.len();
    for (number, item) in items.enumerate() {
        if number > 0 {
            out.push(',');
            if line + item.len() > WIDTH {
                out.push_str("\n    ");
                line = 4;
            } else {
                out.push(' ');
            }
        }
        line += item.len() + 2;
        out.push_str(&item);
    }
    out
}
