package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// cutKind is the place at which a proxy cuts a connection.
type cutKind int

const (
	// cutAnywhere cuts in the middle of a message to the server.
	cutAnywhere cutKind = iota
	// cutEverything cuts all connections at once.
	cutEverything
	// cutBeforeCommit cuts instead of forwarding a commit: it does not take place.
	cutBeforeCommit
	// cutBehindCommit forwards a commit and cuts at once, while the server may still be at it.
	cutBehindCommit
	// cutCommitAnswer forwards a commit, waits for the answer and cuts instead of forwarding that: it did take place.
	cutCommitAnswer
)

func cutKinds() []cutKind {
	return []cutKind{cutAnywhere, cutEverything, cutBeforeCommit, cutBehindCommit, cutCommitAnswer}
}

func (k cutKind) inCommit() bool { return k >= cutBeforeCommit }

func (k cutKind) String() string {
	return [...]string{"in a message", "all at once", "before COMMIT", "behind COMMIT", "answer to COMMIT"}[k]
}

// cut is a cut to be made: at the message, or commit, behind so many others.
type cut struct {
	kind cutKind
	skip int
	made chan struct{}
}

// proxy stands between a program and PostgreSQL, on a Unix socket of its own, and cuts connections when it is told to.
type proxy struct {
	folder string
	server string // socket of the server
	// cuts counts the cuts that were made.
	cuts atomic.Int64

	mu    sync.Mutex
	next  *cut
	links map[*link]bool
}

// newProxy starts a proxy before the server of an address. It ends with the test.
func newProxy(t *testing.T, address string) *proxy {
	t.Helper()
	folder, err := os.MkdirTemp("", "msproxy") //nolint:usetesting // short: the path of a socket has at most 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	const socket = ".s.PGSQL.5432"
	p := &proxy{folder: folder, server: filepath.Join(hostOf(t, address), socket), links: make(map[*link]bool)}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", filepath.Join(folder, socket))
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	wait.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return // closed
			}
			wait.Go(func() { p.serve(client) })
		}
	})
	t.Cleanup(func() {
		listener.Close()
		p.mu.Lock()
		for l := range p.links {
			l.close()
		}
		p.mu.Unlock()
		wait.Wait()
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	return p
}

// arm tells which cut comes next; the channel is closed when it was made.
func (p *proxy) arm(kind cutKind, skip int) <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next = &cut{kind: kind, skip: skip, made: make(chan struct{})}
	return p.next.made
}

// disarm takes back a cut that was not made.
func (p *proxy) disarm() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next = nil
}

// due takes the next cut if its message has come.
func (p *proxy) due(isCommit bool) *cut {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next == nil || p.next.kind.inCommit() != isCommit {
		return nil
	}
	if p.next.skip--; p.next.skip >= 0 {
		return nil
	}
	taken := p.next
	p.next = nil
	return taken
}

// made cuts a connection, or all of them, and says so.
func (p *proxy) made(c *cut, l *link) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l.close()
	if c.kind == cutEverything {
		for other := range p.links {
			other.close()
		}
	}
	p.cuts.Add(1)
	close(c.made)
}

// link is one connection through the proxy.
type link struct {
	client, server net.Conn
	// swallow is the cut that the next answer of the server falls to.
	swallow atomic.Pointer[cut]
}

func (l *link) close() {
	l.client.Close()
	l.server.Close()
}

func (p *proxy) serve(client net.Conn) {
	server, err := (&net.Dialer{}).DialContext(context.Background(), "unix", p.server)
	if err != nil {
		client.Close()
		return
	}
	l := &link{client: client, server: server}
	p.mu.Lock()
	p.links[l] = true
	p.mu.Unlock()
	var back sync.WaitGroup
	back.Go(func() { p.answers(l) })
	_ = p.questions(l) // it ends with the connection
	l.close()
	back.Wait()
	p.mu.Lock()
	delete(p.links, l)
	p.mu.Unlock()
}

// answers carries what the server says.
func (p *proxy) answers(l *link) {
	defer l.close()
	buffer := make([]byte, 64<<10)
	for {
		n, err := l.server.Read(buffer)
		if c := l.swallow.Load(); c != nil && n > 0 {
			p.made(c, l)
			return
		}
		if _, writeErr := l.client.Write(buffer[:n]); err != nil || writeErr != nil {
			return
		}
	}
}

var errCut = errors.New("cut")

// questions carries what the client says, message by message: the first has no type, all others begin with one byte of type
// and four of length.
func (p *proxy) questions(l *link) error {
	in := bufio.NewReaderSize(l.client, 64<<10)
	if err := carry(in, l.server, 0); err != nil {
		return err
	}
	for {
		const typed = 1
		head, err := in.Peek(typed + 4)
		if err != nil {
			return err
		}
		isCommit := false
		if commit := "Q\x00\x00\x00\x0bcommit\x00"; strings.HasPrefix(commit, string(head)) {
			whole, err := in.Peek(len(commit))
			if err != nil {
				return err
			}
			isCommit = string(whole) == commit
		}
		if c := p.due(isCommit); c != nil {
			return p.make(c, l, in)
		}
		if err := carry(in, l.server, typed); err != nil {
			return err
		}
	}
}

// make makes a cut at the message that comes next.
func (p *proxy) make(c *cut, l *link, in *bufio.Reader) error {
	switch c.kind {
	case cutAnywhere, cutEverything:
		half, _ := in.Peek(max(1, in.Buffered()/2))
		_, _ = l.server.Write(half) // it is cut anyway
	case cutBeforeCommit:
	case cutBehindCommit:
		if err := carry(in, l.server, 1); err != nil {
			return err
		}
	case cutCommitAnswer:
		l.swallow.Store(c)
		if err := carry(in, l.server, 1); err != nil {
			return err
		}
		_, _ = io.Copy(io.Discard, in) // until the answer came and the connection was cut
		return errCut
	}
	p.made(c, l)
	return errCut
}

// carry carries one message, behind so many bytes of type.
func carry(in *bufio.Reader, out io.Writer, typed int) error {
	head, err := in.Peek(typed + 4)
	if err != nil {
		return err
	}
	length := int64(typed) + int64(binary.BigEndian.Uint32(head[typed:]))
	_, err = io.CopyN(out, in, length)
	return err
}
