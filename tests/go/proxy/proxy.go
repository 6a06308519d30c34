// Package proxy stands between a program and PostgreSQL and breaks what is between them: it delays,
// hangs, cuts before a byte of a statement reaches the server, or after the server has committed
// but before the answer. It reads as much of the protocol as it takes to know which is which.
package proxy

import (
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Action is what happens to a statement.
type Action int

const (
	// Pass lets it and its answer through.
	Pass Action = iota
	// CutBefore cuts the connection before a byte of the statement reaches the server.
	CutBefore
	// CutAfter lets the statement through, waits until the server has done and committed it,
	// swallows the answer and cuts the connection. A statement that failed, and one that did not
	// end a transaction, is not committed: its answer passes.
	CutAfter
	// CutWithin lets the statement through and cuts the connection before the second row of its
	// answer. An answer of fewer rows passes.
	CutWithin
	actions
)

// Statement is what a client has the server run.
type Statement struct {
	SQL string
	// InTransaction says that the session is in a transaction: only COMMIT commits.
	InTransaction bool
}

// Proxy forwards connections to a server.
type Proxy struct {
	listener net.Listener
	target   string
	decide   atomic.Pointer[func(Statement) Action]
	delay    atomic.Int64
	counts   [actions]atomic.Int64
	cuts     atomic.Int64

	mu     sync.Mutex
	closed bool
	pairs  map[*pair]struct{}
	hung   chan struct{} // closed when Hang ends; nil when nothing hangs
	done   sync.WaitGroup
}

// New starts a proxy in front of a server's host:port, which ends with the test.
func New(t testing.TB, target string) *Proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{listener: listener, target: target, pairs: map[*pair]struct{}{}}
	p.done.Add(1)
	go p.accept()
	t.Cleanup(p.Close)
	return p
}

// Address is where the proxy listens.
func (p *Proxy) Address() string { return p.listener.Addr().String() }

// Decide has decide asked of every statement; nil lets all pass. It is called from many goroutines.
func (p *Proxy) Decide(decide func(Statement) Action) {
	if decide == nil {
		p.decide.Store(nil)
		return
	}
	p.decide.Store(&decide)
}

// Count returns how often an action was taken.
func (p *Proxy) Count(action Action) int64 { return p.counts[action].Load() }

// Delay has every answer of the server wait.
func (p *Proxy) Delay(delay time.Duration) { p.delay.Store(int64(delay)) }

// Hang lets no byte pass, in either direction, until Resume. Connections are still taken.
func (p *Proxy) Hang() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.hung == nil {
		p.hung = make(chan struct{})
	}
}

// Resume ends Hang.
func (p *Proxy) Resume() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.hung != nil {
		close(p.hung)
		p.hung = nil
	}
}

// pass waits while the proxy hangs, and for the delay.
func (p *Proxy) pass(end <-chan struct{}, delay time.Duration) {
	p.mu.Lock()
	hung := p.hung
	p.mu.Unlock()
	if hung != nil {
		select {
		case <-hung:
		case <-end:
		}
	}
	if delay > 0 {
		select {
		case <-time.After(delay):
		case <-end:
		}
	}
}

// Cut cuts every open connection.
func (p *Proxy) Cut() {
	p.mu.Lock()
	pairs := make([]*pair, 0, len(p.pairs))
	for pair := range p.pairs {
		pairs = append(pairs, pair)
	}
	p.mu.Unlock()
	for _, pair := range pairs {
		pair.cut()
	}
}

// Open returns how many connections are open.
func (p *Proxy) Open() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.pairs)
}

// Close ends the proxy and its connections. From then on its address refuses.
func (p *Proxy) Close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	_ = p.listener.Close()
	p.Resume()
	p.Cut()
	p.done.Wait()
}

func (p *Proxy) accept() {
	defer p.done.Done()
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.done.Go(func() { p.serve(client.(*net.TCPConn)) })
	}
}

func (p *Proxy) serve(client *net.TCPConn) {
	pair := newPair(p, client)
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		pair.cut()
		return
	}
	p.pairs[pair] = struct{}{}
	p.mu.Unlock()
	pair.run()
	p.mu.Lock()
	delete(p.pairs, pair)
	p.mu.Unlock()
}
