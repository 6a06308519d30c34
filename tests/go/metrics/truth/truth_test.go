// Package truth holds what metrics say of very many mixed calls against what the servers say:
// pg_stat_statements for those that succeeded, the log for those that failed.
package truth

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/nhalm/pgxkit/v2"

	"example.com/bookshop/cluster"
	"example.com/bookshop/metrics/shop/repository"
)

const (
	workers = 8
	people  = 500 // Users that are there from the start, each with one order.
	locked  = 1   // The user whose row another transaction holds.

	// contended is the total of an order that the server refuses more often than not, so that its
	// Create is repeated: as often as it says, or in vain.
	contended = 13
)

// unsure are the methods that are given up at random moments: whether the statement of such a call
// was sent, and whether it ran, nobody knows but the server. All others are exact.
var unsure = map[string]bool{
	"ordersrepository.list":   true,
	"ordersrepository.count":  true,
	"ordersrepository.update": true,
}

func age(n int32) *int32 { return &n }

// caller makes calls of all kinds, and knows of some that they cannot have reached a server.
type caller struct {
	users  *repository.UsersRepository
	orders *repository.OrdersRepository
	random *rand.Rand
	worker int
	made   int
	unsent map[series]int64
}

// call makes one call. Its result is not looked at: that is what the metrics are for.
func (c *caller) call(ctx context.Context) {
	c.made++
	id := locked + 1 + c.random.Int64N(people-1)
	email := fmt.Sprintf("%d-%d@example.com", c.worker, c.made)
	switch kind := c.random.IntN(1000); {
	case kind < 300:
		_, _ = c.users.GetByID(ctx, id)
	case kind < 360:
		_, _ = c.users.GetByID(ctx, -id)
	case kind < 420:
		_, _ = c.users.GetByEmail(ctx, fmt.Sprintf("%d@example.com", id))
	case kind < 460:
		_, _ = c.users.GetByIDs(ctx, []int64{id, id + 1, -1})
	case kind < 500:
		_, _ = c.users.Exists(ctx, id)
	case kind < 530:
		_, _ = c.users.Primary().GetByID(ctx, id)
	case kind < 560:
		_, _ = c.users.ListPaginated(ctx, repository.PageParams{Limit: 10})
	case kind < 640:
		_, _ = c.users.Create(ctx, repository.CreateUsersParams{Email: email})
	case kind < 680:
		_, _ = c.users.Create(ctx, repository.CreateUsersParams{Email: fmt.Sprintf("%d@example.com", id)})
	case kind < 710:
		_, _ = c.users.Create(ctx, repository.CreateUsersParams{Email: email, Age: age(-1)})
	case kind < 750:
		_, _ = c.users.Update(ctx, id, repository.UpdateUsersParams{Age: repository.Set(age(c.random.Int32N(100)))})
	case kind < 770:
		_, _ = c.users.Update(ctx, -id, repository.UpdateUsersParams{Age: repository.Set(age(1))})
	case kind < 790:
		_ = c.users.Delete(ctx, id) // Its order refers to it.
	case kind < 800:
		_ = c.users.Delete(ctx, -id)
	case kind < 840:
		_, _ = c.orders.Create(ctx, repository.CreateOrdersParams{UserID: id, Total: 1})
	case kind < 870:
		_, _ = c.orders.Create(ctx, repository.CreateOrdersParams{UserID: -id, Total: 1})
	case kind < 880:
		_, _ = c.orders.Create(ctx, repository.CreateOrdersParams{UserID: id, Total: contended})
	case kind < 895:
		_, _ = c.orders.CreateMany(ctx, []repository.CreateOrdersParams{{UserID: id, Total: 1}, {UserID: id, Total: 2}})
	case kind < 910:
		over, cancel := context.WithCancel(ctx)
		cancel()
		_, _ = c.users.GetByID(over, id)
		c.unsent[series{"read", "usersrepository.getbyid"}]++
	case kind < 930:
		over, cancel := context.WithDeadline(ctx, time.Now().Add(time.Duration(2*c.random.IntN(2)-1)*time.Second))
		cancel()
		_, _ = c.users.Create(over, repository.CreateUsersParams{Email: email})
		c.unsent[series{"write", "usersrepository.create"}]++
	case kind < 955:
		short, cancel := context.WithTimeout(ctx, time.Duration(c.random.IntN(1500))*time.Microsecond)
		_, _ = c.orders.List(short, 100)
		cancel()
	case kind < 975:
		short, cancel := context.WithCancel(ctx)
		time.AfterFunc(time.Duration(c.random.IntN(1500))*time.Microsecond, cancel)
		_, _ = c.orders.Count(short)
		cancel()
	default:
		short, cancel := context.WithTimeout(ctx, time.Duration(c.random.IntN(1500))*time.Microsecond)
		_, _ = c.orders.Update(short, id, repository.UpdateOrdersParams{Total: repository.Set(int32(7))})
		cancel()
	}
}

