// Every type makes its way from PostgreSQL to Go and back.
//
// A row is written in SQL, read by the repository, written again from what was read, and read again
// in SQL: what PostgreSQL then prints must be what it printed at first. Where a Go value is beyond
// doubt (values_test.go) it is compared too, so that two mistakes cannot make up for each other.

package roundtrip

import (
	"context"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"
	"github.com/nhalm/pgxkit/v2"

	"example.com/types/internal/repository"
)

var (
	ctx  = context.Background()
	db   = pgxkit.NewDB()
	conn *pgx.Conn // for SQL beside the repositories
)

func TestMain(m *testing.M) {
	// A place with a daylight saving time, and another one than the server's below.
	if place, err := time.LoadLocation("America/New_York"); err == nil {
		time.Local = place
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	url := os.Getenv("TEST_DATABASE_URL")
	if url == "" {
		fmt.Fprintln(os.Stderr, "TEST_DATABASE_URL is not set: tests/run go sets it")
		return 1
	}
	register := pgxkit.WithOnConnect(func(conn *pgx.Conn) error {
		if _, err := conn.Exec(ctx, "SET TimeZone = 'Asia/Kathmandu'"); err != nil {
			return err
		}
		return repository.RegisterTypes(ctx, conn)
	})
	if err := db.Connect(ctx, url, register); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = db.Shutdown(ctx) }()
	var err error
	if conn, err = pgx.Connect(ctx, url); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer conn.Close(ctx)
	return m.Run()
}

// column is a column beside id.
type column struct {
	name     string
	typ      string // without []
	array    bool
	required bool // NOT NULL, also by its domain
}

// columnsOf reads the columns of a table from the catalog, in their order.
func columnsOf(t *testing.T, table string) []column {
	t.Helper()
	rows, err := conn.Query(ctx, `
		SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull OR y.typnotnull
		FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
		WHERE a.attrelid = $1::regclass AND a.attnum > 1 AND NOT a.attisdropped
		ORDER BY a.attnum`, table)
	if err != nil {
		t.Fatal(err)
	}
	columns, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c column, err error) {
		err = row.Scan(&c.name, &c.typ, &c.required)
		c.typ, c.array = strings.CutSuffix(c.typ, "[]")
		return c, err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range columns {
		if len(values[c.typ]) == 0 {
			t.Fatalf("column %s.%s: values_test.go has no value of the type %s", table, c.name, c.typ)
		}
	}
	return columns
}

func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// expression returns the n-th value of a column as SQL. Of an array, the first is empty, the second
// has all values of the type, the others have one.
func (c column) expression(n int) string {
	all := values[c.typ]
	if !c.array {
		return quote(all[n%len(all)].sql) + "::" + c.typ
	}
	var elements []string
	switch n {
	case 0:
	case 1:
		for _, v := range all {
			elements = append(elements, quote(v.sql)+"::"+c.typ)
		}
	default:
		elements = []string{quote(all[n%len(all)].sql) + "::" + c.typ}
	}
	return "ARRAY[" + strings.Join(elements, ", ") + "]::" + c.typ + "[]"
}

// insert writes a row beside the repository. An empty expression is NULL.
func insert(t *testing.T, table string, columns []column, expression func(column) string) (id int64) {
	t.Helper()
	names, expressions := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		names[i], expressions[i] = c.name, expression(c)
		if expressions[i] == "" {
			expressions[i] = "NULL"
		}
	}
	query := fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s) RETURNING id", table,
		strings.Join(names, ", "), strings.Join(expressions, ", "))
	if err := conn.QueryRow(ctx, query).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

// texts returns the columns of a row as PostgreSQL prints them, nil for NULL.
func texts(t *testing.T, table string, columns []column, id int64) []*string {
	t.Helper()
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name + "::text"
	}
	row := make([]*string, len(columns))
	dest := make([]any, len(columns))
	for i := range row {
		dest[i] = &row[i]
	}
	query := fmt.Sprintf("SELECT %s FROM %s WHERE id = $1", strings.Join(names, ", "), table)
	if err := conn.QueryRow(ctx, query, id).Scan(dest...); err != nil {
		t.Fatal(err)
	}
	return row
}

