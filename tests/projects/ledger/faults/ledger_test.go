package faults

import (
	"context"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.com/ledger/cluster"
	"example.com/ledger/proxy"
	"example.com/ledger/repository"
	"github.com/jackc/pgx/v5"
	"github.com/nhalm/pgxkit/v2"
)

const (
	accounts = 8
	counters = 16
	// application is the name of this program's connections at the servers.
	application = "ledger"
	// patience is what a call waits at most: servers hang.
	patience = 3 * time.Second
)

// ledger is a running program: both pools go through proxies.
type ledger struct {
	t       *testing.T
	seed    uint64
	cluster *cluster.Cluster
	write   *proxy.Proxy
	read    *proxy.Proxy
	db      *pgxkit.DB
	handle  *repository.Handle
	journal journal
	tokens  atomic.Int64
	retries atomic.Int64 // that calls needed
	// reads counts those that were answered, unread those that failed.
	reads, unread atomic.Int64
	// cancelled counts calls that ended because their context was cancelled.
	cancelled  atomic.Int64
	workers    sync.WaitGroup
	stop       chan struct{}
	goroutines int // how many there were before
}

// open empties the tables and connects. isolation is what transactions have by default.
func open(t *testing.T, seed uint64, isolation string) *ledger {
	t.Helper()
	l := &ledger{t: t, seed: seed, cluster: cluster.Open(t), stop: make(chan struct{})}
	l.cluster.Primary.Exec(`TRUNCATE entries, counters, sheets, writes, accounts;
		INSERT INTO accounts SELECT generate_series(1, ` + strconv.Itoa(accounts) + `);
		INSERT INTO counters SELECT generate_series(1, ` + strconv.Itoa(counters) + `), 0, 'seed'`)
	l.cluster.WaitCaughtUp()
	l.goroutines = runtime.NumGoroutine()
	l.write = proxy.New(t, l.cluster.Primary.Address())
	l.read = proxy.New(t, l.cluster.Standby.Address())
	cfg := repository.DefaultPoolConfig()
	cfg.ReadDSN = named(cluster.Through(l.cluster.Standby.DSN, l.read.Address()))
	cfg.DSN = named(cluster.With(cluster.Through(l.cluster.Primary.DSN, l.write.Address()), "default_transaction_isolation", isolation))
	db, err := repository.Connect(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	l.db = db
	l.handle = repository.WithMetrics(repository.WithRetry(l.db, nil), l)
	return l
}

// named gives the connections of a DSN this program's name.
func named(dsn string) string { return cluster.With(dsn, "application_name", application) }

// RecordQuery makes the ledger a recorder of metrics.
func (l *ledger) RecordQuery(_ context.Context, q repository.QueryMetrics) {
	l.retries.Add(int64(q.Retries))
}

// token names a write that is about to be made.
func (l *ledger) token() string {
	return strconv.FormatUint(l.seed, 10) + "-" + strconv.FormatInt(l.tokens.Add(1), 10)
}

// work has a function run again and again until the run ends.
func (l *ledger) work(number uint64, run func(rng *rand.Rand)) {
	rng := rand.New(rand.NewPCG(l.seed, number))
	l.workers.Go(func() {
		for {
			select {
			case <-l.stop:
				return
			case <-time.After(time.Duration(1+rng.IntN(4)) * time.Millisecond):
				run(rng)
			}
		}
	})
}

// finish ends the workers, brings everything back, and judges.
func (l *ledger) finish() verdict {
	l.t.Helper()
	close(l.stop)
	l.workers.Wait()
	l.write.Decide(nil)
	l.read.Decide(nil)
	l.write.Resume()
	l.read.Resume()
	l.cluster.Restore()
	for _, pool := range []func() int32{l.db.Stats().AcquiredConns, l.db.ReadStats().AcquiredConns} {
		if acquired := pool(); acquired != 0 {
			// pgxkit gives a connection back from a goroutine.
			l.eventually(5*time.Second, func() bool {
				return l.db.Stats().AcquiredConns() == 0 && l.db.ReadStats().AcquiredConns() == 0
			}, "connections are acquired though nobody works")
		}
	}
	if err := repository.ShutdownWithin(l.db, 10*time.Second); err != nil {
		l.t.Errorf("connections are still in use: %v", err)
	}
	l.noneLeft()
	written := l.written(l.cluster.Primary)
	replayed := l.written(l.cluster.Standby)
	for token, count := range written {
		if replayed[token] != count {
			l.journal.violate("the standby has %d of %s and not %d", replayed[token], token, count)
		}
	}
	return l.journal.judge(written)
}

// noneLeft checks that no connection and no goroutine is left behind.
func (l *ledger) noneLeft() {
	l.t.Helper()
	const sessions = "SELECT count(*)::text FROM pg_stat_activity WHERE application_name = '" + application + "'"
	for _, server := range []*cluster.Server{l.cluster.Primary, l.cluster.Standby} {
		l.eventually(10*time.Second, func() bool { return server.Text(sessions) == "0" }, "sessions are left behind at the "+server.Name)
	}
	l.eventually(10*time.Second, func() bool { return l.write.Open() == 0 && l.read.Open() == 0 }, "connections are left behind")
	l.write.Close()
	l.read.Close()
	l.eventually(10*time.Second, func() bool { return runtime.NumGoroutine() <= l.goroutines }, "goroutines are left behind")
}

// eventually waits until something is, and otherwise says so.
func (l *ledger) eventually(limit time.Duration, is func() bool, otherwise string) {
	l.t.Helper()
	for end := time.Now().Add(limit); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			stacks := make([]byte, 1<<20)
			stacks = stacks[:runtime.Stack(stacks, true)]
			l.t.Errorf("%s\n%s", otherwise, stacks)
			return
		}
	}
}

// written asks a server how often each token was written.
func (l *ledger) written(server *cluster.Server) map[string]int {
	l.t.Helper()
	found := map[string]int{}
	conn, err := pgx.Connect(context.Background(), server.DSN)
	if err != nil {
		l.t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	rows, err := conn.Query(context.Background(), "SELECT token, count(*) FROM writes GROUP BY token")
	if err != nil {
		l.t.Fatal(err)
	}
	var token string
	var count int
	if _, err := pgx.ForEachRow(rows, []any{&token, &count}, func() error {
		found[token] = count
		return nil
	}); err != nil {
		l.t.Fatal(err)
	}
	return found
}

// logged counts the ERROR lines of a SQLSTATE in what the primary logged of this program since from.
func (l *ledger) logged(from int, sqlstate string) int {
	l.t.Helper()
	return strings.Count(l.cluster.Primary.Log()[from:], " "+application+" "+sqlstate+" ERROR:")
}