// block makes calls that wait for the locked row, and gives each up once the server says that it
// waits: such a statement was sent, and the server cancels it.
func (c *caller) block(t *testing.T, dsn string, calls int) {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = conn.Close(ctx) }()
	for range calls {
		given, giveUp := context.WithCancel(ctx)
		done := make(chan struct{})
		go func() {
			defer close(done)
			_, _ = c.users.Update(given, locked, repository.UpdateUsersParams{Age: repository.Set(age(1))})
		}()
		for waiting := false; !waiting && err == nil; {
			err = conn.QueryRow(ctx, `SELECT count(*) = 1 FROM pg_stat_activity
				WHERE application_name = $1 AND state = 'active' AND wait_event_type = 'Lock'`, application).Scan(&waiting)
		}
		giveUp()
		<-done
		for waiting := true; waiting && err == nil; {
			err = conn.QueryRow(ctx, `SELECT count(*) > 0 FROM pg_stat_activity
				WHERE application_name = $1 AND state = 'active' AND wait_event_type = 'Lock'`, application).Scan(&waiting)
		}
		if err != nil {
			t.Error(err)
			return
		}
	}
}

// variable returns a number of the environment.
func variable(t *testing.T, name string) int {
	t.Helper()
	number, err := strconv.Atoi(os.Getenv(name))
	if err != nil {
		t.Fatalf("%s: %v; these tests run through tests/run", name, err)
	}
	return number
}

