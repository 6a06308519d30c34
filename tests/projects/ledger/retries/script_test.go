package retries

import (
	"context"
	"errors"
	"net"
	"testing"

	"example.com/ledger/repository"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// script is an executor that has an outcome for each statement it is sent, the last one for all
// that follow. Errors appear where pgx has them: at Scan for QueryRow, after some rows for Query.
type script struct {
	outcomes []error
	sent     int
	// rowsBefore is how many rows a query gives before its error.
	rowsBefore int
}

func fails(outcomes ...error) *script { return &script{outcomes: outcomes} }

func (s *script) next() error {
	if s.sent == 100 {
		return errors.New("the script was not made for so many attempts")
	}
	outcome := s.outcomes[min(s.sent, len(s.outcomes)-1)]
	s.sent++
	return outcome
}

func (s *script) Query(context.Context, string, ...any) (pgx.Rows, error) {
	err := s.next()
	left := s.rowsBefore
	if err == nil {
		left = 3
	}
	return &rows{left: left, err: err}, nil
}

func (s *script) QueryRow(context.Context, string, ...any) pgx.Row { return row{s.next()} }

func (s *script) Exec(context.Context, string, ...any) (pgconn.CommandTag, error) {
	return pgconn.NewCommandTag("DELETE 1"), s.next()
}

type row struct{ err error }

func (r row) Scan(...any) error { return r.err }

// rows are so many rows, and then an error or none.
type rows struct {
	pgx.Rows
	left int
	err  error
}

func (r *rows) Next() bool {
	r.left--
	return r.left >= 0
}

func (r *rows) Scan(...any) error { return nil }

func (r *rows) Err() error { return r.err }

func (r *rows) Close() {}

func sqlstate(code string) error { return &pgconn.PgError{Code: code, Message: "made for the test"} }

// refusedConnection is what pgx says when nobody listens.
func refusedConnection(t *testing.T) error {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = pgconn.Connect(t.Context(), "postgres://nobody@"+address+"/nothing?sslmode=disable")
	var connect *pgconn.ConnectError
	if !errors.As(err, &connect) {
		t.Fatalf("not a refused connection: %v", err)
	}
	return err
}

// closedConnection is what pgx says of a connection that it has closed before: also when the reply
// to a statement that ran was lost.
type closedConnection struct{}

func (closedConnection) Error() string { return "conn closed" }

func (closedConnection) SafeToRetry() bool { return true }

// unsent is what pgx says when it knows that it sent nothing.
type unsent struct{}

func (unsent) Error() string { return "write failed before a byte" }

func (unsent) SafeToRetry() bool { return true }

// quick repeats often and at once.
var quick = &repository.RetryConfig{MaxRetries: 3, BaseDelay: 1, MaxDelay: 1}
