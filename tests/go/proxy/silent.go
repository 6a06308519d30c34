package proxy

import (
	"io"
	"net"
	"sync/atomic"
	"testing"
)

// Silent is an address that accepts connections and never answers.
type Silent struct {
	listener net.Listener
	accepted atomic.Int64
}

// NewSilent starts to listen; it ends with the test.
func NewSilent(t testing.TB) *Silent {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Silent{listener: listener}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.accepted.Add(1)
			go func() {
				_, _ = io.Copy(io.Discard, conn)
				_ = conn.Close()
			}()
		}
	}()
	t.Cleanup(s.Close)
	return s
}

// Address is where it listens.
func (s *Silent) Address() string { return s.listener.Addr().String() }

// Accepted returns how many connections came.
func (s *Silent) Accepted() int64 { return s.accepted.Load() }

// Close ends it: from then on the address refuses.
func (s *Silent) Close() { _ = s.listener.Close() }
