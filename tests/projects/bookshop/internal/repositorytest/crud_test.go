package repositorytest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/nhalm/pgxkit/v2"

	"example.com/bookshop/internal/repository"
)

// methods is what a repository of a table with a key does, whatever its names are.
type methods[Row, Create, Update, Key any] struct {
	create     func(context.Context, Create) (*Row, error)
	createMany func(context.Context, []Create) ([]Row, error)
	get, lock  func(context.Context, Key) (*Row, error)
	getMany    func(context.Context, []Key) ([]Row, error)
	exists     func(context.Context, Key) (bool, error)
	update     func(context.Context, Key, Update) (*Row, error)
	delete     func(context.Context, Key) error
	list       func(context.Context, int) ([]Row, error)
	page       func(context.Context, repository.PageParams) (*repository.Page[Row], error)
	count      func(context.Context) (int64, error)
}

// sample is a row to create, what the repository must return, and what PostgreSQL must show.
type sample[Row, Create any] struct {
	create Create
	want   Row
	// Every column as PostgreSQL prints it, but those that the database makes up.
	stored columns
}

type columns map[string]string

const null = "\x00NULL"

// change is an update of one of the samples.
type change[Row, Update any] struct {
	update Update
	// What it does to the row, and to what PostgreSQL shows.
	want   func(*Row)
	stored columns
}

// crud is a table with its samples. They are in the order of the primary key.
type crud[Row, Create, Update, Key any] struct {
	table  string // in SQL
	entity string
	over   func(pgxkit.Executor) methods[Row, Create, Update, Key]
	key    func(*Row) Key
	// The key's columns, and a key's values.
	keyColumns []string
	keyValues  func(Key) []any
	absent     Key
	// Columns that the database makes up: the row has them as they are, whatever they are.
	madeUp []string
	// The ORDER BY of ListPaginated.
	order string

	samples []sample[Row, Create]
	// Changes of the first sample, one after another.
	changes []change[Row, Update]
}

// where is the condition that finds the row of a key.
func (c crud[Row, Create, Update, Key]) where() string {
	conditions := make([]string, len(c.keyColumns))
	for n, column := range c.keyColumns {
		conditions[n] = fmt.Sprintf("%s = $%d", column, n+1)
	}
	return strings.Join(conditions, " AND ")
}

// run goes through the whole life of rows. It leaves the samples in the table.
func (c crud[Row, Create, Update, Key]) run(t *testing.T) {
	ctx := t.Context()
	repo := c.over(db)

	// One at a time, and all at once.
	var rows []Row
	for _, s := range c.samples {
		row := must[*Row](t)(repo.create(ctx, s.create))
		c.compare(t, row, s.want, s.stored)
		equal(t, "get", must[*Row](t)(repo.get(ctx, c.key(row))), row)
		rows = append(rows, *row)
	}
	c.reads(t, rows)
	c.changesOf(t, rows[0])
	c.locks(t, c.key(&rows[0]))
	c.misses(t)

	for _, row := range slices.Backward(rows) {
		if err := repo.delete(ctx, c.key(&row)); err != nil {
			t.Fatal(err)
		}
		equal(t, "exists after delete", must[bool](t)(repo.exists(ctx, c.key(&row))), false)
	}
	equal(t, "count of none", must[int64](t)(repo.count(ctx)), int64(0))
	if none := must[[]Row](t)(repo.list(ctx, 10)); none == nil || len(none) != 0 {
		t.Errorf("list of none is %#v, want an empty slice", none)
	}

	var params []Create
	for _, s := range c.samples {
		params = append(params, s.create)
	}
	many := must[[]Row](t)(repo.createMany(ctx, params))
	if len(many) != len(c.samples) {
		t.Fatalf("createMany returned %d rows of %d", len(many), len(c.samples))
	}
	for n, s := range c.samples {
		c.compare(t, &many[n], s.want, s.stored)
	}
	if none := must[[]Row](t)(repo.createMany(ctx, nil)); len(none) != 0 {
		t.Errorf("createMany of nothing returned %v", none)
	}
}

