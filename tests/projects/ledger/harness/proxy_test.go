package harness

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"example.com/ledger/cluster"
	"example.com/ledger/proxy"
)

// through opens a proxy before the primary, a table, and a connection through the proxy.
func through(t *testing.T) (*cluster.Cluster, *proxy.Proxy, *pgx.Conn) {
	t.Helper()
	c := cluster.Open(t)
	p := proxy.New(t, c.Primary.Address())
	c.Primary.Exec("CREATE TABLE cut (n int)")
	t.Cleanup(func() { c.Primary.Exec("DROP TABLE cut") })
	return c, p, dial(t, c, p)
}

func dial(t *testing.T, c *cluster.Cluster, p *proxy.Proxy) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), cluster.Through(c.Primary.DSN, p.Address()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

const insert = "INSERT /* counted */ INTO cut VALUES ($1)"

func choose(action proxy.Action) func(proxy.Statement) proxy.Action {
	return func(s proxy.Statement) proxy.Action {
		if strings.Contains(s.SQL, "/* counted */") || s.SQL == "commit" {
			return action
		}
		return proxy.Pass
	}
}

func rows(c *cluster.Cluster) string { return c.Primary.Text("SELECT count(*)::text FROM cut") }

func TestCutBeforeLeavesNothing(t *testing.T) {
	c, p, _ := through(t)
	p.Decide(choose(proxy.CutBefore))
	for _, mode := range []pgx.QueryExecMode{
		pgx.QueryExecModeCacheStatement, pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol,
	} {
		conn := dial(t, c, p)
		if _, err := conn.Exec(t.Context(), insert, mode, 1); err == nil || !conn.IsClosed() {
			t.Errorf("%v: the connection was not cut: %v", mode, err)
		}
	}
	if got := rows(c); got != "0" {
		t.Errorf("%s rows after cuts before the statement", got)
	}
	if got := p.Count(proxy.CutBefore); got != 3 {
		t.Errorf("%d cuts were counted, not 3", got)
	}
}

func TestCutAfterLeavesTheRow(t *testing.T) {
	c, p, _ := through(t)
	p.Decide(choose(proxy.CutAfter))
	for _, mode := range []pgx.QueryExecMode{
		pgx.QueryExecModeCacheStatement, pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol,
	} {
		conn := dial(t, c, p)
		if _, err := conn.Exec(t.Context(), insert, mode, 1); err == nil || !conn.IsClosed() {
			t.Errorf("%v: the connection was not cut: %v", mode, err)
		}
	}
	if got := rows(c); got != "3" {
		t.Errorf("%s rows after three cuts after the statement", got)
	}

	// Within a transaction nothing is committed before COMMIT, and no answer is lost before it.
	conn := dial(t, c, p)
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), insert, 2); err != nil {
		t.Errorf("a statement within a transaction was cut: %v", err)
	}
	if err := tx.Commit(t.Context()); err == nil {
		t.Error("the answer to COMMIT was not lost")
	}
	if got := rows(c); got != "4" {
		t.Errorf("%s rows after a COMMIT whose answer was lost, not 4", got)
	}

	// The answer of a statement that failed passes.
	conn = dial(t, c, p)
	var refused *pgconn.PgError
	if _, err := conn.Exec(t.Context(), "SELECT /* counted */ 1 / $1::int", 0); !errors.As(err, &refused) || refused.Code != "22012" {
		t.Errorf("the server's refusal did not arrive: %v", err)
	}
	if got := p.Count(proxy.CutAfter); got != 4 {
		t.Errorf("%d cuts were counted, not 4", got)
	}
}

func TestCutWithinGivesOneRow(t *testing.T) {
	c, p, _ := through(t)
	p.Decide(choose(proxy.CutWithin))
	for limit, want := range map[int]int{1: 1, 5: 1} {
		conn := dial(t, c, p)
		rows, err := conn.Query(t.Context(), "SELECT /* counted */ generate_series(1, $1::int)", limit)
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		for rows.Next() {
			got++
		}
		if got != want || (rows.Err() != nil) != (limit > 1) {
			t.Errorf("of %d rows %d came, error: %v", limit, got, rows.Err())
		}
	}
	if got := p.Count(proxy.CutWithin); got != 1 {
		t.Errorf("%d cuts were counted, not 1", got)
	}
}

func TestCutsEndAndReset(t *testing.T) {
	c, p, _ := through(t)
	p.Decide(choose(proxy.CutAfter))
	var ends, resets int
	for range 4 {
		// Only here does pgx tell the two apart: elsewhere it reads again after a reset.
		_, err := dial(t, c, p).Exec(t.Context(), insert, pgx.QueryExecModeSimpleProtocol, 1)
		switch {
		case strings.Contains(err.Error(), "reset"):
			resets++
		case strings.Contains(err.Error(), "EOF"):
			ends++
		}
	}
	if ends != 2 || resets != 2 {
		t.Errorf("%d connections ended and %d were reset", ends, resets)
	}
}

func TestDelayAndHang(t *testing.T) {
	_, p, conn := through(t)
	p.Delay(200 * time.Millisecond)
	begun := time.Now()
	if err := conn.Ping(t.Context()); err != nil || time.Since(begun) < 200*time.Millisecond {
		t.Errorf("a delayed answer came after %v: %v", time.Since(begun), err)
	}
	p.Delay(0)

	p.Hang()
	answer := make(chan error, 1)
	go func() { answer <- conn.Ping(context.Background()) }()
	select {
	case err := <-answer:
		t.Errorf("an answer came through a hanging proxy: %v", err)
	case <-time.After(200 * time.Millisecond):
	}
	p.Resume()
	if err := <-answer; err != nil {
		t.Errorf("after Resume: %v", err)
	}

	p.Cut()
	if err := conn.Ping(t.Context()); err == nil {
		t.Error("a connection that was cut answers")
	}
	for end := time.Now().Add(5 * time.Second); p.Open() > 0; {
		if time.Now().After(end) {
			t.Fatalf("%d connections are open after Cut", p.Open())
		}
		time.Sleep(time.Millisecond)
	}
}

func TestSilentAddressNeverAnswers(t *testing.T) {
	c := cluster.Open(t)
	silent := proxy.NewSilent(t)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	_, err := pgx.Connect(ctx, cluster.Through(c.Primary.DSN, silent.Address()))
	if !errors.Is(err, context.DeadlineExceeded) || silent.Accepted() != 1 {
		t.Errorf("%d connections were accepted: %v", silent.Accepted(), err)
	}
}
