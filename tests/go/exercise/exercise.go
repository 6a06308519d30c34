// Package exercise runs every method of a generated repository on a real database without knowing
// its table: with zero values, each in a transaction that is rolled back. What the database then
// says of the values (no such row, a constraint) is fine; what it says of the SQL, or pgx of the
// types, is not.
package exercise

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/nhalm/pgxkit/v2"
)

// Connect opens a database for a test. register is a package's RegisterTypes, or nil.
func Connect(t *testing.T, url string, register func(context.Context, *pgx.Conn) error) *pgxkit.DB {
	t.Helper()
	ctx := t.Context()
	db := pgxkit.NewDB()
	err := db.Connect(ctx, url, pgxkit.WithMaxConns(2), pgxkit.WithOnConnect(func(conn *pgx.Conn) error {
		if register == nil {
			return nil
		}
		return register(ctx, conn)
	}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Shutdown(context.Background()) })
	return db
}

// Schema runs a package's VerifySchema on the database that the package was generated for: there
// is nothing to find.
func Schema(t *testing.T, db *pgxkit.DB, verify func(context.Context, pgxkit.Executor) error) {
	t.Helper()
	if err := verify(t.Context(), db); err != nil {
		t.Errorf("the database is what the code was generated for, and yet: %v", err)
	}
}

// Repository runs every method of the repository that a constructor, func(pgxkit.Executor) *R,
// makes. only, if not empty, are the beginnings of the methods to run.
func Repository(t *testing.T, db *pgxkit.DB, constructor any, only ...string) {
	construct := reflect.ValueOf(constructor)
	typ := construct.Type().Out(0)
	t.Run(typ.Elem().String(), func(t *testing.T) {
		for i := range typ.NumMethod() {
			method := typ.Method(i)
			if !wanted(method.Name, only) {
				continue
			}
			for _, given := range []bool{false, true} {
				if err := call(t.Context(), db, construct, i, given); err != nil {
					t.Errorf("%s: %v", method.Name, err)
				}
			}
		}
	})
}

// Record takes what a repository tells of its calls.
func Record(table, operation string, d time.Duration) {
	if table == "" || operation == "" || d <= 0 {
		panic(fmt.Sprintf("recorded %q %q %v", table, operation, d))
	}
}

func wanted(method string, only []string) bool {
	for _, beginning := range only {
		if strings.HasPrefix(method, beginning) {
			return true
		}
	}
	return len(only) == 0
}

// call runs method i within a transaction. given says whether what is optional is set.
func call(ctx context.Context, db *pgxkit.DB, construct reflect.Value, i int, given bool) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	tx, err := db.BeginTx(ctx, pgx.TxOptions{})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	var executor pgxkit.Executor = tx
	err = Call(ctx, construct.Call([]reflect.Value{reflect.ValueOf(executor)})[0].Method(i), given)
	if ofTheValues(err) {
		return nil
	}
	return err
}

// Call calls a method with zero values, and returns the error that it returned. given says whether
// what is optional is set.
func Call(ctx context.Context, method reflect.Value, given bool) error {
	in := make([]reflect.Value, method.Type().NumIn())
	for n := range in {
		in[n] = argument(ctx, method.Type().In(n), given)
	}
	var out []reflect.Value
	if method.Type().IsVariadic() {
		out = method.CallSlice(in)
	} else {
		out = method.Call(in)
	}
	if len(out) == 0 {
		return nil
	}
	err, _ := out[len(out)-1].Interface().(error)
	return err
}

var contextType = reflect.TypeFor[context.Context]()

// argument makes a zero value; a limit of rows is ten, a list has one element, and what is optional
// is set where given says so.
func argument(ctx context.Context, typ reflect.Type, given bool) reflect.Value {
	if typ == contextType {
		return reflect.ValueOf(ctx)
	}
	value := reflect.New(typ).Elem()
	switch {
	case typ.Kind() == reflect.Int:
		value.SetInt(10)
	case typ.Kind() == reflect.Slice && typ.Elem().Kind() != reflect.Uint8:
		value = reflect.Append(value, argument(ctx, typ.Elem(), given))
	case typ.Kind() == reflect.Struct && given:
		for n := range typ.NumField() {
			field := value.Field(n)
			if !strings.HasPrefix(field.Type().Name(), "Optional[") {
				continue
			}
			set := field.FieldByName("set")
			reflect.NewAt(set.Type(), unsafe.Pointer(set.UnsafeAddr())).Elem().SetBool(true)
		}
	}
	return value
}

// ofTheValues reports whether an error is about the values that were sent: no such row, a
// constraint, or an input that the type does not have.
func ofTheValues(err error) bool {
	var missing *pgxkit.NotFoundError
	if err == nil || errors.As(err, &missing) {
		return true
	}
	var refused *pgconn.PgError
	if !errors.As(err, &refused) {
		return false
	}
	switch refused.Code[:2] {
	case "22", "23", "44": // data exception, integrity constraint, WITH CHECK OPTION
		return true
	}
	// An empty text is no name of a relation, function or type: regclass and the like.
	return refused.Code == "42602" || refused.Code == "42601" && strings.HasPrefix(refused.Message, "invalid type name")
}