// compare compares a row with what is wanted, and with what PostgreSQL shows of it.
func (c crud[Row, Create, Update, Key]) compare(t *testing.T, row *Row, want Row, stored columns) {
	t.Helper()
	key := c.keyValues(c.key(row))
	names := columnsOf(t, c.table)
	got, expected := reflect.ValueOf(row).Elem(), reflect.ValueOf(&want).Elem()
	if got.NumField() != len(names) {
		t.Fatalf("%T has %d fields, %s has %d columns", want, got.NumField(), c.table, len(names))
	}
	for n, name := range names {
		column := pgx.Identifier{name}.Sanitize()
		if slices.Contains(c.madeUp, name) {
			there := reflect.New(got.Field(n).Type())
			scan(t, fmt.Sprintf("SELECT %s FROM %s WHERE %s", column, c.table, c.where()), key, there.Interface())
			equal(t, "column "+name, got.Field(n).Interface(), there.Elem().Interface())
			expected.Field(n).Set(got.Field(n))
			continue
		}
		text, ok := stored[name]
		if !ok {
			t.Fatalf("the sample does not say what column %s is", name)
		}
		var there *string
		scan(t, fmt.Sprintf("SELECT %s::text FROM %s WHERE %s", column, c.table, c.where()), key, &there)
		if there == nil {
			there = ptr(null)
		}
		if *there != text {
			t.Errorf("column %s is %q, want %q", name, *there, text)
		}
	}
	equal(t, c.table, *row, want)
}

// columnsOf returns the names of a table's columns in their order.
func columnsOf(t *testing.T, table string) []string {
	t.Helper()
	rows, err := sql.Query(t.Context(), `SELECT attname FROM pg_attribute
		WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`, table)
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// reads reads the rows, which are all that there are, in every way.
func (c crud[Row, Create, Update, Key]) reads(t *testing.T, rows []Row) {
	ctx, repo := t.Context(), c.over(db)
	equal(t, "count", must[int64](t)(repo.count(ctx)), int64(len(rows)))
	equal(t, "list", must[[]Row](t)(repo.list(ctx, 1000)), rows)
	equal(t, "list of one", must[[]Row](t)(repo.list(ctx, 1)), rows[:1])
	for _, row := range rows {
		equal(t, "exists", must[bool](t)(repo.exists(ctx, c.key(&row))), true)
	}

	// In the order asked for, whatever the table's is; a key without a row is passed over.
	backward := slices.Clone(rows)
	slices.Reverse(backward)
	keys := []Key{c.absent}
	for _, row := range backward {
		keys = append(keys, c.key(&row))
	}
	equal(t, "get many", must[[]Row](t)(repo.getMany(ctx, keys)), backward)
	if none := must[[]Row](t)(repo.getMany(ctx, nil)); none == nil || len(none) != 0 {
		t.Errorf("get many of nothing is %#v, want an empty slice", none)
	}
	c.pages(t, len(rows))
}

// pages goes through all pages of one and of two rows, to the end and back.
func (c crud[Row, Create, Update, Key]) pages(t *testing.T, count int) {
	ctx, repo := t.Context(), c.over(db)
	want := c.ordered(t)
	for size := 1; size <= 2; size++ {
		var there, back []Row
		var last *repository.Page[Row]
		params := repository.PageParams{Limit: size}
		for range count + 1 {
			last = must[*repository.Page[Row]](t)(repo.page(ctx, params))
			there = append(there, last.Items...)
			if last.Next == "" {
				break
			}
			params = repository.PageParams{Limit: size, After: last.Next}
		}
		equal(t, fmt.Sprintf("pages of %d forward", size), there, want)
		back = slices.Clone(last.Items)
		for range count + 1 {
			if last.Previous == "" {
				break
			}
			last = must[*repository.Page[Row]](t)(repo.page(ctx, repository.PageParams{Limit: size, Before: last.Previous}))
			back = append(slices.Clone(last.Items), back...)
		}
		equal(t, fmt.Sprintf("pages of %d backward", size), back, want)
	}
	for _, params := range []repository.PageParams{{After: "no cursor"}, {Before: "AQAAAAAAAAAA"}, {After: "a", Before: "b"}} {
		if _, err := repo.page(ctx, params); !errors.Is(err, repository.ErrInvalidCursor) {
			t.Errorf("page after %q before %q: got %v, want ErrInvalidCursor", params.After, params.Before, err)
		}
	}
}

// ordered returns all rows in the order of the pages, as PostgreSQL sorts them.
func (c crud[Row, Create, Update, Key]) ordered(t *testing.T) []Row {
	t.Helper()
	repo := c.over(db)
	all := must[[]Row](t)(repo.list(t.Context(), 1000))
	// The place of each row of the list, which is in the order of the key, in the other order.
	rows, err := sql.Query(t.Context(), fmt.Sprintf(
		"SELECT n - 1 FROM (SELECT row_number() OVER (ORDER BY %s) AS n, * FROM %s) AS t ORDER BY %s",
		strings.Join(c.keyColumns, ", "), c.table, c.order))
	if err != nil {
		t.Fatal(err)
	}
	places, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		t.Fatal(err)
	}
	ordered := make([]Row, len(places))
	for n, place := range places {
		ordered[n] = all[place]
	}
	return ordered
}

