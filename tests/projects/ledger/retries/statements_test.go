package retries

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/ledger/cluster"
	"example.com/ledger/proxy"
	"example.com/ledger/repository"
	"github.com/jackc/pgx/v5"
	"github.com/nhalm/pgxkit/v2"
)

// recorder keeps the calls it is told of.
type recorder struct{ calls []repository.QueryMetrics }

func (r *recorder) RecordQuery(_ context.Context, q repository.QueryMetrics) {
	r.calls = append(r.calls, q)
}

func (r *recorder) last() repository.QueryMetrics { return r.calls[len(r.calls)-1] }

// other is a session that stands in the way.
func other(t *testing.T, c *cluster.Cluster) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), cluster.With(c.Primary.DSN, "deadlock_timeout", "1min"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func execute(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Errorf("%s: %v", sql, err)
	}
}

// whenBlocked runs then as soon as the session blocks another one.
func whenBlocked(t *testing.T, c *cluster.Cluster, conn *pgx.Conn, then func()) {
	t.Helper()
	pid := conn.PgConn().PID()
	go func() {
		watch, err := pgx.Connect(context.Background(), c.Primary.DSN)
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = watch.Close(context.Background()) }()
		for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
			var blocked bool
			err := watch.QueryRow(context.Background(),
				"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid)))", int32(pid)).Scan(&blocked)
			if err != nil || blocked {
				break
			}
		}
		then()
	}()
}

// TestWriteAfterASerializationFailure: one statement alone fails so under repeatable read.
func TestWriteAfterASerializationFailure(t *testing.T) {
	c, _, db := connect(t, "default_transaction_isolation", "repeatable read")
	conn := other(t, c)
	update := func(db pgxkit.Executor, token string) error {
		execute(t, conn, "BEGIN; UPDATE counters SET value = value + 1, token = 'other' WHERE id = 1")
		done := make(chan struct{})
		whenBlocked(t, c, conn, func() { defer close(done); execute(t, conn, "COMMIT") })
		_, err := repository.NewCounterRepository(db).Update(t.Context(), 1, repository.UpdateCounterParams{Token: repository.Set(token)})
		<-done
		return err
	}
	if err := update(db, "no retry"); !isSQLState(err, "40001") || errors.Is(err, repository.ErrOutcomeUnknown) {
		t.Errorf("without retry: %v", err)
	}
	rec := &recorder{}
	if err := update(repository.WithMetrics(repository.WithRetry(db, nil), rec), "retried"); err != nil || rec.last().Retries != 1 {
		t.Errorf("with retry: %+v, error: %v", rec.last(), err)
	}
	if no, retried := written(c, "no retry"), written(c, "retried"); no != "0" || retried != "1" {
		t.Errorf("written %s times without and %s times with retry", no, retried)
	}
}

// TestWriteAfterADeadlock: one statement that writes two rows waits for a session that waits for it.
func TestWriteAfterADeadlock(t *testing.T) {
	c, _, db := connect(t)
	conn := other(t, c)
	execute(t, conn, "BEGIN; SELECT FROM accounts WHERE id = 1 FOR UPDATE")
	done := make(chan struct{})
	whenBlocked(t, c, conn, func() {
		defer close(done)
		// The statement has locked account 2, which this waits for: that is the circle.
		execute(t, conn, "SELECT FROM accounts WHERE id = 2 FOR UPDATE")
		execute(t, conn, "COMMIT")
	})
	rec := &recorder{}
	_, err := repository.NewEntryRepository(repository.WithMetrics(repository.WithRetry(db, nil), rec)).CreateMany(t.Context(),
		[]repository.CreateEntryParams{{AccountID: 2, Token: "two", Amount: 1}, {AccountID: 1, Token: "one", Amount: 1}})
	<-done
	if err != nil || rec.last().Retries < 1 {
		t.Errorf("%+v, error: %v", rec.last(), err)
	}
	if one, two := written(c, "one"), written(c, "two"); one != "1" || two != "1" {
		t.Errorf("written %s and %s times", one, two)
	}
}

