package cluster

import (
	"net/url"
	"regexp"
)

// statistics is the database that has the view pg_stat_statements: of both servers, as the standby
// has what the primary has, though each counts for itself.
func (s *Server) statistics() string {
	dsn, err := url.Parse(s.DSN)
	if err != nil {
		panic(err)
	}
	dsn.Path = "/postgres"
	return dsn.String()
}

func (s *Server) database() string {
	dsn, err := url.Parse(s.DSN)
	if err != nil {
		panic(err)
	}
	return dsn.Path[1:]
}

// ResetStatements forgets what the server counted. A server also forgets in a crash.
func (s *Server) ResetStatements() {
	s.t.Helper()
	conn, ctx, cancel, err := connect(s.statistics())
	defer cancel()
	if err == nil {
		defer func() { _ = conn.Close(ctx) }()
		_, err = conn.Exec(ctx, "SELECT pg_stat_statements_reset()")
	}
	if err != nil {
		s.t.Errorf("the statistics of the %s: %v", s.Name, err)
	}
}

// Statement is what a server counted of statements of one name.
type Statement struct {
	Calls int64
	Rows  int64
}

// name is how generated code names its statements.
var name = regexp.MustCompile(`/\* name: (\S+) \*/`)

// Statements returns what the server has executed in this test's database without an error, by the
// name in the comment: "UsersRepository.GetByID". Others are left out.
func (s *Server) Statements() map[string]Statement {
	s.t.Helper()
	found := map[string]Statement{}
	conn, ctx, cancel, err := connect(s.statistics())
	defer cancel()
	if err != nil {
		s.t.Errorf("the statistics of the %s: %v", s.Name, err)
		return found
	}
	defer func() { _ = conn.Close(ctx) }()
	rows, err := conn.Query(ctx, `SELECT s.query, s.calls, s.rows
		FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
		WHERE d.datname = $1`, s.database())
	if err != nil {
		s.t.Errorf("the statistics of the %s: %v", s.Name, err)
		return found
	}
	defer rows.Close()
	for rows.Next() {
		var query string
		var one Statement
		if err := rows.Scan(&query, &one.Calls, &one.Rows); err != nil {
			s.t.Errorf("the statistics of the %s: %v", s.Name, err)
		}
		if match := name.FindStringSubmatch(query); match != nil {
			sum := found[match[1]]
			found[match[1]] = Statement{Calls: sum.Calls + one.Calls, Rows: sum.Rows + one.Rows}
		}
	}
	if err := rows.Err(); err != nil {
		s.t.Errorf("the statistics of the %s: %v", s.Name, err)
	}
	return found
}
