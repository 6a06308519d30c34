package replica

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"example.com/ledger/cluster"
	fallback "example.com/ledger/fallback/repository"
	"example.com/ledger/proxy"
	"example.com/ledger/repository"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/nhalm/pgxkit/v2"
)

// connect opens both servers, with one row that both have.
func connect(t *testing.T) (*cluster.Cluster, *pgxkit.DB, int64) {
	t.Helper()
	c := cluster.Open(t)
	c.Primary.Exec("TRUNCATE entries, counters, writes, accounts; INSERT INTO accounts VALUES (1)")
	db := open(t, c.Standby.DSN, c.Primary.DSN)
	row, err := repository.NewEntryRepository(db).Create(t.Context(), repository.CreateEntryParams{AccountID: 1, Token: "first", Amount: 1})
	if err != nil {
		t.Fatal(err)
	}
	c.WaitCaughtUp()
	return c, db, row.ID
}

func open(t *testing.T, read, write string) *pgxkit.DB {
	t.Helper()
	db := pgxkit.NewDB()
	read = cluster.With(read, "connect_timeout", "2")
	if err := db.ConnectReadWrite(t.Context(), read, write, pgxkit.WithMaxConns(4)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Shutdown(context.Background()) })
	return db
}

// recorder keeps the last call.
type recorder struct{ last fallback.QueryMetrics }

func (r *recorder) RecordQuery(_ context.Context, q fallback.QueryMetrics) { r.last = q }

// reads are all kinds of them; each returns how many rows it found.
func reads(ctx context.Context, r *fallback.EntryRepository, id int64) map[string]func() (int, error) {
	one := func(found bool, err error) (int, error) {
		if !found {
			return 0, err
		}
		return 1, err
	}
	return map[string]func() (int, error){
		"GetByID":         func() (int, error) { row, err := r.GetByID(ctx, id); return one(row != nil, err) },
		"GetByIDs":        func() (int, error) { rows, err := r.GetByIDs(ctx, []int64{id}); return len(rows), err },
		"Exists":          func() (int, error) { found, err := r.Exists(ctx, id); return one(found, err) },
		"Count":           func() (int, error) { n, err := r.Count(ctx); return int(n), err },
		"List":            func() (int, error) { rows, err := r.List(ctx, 10); return len(rows), err },
		"ListByAccountID": func() (int, error) { rows, err := r.ListByAccountID(ctx, 1, 10); return len(rows), err },
		"ListPaginated": func() (int, error) {
			page, err := r.ListPaginated(ctx, fallback.PageParams{})
			if err != nil {
				return 0, err
			}
			return len(page.Items), nil
		},
	}
}

func TestReadsFallBackAndAreCounted(t *testing.T) {
	c, db, id := connect(t)
	rec := &recorder{}
	handles := map[string]pgxkit.Executor{
		"alone":      db,
		"with retry": fallback.WithRetry(db, &fallback.RetryConfig{BaseDelay: time.Millisecond}),
	}
	all := func(what string, falls bool) {
		t.Helper()
		for name, handle := range handles {
			r := fallback.NewEntryRepository(fallback.WithMetrics(handle, rec))
			for method, read := range reads(t.Context(), r, id) {
				before := fallback.ReadFallbacks()
				n, err := read()
				fell := fallback.ReadFallbacks() - before
				side, want := "read", int64(0)
				if falls {
					side, want = "write", 1
				}
				if err != nil || n != 1 || fell != want || rec.last.Fallback != falls || rec.last.Side != side {
					t.Errorf("%s, %s %s: %d rows, %d fallbacks, recorded %+v, error: %v", what, method, name, n, fell, rec.last, err)
				}
			}
		}
	}
	all("standby up", false)
	c.Standby.Stop()
	all("standby stopped", true)
	before := fallback.ReadFallbacks()
	if _, err := fallback.NewEntryRepository(db).Primary().GetByID(t.Context(), id); err != nil || fallback.ReadFallbacks() != before {
		t.Errorf("Primary() fell back, error: %v", err)
	}
	c.Standby.Start()
	all("standby up again", false)
}

func TestReadsFailWhereTheyDoNotFallBack(t *testing.T) {
	c, db, id := connect(t)
	c.Standby.Stop()
	r := repository.NewEntryRepository(repository.WithRetry(db, &repository.RetryConfig{BaseDelay: time.Millisecond}))
	_, err := r.GetByID(t.Context(), id)
	var wrapped *pgxkit.DatabaseError
	if !errors.As(err, &wrapped) {
		t.Errorf("standby stopped: %v", err)
	}
	if _, err := r.List(t.Context(), 10); err == nil {
		t.Error("a list came from nowhere")
	}
	if _, err := r.Primary().GetByID(t.Context(), id); err != nil {
		t.Errorf("Primary(): %v", err)
	}
	if _, err := r.Create(t.Context(), repository.CreateEntryParams{AccountID: 1, Token: "t", Amount: 1}); err != nil {
		t.Errorf("a write: %v", err)
	}
	c.Standby.Start()
	if _, err := r.GetByID(t.Context(), id); err != nil {
		t.Errorf("standby up again: %v", err)
	}
}