func TestMetricsAreTrue(t *testing.T) {
	calls, seed := variable(t, "METRICS_CALLS"), uint64(variable(t, "METRICS_SEED"))
	ctx := context.Background()
	servers := cluster.Open(t)
	servers.Primary.Exec(fmt.Sprintf(`
		INSERT INTO users (email) SELECT n || '@example.com' FROM generate_series(1, %[1]d) n;
		INSERT INTO orders (user_id, total) SELECT n, n FROM generate_series(1, %[1]d) n;
		CREATE FUNCTION contend() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN
			IF random() < 0.6 THEN
				RAISE EXCEPTION 'contended' USING ERRCODE = 'serialization_failure';
			END IF;
			RETURN NEW;
		END $$;
		CREATE TRIGGER contend BEFORE INSERT ON orders FOR EACH ROW WHEN (NEW.total = %[2]d)
		EXECUTE FUNCTION contend()`, people, contended))
	release := lock(t, servers.Primary.DSN)
	servers.WaitCaughtUp()

	named := func(dsn string) string { return cluster.With(dsn, "application_name", application) }
	db := pgxkit.NewDB()
	if err := db.ConnectReadWrite(ctx, named(servers.Standby.DSN), named(servers.Primary.DSN), pgxkit.WithMaxConns(workers)); err != nil {
		t.Fatal(err)
	}
	recorders := newRecorders(t)
	cut := &unexplained{}
	handle := repository.WithMetrics(repository.WithRetry(db, nil), repository.Recorders(recorders.all, cut))

	logs := map[*cluster.Server]int{}
	for _, server := range []*cluster.Server{servers.Primary, servers.Standby} {
		server.ResetStatements()
		logs[server] = len(server.Log())
	}
	began := time.Now()
	unsent := make([]map[series]int64, workers)
	var left atomic.Int64
	blocked := calls / 200
	left.Store(int64(calls - blocked))
	var all sync.WaitGroup
	all.Go(func() {
		c := &caller{users: repository.NewUsersRepository(handle)}
		c.block(t, servers.Primary.DSN, blocked)
	})
	for worker := range workers {
		all.Go(func() {
			c := &caller{
				users:  repository.NewUsersRepository(handle),
				orders: repository.NewOrdersRepository(handle),
				random: rand.New(rand.NewPCG(seed, uint64(worker))),
				worker: worker,
				unsent: map[series]int64{},
			}
			for left.Add(-1) >= 0 {
				c.call(ctx)
			}
			unsent[worker] = c.unsent
		})
	}
	all.Wait()
	took := time.Since(began)
	for _, server := range []*cluster.Server{servers.Primary, servers.Standby} {
		if !waitIdle(server) {
			t.Fatalf("the %s is still at work", server.Name)
		}
	}
	release()
	if err := db.Shutdown(ctx); err != nil {
		t.Error(err)
	}

	found := recorders.prometheus()
	if other := recorders.openTelemetry(); !reflect.DeepEqual(found, other) {
		t.Errorf("Prometheus has %v\nOpenTelemetry has %v", found, other)
	}
	if other := recorders.expvar(); !reflect.DeepEqual(withoutSides(found), other) {
		t.Errorf("Prometheus has %v\nexpvar has %v", withoutSides(found), other)
	}
	total := hold(t, found, unsent, map[string]server{
		"read":  see(t, servers.Standby, logs[servers.Standby]),
		"write": see(t, servers.Primary, logs[servers.Primary]),
	})
	if total.calls != int64(calls) {
		t.Errorf("%d calls were counted, %d made", total.calls, calls)
	}
	t.Logf("seed %d, %v: %v", seed, took.Round(time.Millisecond), total)
	t.Logf("lost though no context had ended: %q", cut.seen)
	for _, key := range slices.SortedFunc(maps.Keys(found), compare) {
		t.Logf("%s on the %s side: %v", key.method, key.side, found[key])
	}
}

// unexplained keeps a few errors of connections that were lost though no context had ended, to be
// shown when too many were.
type unexplained struct {
	mu   sync.Mutex
	seen []string
}

func (u *unexplained) RecordQuery(ctx context.Context, q repository.QueryMetrics) {
	if class := q.ErrorClass(); ctx.Err() != nil || class != "connection" && class != "unknown_outcome" {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.seen) < 10 {
		u.seen = append(u.seen, fmt.Sprintf("%s.%s: %v", q.Table, q.Operation, q.Err))
	}
}

func compare(a, b series) int {
	if a.method+a.side < b.method+b.side {
		return -1
	}
	return 1
}

// lock holds the row of the locked user until it is told to let go.
func lock(t *testing.T, dsn string) (release func()) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(ctx, "BEGIN; SELECT FROM users WHERE id = 1 FOR UPDATE"); err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	release = func() { once.Do(func() { _ = conn.Close(ctx) }) }
	t.Cleanup(release)
	return release
}

// server is what one of them says.
type server struct {
	statements map[string]cluster.Statement
	failures   map[failure]int64
}

func see(t *testing.T, s *cluster.Server, from int) server {
	t.Helper()
	statements := map[string]cluster.Statement{}
	for name, one := range s.Statements() {
		statements[strings.ToLower(name)] = one
	}
	failed, strange := failures(s.Log()[from:])
	if len(strange) > 0 {
		t.Errorf("the log of the %s: %q", s.Name, strange)
	}
	return server{statements, failed}
}

