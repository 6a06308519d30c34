package health

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nhalm/pgxkit/v2"

	"example.com/bookshop/cluster"
	"example.com/bookshop/fallback"
	"example.com/bookshop/plain"
	"example.com/bookshop/split"
)

func TestUpAlsoWhenNothingIsWritten(t *testing.T) {
	c := cluster.Open(t)
	noGoroutineLeft(t)
	db := openSplit(t, c.Standby.DSN, c.Primary.DSN)
	c.Primary.Exec("INSERT INTO notes (body) VALUES ('one')")
	c.WaitCaughtUp()
	// From now on the last transaction is older than the limit.
	time.Sleep(split.MaxReplicationLag + 300*time.Millisecond)
	h := see(t, db, split.HealthUp, http.StatusOK)
	if !h.Standby || h.Lag > split.MaxReplicationLag {
		t.Errorf("a standby that has everything is behind by %v: %+v", h.Lag, h)
	}
	// The first transaction after a while: until it is replayed, the last one is old.
	for range 20 {
		c.Primary.Exec("INSERT INTO notes (body) VALUES ('two')")
		if h := split.CheckHealth(background, db); h.State() != split.HealthUp || !h.Standby {
			t.Errorf("while it follows: %+v", h)
		}
	}
	if got := ask(t, split.HealthHandler(db), "/readyz", http.StatusOK); got.Lag == nil || got.Write != "up" || got.Read != "up" {
		t.Errorf("/readyz says %+v", got)
	}
	if err := split.NewNotesRepository(db).HealthCheck(background); err != nil {
		t.Error(err)
	}
}

func TestPrimaryDown(t *testing.T) {
	c := cluster.Open(t)
	noGoroutineLeft(t)
	db := openSplit(t, c.Standby.DSN, c.Primary.DSN)
	see(t, db, split.HealthUp, http.StatusOK)
	c.Primary.Stop()
	h := see(t, db, split.HealthDown, http.StatusServiceUnavailable)
	if h.Write == nil || h.Read != nil || h.Standby {
		t.Errorf("with the primary down: %+v", h)
	}
	if got := ask(t, split.HealthHandler(db), "/readyz", http.StatusServiceUnavailable); got.Write != "connection" || got.Read != "up" {
		t.Errorf("/readyz says %+v", got)
	}
	for _, err := range []error{split.NewNotesRepository(db).HealthCheck(background), fallback.NewNotesRepository(db).HealthCheck(background)} {
		var failed *pgxkit.DatabaseError
		if !errors.As(err, &failed) || failed.Operation != "health_check" {
			t.Errorf("HealthCheck: %v", err)
		}
	}
	c.Primary.Start()
	c.WaitCaughtUp()
	eventually(t, "the standby to follow", func() bool { return split.CheckHealth(background, db).State() == split.HealthUp })
}

func TestStandbyDown(t *testing.T) {
	c := cluster.Open(t)
	noGoroutineLeft(t)
	db := openSplit(t, c.Standby.DSN, c.Primary.DSN)
	c.Standby.Stop()
	h := see(t, db, split.HealthReadSideDown, http.StatusServiceUnavailable)
	if h.Write != nil || h.Read == nil {
		t.Errorf("with the standby down: %+v", h)
	}
	if err := split.NewNotesRepository(db).HealthCheck(background); err == nil {
		t.Error("reads fail, and the repository calls itself healthy")
	}
	// Where reads go to the primary then, it is worth saying and no reason to stop.
	f := fallback.CheckHealth(background, db)
	if f.State() != fallback.HealthReadSideDown || !f.Ready() {
		t.Errorf("with a fallback: %+v", f)
	}
	if got := ask(t, fallback.HealthHandler(db), "/readyz", http.StatusOK); got.Status != "read_side_down" || got.Read != "connection" {
		t.Errorf("/readyz says %+v", got)
	}
	if err := fallback.NewNotesRepository(db).HealthCheck(background); err != nil {
		t.Error(err)
	}
	c.Standby.Start()
	c.WaitCaughtUp()
	see(t, db, split.HealthUp, http.StatusOK)
}

func TestLagging(t *testing.T) {
	c := cluster.Open(t)
	noGoroutineLeft(t)
	db := openSplit(t, c.Standby.DSN, c.Primary.DSN)
	c.PauseReplay()
	c.Primary.Exec("INSERT INTO notes (body) VALUES ('late')")
	time.Sleep(split.MaxReplicationLag + 100*time.Millisecond)
	h := see(t, db, split.HealthLagging, http.StatusServiceUnavailable)
	if !h.Standby || h.Lag <= split.MaxReplicationLag || h.Read != nil {
		t.Errorf("a standby that lags: %+v", h)
	}
	// Without a limit it is only reported.
	f := fallback.CheckHealth(background, db)
	if f.State() != fallback.HealthUp || f.Lag <= split.MaxReplicationLag {
		t.Errorf("without a limit: %+v", f)
	}
	if got := ask(t, fallback.HealthHandler(db), "/readyz", http.StatusOK); got.Lag == nil || *got.Lag < split.MaxReplicationLag.Seconds() {
		t.Errorf("/readyz says %+v", got)
	}
	c.ResumeReplay()
	c.WaitCaughtUp()
	see(t, db, split.HealthUp, http.StatusOK)
}

