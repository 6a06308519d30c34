package recorders

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"example.com/bookshop/metrics/shop/repository"
)

// each calls test with a recorder of each kind.
func each[T testing.TB](t T, run func(T, string, func(T)) bool, test func(T, repository.MetricsRecorder)) {
	meter, _ := instruments(t)
	for name, rec := range map[string]repository.MetricsRecorder{
		"prometheus":    prometheusRecorder(t, prometheus.NewRegistry()),
		"opentelemetry": openTelemetryRecorder(t, meter),
		"expvar":        expvarRecorder(t, t.Name()),
	} {
		run(t, name, func(t T) { test(t, rec) })
	}
}

// Whatever a program records with, a call that ended well costs it no memory.
func TestRecordingACallAllocatesNothing(t *testing.T) {
	each(t, (*testing.T).Run, func(t *testing.T, rec repository.MetricsRecorder) {
		for _, q := range calls {
			if q.Err != nil {
				continue
			}
			rec.RecordQuery(ctx, q) // Its series is made once.
			if allocations := testing.AllocsPerRun(200, func() { rec.RecordQuery(ctx, q) }); allocations != 0 {
				t.Errorf("%v allocations for %+v", allocations, q)
			}
		}
	})
}

func BenchmarkRecordQuery(b *testing.B) {
	each(b, (*testing.B).Run, func(b *testing.B, rec repository.MetricsRecorder) {
		b.ReportAllocs()
		for b.Loop() {
			rec.RecordQuery(ctx, calls[0])
		}
	})
}
