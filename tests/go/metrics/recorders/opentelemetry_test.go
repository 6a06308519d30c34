package recorders

import (
	"slices"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	sdk "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/semconv/v1.39.0/dbconv"

	"example.com/bookshop/metrics/shop/repository"
)

// instruments are a meter and the reader of what it is given.
func instruments(t testing.TB) (metric.Meter, func() map[string]metricdata.Metrics) {
	t.Helper()
	reader := sdk.NewManualReader()
	provider := sdk.NewMeterProvider(sdk.WithReader(reader))
	t.Cleanup(func() {
		if err := provider.Shutdown(ctx); err != nil {
			t.Error(err)
		}
	})
	read := func() map[string]metricdata.Metrics {
		t.Helper()
		var all metricdata.ResourceMetrics
		if err := reader.Collect(ctx, &all); err != nil {
			t.Fatal(err)
		}
		found := map[string]metricdata.Metrics{}
		for _, scope := range all.ScopeMetrics {
			for _, one := range scope.Metrics {
				found[one.Name] = one
			}
		}
		return found
	}
	return provider.Meter("shop"), read
}

func openTelemetryRecorder(t testing.TB, meter metric.Meter, attributes ...attribute.KeyValue) *repository.OpenTelemetryRecorder {
	t.Helper()
	rec, err := repository.NewOpenTelemetryRecorder(meter, attributes...)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

// of returns the attributes of users and their operation, with more behind.
func of(operation, side string, more ...string) attribute.Set {
	attributes := []attribute.KeyValue{
		attribute.String("db.system.name", "postgresql"),
		attribute.String("db.namespace", "shop"),
		attribute.String("db.collection.name", "users"),
		attribute.String("db.operation.name", operation),
		attribute.String("pgwright.side", side),
	}
	for i := 0; i < len(more); i += 2 {
		attributes = append(attributes, attribute.String(more[i], more[i+1]))
	}
	return attribute.NewSet(attributes...)
}

// histogram returns the point with exactly these attributes.
func histogram(t *testing.T, one metricdata.Metrics, attributes attribute.Set) metricdata.HistogramDataPoint[float64] {
	t.Helper()
	data, ok := one.Data.(metricdata.Histogram[float64])
	if !ok {
		t.Fatalf("%s is a %T", one.Name, one.Data)
	}
	for _, point := range data.DataPoints {
		if point.Attributes.Equals(&attributes) {
			return point
		}
	}
	t.Fatalf("%s has no point with %v", one.Name, attributes.ToSlice())
	return metricdata.HistogramDataPoint[float64]{}
}

// sum returns the value with exactly these attributes.
func sum(t *testing.T, one metricdata.Metrics, attributes attribute.Set) int64 {
	t.Helper()
	data, ok := one.Data.(metricdata.Sum[int64])
	if !ok {
		t.Fatalf("%s is a %T", one.Name, one.Data)
	}
	for _, point := range data.DataPoints {
		if point.Attributes.Equals(&attributes) {
			return point.Value
		}
	}
	t.Errorf("%s has no value with %v", one.Name, attributes.ToSlice())
	return 0
}

func TestOpenTelemetryReadsWhatWasRecorded(t *testing.T) {
	meter, read := instruments(t)
	record(openTelemetryRecorder(t, meter, attribute.String("db.namespace", "shop")))
	found := read()

	duration := found[dbconv.ClientOperationDuration{}.Name()]
	if duration.Unit != (dbconv.ClientOperationDuration{}).Unit() || duration.Description != (dbconv.ClientOperationDuration{}).Description() {
		t.Errorf("%q, %q", duration.Unit, duration.Description)
	}
	point := histogram(t, duration, of("create", "write"))
	if point.Count != 1 || point.Sum != 0.002 || !slices.Equal(point.Bounds, []float64{0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10}) {
		t.Errorf("users create: %d calls in %v s, buckets %v", point.Count, point.Sum, point.Bounds)
	}
	for _, failed := range []attribute.Set{
		of("create", "write", "error.type", "23505", "db.response.status_code", "23505"),
		of("create", "write", "error.type", "40001", "db.response.status_code", "40001"),
		of("create", "write", "error.type", "unknown_outcome"),
		of("get_by_id", "read", "error.type", "not_found"),
	} {
		if got := histogram(t, duration, failed).Count; got != 1 {
			t.Errorf("%d calls with %v", got, failed.ToSlice())
		}
	}
	if got := sum(t, found["pgwright.query.rows"], of("get_by_id", "read")); got != 1 {
		t.Errorf("%d rows", got)
	}
	if got := sum(t, found["pgwright.query.retries"], of("create", "write")); got != 3 {
		t.Errorf("%d retries", got)
	}
	if got := sum(t, found["pgwright.query.fallbacks"], of("get_by_id", "write")); got != 1 {
		t.Errorf("%d fallbacks", got)
	}
	if got := sum(t, found["pgwright.query.slow"], of("create", "write")); got != 2 {
		t.Errorf("%d slow calls", got)
	}
	if len(found) != 5 {
		t.Errorf("%d instruments", len(found))
	}
}

func TestOpenTelemetryAttributesAreOfFixedSets(t *testing.T) {
	meter, read := instruments(t)
	rec := openTelemetryRecorder(t, meter)
	for _, q := range raised() {
		rec.RecordQuery(ctx, q)
	}
	data, _ := read()["db.client.operation.duration"].Data.(metricdata.Histogram[float64])
	var classes []string
	for _, point := range data.DataPoints {
		class, _ := point.Attributes.Value("error.type")
		classes = append(classes, class.AsString())
	}
	want := slices.Clone(raisedClasses)
	want[slices.Index(want, "other")] = "_OTHER"
	slices.Sort(want)
	slices.Sort(classes)
	if !slices.Equal(classes, want) {
		t.Errorf("classes: %q", classes)
	}
}

func TestOpenTelemetryCountsFromManyGoroutines(t *testing.T) {
	meter, read := instruments(t)
	times := recordAtOnce(openTelemetryRecorder(t, meter))
	data, _ := read()["db.client.operation.duration"].Data.(metricdata.Histogram[float64])
	var calls uint64
	for _, point := range data.DataPoints {
		calls += point.Count
	}
	if calls != uint64(11*times) {
		t.Errorf("%d calls of %d rounds", calls, times)
	}
}
