//! Generates from folders of migrations as they come, and judges what comes out: `folders DIR`,
//! each folder in DIR being one project's plain SQL in the order of names.
//!
//! What a project's platform or tool provides may stand beside its folder, in `<folder>.before.sql`.
//!
//! For each: `--generate` ends 0, or 1 with each table named that got no file; what was written is
//! clean for every tool; and `GetBy…`, `List` and `Count` run on a database that psql made of the
//! same files. Not a part of CI: the folders are not the project's.

#![allow(clippy::print_stdout)]

use pgwright_tests::binary::pgwright;
use pgwright_tests::go::{Module, copy, files};
use pgwright_tests::postgres::{Database, server};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [directory] = arguments.as_slice() else {
        println!("usage: folders DIR");
        return ExitCode::from(2);
    };
    let mut folders: Vec<PathBuf> = std::fs::read_dir(directory)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let (mut generated, mut all, mut failed) = (0, 0, 0);
    for folder in &folders {
        let judged = judge(folder);
        generated += judged.generated;
        all += judged.all;
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        println!("{name:20} {:4} of {:4} tables", judged.generated, judged.all);
        for fault in &judged.faults {
            println!("  {}", fault.replace('\n', "\n  "));
        }
        failed += usize::from(!judged.faults.is_empty());
    }
    println!(
        "{} folders, {failed} with faults; {generated} of {all} tables generated",
        folders.len()
    );
    if failed == 0 && !folders.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What a person would want generated: all but PostgreSQL's own and extensions'; public first.
const RELATIONS: &str = "
    SELECT n.nspname || '.' || c.relname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't'
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                        AND d.objid = c.oid AND d.deptype = 'e')
    ORDER BY n.nspname <> 'public', 1";

#[derive(Default)]
struct Judged {
    generated: usize,
    all: usize,
    faults: Vec<String>,
}

fn judge(folder: &Path) -> Judged {
    let mut judged = Judged::default();
    let database = server().database();
    let before = folder.with_extension("before.sql");
    if before.is_file()
        && let Err(refused) = apply(&database, &before)
    {
        judged.faults.push(format!("psql, {}: {refused}", before.display()));
    }
    let provided = database.strings(RELATIONS);
    for file in files(folder) {
        if let Err(refused) = apply(&database, &file) {
            judged.faults.push(format!("psql, {}: {refused}", file.display()));
        }
    }
    let mut rows = database.strings(RELATIONS);
    rows.retain(|row| !provided.contains(row));
    let mut schemas: Vec<&str> = Vec::new();
    for schema in rows.iter().filter_map(|row| row.split('.').next()) {
        if !schemas.contains(&schema) {
            schemas.push(schema);
        }
    }
    judged.all = rows.len();

    let module = Module::with_requirements();
    copy(folder, &module.path().join("project/migrations"));
    let listed: Vec<String> = schemas.iter().map(|name| format!("{name:?}")).collect();
    module.write(
        "project/pgwright.yaml",
        &format!(
            "database: {{version: {}, schemas: [{}]}}\n\
             migrations: {{format: plain}}\noutput: {{directory: repository}}\n",
            server().version(),
            listed.join(", ")
        ),
    );
    let run = pgwright(&module.path().join("project"), &["--generate"]);
    if run.code != 0 && run.code != 1 {
        judged.faults.push(format!("ends {}: {}{}", run.code, run.stdout, run.stderr));
    }
    judged.generated = module.exercise("project", database.dsn(), &["GetBy", "List", "Count"]);
    let left = run.stdout.lines().filter(|line| line.trim_start().starts_with("left ")).count();
    if judged.generated + left != judged.all {
        let report: Vec<&str> =
            run.stdout.lines().filter(|line| !line.contains(" written ")).take(60).collect();
        judged.faults.push(format!(
            "{} tables, {} of them generated, {left} named as left\n{}",
            judged.all,
            judged.generated,
            report.join("\n")
        ));
    }
    judged.faults.extend(module.complaints());
    if let Err(report) = module.try_test("folders", &["./..."], database.dsn()) {
        judged.faults.push(report);
    }
    judged
}

/// Applies a file as migration tools do: in one transaction, or where PostgreSQL forbids that
/// statement by statement. Roles, which no schema has, are made as they are asked for.
fn apply(database: &Database, file: &Path) -> Result<(), String> {
    let mut mode = "--single-transaction";
    for _ in 0..20 {
        let said = psql(database, mode, file);
        if said.is_empty() {
            return Ok(());
        }
        let role = said.split("role \"").nth(1).and_then(|rest| rest.split_once('"'));
        match role {
            Some((role, rest)) if rest.starts_with(" does not exist") => {
                let create = format!("CREATE ROLE {role:?}");
                database.execute(&create).map_err(|refused| refused.message)?;
            }
            _ if said.contains("inside a transaction block")
                || said.contains("unsafe use of new") =>
            {
                if mode.is_empty() {
                    return Err(said);
                }
                mode = "";
            }
            _ => return Err(said),
        }
    }
    Err("asks for one role after another".to_owned())
}

/// What psql has to say.
fn psql(database: &Database, mode: &str, file: &Path) -> String {
    let mut command = Command::new("psql");
    command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "-d", database.dsn()]);
    if !mode.is_empty() {
        command.arg(mode);
    }
    match command.arg("-f").arg(file).env("PGOPTIONS", "-c client_min_messages=error").output() {
        Ok(output) if output.status.success() => String::new(),
        Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        Err(error) => format!("psql: {error}; Debian: postgresql-client"),
    }
}
