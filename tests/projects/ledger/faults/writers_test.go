package faults

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"example.com/ledger/repository"
	"github.com/jackc/pgx/v5"
	"github.com/nhalm/pgxkit/v2"
)

// writers are the ways in which a program writes.
var writers = []struct {
	name  string
	write func(l *ledger, ctx context.Context, rng *rand.Rand, name string)
}{
	{"Create", func(l *ledger, ctx context.Context, rng *rand.Rand, name string) {
		l.create(ctx, rng, name, repository.NewEntryRepository(l.db).Create)
	}},
	{"CreateWithRetry", func(l *ledger, ctx context.Context, rng *rand.Rand, name string) {
		l.create(ctx, rng, name, repository.NewEntryRepository(l.db).CreateWithRetry)
	}},
	{"Create on a Handle", func(l *ledger, ctx context.Context, rng *rand.Rand, name string) {
		l.create(ctx, rng, name, repository.NewEntryRepository(l.handle).Create)
	}},
	{"Create with two handles", func(l *ledger, ctx context.Context, rng *rand.Rand, name string) {
		l.create(ctx, rng, name, repository.NewEntryRepositoryWithReadWrite(l.db.ReadPool(), l.handle).Create)
	}},
	{"CreateMany", func(l *ledger, ctx context.Context, rng *rand.Rand, name string) {
		l.createMany(ctx, rng, name, 2+rng.IntN(19))
	}},
	{"Delete", (*ledger).deleteOne},
	{"Update", func(l *ledger, ctx context.Context, rng *rand.Rand, name string) {
		token := l.token()
		_, err := repository.NewCounterRepository(l.db).UpdateWithRetry(ctx, counter(rng), repository.UpdateCounterParams{
			Value: repository.Set(amount(token)), Token: repository.Set(token),
		})
		l.journal.report(name, err, token)
	}},
	{"Upsert", func(l *ledger, ctx context.Context, rng *rand.Rand, name string) {
		token := l.token()
		_, err := repository.NewCounterRepository(l.handle).Upsert(ctx, repository.CreateCounterParams{
			ID: counter(rng), Value: amount(token), Token: token,
		})
		l.journal.report(name, err, token)
	}},
	{"CreateMany in chunks", (*ledger).createChunks},
	{"InTx", (*ledger).transfer},
	{"InTx serializable", (*ledger).increase},
}

func counter(rng *rand.Rand) int64 { return 1 + rng.Int64N(counters) }

// someWrite makes one write of any kind.
func (l *ledger) someWrite(rng *rand.Rand) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	writer := writers[rng.IntN(len(writers))]
	writer.write(l, ctx, rng, writer.name)
}

// cancelledWrite makes one whose context is cancelled meanwhile.
func (l *ledger) cancelledWrite(rng *rand.Rand) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	timer := time.AfterFunc(time.Duration(rng.IntN(3000))*time.Microsecond, cancel)
	defer timer.Stop()
	l.create(ctx, rng, "Create, cancelled", repository.NewEntryRepository(l.handle).Create)
}

func (l *ledger) params(rng *rand.Rand) repository.CreateEntryParams {
	token := l.token()
	return repository.CreateEntryParams{AccountID: 1 + rng.Int64N(accounts), Token: token, Amount: amount(token)}
}

func (l *ledger) create(
	ctx context.Context, rng *rand.Rand, name string,
	create func(context.Context, repository.CreateEntryParams) (*repository.Entry, error),
) outcome {
	params := l.params(rng)
	row, err := create(ctx, params)
	if errors.Is(err, context.Canceled) {
		l.cancelled.Add(1)
	}
	outcome := l.journal.report(name, err, params.Token)
	if err == nil {
		if row.AccountID != params.AccountID || row.Token != params.Token || row.Amount != params.Amount {
			l.journal.violate("%s of %+v returned %+v", name, params, *row)
		}
		l.journal.created(*row)
	}
	return outcome
}

