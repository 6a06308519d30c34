package health

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nhalm/pgxkit/v2"

	"example.com/bookshop/cluster"
	"example.com/bookshop/fallback"
	"example.com/bookshop/plain"
	"example.com/bookshop/split"
)

// connectPlain connects as the package is configured, to be closed with the test.
func connectPlain(t *testing.T, dsn string, opts ...pgxkit.ConnectOption) *pgxkit.DB {
	t.Helper()
	cfg := plain.DefaultPoolConfig()
	cfg.DSN = dsn
	db, err := plain.Connect(background, cfg, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := plain.ShutdownWithin(db, 5*time.Second); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestPoolIsTheConfiguredOne(t *testing.T) {
	c := cluster.Open(t)
	noGoroutineLeft(t)
	db := connectPlain(t, c.Primary.DSN)
	if db.ReadPool() != db.WritePool() {
		t.Error("one DSN makes two pools")
	}
	got := db.WritePool().Config()
	if got.MaxConns != 3 || got.MinConns != 2 || got.MaxConnLifetime != time.Second || got.MaxConnIdleTime != 300*time.Millisecond ||
		got.HealthCheckPeriod != 50*time.Millisecond || got.ConnConfig.ConnectTimeout != 3*time.Second {
		t.Errorf("the pool has %+v", got)
	}
	eventually(t, "the fewest connections", func() bool { return db.Stats().TotalConns() == 2 })
	// A third is made when it is needed, and is not kept for long.
	ctx, cancel := context.WithTimeout(background, 20*time.Second)
	defer cancel()
	for range 3 {
		conn, err := db.WritePool().Acquire(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Release()
	}
	full, cancel := context.WithTimeout(background, 100*time.Millisecond)
	defer cancel()
	if _, err := db.WritePool().Acquire(full); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a fourth connection: %v", err)
	}
}

func TestConnectionsAreReplacedAndClosed(t *testing.T) {
	c := cluster.Open(t)
	db := connectPlain(t, cluster.With(c.Primary.DSN, "pool_max_conn_lifetime", "1h"))
	var held []*pgxpool.Conn
	for range 3 {
		conn, err := db.WritePool().Acquire(background)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, conn)
	}
	for _, conn := range held {
		conn.Release()
	}
	// The third is above the fewest.
	eventually(t, "an idle connection to be closed", func() bool { return db.Stats().MaxIdleDestroyCount() > 0 })
	db = connectPlain(t, cluster.With(c.Primary.DSN, "pool_max_conn_idle_time", "1h"))
	eventually(t, "an old connection to be replaced", func() bool { return db.Stats().MaxLifetimeDestroyCount() > 0 })
}

func TestTwoPools(t *testing.T) {
	c := cluster.Open(t)
	noGoroutineLeft(t)
	cfg := split.DefaultPoolConfig()
	cfg.DSN, cfg.ReadDSN = c.Primary.DSN, cluster.With(c.Standby.DSN, "pool_max_conns", "7")
	db, err := split.Connect(background, cfg, pgxkit.WithWriteMaxConns(5))
	if err != nil {
		t.Fatal(err)
	}
	// The DSN holds against the configuration, and an option against both.
	if read, write := db.ReadStats().MaxConns(), db.Stats().MaxConns(); read != 7 || write != 5 {
		t.Errorf("the pools have %d and %d connections", read, write)
	}
	var standby bool
	if err := db.ReadQueryRow(background, "SELECT pg_is_in_recovery()").Scan(&standby); err != nil || !standby {
		t.Errorf("reads go to the primary: %v", err)
	}
	if err := split.ShutdownWithin(db, 5*time.Second); err != nil {
		t.Error(err)
	}
}

func TestReadSideThatIsDownAtTheStart(t *testing.T) {
	c := cluster.Open(t)
	noGoroutineLeft(t)
	c.Standby.Stop()
	strict := split.DefaultPoolConfig()
	strict.DSN, strict.ReadDSN, strict.PingRetries = c.Primary.DSN, c.Standby.DSN, 0
	if _, err := split.Connect(background, strict); err == nil || !strings.Contains(err.Error(), "read side") {
		t.Errorf("without a standby: %v", err)
	}
	lenient := fallback.DefaultPoolConfig()
	lenient.DSN, lenient.ReadDSN = c.Primary.DSN, c.Standby.DSN
	db, err := fallback.Connect(background, lenient)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = fallback.ShutdownWithin(db, time.Second) }()
	if _, err := fallback.NewNotesRepository(db).List(background, 1); err != nil {
		t.Error(err)
	}
}

func TestTypesAreRegisteredOnEachConnection(t *testing.T) {
	c := cluster.Open(t)
	db := connectPlain(t, c.Primary.DSN)
	street := "Main"
	for range 6 {
		tx, err := db.BeginTx(background, pgx.TxOptions{})
		if err != nil {
			t.Fatal(err)
		}
		row, err := plain.NewUsersRepository(tx).Create(background, plain.CreateUsersParams{
			Email: "a@b", Code: "c", Must: "m", Home: &plain.Address{Street: &street},
		})
		if err != nil || row.Home == nil || *row.Home.Street != street {
			t.Errorf("a composite value: %+v, %v", row, err)
		}
		if err := tx.Rollback(background); err != nil {
			t.Error(err)
		}
		// The next one is another.
		time.Sleep(300 * time.Millisecond)
	}
}

