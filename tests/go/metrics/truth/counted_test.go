package truth

import (
	"context"
	"encoding/json"
	"expvar"
	"fmt"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"go.opentelemetry.io/otel/attribute"
	sdk "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"example.com/bookshop/metrics/shop/repository"
)

// series is what metrics count by. Method is as the server knows it: "usersrepository.getbyid".
type series struct{ side, method string }

// counted is what a recorder says of a series.
type counted struct {
	calls     int64
	rows      int64
	retries   int64
	fallbacks int64
	errors    map[string]int64
}

func (c counted) String() string {
	return fmt.Sprintf("%d calls, %d rows, %d retries, errors %v", c.calls, c.rows, c.retries, c.errors)
}

// lost are the calls that ended without the server's word.
func (c counted) lost() int64 {
	return c.errors["timeout"] + c.errors["canceled"] + c.errors["connection"] + c.errors["unknown_outcome"]
}

// succeeded are the calls whose statement did, also if it found nothing.
func (c counted) succeeded() int64 {
	n := c.calls
	for class, failed := range c.errors {
		if class != "not_found" {
			n -= failed
		}
	}
	return n
}

// recorders are one of each kind, all told of every call.
type recorders struct {
	t        testing.TB
	registry *prometheus.Registry
	reader   sdk.Reader
	name     string
	all      repository.MetricsRecorder
}

func newRecorders(t testing.TB) *recorders {
	t.Helper()
	r := &recorders{t: t, registry: prometheus.NewRegistry(), reader: sdk.NewManualReader(), name: t.Name()}
	one, err := repository.NewPrometheusRecorder(r.registry)
	if err != nil {
		t.Fatal(err)
	}
	two, err := repository.NewOpenTelemetryRecorder(sdk.NewMeterProvider(sdk.WithReader(r.reader)).Meter("truth"))
	if err != nil {
		t.Fatal(err)
	}
	three, err := repository.NewExpvarRecorder(r.name)
	if err != nil {
		t.Fatal(err)
	}
	r.all = repository.Recorders(one, two, three)
	return r
}

func method(table, operation string) string {
	return table + "repository." + strings.ReplaceAll(operation, "_", "")
}

// prometheus returns what Prometheus would scrape.
func (r *recorders) prometheus() map[series]counted {
	r.t.Helper()
	families, err := r.registry.Gather()
	if err != nil {
		r.t.Fatal(err)
	}
	found := map[series]counted{}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			labels := map[string]string{}
			for _, pair := range metric.GetLabel() {
				labels[pair.GetName()] = pair.GetValue()
			}
			key := series{labels["side"], method(labels["table"], labels["operation"])}
			one := found[key]
			add(&one, family, metric, labels["class"])
			found[key] = one
		}
	}
	return found
}

func add(one *counted, family *dto.MetricFamily, metric *dto.Metric, class string) {
	value := int64(metric.GetCounter().GetValue())
	switch family.GetName() {
	case "pgwright_query_duration_seconds":
		one.calls = int64(metric.GetHistogram().GetSampleCount())
	case "pgwright_query_rows_total":
		one.rows = value
	case "pgwright_query_retries_total":
		one.retries = value
	case "pgwright_query_fallbacks_total":
		one.fallbacks = value
	case "pgwright_query_errors_total":
		if one.errors == nil {
			one.errors = map[string]int64{}
		}
		one.errors[class] = value
	}
}

// openTelemetry returns what OpenTelemetry's SDK would export.
func (r *recorders) openTelemetry() map[series]counted {
	r.t.Helper()
	var all metricdata.ResourceMetrics
	if err := r.reader.Collect(context.Background(), &all); err != nil {
		r.t.Fatal(err)
	}
	found := map[series]counted{}
	for _, metric := range all.ScopeMetrics[0].Metrics {
		switch data := metric.Data.(type) {
		case metricdata.Histogram[float64]:
			for _, point := range data.DataPoints {
				of := values(point.Attributes)
				one := found[of.series()]
				one.calls += int64(point.Count)
				if class := of["error.type"]; class != "" {
					if one.errors == nil {
						one.errors = map[string]int64{}
					}
					one.errors[class] += int64(point.Count)
				}
				found[of.series()] = one
			}
		case metricdata.Sum[int64]:
			for _, point := range data.DataPoints {
				of := values(point.Attributes)
				one := found[of.series()]
				switch metric.Name {
				case "pgwright.query.rows":
					one.rows += point.Value
				case "pgwright.query.retries":
					one.retries += point.Value
				case "pgwright.query.fallbacks":
					one.fallbacks += point.Value
				}
				found[of.series()] = one
			}
		}
	}
	return found
}

// attributes are the values of OpenTelemetry's attributes by their names.
type attributes map[string]string

func values(set attribute.Set) attributes {
	found := attributes{}
	for _, one := range set.ToSlice() {
		found[string(one.Key)] = one.Value.AsString()
	}
	return found
}

func (a attributes) series() series {
	return series{a["pgwright.side"], method(a["db.collection.name"], a["db.operation.name"])}
}

// operation is what expvar shows of one; its sides are counted together.
type operation struct {
	Calls     int64            `json:"calls"`
	Rows      int64            `json:"rows"`
	Retries   int64            `json:"retries"`
	Fallbacks int64            `json:"fallbacks"`
	Errors    map[string]int64 `json:"errors"`
}

// expvar returns what package expvar shows, with no side.
func (r *recorders) expvar() map[series]counted {
	r.t.Helper()
	var tables map[string]map[string]operation
	if err := json.Unmarshal([]byte(expvar.Get(r.name).String()), &tables); err != nil {
		r.t.Fatal(err)
	}
	found := map[series]counted{}
	for table, operations := range tables {
		for name, one := range operations {
			if len(one.Errors) == 0 {
				one.Errors = nil
			}
			found[series{"", method(table, name)}] = counted{one.Calls, one.Rows, one.Retries, one.Fallbacks, one.Errors}
		}
	}
	return found
}

// withoutSides adds both sides up.
func withoutSides(all map[series]counted) map[series]counted {
	found := map[series]counted{}
	for key, one := range all {
		key.side = ""
		sum := found[key]
		sum.calls += one.calls
		sum.rows += one.rows
		sum.retries += one.retries
		sum.fallbacks += one.fallbacks
		for class, n := range one.errors {
			if sum.errors == nil {
				sum.errors = map[string]int64{}
			}
			sum.errors[class] += n
		}
		found[key] = sum
	}
	return found
}
