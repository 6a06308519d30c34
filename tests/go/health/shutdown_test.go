package health

import (
	"context"
	"errors"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/nhalm/pgxkit/v2"

	"example.com/bookshop/cluster"
	"example.com/bookshop/fallback"
	"example.com/bookshop/plain"
	"example.com/bookshop/split"
)

// sessions counts the server's sessions of a name.
func sessions(server *cluster.Server, name string) int {
	n, _ := strconv.Atoi(server.Text("SELECT count(*)::text FROM pg_stat_activity WHERE application_name = '" + name + "'"))
	return n
}

// connectSplit connects to both servers under a name that their sessions have.
func connectSplit(t *testing.T, c *cluster.Cluster, name string) *pgxkit.DB {
	t.Helper()
	cfg := split.DefaultPoolConfig()
	cfg.DSN = cluster.With(c.Primary.DSN, "application_name", name)
	cfg.ReadDSN = cluster.With(c.Standby.DSN, "application_name", name)
	db, err := split.Connect(background, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// nothingLeft fails the test unless both servers lose the sessions.
func nothingLeft(t *testing.T, c *cluster.Cluster, name string) {
	t.Helper()
	for _, server := range []*cluster.Server{c.Primary, c.Standby} {
		eventually(t, "the sessions on the "+server.Name+" to end", func() bool { return sessions(server, name) == 0 })
	}
}

// refused reports that err says in words that the database is closing or closed.
func refused(err error) bool {
	return strings.Contains(err.Error(), "shutting down") || strings.Contains(err.Error(), "closed pool")
}

func TestShutdownUnderLoad(t *testing.T) {
	c := cluster.Open(t)
	noGoroutineLeft(t)
	c.Primary.Exec("TRUNCATE notes")
	db := connectSplit(t, c, "load")
	repository := split.NewNotesRepository(db)
	var done, refusals atomic.Int32
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for {
				if _, err := repository.Create(background, split.CreateNotesParams{Body: "load"}); err != nil {
					if !refused(err) {
						t.Errorf("a write failed: %v", err)
					}
					refusals.Add(1)
					return
				}
				if _, err := repository.List(background, 3); err != nil {
					if !refused(err) {
						t.Errorf("a read failed: %v", err)
					}
					refusals.Add(1)
					return
				}
				done.Add(2)
			}
		})
	}
	// These run when the end begins, and are done before it.
	var slow sync.WaitGroup
	for range 3 {
		slow.Go(func() {
			tx, err := db.BeginTx(background, pgx.TxOptions{})
			if err == nil {
				_, err = split.NewNotesRepository(tx).Create(background, split.CreateNotesParams{Body: "slow"})
			}
			if err == nil {
				_, err = tx.Exec(background, "SELECT pg_sleep(0.5)")
			}
			if err == nil {
				err = tx.Commit(background)
			}
			if err != nil {
				t.Errorf("a transaction that was running: %v", err)
			}
		})
	}
	eventually(t, "the load", func() bool {
		return done.Load() > 50 && c.Primary.Text("SELECT count(*)::text FROM pg_stat_activity WHERE query LIKE '%pg_sleep(0.5)' AND state = 'active'") == "3"
	})
	if err := split.ShutdownWithin(db, 20*time.Second); err != nil {
		t.Error(err)
	}
	slow.Wait()
	group.Wait()
	if refusals.Load() != 8 {
		t.Errorf("%d of 8 were refused", refusals.Load())
	}
	if _, err := repository.Create(background, split.CreateNotesParams{Body: "late"}); err == nil || !refused(err) {
		t.Errorf("a write after the end: %v", err)
	}
	nothingLeft(t, c, "load")
	if n := c.Primary.Text("SELECT count(*)::text FROM notes WHERE body = 'slow'"); n != "3" {
		t.Errorf("%s of the 3 running transactions are there", n)
	}
	if err := split.ShutdownWithin(db, time.Second); err != nil {
		t.Errorf("a second shutdown: %v", err)
	}
}

func TestShutdownCancelsWhatTakesLonger(t *testing.T) {
	c := cluster.Open(t)
	noGoroutineLeft(t)
	db := connectSplit(t, c, "cancel")
	failed := make(chan error, 3)
	go func() {
		_, err := db.Exec(background, "SELECT pg_sleep(600)")
		failed <- err
	}()
	go func() {
		rows, err := db.ReadQuery(background, "SELECT pg_sleep(600)")
		if err == nil {
			rows.Next()
			rows.Close()
			err = rows.Err()
		}
		failed <- err
	}()
	idle, err := db.BeginTx(background, pgx.TxOptions{})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the queries to run", func() bool {
		const query = "SELECT count(*)::text FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)' AND state = 'active'"
		return c.Primary.Text(query) == "1" && c.Standby.Text(query) == "1"
	})
	released := make(chan struct{})
	go func() {
		// It holds its connection until it notices.
		defer close(released)
		for {
			time.Sleep(50 * time.Millisecond)
			if _, err := idle.Exec(background, "SELECT 1"); err != nil {
				_ = idle.Rollback(background)
				return
			}
		}
	}()
	err = within(t, 3*time.Second, func() error { return split.ShutdownWithin(db, 300*time.Millisecond) })
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "in use after 300ms") {
		t.Errorf("the shutdown: %v", err)
	}
	for range 2 {
		var cancelled *pgconn.PgError
		if err := <-failed; !errors.As(err, &cancelled) || cancelled.Code != "57014" {
			t.Errorf("a query that was cancelled: %v", err)
		}
	}
	<-released
	nothingLeft(t, c, "cancel")
}

