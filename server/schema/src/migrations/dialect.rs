//! Files of several databases side by side: `1_a.postgres.up.sql` beside `1_a.mysql.up.sql`, as
//! soda and pop write them, or a folder for each.

use super::File;
use std::collections::BTreeSet;

const OURS: &[&str] = &["postgres", "postgresql", "pg", "pgsql", "psql", "pgx"];

const OTHERS: &[&str] = &[
    "clickhouse",
    "cockroach",
    "cockroachdb",
    "db2",
    "duckdb",
    "h2",
    "hsqldb",
    "libsql",
    "mariadb",
    "mssql",
    "mysql",
    "oracle",
    "redshift",
    "snowflake",
    "spanner",
    "sqlite",
    "sqlite3",
    "sqlserver",
    "tidb",
    "turso",
    "vertica",
    "ydb",
    "yugabyte",
];

/// Names of files of which a folder for each migration has one or two.
const ONE_A_FOLDER: [&str; 3] = ["up.sql", "down.sql", "migration.sql"];

/// Whose a part of a name says it is: ours (`true`), another database's, or nothing.
fn dialect(part: &str) -> Option<bool> {
    let is = |list: &[&str]| list.iter().any(|known| part.eq_ignore_ascii_case(known));
    if is(OURS) { Some(true) } else { is(OTHERS).then_some(false) }
}

/// Whose a file's name says it is. The first part is the migration's own name.
fn of_name(name: &str) -> Option<bool> {
    name.split('.').skip(1).find_map(dialect)
}

/// Leaves out files of other databases and, where there is one of ours with the same number or
/// name, those of no database.
pub(super) fn keep_ours(files: &mut Vec<File<'_>>) {
    if files.iter().all(|file| of_name(file.name).is_none()) {
        return;
    }
    let key = |file: &File<'_>| {
        let stem = file.name.split('.').next().unwrap_or("");
        let stem = file.version.is_none().then(|| stem.to_owned());
        (file.folder.to_owned(), file.version.clone(), stem)
    };
    let ours: BTreeSet<_> =
        files.iter().filter(|file| of_name(file.name) == Some(true)).map(key).collect();
    files.retain(|file| match of_name(file.name) {
        Some(ours) => ours,
        None => !ours.contains(&key(file)),
    });
}

/// Where folders for several databases stand side by side, leaves out those of others; then a
/// folder that holds everything counts as the migrations' folder.
pub(super) fn keep_folders(files: &mut Vec<File<'_>>, beside: &mut [File<'_>]) {
    let of_folder = |file: &File<'_>| file.folder.split('/').find_map(dialect);
    if files.iter().any(|file| of_folder(file) == Some(true)) {
        files.retain(|file| of_folder(file) != Some(false));
    }
    let Some(common) = files.first().map(|file| file.folder) else { return };
    // A folder may be one migration, of a tool that has a folder for each.
    let is_one = |file: &File<'_>| ONE_A_FOLDER.contains(&file.name);
    if !common.is_empty()
        && files.iter().all(|file| file.folder == common)
        && !files.iter().all(is_one)
    {
        for file in beside {
            let inner = file.folder.strip_prefix(common).map(|it| it.trim_start_matches('/'));
            file.folder = inner.unwrap_or(file.folder);
        }
        files.iter_mut().for_each(|file| file.folder = "");
    }
}
