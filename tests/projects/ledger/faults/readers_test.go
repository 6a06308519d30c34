package faults

import (
	"context"
	"errors"
	"math/rand/v2"

	"example.com/ledger/repository"
	"github.com/nhalm/pgxkit/v2"
)

// someRead makes one read of any kind, of either side. An error is fine; an answer must be right.
// The standby may lag: then rows are missing, but never wrong, doubled, or half of what one
// transaction wrote.
func (l *ledger) someRead(rng *rand.Rand) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	r := repository.NewEntryRepository(l.db)
	if rng.IntN(3) > 0 {
		r = r.WithRetry(nil)
	}
	current := rng.IntN(2) == 0
	if current {
		r = r.Primary()
	}
	switch rng.IntN(5) {
	case 0:
		l.readOne(ctx, rng, r, current)
	case 1:
		l.readBatch(ctx, rng, r, current)
	case 2:
		rows, err := r.ListByAccountID(ctx, 1+rng.Int64N(accounts), 200)
		l.answered(err)
		l.check("ListByAccountID", rows, err)
	case 3:
		l.readPages(ctx, r)
	case 4:
		l.readCount(ctx, r, current)
	}
}

// answered counts a read.
func (l *ledger) answered(err error) {
	if err == nil {
		l.reads.Add(1)
	} else {
		l.unread.Add(1)
	}
}

func (l *ledger) known(rng *rand.Rand) (row repository.Entry, batch []int64) {
	l.journal.mu.Lock()
	defer l.journal.mu.Unlock()
	if n := len(l.journal.entries); n > 0 {
		row = l.journal.entries[rng.IntN(n)]
	}
	if n := len(l.journal.batches); n > 0 {
		batch = l.journal.batches[rng.IntN(n)]
	}
	return row, batch
}

func (l *ledger) readOne(ctx context.Context, rng *rand.Rand, r *repository.EntryRepository, current bool) {
	want, _ := l.known(rng)
	if want.ID == 0 {
		return
	}
	got, err := r.GetByID(ctx, want.ID)
	l.answered(err)
	var missing *pgxkit.NotFoundError
	switch {
	case err == nil && *got != want:
		l.journal.violate("GetByID returned %+v and not %+v", *got, want)
	case errors.As(err, &missing) && current:
		l.journal.violate("GetByID on the primary does not find %+v", want)
	}
}

func (l *ledger) readBatch(ctx context.Context, rng *rand.Rand, r *repository.EntryRepository, current bool) {
	_, batch := l.known(rng)
	rows, err := r.GetByIDs(ctx, batch)
	l.answered(err)
	if err != nil || batch == nil {
		return
	}
	if len(rows) != len(batch) && (current || len(rows) > 0) {
		l.journal.violate("GetByIDs returned %d of %d rows that one CreateMany wrote", len(rows), len(batch))
	}
	l.check("GetByIDs", rows, nil)
}

func (l *ledger) readPages(ctx context.Context, r *repository.EntryRepository) {
	var all []repository.Entry
	params := repository.PageParams{Limit: 50}
	for range 4 {
		page, err := r.ListPaginated(ctx, params)
		l.answered(err)
		if err != nil {
			return
		}
		all = append(all, page.Items...)
		if page.Next == "" {
			break
		}
		params.After = page.Next
	}
	l.check("ListPaginated", all, nil)
}

func (l *ledger) readCount(ctx context.Context, r *repository.EntryRepository, current bool) {
	l.journal.mu.Lock()
	least := int64(len(l.journal.entries))
	l.journal.mu.Unlock()
	count, err := r.Count(ctx)
	l.answered(err)
	if err != nil {
		return
	}
	if most := l.tokens.Load(); count > most || current && count < least {
		l.journal.violate("Count is %d, with %d rows known and %d writes begun", count, least, most)
	}
}

// check looks at rows that a list returned: each is what one call wrote, and comes once, in order.
func (l *ledger) check(what string, rows []repository.Entry, err error) {
	if err != nil {
		return
	}
	last := int64(0)
	for _, row := range rows {
		if row.Amount != amount(row.Token) || row.AccountID < 1 || row.AccountID > accounts {
			l.journal.violate("%s returned %+v, which nobody wrote", what, row)
		}
		if row.ID <= last {
			l.journal.violate("%s returned the row %d after %d", what, row.ID, last)
		}
		last = row.ID
	}
}
