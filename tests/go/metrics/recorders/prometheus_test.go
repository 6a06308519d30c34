package recorders

import (
	"bytes"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"example.com/bookshop/metrics/shop/repository"
)

func prometheusRecorder(t testing.TB, reg prometheus.Registerer, buckets ...float64) *repository.PrometheusRecorder {
	t.Helper()
	rec, err := repository.NewPrometheusRecorder(reg, buckets...)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

// scrape returns what Prometheus reads, by the parser that it reads with.
func scrape(t *testing.T, reg prometheus.Gatherer) map[string]*dto.MetricFamily {
	t.Helper()
	gathered, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	for _, family := range gathered {
		if _, err := expfmt.MetricFamilyToText(&text, family); err != nil {
			t.Fatal(err)
		}
	}
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(&text)
	if err != nil {
		t.Fatal(err)
	}
	return families
}

// find returns the metric with exactly these labels, given as name and value in turn.
func find(t *testing.T, families map[string]*dto.MetricFamily, name string, labels ...string) *dto.Metric {
	t.Helper()
	for _, metric := range families[name].GetMetric() {
		var has []string
		for _, pair := range metric.GetLabel() {
			has = append(has, pair.GetName()+"="+pair.GetValue())
		}
		var wanted []string
		for i := 0; i < len(labels); i += 2 {
			wanted = append(wanted, labels[i]+"="+labels[i+1])
		}
		slices.Sort(has)
		slices.Sort(wanted)
		if slices.Equal(has, wanted) {
			return metric
		}
	}
	t.Errorf("there is no %s with %q", name, labels)
	return &dto.Metric{}
}

func TestPrometheusReadsWhatWasRecorded(t *testing.T) {
	reg := prometheus.NewRegistry()
	record(prometheusRecorder(t, reg))
	families := scrape(t, reg)

	duration := find(t, families, "pgwright_query_duration_seconds", "table", "users", "operation", "create", "side", "write").GetHistogram()
	if duration.GetSampleCount() != 4 || math.Abs(duration.GetSampleSum()-3.006) > 1e-9 {
		t.Errorf("users create: %d calls in %v s", duration.GetSampleCount(), duration.GetSampleSum())
	}
	var bounds []float64
	for _, bucket := range duration.GetBucket() {
		bounds = append(bounds, bucket.GetUpperBound())
	}
	if want := []float64{0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10}; !slices.Equal(bounds[:len(want)], want) {
		t.Errorf("buckets: %v", bounds)
	}
	for _, one := range []struct {
		name   string
		labels []string
		value  float64
	}{
		{"errors", []string{"users", "create", "write", "23505"}, 1},
		{"errors", []string{"users", "create", "write", "40001"}, 1},
		{"errors", []string{"users", "create", "write", "unknown_outcome"}, 1},
		{"errors", []string{"users", "get_by_id", "read", "not_found"}, 1},
		{"errors", []string{"lab.samples", "list", "read", "timeout"}, 1},
		{"errors", []string{"lab.samples", "list", "read", "canceled"}, 1},
		{"errors", []string{"lab.samples", "list", "read", "other"}, 1},
		{"rows", []string{"users", "create", "write"}, 1},
		{"rows", []string{"lab.samples", "list", "read"}, 100},
		{"retries", []string{"users", "create", "write"}, 3},
		{"retries", []string{"users", "get_by_id", "write"}, 1},
		{"retries", []string{"users", "get_by_id", "read"}, 0},
		{"fallbacks", []string{"users", "get_by_id", "write"}, 1},
		{"fallbacks", []string{"users", "create", "write"}, 0},
	} {
		labels := []string{"table", one.labels[0], "operation", one.labels[1], "side", one.labels[2]}
		if len(one.labels) == 4 {
			labels = append(labels, "class", one.labels[3])
		}
		found := find(t, families, "pgwright_query_"+one.name+"_total", labels...)
		if got := found.GetCounter().GetValue(); got != one.value {
			t.Errorf("%s of %q: %v, want %v", one.name, one.labels, got, one.value)
		}
	}
	slow := find(t, families, "pgwright_slow_queries_total", "table", "users", "operation", "create", "side", "write")
	if got := slow.GetCounter().GetValue(); got != 2 {
		t.Errorf("%v slow calls, want 2", got)
	}
	errors := len(families["pgwright_query_errors_total"].GetMetric())
	if errors != 7 || len(families) != 6 {
		t.Errorf("%d classes of errors in %d metrics", errors, len(families))
	}
}

func TestPrometheusFindsNoFaultInTheNames(t *testing.T) {
	reg := prometheus.NewRegistry()
	record(prometheusRecorder(t, reg))
	reg.MustRegister(repository.NewPrometheusPoolCollector(connected(t)))
	problems, err := testutil.GatherAndLint(reg)
	if err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
	// For the check of queries that runs after this.
	if path := os.Getenv("EXPOSITION"); path != "" {
		gathered, err := reg.Gather()
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		for _, family := range gathered {
			if _, err := expfmt.MetricFamilyToText(&text, family); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestPrometheusHasTheBucketsAskedFor(t *testing.T) {
	reg := prometheus.NewRegistry()
	record(prometheusRecorder(t, reg, 0.5, 3))
	duration := find(t, scrape(t, reg), "pgwright_query_duration_seconds", "table", "users", "operation", "create", "side", "write").GetHistogram()
	buckets := duration.GetBucket()
	if len(buckets) < 2 || buckets[0].GetUpperBound() != 0.5 || buckets[0].GetCumulativeCount() != 2 || buckets[1].GetCumulativeCount() != 4 {
		t.Errorf("buckets: %v", buckets)
	}
}

func TestPrometheusLabelsAreOfFixedSets(t *testing.T) {
	reg := prometheus.NewRegistry()
	rec := prometheusRecorder(t, reg)
	for _, q := range raised() {
		rec.RecordQuery(ctx, q)
	}
	var classes []string
	for _, metric := range scrape(t, reg)["pgwright_query_errors_total"].GetMetric() {
		for _, label := range metric.GetLabel() {
			if label.GetName() == "class" {
				classes = append(classes, label.GetValue())
			}
		}
	}
	slices.Sort(classes)
	if !slices.Equal(classes, raisedClasses) {
		t.Errorf("classes: %q", classes)
	}
}

func TestTwoPrometheusRecordersShareWhatIsRegistered(t *testing.T) {
	reg := prometheus.NewRegistry()
	wrapped := prometheus.WrapRegistererWith(prometheus.Labels{"service": "shop"}, reg)
	record(prometheusRecorder(t, wrapped))
	record(prometheusRecorder(t, wrapped))
	found := find(t, scrape(t, reg), "pgwright_query_duration_seconds", "table", "users", "operation", "create", "side", "write", "service", "shop")
	if got := found.GetHistogram().GetSampleCount(); got != 8 {
		t.Errorf("%d calls, want 8", got)
	}
}

func TestPrometheusRecorderSaysWhichNameIsTaken(t *testing.T) {
	reg := prometheus.NewRegistry()
	reg.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: "pgwright_query_rows_total", Help: "Another one."}))
	_, err := repository.NewPrometheusRecorder(reg)
	if err == nil || !strings.Contains(err.Error(), "pgwright_query_rows_total") {
		t.Errorf("%v", err)
	}
}

func TestPrometheusCountsFromManyGoroutines(t *testing.T) {
	reg := prometheus.NewRegistry()
	times := recordAtOnce(prometheusRecorder(t, reg))
	families := scrape(t, reg)
	var calls, errors uint64
	for _, metric := range families["pgwright_query_duration_seconds"].GetMetric() {
		calls += metric.GetHistogram().GetSampleCount()
	}
	for _, metric := range families["pgwright_query_errors_total"].GetMetric() {
		errors += uint64(metric.GetCounter().GetValue())
	}
	if calls != uint64(11*times) || errors != uint64(7*times) {
		t.Errorf("%d calls and %d errors of %d rounds", calls, errors, times)
	}
}