func show(s *string) string {
	switch {
	case s == nil:
		return "NULL"
	case len(*s) > 120:
		return fmt.Sprintf("%.120s… (%d bytes)", *s, len(*s))
	default:
		return *s
	}
}

// same compares the texts of two rows.
func same(t *testing.T, columns []column, got, want []*string) {
	t.Helper()
	for i, c := range columns {
		if (got[i] == nil) != (want[i] == nil) || got[i] != nil && *got[i] != *want[i] {
			t.Errorf("%s %s: wrote %s, want %s", c.name, c.typ, show(got[i]), show(want[i]))
		}
	}
}

// call calls a method of a repository and fails the test on its error.
func call(t *testing.T, repo any, method string, args ...any) reflect.Value {
	t.Helper()
	m := reflect.ValueOf(repo).MethodByName(method)
	if !m.IsValid() {
		t.Fatalf("%T has no method %s", repo, method)
	}
	in := []reflect.Value{reflect.ValueOf(ctx)}
	for _, a := range args {
		if v, ok := a.(reflect.Value); ok {
			in = append(in, v)
		} else {
			in = append(in, reflect.ValueOf(a))
		}
	}
	out := m.Call(in)
	if err, _ := out[len(out)-1].Interface().(error); err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	return out[0]
}

// paramsFrom fills the parameters of a method (its type is that of argument n) from a row.
func paramsFrom(repo any, method string, n int, row reflect.Value) reflect.Value {
	typ := reflect.ValueOf(repo).MethodByName(method).Type().In(n)
	if typ.Kind() == reflect.Slice {
		typ = typ.Elem()
	}
	params := reflect.New(typ).Elem()
	for i := range typ.NumField() {
		field := params.Field(i)
		from := row.FieldByName(typ.Field(i).Name)
		if strings.HasPrefix(field.Type().Name(), "Optional[") {
			set := field.FieldByName("set")
			reflect.NewAt(set.Type(), unsafe.Pointer(set.UnsafeAddr())).Elem().SetBool(true)
			value := field.FieldByName("value")
			field = reflect.NewAt(value.Type(), unsafe.Pointer(value.UnsafeAddr())).Elem()
		}
		field.Set(from)
	}
	return params
}

func idOf(row reflect.Value) int64 { return reflect.Indirect(row).FieldByName("ID").Int() }

// goesTo compares a field with the value that it must have in Go, where it has a plain type.
func goesTo(t *testing.T, c column, field reflect.Value, want any) {
	t.Helper()
	got := field.Interface()
	switch {
	case field.Kind() == reflect.Pointer:
		got = field.Elem().Interface()
	case strings.HasPrefix(field.Type().String(), "sql.Null["):
		got = field.FieldByName("V").Interface()
	}
	if reflect.TypeOf(got) != reflect.TypeOf(want) {
		if reflect.TypeOf(got).PkgPath() != "github.com/jackc/pgx/v5/pgtype" {
			t.Errorf("%s %s: is a %T in Go, want a %T", c.name, c.typ, got, want)
		}
		return
	}
	if at, ok := got.(time.Time); ok {
		if !at.Equal(want.(time.Time)) {
			t.Errorf("%s %s: %v in Go, want %v", c.name, c.typ, got, want)
		}
	} else if !reflect.DeepEqual(got, want) {
		t.Errorf("%s %s: %#v in Go, want %#v", c.name, c.typ, got, want)
	}
}

