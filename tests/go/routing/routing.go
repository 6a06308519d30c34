// Package routing runs every method of generated repositories, and asks the servers' logs which of
// them it went to.
package routing

import (
	"context"
	"io"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"example.com/pgwright-tests/cluster"
	"example.com/pgwright-tests/exercise"
	"github.com/jackc/pgx/v5"
	"github.com/nhalm/pgxkit/v2"
)

// Servers are the cluster, whose servers log every statement, and the ways to reach it.
type Servers struct {
	cluster *cluster.Cluster
	// both has two pools, the others one.
	both, primary, standby *pgxkit.DB
}

// Open connects. register is a package's RegisterTypes, or nil.
func Open(t *testing.T, register func(context.Context, *pgx.Conn) error) *Servers {
	t.Helper()
	c := cluster.Open(t)
	c.Primary.Exec(`DO $$ BEGIN
		EXECUTE format('ALTER DATABASE %I SET log_statement = ''all''', current_database());
	END $$`)
	c.WaitCaughtUp()
	options := []pgxkit.ConnectOption{pgxkit.WithMaxConns(2), pgxkit.WithOnConnect(func(conn *pgx.Conn) error {
		if register == nil {
			return nil
		}
		return register(context.Background(), conn)
	})}
	s := &Servers{c, pgxkit.NewDB(), pgxkit.NewDB(), pgxkit.NewDB()}
	for _, err := range []error{
		s.both.ConnectReadWrite(t.Context(), c.Standby.DSN, c.Primary.DSN, options...),
		s.primary.Connect(t.Context(), c.Primary.DSN, options...),
		s.standby.Connect(t.Context(), c.Standby.DSN, options...),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		for _, db := range []*pgxkit.DB{s.both, s.primary, s.standby} {
			_ = db.Shutdown(context.Background())
		}
	})
	return s
}

// Repository runs every method of the repository that its constructors, func(pgxkit.Executor) *R
// and func(read, write pgxkit.Executor) *R, make: over one database with two pools, over two, over
// a database for tests, with Primary, and within a transaction. readWrite is nil where reads are not
// split: then all go to the primary.
func (s *Servers) Repository(t *testing.T, construct, readWrite any) {
	typ := reflect.TypeOf(construct).Out(0)
	split := readWrite != nil
	over := func(constructor any, dbs ...pgxkit.Executor) reflect.Value {
		in := make([]reflect.Value, len(dbs))
		for n := range dbs {
			in[n] = reflect.ValueOf(&dbs[n]).Elem()
		}
		return reflect.ValueOf(constructor).Call(in)[0]
	}
	run := func(name string, split, inTx bool, repository func(tx *pgxkit.Tx) reflect.Value) {
		t.Run(typ.Elem().Name()+" "+name, func(t *testing.T) { s.methods(t, split, inTx, repository) })
	}
	run("over one database", split, false, func(*pgxkit.Tx) reflect.Value { return over(construct, s.both) })
	run("over a database for tests", split, false, func(*pgxkit.Tx) reflect.Value {
		return over(construct, &pgxkit.TestDB{DB: s.both})
	})
	run("in a transaction", false, true, func(tx *pgxkit.Tx) reflect.Value { return over(construct, tx) })
	_, hasPrimary := typ.MethodByName("Primary")
	if hasPrimary != split {
		t.Errorf("%v: Primary is there: %v, and a constructor for two sides: %v", typ, hasPrimary, split)
	}
	if !split {
		return
	}
	run("over two databases", true, false, func(*pgxkit.Tx) reflect.Value { return over(readWrite, s.standby, s.primary) })
	run("over a database and a transaction", false, true, func(tx *pgxkit.Tx) reflect.Value {
		return over(readWrite, s.standby, tx)
	})
	run("on the primary", false, false, func(*pgxkit.Tx) reflect.Value {
		return over(construct, s.both).MethodByName("Primary").Call(nil)[0]
	})
}

// kind tells where a method goes by its name.
type kind int

const (
	neither kind = iota // no statement of the table
	reads
	writes
	locks // reads that lock, in transactions only
)

func kindOf(t *testing.T, method string) kind {
	t.Helper()
	begins := func(beginnings ...string) bool {
		return slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(method, b) })
	}
	switch {
	case begins("WithRetry", "Primary", "HealthCheck", "GetConnectionStats", "GetReadConnectionStats"):
		return neither
	case strings.Contains(method, "ForUpdate"):
		return locks
	case begins("Get", "List", "Count", "Exists"):
		return reads
	case begins("Create", "Update", "Delete", "Upsert"):
		return writes
	}
	t.Errorf("is %s a read or a write?", method)
	return neither
}

func (s *Servers) methods(t *testing.T, split, inTx bool, repository func(tx *pgxkit.Tx) reflect.Value) {
	var tx *pgxkit.Tx
	begin := func() {
		if !inTx {
			return
		}
		var err error
		if tx, err = s.both.BeginTx(t.Context(), pgx.TxOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	begin()
	typ := repository(tx).Type()
	if inTx {
		_ = tx.Rollback(t.Context())
	}
	primary, standby := tail(t, s.cluster.Primary), tail(t, s.cluster.Standby)
	for i := range typ.NumMethod() {
		method := typ.Method(i).Name
		kind := kindOf(t, method)
		if kind == neither {
			continue
		}
		for _, given := range []bool{false, true} {
			begin()
			err := exercise.Call(t.Context(), repository(tx).Method(i), given)
			if inTx {
				_ = tx.Rollback(t.Context())
			}
			name := typ.Elem().Name() + "." + strings.TrimSuffix(method, "WithRetry")
			onPrimary, onStandby := primary.names(t), standby.names(t)
			wantPrimary := kind == writes || kind == reads && !split || kind == locks && inTx
			wantStandby := kind == reads && split
			if !only(onPrimary, name, wantPrimary) || !only(onStandby, name, wantStandby) {
				t.Errorf("%s: the primary got %q and the standby %q, error: %v", method, onPrimary, onStandby, err)
			}
		}
	}
}

// only reports whether names are all of one method, and are there if they are wanted.
func only(names []string, method string, wanted bool) bool {
	return wanted == (len(names) > 0) && !slices.ContainsFunc(names, func(name string) bool { return name != method })
}

// log is what a server writes from now on.
type log struct{ file *os.File }

func tail(t *testing.T, server *cluster.Server) *log {
	t.Helper()
	file, err := os.Open(server.LogPath())
	if err == nil {
		_, err = file.Seek(0, io.SeekEnd)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return &log{file}
}

// named is a statement of a repository as a server logs it: before it runs it, or with the error
// when it does not take the values.
var named = regexp.MustCompile(`(?:LOG:  execute [^:]*|LOG:  statement|STATEMENT): +\w+ /\* name: (\w+\.\S+) \*/`)

// names returns the names of the statements that were logged since it was asked last.
func (l *log) names(t *testing.T) []string {
	t.Helper()
	text, err := io.ReadAll(l.file)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, match := range named.FindAllStringSubmatch(string(text), -1) {
		names = append(names, match[1])
	}
	return names
}
