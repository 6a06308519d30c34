//! Go files of a person's beside the generated ones: what they declare is theirs.

mod common;

use common::{Project, project_with};
use expect_test::{Expect, expect};

fn check(project: &Project, files: &[&str], problems: Expect) {
    problems.assert_eq(&project.problems());
    let tables: Vec<&str> =
        project.paths().into_iter().filter(|path| path.ends_with("_repository.go")).collect();
    assert_eq!(tables, files);
}

/// A project with one file of a person's.
fn beside(yaml: &str, sql: &str, code: &str) -> Project {
    project_with(yaml, sql, &[("internal/repository/extra.go", code)])
}

const USERS: &str = "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL);";
const FILE: &[&str] = &["users_repository.go"];

#[test]
fn names_in_other_files_of_the_package_are_left_to_them() {
    let sql = "CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE orders (id int PRIMARY KEY);";
    let others = [
        (
            "internal/repository/extra.go",
            "package repository\n\ntype Orders struct{}\n\nfunc (r *UsersRepository) Count() {}\n",
        ),
        ("internal/repository/x_test.go", "package repository_test\n\ntype Users struct{}\n"),
        ("internal/repository/sub/x.go", "package repository\n\ntype Users struct{}\n"),
    ];
    let project = project_with("", sql, &others);
    check(
        &project,
        &["users_repository.go"],
        expect![[r#"
            error[go-clash] internal/repository/extra.go `Orders`
              `Orders` is what table public.orders would be called in generated code, which is left out
              help: rename it, or set `tables.orders.struct` to another name
              migrations/1.sql: table public.orders comes from here
            error[go-clash] internal/repository/extra.go `Count`
              `Count` is what the method for table public.users would be called in generated code, which is left out
              help: rename it, or leave `count` out of `tables.users.functions`
              migrations/1.sql: the method for table public.users comes from here
            error[go-clash] migrations/1.sql `users`
              the method for table public.users would be `Count` in Go, which is the name of something in internal/repository/extra.go
              help: leave `count` out of `tables.users.functions`
              internal/repository/extra.go: `Count` stands here
            error[go-clash] migrations/1.sql `orders`
              table public.orders would be `Orders` in Go, which is the name of something in internal/repository/extra.go
              help: set `tables.orders.struct` to another name
              internal/repository/extra.go: `Orders` stands here
        "#]],
    );
    assert!(!project.methods("users_repository.go").contains(&"Count".to_owned()));
}

#[test]
fn a_name_that_generated_code_needs_is_reported_where_a_person_has_it() {
    let others =
        [("internal/repository/extra.go", "package repository\n\nvar runTx, Set = 1, 2\n")];
    check(
        &project_with("", "CREATE TABLE t (id int DEFAULT 1);", &others),
        &["t_repository.go"],
        expect![[r#"
            error[go-clash] internal/repository/extra.go `runTx`
              `runTx` is a name that generated code needs
              help: rename it, or move it to another package
              internal/repository/transaction.go: generated code declares it here
            error[go-clash] internal/repository/extra.go `Set`
              `Set` is a name that generated code needs
              help: rename it, or move it to another package
              internal/repository/optional.go: generated code declares it here
        "#]],
    );
}

/// The problem is at both places: the generated file is there.
#[test]
fn a_name_that_generated_code_needs_is_reported_in_generated_code_too() {
    let sql = "CREATE TABLE t (id int DEFAULT 1);";
    let extra = ("internal/repository/extra.go", "package repository\n\nfunc Set() {}\n");
    let project = project_with("", sql, &[extra]);
    let generated = project.file("optional.go");
    let project = project_with("", sql, &[extra, (&generated.path, &generated.text)]);
    check(
        &project,
        &["t_repository.go"],
        expect![[r#"
        error[go-clash] internal/repository/extra.go `Set`
          `Set` is a name that generated code needs
          help: rename it, or move it to another package
          internal/repository/optional.go: generated code declares it here
        error[go-clash] internal/repository/optional.go `Set`
          `Set` is declared in internal/repository/extra.go too
          help: rename the other one, or move it to another package
          internal/repository/extra.go: `Set` stands here
    "#]],
    );
}

#[test]
fn methods_of_all_generated_types_are_seen() {
    let yaml = "database: {pgxkit: {retry: {enabled: true}, health_checks: {enabled: true}}}";
    let sql = "
        CREATE TYPE mood AS ENUM ('good', 'bad');
        CREATE TABLE seats (row int, number int, mood mood, note text DEFAULT '', PRIMARY KEY (row, number));
    ";
    let code = "package repository

type alias = SeatsRepository

func (m Mood) Valid() bool { return true }
func (o *Optional[T]) UnmarshalJSON(data []byte) error { return nil }
func (p *CreateSeatsParams) values() {}
func (k SeatsKey) String() string { return \"\" }
func (*alias) HealthCheck() {}
func (r *SeatsRepository) ListWithRetry() {}
";
    let project = beside(yaml, sql, code);
    check(
        &project,
        &["seats_repository.go"],
        expect![[r#"
        error[go-clash] internal/repository/extra.go `Valid`
          `Valid` is a name that generated code needs
          help: rename it, or move it to another package
          internal/repository/enums.go: generated code declares it here
        error[go-clash] internal/repository/extra.go `UnmarshalJSON`
          `UnmarshalJSON` is a name that generated code needs
          help: rename it, or move it to another package
          internal/repository/optional.go: generated code declares it here
        error[go-clash] internal/repository/extra.go `values`
          `values` is a name that generated code needs
          help: rename it, or move it to another package
          internal/repository/seats_repository.go: generated code declares it here
        error[go-clash] internal/repository/extra.go `String`
          `String` is a name that generated code needs
          help: rename it, or move it to another package
          internal/repository/seats_repository.go: generated code declares it here
        error[go-clash] internal/repository/extra.go `HealthCheck`
          `HealthCheck` is what a method of the repository of table public.seats would be called in generated code, which is left out
          help: rename it, or set `tables.seats.pgxkit.health_checks.enabled` to false
          migrations/1.sql: a method of the repository of table public.seats comes from here
        error[go-clash] internal/repository/extra.go `ListWithRetry`
          `ListWithRetry` is what the retried method for table public.seats would be called in generated code, which is left out
          help: rename it, or set `tables.seats.pgxkit.retry.enabled` to false
          migrations/1.sql: the retried method for table public.seats comes from here
        error[go-clash] migrations/1.sql `seats`
          a method of the repository of table public.seats would be `HealthCheck` in Go, which is the name of something in internal/repository/extra.go
          help: set `tables.seats.pgxkit.health_checks.enabled` to false
          internal/repository/extra.go: `HealthCheck` stands here
        error[go-clash] migrations/1.sql `seats`
          the retried method for table public.seats would be `ListWithRetry` in Go, which is the name of something in internal/repository/extra.go
          help: set `tables.seats.pgxkit.retry.enabled` to false
          internal/repository/extra.go: `ListWithRetry` stands here
    "#]],
    );
    let methods = project.methods("seats_repository.go");
    assert!(methods.contains(&"List".to_owned()), "{methods:?}");
    for left_out in ["HealthCheck", "ListWithRetry"] {
        assert!(!methods.contains(&left_out.to_owned()), "{methods:?}");
    }
}

#[test]
fn a_method_with_the_name_of_a_field_costs_the_table() {
    let code = "package repository\n\nfunc (u Users) Email() string { return \"\" }\n";
    check(
        &beside("", USERS, code),
        &[],
        expect![[r#"
        error[go-clash] internal/repository/extra.go `Email`
          `Email` is what column public.users.email would be called in generated code, which is left out
          help: rename it, or set `tables.users.columns.email.field` to another name
          migrations/1.sql: column public.users.email comes from here
        error[go-clash] migrations/1.sql `email`
          column public.users.email would be `Email` in Go, which is the name of something in internal/repository/extra.go
          help: set `tables.users.columns.email.field` to another name
          internal/repository/extra.go: `Email` stands here
    "#]],
    );
}

#[test]
fn what_can_stand_beside_generated_code_is_no_problem() {
    let others = [
        (
            "internal/repository/queries.go",
            "package repository\n\nimport \"context\"\n\n// Count is not declared here.\n\
             func (r *UsersRepository) CountActive(ctx context.Context) (int64, error) {\n\
             \tvar Count int64\n\ttype Users struct{}\n\treturn Count, nil\n}\n\n\
             type counter struct{ Users int }\n\nfunc (c counter) Count() {}\n\nfunc init() {}\n\n\
             var _ = `\nfunc NewUsersRepository() {}\n`\n",
        ),
        ("internal/repository/users_test.go", "package repository_test\n\ntype Users int\n"),
        ("internal/repository/gen.go", "//go:build ignore\n\npackage main\n\ntype Users int\n"),
        ("internal/repository/_old.go", "package repository\n\ntype Users int\n"),
        ("internal/repository/doc_x.go", "package documentation\n"),
        ("internal/repository/empty.go", ""),
        ("internal/repository/deeper/x.go", "package deeper\n\ntype Users int\n"),
        ("internal/repository/users.sql", "package x\n"),
    ];
    check(&project_with("", USERS, &others), FILE, expect![""]);
}

#[test]
fn one_folder_has_one_package() {
    let code = "// Package users is one of another name.\npackage users\n\ntype Users struct{}\n";
    check(
        &beside("", USERS, code),
        FILE,
        expect![[r#"
        error[go-clash] internal/repository/extra.go `users`
          `users` is another package than the generated one, `repository`: Go has one in a folder
          help: write `package repository`, set `output.package`, or move the file to another folder
    "#]],
    );
    check(
        &beside("output: {package: users}", USERS, code),
        &[],
        expect![[r#"
        error[go-clash] internal/repository/extra.go `Users`
          `Users` is what table public.users would be called in generated code, which is left out
          help: rename it, or set `tables.users.struct` to another name
          migrations/1.sql: table public.users comes from here
        error[go-clash] migrations/1.sql `users`
          table public.users would be `Users` in Go, which is the name of something in internal/repository/extra.go
          help: set `tables.users.struct` to another name
          internal/repository/extra.go: `Users` stands here
    "#]],
    );
}

#[test]
fn examples_and_tests_are_looked_at_too() {
    let yaml = "generate: {examples: true, tests: true}";
    let code = "package repository\n\nfunc Example() {}\n\nfunc TestUsersRepositoryCount() {}\n";
    let others = [("internal/repository/my_test.go", code)];
    check(
        &project_with(yaml, USERS, &others),
        FILE,
        expect![[r#"
        error[go-clash] internal/repository/my_test.go `Example`
          `Example` is a name that generated code needs
          help: rename it, or move it to another package
          internal/repository/example_test.go: generated code declares it here
    "#]],
    );
    let others =
        [("internal/repository/my_test.go", "package repository_test\n\nfunc Example() {}\n")];
    check(&project_with(yaml, USERS, &others), FILE, expect![""]);
}

/// Its place is taken, which is a problem of its own; what it declares is what ours would.
#[test]
fn a_file_in_the_place_of_a_generated_one_is_not_spoken_of() {
    for name in ["optional.go", "users_repository.go"] {
        let path = format!("internal/repository/{name}");
        let code = "package repository\n\ntype Users int\n\nfunc Set() {}\n";
        let code =
            if name == "optional.go" { code.replace("Users", "Other") } else { code.to_owned() };
        let sql = "CREATE TABLE users (id int PRIMARY KEY DEFAULT 1);";
        check(&project_with("", sql, &[(&path, &code)]), FILE, expect![""]);
    }
}
