//! Where edits begin: small projects, so that a fresh start of each is soon made.

pub const PROJECTS: &[&str] = &[PLAIN, SHARED, PAIRS, SECTIONS];

const PLAIN: &str = "
    //- /pgwright.yaml
    database: {schema: public}
    functions: [get, create]
    //- /migrations/0001_users.sql
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, mood mood);
    //- /migrations/0002_orders.sql
    CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id), amount int);
    //- /migrations/0003_phone.sql
    ALTER TABLE users ADD COLUMN phone text;
    COMMENT ON TABLE users IS 'People: ß€🐘';
    //- /migrations/0004_view.sql
    CREATE VIEW names AS SELECT name FROM users;
    //- /internal/repository/own.go
    package repository

    func own() {}
";

/// Names that clash, a table that is excluded, settings column by column.
const SHARED: &str = "
    //- /pgwright.yaml
    # Die Größe: 🐘
    functions: [get, list]
    tables:
      users:
        columns: {name: {field: FullName}}
        functions: [get, paginate]
        pagination: {order_by: [name desc, id]}
      audit: {exclude: true}
    //- /migrations/0001_users.sql
    CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, first_name text, \"firstName\" text);
    CREATE TABLE \"Users\" (id bigint PRIMARY KEY);
    CREATE INDEX ON users (name DESC, id);
    //- /migrations/0002_audit.sql
    CREATE TABLE audit (id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz DEFAULT now());
    CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, amount int);
    //- /migrations/0003_rename.sql
    ALTER TABLE orders RENAME COLUMN amount TO sum;
    ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id);
    //- /internal/repository/own.go
    package repository

    // Set is ours: ß€🐘.
    type Set struct{}
";

/// Up and down, two folders, features.
const PAIRS: &str = "
    //- /pgwright.yaml
    database: {version: 18, pgxkit: {retry: {enabled: true}}}
    migrations: {directory: [migrations, more]}
    functions: [get, update]
    //- /migrations/000001_users.up.sql
    CREATE TABLE users (id uuid PRIMARY KEY, name varchar(20), tags text[] NOT NULL DEFAULT '{}');
    //- /migrations/000001_users.down.sql
    DROP TABLE users;
    //- /migrations/000002_größe.up.sql
    ALTER TABLE users ADD COLUMN größe numeric(8, 2);
    ALTER TABLE users ADD COLUMN double_size numeric GENERATED ALWAYS AS (größe * 2) VIRTUAL;
    //- /migrations/000002_größe.down.sql
    ALTER TABLE users DROP COLUMN double_size, DROP COLUMN größe;
    //- /more/000001_orders.up.sql
    CREATE TABLE orders (user_id uuid REFERENCES users, amount int, PRIMARY KEY (user_id, amount));
    //- /more/000001_orders.down.sql
    DROP TABLE orders;
";

/// One file a migration with both directions in it, and CRLF.
const SECTIONS: &str = "
    //- /pgwright.yaml
    database: {schemas: [public, lab]}\r
    functions: [get]\r
    //- /migrations/0001_users.sql
    -- +goose Up\r
    CREATE SCHEMA lab;\r
    CREATE TABLE users (id int PRIMARY KEY, name text); -- ß€🐘\r
    CREATE TABLE lab.orders (id int PRIMARY KEY, user_id int REFERENCES public.users);\r
    -- +goose Down\r
    DROP TABLE lab.orders;\r
    DROP TABLE users;\r
    //- /migrations/0002_more.sql
    -- +goose Up\r
    ALTER TABLE lab.orders RENAME TO ordered;\r
    -- +goose Down\r
    ALTER TABLE lab.ordered RENAME TO orders;\r
";
