package faults

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"example.com/ledger/cluster"
	"example.com/ledger/proxy"
	"example.com/ledger/repository"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nhalm/pgxkit/v2"
)

// class is a kind of fault.
type class struct {
	name string
	// share is how many of a thousand faults are of this class.
	share int
	// inject makes one happen. Those that another party counts return zero.
	inject func(f *injector) int
}

// classes are the faults. Those from "primary stopped" on are stops and hangs: 30 of a thousand.
var classes = []class{
	{"backend killed", 240, (*injector).kill},
	{"cut before the statement", 240, (*injector).cutBefore},
	{"cut within the answer", 50, (*injector).cutWithin},
	{"cut after the commit", 260, (*injector).cutAfter},
	{"deadlock", 20, (*injector).deadlock},
	{"serialization failure", 60, (*injector).serialization},
	{"pool exhausted", 20, (*injector).exhaust},
	{"context cancelled", 80, (*injector).cancel},
	{"primary stopped", 6, (*injector).stopPrimary},
	{"standby stopped", 6, (*injector).stopStandby},
	{"standby lagging", 6, (*injector).lag},
	{"server hanging", 6, (*injector).hang},
	{"address that never answers", 6, (*injector).silence},
}

// injector makes faults happen to a ledger.
type injector struct {
	*ledger
	rng    *rand.Rand
	counts map[string]int
	admin  *pgxpool.Pool // past the proxies
	// before, within and after are how many statements are to be cut.
	before, within, after atomic.Int64

	silent *proxy.Silent
	never  *pgxkit.DB // over the address that never answers
	stops  int
	hangs  int
}

func newInjector(l *ledger) *injector {
	l.t.Helper()
	f := &injector{ledger: l, rng: rand.New(rand.NewPCG(l.seed, 1<<32)), counts: map[string]int{}}
	admin, err := pgxpool.New(context.Background(), cluster.With(l.cluster.Primary.DSN, "application_name", "injector"))
	if err != nil {
		l.t.Fatal(err)
	}
	f.admin = admin
	f.silent = proxy.NewSilent(l.t)
	dsn := cluster.With(cluster.Through(l.cluster.Primary.DSN, f.silent.Address()), "connect_timeout", "2")
	f.never = pgxkit.NewDB() // Connect of the package would ping
	if err := f.never.Connect(context.Background(), named(dsn)); err != nil {
		l.t.Fatal(err)
	}
	l.write.Decide(f.decide)
	l.read.Decide(f.decide)
	return f
}

// close must come before the ledger looks for what is left behind.
func (f *injector) close() {
	f.admin.Close()
	_ = f.never.Shutdown(context.Background())
	f.silent.Close()
}

// decide cuts a statement of a repository, a BEGIN or a COMMIT, if one is to be cut.
func (f *injector) decide(s proxy.Statement) proxy.Action {
	commit := s.SQL == "commit"
	if !commit && !strings.HasPrefix(s.SQL, "begin") && !strings.Contains(s.SQL, "/* name: ") {
		return proxy.Pass
	}
	if take(&f.before) {
		return proxy.CutBefore
	}
	if (commit || !s.InTransaction && s.SQL[0] != 'b') && take(&f.after) {
		return proxy.CutAfter
	}
	// Those that have many rows.
	if (strings.Contains(s.SQL, "Repository.List") || strings.Contains(s.SQL, "Many ")) && take(&f.within) {
		return proxy.CutWithin
	}
	return proxy.Pass
}

func take(count *atomic.Int64) bool {
	n := count.Load()
	return n > 0 && count.CompareAndSwap(n, n-1)
}

func (f *injector) pause(most time.Duration) { time.Sleep(time.Duration(f.rng.Int64N(int64(most)))) }

func (f *injector) cutBefore() int { f.before.Add(1); f.pause(20 * time.Millisecond); return 0 }

func (f *injector) cutWithin() int { f.within.Add(1); f.pause(20 * time.Millisecond); return 0 }

func (f *injector) cutAfter() int { f.after.Add(1); f.pause(20 * time.Millisecond); return 0 }