func TestReadSideThatIsNoStandby(t *testing.T) {
	c := cluster.Open(t)
	db := openSplit(t, c.Primary.DSN, c.Primary.DSN)
	if h := see(t, db, split.HealthUp, http.StatusOK); h.Standby || h.Lag != 0 {
		t.Errorf("the primary as read side: %+v", h)
	}
	swapped := openSplit(t, c.Primary.DSN, c.Standby.DSN)
	if h := see(t, swapped, split.HealthDown, http.StatusServiceUnavailable); h.Write == nil {
		t.Errorf("a standby as write side: %+v", h)
	}
}

func TestPoolExhausted(t *testing.T) {
	c := cluster.Open(t)
	noGoroutineLeft(t)
	db := openSplit(t, c.Standby.DSN, c.Primary.DSN)
	for _, pool := range []*pgxpool.Pool{db.WritePool(), db.ReadPool()} {
		var held []*pgxpool.Conn
		for range pool.Config().MaxConns {
			conn, err := pool.Acquire(background)
			if err != nil {
				t.Fatal(err)
			}
			held = append(held, conn)
		}
		see(t, db, split.HealthPoolExhausted, http.StatusServiceUnavailable)
		// Also for a caller with less patience.
		brief, cancel := context.WithTimeout(background, split.HealthTimeout/2)
		if h := split.CheckHealth(brief, db); h.State() != split.HealthPoolExhausted {
			t.Errorf("in half of the time: %+v", h)
		}
		cancel()
		repository := split.NewNotesRepository(db)
		err := within(t, split.HealthTimeout, func() error { return repository.HealthCheck(background) })
		if !errors.Is(err, split.ErrPoolExhausted) {
			t.Errorf("HealthCheck: %v", err)
		}
		stats := repository.GetConnectionStats()
		if pool == db.ReadPool() {
			stats = repository.GetReadConnectionStats()
		}
		if stats.AcquiredConns() != pool.Config().MaxConns {
			t.Errorf("%d connections are in use, not %d", stats.AcquiredConns(), pool.Config().MaxConns)
		}
		for _, conn := range held {
			conn.Release()
		}
		eventually(t, "the pool to be free", func() bool { return pool.Stat().AcquiredConns() == 0 })
		see(t, db, split.HealthUp, http.StatusOK)
	}
}

func TestDatabaseHangs(t *testing.T) {
	c := cluster.Open(t)
	noGoroutineLeft(t)
	db := openSplit(t, c.Standby.DSN, c.Primary.DSN)
	see(t, db, split.HealthUp, http.StatusOK)
	c.Primary.Freeze()
	see(t, db, split.HealthDown, http.StatusServiceUnavailable)
	if got := ask(t, split.HealthHandler(db), "/readyz", http.StatusServiceUnavailable); got.Write != "timeout" || got.Read != "up" {
		t.Errorf("/readyz says %+v", got)
	}
	// Queries that hang keep all connections: it is the database's fault all the same.
	ctx, cancel := context.WithCancel(background)
	for range 2 * db.WritePool().Config().MaxConns {
		go func() { _, _ = db.Exec(ctx, "SELECT 1") }()
	}
	eventually(t, "all connections to hang", func() bool {
		s := db.Stats()
		return s.AcquiredConns()+s.ConstructingConns() == s.MaxConns()
	})
	see(t, db, split.HealthDown, http.StatusServiceUnavailable)
	cancel()
	c.Primary.Thaw()
	eventually(t, "the primary to answer", func() bool { return split.CheckHealth(background, db).State() == split.HealthUp })

	c.Standby.Freeze()
	if h := see(t, db, split.HealthReadSideDown, http.StatusServiceUnavailable); h.Write != nil || h.Schema != nil {
		t.Errorf("the side that hangs is not the only one to blame: %+v", h)
	}
	c.Standby.Thaw()
	eventually(t, "the standby to answer", func() bool { return split.CheckHealth(background, db).State() == split.HealthUp })
}

