package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/nhalm/pgxkit/v2"
)

// shop calls the program on a database with two books and one location.
func shop(t *testing.T) func(args ...string) (string, error) {
	ctx := t.Context()
	url := os.Getenv("TEST_DATABASE_URL")
	if url == "" {
		t.Fatal("TEST_DATABASE_URL is not set: it names a database that the migrations have made")
	}
	t.Setenv("DATABASE_URL", url)
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	_, err = conn.Exec(ctx, `
		TRUNCATE publishers, books, warehouse.locations RESTART IDENTITY CASCADE;
		INSERT INTO publishers (name, country) VALUES ('Suhrkamp', 'DE');
		INSERT INTO books (isbn, title, publisher_id, price) VALUES
			('9783518000001', 'The Zoo', 1, 12.5), ('9783518000002', 'An Ark', 1, 7);
		INSERT INTO warehouse.locations (code, name) VALUES ('A-1', 'Ground floor')`)
	if err != nil {
		t.Fatal(err)
	}
	return func(args ...string) (string, error) {
		var out bytes.Buffer
		err := run(ctx, args, &out)
		return out.String(), err
	}
}

func TestBooks(t *testing.T) {
	call := shop(t)
	first, err := call("books", "-limit", "1")
	if err != nil {
		t.Fatal(err)
	}
	line, cursor, more := strings.Cut(strings.TrimSpace(first), "\nnext: ")
	if !more || !strings.Contains(line, "An Ark") || !strings.HasSuffix(line, "7.00") {
		t.Fatalf("the first page is\n%s", first)
	}
	second, err := call("books", "-limit", "1", "-after", cursor)
	if err != nil || !strings.Contains(second, "The Zoo") || strings.Contains(second, "next:") {
		t.Errorf("the second page is\n%s%v", second, err)
	}
	if _, err := call("books", "-after", "nonsense"); err == nil {
		t.Error("a cursor of nothing was taken")
	}
}

func TestRestock(t *testing.T) {
	call := shop(t)
	for _, want := range []string{"A-1: 3 copies\n", "A-1: 6 copies\n"} {
		if out, err := call("restock", "A-1", "9783518000001", "3"); err != nil || out != want {
			t.Errorf("got %q, %v, want %q", out, err, want)
		}
	}
	var missing *pgxkit.NotFoundError
	if _, err := call("restock", "A-1", "9783518999999", "3"); !errors.As(err, &missing) {
		t.Errorf("a book that is not there: %v", err)
	}
	var invalid *pgxkit.ValidationError
	if _, err := call("restock", "B-9", "9783518000001", "3"); !errors.As(err, &invalid) || invalid.Field != "location_code" {
		t.Errorf("a location that is not there: %v", err)
	}
	for _, args := range [][]string{{}, {"sell"}, {"restock"}, {"restock", "A-1", "9783518000001", "-1"}} {
		if _, err := call(args...); err == nil {
			t.Errorf("%v was taken", args)
		}
	}
}
