//! Each mend in each kind of project that it may meet.

use super::Project;
use crate::{Action, Snapshot};
use pgwright_problem::Span;
use std::path::Path;

/// What a mend has to be tried in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Works,
    DoesNotApply,
    HalfTyped,
    MultiByte,
    SeveralFiles,
    Renamed,
}

use Kind::*;

const KINDS: [Kind; 6] = [Works, DoesNotApply, HalfTyped, MultiByte, SeveralFiles, Renamed];

struct Case {
    /// The file that the mend is in.
    mend: &'static str,
    kind: Kind,
    /// Generated first,
    project: &'static str,
    /// then edited: a file, what is there, and what comes in its place. A file that is not there
    /// is written.
    then: &'static [(&'static str, &'static str, &'static str)],
    /// Where it is asked for: a file and a piece of its text.
    at: (&'static str, &'static str),
    /// How the title begins.
    title: &'static str,
    /// What files hold when it is done, each; empty where it may not be offered.
    done: &'static [(&'static str, &'static str)],
}

const YAML: &str = "pgwright.yaml";
const FIRST: &str = "migrations/0001_first.sql";
const SECOND: &str = "migrations/0002_second.sql";
const USERS: &str = "internal/repository/users_repository.go";
const PEOPLE: &str = "internal/repository/people_repository.go";
const RENAME: &str = "ALTER TABLE users RENAME TO people;\n";

const PLAIN: &str = "
    //- /pgwright.yaml
    database: {schema: public}
    //- /migrations/0001_first.sql
    CREATE TABLE users (id bigint PRIMARY KEY, name text);
    CREATE TABLE \"größe 🐘\" (id bigint PRIMARY KEY, \"höhe\" int);
    CREATE INDEX ON users (name);
