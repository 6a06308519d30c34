package repositorytest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nhalm/pgxkit/v2"

	"example.com/bookshop/internal/repository"
)

func TestEnums(t *testing.T) {
	enum(t, "author_role", repository.AllAuthorRole())
	enum(t, "book_format", repository.AllBookFormat())
	enum(t, "customer_status", repository.AllCustomerStatus())
	enum(t, "moderation", repository.AllModeration())
	enum(t, "order_state", repository.AllOrderState())
	enum(t, "warehouse.movement_kind", repository.AllWarehouseMovementKind())
}

// enum compares the values of a type with those of PostgreSQL.
func enum[E interface {
	~string
	Valid() bool
}](t *testing.T, name string, all []E) {
	t.Helper()
	var labels []string
	scan(t, "SELECT enum_range(NULL::"+name+")::text[]", nil, &labels)
	values := make([]string, len(all))
	for n, value := range all {
		values[n] = string(value)
		if !value.Valid() {
			t.Errorf("%s is not valid", value)
		}
	}
	equal(t, name, values, labels)
	if E("no " + labels[0]).Valid() {
		t.Errorf("%s takes any value", name)
	}
}

func TestKeysAsText(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, key := range []struct {
		key  fmt.Stringer
		want string
	}{
		{repository.BookAuthorKey{BookID: 1, AuthorID: ada}, "book_id=1, author_id=" + ada.String()},
		{repository.BookCategoryKey{BookID: 1, CategorySlug: "a"}, "book_id=1, category_slug=a"},
		{repository.OrderItemKey{OrderID: 1, Line: 2}, "order_id=1, line=2"},
		{repository.WarehouseStockKey{LocationCode: "A", BookID: 1}, "location_code=A, book_id=1"},
		{repository.WarehouseMovementKey{ID: 1, MovedAt: at}, "id=1, moved_at=" + at.String()},
	} {
		equal(t, "key", key.key.String(), key.want)
	}
}

// Absent, null and a value stay apart in JSON.
func TestParamsInJSON(t *testing.T) {
	read := func(text string) (params repository.UpdateAuthorParams, err error) {
		err = json.Unmarshal([]byte(text), &params)
		return params, err
	}
	params := must[repository.UpdateAuthorParams](t)(read(`{"full_name": "A", "biography": null}`))
	if name, ok := params.FullName.Get(); !ok || name != "A" {
		t.Errorf("a value became %q, %v", name, ok)
	}
	if biography, ok := params.Biography.Get(); !ok || biography != nil {
		t.Errorf("null became %v, %v", biography, ok)
	}
	if _, ok := params.BornOn.Get(); ok || !params.BornOn.IsZero() {
		t.Error("what is absent became set")
	}
	if _, err := read(`{"full_name": null}`); err == nil {
		t.Error("null was taken for a column that cannot be NULL")
	}
	if _, err := read(`{"full_name": 1}`); err == nil {
		t.Error("a number was taken for a text")
	}
	text := string(must[[]byte](t)(json.Marshal(params)))
	equal(t, "JSON", text, `{"full_name":"A","biography":null}`)
}

func TestTransaction(t *testing.T) {
	empty(t)
	ctx := t.Context()
	create := func(db pgxkit.Executor, name string) error {
		_, err := repository.NewPublisherRepository(db).Create(ctx, repository.CreatePublisherParams{Name: name, Country: "DE"})
		return err
	}
	names := func() (names []string) {
		scan(t, "SELECT coalesce(array_agg(name ORDER BY name), '{}') FROM publishers", nil, &names)
		return names
	}

	if err := repository.InTx(ctx, db, func(tx *pgxkit.Tx) error { return create(tx, "committed") }); err != nil {
		t.Error(err)
	}
	own := errors.New("own")
	err := repository.InTx(ctx, db, func(tx *pgxkit.Tx) error { return errors.Join(create(tx, "given up"), own) })
	if !errors.Is(err, own) {
		t.Errorf("got %v, want the function's own error", err)
	}
	func() {
		defer func() { equal(t, "panic", recover(), "out") }()
		_ = repository.InTx(ctx, db, func(tx *pgxkit.Tx) error {
			_ = create(tx, "panicked")
			panic("out")
		})
	}()
	err = repository.InTx(ctx, db, func(tx *pgxkit.Tx) error { return tx.Rollback(ctx) })
	if !errors.Is(err, pgxkit.ErrTxFinalized) {
		t.Errorf("got %v of a transaction that its function ended", err)
	}
	err = repository.InTxOptions(ctx, db, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx *pgxkit.Tx) error { return create(tx, "read only") })
	if err == nil {
		t.Error("a transaction that only reads wrote")
	}
	equal(t, "publishers", names(), []string{"committed"})

	// The server asks for another try: the whole runs again.
	tries := 0
	err = repository.InTxOptions(ctx, db, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, func(tx *pgxkit.Tx) error {
		tries++
		repo := repository.NewPublisherRepository(tx)
		first, err := repo.GetByName(ctx, "committed")
		if err != nil {
			return err
		}
		if tries == 1 {
			exec(t, "UPDATE publishers SET country = 'FR'")
		}
		_, err = repo.Update(ctx, first.ID, repository.UpdatePublisherParams{Website: repository.SetTo(first.Country)})
		return err
	})
	if err != nil || tries != 2 {
		t.Errorf("after %d tries: %v", tries, err)
	}
	updated := must[*repository.Publisher](t)(repository.NewPublisherRepository(db).GetByName(ctx, "committed"))
	equal(t, "website", updated.Website, ptr("FR"))
}

