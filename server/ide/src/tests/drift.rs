//! Generated files that are not what they should be: found, placed and explained.

use super::Project;
use expect_test::{Expect, expect};

const PROJECT: &str = "
    //- /pgwright.yaml
    database: {schema: public}
    //- /migrations/0001_users.sql
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE TABLE users (
        id bigint PRIMARY KEY,
        name text NOT NULL,
        email text NOT NULL,
        mood mood
    );
    //- /migrations/0002_orders.sql
    CREATE TABLE orders (id bigint PRIMARY KEY, total integer NOT NULL);
";
const USERS: &str = "internal/repository/users_repository.go";
const ORDERS: &str = "internal/repository/orders_repository.go";
const FIRST: &str = "migrations/0001_users.sql";
const NEW: &str = "migrations/0003_new.sql";

/// What is wrong after `change` was made to a project that was in line.
fn check(change: impl FnOnce(&mut Project), expected: Expect) {
    let mut project = Project::generated(PROJECT);
    assert_eq!(project.problems(), "", "in line before");
    change(&mut project);
    expected.assert_eq(&project.problems());
}

#[test]
fn what_is_generated_is_in_line() {
    check(|_| {}, expect![[""]]);
}

#[test]
fn a_statement_that_changes_no_schema_is_no_drift() {
    let harmless =
        "INSERT INTO users VALUES (1);\nANALYZE;\n-- nothing\nGRANT SELECT ON users TO x;";
    check(|project| project.write(NEW, harmless), expect![[""]]);
}

