package health

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"example.com/bookshop/cluster"
	"example.com/bookshop/split"
)

// A migration, and what VerifySchema has to say about it: nothing for what the code does not
// depend on.
var migrations = []struct {
	sql  string
	want []string
}{
	{"SELECT 1", nil},
	{"ALTER TABLE users DROP COLUMN bio", []string{"public.users.bio is missing"}},
	{"ALTER TABLE users RENAME bio TO about; ALTER TABLE users DROP COLUMN data",
		[]string{"public.users.bio is missing", "public.users.data is missing"}},
	{"ALTER TABLE users ADD COLUMN nick text", nil},
	{"CREATE TABLE more (id int)", nil},
	{"ALTER TABLE users ALTER COLUMN code TYPE varchar(200)", nil},
	{"ALTER TABLE users ALTER COLUMN code TYPE text", nil},
	{"ALTER TABLE users ALTER COLUMN code TYPE int USING 1", []string{"public.users.code is of type pg_catalog.int4, not pg_catalog.varchar"}},
	{"ALTER TABLE users ALTER COLUMN price TYPE numeric(20,4)", nil},
	{"ALTER TABLE users ALTER COLUMN price TYPE bigint", []string{"public.users.price is of type pg_catalog.int8, not pg_catalog.numeric"}},
	{"ALTER TABLE users ALTER COLUMN bio SET NOT NULL", nil},
	{"ALTER TABLE users ALTER COLUMN code DROP NOT NULL", []string{"public.users.code can be NULL"}},
	{"ALTER TABLE users ALTER COLUMN data DROP NOT NULL", nil}, // json.RawMessage holds NULL
	{"ALTER TABLE users ALTER COLUMN email TYPE text", nil},
	{"ALTER TABLE users ALTER COLUMN emails TYPE text[]", []string{"public.users.emails is of type pg_catalog.text[], not public.email[]"}},
	{"ALTER TABLE users ALTER COLUMN labels TYPE int[] USING '{}'", []string{"public.users.labels is of type pg_catalog.int4[], not pg_catalog.text[]"}},
	{"ALTER TABLE users ALTER COLUMN must TYPE text", []string{"public.users.must can be NULL"}},
	{"ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'", []string{`type public.mood has no label "sad"`}},
	{"ALTER TYPE mood ADD VALUE 'elated'", nil},
	{"CREATE SCHEMA other; ALTER TYPE mood SET SCHEMA other; SET LOCAL search_path = other, public", []string{
		"public.users.mood is of type other.mood, not public.mood", "public.users.moods is of type other.mood[], not public.mood[]", "type public.mood is missing",
	}},
	{"SET LOCAL search_path = ''", nil},
	{"ALTER TYPE address ADD ATTRIBUTE country text", []string{"type public.address is "}},
	{"ALTER TYPE address RENAME ATTRIBUTE zip TO code", []string{"type public.address is "}},
	{"DROP VIEW happy", []string{"public.happy is missing"}},
	{"DROP TABLE events", []string{"public.events is missing"}},
	{"ALTER TABLE notes RENAME TO notes_old; CREATE VIEW notes AS SELECT * FROM notes_old", nil},
	{"DROP TABLE notes", []string{"public.notes is missing"}},
}

func TestVerifySchema(t *testing.T) {
	c := cluster.Open(t)
	conn, err := pgx.Connect(background, c.Primary.DSN)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(background) }()
	for _, migration := range migrations {
		tx, err := conn.Begin(background)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(background, migration.sql); err != nil {
			t.Fatalf("%s: %v", migration.sql, err)
		}
		err = split.VerifySchema(background, tx)
		if (err != nil) != (len(migration.want) > 0) {
			t.Errorf("%s: %v", migration.sql, err)
		}
		if err != nil {
			var count int
			for _, want := range migration.want {
				count += strings.Count(err.Error(), want)
			}
			if !errors.Is(err, split.ErrSchemaMismatch) || count != len(migration.want) || strings.Count(err.Error(), "\n") != count-1 {
				t.Errorf("%s: %v\nwant %q", migration.sql, err, migration.want)
			}
		}
		if err := tx.Rollback(background); err != nil {
			t.Fatal(err)
		}
	}
}

func TestVerifySchemaThatCannotAsk(t *testing.T) {
	c := cluster.Open(t)
	db := openSplit(t, c.Standby.DSN, c.Primary.DSN)
	ctx, cancel := context.WithCancel(background)
	cancel()
	err := split.VerifySchema(ctx, db)
	if err == nil || errors.Is(err, split.ErrSchemaMismatch) || !errors.Is(err, context.Canceled) {
		t.Errorf("VerifySchema: %v", err)
	}
	if err := split.VerifySchema(background, split.WithRetry(db, nil)); err != nil {
		t.Error(err)
	}
}
