package recorders

import (
	"encoding/json"
	"expvar"
	"maps"
	"testing"

	"example.com/bookshop/metrics/shop/repository"
)

type operation struct {
	Calls        int64            `json:"calls"`
	Errors       map[string]int64 `json:"errors"`
	Sides        map[string]int64 `json:"sides"`
	Rows         int64            `json:"rows"`
	Retries      int64            `json:"retries"`
	Fallbacks    int64            `json:"fallbacks"`
	Slow         int64            `json:"slow"`
	TotalSeconds float64          `json:"total_seconds"`
}

// published returns what package expvar shows under a name.
func published(t *testing.T, name string) map[string]map[string]operation {
	t.Helper()
	var found map[string]map[string]operation
	if err := json.Unmarshal([]byte(expvar.Get(name).String()), &found); err != nil {
		t.Fatal(err)
	}
	return found
}

func expvarRecorder(t testing.TB, name string) *repository.ExpvarRecorder {
	t.Helper()
	rec, err := repository.NewExpvarRecorder(name)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func TestExpvarShowsWhatWasRecorded(t *testing.T) {
	rec := expvarRecorder(t, t.Name())
	if got := rec.String(); got != "{}" {
		t.Errorf("before the first call: %s", got)
	}
	record(rec)
	found := published(t, t.Name())
	create, get := found["users"]["create"], found["users"]["get_by_id"]
	if create.Calls != 4 || create.Rows != 1 || create.Retries != 3 || create.Slow != 2 || create.TotalSeconds != 3.006 ||
		!maps.Equal(create.Errors, map[string]int64{"23505": 1, "40001": 1, "unknown_outcome": 1}) ||
		!maps.Equal(create.Sides, map[string]int64{"write": 4}) {
		t.Errorf("create: %+v", create)
	}
	if get.Calls != 3 || get.Fallbacks != 1 || !maps.Equal(get.Sides, map[string]int64{"read": 2, "write": 1}) {
		t.Errorf("get_by_id: %+v", get)
	}
}

func TestExpvarErrorsAreOfAFixedSet(t *testing.T) {
	rec := expvarRecorder(t, t.Name())
	for _, q := range raised() {
		rec.RecordQuery(ctx, q)
	}
	if got := len(published(t, t.Name())["users"]["create"].Errors); got != len(raisedClasses) {
		t.Errorf("%d classes", got)
	}
}

func TestExpvarHasOneRecorderForAName(t *testing.T) {
	first, second := expvarRecorder(t, t.Name()), expvarRecorder(t, t.Name())
	if first != second {
		t.Error("two recorders have one name")
	}
	expvar.NewInt("taken")
	if rec, err := repository.NewExpvarRecorder("taken"); err == nil || rec != nil {
		t.Error("the name of something else was given away")
	}
}

func TestExpvarCountsFromManyGoroutines(t *testing.T) {
	rec := expvarRecorder(t, t.Name())
	times := recordAtOnce(rec)
	found := published(t, t.Name())
	calls := found["users"]["create"].Calls + found["users"]["get_by_id"].Calls + found["lab.samples"]["list"].Calls
	if calls != int64(11*times) {
		t.Errorf("%d calls of %d rounds", calls, times)
	}
}