func TestShutdownWhileTheDatabaseHangs(t *testing.T) {
	c := cluster.Open(t)
	noGoroutineLeft(t)
	db := connectSplit(t, c, "hang")
	c.Primary.Freeze()
	failed := make(chan error, 1)
	go func() {
		_, err := db.Exec(background, "SELECT 1")
		failed <- err
	}()
	time.Sleep(100 * time.Millisecond)
	err := within(t, 3*time.Second, func() error { return split.ShutdownWithin(db, 200*time.Millisecond) })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the shutdown: %v", err)
	}
	if err := <-failed; err == nil {
		t.Error("a query that nobody answered is done")
	}
	c.Primary.Thaw()
	nothingLeft(t, c, "hang")
}

func TestShutdownOfOthersDatabases(t *testing.T) {
	c := cluster.Open(t)
	noGoroutineLeft(t)
	db := pgxkit.NewDB()
	if err := db.Connect(background, c.Primary.DSN); err != nil {
		t.Fatal(err)
	}
	failed := make(chan error, 1)
	ctx, cancel := context.WithCancel(background)
	go func() {
		_, err := db.Exec(ctx, "SELECT pg_sleep(600)")
		failed <- err
	}()
	eventually(t, "the query to run", func() bool { return db.Stats().AcquiredConns() == 1 })
	if err := within(t, 3*time.Second, func() error { return split.ShutdownWithin(db, 100*time.Millisecond) }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the shutdown: %v", err)
	}
	cancel()
	<-failed
	if err := split.ShutdownWithin(pgxkit.NewDB(), time.Second); err != nil {
		t.Errorf("of one that is not connected: %v", err)
	}
}

func TestRunUntilSignal(t *testing.T) {
	c := cluster.Open(t)
	// The standard library starts a goroutine for signals once, and keeps it.
	_, stop := signal.NotifyContext(background, syscall.SIGTERM)
	stop()
	noGoroutineLeft(t)
	db := connectSplit(t, c, "run")
	for _, sent := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		db := connectSplit(t, c, "signal")
		err := split.RunUntilSignal(background, db, func(ctx context.Context) error {
			if err := syscall.Kill(syscall.Getpid(), sent); err != nil {
				t.Error(err)
			}
			<-ctx.Done()
			// What is asked on the way out is answered still.
			if _, err := split.NewNotesRepository(db).Count(background); err != nil {
				t.Error(err)
			}
			return ctx.Err()
		})
		if err != nil {
			t.Errorf("after %v: %v", sent, err)
		}
		if err := db.HealthCheck(background); err == nil {
			t.Error("the database is open")
		}
	}
	failure := errors.New("it failed")
	if err := split.RunUntilSignal(background, db, func(context.Context) error { return failure }); !errors.Is(err, failure) {
		t.Errorf("the error of what ran: %v", err)
	}
	nothingLeft(t, c, "run")
	nothingLeft(t, c, "signal")
}

func TestShutdownTimeoutIsTheConfiguredOne(t *testing.T) {
	c := cluster.Open(t)
	noGoroutineLeft(t)
	took := func(db *pgxkit.DB, run func(context.Context, *pgxkit.DB, func(context.Context) error) error) time.Duration {
		done := make(chan struct{})
		go func() {
			defer close(done)
			_, _ = db.Exec(background, "SELECT pg_sleep(600)")
		}()
		eventually(t, "the query to run", func() bool { return db.Stats().AcquiredConns() == 1 })
		begun := time.Now()
		err := run(background, db, func(context.Context) error { return nil })
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the end: %v", err)
		}
		<-done
		return time.Since(begun)
	}
	cfg := fallback.DefaultPoolConfig()
	cfg.DSN = c.Primary.DSN
	brief, err := fallback.Connect(background, cfg)
	if err != nil {
		t.Fatal(err)
	}
	patient := plain.DefaultPoolConfig()
	patient.DSN = c.Primary.DSN
	long, err := plain.Connect(background, patient)
	if err != nil {
		t.Fatal(err)
	}
	short := took(brief, fallback.RunUntilSignal)
	if most := took(long, plain.RunUntilSignal); most < 4*time.Second || short < 100*time.Millisecond || short > most {
		t.Errorf("with 100ms it took %v, with 4s %v", short, most)
	}
}
