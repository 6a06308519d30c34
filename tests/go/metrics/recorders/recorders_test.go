// Package recorders tests what the generated recorders make of calls, read back by each system's
// own library.
package recorders

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"example.com/bookshop/metrics/shop/repository"
)

var ctx = context.Background()

func sqlstate(code string) error {
	return fmt.Errorf("users: %w", &pgconn.PgError{Code: code})
}

// calls are one of each kind.
var calls = []repository.QueryMetrics{
	{Table: "users", Operation: "create", Side: "write", Duration: 2 * time.Millisecond, Rows: 1},
	{Table: "users", Operation: "create", Side: "write", Duration: 4 * time.Millisecond, Err: sqlstate("23505")},
	{Table: "users", Operation: "create", Side: "write", Duration: time.Second, Retries: 3, Slow: true, Err: sqlstate("40001")},
	{Table: "users", Operation: "create", Side: "write", Duration: 2 * time.Second, Slow: true, Err: fmt.Errorf("%w: cut", repository.ErrOutcomeUnknown)},
	{Table: "users", Operation: "get_by_id", Side: "read", Duration: time.Millisecond, Rows: 1},
	{Table: "users", Operation: "get_by_id", Side: "read", Duration: time.Millisecond, Err: pgx.ErrNoRows},
	{Table: "users", Operation: "get_by_id", Side: "write", Duration: 8 * time.Millisecond, Rows: 1, Retries: 1, Fallback: true},
	{Table: "lab.samples", Operation: "list", Side: "read", Duration: 16 * time.Millisecond, Rows: 100},
	{Table: "lab.samples", Operation: "list", Side: "read", Duration: time.Millisecond, Err: context.DeadlineExceeded},
	{Table: "lab.samples", Operation: "list", Side: "read", Duration: time.Millisecond, Err: context.Canceled},
	{Table: "lab.samples", Operation: "list", Side: "read", Duration: time.Millisecond, Err: errors.New("cannot scan")},
}

func record(rec repository.MetricsRecorder) {
	for _, q := range calls {
		rec.RecordQuery(ctx, q)
	}
}

// recordAtOnce records each call often from many goroutines.
func recordAtOnce(rec repository.MetricsRecorder) (times int) {
	const goroutines, rounds = 8, 200
	var all sync.WaitGroup
	for range goroutines {
		all.Go(func() {
			for range rounds {
				record(rec)
			}
		})
	}
	all.Wait()
	return goroutines * rounds
}

// raised are errors with SQLSTATEs that functions made up.
func raised() []repository.QueryMetrics {
	var all []repository.QueryMetrics
	for n := range 5000 {
		for _, class := range []string{"23", "P0", "Z9"} {
			code := fmt.Sprintf("%s%03d", class, n%1000)
			all = append(all, repository.QueryMetrics{Table: "users", Operation: "create", Side: "write", Err: sqlstate(code)})
		}
	}
	return all
}

// raisedClasses are what the recorders make of them: PostgreSQL's own codes, the class, or other.
var raisedClasses = []string{
	"23000", "23001", "23502", "23503", "23505", "23514",
	"P0000", "P0001", "P0002", "P0003", "P0004", "other",
}
