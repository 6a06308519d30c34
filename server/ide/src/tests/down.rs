//! Answers in SQL that does not go up.

use super::Project;

fn place(project: &Project, path: &str, marked: &str) -> Option<String> {
    let found = project.snapshot().definition(path, project.offset(path, marked));
    found.map(|it| project.place(&it.target))
}

fn offered(project: &Project, path: &str, marked: &str) -> Vec<String> {
    let offset = project.offset(path, marked);
    let found = project.snapshot().completion(path, offset);
    found.map(|it| it.items.into_iter().map(|it| it.insert).collect()).unwrap_or_default()
}

#[test]
fn what_goes_down_in_the_same_file_is_read_behind_it() {
    let project = Project::new(
        "
        //- /pgwright.yaml
        database: {schema: public}
        //- /migrations/00001_users.sql
        -- +goose Up
        CREATE TABLE users (id bigint PRIMARY KEY, \"größe\" int);
        -- +goose Down
        DROP TABLE users;
        ALTER TABLE users DROP COLUMN ;
        //- /migrations/00002_people.sql
        -- +goose Up
        ALTER TABLE users RENAME TO people;
        -- +goose Down
        ALTER TABLE people RENAME TO users;
        ",
    );
    let first = "migrations/00001_users.sql";
    let made = Some("migrations/00001_users.sql:2 `users`".to_owned());
    assert_eq!(place(&project, first, "DROP TABLE us$0ers"), made);
    let second = "migrations/00002_people.sql";
    assert_eq!(place(&project, second, "TABLE peo$0ple RENAME"), made);
    let offers = offered(&project, first, "DROP COLUMN $0;");
    assert_eq!(offers.get(..2), Some(&["id".to_owned(), "\"größe\"".to_owned()][..]));
    let hover = project.snapshot().hover(first, project.offset(first, "DROP TABLE us$0ers"));
    assert!(hover.unwrap().page.plain().contains("CREATE TABLE public.users"));
}

#[test]
fn what_goes_down_in_a_file_of_its_own_is_read_behind_the_one_that_goes_up() {
    let project = Project::new(
        "
        //- /pgwright.yaml
        database: {schema: public}
        //- /migrations/1_users.up.sql
        CREATE TABLE users (id bigint PRIMARY KEY);
        //- /migrations/1_users.down.sql
        DROP TABLE users;
        DROP TABLE ;
        //- /migrations/2_people.up.sql
        ALTER TABLE users RENAME TO people; CREATE TABLE x (id int);
        //- /migrations/2_people.down.sql
        ALTER TABLE people RENAME TO users
        ",
    );
    let made = Some("migrations/1_users.up.sql:1 `users`".to_owned());
    assert_eq!(place(&project, "migrations/1_users.down.sql", "TABLE us$0ers"), made);
    assert_eq!(place(&project, "migrations/2_people.down.sql", "TABLE peo$0ple"), made);
    let offers = offered(&project, "migrations/1_users.down.sql", "DROP TABLE $0;");
    assert_eq!(offers.first().map(String::as_str), Some("users"));
    assert!(!offers.iter().any(|it| it == "x"));
    let found = project.snapshot().highlights("migrations/2_people.down.sql", 12).unwrap();
    assert_eq!(found.len(), 2);
}
