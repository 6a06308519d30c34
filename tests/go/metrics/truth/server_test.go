package truth

import (
	"regexp"
	"strings"
	"time"

	"example.com/bookshop/cluster"
)

// failure is an ERROR of a server's log.
type failure struct{ method, sqlstate string }

// application is what the tested connections call themselves.
const application = "measured"

var (
	prefix = regexp.MustCompile(`^\S+ \S+ \S+ \[(\d+)\] (\S+) (\S+) ([0-9A-Z]{5}) ([A-Z]+):  (.*)$`)
	named  = regexp.MustCompile(`/\* name: (\S+) \*/`)
)

// failures counts the ERROR lines of the tested connections in a log, each with the statement that
// the server logs behind it.
func failures(log string) (map[failure]int64, []string) {
	found := map[failure]int64{}
	var strange []string
	last := map[string]string{} // SQLSTATE by process.
	for line := range strings.Lines(log) {
		match := prefix.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if match == nil || match[3] != application {
			continue
		}
		process, sqlstate, kind, message := match[1], match[4], match[5], match[6]
		switch kind {
		case "ERROR":
			last[process] = sqlstate
		case "STATEMENT":
			if name := named.FindStringSubmatch(message); name != nil && last[process] != "" {
				found[failure{strings.ToLower(name[1]), last[process]}]++
				delete(last, process)
			}
		case "FATAL", "PANIC":
			// 08006: the program closed a connection whose statement it had given up.
			if sqlstate != "08006" {
				strange = append(strange, line)
			}
		}
	}
	for process, sqlstate := range last {
		strange = append(strange, "an ERROR "+sqlstate+" of process "+process+" without its statement")
	}
	return found, strange
}

// waitIdle waits until the server has no statement of the tested connections at work: one that
// was given up is over only when the server says so.
func waitIdle(s *cluster.Server) bool {
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		busy := s.Text(`SELECT count(*)::text FROM pg_stat_activity
			WHERE application_name = '` + application + `' AND state <> 'idle'`)
		if busy == "0" {
			return true
		}
	}
	return false
}
