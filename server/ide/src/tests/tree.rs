//! The schema as a tree.

use super::Project;
use expect_test::{Expect, expect};
use std::fmt::Write;

fn check(project: &Project, expected: Expect) {
    let snapshot = project.snapshot();
    let mut shown = format!("{} files not in line\n", snapshot.drifts());
    let place = |it: &Option<_>| it.as_ref().map_or("-".to_owned(), |it| project.place(it));
    for schema in snapshot.tree() {
        writeln!(shown, "{}", schema.name).unwrap();
        for table in schema.tables {
            let standing = table.standing.map_or("nothing".to_owned(), |it| {
                format!("{} in line: {} generates: {}", it.text, it.in_line, it.generates)
            });
            writeln!(shown, "  {} {}: {standing}", table.kind, table.name).unwrap();
            for at in [&table.sql, &table.yaml, &table.go] {
                writeln!(shown, "    {}", place(at)).unwrap();
            }
            for part in table.columns.iter().chain(&table.keys) {
                writeln!(shown, "    {} {} ({})", part.name, part.detail, place(&part.sql))
                    .unwrap();
            }
        }
    }
    expected.assert_eq(&shown);
}

const PROJECT: &str = "
    //- /pgwright.yaml
    database: {schemas: [public, größe]}
    tables:
      users: {struct: Person}
      'o*': {exclude: true}
    //- /migrations/1.sql
    CREATE SCHEMA größe;
    CREATE TABLE users (id bigint PRIMARY KEY, /* 🐘 */ email text NOT NULL UNIQUE);
    CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id));
    CREATE INDEX orders_user ON orders (user_id);
    CREATE VIEW größe.alle AS SELECT id FROM users;
";

#[test]
fn tables_stand_with_their_parts_and_the_way_to_them() {
    check(
        &Project::generated(PROJECT),
        expect![[r#"
        0 files not in line
        größe
          view alle: in line in line: true generates: false
            migrations/1.sql:5 `alle`
            -
            internal/repository/größe_alle_repository.go:14 `GrößeAlle`
            id bigint (migrations/1.sql:5 `alle`)
        public
          table orders: nothing
            migrations/1.sql:3 `orders`
            -
            -
            id bigint NOT NULL (migrations/1.sql:3 `id`)
            user_id bigint (migrations/1.sql:3 `user_id`)
            orders_pkey PRIMARY KEY (id) (migrations/1.sql:3 `PRIMARY KEY`)
            orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id) (migrations/1.sql:3 `REFERENCES users (id)`)
            orders_user CREATE INDEX orders_user ON public.orders (user_id) (migrations/1.sql:4 `orders_user`)
          table users: in line in line: true generates: false
            migrations/1.sql:2 `users`
            pgwright.yaml:3 `users`
            internal/repository/users_repository.go:17 `Person`
            id bigint NOT NULL (migrations/1.sql:2 `id`)
            email text NOT NULL (migrations/1.sql:2 `email`)
            users_pkey PRIMARY KEY (id) (migrations/1.sql:2 `PRIMARY KEY`)
            users_email_key UNIQUE (email) (migrations/1.sql:2 `UNIQUE`)
    "#]],
    );
}

#[test]
fn the_tree_follows_what_is_typed() {
    let mut project = Project::generated(PROJECT);
    project.write(
        "migrations/2.sql",
        "ALTER TABLE users RENAME email TO mail; DROP TABLE orders; ALTER TABLE größe.al",
    );
    project.remove("internal/repository/errors.go");
    check(
        &project,
        expect![[r#"
        2 files not in line
        größe
          view alle: in line in line: true generates: false
            migrations/1.sql:5 `alle`
            -
            internal/repository/größe_alle_repository.go:14 `GrößeAlle`
            id bigint (migrations/1.sql:5 `alle`)
        public
          table users: 2 columns behind in line: false generates: true
            migrations/1.sql:2 `users`
            pgwright.yaml:3 `users`
            internal/repository/users_repository.go:17 `Person`
            id bigint NOT NULL (migrations/1.sql:2 `id`)
            mail text NOT NULL (migrations/1.sql:2 `email`)
            users_pkey PRIMARY KEY (id) (migrations/1.sql:2 `PRIMARY KEY`)
            users_email_key UNIQUE (mail) (migrations/1.sql:2 `UNIQUE`)
    "#]],
    );
}

#[test]
fn without_a_migration_there_is_no_tree() {
    check(
        &Project::new("//- /pgwright.yaml\n"),
        expect![[r#"
        0 files not in line
    "#]],
    );
}
