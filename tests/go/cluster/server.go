package cluster

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Server is the primary or the standby.
type Server struct {
	// Name is "primary" or "standby".
	Name string
	// DSN is the connection string of a superuser to this test's database.
	DSN string

	folder   string
	programs string
	t        testing.TB
}

func newServer(t testing.TB, name, dsn string) *Server {
	t.Helper()
	return &Server{
		Name:     name,
		DSN:      variable(t, dsn),
		folder:   variable(t, "CLUSTER_FOLDER"),
		programs: variable(t, "CLUSTER_PROGRAMS"),
		t:        t,
	}
}

// Address is the server's host:port, for a proxy before it.
func (s *Server) Address() string {
	s.t.Helper()
	dsn, err := url.Parse(s.DSN)
	if err != nil {
		s.t.Fatal(err)
	}
	return dsn.Host
}

func (s *Server) data() string { return filepath.Join(s.folder, s.Name) }

// LogPath is the server's log, each line with time, [pid], database, application and SQLSTATE.
func (s *Server) LogPath() string { return s.data() + ".log" }

// Log returns what the server has logged so far.
func (s *Server) Log() string {
	s.t.Helper()
	log, err := os.ReadFile(s.LogPath())
	if err != nil {
		s.t.Errorf("the log of the %s: %v", s.Name, err)
	}
	return string(log)
}

// Stop shuts the server down as an administrator does: sessions are ended.
func (s *Server) Stop() { s.t.Helper(); s.control("stop", "-m", "fast") }

// Crash ends the server without a shutdown: it recovers when it is started.
func (s *Server) Crash() { s.t.Helper(); s.control("stop", "-m", "immediate") }

// Start starts the server, and waits until it lets sessions in.
func (s *Server) Start() { s.t.Helper(); s.control("start", "-l", s.LogPath()) }

// Restart is Stop and Start.
func (s *Server) Restart() { s.t.Helper(); s.control("restart", "-m", "fast", "-l", s.LogPath()) }

func (s *Server) control(arguments ...string) {
	s.t.Helper()
	command := exec.Command(filepath.Join(s.programs, "pg_ctl"), append([]string{"-D", s.data(), "-w"}, arguments...)...)
	command.Dir = "/"
	command.Env = append(os.Environ(), "LC_ALL=C")
	if os.Getuid() == 0 {
		// PostgreSQL refuses root: the folder's owner is who runs it.
		info, err := os.Stat(s.folder)
		if err != nil {
			s.t.Errorf("the folder of the servers: %v", err)
			return
		}
		owner := info.Sys().(*syscall.Stat_t)
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}}
	}
	if output, err := command.Output(); err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			output = append(output, exit.Stderr...)
		}
		s.t.Errorf("%s of the %s: %v\n%s", arguments[0], s.Name, err, output)
	}
}

// postmaster returns the server's first process, zero when it does not run.
func (s *Server) postmaster() int {
	text, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	if err != nil {
		return 0
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(line)
	if err != nil || syscall.Kill(pid, 0) != nil {
		return 0
	}
	return pid
}

// Running reports whether the server runs.
func (s *Server) Running() bool { return s.postmaster() != 0 }

// Freeze stops every process of the server with SIGSTOP: connections stay open, the kernel still
// takes new ones, and nothing answers.
func (s *Server) Freeze() { s.t.Helper(); s.signal(syscall.SIGSTOP) }

// Thaw lets the server go on after Freeze.
func (s *Server) Thaw() { s.t.Helper(); s.signal(syscall.SIGCONT) }

// signal reaches the postmaster first, so that it does not start further processes meanwhile.
func (s *Server) signal(signal syscall.Signal) {
	s.t.Helper()
	postmaster := s.postmaster()
	if postmaster == 0 {
		if signal != syscall.SIGCONT {
			s.t.Errorf("the %s does not run", s.Name)
		}
		return
	}
	_ = syscall.Kill(postmaster, signal)
	parent := fmt.Sprintf("\nPPid:\t%d\n", postmaster)
	statuses, _ := filepath.Glob("/proc/[0-9]*/status")
	for _, path := range statuses {
		// A process may have ended since.
		if status, err := os.ReadFile(path); err == nil && strings.Contains(string(status), parent) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			_ = syscall.Kill(pid, signal)
		}
	}
}

// Exec runs SQL of one or more statements over a connection of its own.
func (s *Server) Exec(sql string) {
	s.t.Helper()
	conn, ctx, cancel, err := connect(s.DSN)
	defer cancel()
	if err == nil {
		defer func() { _ = conn.Close(ctx) }()
		_, err = conn.PgConn().Exec(ctx, sql).ReadAll()
	}
	if err != nil {
		s.t.Errorf("%s on the %s: %v", sql, s.Name, err)
	}
}

// Text returns the first column of the first row of a query.
func (s *Server) Text(sql string) string {
	s.t.Helper()
	conn, ctx, cancel, err := connect(s.DSN)
	defer cancel()
	var text string
	if err == nil {
		defer func() { _ = conn.Close(ctx) }()
		err = conn.QueryRow(ctx, sql, pgx.QueryExecModeSimpleProtocol).Scan(&text)
	}
	if err != nil {
		s.t.Errorf("%s on the %s: %v", sql, s.Name, err)
	}
	return text
}
