package recorders

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/nhalm/pgxkit/v2"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/attribute"
	sdk "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/semconv/v1.39.0/dbconv"

	"example.com/bookshop/metrics/shop/repository"
)

func dsn(t *testing.T) string {
	t.Helper()
	dsn := os.Getenv("TEST_DATABASE_URL")
	if dsn == "" {
		t.Fatal("TEST_DATABASE_URL is not set: these tests run through tests/run")
	}
	return dsn
}

func shutDown(t *testing.T, db *pgxkit.DB) {
	t.Helper()
	t.Cleanup(func() {
		if err := db.Shutdown(ctx); err != nil {
			t.Error(err)
		}
	})
}

// connected returns a database with one pool of at most three connections.
func connected(t *testing.T) *pgxkit.DB {
	t.Helper()
	db := pgxkit.NewDB()
	if err := db.Connect(ctx, dsn(t), pgxkit.WithMaxConns(3)); err != nil {
		t.Fatal(err)
	}
	shutDown(t, db)
	return db
}

// split returns a database with a pool for each side.
func split(t *testing.T) *pgxkit.DB {
	t.Helper()
	db := pgxkit.NewDB()
	if err := db.ConnectReadWrite(ctx, dsn(t), dsn(t), pgxkit.WithReadMaxConns(4), pgxkit.WithWriteMaxConns(2)); err != nil {
		t.Fatal(err)
	}
	shutDown(t, db)
	return db
}

// hold uses one connection of the write pool while look runs.
func hold(t *testing.T, db *pgxkit.DB, look func()) {
	t.Helper()
	conn, err := db.WritePool().Acquire(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	look()
}

func TestPrometheusSeesThePools(t *testing.T) {
	reg := prometheus.NewRegistry()
	db := pgxkit.NewDB()
	reg.MustRegister(repository.NewPrometheusPoolCollector(db))
	if found := scrape(t, reg); len(found) != 0 {
		t.Errorf("before Connect: %v", found)
	}
	if err := db.Connect(ctx, dsn(t), pgxkit.WithMaxConns(3)); err != nil {
		t.Fatal(err)
	}
	shutDown(t, db)
	hold(t, db, func() {
		families := scrape(t, reg)
		gauge := func(name string, labels ...string) float64 {
			return find(t, families, name, append(labels, "pool", "shared")...).GetGauge().GetValue()
		}
		if used, most := gauge("pgwright_pool_connections", "state", "used"), gauge("pgwright_pool_max_connections"); used != 1 || most != 3 {
			t.Errorf("%v of %v connections are used", used, most)
		}
		for _, state := range []string{"idle", "constructing"} {
			if got := gauge("pgwright_pool_connections", "state", state); got != 0 {
				t.Errorf("%v connections are %s", got, state)
			}
		}
		for _, name := range []string{"acquires", "empty_acquires", "opened_connections"} {
			counter := find(t, families, "pgwright_pool_"+name+"_total", "pool", "shared").GetCounter()
			if counter.GetValue() != 1 {
				t.Errorf("%s: %v", name, counter.GetValue())
			}
		}
		if got := find(t, families, "pgwright_pool_acquire_seconds_total", "pool", "shared").GetCounter().GetValue(); got <= 0 {
			t.Errorf("a connection was there after %v s", got)
		}
	})
	if err := reg.Register(repository.NewPrometheusPoolCollector(db)); err == nil {
		t.Error("the same pools were registered twice")
	}
}

func TestPrometheusSeesTwoPools(t *testing.T) {
	reg := prometheus.NewRegistry()
	db := split(t)
	reg.MustRegister(repository.NewPrometheusPoolCollector(db))
	hold(t, db, func() {
		families := scrape(t, reg)
		for pool, want := range map[string][2]float64{"write": {1, 2}, "read": {0, 4}} {
			used := find(t, families, "pgwright_pool_connections", "state", "used", "pool", pool).GetGauge().GetValue()
			most := find(t, families, "pgwright_pool_max_connections", "pool", pool).GetGauge().GetValue()
			if got := [2]float64{used, most}; got != want {
				t.Errorf("%s: %v used and at most, want %v", pool, got, want)
			}
		}
	})
}

// connections returns used and at most, as OpenTelemetry reads it.
func connections(t *testing.T, found map[string]metricdata.Metrics, pool string) [2]int64 {
	t.Helper()
	named := []attribute.KeyValue{
		attribute.String("db.system.name", "postgresql"),
		attribute.String("db.client.connection.pool.name", pool),
	}
	used := slices.Concat(named, []attribute.KeyValue{attribute.String("db.client.connection.state", "used")})
	count, limit := found[dbconv.ClientConnectionCount{}.Name()], found[dbconv.ClientConnectionMax{}.Name()]
	if count.Unit != (dbconv.ClientConnectionCount{}).Unit() || limit.Unit != (dbconv.ClientConnectionMax{}).Unit() {
		t.Errorf("units: %q, %q", count.Unit, limit.Unit)
	}
	return [2]int64{sum(t, count, attribute.NewSet(used...)), sum(t, limit, attribute.NewSet(named...))}
}

func TestOpenTelemetrySeesThePools(t *testing.T) {
	meter, read := instruments(t)
	unconnected := pgxkit.NewDB()
	for _, db := range []*pgxkit.DB{unconnected, connected(t)} {
		registration, err := repository.ObserveOpenTelemetryPools(meter, db)
		if err != nil {
			t.Fatal(err)
		}
		if db == unconnected {
			if found := read(); len(found) != 0 {
				t.Errorf("before Connect: %v", found)
			}
		} else {
			hold(t, db, func() {
				if got := connections(t, read(), "shared"); got != [2]int64{1, 3} {
					t.Errorf("%v used and at most", got)
				}
			})
		}
		if err := registration.Unregister(); err != nil {
			t.Error(err)
		}
	}
}

func TestOpenTelemetrySeesTwoPools(t *testing.T) {
	reader := sdk.NewManualReader()
	meter := sdk.NewMeterProvider(sdk.WithReader(reader)).Meter("shop")
	db := split(t)
	if _, err := repository.ObserveOpenTelemetryPools(meter, db); err != nil {
		t.Fatal(err)
	}
	hold(t, db, func() {
		var all metricdata.ResourceMetrics
		if err := reader.Collect(ctx, &all); err != nil {
			t.Fatal(err)
		}
		found := map[string]metricdata.Metrics{}
		for _, one := range all.ScopeMetrics[0].Metrics {
			found[one.Name] = one
		}
		if write, read := connections(t, found, "write"), connections(t, found, "read"); write != [2]int64{1, 2} || read != [2]int64{0, 4} {
			t.Errorf("write %v, read %v used and at most", write, read)
		}
	})
}

func TestExpvarSeesThePools(t *testing.T) {
	pools := func(db *pgxkit.DB) map[string]map[string]float64 {
		var found map[string]map[string]float64
		if err := json.Unmarshal([]byte(repository.ExpvarPools(db).String()), &found); err != nil {
			t.Fatal(err)
		}
		return found
	}
	if found := pools(pgxkit.NewDB()); len(found) != 0 {
		t.Errorf("before Connect: %v", found)
	}
	one, two := connected(t), split(t)
	hold(t, one, func() {
		if found := pools(one); len(found) != 1 || found["shared"]["used"] != 1 || found["shared"]["max"] != 3 {
			t.Errorf("one pool: %v", found)
		}
	})
	hold(t, two, func() {
		if found := pools(two); len(found) != 2 || found["write"]["used"] != 1 || found["read"]["max"] != 4 {
			t.Errorf("two pools: %v", found)
		}
	})
}
