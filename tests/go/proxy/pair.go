package proxy

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// pair is a client's connection and the one to the server that belongs to it.
type pair struct {
	proxy  *Proxy
	client *net.TCPConn
	end    chan struct{} // closed by close
	once   sync.Once

	mu     sync.Mutex
	server *net.TCPConn

	// swallow says that the answer to the statement on its way is not to arrive.
	swallow atomic.Bool
	// half says that of the answer only the first row is to arrive.
	half atomic.Bool
	// within says that the session is in a transaction.
	within atomic.Bool
}

func newPair(p *Proxy, client *net.TCPConn) *pair {
	return &pair{proxy: p, client: client, end: make(chan struct{})}
}

// cut breaks the connection: every other client sees a reset rather than an end.
func (c *pair) cut() {
	if c.proxy.cuts.Add(1)%2 == 0 {
		_ = c.client.SetLinger(0)
	}
	c.close()
}

// close closes both sides.
func (c *pair) close() {
	c.once.Do(func() { close(c.end) })
	_ = c.client.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.server != nil {
		_ = c.server.Close()
	}
}

func (c *pair) run() {
	defer c.close()
	in := bufio.NewReaderSize(c.client, 64<<10)
	startup, err := c.startup(in)
	if err != nil {
		return
	}
	c.proxy.pass(c.end, 0)
	server, err := net.DialTimeout("tcp", c.proxy.target, 10*time.Second)
	if err != nil {
		return
	}
	c.mu.Lock()
	c.server = server.(*net.TCPConn)
	c.mu.Unlock()
	select {
	case <-c.end:
		// Cut meanwhile, when there was no server yet to close.
		_ = server.Close()
		return
	default:
	}
	if _, err := server.Write(startup); err != nil {
		return
	}
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		defer c.close()
		c.answers(bufio.NewReaderSize(server, 64<<10))
	}()
	c.statements(in, bufio.NewWriterSize(server, 64<<10))
	c.close()
	<-answered
}

const (
	sslRequest    = 80877103
	gssEncRequest = 80877104
)

// startup reads the client's first message, after it has declined encryption on the server's behalf.
func (c *pair) startup(in *bufio.Reader) ([]byte, error) {
	for {
		head, err := in.Peek(8)
		if err != nil {
			return nil, err
		}
		size := int(binary.BigEndian.Uint32(head))
		if size < 8 || size > 1<<20 {
			return nil, io.ErrUnexpectedEOF
		}
		code := binary.BigEndian.Uint32(head[4:])
		message := make([]byte, size)
		if _, err := io.ReadFull(in, message); err != nil {
			return nil, err
		}
		if code != sslRequest && code != gssEncRequest {
			return message, nil
		}
		if _, err := c.client.Write([]byte{'N'}); err != nil {
			return nil, err
		}
	}
}

// message reads one: its type, its length, its body.
func message(in *bufio.Reader) ([]byte, error) {
	head, err := in.Peek(5)
	if err != nil {
		return nil, err
	}
	size := int(binary.BigEndian.Uint32(head[1:]))
	if size < 4 {
		return nil, io.ErrUnexpectedEOF
	}
	whole := make([]byte, 1+size)
	_, err = io.ReadFull(in, whole)
	return whole, err
}

// statements forwards what the client says, and asks what is to happen to each statement.
func (c *pair) statements(in *bufio.Reader, out *bufio.Writer) {
	prepared := map[string]string{}
	for {
		whole, err := message(in)
		if err != nil {
			return
		}
		if sql, is := statement(whole, prepared); is {
			switch c.action(sql) {
			case CutBefore:
				// What was not flushed yet belongs to earlier statements, which had ended.
				c.proxy.counts[CutBefore].Add(1)
				c.cut()
				return
			case CutAfter:
				c.swallow.Store(true)
			case CutWithin:
				c.half.Store(true)
			}
		}
		if _, err := out.Write(whole); err != nil {
			return
		}
		if in.Buffered() > 0 {
			continue
		}
		c.proxy.pass(c.end, 0)
		if err := out.Flush(); err != nil {
			return
		}
	}
}

func (c *pair) action(sql string) Action {
	if decide := c.proxy.decide.Load(); decide != nil {
		return (*decide)(Statement{SQL: sql, InTransaction: c.within.Load()})
	}
	return Pass
}

// answers forwards what the server says, unless that is to be swallowed.
func (c *pair) answers(in *bufio.Reader) {
	var held []byte // the answer to a statement, as far as it has come, when it may be swallowed
	committed := false
	rows := 0
	for {
		whole, err := message(in)
		if err != nil {
			return
		}
		if whole[0] == 'Z' { // ReadyForQuery, with the state of the transaction
			c.within.Store(whole[5] != 'I')
		}
		if c.half.Load() {
			switch whole[0] {
			case 'D': // DataRow
				if rows++; rows == 2 {
					c.proxy.counts[CutWithin].Add(1)
					c.cut()
					return
				}
			case 'Z':
				c.half.Store(false)
				rows = 0
			}
		}
		send := whole
		if c.swallow.Load() {
			held = append(held, whole...)
			switch whole[0] {
			case 'C': // CommandComplete
				committed = true
			case 'E': // ErrorResponse
				committed = false
			case 'Z':
				if committed && !c.within.Load() {
					c.proxy.counts[CutAfter].Add(1)
					c.cut()
					return
				}
				c.swallow.Store(false)
			}
			if c.swallow.Load() {
				continue
			}
			send, held, committed = held, nil, false
		}
		c.proxy.pass(c.end, time.Duration(c.proxy.delay.Load()))
		if _, err := c.client.Write(send); err != nil {
			return
		}
	}
}
