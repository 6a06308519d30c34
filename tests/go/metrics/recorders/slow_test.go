package recorders

import (
	"context"
	"testing"

	"example.com/bookshop/metrics/shop/repository"
)

// What pgwright.yaml says: a call on users is slow from a microsecond on, one on orders from an
// hour on.
func TestSlowIsWhatTheTableSays(t *testing.T) {
	db := connected(t)
	var slow, all []string
	rec := repository.Recorders(
		repository.OnSlowQuery(nil, func(_ context.Context, q repository.QueryMetrics) { slow = append(slow, q.Table) }),
		expvarRecorder(t, t.Name()),
		recorderFunc(func(q repository.QueryMetrics) { all = append(all, q.Table) }),
	)
	measured := repository.WithMetrics(db, rec)
	if _, err := repository.NewUsersRepository(measured).Count(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := repository.NewOrdersRepository(measured).Count(ctx); err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 || len(slow) != 1 || slow[0] != "users" {
		t.Errorf("%q of %q are slow", slow, all)
	}
	found := published(t, t.Name())
	if found["users"]["count"].Slow != 1 || found["orders"]["count"].Slow != 0 {
		t.Errorf("%+v", found)
	}
}

type recorderFunc func(repository.QueryMetrics)

func (f recorderFunc) RecordQuery(_ context.Context, q repository.QueryMetrics) { f(q) }
