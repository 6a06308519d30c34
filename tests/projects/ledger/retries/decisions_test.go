package retries

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"testing"

	"example.com/ledger/repository"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/nhalm/pgxkit/v2"
)

// decision is what may follow an error.
type decision struct {
	name    string
	err     error
	reads   bool // may be repeated
	writes  bool // may be repeated
	unknown bool // a write may have happened
}

func decisions(t *testing.T) []decision {
	t.Helper()
	broken := func(op string) error {
		return &net.OpError{Op: op, Net: "tcp", Err: syscall.ECONNRESET}
	}
	return []decision{
		// The server undid it.
		{"serialization failure", sqlstate("40001"), true, true, false},
		{"deadlock", sqlstate("40P01"), true, true, false},
		// Nothing was sent.
		{"refused connection", refusedConnection(t), true, true, false},
		{"nothing sent", unsent{}, true, true, false},
		// Something was sent, and no final word came.
		{"end of the stream", io.ErrUnexpectedEOF, true, false, true},
		{"bare end", io.EOF, true, false, true},
		{"read error", broken("read"), true, false, true},
		{"write error", broken("write"), true, false, true},
		{"closed connection", closedConnection{}, true, false, true},
		{"closed socket", net.ErrClosed, true, false, true},
		{"terminated by an administrator", sqlstate("57P01"), true, false, true},
		{"crash of another session", sqlstate("57P02"), true, false, true},
		{"connection failure", sqlstate("08006"), true, false, true},
		// The caller wants no more.
		{"cancelled", context.Canceled, false, false, true},
		{"deadline in flight", fmt.Errorf("timeout: %w", context.DeadlineExceeded), false, false, true},
		// The pool had no connection in time.
		{"deadline in the pool", context.DeadlineExceeded, false, false, false},
		// The server refused it.
		{"unique violation", sqlstate("23505"), false, false, false},
		{"no such table", sqlstate("42P01"), false, false, false},
		{"statement timeout", sqlstate("57014"), false, false, false},
		{"read-only transaction", sqlstate("25006"), false, false, false},
		{"disk full", sqlstate("53100"), false, false, false},
		{"no such row", pgx.ErrNoRows, false, false, false},
	}
}

// method calls one method of a repository.
type method struct {
	name   string
	writes bool
	call   func(context.Context, *repository.EntryRepository, *repository.CounterRepository) error
}

var methods = []method{
	{"GetByID", false, func(ctx context.Context, e *repository.EntryRepository, _ *repository.CounterRepository) error {
		_, err := e.GetByID(ctx, 1)
		return err
	}},
	{"GetByIDs", false, func(ctx context.Context, e *repository.EntryRepository, _ *repository.CounterRepository) error {
		_, err := e.GetByIDs(ctx, []int64{1, 2, 3})
		return err
	}},
	{"Exists", false, func(ctx context.Context, e *repository.EntryRepository, _ *repository.CounterRepository) error {
		_, err := e.Exists(ctx, 1)
		return err
	}},
	{"Count", false, func(ctx context.Context, e *repository.EntryRepository, _ *repository.CounterRepository) error {
		_, err := e.Count(ctx)
		return err
	}},
	{"List", false, func(ctx context.Context, e *repository.EntryRepository, _ *repository.CounterRepository) error {
		_, err := e.List(ctx, 10)
		return err
	}},
	{"ListByAccountID", false, func(ctx context.Context, e *repository.EntryRepository, _ *repository.CounterRepository) error {
		_, err := e.ListByAccountID(ctx, 1, 10)
		return err
	}},
	{"ListPaginated", false, func(ctx context.Context, e *repository.EntryRepository, _ *repository.CounterRepository) error {
		_, err := e.ListPaginated(ctx, repository.PageParams{})
		return err
	}},
	{"Create", true, func(ctx context.Context, e *repository.EntryRepository, _ *repository.CounterRepository) error {
		_, err := e.Create(ctx, repository.CreateEntryParams{})
		return err
	}},
	{"CreateMany", true, func(ctx context.Context, e *repository.EntryRepository, _ *repository.CounterRepository) error {
		_, err := e.CreateMany(ctx, make([]repository.CreateEntryParams, 3))
		return err
	}},
	{"Update", true, func(ctx context.Context, e *repository.EntryRepository, _ *repository.CounterRepository) error {
		_, err := e.Update(ctx, 1, repository.UpdateEntryParams{Amount: repository.Set[int64](1)})
		return err
	}},
	{"Upsert", true, func(ctx context.Context, _ *repository.EntryRepository, c *repository.CounterRepository) error {
		_, err := c.Upsert(ctx, repository.CreateCounterParams{})
		return err
	}},
	{"Delete", true, func(ctx context.Context, e *repository.EntryRepository, _ *repository.CounterRepository) error {
		return e.Delete(ctx, 1)
	}},
}

