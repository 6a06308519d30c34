package retries

import (
	"context"
	"errors"
	"testing"
	"time"

	"example.com/ledger/repository"
	"github.com/nhalm/pgxkit/v2"
)

// attempts returns how often a call sends its statement that always fails in a way that may pass.
func attempts(call func(db pgxkit.Executor) error, of func(s *script) pgxkit.Executor) int {
	s := fails(sqlstate("40001"))
	if err := call(of(s)); err == nil {
		return 0
	}
	return s.sent
}

func entry(db pgxkit.Executor) error {
	_, err := repository.NewEntryRepository(db).GetByID(context.Background(), 1)
	return err
}

// The ledger has max_retries 4, and 8 for counters.
func TestSettingsOfTheTable(t *testing.T) {
	counter := func(db pgxkit.Executor) error {
		_, err := repository.NewCounterRepository(db).GetByID(context.Background(), 1)
		return err
	}
	with := func(cfg *repository.RetryConfig) func(*script) pgxkit.Executor {
		return func(s *script) pgxkit.Executor { return repository.WithRetry(s, cfg) }
	}
	brief := &repository.RetryConfig{BaseDelay: 1, MaxDelay: 1}
	for _, c := range []struct {
		name string
		got  int
		want int
	}{
		{"the project's, over a handle", attempts(entry, with(brief)), 5},
		{"the table's, over the same handle", attempts(counter, with(brief)), 9},
		{"the call's", attempts(entry, with(quick)), 4},
		{"the call's, on another table", attempts(counter, with(quick)), 4},
		{"none", attempts(entry, with(&repository.RetryConfig{MaxRetries: -1})), 1},
		{"no handle", attempts(entry, func(s *script) pgxkit.Executor { return s }), 1},
		{"the handle within another", attempts(entry, func(s *script) pgxkit.Executor {
			return repository.WithMetrics(repository.WithRetry(s, quick), nil)
		}), 4},
		{"a method of its own", attempts(func(db pgxkit.Executor) error {
			_, err := repository.NewEntryRepository(db).GetByIDWithRetry(context.Background(), 1)
			return err
		}, func(s *script) pgxkit.Executor { return s }), 5},
		{"a repository's override", attempts(func(db pgxkit.Executor) error {
			_, err := repository.NewEntryRepository(db).WithRetry(&repository.RetryConfig{MaxRetries: 1}).GetByID(context.Background(), 1)
			return err
		}, func(s *script) pgxkit.Executor { return s }), 2},
		{"a repository's override of a handle", attempts(func(db pgxkit.Executor) error {
			_, err := repository.NewEntryRepository(db).WithRetry(&repository.RetryConfig{MaxRetries: 2}).GetByID(context.Background(), 1)
			return err
		}, with(quick)), 3},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d attempts, not %d", c.name, c.got, c.want)
		}
	}
	if got := repository.DefaultRetryConfig(); *got != (repository.RetryConfig{
		MaxRetries: 4, BaseDelay: 20 * time.Millisecond, MaxDelay: 300 * time.Millisecond, Multiplier: 2,
	}) {
		t.Errorf("the configuration's defaults are %+v", *got)
	}
}

// TestDelaysGrowUpToTheCap: were there no cap, the second delay would outlast the deadline by far.
func TestDelaysGrowUpToTheCap(t *testing.T) {
	cfg := &repository.RetryConfig{MaxRetries: 4, BaseDelay: 5 * time.Millisecond, MaxDelay: 20 * time.Millisecond, Multiplier: 1e6, NoJitter: true}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	s := fails(sqlstate("40001"))
	begun := time.Now()
	_, err := repository.NewEntryRepository(repository.WithRetry(s, cfg)).GetByID(ctx, 1)
	if s.sent != 5 {
		t.Errorf("sent %d times, error: %v", s.sent, err)
	}
	if took := time.Since(begun); took < (5+3*20)*time.Millisecond {
		t.Errorf("the delays of %+v took %v", *cfg, took)
	}
}

// TestJitterSpreadsTheDelays: those who failed together do not come back together.
func TestJitterSpreadsTheDelays(t *testing.T) {
	delay := func(jitter bool) time.Duration {
		cfg := &repository.RetryConfig{MaxRetries: 1, BaseDelay: 40 * time.Millisecond, NoJitter: !jitter}
		begun := time.Now()
		s := fails(sqlstate("40001"), nil)
		if _, err := repository.NewEntryRepository(repository.WithRetry(s, cfg)).GetByID(t.Context(), 1); err != nil {
			t.Error(err)
		}
		return time.Since(begun)
	}
	if took := delay(false); took < 40*time.Millisecond {
		t.Errorf("without jitter it came back after %v", took)
	}
	shorter := 0
	for range 20 {
		took := delay(true)
		if took < 20*time.Millisecond {
			t.Errorf("with jitter it came back after %v, before half the delay", took)
		}
		if took < 40*time.Millisecond {
			shorter++
		}
	}
	if shorter == 0 {
		t.Error("of 20 delays with jitter none was shorter than without")
	}
}

// TestNoSleepOutlastsTheDeadline: an answer now with its cause is better than a deadline later.
func TestNoSleepOutlastsTheDeadline(t *testing.T) {
	for _, m := range methods {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		s := fails(sqlstate("40001"))
		cfg := &repository.RetryConfig{MaxRetries: 3, BaseDelay: time.Hour, MaxDelay: time.Hour}
		db := repository.WithRetry(s, cfg)
		err := m.call(ctx, repository.NewEntryRepository(db), repository.NewCounterRepository(db))
		if s.sent != 1 || ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded) || !isSQLState(err, "40001") {
			t.Errorf("%s: sent %d times, error: %v", m.name, s.sent, err)
		}
		cancel()
	}
	// The same when the context ends during the sleep.
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	s := fails(sqlstate("40001"))
	cfg := &repository.RetryConfig{MaxRetries: 3, BaseDelay: time.Hour, MaxDelay: time.Hour}
	_, err := repository.NewEntryRepository(repository.WithRetry(s, cfg)).GetByID(ctx, 1)
	if s.sent != 1 || !isSQLState(err, "40001") {
		t.Errorf("cancelled while it slept: sent %d times, error: %v", s.sent, err)
	}
}
