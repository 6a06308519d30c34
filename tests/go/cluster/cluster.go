// Package cluster controls the primary and the streaming standby that tests/src/postgres made for
// this run, and asks them what they saw. Its tests must not run in parallel: there is one cluster,
// and a server that one test stops is stopped for all. Packages wait for each other by themselves.
package cluster

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Cluster is the two servers. What goes wrong with them fails the test; its methods may be called
// from any goroutine.
type Cluster struct {
	Primary *Server
	Standby *Server
	t       testing.TB
}

// Open returns the cluster with both servers running, and the standby caught up. When the test is
// over, the servers are brought back into that state.
func Open(t testing.TB) *Cluster {
	t.Helper()
	lock(t)
	c := &Cluster{
		Primary: newServer(t, "primary", "PRIMARY_DSN"),
		Standby: newServer(t, "standby", "STANDBY_DSN"),
		t:       t,
	}
	c.Restore()
	t.Cleanup(c.Restore)
	return c
}

// taken is the file whose lock says that this program has the cluster, until it ends.
var taken struct {
	sync.Mutex
	file *os.File
}

func lock(t testing.TB) {
	t.Helper()
	taken.Lock()
	defer taken.Unlock()
	if taken.file != nil {
		return
	}
	file, err := os.OpenFile(filepath.Join(variable(t, "CLUSTER_FOLDER"), "lock"), os.O_CREATE|os.O_RDWR, 0o666)
	if err == nil {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
	}
	if err != nil {
		t.Fatal(err)
	}
	taken.file = file
}

func variable(t testing.TB, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Fatalf("%s is not set: these tests run through tests/run, which starts the servers", name)
	}
	return value
}

// Restore thaws and starts what is not running, resumes replay, and waits until the standby has
// caught up.
func (c *Cluster) Restore() {
	c.t.Helper()
	for _, server := range []*Server{c.Primary, c.Standby} {
		server.Thaw()
		if !server.Running() {
			server.Start()
		}
	}
	c.ResumeReplay()
	c.WaitCaughtUp()
}

// PauseReplay lets the standby lag: it goes on receiving, but applies nothing.
func (c *Cluster) PauseReplay() {
	c.t.Helper()
	c.Standby.Exec("SELECT pg_wal_replay_pause()")
	// Asked for is not yet done.
	c.until("replay to pause", func() bool {
		return c.Standby.Text("SELECT pg_get_wal_replay_pause_state()") == "paused"
	})
}

// ResumeReplay ends the lag.
func (c *Cluster) ResumeReplay() {
	c.t.Helper()
	c.Standby.Exec("SELECT pg_wal_replay_resume()")
}

// WaitCaughtUp waits until the standby has applied what the primary has written so far.
func (c *Cluster) WaitCaughtUp() {
	c.t.Helper()
	position := c.Primary.Text("SELECT pg_current_wal_lsn()::text")
	c.until("the standby to catch up", func() bool {
		return c.Standby.Text("SELECT coalesce(pg_last_wal_replay_lsn() >= '"+position+"', false)::text") == "true"
	})
}

// until waits for a minute at most.
func (c *Cluster) until(what string, done func() bool) {
	c.t.Helper()
	for end := time.Now().Add(time.Minute); !done(); time.Sleep(10 * time.Millisecond) {
		if c.t.Failed() || time.Now().After(end) {
			c.t.Errorf("waited in vain for %s", what)
			return
		}
	}
}

// As returns a connection string for another user: app with the password correct is let in.
func As(dsn, user, password string) string {
	parsed, err := url.Parse(dsn)
	if err != nil {
		panic(err)
	}
	parsed.User = url.UserPassword(user, password)
	return parsed.String()
}

// Through returns a connection string by way of another address, a proxy's.
func Through(dsn, address string) string {
	parsed, err := url.Parse(dsn)
	if err != nil {
		panic(err)
	}
	parsed.Host = address
	return parsed.String()
}

// With returns a connection string with one more parameter.
func With(dsn, name, value string) string {
	parsed, err := url.Parse(dsn)
	if err != nil {
		panic(err)
	}
	query := parsed.Query()
	query.Set(name, value)
	parsed.RawQuery = query.Encode()
	return parsed.String()
}

// connect opens a connection that is none of the tested program's.
func connect(dsn string) (*pgx.Conn, context.Context, context.CancelFunc, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	conn, err := pgx.Connect(ctx, With(dsn, "application_name", "cluster"))
	return conn, ctx, cancel, err
}