func TestExhaustedAndHanging(t *testing.T) {
	c := cluster.Open(t)
	db := openSplit(t, c.Standby.DSN, c.Primary.DSN)
	var held []*pgxpool.Conn
	for range db.WritePool().Config().MaxConns {
		conn, err := db.WritePool().Acquire(background)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, conn)
	}
	see(t, db, split.HealthPoolExhausted, http.StatusServiceUnavailable)
	c.Primary.Freeze()
	see(t, db, split.HealthDown, http.StatusServiceUnavailable)
	c.Primary.Thaw()
	see(t, db, split.HealthPoolExhausted, http.StatusServiceUnavailable)
	for _, conn := range held {
		conn.Release()
	}
}

func TestWrongPassword(t *testing.T) {
	c := cluster.Open(t)
	noGoroutineLeft(t)
	db := openSplit(t, cluster.As(c.Standby.DSN, "app", "wrong"), cluster.As(c.Primary.DSN, "app", "wrong"))
	see(t, db, split.HealthDown, http.StatusServiceUnavailable)
	if got := ask(t, split.HealthHandler(db), "/readyz", http.StatusServiceUnavailable); got.Write != "authentication" || got.Read != "authentication" {
		t.Errorf("/readyz says %+v", got)
	}
	db = openSplit(t, cluster.As(c.Standby.DSN, "app", "correct"), cluster.As(c.Primary.DSN, "app", "correct"))
	see(t, db, split.HealthUp, http.StatusOK)
}

func TestSchemaDrifted(t *testing.T) {
	c := cluster.Open(t)
	db := openSplit(t, c.Standby.DSN, c.Primary.DSN)
	c.Primary.Exec("ALTER TABLE notes RENAME COLUMN body TO content")
	t.Cleanup(func() { c.Primary.Exec("ALTER TABLE notes RENAME COLUMN content TO body") })
	h := see(t, db, split.HealthSchemaMismatch, http.StatusServiceUnavailable)
	if !errors.Is(h.Schema, split.ErrSchemaMismatch) || !strings.Contains(h.Schema.Error(), "public.notes.body is missing") {
		t.Errorf("the schema: %v", h.Schema)
	}
	if got := ask(t, split.HealthHandler(db), "/readyz", http.StatusServiceUnavailable); got.Schema != "mismatch" {
		t.Errorf("/readyz says %+v", got)
	}
	// Only where it is configured.
	if f := fallback.CheckHealth(background, db); f.State() != fallback.HealthUp {
		t.Errorf("without verify_schema: %+v", f)
	}
	if err := fallback.VerifySchema(background, db); !errors.Is(err, fallback.ErrSchemaMismatch) {
		t.Errorf("VerifySchema: %v", err)
	}
}

func TestTimeoutIsTheConfiguredOne(t *testing.T) {
	c := cluster.Open(t)
	db := openSplit(t, c.Standby.DSN, c.Primary.DSN)
	c.Primary.Freeze()
	measure := func(check func()) time.Duration {
		begun := time.Now()
		check()
		return time.Since(begun)
	}
	short := measure(func() { plain.CheckHealth(background, db) })
	long := measure(func() { split.CheckHealth(background, db) })
	if short < plain.HealthTimeout || long < split.HealthTimeout || short > long {
		t.Errorf("with %v it took %v, with %v %v", plain.HealthTimeout, short, split.HealthTimeout, long)
	}
	// A caller may have less patience.
	ctx, cancel := context.WithTimeout(background, 50*time.Millisecond)
	defer cancel()
	if took := measure(func() { split.CheckHealth(ctx, db) }); took > long {
		t.Errorf("with a context of 50ms it took %v", took)
	}
}

func TestNotOpen(t *testing.T) {
	c := cluster.Open(t)
	db := pgxkit.NewDB()
	see(t, db, split.HealthDown, http.StatusServiceUnavailable)
	if err := split.NewNotesRepository(db).HealthCheck(background); err == nil {
		t.Error("a database that is not connected is healthy")
	}
	if stats := split.NewNotesRepository(db).GetConnectionStats(); stats != nil {
		t.Error("a database that is not connected has statistics")
	}
	db = openSplit(t, c.Standby.DSN, c.Primary.DSN)
	shutdown(t, db)
	see(t, db, split.HealthDown, http.StatusServiceUnavailable)
	if got := ask(t, split.HealthHandler(db), "/readyz", http.StatusServiceUnavailable); got.Write != "closed" {
		t.Errorf("/readyz says %+v", got)
	}
}

func TestMethodsOfHandlers(t *testing.T) {
	c := cluster.Open(t)
	db := openSplit(t, c.Standby.DSN, c.Primary.DSN)
	for _, test := range []struct {
		method, path string
		want         int
	}{
		{"GET", "/readyz", 200}, {"HEAD", "/readyz", 200}, {"HEAD", "/livez", 200},
		{"POST", "/readyz", 405}, {"DELETE", "/livez", 405}, {"GET", "/", 404}, {"GET", "/healthz", 404},
	} {
		recorder := httptest.NewRecorder()
		split.HealthHandler(db).ServeHTTP(recorder, httptest.NewRequest(test.method, test.path, nil))
		if recorder.Code != test.want {
			t.Errorf("%s %s is %d, not %d", test.method, test.path, recorder.Code, test.want)
		}
	}
}

