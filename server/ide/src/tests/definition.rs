//! From a name to where the object is made.

use super::Project;
use expect_test::{Expect, expect};

pub const SHOP: &str = "
    //- /pgwright.yaml
    types:
      overrides:
        - {column: users.email, go: string}
        - {postgres: feeling, go: string}
    tables:
      users:
        columns:
          email: {field: Mail}
        pagination: {order_by: [created_at desc, id]}
      nothing: {}
    //- /migrations/0001_people.sql
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE DOMAIN feeling AS text;
    -- größe 🐘
    CREATE TABLE people (
        id bigint PRIMARY KEY,
        mail text NOT NULL CONSTRAINT people_mail UNIQUE,
        mood mood,
        created_at timestamptz NOT NULL DEFAULT now()
    );
    //- /migrations/0002_users.sql
    ALTER TABLE people RENAME TO users;
    ALTER TABLE users RENAME COLUMN mail TO email;
    CREATE TABLE orders (
        id bigint PRIMARY KEY,
        user_id bigint REFERENCES users (id)
    );
    //- /migrations/0003_index.sql
    CREATE INDEX users_mood ON users (mood);
    UPDATE users AS u SET email = lower(u.email);
    ALTER TABLE users DROP CONSTRAINT people_mail;
    //- /internal/repository/own.go
    package repository

    func own(u *Users) string { return u.Mail }
";

/// Where the name at `$0` in a piece of the file's text leads.
fn check(path: &str, marked: &str, expected: Expect) {
    let project = Project::generated(SHOP);
    let found = project.snapshot().definition(path, project.offset(path, marked));
    let shown = found.map_or("nothing".to_owned(), |it| {
        let text = project.read(path);
        format!("`{}` -> {}", &text[it.span.range()], project.place(&it.target))
    });
    expected.assert_eq(&shown);
}

const INDEX: &str = "migrations/0003_index.sql";
const GO: &str = "internal/repository/users_repository.go";

#[test]
fn names_in_migrations_lead_to_what_made_them_under_whatever_name() {
    check(INDEX, "ON us$0ers", expect!["`users` -> migrations/0001_people.sql:4 `people`"]);
    check(INDEX, "(mood$0)", expect!["`mood` -> migrations/0001_people.sql:7 `mood`"]);
    check(INDEX, "u.$0email", expect!["`email` -> migrations/0001_people.sql:6 `mail`"]);
    check(
        INDEX,
        "$0people_mail",
        expect!["`people_mail` -> migrations/0001_people.sql:6 `people_mail`"],
    );
    check(
        "migrations/0002_users.sql",
        "TO $0email",
        expect!["`email` -> migrations/0001_people.sql:6 `mail`"],
    );
    check(INDEX, "lo$0wer", expect!["nothing"]);
    check(INDEX, "$0AS", expect!["nothing"]);
}

#[test]
fn where_an_object_is_made_leads_to_its_go_and_that_back() {
    let made = "migrations/0001_people.sql";
    check(
        made,
        "CREATE TABLE p$0eople",
        expect!["`people` -> internal/repository/users_repository.go:18 `Users`"],
    );
    check(
        made,
        "ma$0il text",
        expect!["`mail` -> internal/repository/users_repository.go:20 `Mail`"],
    );
    check(made, "TYPE mo$0od", expect!["`mood` -> internal/repository/enums.go:7 `Mood`"]);
    check(
        made,
        "CONSTRAINT people$0_mail",
        expect!["`people_mail` -> migrations/0001_people.sql:6 `people_mail`"],
    );
    check(made, "DOMAIN fee$0ling", expect!["`feeling` -> migrations/0001_people.sql:2 `feeling`"]);
    check(
        INDEX,
        "users$0_mood ON",
        expect!["`users_mood` -> migrations/0003_index.sql:1 `users_mood`"],
    );
    check(GO, "type U$0sers ", expect!["`Users` -> migrations/0001_people.sql:4 `people`"]);
}