";
const VECTORS: &str = "
    //- /pgwright.yaml
    database: {schema: public}
    //- /migrations/0001_first.sql
    CREATE EXTENSION vector;
    CREATE TABLE users (id bigint PRIMARY KEY, near vector(3), /* ß€🐘 */ \"nähe\" vector(2));
";
const NAMES: &str = "
    //- /pgwright.yaml
    database: {schema: public}
    //- /migrations/0001_first.sql
    CREATE TABLE users (id bigint PRIMARY KEY, first_name text, \"firstName\" text);
    CREATE TABLE sizes (id bigint PRIMARY KEY, \"große_zahl\" int, /* 🐘 */ \"großeZahl\" int);
";
const PAGES: &str = "
    //- /pgwright.yaml
    tables:
      users: {pagination: {order_by: [born desc, id]}}
    //- /migrations/0001_first.sql
    CREATE TABLE users (id bigint PRIMARY KEY, born date NOT NULL);
";

#[rustfmt::skip] // A table: one case a line or two.
const CASES: &[Case] = &[
    Case { mend: "type_override", kind: Works, project: VECTORS, then: &[], at: (FIRST, "near vector"),
        title: "Map vector to", done: &[(YAML, "postgres: vector"), (USERS, "pgvector.Vector")] },
    Case { mend: "type_override", kind: DoesNotApply, project: VECTORS, then: &[], at: (FIRST, "id bigint"),
        title: "Map ", done: &[] },
    Case { mend: "type_override", kind: HalfTyped, project: VECTORS, then: &[(YAML, "database: {", "types: {overrides: [")],
        at: (FIRST, "near vector"), title: "Map ", done: &[] },
    Case { mend: "type_override", kind: MultiByte, project: VECTORS, then: &[], at: (FIRST, "\"nähe\""),
        title: "Map vector to", done: &[(USERS, "Nähe ")] },
    Case { mend: "type_override", kind: SeveralFiles, project: VECTORS,
        then: &[(SECOND, "", "CREATE TABLE more (id bigint PRIMARY KEY, far vector);\n")], at: (SECOND, "far vector"),
        title: "Map vector to", done: &[(USERS, "pgvector.Vector"), ("internal/repository/more_repository.go", "pgvector.Vector")] },
    Case { mend: "type_override", kind: Renamed, project: VECTORS, then: &[(SECOND, "", RENAME)], at: (FIRST, "near vector"),
        title: "Map vector to", done: &[(PEOPLE, "pgvector.Vector")] },

    Case { mend: "collision", kind: Works, project: NAMES, then: &[], at: (FIRST, "\"firstName\""),
        title: "Name the field of users.firstName", done: &[(YAML, "field: FirstNameColumn"), (USERS, "FirstNameColumn ")] },
    Case { mend: "collision", kind: DoesNotApply, project: PLAIN, then: &[], at: (FIRST, "name text"),
        title: "Name the", done: &[] },
    Case { mend: "collision", kind: HalfTyped, project: NAMES, then: &[(YAML, "database: {", "tables: {users: [")],
        at: (FIRST, "\"firstName\""), title: "Name the", done: &[] },
    Case { mend: "collision", kind: MultiByte, project: NAMES, then: &[], at: (FIRST, "\"großeZahl\""),
        title: "Name the field of sizes.großeZahl", done: &[(YAML, "field: GroßeZahlColumn")] },
    Case { mend: "collision", kind: SeveralFiles, project: PLAIN,
        then: &[(SECOND, "", "ALTER TABLE users ADD COLUMN \"Name\" text;\n")], at: (SECOND, "\"Name\""),
        title: "Name the field of users.Name", done: &[(USERS, "NameColumn ")] },
    Case { mend: "collision", kind: Renamed, project: NAMES, then: &[(SECOND, "", RENAME)], at: (FIRST, "\"firstName\""),
        title: "Name the field of people.firstName", done: &[(YAML, "people:"), (PEOPLE, "FirstNameColumn ")] },

    Case { mend: "index", kind: Works, project: PAGES, then: &[], at: (YAML, "born desc"), title: "Add the index",
        done: &[("migrations/0002_add_users_born_id_idx.sql", "CREATE INDEX users_born_id_idx ON public.users (born DESC, id);")] },
    Case { mend: "index", kind: DoesNotApply, project: PAGES,
        then: &[(SECOND, "", "CREATE INDEX ON users (born DESC, id);\n")], at: (YAML, "born desc"), title: "Add the index", done: &[] },
    Case { mend: "index", kind: HalfTyped, project: PAGES, then: &[(YAML, ", id]}}", "")], at: (YAML, "born desc"),
        title: "Add the index", done: &[] },
    Case { mend: "index", kind: MultiByte, project: PLAIN,
        then: &[(YAML, "database: {schema: public}", "tables: {'größe 🐘': {pagination: {order_by: [höhe, id]}}}"),
            (FIRST, "\"höhe\" int", "\"höhe\" int NOT NULL")], at: (YAML, "höhe"),
        title: "Add the index", done: &[("migrations/0002_add__gr__e___h_he_id_idx.sql", "höhe")] },
    Case { mend: "index", kind: SeveralFiles, project: PAGES,
        then: &[("more/0007_more.sql", "", "CREATE TABLE more (id bigint PRIMARY KEY);\n"),
            (YAML, "tables:", "migrations: {directory: [migrations, more]}\ntables:")], at: (YAML, "born desc"),
        title: "Add the index", done: &[("more/0008_add_users_born_id_idx.sql", "ON public.users (born DESC, id);")] },
    Case { mend: "index", kind: Renamed, project: PAGES, then: &[(SECOND, "", RENAME), (YAML, "users:", "people:")],
        at: (YAML, "born desc"), title: "Add the index",
        done: &[("migrations/0003_add_people_born_id_idx.sql", "ON public.people (born DESC, id);")] },

    Case { mend: "keep", kind: Works, project: PLAIN, then: &[(USERS, "\tID ", "\tMine int\n\tID ")], at: (USERS, "Mine"),
        title: "Keep users_repository.go", done: &[(YAML, "exclude: true"), (USERS, "Mine int")] },
    Case { mend: "keep", kind: DoesNotApply, project: PLAIN, then: &[], at: (USERS, "\tID "), title: "Keep", done: &[] },
    Case { mend: "keep", kind: HalfTyped, project: PLAIN,
        then: &[(USERS, "\tID ", "\tMine int\n\tID "), (YAML, "public}", "public")], at: (USERS, "Mine"), title: "Keep", done: &[] },
    Case { mend: "keep", kind: MultiByte, project: PLAIN, then: &[(USERS, "\tID ", "\tGröße int // 🐘\n\tID ")],
        at: (USERS, "Größe"), title: "Keep users_repository.go", done: &[(USERS, "Größe int // 🐘")] },
    Case { mend: "keep", kind: SeveralFiles, project: PLAIN,
        then: &[(USERS, "\tID ", "\tMine int\n\tID "), ("internal/repository/optional.go", "// Set", "// Mine\n// Set")],
        at: (USERS, "Mine"), title: "Keep users_repository.go",
        done: &[(USERS, "Mine int"), ("internal/repository/optional.go", "// Mine\n// Set")] },
    Case { mend: "keep", kind: Renamed, project: "
            //- /pgwright.yaml
            database: {schema: public}
            //- /migrations/0001_first.sql
            CREATE TABLE users (id bigint PRIMARY KEY);
            ALTER TABLE users RENAME TO people;
        ", then: &[(PEOPLE, "\tID ", "\tMine int\n\tID ")], at: (PEOPLE, "Mine"),
        title: "Keep people_repository.go", done: &[(YAML, "people:"), (PEOPLE, "Mine int")] },

    Case { mend: "exclude", kind: Works, project: PLAIN, then: &[], at: (FIRST, "users"),
        title: "Generate nothing for users", done: &[(YAML, "exclude: true")] },
    Case { mend: "exclude", kind: DoesNotApply, project: PLAIN, then: &[], at: (FIRST, "CREATE INDEX"),
        title: "Generate", done: &[] },
    Case { mend: "exclude", kind: HalfTyped, project: PLAIN, then: &[(SECOND, "", "CREATE TABLE us")], at: (SECOND, "us"),
        title: "Generate", done: &[] },
    Case { mend: "exclude", kind: MultiByte, project: PLAIN, then: &[], at: (FIRST, "\"größe 🐘\""),
        title: "Generate nothing for größe 🐘", done: &[(YAML, "größe 🐘")] },
    Case { mend: "exclude", kind: SeveralFiles, project: PLAIN,
        then: &[(SECOND, "", "CREATE SCHEMA lab;\nCREATE TABLE lab.more (id bigint PRIMARY KEY);\n")], at: (SECOND, "lab.more"),
        title: "Generate for the schema lab", done: &[(YAML, "lab]")] },
    Case { mend: "exclude", kind: Renamed, project: PLAIN, then: &[(SECOND, "", RENAME)], at: (FIRST, "users"),
        title: "Generate nothing for people", done: &[(YAML, "people:")] },

    Case { mend: "spelling", kind: Works, project: PLAIN, then: &[(SECOND, "", "ALTER TABLE usrs ADD phone text;\n")],
        at: (SECOND, "usrs"), title: "Write `users`", done: &[(SECOND, "ALTER TABLE users ADD phone text;")] },
    Case { mend: "spelling", kind: DoesNotApply, project: PLAIN, then: &[], at: (FIRST, "name text"), title: "Write", done: &[] },
    Case { mend: "spelling", kind: HalfTyped, project: PLAIN, then: &[(SECOND, "", "ALTER TABLE usrs ADD ((")],
        at: (SECOND, "usrs"), title: "Write", done: &[] },
    Case { mend: "spelling", kind: MultiByte, project: PLAIN,
        then: &[(SECOND, "", "/* ß€🐘 */ ALTER TABLE usrs ADD \"größe\" text; -- 🐘\n")],
        at: (SECOND, "usrs"), title: "Write `users`", done: &[(SECOND, "/* ß€🐘 */ ALTER TABLE users ADD \"größe\" text; -- 🐘\n")] },
    Case { mend: "spelling", kind: SeveralFiles, project: PLAIN,
        then: &[(YAML, "database: {schema: public}", "tables: {usrs: {struct: Leute}}")],
        at: (YAML, "usrs"), title: "Write `users`", done: &[(YAML, "tables: {users: {struct: Leute}}")] },
    Case { mend: "spelling", kind: Renamed, project: PLAIN,
        then: &[(SECOND, "", RENAME), ("migrations/0003_third.sql", "", "ALTER TABLE peple ADD phone text;\n")],
        at: ("migrations/0003_third.sql", "peple"), title: "Write `people`",
        done: &[("migrations/0003_third.sql", "ALTER TABLE people ADD phone text;")] },

    Case { mend: "feature_action", kind: Works, project: PLAIN, then: &[], at: (FIRST, "name text"),
        title: "Enable retry for users", done: &[(YAML, "retry"), (USERS, "etry")] },
    Case { mend: "feature_action", kind: DoesNotApply, project: PLAIN, then: &[], at: (FIRST, "INDEX ON users (name)"),
        title: "Enable", done: &[] },
    Case { mend: "feature_action", kind: HalfTyped, project: PLAIN, then: &[(YAML, "public}", "public")],
        at: (FIRST, "name text"), title: "Enable", done: &[] },
    Case { mend: "feature_action", kind: MultiByte, project: PLAIN, then: &[], at: (FIRST, "\"höhe\""),
        title: "Enable retry for größe 🐘", done: &[(YAML, "größe 🐘")] },
    Case { mend: "feature_action", kind: SeveralFiles, project: PLAIN, then: &[], at: (USERS, "type Users struct"),
        title: "Enable retry for users", done: &[(YAML, "retry"), (USERS, "etry")] },
    Case { mend: "feature_action", kind: Renamed, project: PLAIN, then: &[(SECOND, "", RENAME)], at: (FIRST, "name text"),
        title: "Enable retry for people", done: &[(YAML, "people:"), (PEOPLE, "etry")] },

    Case { mend: "action", kind: Works, project: PLAIN, then: &[(SECOND, "", "ALTER TABLE users ADD phone text;\n")],
        at: (USERS, "\tName "), title: "Regenerate internal/", done: &[(USERS, "Phone ")] },
    Case { mend: "action", kind: DoesNotApply, project: PLAIN, then: &[], at: (USERS, "\tName "), title: "Regenerate", done: &[] },
    Case { mend: "action", kind: HalfTyped, project: PLAIN, then: &[(SECOND, "", "ALTER TABLE users ADD phone")],
        at: (USERS, "\tName "), title: "Regenerate", done: &[] },
    Case { mend: "action", kind: MultiByte, project: PLAIN, then: &[(SECOND, "", "ALTER TABLE users ADD \"größe\" int; -- 🐘\n")],
        at: (USERS, "\tName "), title: "Regenerate internal/", done: &[(USERS, "Größe ")] },
    Case { mend: "action", kind: SeveralFiles, project: PLAIN,
        then: &[(SECOND, "", "ALTER TABLE users ADD phone text;\nALTER TABLE \"größe 🐘\" ADD phone text;\n")],
        at: (USERS, "\tName "), title: "Regenerate all", done: &[(USERS, "Phone ")] },
    Case { mend: "action", kind: Renamed, project: PLAIN, then: &[(SECOND, "", RENAME)], at: (USERS, "// Code"),
        title: "Remove internal/", done: &[] },
];

fn offered(snapshot: &Snapshot, path: &str, span: Span) -> Vec<Action> {
    let mut actions = snapshot.actions(path, span);
    actions.extend(snapshot.table_actions(path, span));
    actions.extend(snapshot.feature_actions(path, span));
    actions
}

fn check(case: &Case) -> Result<(), String> {
    let mut project = Project::generated(case.project);
    for (path, from, to) in case.then {
        let is_there = project.paths().any(|it| it == *path);
        match is_there {
            true => project.edit(path, from, to),
            false => project.write(path, to),
        }
    }
    let (path, text) = case.at;
    let snapshot = project.snapshot();
    let actions = offered(&snapshot, path, project.span(path, text));
    let titles: Vec<&str> = actions.iter().map(|action| &*action.title).collect();
    let found = actions.iter().find(|action| action.title.starts_with(case.title));
    let removes = case.title.starts_with("Remove");
    let Some(action) = found else {
        let wanted = removes || !case.done.is_empty();
        return if wanted { Err(format!("not offered, but {titles:#?}")) } else { Ok(()) };
    };
    if case.done.is_empty() && !removes {
        return Err(format!("{:?} is offered", action.title));
    }
    let action = snapshot.worked_out(action.clone());
    project.apply(action.changes);
    let after = project.snapshot();
    for mended in &action.mends {
        let is_same = |it: &&pgwright_problem::Problem| {
            (it.code, &it.location.file, &it.message)
                == (mended.code, &mended.location.file, &mended.message)
        };
        if let Some(left) = after.problems.iter().find(is_same) {
            return Err(format!("mends {:?} and leaves it", left.message));
        }
    }
    for (path, piece) in case.done {
        if !project.paths().any(|it| it == *path) {
            return Err(format!(
                "{path} is not there, but {:#?}",
                project.paths().collect::<Vec<_>>()
            ));
        }
        if !project.read(path).contains(piece) {
            return Err(format!("{path} does not hold {piece:?}:\n{}", project.read(path)));
        }
    }
    if removes && project.paths().any(|it| it == path) {
        return Err(format!("{path} is still there"));
    }
    Ok(())
}

#[test]
fn each_mend_does_what_it_says_in_each_kind_of_project() {
    let failed: Vec<String> = CASES
        .iter()
        .filter_map(|case| Some((case, check(case).err()?)))
        .map(|(case, why)| format!("{} {:?}: {why}", case.mend, case.kind))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

/// The files of the mends, and those of the other actions: a new one wants its cases.
#[test]
fn each_mend_has_a_case_of_each_kind() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/mends");
    let mut mends = vec!["feature_action".to_owned(), "action".to_owned()];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        if ["pub(super) fn mend(", "pub(super) fn offers("].iter().any(|it| text.contains(it)) {
            mends.push(path.file_stem().unwrap().to_str().unwrap().to_owned());
        }
    }
    assert!(mends.len() > 5, "{mends:?}");
    for mend in mends {
        for kind in KINDS {
            let has = CASES.iter().any(|case| case.mend == mend && case.kind == kind);
            assert!(has, "{mend} has no case of {kind:?}");
        }
    }
}