// TestReadAfterATerminatedSession, and a write that is not repeated after one.
func TestReadAfterATerminatedSession(t *testing.T) {
	c, _, db := connect(t)
	conn := other(t, c)
	terminated := func(call func(db pgxkit.Executor) error) (repository.QueryMetrics, error) {
		execute(t, conn, "BEGIN; LOCK TABLE entries IN ACCESS EXCLUSIVE MODE")
		done := make(chan struct{})
		whenBlocked(t, c, conn, func() {
			defer close(done)
			execute(t, conn, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
				WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))`)
			execute(t, conn, "COMMIT")
		})
		rec := &recorder{}
		err := call(repository.WithMetrics(repository.WithRetry(db, nil), rec))
		<-done
		return rec.last(), err
	}
	if q, err := terminated(func(db pgxkit.Executor) error {
		list, err := repository.NewEntryRepository(db).List(t.Context(), 10)
		if err == nil && len(list) != 0 {
			t.Errorf("%d rows of an empty table", len(list))
		}
		return err
	}); err != nil || q.Retries < 1 {
		t.Errorf("read: %+v, error: %v", q, err)
	}
	if q, err := terminated(func(db pgxkit.Executor) error {
		_, err := repository.NewEntryRepository(db).Create(t.Context(), params("terminated"))
		return err
	}); !errors.Is(err, repository.ErrOutcomeUnknown) || q.Retries != 0 || q.ErrorClass() != "unknown_outcome" {
		t.Errorf("write: %+v, error: %v", q, err)
	}
	if got := written(c, "terminated"); got != "0" {
		t.Errorf("written %s times", got)
	}
}

// TestLostReplies: in every mode of pgx a write whose answer is lost is unknown, written once, and
// not repeated; a read is.
func TestLostReplies(t *testing.T) {
	for _, mode := range []string{"cache_statement", "cache_describe", "describe_exec", "exec", "simple_protocol"} {
		t.Run(mode, func(t *testing.T) {
			c, p, db := connect(t, "default_query_exec_mode", mode)
			// Once: the next attempt passes.
			cut := func(name string) {
				left := 2 // a close, then a reset
				p.Decide(func(s proxy.Statement) proxy.Action {
					if left > 0 && strings.Contains(s.SQL, name) {
						left--
						return proxy.CutAfter
					}
					return proxy.Pass
				})
			}
			r := repository.NewEntryRepository(repository.WithRetry(db, quick))
			cut("EntryRepository.Create ")
			for _, token := range []string{"closed", "reset"} {
				_, err := r.Create(t.Context(), params(token))
				if got := written(c, token); !errors.Is(err, repository.ErrOutcomeUnknown) || got != "1" {
					t.Errorf("%s: written %s times, error: %v", token, got, err)
				}
			}
			row, err := r.Create(t.Context(), params("victim"))
			if err != nil {
				t.Fatal(err)
			}
			cut("EntryRepository.Delete ")
			err = r.Delete(t.Context(), row.ID)
			if got := written(c, "delete victim"); !errors.Is(err, repository.ErrOutcomeUnknown) || got != "1" {
				t.Errorf("deleted %s times, error: %v", got, err)
			}
			cut("EntryRepository.Count ")
			if n, err := r.Count(t.Context()); err != nil || n != 2 {
				t.Errorf("Count is %d, error: %v", n, err)
			}
		})
	}
}

// TestStalePlanOnAServer: a migration below a running program costs no error with retry on.
func TestStalePlanOnAServer(t *testing.T) {
	// One connection, which has prepared what it is asked for again.
	c, _, db := connect(t, "pool_max_conns", "1")
	t.Cleanup(func() { c.Primary.Exec("ALTER TABLE counters ALTER value TYPE bigint") })
	alter := func(typ string) { c.Primary.Exec("ALTER TABLE counters ALTER value TYPE " + typ) }
	rec := &recorder{}
	r := repository.NewCounterRepository(db)
	retrying := repository.NewCounterRepository(repository.WithMetrics(repository.WithRetry(db, nil), rec))
	one := func() {
		if _, err := r.GetByID(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
	}
	one()
	alter("integer")
	if _, err := r.GetByID(t.Context(), 1); !isSQLState(err, "0A000") {
		t.Errorf("without retry: %v", err)
	}
	one()
	alter("bigint")
	if _, err := retrying.GetByID(t.Context(), 1); err != nil || rec.last().Retries != 1 {
		t.Errorf("with retry: %+v, error: %v", rec.last(), err)
	}
	update := func(r *repository.CounterRepository, token string) error {
		_, err := r.Update(t.Context(), 1, repository.UpdateCounterParams{Token: repository.Set(token)})
		return err
	}
	if err := update(r, "before"); err != nil {
		t.Fatal(err)
	}
	alter("integer")
	if err := update(retrying, "stale"); err != nil || rec.last().Retries != 1 || written(c, "stale") != "1" {
		t.Errorf("a write: %+v, written %s times, error: %v", rec.last(), written(c, "stale"), err)
	}
}

// TestCreateManyInChunks: more rows than one statement takes are all there or none.
func TestCreateManyInChunks(t *testing.T) {
	c, p, db := connect(t)
	// Rows of 131 values, of which a statement takes 65,535.
	const count = 600
	many := make([]repository.CreateSheetParams, count)
	for n := range many {
		many[n].Token = strconv.Itoa(n)
	}
	there := func() string { return c.Primary.Text("SELECT count(*)::text FROM sheets") }
	cut := func(action proxy.Action, is func(s proxy.Statement, seen int) bool) {
		seen, left := 0, 1
		p.Decide(func(s proxy.Statement) proxy.Action {
			if strings.Contains(s.SQL, "SheetRepository.CreateMany ") {
				seen++
			}
			if left > 0 && is(s, seen) {
				left--
				return action
			}
			return proxy.Pass
		})
	}
	plain := repository.NewSheetRepository(db)
	retrying := plain.WithRetry(quick)

	cut(proxy.CutBefore, func(s proxy.Statement, seen int) bool { return s.SQL != "commit" && seen == 2 })
	rows, err := plain.CreateMany(t.Context(), many)
	if got := there(); err == nil || errors.Is(err, repository.ErrOutcomeUnknown) || rows != nil || got != "0" {
		t.Errorf("cut before the second chunk: %s rows there, error: %v", got, err)
	}
	cut(proxy.CutAfter, func(s proxy.Statement, _ int) bool { return s.SQL == "commit" })
	_, err = retrying.CreateMany(t.Context(), many)
	if got := there(); !errors.Is(err, repository.ErrOutcomeUnknown) || got != "600" {
		t.Errorf("cut after the commit: %s rows there, error: %v", got, err)
	}
	c.Primary.Exec("TRUNCATE sheets")
	// Before COMMIT nothing has happened, so that with retry the whole runs again.
	cut(proxy.CutBefore, func(s proxy.Statement, seen int) bool { return s.SQL != "commit" && seen == 2 })
	rows, err = retrying.CreateMany(t.Context(), many)
	if got := there(); err != nil || len(rows) != count || got != "600" {
		t.Errorf("cut before the second chunk, with retry: %d rows, %s there, error: %v", len(rows), got, err)
	}
	for n := range rows {
		if rows[n].Token != many[n].Token {
			t.Fatalf("row %d is %+v", n, rows[n])
		}
	}
}