// totals are sums over all methods and both sides.
type totals struct {
	calls, succeeded, failed, lost, unsent, canceled, surplus, retries int64
	// open are the calls of exact methods whose statement may have run or not.
	open int64
}

func (s totals) String() string {
	return fmt.Sprintf("%d calls: %d succeeded, %d failed, %d lost (%d never sent, %d cancelled by the server, %d executed, %d unsure, %d of them of exact methods); %d retries",
		s.calls, s.succeeded, s.failed, s.lost, s.unsent, s.canceled, s.surplus, s.lost-s.unsent-s.canceled-s.surplus, s.open, s.retries)
}

// hold compares what metrics say with what the servers say. A statement of a call that was lost may
// have run or not: these are counted apart, and each is accounted for once.
func hold(t *testing.T, found map[series]counted, unsent []map[series]int64, servers map[string]server) totals {
	t.Helper()
	var sum totals
	for key, one := range found {
		server := servers[key.side]
		statement := server.statements[key.method]
		var never int64
		for _, of := range unsent {
			never += of[key]
		}
		canceled := server.failures[failure{key.method, "57014"}]
		surplus := statement.Calls - one.succeeded()
		repeated := server.failures[failure{key.method, "40001"}] - one.errors["40001"]
		// Attempts that were lost on the way, and repeated or sent to the other side.
		again := one.retries - one.fallbacks - repeated
		if key.side == "read" {
			again += found[series{"write", key.method}].fallbacks
		}
		open := one.lost() - never - canceled + again
		var failed int64
		for class, n := range one.errors {
			if len(class) != 5 || class == "other" {
				continue
			}
			failed += n
			if logged := server.failures[failure{key.method, class}]; logged != n && class != "40001" {
				t.Errorf("%s on the %s side: %d calls failed with %s, the log has %d", key.method, key.side, n, class, logged)
			}
		}
		switch {
		case one.calls != one.succeeded()+failed+one.lost():
			t.Errorf("%s on the %s side: %v do not add up", key.method, key.side, one)
		case surplus < 0 || repeated < 0 || again < 0 || surplus > open:
			t.Errorf("%s on the %s side: %v, %d never sent; the server executed %d, cancelled %d, and refused %d that were repeated",
				key.method, key.side, one, never, statement.Calls, canceled, repeated)
		case open == 0 && one.rows != statement.Rows:
			t.Errorf("%s on the %s side: %d rows, the server has %d", key.method, key.side, one.rows, statement.Rows)
		}
		if !unsure[key.method] {
			sum.open += open
		}
		sum.calls += one.calls
		sum.succeeded += one.succeeded()
		sum.failed += failed
		sum.lost += one.lost()
		sum.unsent += never
		sum.canceled += canceled
		sum.surplus += surplus
		sum.retries += one.retries
	}
	// What the servers know of, metrics know of.
	for side, server := range servers {
		for name := range server.statements {
			if _, ok := found[series{side, name}]; !ok {
				t.Errorf("%s ran on the %s side, and was not recorded", name, side)
			}
		}
		for one := range server.failures {
			if of, ok := found[series{side, one.method}]; !ok || one.sqlstate != "57014" && of.errors[one.sqlstate] == 0 {
				t.Errorf("%s failed on the %s side with %s, and that was not recorded", one.method, side, one.sqlstate)
			}
		}
	}
	if sum.succeeded == 0 || sum.failed == 0 || sum.canceled == 0 || sum.unsent == 0 || sum.retries == 0 {
		t.Errorf("not all kinds of calls were made: %v", sum)
	}
	// On a machine that is busy with other things a connection can be lost that nobody cut. More
	// than a few would leave nothing that is compared exactly.
	if sum.open > sum.calls/1000 {
		t.Errorf("%d calls were lost that should have been certain: %v", sum.open, sum)
	}
	return sum
}