// kill ends a session of the program, one at work if there is one.
func (f *injector) kill() int {
	f.pause(20 * time.Millisecond)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	tag, err := f.admin.Exec(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE application_name = $1 ORDER BY state = 'active' DESC, random() LIMIT 1`, application)
	if err != nil {
		return 0 // the connection may be from before a stop
	}
	return int(tag.RowsAffected())
}

// deadlock has two transactions wait for each other; the server's log counts them.
func (f *injector) deadlock() int {
	ids := []int64{counter(f.rng), 0}
	ids[1] = ids[0]%counters + 1
	var first, both sync.WaitGroup
	first.Add(2)
	for n := range 2 {
		both.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			tokens := []string{f.token(), f.token()}
			attempts := 0
			met := sync.OnceFunc(first.Done)
			defer met()
			err := repository.InTx(ctx, f.handle, func(tx *pgxkit.Tx) error {
				r := repository.NewCounterRepository(tx)
				attempts++
				for i := range 2 {
					params := repository.UpdateCounterParams{Value: repository.Set(amount(tokens[i])), Token: repository.Set(tokens[i])}
					if _, err := r.Update(ctx, ids[(n+i)%2], params); err != nil {
						return err
					}
					if i == 0 && attempts == 1 {
						met()
						first.Wait()
					}
				}
				return nil
			})
			f.journal.report("InTx, deadlock", err, tokens...)
		})
	}
	both.Wait()
	return 0
}

// serialization has several transactions increase one counter; the server's log counts those that
// failed.
func (f *injector) serialization() int {
	id := counter(f.rng)
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			f.increaseOne(ctx, id, "InTx, serialization failure")
		})
	}
	all.Wait()
	return 0
}

// exhaust takes every connection of the pool. A write must then end with its deadline, and have
// surely not happened.
func (f *injector) exhaust() int {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	pool := f.db.WritePool()
	taken := make([]*pgxpool.Conn, 0, 8)
	defer func() {
		for _, conn := range taken {
			conn.Release()
		}
	}()
	for range pool.Config().MaxConns {
		conn, err := pool.Acquire(ctx)
		if err != nil {
			return 0
		}
		taken = append(taken, conn)
	}
	short, end := context.WithTimeout(ctx, 30*time.Millisecond)
	defer end()
	return f.surelyNot(short, "Create, pool exhausted", f.handle)
}

// silence writes to the address that never answers.
func (f *injector) silence() int {
	before := f.silent.Accepted()
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	count := f.surelyNot(ctx, "Create, never answered", repository.WithRetry(f.never, nil))
	if f.silent.Accepted() == before {
		return 0
	}
	return count
}

func (f *injector) surelyNot(ctx context.Context, name string, db pgxkit.Executor) int {
	begun := time.Now()
	outcome := f.create(ctx, f.rng, name, repository.NewEntryRepository(db).Create)
	if outcome != refused {
		f.journal.violate("%s: reported as %v, not as surely not done", name, outcome)
	}
	deadline, _ := ctx.Deadline()
	if late := time.Since(deadline); late > time.Second {
		f.journal.violate("%s: came back %v after its deadline, begun %v before", name, late, time.Since(begun))
	}
	if outcome == refused {
		return 1
	}
	return 0
}

// cancel makes a write whose context is cancelled meanwhile, which counts when it comes in time.
func (f *injector) cancel() int {
	before := f.cancelled.Load()
	f.cancelledWrite(f.rng)
	return int(f.cancelled.Load() - before)
}

func (f *injector) stopPrimary() int {
	f.stop(f.cluster.Primary)
	return 1
}

func (f *injector) stopStandby() int {
	f.stop(f.cluster.Standby)
	return 1
}

func (f *injector) stop(server *cluster.Server) {
	if f.stops++; f.stops%2 == 0 {
		server.Crash()
	} else {
		server.Stop()
	}
	f.pause(300 * time.Millisecond)
	server.Start()
	f.pause(200 * time.Millisecond)
}

// lag has the standby fall behind: what was written since is on the primary alone.
func (f *injector) lag() int {
	f.cluster.PauseReplay()
	defer f.cluster.ResumeReplay()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	params := f.params(f.rng)
	row, err := repository.NewEntryRepository(f.handle).Create(ctx, params)
	f.journal.report("Create, standby lagging", err, params.Token)
	if err != nil {
		return 0
	}
	r := repository.NewEntryRepository(f.handle)
	var missing *pgxkit.NotFoundError
	if _, err := r.GetByID(ctx, row.ID); err == nil {
		f.journal.violate("the lagging standby has the row %+v", *row)
	} else if !errors.As(err, &missing) {
		return 0
	}
	if _, err := r.Primary().GetByID(ctx, row.ID); errors.As(err, &missing) {
		f.journal.violate("the primary has no row %+v", *row)
	}
	f.pause(200 * time.Millisecond)
	return 1
}

// hang lets a server stand still for a while, or what is between.
func (f *injector) hang() int {
	f.hangs++
	thing := []interface {
		Freeze()
		Thaw()
	}{f.cluster.Primary, f.cluster.Standby, between{f.write}}[f.hangs%3]
	thing.Freeze()
	time.Sleep(300*time.Millisecond + time.Duration(f.rng.Int64N(int64(300*time.Millisecond))))
	thing.Thaw()
	f.pause(200 * time.Millisecond)
	return 1
}

type between struct{ *proxy.Proxy }

func (b between) Freeze() { b.Hang() }

func (b between) Thaw() { b.Resume() }