func (l *ledger) createMany(ctx context.Context, rng *rand.Rand, name string, count int) {
	params := make([]repository.CreateEntryParams, count)
	tokens := make([]string, count)
	for n := range params {
		params[n] = l.params(rng)
		tokens[n] = params[n].Token
	}
	rows, err := repository.NewEntryRepository(l.handle).CreateMany(ctx, params)
	l.journal.report(name, err, tokens...)
	if err != nil {
		return
	}
	if len(rows) != count {
		l.journal.violate("%s of %d rows returned %d", name, count, len(rows))
		return
	}
	for n, row := range rows {
		if row.Token != tokens[n] || row.Amount != params[n].Amount {
			l.journal.violate("%s returned %+v for %+v", name, row, params[n])
		}
	}
	l.journal.created(rows...)
}

// createChunks makes more rows than one statement takes: all in one transaction. It does so seldom,
// as a statement of 65,535 values takes its time.
func (l *ledger) createChunks(ctx context.Context, rng *rand.Rand, name string) {
	if rng.IntN(10) > 0 {
		return
	}
	token := l.token()
	params := make([]repository.CreateSheetParams, 600)
	tokens := make([]string, len(params))
	for n := range params {
		tokens[n] = token + "/" + strconv.Itoa(n)
		params[n].Token = tokens[n]
	}
	rows, err := repository.NewSheetRepository(l.handle).CreateMany(ctx, params)
	l.journal.report(name, err, tokens...)
	if err == nil && (len(rows) != len(params) || rows[len(rows)-1].Token != tokens[len(tokens)-1]) {
		l.journal.violate("%s of %d rows returned %d", name, len(params), len(rows))
	}
}

// deleteOne deletes a row that nobody else knows of.
func (l *ledger) deleteOne(ctx context.Context, rng *rand.Rand, name string) {
	params := l.params(rng)
	r := repository.NewEntryRepository(l.handle)
	row, err := r.Create(ctx, params)
	if l.journal.report(name, err, params.Token) != done {
		return
	}
	err = r.Delete(ctx, row.ID)
	l.journal.report(name, err, "delete "+params.Token)
	var missing *pgxkit.NotFoundError
	if errors.As(err, &missing) {
		l.journal.violate("%s did not find the row that it had made: %v", name, err)
	}
}

// transfer writes two counters in one transaction, in any order: two of them may wait for each
// other.
func (l *ledger) transfer(ctx context.Context, rng *rand.Rand, name string) {
	tokens := []string{l.token(), l.token()}
	ids := []int64{counter(rng), counter(rng)}
	lock := rng.IntN(2) == 0
	err := repository.InTx(ctx, l.handle, func(tx *pgxkit.Tx) error {
		r := repository.NewCounterRepository(tx)
		if lock {
			if _, err := r.GetByIDForUpdate(ctx, ids[0]); err != nil {
				return err
			}
		}
		for n, id := range ids {
			params := repository.UpdateCounterParams{Value: repository.Set(amount(tokens[n])), Token: repository.Set(tokens[n])}
			if _, err := r.Update(ctx, id, params); err != nil {
				return err
			}
		}
		return nil
	})
	l.journal.report(name, err, tokens...)
}

// increase reads a counter and writes what follows, which only serializable transactions may do
// without a lock.
func (l *ledger) increase(ctx context.Context, rng *rand.Rand, name string) {
	l.increaseOne(ctx, counter(rng), name)
}

func (l *ledger) increaseOne(ctx context.Context, id int64, name string) {
	token := l.token()
	err := repository.InTxOptions(ctx, l.handle, pgx.TxOptions{IsoLevel: pgx.Serializable}, func(tx *pgxkit.Tx) error {
		r := repository.NewCounterRepository(tx)
		row, err := r.GetByID(ctx, id)
		if err != nil {
			return err
		}
		if row.Token != "seed" && row.Value != amount(row.Token) {
			return fmt.Errorf("the counter %+v is not what one call wrote", *row)
		}
		_, err = r.Update(ctx, id, repository.UpdateCounterParams{
			Value: repository.Set(amount(token)), Token: repository.Set(token),
		})
		return err
	})
	l.journal.report(name, err, token)
}
