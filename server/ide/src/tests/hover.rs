//! What is said of names and keys.

use super::Project;
use super::definition::SHOP;
use expect_test::{Expect, expect};

fn check(path: &str, marked: &str, expected: Expect) {
    check_in(&Project::generated(SHOP), path, marked, expected);
}

fn check_in(project: &Project, path: &str, marked: &str, expected: Expect) {
    let found = project.snapshot().hover(path, project.offset(path, marked));
    let shown = found.map_or("nothing".to_owned(), |it| {
        let text = project.read(path);
        format!("`{}`\n\n{}\n", &text[it.span.range()], it.page.markdown())
    });
    expected.assert_eq(&shown);
}

#[test]
fn a_table_is_shown_as_it_is_behind_the_migration_and_as_it_is_now() {
    check(
        "migrations/0001_people.sql",
        "CREATE TABLE peo$0ple",
        expect![[r#"
            `people`

            ```sql
            CREATE TABLE public.people (
              id         bigint NOT NULL,
              mail       text NOT NULL,
              mood       mood,
              created_at timestamp with time zone NOT NULL DEFAULT now(),
              CONSTRAINT people_pkey PRIMARY KEY (id),
              CONSTRAINT people_mail UNIQUE (mail)
            )
            ```

            Go: `Users` in `internal/repository/users_repository.go`

            Made by `0001_people.sql`

            **Now** it differs:

            ```diff
            - CREATE TABLE public.people
            + CREATE TABLE public.users
            -   mail       text NOT NULL
            +   email      text NOT NULL
            -   CONSTRAINT people_mail UNIQUE (mail)
            + CREATE INDEX users_mood ON public.users (mood)
            ```
        "#]],
    );
    check(
        "migrations/0003_index.sql",
        "ON us$0ers",
        expect![[r#"
        `users`

        ```sql
        CREATE TABLE public.users (
          id         bigint NOT NULL,
          email      text NOT NULL,
          mood       mood,
          created_at timestamp with time zone NOT NULL DEFAULT now(),
          CONSTRAINT people_pkey PRIMARY KEY (id)
        );
        CREATE INDEX users_mood ON public.users (mood)
        ```

        Go: `Users` in `internal/repository/users_repository.go`

        Made by `0001_people.sql`, changed by `0002_users.sql`, `0003_index.sql`
    "#]],
    );
}

#[test]
fn a_column_is_shown_with_its_keys_and_its_go() {
    check(
        "migrations/0001_people.sql",
        "ma$0il text",
        expect![[r#"
        `mail`

        ```sql
        public.people.mail text NOT NULL
          CONSTRAINT people_mail UNIQUE (mail)
        ```

        Go: `Users.Mail string`

        Made by `0001_people.sql`

        **Now** it differs:

        ```diff
        - public.people.mail text NOT NULL
        -   CONSTRAINT people_mail UNIQUE (mail)
        + public.users.email text NOT NULL
        ```
    "#]],
    );
    check(
        "migrations/0003_index.sql",
        "u.em$0ail",
        expect![[r#"
        `email`

        ```sql
        public.users.email text NOT NULL
        ```

        Go: `Users.Mail string`

        Made by `0001_people.sql`, changed by `0002_users.sql`
    "#]],
    );
    check(
        "internal/repository/users_repository.go",
        "\tM$0ail ",
        expect![[r#"
        `Mail`

        ```sql
        public.users.email text NOT NULL
        ```

        Go: `Users.Mail string`

        Made by `0001_people.sql`, changed by `0002_users.sql`
    "#]],
    );
    check(
        "internal/repository/users_repository.go",
        "\tI$0D ",
        expect![[r#"
        `ID`

        ```sql
        public.users.id bigint NOT NULL
          CONSTRAINT people_pkey PRIMARY KEY (id)
        ```

        Go: `Users.ID int64`

        Made by `0001_people.sql`
    "#]],
    );
}

#[test]
fn constraints_indexes_and_types_are_shown() {
    check(
        "migrations/0003_index.sql",
        "people$0_mail",
        expect![[r#"
            `people_mail`

            ```sql
            ALTER TABLE public.users
              ADD CONSTRAINT people_mail UNIQUE (email)
            ```

            Made by `0001_people.sql`

            **Now** it is not there any more, dropped by `0003_index.sql`.
        "#]],
    );
    check(
        "migrations/0003_index.sql",
        "users$0_mood",
        expect![[r#"
        `users_mood`

        ```sql
        CREATE INDEX users_mood ON public.users (mood)
        ```

        Made by `0003_index.sql`
    "#]],
    );
    check(
        "migrations/0001_people.sql",
        "'o$0k'",
        expect![[r#"
        `'ok'`

        ```sql
        'ok' -- value 2 of 2 of public.mood
        ```

        Made by `0001_people.sql`
    "#]],
    );
    check(
        "internal/repository/enums.go",
        "type Mo$0od ",
        expect![[r#"
        `Mood`

        ```sql
        CREATE TYPE public.mood AS ENUM ('sad', 'ok')
        ```

        Made by `0001_people.sql`
    "#]],
    );
}

#[test]
fn keys_of_the_configuration_are_explained() {
    let project = Project::new(
        "
        //- /pgwright.yaml
        database:
          pgxkit:
            retry: {max_retries: 5}
            read_write_splitting: {on_replica_down: primary}
        functions: [create, upsert]
        tables:
          'aud*': {exclude: true}
          users: {entity: Größe, pgxkit: {retry: {jitter: false}}}
        outp
        //- /migrations/1.sql
        CREATE TABLE users (id int PRIMARY KEY);
        CREATE TABLE audit (id int PRIMARY KEY);
        ",
    );
    let check = |marked: &str, expected: Expect| {
        check_in(&project, "pgwright.yaml", marked, expected);
    };
    check(
        "max_re$0tries",
        expect![[r#"
        `max_retries`

        **`database.pgxkit.retry.max_retries`**

        Attempts after the first.

        Takes a whole number from 0 to 100.

        Default: `3`.
    "#]],
    );
    check(
        "prim$0ary",
        expect![[r#"
        `primary`

        **`database.pgxkit.read_write_splitting.on_replica_down`**

        `primary`: The read goes to the primary.

        What a read does when the replica is down.

        Takes `fail` or `primary`.

        Default: `fail`.
    "#]],
    );
    check(
        "ups$0ert",
        expect![[r#"
        `upsert`

        **`functions`**

        `upsert`: `Upsert` on the primary key, and `UpsertBy…` for every unique key.

        Which methods are generated.

        Takes a list; each item is one of `create`, `get`, `get_many`, `get_for_update`, `update`, `delete`, `list`, `paginate`, `count`, `exists`, `find_by_unique`, `list_by_foreign_key`, `create_many`, `upsert`.

        Default: all.
    "#]],
    );
    check(
        "'au$0d*'",
        expect![[r#"
        `'aud*'`

        **`tables.aud*`**

        Settings of tables. A key is a table's name or a glob; a bare one means the first schema, `schema.name` another, `*.*` every table of every schema. Of several entries that match a table the most exact wins, key by key: a name beats a glob, more letters beat fewer, one with a schema a bare one, a later entry an earlier one.

        Takes a block; each key is the name of a table, or a glob: `users`, `audit_*`, `billing.invoices`, `*.*`.

        It matches `audit`.
    "#]],
    );
    check(
        "jit$0ter",
        expect![[r#"
        `jitter`

        **`tables.users.pgxkit.retry.jitter`**

        Whether each delay is drawn from its upper half, so that clients do not come back at once.

        Takes `true` or `false`.

        Default: that of the project.
    "#]],
    );
    check("ou$0tp", expect!["nothing"]);
}

#[test]
fn what_a_person_wrote_is_a_quotation() {
    let project = Project::new(
        "
        //- /pgwright.yaml
        database: {schema: public}
        //- /migrations/1.sql
        CREATE TABLE \"Größe\" (id int PRIMARY KEY, \"a b\" text DEFAULT '`x`');
        COMMENT ON TABLE \"Größe\" IS 'People [x](y)
        and *others*';
        ALTER TABLE \"Größe\" DROP COLUMN \"a b\"
        //- /migrations/2.sql
        DROP TABLE \"Größe\";
        CREATE TABLE n
        ",
    );
    let check = |path: &str, marked: &str, expected: Expect| {
        check_in(&project, path, marked, expected);
    };
    check(
        "migrations/1.sql",
        "\"Gr$0öße\" IS",
        expect![[r#"
        `"Größe"`

        ```sql
        CREATE TABLE public."Größe" (
          id integer NOT NULL,
          CONSTRAINT "Größe_pkey" PRIMARY KEY (id)
        )
        ```

        > People \[x\]\(y\)
        > and \*others\*

        Made by `1.sql`

        **Now** it is not there any more, dropped by `2.sql`.
    "#]],
    );
    check(
        "migrations/1.sql",
        "COLUMN \"a$0 b\"",
        expect![[r#"
            `"a b"`

            ```sql
            public."Größe"."a b" text DEFAULT '`x`'
            ```

            Made by `1.sql`

            **Now** it is not there any more, dropped by `1.sql`.
        "#]],
    );
    check(
        "migrations/2.sql",
        "TABLE \"G$0röße\"",
        expect![[r#"
        `"Größe"`

        ```sql
        CREATE TABLE public."Größe" (
          id integer NOT NULL,
          CONSTRAINT "Größe_pkey" PRIMARY KEY (id)
        )
        ```

        > People \[x\]\(y\)
        > and \*others\*

        Made by `1.sql`

        **Now** it is not there any more, dropped by `2.sql`.
    "#]],
    );
    check(
        "migrations/2.sql",
        "TABLE n$0",
        expect![[r#"
        `n`

        ```sql
        CREATE TABLE public.n (
        )
        ```

        Made by `2.sql`
    "#]],
    );
    check("migrations/2.sql", "CRE$0ATE", expect!["nothing"]);
}

/// The columns of an exclusion are its keys', not those of its expressions alone.
#[test]
fn a_column_is_shown_with_every_constraint_that_it_is_in() {
    let project = Project::new(
        "
        //- /pgwright.yaml
        database: {schema: public}
        //- /migrations/1.sql
        CREATE TABLE stays (during daterange, EXCLUDE USING gist (during WITH &&));
        ",
    );
    check_in(
        &project,
        "migrations/1.sql",
        "du$0ring daterange",
        expect![[r#"
        `during`

        ```sql
        public.stays.during daterange
          CONSTRAINT stays_during_excl EXCLUDE USING gist (during WITH &&)
        ```

        Go: `Stays.During pgtype.Range[pgtype.Date]`

        Made by `1.sql`
    "#]],
    );
}