func TestHooksOfConnections(t *testing.T) {
	c := cluster.Open(t)
	var connected, disconnected, acquired, released atomic.Int32
	cfg := plain.DefaultPoolConfig()
	cfg.DSN = c.Primary.DSN
	db, err := plain.Connect(background, cfg,
		pgxkit.WithOnConnect(func(*pgx.Conn) error { connected.Add(1); return nil }),
		pgxkit.WithOnAcquire(func(context.Context, *pgx.Conn) error { acquired.Add(1); return nil }),
		pgxkit.WithOnRelease(func(*pgx.Conn) { released.Add(1) }),
		pgxkit.WithOnDisconnect(func(*pgx.Conn) { disconnected.Add(1) }))
	if err != nil {
		t.Fatal(err)
	}
	if err := plain.ShutdownWithin(db, 5*time.Second); err != nil {
		t.Error(err)
	}
	if connected.Load() == 0 || acquired.Load() == 0 || released.Load() == 0 || disconnected.Load() != connected.Load() {
		t.Errorf("connected %d, acquired %d, released %d, disconnected %d", connected.Load(), acquired.Load(), released.Load(), disconnected.Load())
	}
	refuse := errors.New("refused by a hook")
	if _, err := plain.Connect(background, cfg, pgxkit.WithOnConnect(func(*pgx.Conn) error { return refuse })); !errors.Is(err, refuse) {
		t.Errorf("with a hook that refuses: %v", err)
	}
}

// deaf is an address that takes connections; what it does with them is up to serve.
func deaf(t *testing.T, serve func(net.Conn)) (dsn string, count *atomic.Int32) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	count = new(atomic.Int32)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			// After a failure pgx comes back with a request to cancel.
			var first [8]byte
			if _, err := io.ReadFull(conn, first[:]); err == nil && binary.BigEndian.Uint32(first[4:]) == 3<<16 {
				count.Add(1)
			}
			serve(conn)
		}
	}()
	return "postgres://postgres@" + listener.Addr().String() + "/postgres?sslmode=disable", count
}

func TestPingIsRetried(t *testing.T) {
	dsn, count := deaf(t, func(conn net.Conn) { _ = conn.Close() })
	cfg := plain.DefaultPoolConfig()
	cfg.DSN, cfg.MinConns = dsn, 0
	noGoroutineLeft(t)
	_, err := plain.Connect(background, cfg)
	if err == nil || count.Load() != 3 || !strings.Contains(err.Error(), "after 3 attempts") {
		t.Errorf("%d attempts: %v", count.Load(), err)
	}
	var connect *pgconn.ConnectError
	if !errors.As(err, &connect) {
		t.Errorf("the cause is lost: %v", err)
	}
	count.Store(0)
	once := fallback.DefaultPoolConfig()
	once.DSN, once.MinConns = dsn, 0
	if _, err := fallback.Connect(background, once); err == nil || count.Load() != 1 {
		t.Errorf("%d attempts: %v", count.Load(), err)
	}
	// No wait that the context would not outlast.
	count.Store(0)
	ctx, cancel := context.WithTimeout(background, 50*time.Millisecond)
	defer cancel()
	if _, err := plain.Connect(ctx, cfg); err == nil || count.Load() != 1 {
		t.Errorf("%d attempts with little time: %v", count.Load(), err)
	}
}

func TestConnectWaitsForADatabaseThatStarts(t *testing.T) {
	c := cluster.Open(t)
	c.Primary.Stop()
	started := make(chan struct{})
	go func() {
		defer close(started)
		time.Sleep(200 * time.Millisecond)
		c.Primary.Start()
	}()
	cfg := plain.DefaultPoolConfig()
	cfg.DSN, cfg.PingRetries = c.Primary.DSN, 20
	db, err := plain.Connect(background, cfg)
	<-started
	if err != nil {
		t.Fatal(err)
	}
	if err := plain.ShutdownWithin(db, 5*time.Second); err != nil {
		t.Error(err)
	}
}

func TestConnectTimeout(t *testing.T) {
	noGoroutineLeft(t)
	held := make(chan net.Conn, 100)
	dsn, _ := deaf(t, func(conn net.Conn) { held <- conn })
	took := func(connect func() error) time.Duration {
		begun := time.Now()
		if err := connect(); err == nil {
			t.Error("it connected to nobody")
		}
		return time.Since(begun)
	}
	short := took(func() error {
		cfg := fallback.DefaultPoolConfig()
		cfg.DSN = dsn
		_, err := fallback.Connect(background, cfg)
		return err
	})
	long := took(func() error {
		cfg := plain.DefaultPoolConfig()
		cfg.DSN, cfg.PingRetries, cfg.MinConns = dsn, 0, 0
		_, err := plain.Connect(background, cfg)
		return err
	})
	if short < time.Second || long < 3*time.Second || short > long {
		t.Errorf("with 1s it took %v, with 3s %v", short, long)
	}
	for {
		select {
		case conn := <-held:
			_ = conn.Close()
		default:
			return
		}
	}
}

func TestWrongPasswordIsNotRetriedAndNotTold(t *testing.T) {
	c := cluster.Open(t)
	noGoroutineLeft(t)
	cfg := plain.DefaultPoolConfig()
	cfg.DSN, cfg.PingRetries = cluster.As(c.Primary.DSN, "app", "tops3cret"), 50
	_, err := plain.Connect(background, cfg)
	var refused *pgconn.PgError
	if !errors.As(err, &refused) || refused.Code != "28P01" || strings.Contains(err.Error(), "attempts") {
		t.Errorf("with a wrong password: %v", err)
	}
	if strings.Contains(err.Error(), "tops3cret") {
		t.Errorf("%v tells the password", err)
	}
}