func TestRepositoriesOverAnything(t *testing.T) {
	c := cluster.Open(t)
	db := openSplit(t, c.Standby.DSN, c.Primary.DSN)
	tx, err := db.BeginTx(background, pgx.TxOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(background) }()
	inTx := split.NewNotesRepository(tx)
	if err := inTx.HealthCheck(background); err != nil {
		t.Error(err)
	}
	if inTx.GetConnectionStats() != nil || inTx.GetReadConnectionStats() != nil {
		t.Error("a transaction has no pool")
	}
	_, _ = tx.Exec(background, "SELECT 1/0")
	if err := inTx.HealthCheck(background); err == nil {
		t.Error("a transaction that failed is healthy")
	}
	pools := split.NewNotesRepositoryWithReadWrite(db.ReadPool(), db.WritePool())
	if err := pools.HealthCheck(background); err != nil {
		t.Error(err)
	}
	if pools.GetReadConnectionStats().MaxConns() != 3 || pools.GetConnectionStats().MaxConns() != 3 {
		t.Error("the pools' statistics are not those of the pools")
	}
	for name, stats := range map[string]*pgxpool.Stat{
		"write":   split.NewNotesRepository(db).GetConnectionStats(),
		"read":    split.NewNotesRepository(db).GetReadConnectionStats(),
		"plain":   plain.NewNotesRepository(db).GetConnectionStats(),
		"handle":  plain.NewNotesRepository(plain.WithRetry(db, nil)).GetConnectionStats(),
		"primary": split.NewNotesRepository(db).Primary().GetReadConnectionStats(),
	} {
		if stats == nil || stats.MaxConns() != 3 {
			t.Errorf("%s: %v", name, stats)
		}
	}
	if err := plain.NewNotesRepository(plain.WithRetry(db, nil)).HealthCheck(background); err != nil {
		t.Error(err)
	}
	conn, err := pgx.Connect(background, c.Standby.DSN)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(background) }()
	single := split.NewNotesRepositoryWithReadWrite(conn, db)
	if err := single.HealthCheck(background); err != nil || single.GetReadConnectionStats() != nil {
		t.Errorf("over one connection: %v", err)
	}
	_ = conn.Close(background)
	if err := single.HealthCheck(background); err == nil || !strings.Contains(err.Error(), "read side") {
		t.Errorf("over a closed connection: %v", err)
	}
}

func TestPoolMonitor(t *testing.T) {
	c := cluster.Open(t)
	noGoroutineLeft(t)
	db := openSplit(t, c.Standby.DSN, c.Primary.DSN)
	stats := make(chan split.PoolStats, 100)
	monitor := split.MonitorPool(background, db, 0, func(s split.PoolStats) { stats <- s })
	begun := time.Now()
	for range 4 {
		if s := <-stats; s.Write.MaxConns() != 3 || s.Read.MaxConns() != 3 {
			t.Errorf("the statistics are %+v", s)
		}
	}
	// The first comes at once.
	if took := time.Since(begun); took < 3*split.PoolMonitorInterval {
		t.Errorf("4 reports came in %v", took)
	}
	monitor.Stop()
	monitor.Stop()
	count := len(stats)
	time.Sleep(3 * split.PoolMonitorInterval)
	if len(stats) != count {
		t.Error("there are reports after Stop")
	}
	ctx, cancel := context.WithCancel(background)
	slow := split.MonitorPool(ctx, db, time.Hour, func(s split.PoolStats) { stats <- s })
	<-stats
	cancel()
	slow.Stop()
	if split.PoolMonitorInterval == fallback.PoolMonitorInterval {
		t.Error("both intervals are the same")
	}
}

func TestRestartIsNoDatabaseThatIsDown(t *testing.T) {
	c := cluster.Open(t)
	noGoroutineLeft(t)
	db := openSplit(t, c.Standby.DSN, c.Primary.DSN)
	for _, server := range []*cluster.Server{c.Primary, c.Standby} {
		// Idle connections that are lost, which pgx does not notice for a second.
		for _, pool := range []*pgxpool.Pool{db.WritePool(), db.ReadPool()} {
			var held []*pgxpool.Conn
			for range pool.Config().MaxConns {
				conn, err := pool.Acquire(background)
				if err != nil {
					t.Fatal(err)
				}
				held = append(held, conn)
			}
			for _, conn := range held {
				conn.Release()
			}
		}
		server.Restart()
		if h := split.CheckHealth(background, db); h.Write != nil || h.Read != nil {
			t.Errorf("after a restart of the %s: %+v", server.Name, h)
		}
		c.WaitCaughtUp()
	}
}
