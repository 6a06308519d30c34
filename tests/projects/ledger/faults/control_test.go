package faults

import (
	"context"
	"math/rand/v2"
	"testing"

	"example.com/ledger/repository"
	"github.com/nhalm/pgxkit/v2"
)

// TestControl shows that the check can fail: the same program under the same faults, but with its
// transactions repeated by pgxkit's own Retry, which does not ask whether they were committed.
func TestControl(t *testing.T) {
	l := open(t, 1, "read committed")
	f := newInjector(l)
	again := func(ctx context.Context, params repository.CreateEntryParams) (*repository.Entry, error) {
		return pgxkit.Retry(ctx, func(ctx context.Context) (row *repository.Entry, err error) {
			err = repository.InTx(ctx, l.db, func(tx *pgxkit.Tx) error {
				row, err = repository.NewEntryRepository(tx).Create(ctx, params)
				return err
			})
			return row, err
		})
	}
	for n := range uint64(5) {
		l.work(n, func(rng *rand.Rand) {
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			l.create(ctx, rng, "pgxkit.Retry", again)
		})
	}
	for range 60 {
		f.cutAfter()
	}
	f.close()
	verdict := l.finish()
	report(t, map[string]any{"control": "pgxkit.Retry", "calls": verdict.Calls, "duplicates": verdict.Duplicates})
	if verdict.Duplicates == 0 {
		t.Error("no duplicate was found, though pgxkit.Retry repeats what was done")
	}
}

// TestJudgement shows that each kind of wrong report is found.
func TestJudgement(t *testing.T) {
	var j journal
	for _, token := range []string{"right", "lost", "twice", "half 1"} {
		j.report("call", nil, token)
	}
	j.report("call", context.Canceled, "hidden")
	j.report("call", context.Canceled, "absent")
	j.report("call", repository.ErrOutcomeUnknown, "unknown and done")
	j.report("call", repository.ErrOutcomeUnknown, "unknown and not")
	j.report("call", nil, "part 1", "part 2")
	v := j.judge(map[string]int{"right": 1, "twice": 2, "half 1": 1, "hidden": 1, "unknown and done": 1, "part 1": 1})
	want := verdict{
		Calls: 9, Outcomes: [outcomes]int{done: 5, refused: 2, unknown: 2},
		UnknownDone: 1, UnknownNot: 1, Duplicates: 1, Lost: 1, Hidden: 1, Partial: 1,
	}
	if v != want || len(j.violations) != 4 {
		t.Errorf("judged %+v with %d violations", v, len(j.violations))
	}
}
