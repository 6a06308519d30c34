package repositorytest

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/nhalm/pgxkit/v2"

	"example.com/bookshop/internal/repository"
)

var (
	db  = pgxkit.NewDB()
	sql *pgx.Conn // for what is done beside the repositories
)

func TestMain(m *testing.M) {
	// With daylight saving time, so that a shifted hour shows.
	if place, err := time.LoadLocation("Europe/Lisbon"); err == nil {
		time.Local = place
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	ctx := context.Background()
	url := os.Getenv("TEST_DATABASE_URL")
	if url == "" {
		fmt.Fprintln(os.Stderr, "TEST_DATABASE_URL is not set: it names a database that the migrations have made")
		return 1
	}
	onConnect := pgxkit.WithOnConnect(func(conn *pgx.Conn) error { return repository.RegisterTypes(ctx, conn) })
	err := db.Connect(ctx, url, onConnect)
	if err == nil {
		sql, err = pgx.Connect(ctx, url)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() {
		_ = sql.Close(ctx)
		_ = db.Shutdown(ctx)
	}()
	return m.Run()
}

// exec runs SQL beside the repositories.
func exec(t testing.TB, query string, args ...any) {
	t.Helper()
	if _, err := sql.Exec(t.Context(), query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// scan reads one row beside the repositories.
func scan(t *testing.T, query string, args []any, dest ...any) {
	t.Helper()
	if err := sql.QueryRow(t.Context(), query, args...).Scan(dest...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// empty empties every table.
func empty(t *testing.T) {
	t.Helper()
	exec(t, `TRUNCATE publishers, authors, books, book_authors, categories, book_categories, customers,
		"order", order_items, reviews, promotions, staff, audit_log, vouchers, warehouse.locations,
		warehouse.stock, warehouse.movements, warehouse.suppliers, warehouse.deliveries RESTART IDENTITY`)
}

// equal compares values as the database would: numbers by value and scale, times as moments.
func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	options := cmp.Options{
		cmp.Comparer(func(a, b *big.Int) bool { return a == b || a != nil && b != nil && a.Cmp(b) == 0 }),
		cmp.Comparer(func(a, b pgtype.Numeric) bool { return text(a) == text(b) }),
		cmp.Comparer(func(a, b fmt.Stringer) bool { return a.String() == b.String() }),
	}
	options[2] = cmp.FilterPath(func(p cmp.Path) bool { return strings.HasPrefix(p.Last().Type().String(), "netip.") }, options[2])
	if diff := cmp.Diff(want, got, options); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// text writes a number with its scale, but for zero: pgx drops the scale of that.
func text(n pgtype.Numeric) string {
	if n.Valid && n.Int != nil && n.Int.Sign() == 0 {
		return "0"
	}
	value, err := n.Value()
	return fmt.Sprint(value, err)
}

func numeric(s string) pgtype.Numeric {
	var n pgtype.Numeric
	if err := n.Scan(s); err != nil {
		panic(err)
	}
	return n
}

func ptr[T any](v T) *T { return &v }

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

// must returns the value of a call that has to succeed.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// notFound fails the test unless err says that there is no such row of an entity.
func notFound(t *testing.T, err error, entity string) {
	t.Helper()
	var missing *pgxkit.NotFoundError
	if !errors.As(err, &missing) || missing.Entity != entity {
		t.Errorf("got %v, want that no %s is found", err, entity)
	}
}

// invalid fails the test unless err names the field that breaks a constraint.
func invalid(t *testing.T, err error, entity, operation, field string) {
	t.Helper()
	var broken *pgxkit.ValidationError
	if !errors.As(err, &broken) {
		t.Errorf("got %v, want a validation error of %s", err, field)
		return
	}
	if broken.Entity != entity || broken.Operation != operation || broken.Field != field {
		t.Errorf("got %s, %s, %q, want %s, %s, %q (%v)", broken.Entity, broken.Operation, broken.Field, entity, operation, field, err)
	}
	if errors.Unwrap(broken) == nil {
		t.Errorf("%v has lost its cause", err)
	}
}
