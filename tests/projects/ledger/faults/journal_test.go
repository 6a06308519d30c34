package faults

import (
	"errors"
	"fmt"
	"hash/crc32"
	"sync"
	"testing"

	"example.com/ledger/repository"
	"github.com/jackc/pgx/v5/pgconn"
)

// outcome is what a call of a repository reported of its write.
type outcome int

const (
	done    outcome = iota // no error
	refused                // an error that does not wrap ErrOutcomeUnknown: nothing was written
	unknown                // an error that does
	outcomes
)

// call is a write that was reported, with one token for each row it wrote.
type call struct {
	kind    string
	tokens  []string
	outcome outcome
	err     error
}

// journal is what the program was told; the table writes is what happened.
type journal struct {
	mu         sync.Mutex
	calls      []call
	entries    []repository.Entry // created, reported done, and never deleted
	batches    [][]int64          // the keys of rows that one CreateMany created
	violations []string
}

// report enters a call's outcome.
func (j *journal) report(kind string, err error, tokens ...string) outcome {
	o := done
	switch {
	case errors.Is(err, repository.ErrOutcomeUnknown):
		o = unknown
	case err != nil:
		o = refused
	}
	if o == unknown && knowable(err) {
		j.violate("%s: reported as unknown though nothing was done: %v", kind, err)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.calls = append(j.calls, call{kind, tokens, o, err})
	return o
}

// knowable reports an error that says for certain that nothing was written: there was no
// connection, or the server refused the statement and lived on.
func knowable(err error) bool {
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		return true
	}
	var refused *pgconn.PgError
	return errors.As(err, &refused) && refused.Code[:2] != "08" && refused.Code[:3] != "57P"
}

func (j *journal) violate(format string, arguments ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.violations = append(j.violations, fmt.Sprintf(format, arguments...))
}

// created notes rows that other calls may count on.
func (j *journal) created(rows ...repository.Entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, rows...)
	if len(rows) > 1 {
		ids := make([]int64, len(rows))
		for n, row := range rows {
			ids[n] = row.ID
		}
		j.batches = append(j.batches, ids)
	}
}

// amount is what belongs to a token: a row whose amount is another's shows.
func amount(token string) int64 { return int64(crc32.ChecksumIEEE([]byte(token))) }

// verdict is what the journal and the database say together.
type verdict struct {
	Calls    int
	Outcomes [outcomes]int
	// Of the unknown ones, how many had been written, and how many had not.
	UnknownDone, UnknownNot int
	Duplicates              int // tokens that were written more than once
	Lost                    int // reported done and not there
	Hidden                  int // reported as surely not done, and there
	Partial                 int // calls of which some rows are there and some are not
}

// judge compares what was reported with what was written: a count for each token.
func (j *journal) judge(written map[string]int) verdict {
	j.mu.Lock()
	defer j.mu.Unlock()
	v := verdict{Calls: len(j.calls)}
	violate := func(what string, c call) {
		j.violations = append(j.violations, fmt.Sprintf("%s: %s, tokens %q, error: %v", what, c.kind, c.tokens[0], c.err))
	}
	for _, c := range j.calls {
		v.Outcomes[c.outcome]++
		there := 0
		twice := false
		for _, token := range c.tokens {
			if written[token] > 0 {
				there++
			}
			twice = twice || written[token] > 1
		}
		if twice {
			v.Duplicates++
			violate("written twice", c)
		}
		if there > 0 && there < len(c.tokens) {
			v.Partial++
			violate("written in part", c)
		}
		switch {
		case c.outcome == done && there == 0:
			v.Lost++
			violate("reported done and not there", c)
		case c.outcome == refused && there > 0:
			v.Hidden++
			violate("reported as not done and there", c)
		case c.outcome == unknown && there > 0:
			v.UnknownDone++
		case c.outcome == unknown:
			v.UnknownNot++
		}
	}
	return v
}

// fail reports what was violated, the first few in full.
func (j *journal) fail(t *testing.T) {
	t.Helper()
	j.mu.Lock()
	defer j.mu.Unlock()
	for n, violation := range j.violations {
		if n == 10 {
			t.Errorf("and %d more", len(j.violations)-n)
			break
		}
		t.Error(violation)
	}
}
