package repositorytest

import (
	"context"
	"encoding/json"
	"errors"
	"expvar"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/nhalm/pgxkit/v2"
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	metricapi "go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"example.com/bookshop/internal/repository"
)

// TestService runs the shop as a program does: connections by the environment, one handle that
// retries and tells every recorder, a health endpoint, a pool monitor, and an end in good order.
func TestService(t *testing.T) {
	empty(t)
	t.Setenv("DATABASE_URL", os.Getenv("TEST_DATABASE_URL"))
	t.Setenv("DATABASE_READ_URL", os.Getenv("TEST_DATABASE_URL"))
	t.Setenv("DATABASE_MAX_CONNS", "4")
	cfg := must[repository.PoolConfig](t)(repository.PoolConfigFromEnv())
	if text := fmt.Sprintf("%v %#v", cfg, cfg); cfg.MaxConns != 4 || strings.Contains(text, "postgres://") {
		t.Errorf("the environment gave %s", text)
	}
	opened := new(atomic.Int32)
	onConnect := pgxkit.WithOnConnect(func(*pgx.Conn) error { opened.Add(1); return nil })
	shop := must[*pgxkit.DB](t)(repository.Connect(t.Context(), cfg, onConnect))
	if opened.Load() == 0 || shop.ReadPool() == shop.WritePool() {
		t.Errorf("%d connections opened, over two pools: %t", opened.Load(), shop.ReadPool() != shop.WritePool())
	}

	registry := prometheus.NewRegistry()
	counters := must[*repository.PrometheusRecorder](t)(repository.NewPrometheusRecorder(registry))
	registry.MustRegister(repository.NewPrometheusPoolCollector(shop))
	reader := metric.NewManualReader()
	meter := metric.NewMeterProvider(metric.WithReader(reader)).Meter("bookshop")
	instruments := must[*repository.OpenTelemetryRecorder](t)(repository.NewOpenTelemetryRecorder(meter))
	must[metricapi.Registration](t)(repository.ObserveOpenTelemetryPools(meter, shop))
	variables := must[*repository.ExpvarRecorder](t)(repository.NewExpvarRecorder("bookshop"))
	expvar.Publish("bookshop_pools", repository.ExpvarPools(shop))
	slow := new(atomic.Int32)
	recorder := repository.OnSlowQuery(repository.Recorders(counters, instruments, variables),
		func(context.Context, repository.QueryMetrics) { slow.Add(1) })
	handle := repository.WithMetrics(repository.WithRetry(shop, nil), recorder)
	authors := repository.NewAuthorRepository(handle)

	err := repository.RunUntilSignal(t.Context(), shop, func(ctx context.Context) error {
		reports := make(chan repository.PoolStats, 1)
		monitor := repository.MonitorPool(ctx, shop, time.Hour, func(s repository.PoolStats) { reports <- s })
		if stats := <-reports; stats.Write == nil || stats.Read == nil {
			t.Errorf("the monitor has seen %v", stats)
		}
		monitor.Stop()

		author := must[*repository.Author](t)(authors.Create(ctx, repository.CreateAuthorParams{FullName: "Ada"}))
		must[*repository.Author](t)(authors.GetByID(ctx, author.ID))
		err := repository.InTx(ctx, handle, func(tx *pgxkit.Tx) error {
			return repository.NewAuthorRepository(tx).Delete(ctx, author.ID)
		})
		if err != nil {
			t.Error(err)
		}
		_, err = authors.GetByID(ctx, author.ID)
		notFound(t, err, "Author")

		// Nothing is sent for a context that has ended, so nothing is unknown.
		over, end := context.WithCancel(ctx)
		end()
		_, err = authors.Create(over, repository.CreateAuthorParams{FullName: "Nobody"})
		if !errors.Is(err, context.Canceled) || errors.Is(err, repository.ErrOutcomeUnknown) {
			t.Errorf("got %v, want that the context has ended", err)
		}

		answer := httptest.NewRecorder()
		repository.HealthHandler(shop).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/readyz", nil))
		if answer.Code != http.StatusOK || !json.Valid(answer.Body.Bytes()) {
			t.Errorf("/readyz: %d %s", answer.Code, answer.Body)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}

	if calls := counted(t, registry, "pgwright_query_duration_seconds"); calls != 4 {
		t.Errorf("Prometheus was told of %d calls, want 4", calls)
	}
	var read metricdata.ResourceMetrics
	if err := reader.Collect(context.Background(), &read); err != nil || len(read.ScopeMetrics) == 0 {
		t.Errorf("OpenTelemetry was told nothing: %v", err)
	}
	if text := expvar.Get("bookshop").String(); !strings.Contains(text, "get_by_id") || !json.Valid([]byte(text)) {
		t.Errorf("expvar has %s", text)
	}
	if text := expvar.Get("bookshop_pools").String(); !json.Valid([]byte(text)) {
		t.Errorf("expvar has %s", text)
	}

	// Everything is closed, which calls say.
	if _, err := authors.Count(context.Background()); err == nil || !strings.Contains(err.Error(), "shutting down") {
		t.Errorf("after the end: %v", err)
	}
}

// TestServiceWithoutDatabase: nobody listens, which is said after the attempts that were asked for.
func TestServiceWithoutDatabase(t *testing.T) {
	const nowhere = "postgres://shop:secret@127.0.0.1:1/shop?sslmode=disable"
	cfg := repository.DefaultPoolConfig()
	cfg.DSN, cfg.PingRetries = nowhere, 1
	_, err := repository.Connect(t.Context(), cfg)
	if err == nil || !strings.Contains(err.Error(), "after 2 attempts") || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v, want that it was tried twice", err)
	}

	// The read side is down: the write side answers for it, and that is counted.
	down := pgxkit.NewDB()
	if err := down.Connect(t.Context(), nowhere); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = down.Shutdown(context.Background()) }()
	before := repository.ReadFallbacks()
	if _, err := repository.NewAuthorRepositoryWithReadWrite(down, db).Count(t.Context()); err != nil {
		t.Error(err)
	}
	if n := repository.ReadFallbacks() - before; n != 1 {
		t.Errorf("%d reads fell back, want 1", n)
	}

	retry := &repository.RetryConfig{MaxRetries: 2, BaseDelay: time.Millisecond}
	_, err = repository.NewAuthorRepository(repository.WithRetry(down, retry)).Count(t.Context())
	if err == nil || !strings.Contains(err.Error(), "after 3 attempts") {
		t.Errorf("got %v, want the number of attempts", err)
	}
	var connect interface{ Unwrap() error }
	if !errors.As(err, &connect) {
		t.Errorf("%v has lost its cause", err)
	}
}