func call(t *testing.T, m method, db pgxkit.Executor) error {
	t.Helper()
	return m.call(t.Context(), repository.NewEntryRepository(db), repository.NewCounterRepository(db))
}

// TestWhatIsRepeated sends every method every error once, and then lets it succeed.
func TestWhatIsRepeated(t *testing.T) {
	for _, m := range methods {
		for _, d := range decisions(t) {
			t.Run(m.name+", "+d.name, func(t *testing.T) {
				again := d.reads
				if m.writes {
					again = d.writes
				}
				s := fails(d.err, nil)
				err := call(t, m, repository.WithRetry(s, quick))
				if again != (err == nil) || again != (s.sent == 2) {
					t.Fatalf("sent %d times, error: %v", s.sent, err)
				}
				// Without retry nothing is repeated, and the error means the same.
				s = fails(d.err, nil)
				err = call(t, m, s)
				if err == nil || s.sent != 1 {
					t.Fatalf("without retry: sent %d times, error: %v", s.sent, err)
				}
				if unknown := errors.Is(err, repository.ErrOutcomeUnknown); unknown != (m.writes && d.unknown) {
					t.Errorf("unknown is %v: %v", unknown, err)
				}
				var missing *pgxkit.NotFoundError
				if d.err == pgx.ErrNoRows {
					if !errors.As(err, &missing) {
						t.Errorf("not the error for a row that is not there: %v", err)
					}
				} else if !errors.Is(err, d.err) {
					t.Errorf("the cause is lost: %v", err)
				}
			})
		}
	}
}

// TestInATransactionNothingIsRepeated: there a statement's error ends the transaction, and what
// came of it is for COMMIT to say.
func TestInATransactionNothingIsRepeated(t *testing.T) {
	for _, m := range methods {
		for _, d := range decisions(t) {
			s := fails(d.err, nil)
			err := call(t, m, repository.WithRetry(struct {
				*script
				committer
			}{s, committer{}}, quick))
			if err == nil || s.sent != 1 || errors.Is(err, repository.ErrOutcomeUnknown) {
				t.Errorf("%s, %s: sent %d times, error: %v", m.name, d.name, s.sent, err)
			}
		}
	}
}

type committer struct{}

func (committer) Commit(context.Context) error { return nil }

// TestAttemptsAndCauseAreKept: the error says how often it was tried, and why it failed at last.
func TestAttemptsAndCauseAreKept(t *testing.T) {
	for _, m := range methods {
		last := &pgconn.PgError{Code: "40001", Message: "the last of them"}
		s := fails(sqlstate("40P01"), sqlstate("40001"), sqlstate("40P01"), last)
		err := call(t, m, repository.WithRetry(s, quick))
		var cause *pgconn.PgError
		var wrapped *pgxkit.DatabaseError
		if s.sent != 4 || !errors.As(err, &cause) || cause != last || !errors.As(err, &wrapped) {
			t.Errorf("%s: sent %d times, error: %v", m.name, s.sent, err)
			continue
		}
		if want := "after 4 attempts: " + last.Error(); wrapped.Err.Error() != want {
			t.Errorf("%s: %q, not %q", m.name, wrapped.Err, want)
		}
	}
}