// changesOf makes the changes of a row, then none.
func (c crud[Row, Create, Update, Key]) changesOf(t *testing.T, row Row) {
	ctx, repo, key := t.Context(), c.over(db), c.key(&row)
	if repo.update == nil {
		return
	}
	stored := columns{}
	for name, text := range c.samples[0].stored {
		stored[name] = text
	}
	for _, change := range c.changes {
		change.want(&row)
		for name, text := range change.stored {
			stored[name] = text
		}
		updated := must[*Row](t)(repo.update(ctx, key, change.update))
		c.compare(t, updated, row, stored)
		equal(t, "get after update", must[*Row](t)(repo.get(ctx, key)), updated)
	}
	var nothing Update
	equal(t, "update of nothing", must[*Row](t)(repo.update(ctx, key, nothing)), must[*Row](t)(repo.get(ctx, key)))
}

// locks reads a row for update, which another connection then cannot.
func (c crud[Row, Create, Update, Key]) locks(t *testing.T, key Key) {
	ctx := t.Context()
	err := repository.InTx(ctx, db, func(tx *pgxkit.Tx) error {
		row, err := c.over(tx).lock(ctx, key)
		if err != nil {
			return err
		}
		equal(t, "get for update", c.key(row), key)
		_, err = sql.Exec(ctx, fmt.Sprintf("SELECT FROM %s WHERE %s FOR UPDATE NOWAIT", c.table, c.where()), c.keyValues(key)...)
		var refused *pgconn.PgError
		if !errors.As(err, &refused) || refused.Code != "55P03" {
			t.Errorf("the row is not locked: %v", err)
		}
		_, err = c.over(tx).lock(ctx, c.absent)
		notFound(t, err, c.entity)
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if _, err := c.over(db).lock(ctx, key); !errors.Is(err, repository.ErrNotInTransaction) {
		t.Errorf("get for update outside of a transaction: got %v, want ErrNotInTransaction", err)
	}
}

// misses asks for a row that is not there.
func (c crud[Row, Create, Update, Key]) misses(t *testing.T) {
	ctx, repo := t.Context(), c.over(db)
	_, err := repo.get(ctx, c.absent)
	notFound(t, err, c.entity)
	if len(c.changes) > 0 {
		_, err = repo.update(ctx, c.absent, c.changes[0].update)
		notFound(t, err, c.entity)
		var nothing Update
		_, err = repo.update(ctx, c.absent, nothing)
		notFound(t, err, c.entity)
	}
	notFound(t, repo.delete(ctx, c.absent), c.entity)
	equal(t, "exists", must[bool](t)(repo.exists(ctx, c.absent)), false)
}

// single is the repository of a table whose key is one column.
type single[Row, Create, Update, Key any] interface {
	Create(context.Context, Create) (*Row, error)
	CreateMany(context.Context, []Create) ([]Row, error)
	GetByID(context.Context, Key) (*Row, error)
	GetByIDForUpdate(context.Context, Key) (*Row, error)
	GetByIDs(context.Context, []Key) ([]Row, error)
	Exists(context.Context, Key) (bool, error)
	Update(context.Context, Key, Update) (*Row, error)
	Delete(context.Context, Key) error
	List(context.Context, int) ([]Row, error)
	ListPaginated(context.Context, repository.PageParams) (*repository.Page[Row], error)
	Count(context.Context) (int64, error)
}

func methodsOf[Row, Create, Update, Key any](r single[Row, Create, Update, Key]) methods[Row, Create, Update, Key] {
	return methods[Row, Create, Update, Key]{
		create: r.Create, createMany: r.CreateMany, get: r.GetByID, lock: r.GetByIDForUpdate, getMany: r.GetByIDs,
		exists: r.Exists, update: r.Update, delete: r.Delete, list: r.List, page: r.ListPaginated, count: r.Count,
	}
}

// two calls a method of a table whose key are two columns.
func two[Key, A, B, Result any](split func(Key) (A, B), method func(context.Context, A, B) (Result, error)) func(context.Context, Key) (Result, error) {
	return func(ctx context.Context, key Key) (Result, error) {
		a, b := split(key)
		return method(ctx, a, b)
	}
}

// only returns the one value of a key.
func only[Key any](key Key) []any { return []any{key} }