// TestShutdownEndsWhatRunsOn: a query that outlasts the limit is cut, and nothing waits for it.
func TestShutdownEndsWhatRunsOn(t *testing.T) {
	cfg := repository.DefaultPoolConfig()
	cfg.DSN = os.Getenv("TEST_DATABASE_URL")
	shop := must[*pgxkit.DB](t)(repository.Connect(t.Context(), cfg))
	ended := make(chan error, 1)
	started := make(chan struct{})
	go func() {
		close(started)
		_, err := shop.Exec(context.Background(), "SELECT pg_sleep(60)")
		ended <- err
	}()
	<-started
	for shop.Stats().AcquiredConns() == 0 {
		time.Sleep(time.Millisecond)
	}
	if err := repository.ShutdownWithin(shop, 50*time.Millisecond); err == nil {
		t.Error("nobody was told that a query was cut")
	}
	select {
	case err := <-ended:
		if err == nil {
			t.Error("the query succeeded")
		}
	case <-time.After(10 * time.Second):
		t.Error("the query runs on")
	}
}

// counted sums what a registry's histograms of a name have counted.
func counted(t *testing.T, registry *prometheus.Registry, name string) uint64 {
	t.Helper()
	var n uint64
	for _, family := range must[[]*dto.MetricFamily](t)(registry.Gather()) {
		if family.GetName() == name {
			for _, m := range family.GetMetric() {
				n += m.GetHistogram().GetSampleCount()
			}
		}
	}
	return n
}