/// What is not generated has no Go to lead to.
#[test]
fn without_go_an_object_leads_to_itself() {
    let project = Project::new(SHOP);
    let made = "migrations/0001_people.sql";
    let at = project.offset(made, "CREATE TABLE p$0eople");
    let found = project.snapshot().definition(made, at).unwrap();
    assert_eq!(project.place(&found.target), "migrations/0001_people.sql:4 `people`");
}

#[test]
fn names_in_the_configuration_lead_to_migrations() {
    let yaml = "pgwright.yaml";
    check(yaml, "u$0sers:", expect!["`users` -> migrations/0001_people.sql:4 `people`"]);
    check(yaml, "users.em$0ail", expect!["`email` -> migrations/0001_people.sql:6 `mail`"]);
    check(yaml, "$0users.email", expect!["`users` -> migrations/0001_people.sql:4 `people`"]);
    check(yaml, "em$0ail: {", expect!["`email` -> migrations/0001_people.sql:6 `mail`"]);
    check(
        yaml,
        "postgres: fee$0ling",
        expect!["`feeling` -> migrations/0001_people.sql:2 `feeling`"],
    );
    check(
        yaml,
        "created$0_at desc",
        expect!["`created_at` -> migrations/0001_people.sql:8 `created_at`"],
    );
    check(yaml, "noth$0ing", expect!["nothing"]);
}

#[test]
fn names_in_generated_go_lead_to_migrations() {
    check(GO, "\tM$0ail ", expect!["`Mail` -> migrations/0001_people.sql:6 `mail`"]);
    check(GO, "type U$0sers ", expect!["`Users` -> migrations/0001_people.sql:4 `people`"]);
    check(
        GO,
        "&u.Cre$0atedAt",
        expect!["`CreatedAt` -> migrations/0001_people.sql:8 `created_at`"],
    );
    check(
        GO,
        "func NewUsers$0Repository",
        expect!["`NewUsersRepository` -> migrations/0001_people.sql:4 `people`"],
    );
    check(GO, ") Get$0ByID(", expect!["`GetByID` -> migrations/0001_people.sql:5 `PRIMARY KEY`"]);
    check(
        "internal/repository/enums.go",
        "Mood$0Sad ",
        expect!["`MoodSad` -> migrations/0001_people.sql:1 `mood`"],
    );
    check(GO, "cont$0ext", expect!["nothing"]);
}

#[test]
fn in_a_person_s_go_it_is_silent() {
    check("internal/repository/own.go", "u.Ma$0il", expect!["nothing"]);
}

#[test]
fn half_typed_statements_and_texts_lead_too() {
    let mut project = Project::new(SHOP);
    project.write("migrations/0004.sql", "/* ß🐘 */ ALTER TABLE \"users\" ADD CHECK (email > ");
    let at = project.offset("migrations/0004.sql", "us$0ers");
    let found = project.snapshot().definition("migrations/0004.sql", at).unwrap();
    assert_eq!(project.place(&found.target), "migrations/0001_people.sql:4 `people`");
    let at = project.offset("migrations/0004.sql", "em$0ail");
    let found = project.snapshot().definition("migrations/0004.sql", at).unwrap();
    assert_eq!(project.place(&found.target), "migrations/0001_people.sql:6 `mail`");
}

/// The Go is behind: its file and its fields have the old names.
#[test]
fn go_that_is_behind_leads_by_its_old_names() {
    let mut project = Project::generated(
        "
        //- /pgwright.yaml
        database: {schema: public}
        //- /migrations/1.sql
        CREATE TABLE people (id bigint PRIMARY KEY, mail text);
        ",
    );
    project.write(
        "migrations/2.sql",
        "ALTER TABLE people RENAME TO users; ALTER TABLE users RENAME mail TO email;",
    );
    let go = "internal/repository/people_repository.go";
    let place = |marked: &str| {
        let found = project.snapshot().definition(go, project.offset(go, marked));
        found.map(|it| project.place(&it.target))
    };
    assert_eq!(place("\tM$0ail").as_deref(), Some("migrations/1.sql:1 `mail`"));
    assert_eq!(place("type P$0eople ").as_deref(), Some("migrations/1.sql:1 `people`"));
}