// A database that nothing reaches: tried again, told apart from a lost reply.
func TestNoDatabase(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	nowhere := pgxkit.NewDB()
	if err := nowhere.Connect(ctx, "postgres://nobody@127.0.0.1:1/nothing?connect_timeout=2"); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = nowhere.Shutdown(ctx) }()
	_, err := repository.NewPublisherRepository(nowhere).Create(ctx, repository.CreatePublisherParams{Name: "n", Country: "DE"})
	var failed *pgxkit.DatabaseError
	if !errors.As(err, &failed) || errors.Is(err, repository.ErrOutcomeUnknown) {
		t.Errorf("got %v, want a database error whose outcome is known", err)
	}
	err = repository.InTx(ctx, nowhere, func(*pgxkit.Tx) error { return errors.New("was called") })
	var connect *pgconn.ConnectError
	if !errors.As(err, &connect) || !strings.Contains(err.Error(), "after 4 attempts") {
		t.Errorf("got %v, want four attempts to connect", err)
	}
}

// A write whose answer does not come may have happened, and says so.
func TestLostAnswer(t *testing.T) {
	empty(t)
	id := publisher(t)
	lose := func(name string, run func(ctx context.Context) error) {
		t.Run(name, func(t *testing.T) {
			lock := must[pgx.Tx](t)(sql.Begin(t.Context()))
			defer func() { _ = lock.Rollback(context.WithoutCancel(t.Context())) }()
			if _, err := lock.Exec(t.Context(), "SELECT FROM publishers WHERE id = $1 FOR UPDATE", id); err != nil {
				t.Fatal(err)
			}
			err := run(t.Context())
			var failed *pgxkit.DatabaseError
			if !errors.As(err, &failed) || !errors.Is(err, repository.ErrOutcomeUnknown) {
				t.Errorf("got %v, want ErrOutcomeUnknown", err)
			}
		})
	}
	update := func(ctx context.Context) error {
		_, err := repository.NewPublisherRepository(db).Update(ctx, id, repository.UpdatePublisherParams{Name: repository.Set("new")})
		return err
	}
	lose("the time is up", func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
		defer cancel()
		return update(ctx)
	})
	lose("the connection is closed", func(ctx context.Context) error {
		closed := must[*pgx.Conn](t)(pgx.ConnectConfig(ctx, sql.Config()))
		_ = closed.Close(ctx)
		_, err := repository.NewPublisherRepository(closed).Create(ctx, repository.CreatePublisherParams{Name: "n", Country: "DE"})
		return err
	})
	lose("the session is ended", func(ctx context.Context) error {
		other := must[*pgx.Conn](t)(pgx.ConnectConfig(ctx, sql.Config()))
		defer func() { _ = other.Close(ctx) }()
		done := make(chan error)
		go func() { done <- update(ctx) }()
		for {
			var ended int
			err := other.QueryRow(ctx, `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
				WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'UPDATE%'`).Scan(&ended)
			if err != nil {
				return err
			}
			if ended > 0 {
				return <-done
			}
			time.Sleep(10 * time.Millisecond)
		}
	})
}

// Many rows are several statements, of which all count or none.
func TestCreateManyInChunks(t *testing.T) {
	empty(t)
	ctx := t.Context()
	const count = 65535/4*2 + 10
	params := make([]repository.CreateCategoryParams, count)
	for n := range params {
		params[n] = repository.CreateCategoryParams{Slug: fmt.Sprintf("slug-%05d", n), Name: "n"}
	}
	there := func(want int64) {
		t.Helper()
		equal(t, "rows", must[int64](t)(repository.NewCategoryRepository(db).Count(ctx)), want)
	}
	pool := must[*pgxpool.Pool](t)(pgxpool.NewWithConfig(ctx, must[*pgxpool.Config](t)(pgxpool.ParseConfig(sql.Config().ConnString()))))
	defer pool.Close()

	last := params[count-1]
	params[count-1] = params[0]
	for _, executor := range []pgxkit.Executor{db, pool} {
		_, err := repository.NewCategoryRepository(executor).CreateMany(ctx, params)
		invalid(t, err, "Category", "create", "slug")
		there(0)
	}

	params[count-1] = last
	err := repository.InTx(ctx, db, func(tx *pgxkit.Tx) error {
		rows, err := repository.NewCategoryRepository(tx).CreateMany(ctx, params)
		if err != nil {
			return err
		}
		for n, row := range rows {
			if row.Slug != params[n].Slug {
				t.Fatalf("row %d is %s", n, row.Slug)
			}
		}
		equal(t, "created", len(rows), count)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	there(count)
}

// What a caller puts in a repository's place in a test of its own.
func TestInterfaces(t *testing.T) {
	var store repository.BookStore = repository.NewBookRepository(db)
	_, err := store.GetByISBN(t.Context(), "none")
	notFound(t, err, "Book")
}

// The name of the method stands where logs and pg_stat_statements keep it.
func TestNamesInSQL(t *testing.T) {
	ctx := t.Context()
	_, err := repository.NewBookRepository(db).Count(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var found bool
	scan(t, `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT /* name: BookRepository.Count */%')`, nil, &found)
	equal(t, "the name in pg_stat_activity", found, true)
}
