// Package health tests what health checks, schema verification and connections are in running
// code: of packages that tests/tests/faults_health.rs generated with different settings, on a
// primary and a standby that it stops, freezes and lets lag.
package health

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/nhalm/pgxkit/v2"

	"example.com/bookshop/split"
)

// slack is what a busy machine may need beyond a limit.
const slack = 5 * time.Second

var background = context.Background()

// openSplit connects to both servers, without waiting for either.
func openSplit(t *testing.T, readDSN, writeDSN string) *pgxkit.DB {
	t.Helper()
	db := pgxkit.NewDB()
	if err := db.ConnectReadWrite(background, readDSN, writeDSN, pgxkit.WithMaxConns(3)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shutdown(t, db) })
	return db
}

func shutdown(t *testing.T, db *pgxkit.DB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(background, time.Second)
	defer cancel()
	if err := db.Shutdown(ctx); err != nil {
		t.Error(err)
	}
}

// noGoroutineLeft fails the test when it ends with more goroutines than now.
func noGoroutineLeft(t *testing.T) {
	t.Helper()
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		end := time.Now().Add(30 * time.Second)
		for runtime.NumGoroutine() > before {
			if time.Now().After(end) {
				stacks := make([]byte, 1<<20)
				t.Errorf("%d goroutines, before there were %d:\n%s", runtime.NumGoroutine(), before,
					stacks[:runtime.Stack(stacks, true)])
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
}

// within runs fn and fails the test when it takes much longer than limit.
func within[T any](t *testing.T, limit time.Duration, fn func() T) T {
	t.Helper()
	begun := time.Now()
	value := fn()
	if took := time.Since(begun); took > limit+slack {
		t.Errorf("took %v, the limit is %v", took, limit)
	}
	return value
}

// eventually waits until ok.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

type reply struct {
	Status string   `json:"status"`
	Write  string   `json:"write"`
	Read   string   `json:"read"`
	Lag    *float64 `json:"replication_lag_seconds"`
	Schema string   `json:"schema"`
}

// ask asks a handler, and looks whether its answer keeps the secrets.
func ask(t *testing.T, handler http.Handler, path string, wantStatus int) reply {
	t.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	response, err := http.Get(server.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var raw json.RawMessage
	var got reply
	if err := json.NewDecoder(response.Body).Decode(&raw); err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(raw)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&got); err != nil {
		t.Errorf("%s: %v", raw, err)
	}
	if response.StatusCode != wantStatus {
		t.Errorf("%s is %d with %s, want %d", path, response.StatusCode, raw, wantStatus)
	}
	header := response.Header
	if header.Get("Cache-Control") != "no-store" || header.Get("Content-Type") != "application/json" {
		t.Errorf("the headers are %v", header)
	}
	for _, name := range []string{"PRIMARY_DSN", "STANDBY_DSN"} {
		dsn, err := url.Parse(os.Getenv(name))
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{dsn.Hostname(), dsn.Port(), dsn.User.Username(), dsn.Path[1:], "wrong"} {
			if strings.Contains(string(raw), secret) {
				t.Errorf("%s tells %q", raw, secret)
			}
		}
	}
	return got
}

// see fails the test unless a package's check finds the state, in time, and its handler says so.
func see(t *testing.T, db *pgxkit.DB, want split.HealthState, ready int) split.Health {
	t.Helper()
	h := within(t, split.HealthTimeout, func() split.Health { return split.CheckHealth(background, db) })
	if h.State() != want || h.Ready() != (ready == http.StatusOK) {
		t.Errorf("the state is %s, ready %v: %+v; want %s, %d", h.State(), h.Ready(), h, want, ready)
	}
	got := within(t, split.HealthTimeout, func() reply { return ask(t, split.HealthHandler(db), "/readyz", ready) })
	if got.Status != string(want) {
		t.Errorf("/readyz says %+v, not %s", got, want)
	}
	alive := ask(t, split.HealthHandler(db), "/livez", http.StatusOK)
	if alive != (reply{Status: "alive"}) {
		t.Errorf("/livez says %+v", alive)
	}
	return h
}