func TestPrimaryDownIsNoReasonToFallBack(t *testing.T) {
	c, db, id := connect(t)
	c.Primary.Stop()
	before := fallback.ReadFallbacks()
	r := fallback.NewEntryRepository(db)
	if _, err := r.GetByID(t.Context(), id); err != nil {
		t.Errorf("a read on the standby: %v", err)
	}
	_, err := r.Create(t.Context(), fallback.CreateEntryParams{AccountID: 1, Token: "t", Amount: 1})
	if err == nil {
		t.Error("a write on a stopped primary succeeded")
	}
	if fallback.ReadFallbacks() != before {
		t.Error("a fallback was counted")
	}
	c.Standby.Stop()
	if _, err := r.GetByID(t.Context(), id); err == nil {
		t.Error("a read succeeded with both down")
	}
}

func TestAddressThatNeverAnswers(t *testing.T) {
	c, _, id := connect(t)
	silent := proxy.NewSilent(t)
	db := open(t, cluster.Through(c.Standby.DSN, silent.Address()), c.Primary.DSN)
	before := fallback.ReadFallbacks()
	if _, err := fallback.NewEntryRepository(db).GetByID(t.Context(), id); err != nil || fallback.ReadFallbacks() != before+1 {
		t.Errorf("%d fallbacks, error: %v", fallback.ReadFallbacks()-before, err)
	}
	if silent.Accepted() == 0 {
		t.Error("nobody asked the address")
	}
	// The caller's own deadline is no word about the read side.
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	before = fallback.ReadFallbacks()
	if _, err := fallback.NewEntryRepository(db).GetByID(ctx, id); !errors.Is(err, context.DeadlineExceeded) || fallback.ReadFallbacks() != before {
		t.Errorf("%d fallbacks, error: %v", fallback.ReadFallbacks()-before, err)
	}
}

func TestLaggingStandby(t *testing.T) {
	c, db, _ := connect(t)
	c.PauseReplay()
	before := fallback.ReadFallbacks()
	r := fallback.NewEntryRepository(db)
	row, err := r.Create(t.Context(), fallback.CreateEntryParams{AccountID: 1, Token: "late", Amount: 1})
	if err != nil {
		t.Fatal(err)
	}
	var missing *pgxkit.NotFoundError
	if _, err := r.GetByID(t.Context(), row.ID); !errors.As(err, &missing) {
		t.Errorf("right after Create, on the standby: %v", err)
	}
	if got, err := r.Primary().GetByID(t.Context(), row.ID); err != nil || *got != *row {
		t.Errorf("right after Create, on the primary: %v", err)
	}
	c.ResumeReplay()
	c.WaitCaughtUp()
	if got, err := r.GetByID(t.Context(), row.ID); err != nil || *got != *row {
		t.Errorf("when it has caught up: %v", err)
	}
	if fallback.ReadFallbacks() != before {
		t.Error("a row that is not there is no reason to fall back")
	}
}

func TestOnePoolHasNothingToFallBackTo(t *testing.T) {
	c, _, id := connect(t)
	db := pgxkit.NewDB()
	if err := db.Connect(t.Context(), c.Standby.DSN); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Shutdown(context.Background()) })
	c.Standby.Stop()
	before := fallback.ReadFallbacks()
	if _, err := fallback.NewEntryRepository(db).GetByID(t.Context(), id); err == nil || fallback.ReadFallbacks() != before {
		t.Errorf("%d fallbacks, error: %v", fallback.ReadFallbacks()-before, err)
	}
}

// scripted gives rows and then breaks, or does not break.
type scripted struct {
	rows int
	err  error
	sent int
}

func (s *scripted) Query(context.Context, string, ...any) (pgx.Rows, error) {
	s.sent++
	return &scriptedRows{left: s.rows, err: s.err}, nil
}

func (s *scripted) QueryRow(context.Context, string, ...any) pgx.Row { panic("not for lists") }

func (s *scripted) Exec(context.Context, string, ...any) (pgconn.CommandTag, error) {
	panic("not for lists")
}

type scriptedRows struct {
	pgx.Rows
	left int
	err  error
}

func (r *scriptedRows) Next() bool        { r.left--; return r.left >= 0 }
func (r *scriptedRows) Scan(...any) error { return nil }
func (r *scriptedRows) Err() error        { return r.err }
func (r *scriptedRows) Close()            {}

// TestListsThatFallBackStartFromEmpty: the rows that the read side gave before it broke do not come
// twice.
func TestListsThatFallBackStartFromEmpty(t *testing.T) {
	read, write := &scripted{rows: 2, err: io.ErrUnexpectedEOF}, &scripted{rows: 3}
	rows, err := fallback.NewEntryRepositoryWithReadWrite(read, write).List(t.Context(), 10)
	if err != nil || len(rows) != 3 || read.sent != 1 || write.sent != 1 {
		t.Errorf("%d rows, asked %d and %d times, error: %v", len(rows), read.sent, write.sent, err)
	}
	// What the server refused it would refuse on the other side too.
	refusal := &pgconn.PgError{Code: "42P01"}
	read, write = &scripted{err: refusal}, &scripted{rows: 3}
	if _, err := fallback.NewEntryRepositoryWithReadWrite(read, write).List(t.Context(), 10); !errors.Is(err, refusal) || write.sent != 0 {
		t.Errorf("a refusal: the write side was asked %d times, error: %v", write.sent, err)
	}
}