#[test]
fn a_missing_file_is_told_where_its_table_is_made() {
    check(
        |project| project.remove(USERS),
        expect![[r#"
        migrations/0001_users.sql:2 `users`: error drift-missing
          `internal/repository/users_repository.go` is missing
    "#]],
    );
}

#[test]
fn a_missing_file_that_serves_all_is_told_at_the_configuration() {
    check(
        |project| project.remove("internal/repository/errors.go"),
        expect![[r#"
        pgwright.yaml:1 ``: error drift-missing
          `internal/repository/errors.go` is missing
    "#]],
    );
}

#[test]
fn an_added_column_is_told_with_its_migration() {
    check(
        |project| project.write(NEW, "ALTER TABLE users\n    ADD COLUMN phone text;\n"),
        expect![[r#"
            internal/repository/users_repository.go:21 `Mood  *Mood`: error drift
              column public.users.phone, added by `0003_new.sql`, is missing behind this line: `Phone *string`
              migrations/0003_new.sql:2 `phone`: column public.users.phone was added here
            migrations/0003_new.sql:2 `phone`: information drift
              column public.users.phone was added here; `internal/repository/users_repository.go` is not up to date with it
              internal/repository/users_repository.go:21 `Mood  *Mood`: column public.users.phone, added by `0003_new.sql`, is missing behind this line: `Phone *string`
        "#]],
    );
}

/// The longer name makes gofmt align all fields anew: still one column differs.
#[test]
fn a_long_name_that_moves_all_others_is_one_difference() {
    check(
        |project| {
            project.write(NEW, "ALTER TABLE users ADD COLUMN a_name_that_is_very_long text;\n");
        },
        expect![[r#"
            internal/repository/users_repository.go:21 `Mood  *Mood`: error drift
              column public.users.a_name_that_is_very_long, added by `0003_new.sql`, is missing behind this line: `ANameThatIsVeryLong *string`
              migrations/0003_new.sql:1 `a_name_that_is_very_long`: column public.users.a_name_that_is_very_long was added here
            migrations/0003_new.sql:1 `a_name_that_is_very_long`: information drift
              column public.users.a_name_that_is_very_long was added here; `internal/repository/users_repository.go` is not up to date with it
              internal/repository/users_repository.go:21 `Mood  *Mood`: column public.users.a_name_that_is_very_long, added by `0003_new.sql`, is missing behind this line: `ANameThatIsVeryLong *string`
        "#]],
    );
}

#[test]
fn a_dropped_column_is_told_with_its_migration() {
    check(
        |project| project.write(NEW, "ALTER TABLE users DROP COLUMN email;\n"),
        expect![[r#"
            internal/repository/users_repository.go:20 `Email string`: error drift
              column public.users.email was dropped by `0003_new.sql`: `Email string` should not be here
              migrations/0003_new.sql:1 `email`: column public.users.email was dropped here
            migrations/0003_new.sql:1 `email`: information drift
              column public.users.email was dropped here; `internal/repository/users_repository.go` is not up to date with it
              internal/repository/users_repository.go:20 `Email string`: column public.users.email was dropped by `0003_new.sql`: `Email string` should not be here
        "#]],
    );
}

#[test]
fn a_renamed_column_is_told_once() {
    check(
        |project| project.write(NEW, "ALTER TABLE users RENAME COLUMN email TO mail;\n"),
        expect![[r#"
            internal/repository/users_repository.go:20 `Email string`: error drift
              column public.users.mail, changed by `0003_new.sql`, differs: `Email string` should be `Mail string`
              migrations/0003_new.sql:1 `mail`: column public.users.mail was changed here
            migrations/0003_new.sql:1 `mail`: information drift
              column public.users.mail was changed here; `internal/repository/users_repository.go` is not up to date with it
              internal/repository/users_repository.go:20 `Email string`: column public.users.mail, changed by `0003_new.sql`, differs: `Email string` should be `Mail string`
        "#]],
    );
}

#[test]
fn a_changed_type_is_told_with_both_types() {
    check(
        |project| project.write(NEW, "ALTER TABLE orders ALTER COLUMN total TYPE bigint;\n"),
        expect![[r#"
            internal/repository/orders_repository.go:19 `Total int32`: error drift
              column public.orders.total, changed by `0003_new.sql`, differs: `Total int32` should be `Total int64`
              migrations/0003_new.sql:1 `total`: column public.orders.total was changed here
            migrations/0003_new.sql:1 `total`: information drift
              column public.orders.total was changed here; `internal/repository/orders_repository.go` is not up to date with it
              internal/repository/orders_repository.go:19 `Total int32`: column public.orders.total, changed by `0003_new.sql`, differs: `Total int32` should be `Total int64`
        "#]],
    );
}

#[test]
fn a_column_that_may_be_null_now_is_told() {
    check(
        |project| project.write(NEW, "ALTER TABLE users ALTER COLUMN name DROP NOT NULL;\n"),
        expect![[r#"
            internal/repository/users_repository.go:19 `Name  string`: error drift
              column public.users.name, changed by `0003_new.sql`, differs: `Name string` should be `Name *string`
              migrations/0003_new.sql:1 `name`: column public.users.name was changed here
            migrations/0003_new.sql:1 `name`: information drift
              column public.users.name was changed here; `internal/repository/users_repository.go` is not up to date with it
              internal/repository/users_repository.go:19 `Name  string`: column public.users.name, changed by `0003_new.sql`, differs: `Name string` should be `Name *string`
        "#]],
    );
}

#[test]
fn a_new_unique_key_is_told() {
    check(
        |project| project.write(NEW, "ALTER TABLE users ADD UNIQUE (email);\n"),
        expect![[r#"
            internal/repository/users_repository.go:112 `}`: error drift
              the unique key email of table public.users, added by `0003_new.sql`, is missing behind this line: `// GetByEmail returns the row with the unique key email.`
              migrations/0003_new.sql:1 `UNIQUE (email)`: the unique key email of table public.users was added here
            migrations/0003_new.sql:1 `UNIQUE (email)`: information drift
              the unique key email of table public.users was added here; `internal/repository/users_repository.go` is not up to date with it
              internal/repository/users_repository.go:112 `}`: the unique key email of table public.users, added by `0003_new.sql`, is missing behind this line: `// GetByEmail returns the row with the unique key email.`
        "#]],
    );
}

#[test]
fn a_new_label_of_an_enum_is_told() {
    check(
        |project| project.write(NEW, "ALTER TYPE mood ADD VALUE 'happy';\n"),
        expect![[r#"
            internal/repository/enums.go:12 `MoodOk  Mood = "ok"`: error drift
              type public.mood, changed by `0003_new.sql`, is missing behind this line: `MoodHappy Mood = "happy"`
              migrations/0003_new.sql:1 `'happy'`: type public.mood was changed here
            migrations/0003_new.sql:1 `'happy'`: information drift
              type public.mood was changed here; `internal/repository/enums.go` is not up to date with it
              internal/repository/enums.go:12 `MoodOk  Mood = "ok"`: type public.mood, changed by `0003_new.sql`, is missing behind this line: `MoodHappy Mood = "happy"`
        "#]],
    );
}

#[test]
fn a_migration_edited_in_place_is_told() {
    check(
        |project| {
            project.edit(FIRST, "email text NOT NULL", "email text NOT NULL,\n    age int");
            project.edit(FIRST, "    name text NOT NULL,\n", "");
        },
        expect![[r#"
            internal/repository/users_repository.go:19 `Name  string`: error drift
              `Name string` stands for no column of public.users
              migrations/0001_users.sql:2 `users`: public.users is made here
            internal/repository/users_repository.go:20 `Email string`: error drift
              column public.users.age, added by `0001_users.sql`, is missing behind this line: `Age *int32`
              migrations/0001_users.sql:5 `age`: column public.users.age was added here
            migrations/0001_users.sql:2 `users`: information drift
              public.users is made here; `internal/repository/users_repository.go` is not up to date with it
              internal/repository/users_repository.go:19 `Name  string`: `Name string` stands for no column of public.users
            migrations/0001_users.sql:5 `age`: information drift
              column public.users.age was added here; `internal/repository/users_repository.go` is not up to date with it
              internal/repository/users_repository.go:20 `Email string`: column public.users.age, added by `0001_users.sql`, is missing behind this line: `Age *int32`
        "#]],
    );
}

#[test]
fn a_dropped_table_leaves_an_orphan() {
    check(
        |project| project.write(NEW, "DROP TABLE orders;\n"),
        expect![[r#"
        internal/repository/orders_repository.go:1 `// Code generated by pgwright. DO NOT EDIT.`: error drift-orphan
          `internal/repository/orders_repository.go` belongs to nothing any more
          migrations/0003_new.sql:1 `orders`: table public.orders was dropped here
    "#]],
    );
}

#[test]
fn a_renamed_table_leaves_an_orphan_and_misses_a_file() {
    check(
        |project| project.write(NEW, "ALTER TABLE orders RENAME TO purchases;\n"),
        expect![[r#"
        internal/repository/orders_repository.go:1 `// Code generated by pgwright. DO NOT EDIT.`: error drift-orphan
          `internal/repository/orders_repository.go` belongs to nothing any more
          migrations/0003_new.sql:1 `orders`: table public.orders was renamed here
        migrations/0002_orders.sql:1 `orders`: error drift-missing
          `internal/repository/purchases_repository.go` is missing
    "#]],
    );
}

#[test]
fn a_changed_configuration_is_told() {
    check(
        |project| project.write("pgwright.yaml", "output: {tags: [json]}\n"),
        expect![[r#"
            internal/repository/orders_repository.go:18 `ID    int64`: error drift
              column public.orders.id, added by `0002_orders.sql`, differs: `ID int64` should be `ID int64 `json:"id"``
              migrations/0002_orders.sql:1 `id`: column public.orders.id was added here
              pgwright.yaml:1 `tags`: struct tags are set here
            internal/repository/pagination.go:28 `Items    []T`: error drift
              `internal/repository/pagination.go` is not up to date: `Items []T` should be `Items []T `json:"items"``
            internal/repository/users_repository.go:18 `ID    int64`: error drift
              column public.users.id, added by `0001_users.sql`, differs: `ID int64` should be `ID int64 `json:"id"``
              migrations/0001_users.sql:3 `id`: column public.users.id was added here
              pgwright.yaml:1 `tags`: struct tags are set here
        "#]],
    );
}

#[test]
fn a_type_override_is_told_with_its_setting() {
    check(
        |project| {
            let text =
                "types: {overrides: [{column: users.email, go: example.com/mail.Address}]}\n";
            project.write("pgwright.yaml", text);
        },
        expect![[r#"
            internal/repository/users_repository.go:20 `Email string`: error drift
              column public.users.email, added by `0001_users.sql`, differs: `Email string` should be `Email mail.Address`
              migrations/0001_users.sql:5 `email`: column public.users.email was added here
              pgwright.yaml:1 `go`: its Go type is set here
            migrations/0001_users.sql:5 `email`: information drift
              column public.users.email was added here; `internal/repository/users_repository.go` is not up to date with it
              internal/repository/users_repository.go:20 `Email string`: column public.users.email, added by `0001_users.sql`, differs: `Email string` should be `Email mail.Address`
        "#]],
    );
}

#[test]
fn methods_that_are_switched_off_are_told_with_their_setting() {
    let text = "tables:\n  orders: {functions: [create, get]}\n";
    check(
        |project| project.write("pgwright.yaml", text),
        expect![[r#"
            internal/repository/orders_repository.go:9 `"slices"`: error drift
              `internal/repository/orders_repository.go` is not up to date: `"slices"` should not be here
              pgwright.yaml:2 `functions`: its methods are chosen here
        "#]],
    );
}

#[test]
fn another_package_is_told_with_its_setting() {
    check(
        |project| project.write("pgwright.yaml", "output: {package: store}\n"),
        expect![[r#"
            internal/repository/doc.go:5 `package repository`: error drift
              `internal/repository/doc.go` is not up to date: `package repository` should be `package store`
              pgwright.yaml:1 `package`: the package is named here
            internal/repository/enums.go:4 `package repository`: error drift
              `internal/repository/enums.go` is not up to date: `package repository` should be `package store`
              pgwright.yaml:1 `package`: the package is named here
            internal/repository/errors.go:4 `package repository`: error drift
              `internal/repository/errors.go` is not up to date: `package repository` should be `package store`
              pgwright.yaml:1 `package`: the package is named here
            internal/repository/executor.go:4 `package repository`: error drift
              `internal/repository/executor.go` is not up to date: `package repository` should be `package store`
              pgwright.yaml:1 `package`: the package is named here
            internal/repository/optional.go:4 `package repository`: error drift
              `internal/repository/optional.go` is not up to date: `package repository` should be `package store`
              pgwright.yaml:1 `package`: the package is named here
            internal/repository/orders_repository.go:5 `package repository`: error drift
              `internal/repository/orders_repository.go` is not up to date: `package repository` should be `package store`
              pgwright.yaml:1 `package`: the package is named here
            internal/repository/pagination.go:4 `package repository`: error drift
              `internal/repository/pagination.go` is not up to date: `package repository` should be `package store`
              pgwright.yaml:1 `package`: the package is named here
            internal/repository/transaction.go:4 `package repository`: error drift
              `internal/repository/transaction.go` is not up to date: `package repository` should be `package store`
              pgwright.yaml:1 `package`: the package is named here
            internal/repository/users_repository.go:5 `package repository`: error drift
              `internal/repository/users_repository.go` is not up to date: `package repository` should be `package store`
              pgwright.yaml:1 `package`: the package is named here
        "#]],
    );
}

#[test]
fn a_hand_edited_file_is_told_at_the_edit() {
    check(
        |project| project.edit(ORDERS, "Total", "Sum"),
        expect![[r#"
        internal/repository/orders_repository.go:19 `Sum int32`: error drift-edited
          `internal/repository/orders_repository.go` was edited by hand: `Sum int32` should be `Total int32`
    "#]],
    );
}

#[test]
fn a_hand_edited_file_of_a_dropped_table_stays() {
    check(
        |project| {
            project.edit(ORDERS, "package repository", "package repository\n\n// Mine.");
            project.write(NEW, "DROP TABLE orders;\n");
        },
        expect![[r#"
            internal/repository/orders_repository.go:1 `// Code generated by pgwright. DO NOT EDIT.`: error drift-edited
              `internal/repository/orders_repository.go` was edited by hand, and belongs to nothing any more
        "#]],
    );
}

#[test]
fn a_file_of_a_person_is_told_and_never_written() {
    check(
        |project| project.write(ORDERS, "package repository\n"),
        expect![[r#"
        internal/repository/orders_repository.go:1 `package repository`: error drift-foreign
          `internal/repository/orders_repository.go` stands where a generated file belongs
    "#]],
    );
    let mut project = Project::generated(PROJECT);
    project.write(ORDERS, "package repository\n");
    assert_eq!(project.snapshot().changes(), []);
}

#[test]
fn conflict_markers_are_told_and_mended() {
    let mark = |project: &mut Project| {
        project.edit(ORDERS, "package", "<<<<<<< HEAD\npackage");
    };
    check(
        mark,
        expect![[r#"
        internal/repository/orders_repository.go:5 `<<<<<<< HEAD`: error drift-conflict
          `internal/repository/orders_repository.go` has the conflict markers of a merge in it
    "#]],
    );
    let mut project = Project::generated(PROJECT);
    let before = project.read(ORDERS).to_owned();
    mark(&mut project);
    project.generate();
    assert_eq!(project.read(ORDERS), before);
}

#[test]
fn line_ends_of_another_system_are_told_once() {
    check(
        |project| {
            let text = project.read(ORDERS).replace('\n', "\r\n");
            project.write(ORDERS, &text);
        },
        expect![[r#"
            internal/repository/orders_repository.go:1 `// Code generated by pgwright. DO NOT EDIT.`: error drift
              `internal/repository/orders_repository.go` is not up to date: its lines should end with LF, not CRLF
        "#]],
    );
}

#[test]
fn an_error_in_the_history_costs_no_file() {
    let mut project = Project::generated(PROJECT);
    project.write(NEW, "DROP TABLE orders;\nCREATE TABLE half (id int,\n");
    assert_eq!(project.snapshot().changes(), []);
    // The table that the broken statement names is in doubt, the others are not.
    project.write(NEW, "ALTER TABLE users ADD COLUMN age int;\nALTER TABLE orders ADD COLUMN;\n");
    let paths: Vec<_> = project.snapshot().changes().iter().map(|it| it.path().clone()).collect();
    assert_eq!(paths, [USERS.into()]);
}

#[test]
fn an_error_in_the_configuration_costs_no_file() {
    let mut project = Project::generated(PROJECT);
    project.write(NEW, "ALTER TABLE users ADD a int;\nALTER TABLE orders ADD a int;\n");
    project.write("pgwright.yaml", "output: {directory: [1]}\n");
    assert_eq!(project.snapshot().changes(), []);
    // One bad block costs that block.
    project.write("pgwright.yaml", "tables:\n  users: {functions: creat}\n");
    let paths: Vec<_> = project.snapshot().changes().iter().map(|it| it.path().clone()).collect();
    assert_eq!(paths, [ORDERS.into()]);
}