// TestContextThatEndedBefore: then nothing is sent, and nothing unknown.
func TestContextThatEndedBefore(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	late, end := context.WithTimeout(t.Context(), 0)
	defer end()
	for _, m := range methods {
		for _, ctx := range []context.Context{cancelled, late} {
			for name, handle := range map[string]func(db pgxkit.Executor) pgxkit.Executor{
				"alone":      func(db pgxkit.Executor) pgxkit.Executor { return db },
				"with retry": func(db pgxkit.Executor) pgxkit.Executor { return repository.WithRetry(db, quick) },
			} {
				s := fails(nil)
				rec := &recorder{}
				db := repository.WithMetrics(handle(s), rec)
				err := m.call(ctx, repository.NewEntryRepository(db), repository.NewCounterRepository(db))
				if s.sent != 0 || !errors.Is(err, ctx.Err()) || errors.Is(err, repository.ErrOutcomeUnknown) || rec.last().Retries != 0 {
					t.Errorf("%s %s: sent %d times, recorded %+v, error: %v", m.name, name, s.sent, rec.last(), err)
				}
			}
		}
	}
}

// TestUnknownAfterARetry: a write that was repeated for good reason may then have happened.
func TestUnknownAfterARetry(t *testing.T) {
	for _, m := range methods {
		if !m.writes {
			continue
		}
		s := fails(sqlstate("40001"), io.ErrUnexpectedEOF, nil)
		err := call(t, m, repository.WithRetry(s, quick))
		if s.sent != 2 || !errors.Is(err, repository.ErrOutcomeUnknown) || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: sent %d times, error: %v", m.name, s.sent, err)
		}
	}
}

// TestListsStartAgainFromEmpty: what came before the connection broke does not come twice.
func TestListsStartAgainFromEmpty(t *testing.T) {
	broken := func() *script {
		s := fails(io.ErrUnexpectedEOF, nil)
		s.rowsBefore = 2
		return s
	}
	s := broken()
	r := repository.NewEntryRepository(repository.WithRetry(s, quick))
	if list, err := r.List(t.Context(), 10); err != nil || len(list) != 3 || s.sent != 2 {
		t.Errorf("List: %d rows of 3, sent %d times, error: %v", len(list), s.sent, err)
	}
	s = broken()
	r = repository.NewEntryRepository(repository.WithRetry(s, quick))
	if page, err := r.ListPaginated(t.Context(), repository.PageParams{}); err != nil || len(page.Items) != 3 {
		t.Errorf("ListPaginated: %+v, error: %v", page, err)
	}
	// Without retry: no half a list.
	if list, err := repository.NewEntryRepository(broken()).List(t.Context(), 10); err == nil || list != nil {
		t.Errorf("List without retry: %d rows, error: %v", len(list), err)
	}
	s = fails(sqlstate("40001"), nil)
	s.rowsBefore = 2
	r = repository.NewEntryRepository(repository.WithRetry(s, quick))
	if rows, err := r.CreateMany(t.Context(), make([]repository.CreateEntryParams, 3)); err != nil || len(rows) != 3 {
		t.Errorf("CreateMany: %d rows of 3, error: %v", len(rows), err)
	}
}

// TestStalePlanIsRepeatedOnce, reads and writes alike, as the server refused to run it; even where
// the configuration has no retries left.
func TestStalePlanIsRepeatedOnce(t *testing.T) {
	stale := &pgconn.PgError{Code: "0A000", Message: "cached plan must not change result type", Routine: "RevalidateCachedQuery"}
	for _, m := range methods {
		s := fails(stale, nil)
		if err := call(t, m, repository.WithRetry(s, &repository.RetryConfig{MaxRetries: -1})); err != nil || s.sent != 2 {
			t.Errorf("%s: sent %d times, error: %v", m.name, s.sent, err)
		}
		s = fails(stale)
		if err := call(t, m, repository.WithRetry(s, quick)); !errors.Is(err, stale) || s.sent != 2 {
			t.Errorf("%s, stale for good: sent %d times, error: %v", m.name, s.sent, err)
		}
		// Another feature that is not supported stays so.
		s = fails(sqlstate("0A000"), nil)
		if err := call(t, m, repository.WithRetry(s, quick)); err == nil || s.sent != 1 {
			t.Errorf("%s, not supported: sent %d times, error: %v", m.name, s.sent, err)
		}
	}
}
