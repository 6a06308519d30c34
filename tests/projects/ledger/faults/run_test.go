package faults

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"example.com/ledger/proxy"
)

// number reads a setting of the run.
func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		return otherwise
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		t.Fatalf("%s is %q, not a number", name, value)
	}
	return n
}

// faultsPerRun is how many there are at most between two judgements.
const faultsPerRun = 500

// TestFaults makes FAULTS faults happen, over runs with seeds that begin with FAULTS_SEED.
func TestFaults(t *testing.T) {
	total := number(t, "FAULTS", 300)
	seed := number(t, "FAULTS_SEED", 1)
	all := map[string]int{}
	for sum := 0; sum < total && !t.Failed(); seed++ {
		count := min(faultsPerRun, total-sum)
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			for name, n := range faultRun(t, uint64(seed), count) {
				all[name] += n
				sum += n
			}
		})
	}
	for _, class := range classes {
		if all[class.name] == 0 {
			t.Errorf("not one fault of the class %q happened", class.name)
		}
	}
	report(t, map[string]any{"all": all})
}

// faultRun makes count faults happen to a program at work, and returns how many of each class did.
func faultRun(t *testing.T, seed uint64, count int) map[string]int {
	isolation := "read committed"
	if seed%2 == 0 {
		isolation = "repeatable read"
	}
	begun := time.Now()
	l := open(t, seed, isolation)
	log := len(l.cluster.Primary.Log())
	f := newInjector(l)
	for n := range uint64(5) {
		l.work(n, l.someWrite)
	}
	for n := range uint64(3) {
		l.work(100+n, l.someRead)
	}
	f.run(count)
	f.close()
	verdict := l.finish()
	f.counts["cut before the statement"] = int(l.write.Count(proxy.CutBefore) + l.read.Count(proxy.CutBefore))
	f.counts["cut after the commit"] = int(l.write.Count(proxy.CutAfter) + l.read.Count(proxy.CutAfter))
	f.counts["cut within the answer"] = int(l.write.Count(proxy.CutWithin) + l.read.Count(proxy.CutWithin))
	f.counts["deadlock"] = l.logged(log, "40P01")
	f.counts["serialization failure"] = l.logged(log, "40001")
	report(t, map[string]any{
		"seed": seed, "isolation": isolation, "seconds": int(time.Since(begun).Seconds()), "faults": f.counts,
		"calls": verdict.Calls, "done": verdict.Outcomes[done], "refused": verdict.Outcomes[refused],
		"unknown": verdict.Outcomes[unknown], "unknown and done": verdict.UnknownDone, "unknown and not": verdict.UnknownNot,
		"duplicates": verdict.Duplicates, "lost": verdict.Lost, "hidden": verdict.Hidden, "partial": verdict.Partial,
		"reads": l.reads.Load(), "failed reads": l.unread.Load(),
		"retries": l.retries.Load(), "violations": len(l.journal.violations),
	})
	l.journal.fail(t)
	if writes, reads := verdict.Outcomes[done], int(l.reads.Load()); writes < count || reads < count {
		t.Errorf("only %d writes were done and %d reads answered", writes, reads)
	}
	return f.counts
}

// run injects until count faults have happened, by the share of each class.
func (f *injector) run(count int) {
	remaining := make([]int, len(classes))
	left := 0
	for n, class := range classes {
		remaining[n] = max(1, class.share*count/1000)
		left += remaining[n]
	}
	for left > 0 && !f.t.Failed() {
		pick := f.rng.IntN(left)
		for n, class := range classes {
			if pick -= remaining[n]; pick >= 0 {
				continue
			}
			happened := class.inject(f)
			f.counts[class.name] += happened
			if happened > 0 || counted(class.name) {
				remaining[n]--
				left--
			}
			break
		}
	}
	// What is armed is to happen.
	f.eventually(20*time.Second, func() bool { return f.before.Load()+f.within.Load()+f.after.Load() == 0 }, "cuts did not happen")
}

// counted says that the proxies or the server's log count a class.
func counted(name string) bool {
	switch name {
	case "cut before the statement", "cut within the answer", "cut after the commit", "deadlock", "serialization failure":
		return true
	}
	return false
}

// report adds a line to the file that FAULTS_REPORT names.
func report(t *testing.T, line map[string]any) {
	t.Helper()
	text, err := json.Marshal(line)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(string(text))
	path := os.Getenv("FAULTS_REPORT")
	if path == "" {
		return
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if _, err := fmt.Fprintf(file, "%s\n", text); err != nil {
		t.Fatal(err)
	}
}
