package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.com/tracker/internal/repository"
	"github.com/nhalm/pgxkit/v2"
)

// TestService starts the service, asks it as its users and its operators do, and
// ends it as an operator does.
func TestService(t *testing.T) {
	ctx := context.Background()
	db := pgxkit.NewDB()
	if err := db.Connect(ctx, os.Getenv("DATABASE_URL")); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Shutdown(ctx) }()
	user, err := repository.NewUsersRepository(db).Create(ctx, repository.CreateUsersParams{Email: "alan@example.com"})
	if err != nil {
		t.Fatal(err)
	}

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, address) }()

	if status, body := get(t, address, "/livez"); status != http.StatusOK {
		t.Errorf("/livez: %d %s", status, body)
	}
	status, body := get(t, address, "/readyz")
	var ready struct{ Status, Write, Read string }
	if err := json.Unmarshal([]byte(body), &ready); err != nil || status != http.StatusOK {
		t.Errorf("/readyz: %d %s %v", status, body, err)
	}
	if ready.Status != "up" || ready.Write != "up" || ready.Read != "up" {
		t.Errorf("/readyz: %s", body)
	}

	// The replica may take a moment.
	deadline := time.Now().Add(10 * time.Second)
	path := fmt.Sprintf("/users/%d", user.ID)
	for status, body = get(t, address, path); status != http.StatusOK && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
		status, body = get(t, address, path)
	}
	if status != http.StatusOK || !strings.Contains(body, "alan@example.com") {
		t.Errorf("%s: %d %s", path, status, body)
	}
	if status, body := get(t, address, "/users/0"); status != http.StatusNotFound {
		t.Errorf("/users/0: %d %s", status, body)
	}

	_, metrics := get(t, address, "/metrics")
	for _, want := range []string{`table="users"`, `operation="get_by_id"`, `side="read"`, "pgwright_pool_"} {
		if !strings.Contains(metrics, want) {
			t.Errorf("/metrics has no %s:\n%s", want, metrics)
		}
	}

	if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Error("after SIGTERM:", err)
	}
}

// get asks until the service answers at all.
func get(t *testing.T, address, path string) (int, string) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		response, err := http.Get("http://" + address + path)
		if err == nil {
			body, err := io.ReadAll(response.Body)
			_ = response.Body.Close()
			if err != nil {
				t.Fatal(err)
			}
			return response.StatusCode, string(body)
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
