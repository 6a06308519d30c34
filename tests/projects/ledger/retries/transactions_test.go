package retries

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/ledger/cluster"
	"example.com/ledger/proxy"
	"example.com/ledger/repository"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/nhalm/pgxkit/v2"
)

func isSQLState(err error, code string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == code
}

// connect opens the primary through a proxy, with fresh tables.
func connect(t *testing.T, parameters ...string) (*cluster.Cluster, *proxy.Proxy, *pgxkit.DB) {
	t.Helper()
	c := cluster.Open(t)
	c.Primary.Exec(`TRUNCATE entries, counters, sheets, writes, accounts;
		INSERT INTO accounts VALUES (1), (2);
		INSERT INTO counters VALUES (1, 0, 'seed'), (2, 0, 'seed')`)
	p := proxy.New(t, c.Primary.Address())
	dsn := cluster.With(cluster.Through(c.Primary.DSN, p.Address()), "pool_max_conns", "4")
	for n := 0; n < len(parameters); n += 2 {
		dsn = cluster.With(dsn, parameters[n], parameters[n+1])
	}
	return c, p, open(t, dsn)
}

func open(t *testing.T, dsn string) *pgxkit.DB {
	t.Helper()
	db := pgxkit.NewDB()
	if err := db.Connect(t.Context(), dsn); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Shutdown(context.Background()) })
	return db
}

func params(token string) repository.CreateEntryParams {
	return repository.CreateEntryParams{AccountID: 1, Token: token, Amount: 1}
}

// written is how often the database wrote a token.
func written(c *cluster.Cluster, token string) string {
	return c.Primary.Text("SELECT count(*)::text FROM writes WHERE token = '" + token + "'")
}

// idle checks that no connection is in use.
func idle(t *testing.T, db *pgxkit.DB) {
	t.Helper()
	// pgxkit gives a connection back from a goroutine.
	for end := time.Now().Add(5 * time.Second); db.Stats().AcquiredConns() != 0; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Errorf("%d connections are still in use", db.Stats().AcquiredConns())
			return
		}
	}
}

// TestInTxRunsTheWholeAgain when the server asks for it: at a statement, or at COMMIT.
func TestInTxRunsTheWholeAgain(t *testing.T) {
	c, _, db := connect(t)
	run := func(name string, fn func(tx *pgxkit.Tx, attempt int, token string) error) {
		var mu sync.Mutex
		total := 0
		var met, both sync.WaitGroup
		met.Add(2)
		for n := range 2 {
			both.Go(func() {
				token := name + string(rune('a'+n))
				attempt := 0
				err := repository.InTxOptions(t.Context(), db, pgx.TxOptions{IsoLevel: pgx.Serializable}, func(tx *pgxkit.Tx) error {
					attempt++
					rows, err := repository.NewCounterRepository(tx).List(t.Context(), 10)
					if err != nil || len(rows) != 2 {
						return errors.Join(err, errors.New("not two counters"))
					}
					if attempt == 1 {
						// Both have read before one writes.
						met.Done()
						met.Wait()
					}
					return fn(tx, n, token)
				})
				mu.Lock()
				defer mu.Unlock()
				total += attempt
				if got := written(c, token); err != nil || got != "1" {
					t.Errorf("%s: written %s times, error: %v", token, got, err)
				}
			})
		}
		both.Wait()
		if total < 3 {
			t.Errorf("%s: the server asked for no second attempt", name)
		}
	}
	set := func(tx *pgxkit.Tx, id int64, token string) error {
		_, err := repository.NewCounterRepository(tx).Update(t.Context(), id, repository.UpdateCounterParams{Token: repository.Set(token)})
		return err
	}
	run("same row ", func(tx *pgxkit.Tx, _ int, token string) error { return set(tx, 1, token) })
	// Each writes what the other has read: that shows at COMMIT at the latest.
	run("write skew ", func(tx *pgxkit.Tx, n int, token string) error { return set(tx, int64(n+1), token) })
	idle(t, db)
}

func TestInTxGivesUp(t *testing.T) {
	_, _, db := connect(t)
	runs := 0
	err := repository.InTx(t.Context(), repository.WithRetry(db, quick), func(*pgxkit.Tx) error {
		runs++
		return sqlstate("40P01")
	})
	if runs != 4 || !isSQLState(err, "40P01") || !strings.Contains(err.Error(), "after 4 attempts") {
		t.Errorf("%d runs, error: %v", runs, err)
	}
	runs = 0
	own := errors.New("the caller's own")
	if err := repository.InTx(t.Context(), db, func(*pgxkit.Tx) error { runs++; return own }); !errors.Is(err, own) || runs != 1 {
		t.Errorf("%d runs, error: %v", runs, err)
	}
	idle(t, db)
}

