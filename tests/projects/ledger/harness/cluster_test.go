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
)

func TestStandbyFollows(t *testing.T) {
	c := cluster.Open(t)
	if got := c.Primary.Text("SELECT pg_is_in_recovery()::text"); got != "false" {
		t.Errorf("the primary is in recovery: %s", got)
	}
	if got := c.Standby.Text("SELECT pg_is_in_recovery()::text"); got != "true" {
		t.Errorf("the standby is in recovery: %s", got)
	}
	c.Primary.Exec("CREATE TABLE follows (n int); INSERT INTO follows VALUES (1)")
	t.Cleanup(func() { c.Primary.Exec("DROP TABLE follows") })
	c.WaitCaughtUp()
	const count = "SELECT count(*)::text FROM follows"
	if got := c.Standby.Text(count); got != "1" {
		t.Fatalf("the standby has %s rows, not 1", got)
	}

	c.PauseReplay()
	c.Primary.Exec("INSERT INTO follows VALUES (2)")
	time.Sleep(100 * time.Millisecond)
	if got := c.Standby.Text(count); got != "1" {
		t.Errorf("the standby has %s rows though replay is paused", got)
	}
	c.ResumeReplay()
	c.WaitCaughtUp()
	if got := c.Standby.Text(count); got != "2" {
		t.Errorf("the standby has %s rows after replay, not 2", got)
	}
}

func TestServersStopAndStart(t *testing.T) {
	c := cluster.Open(t)
	for _, server := range []*cluster.Server{c.Standby, c.Primary} {
		server.Stop()
		if server.Running() || connects(server.DSN) == nil {
			t.Errorf("the %s runs after Stop", server.Name)
		}
		server.Start()
		if err := connects(server.DSN); err != nil {
			t.Errorf("the %s after Start: %v", server.Name, err)
		}
	}
	c.Primary.Exec("CREATE TABLE kept (n int)")
	c.Primary.Crash()
	c.Primary.Start()
	c.Primary.Restart()
	c.Primary.Exec("DROP TABLE kept")
	c.WaitCaughtUp()
	c.Primary.Exec("DO $$ BEGIN RAISE LOG 'a line for the log'; END $$")
	if log := c.Primary.Log(); !strings.Contains(log, "cluster 00000 LOG:  a line for the log") {
		t.Errorf("the primary's log has no such line:\n%s", log)
	}
}

func TestFrozenServerHangs(t *testing.T) {
	c := cluster.Open(t)
	conn, err := pgx.Connect(t.Context(), c.Primary.DSN)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	c.Primary.Freeze()
	answer := make(chan error, 1)
	go func() { answer <- conn.Ping(context.Background()) }()
	select {
	case err := <-answer:
		t.Errorf("a frozen server answered: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	c.Primary.Thaw()
	if err := <-answer; err != nil {
		t.Errorf("after Thaw: %v", err)
	}
}

func TestPasswordIsAsked(t *testing.T) {
	c := cluster.Open(t)
	for _, server := range []*cluster.Server{c.Primary, c.Standby} {
		if err := connects(cluster.As(server.DSN, "app", "correct")); err != nil {
			t.Errorf("the right password on the %s: %v", server.Name, err)
		}
		var refused *pgconn.PgError
		if err := connects(cluster.As(server.DSN, "app", "wrong")); !errors.As(err, &refused) || refused.Code != "28P01" {
			t.Errorf("a wrong password on the %s: %v", server.Name, err)
		}
	}
}

func TestStatementsAreCounted(t *testing.T) {
	c := cluster.Open(t)
	c.Primary.ResetStatements()
	c.Standby.ResetStatements()
	c.Primary.Exec("SELECT /* name: Some.Method */ 1; SELECT /* name: Some.Method */ 2")
	c.Standby.Exec("SELECT /* name: Some.Other */ generate_series(1, 3)")
	if got := c.Primary.Statements(); len(got) != 1 || got["Some.Method"] != (cluster.Statement{Calls: 2, Rows: 2}) {
		t.Errorf("the primary counted %v", got)
	}
	if got := c.Standby.Statements(); len(got) != 1 || got["Some.Other"] != (cluster.Statement{Calls: 1, Rows: 3}) {
		t.Errorf("the standby counted %v", got)
	}
}

func connects(dsn string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}
