package repositorytest

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/nhalm/pgxkit/v2"

	"example.com/bookshop/internal/repository"
)

// How much one comparison does: so many rounds, in each so many calls of every contestant in turn.
const (
	rounds        = 101
	callsPerRound = 60
)

// contestant is one way to do the same thing.
type contestant struct {
	name string
	call func() error
}

// compare runs the contestants in turns, so that whatever else the machine does hits them alike,
// and reports the time of each as the median of its ratios to the first one in the same round. The
// first one runs twice: what its second run differs is what the machine alone makes.
func compare(b *testing.B, contestants ...contestant) {
	b.Helper()
	first := contestants[0]
	contestants = slices.Insert(contestants, 1, contestant{"again", first.call})
	for _, c := range contestants {
		for range callsPerRound {
			if err := c.call(); err != nil {
				b.Fatalf("%s: %v", c.name, err)
			}
		}
	}
	for b.Loop() {
		times := make([][]float64, len(contestants))
		for round := range rounds {
			for n := range contestants {
				// Nobody always follows the same one.
				at := (n + round) % len(contestants)
				call := contestants[at].call
				start := time.Now()
				for range callsPerRound {
					if err := call(); err != nil {
						b.Fatalf("%s: %v", contestants[at].name, err)
					}
				}
				times[at] = append(times[at], float64(time.Since(start)))
			}
		}
		for n, c := range contestants {
			ratios := make([]float64, rounds)
			for round := range ratios {
				ratios[round] = times[n][round] / times[0][round]
			}
			slices.Sort(ratios)
			if n == 0 {
				b.ReportMetric(median(times[0])/callsPerRound, "ns/"+c.name)
			} else {
				b.ReportMetric(ratios[rounds/2], "ratio/"+c.name)
			}
			b.ReportMetric(allocations(b, c.call), "allocs/"+c.name)
		}
	}
	b.ReportMetric(0, "ns/op")
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// allocations returns how often a call allocates, as the least of several counts: what the runtime
// and the pool do now and then beside it does not count.
func allocations(b *testing.B, call func() error) float64 {
	b.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	least := uint64(1 << 62)
	for range 50 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if err := call(); err != nil {
			b.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		least = min(least, after.Mallocs-before.Mallocs)
	}
	return float64(least)
}

const (
	selectAuthor = `SELECT /* name: AuthorRepository.GetByID */ id, full_name, biography, born_on, created_at
FROM public.authors
WHERE id = $1`
	listAuthors = `SELECT /* name: AuthorRepository.List */ id, full_name, biography, born_on, created_at
FROM public.authors
ORDER BY id
LIMIT $1`
	insertAuthor = `INSERT /* name: AuthorRepository.Create */ INTO public.authors (id, full_name, biography, born_on, created_at)
VALUES (DEFAULT, $1, $2, $3, DEFAULT)
RETURNING id, full_name, biography, born_on, created_at`
	updateAuthor = `UPDATE /* name: AuthorRepository.Update */ public.authors SET full_name = $2, biography = $3
WHERE id = $1
RETURNING id, full_name, biography, born_on, created_at`
	firstAuthors = `SELECT /* name: AuthorRepository.ListPaginated */ id, full_name, biography, born_on, created_at
FROM public.authors
ORDER BY full_name, id
LIMIT $1`
)

// author is a row as people write it.
type author struct {
	ID        uuid.UUID
	FullName  string
	Biography *string
	BornOn    *time.Time
	CreatedAt time.Time
}

func handOne(ctx context.Context, db pgxkit.Executor, query string, args ...any) (*author, error) {
	a := &author{}
	err := db.QueryRow(ctx, query, args...).Scan(&a.ID, &a.FullName, &a.Biography, &a.BornOn, &a.CreatedAt)
	if err != nil {
		return nil, err
	}
	return a, nil
}

func handList(ctx context.Context, db pgxkit.Executor, query string, limit int) ([]author, error) {
	rows, err := db.Query(ctx, query, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	authors := make([]author, 0, limit)
	for rows.Next() {
		var a author
		if err := rows.Scan(&a.ID, &a.FullName, &a.Biography, &a.BornOn, &a.CreatedAt); err != nil {
			return nil, err
		}
		authors = append(authors, a)
	}
	return authors, rows.Err()
}

// The same with what generated code does for speed: no way through database/sql for a uuid.
func handOneBytes(ctx context.Context, db pgxkit.Executor, query string, args ...any) (*author, error) {
	a := &author{}
	err := db.QueryRow(ctx, query, args...).Scan((*[16]byte)(&a.ID), &a.FullName, &a.Biography, &a.BornOn, &a.CreatedAt)
	if err != nil {
		return nil, err
	}
	return a, nil
}

func handListBytes(ctx context.Context, db pgxkit.Executor, query string, limit int) ([]author, error) {
	rows, err := db.Query(ctx, query, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	authors := make([]author, 0, limit)
	for rows.Next() {
		var a author
		if err := rows.Scan((*[16]byte)(&a.ID), &a.FullName, &a.Biography, &a.BornOn, &a.CreatedAt); err != nil {
			return nil, err
		}
		authors = append(authors, a)
	}
	return authors, rows.Err()
}

// recorder counts, and no more.
type recorder struct{ calls int }

func (r *recorder) RecordQuery(context.Context, repository.QueryMetrics) { r.calls++ }

// BenchmarkAuthors compares the generated repository with hand-written pgx: the same SQL, on the same pool.
func BenchmarkAuthors(b *testing.B) {
	ctx := context.Background()
	db := pgxkit.NewDB()
	if err := db.Connect(ctx, os.Getenv("TEST_DATABASE_URL"), pgxkit.WithMaxConns(2)); err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Shutdown(ctx) }()
	exec(b, `TRUNCATE authors CASCADE`)
	exec(b, `INSERT INTO authors (full_name, biography, born_on)
		SELECT 'Author ' || n, CASE WHEN n % 2 = 0 THEN 'Lives by the sea.' END, DATE '1950-01-01' + n
		FROM generate_series(1, 1000) AS n`)
	pool := db.WritePool()
	plain := repository.NewAuthorRepository(db)
	id := must[[]repository.Author](b)(plain.List(ctx, 1))[0].ID

	_, measured := any(plain).(interface {
		Primary() *repository.AuthorRepository
	})
	if !measured {
		b.Fatal("the bookshop is generated without its features")
	}
	retried := repository.NewAuthorRepository(repository.WithRetry(db, nil))
	recorded := repository.NewAuthorRepository(repository.WithMetrics(db, &recorder{}))
	full := repository.NewAuthorRepository(repository.WithMetrics(repository.WithRetry(db, nil), &recorder{}))

	b.Run("GetByID", func(b *testing.B) {
		compare(b,
			contestant{"hand", func() error { _, err := handOne(ctx, db, selectAuthor, id); return err }},
			contestant{"hand_bytes", func() error { _, err := handOneBytes(ctx, db, selectAuthor, [16]byte(id)); return err }},
			contestant{"generated", func() error { _, err := plain.GetByID(ctx, id); return err }},
			contestant{"WithRetry", func() error { _, err := retried.GetByID(ctx, id); return err }},
			contestant{"GetByIDWithRetry", func() error { _, err := plain.GetByIDWithRetry(ctx, id); return err }},
			contestant{"WithMetrics", func() error { _, err := recorded.GetByID(ctx, id); return err }},
			contestant{"all", func() error { _, err := full.GetByID(ctx, id); return err }},
			contestant{"Primary", func() error { _, err := plain.Primary().GetByID(ctx, id); return err }},
			contestant{"hand_pgxpool", func() error { _, err := handOne(ctx, pool, selectAuthor, id); return err }},
		)
	})
	b.Run("List100", func(b *testing.B) {
		compare(b,
			contestant{"hand", func() error { _, err := handList(ctx, db, listAuthors, 100); return err }},
			contestant{"hand_bytes", func() error { _, err := handListBytes(ctx, db, listAuthors, 100); return err }},
			contestant{"generated", func() error { _, err := plain.List(ctx, 100); return err }},
			contestant{"all", func() error { _, err := full.List(ctx, 100); return err }},
		)
	})
	b.Run("Page20", func(b *testing.B) {
		compare(b,
			contestant{"hand", func() error { _, err := handList(ctx, db, firstAuthors, 21); return err }},
			contestant{"hand_bytes", func() error { _, err := handListBytes(ctx, db, firstAuthors, 21); return err }},
			contestant{"generated", func() error {
				_, err := plain.ListPaginated(ctx, repository.PageParams{Limit: 20})
				return err
			}},
		)
	})
	bio := ptr("Lives in the hills.")
	born := ptr(day(1970, time.May, 1))
	b.Run("Create", func(b *testing.B) {
		compare(b,
			contestant{"hand", func() error {
				_, err := handOne(ctx, db, insertAuthor, "A", bio, born)
				return err
			}},
			contestant{"hand_bytes", func() error {
				_, err := handOneBytes(ctx, db, insertAuthor, "A", bio, born)
				return err
			}},
			contestant{"generated", func() error {
				_, err := plain.Create(ctx, repository.CreateAuthorParams{FullName: "A", Biography: bio, BornOn: born})
				return err
			}},
		)
	})
	b.Run("Update", func(b *testing.B) {
		compare(b,
			contestant{"hand", func() error {
				_, err := handOne(ctx, db, updateAuthor, id, "B", bio)
				return err
			}},
			contestant{"hand_bytes", func() error {
				_, err := handOneBytes(ctx, db, updateAuthor, [16]byte(id), "B", bio)
				return err
			}},
			contestant{"generated", func() error {
				_, err := plain.Update(ctx, id, repository.UpdateAuthorParams{FullName: repository.Set("B"), Biography: repository.Set(bio)})
				return err
			}},
		)
	})
	if _, err := handOne(ctx, db, selectAuthor, uuid.Nil); err != pgx.ErrNoRows {
		b.Fatal(fmt.Errorf("no such author, but %w", err))
	}
}