func TestInTxRollsBackOnPanic(t *testing.T) {
	c, _, db := connect(t)
	func() {
		defer func() {
			if got := recover(); got != "boom" {
				t.Errorf("recovered %v", got)
			}
		}()
		_ = repository.InTx(t.Context(), db, func(tx *pgxkit.Tx) error {
			if _, err := repository.NewEntryRepository(tx).Create(t.Context(), params("panicked")); err != nil {
				t.Error(err)
			}
			panic("boom")
		})
	}()
	idle(t, db)
	if got := written(c, "panicked"); got != "0" {
		t.Errorf("written %s times", got)
	}
}

func TestInTxWhoseFunctionEndsIt(t *testing.T) {
	_, _, db := connect(t)
	for name, end := range map[string]func(tx *pgxkit.Tx) error{
		"commit":   func(tx *pgxkit.Tx) error { return tx.Commit(t.Context()) },
		"rollback": func(tx *pgxkit.Tx) error { return tx.Rollback(t.Context()) },
	} {
		if err := repository.InTx(t.Context(), db, end); !errors.Is(err, pgxkit.ErrTxFinalized) {
			t.Errorf("%s within: %v", name, err)
		}
	}
	// An error that the function swallows cannot be committed.
	err := repository.InTx(t.Context(), db, func(tx *pgxkit.Tx) error {
		_, _ = tx.Exec(t.Context(), "SELECT 1 / 0")
		return nil
	})
	if !errors.Is(err, pgx.ErrTxCommitRollback) || errors.Is(err, repository.ErrOutcomeUnknown) {
		t.Errorf("a swallowed error: %v", err)
	}
	idle(t, db)
}

func TestInTxWhoseCommitIsLost(t *testing.T) {
	c, p, db := connect(t)
	for _, cut := range []struct {
		action proxy.Action
		token  string
		want   string
	}{{proxy.CutBefore, "cut before", "0"}, {proxy.CutAfter, "cut after", "1"}} {
		p.Decide(func(s proxy.Statement) proxy.Action {
			if s.SQL == "commit" {
				return cut.action
			}
			return proxy.Pass
		})
		runs := 0
		err := repository.InTx(t.Context(), repository.WithRetry(db, quick), func(tx *pgxkit.Tx) error {
			runs++
			_, err := repository.NewEntryRepository(tx).Create(t.Context(), params(cut.token))
			return err
		})
		if got := written(c, cut.token); !errors.Is(err, repository.ErrOutcomeUnknown) || runs != 1 || got != cut.want {
			t.Errorf("%s: %d runs, written %s times, error: %v", cut.token, runs, got, err)
		}
	}
	idle(t, db)
}

// TestInTxWithoutItsConnection: whatever was cut before COMMIT has surely not happened.
func TestInTxWithoutItsConnection(t *testing.T) {
	c, p, db := connect(t)
	p.Decide(func(s proxy.Statement) proxy.Action {
		if strings.Contains(s.SQL, "EntryRepository.Create ") {
			return proxy.CutBefore
		}
		return proxy.Pass
	})
	err := repository.InTx(t.Context(), db, func(tx *pgxkit.Tx) error {
		_, err := repository.NewEntryRepository(tx).Create(t.Context(), params("no connection"))
		return err
	})
	if got := written(c, "no connection"); err == nil || errors.Is(err, repository.ErrOutcomeUnknown) || got != "0" {
		t.Errorf("written %s times, error: %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	p.Decide(nil)
	err = repository.InTx(ctx, db, func(tx *pgxkit.Tx) error {
		_, err := repository.NewEntryRepository(tx).Create(ctx, params("cancelled"))
		cancel()
		return errors.Join(err, ctx.Err())
	})
	if got := written(c, "cancelled"); !errors.Is(err, context.Canceled) || errors.Is(err, repository.ErrOutcomeUnknown) || got != "0" {
		t.Errorf("cancelled: written %s times, error: %v", got, err)
	}
	idle(t, db)
}

func TestInTxTakesOptions(t *testing.T) {
	_, _, db := connect(t)
	opts := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := repository.InTxOptions(t.Context(), repository.WithRetry(db, nil), opts, func(tx *pgxkit.Tx) error {
		for setting, want := range map[string]string{"transaction_isolation": "repeatable read", "transaction_read_only": "on"} {
			var got string
			if err := tx.QueryRow(t.Context(), "SELECT current_setting($1)", setting).Scan(&got); err != nil || got != want {
				t.Errorf("%s is %s, error: %v", setting, got, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