// roundTrip runs all rows of a table.
func roundTrip(t *testing.T, table string, repo any) {
	columns := columnsOf(t, table)
	count := 0
	for _, c := range columns {
		count = max(count, len(values[c.typ]))
	}
	var ids []int64
	for n := range count {
		id := insert(t, table, columns, func(c column) string { return c.expression(n) })
		want := texts(t, table, columns, id)
		ids = append(ids, id)
		t.Run(fmt.Sprintf("row %d", n), func(t *testing.T) {
			row := call(t, repo, "GetByID", id).Elem()
			for i, c := range columns {
				if v := values[c.typ][n%len(values[c.typ])]; v.goes != nil && !c.array {
					goesTo(t, c, row.Field(i+1), v.goes)
				}
			}
			created := call(t, repo, "Create", paramsFrom(repo, "Create", 1, row))
			same(t, columns, texts(t, table, columns, idOf(created)), want)

			blank := insert(t, table, columns, func(c column) string {
				if c.required {
					return c.expression(0)
				}
				return ""
			})
			updated := call(t, repo, "Update", blank, paramsFrom(repo, "Update", 2, row))
			same(t, columns, texts(t, table, columns, idOf(updated)), want)
			if diff := difference(call(t, repo, "GetByID", blank), updated); diff != "" {
				t.Errorf("Update returns another row than GetByID (-, +):\n%s", diff)
			}
		})
	}
	t.Run("many", func(t *testing.T) {
		rows := call(t, repo, "GetByIDs", ids)
		many := reflect.ValueOf(repo).MethodByName("CreateMany").Type().In(1)
		params := reflect.MakeSlice(many, 0, rows.Len())
		for i := range rows.Len() {
			params = reflect.Append(params, paramsFrom(repo, "CreateMany", 1, rows.Index(i)))
		}
		var last int64
		if err := conn.QueryRow(ctx, "SELECT max(id) FROM "+table).Scan(&last); err != nil {
			t.Fatal(err)
		}
		call(t, repo, "CreateMany", params)
		for i, id := range ids {
			same(t, columns, texts(t, table, columns, last+1+int64(i)), texts(t, table, columns, id))
		}
	})
}

// difference compares two values to the last unexported field, times by the moment that they are.
func difference(want, got reflect.Value) string {
	everything := cmp.Exporter(func(reflect.Type) bool { return true })
	return cmp.Diff(want.Interface(), got.Interface(), everything, cmpopts.EquateNaNs())
}

// nulls writes a row of nothing but NULL, and turns a full one into it.
func nulls(t *testing.T, table string, repo any) {
	columns := columnsOf(t, table)
	empty := insert(t, table, columns, func(c column) string {
		if c.required {
			return c.expression(0)
		}
		return ""
	})
	want := texts(t, table, columns, empty)
	row := call(t, repo, "GetByID", empty).Elem()
	for i, c := range columns {
		if field := row.Field(i + 1); !c.required && !isNull(field) {
			t.Errorf("%s %s: NULL became %v", c.name, c.typ, field.Interface())
		}
	}
	created := call(t, repo, "Create", paramsFrom(repo, "Create", 1, row))
	same(t, columns, texts(t, table, columns, idOf(created)), want)
	full := insert(t, table, columns, func(c column) string { return c.expression(1) })
	call(t, repo, "Update", full, paramsFrom(repo, "Update", 2, row))
	same(t, columns, texts(t, table, columns, full), want)
}

func isNull(field reflect.Value) bool {
	switch field.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return field.IsNil()
	}
	if valid := field.FieldByName("Valid"); valid.IsValid() {
		return !valid.Bool()
	}
	return false
}

func TestRequired(t *testing.T) { roundTrip(t, "required", repository.NewRequiredRepository(db)) }
func TestOptional(t *testing.T) { roundTrip(t, "nullable", repository.NewNullableRepository(db)) }
func TestLists(t *testing.T)    { roundTrip(t, "lists", repository.NewListsRepository(db)) }
func TestOptionalLists(t *testing.T) {
	roundTrip(t, "optional_lists", repository.NewOptionalListsRepository(db))
}
func TestNull(t *testing.T) { nulls(t, "nullable", repository.NewNullableRepository(db)) }
func TestNullLists(t *testing.T) {
	nulls(t, "optional_lists", repository.NewOptionalListsRepository(db))
}
