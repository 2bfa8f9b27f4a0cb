package postgres_test

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// fault is what a wire does to a connection when its moment has come.
type fault int

const (
	// cutBefore drops the connection before the server gets the commit.
	cutBefore fault = iota
	// cutAfter lets the server commit and drops its answer.
	cutAfter
	// cutMeanwhile passes the commit on and drops the connection at once, so that nobody knows which comes first.
	cutMeanwhile
	// cutAfterAndRefuse is cutAfter, and the next connections are refused.
	cutAfterAndRefuse
	// cutInRecords drops the connection in the middle of the rows of the table record, or of a staged batch.
	cutInRecords
	// cutInTrail drops it in the middle of the rows of the table trail.
	cutInTrail
	// cutLate drops the connection at the commit, which the server gets when the test says so.
	cutLate
	// swallowRecords takes what comes from the rows of the table record on, or of a staged batch, and passes on nothing, until
	// the client gives up: a network that has gone without a word.
	swallowRecords
)

// moment is when a fault comes.
type moment int

const (
	never moment = iota
	atCommit
	inRecords
	inTrail
)

func (f fault) moment() moment {
	switch f {
	case cutInRecords, swallowRecords:
		return inRecords
	case cutInTrail:
		return inTrail
	default:
		return atCommit
	}
}

func (f fault) String() string {
	return []string{
		"before the commit", "after the commit", "during the commit", "after the commit, and the server refuses", "in the records",
		"in the trail", "with a late commit", "swallowed in the records",
	}[f]
}

// refusals is how many connections are refused after cutAfterAndRefuse, unless the test says otherwise.
const refusals = 4

// wire stands between a store and its server, on a Unix socket of its own, and passes on what they say. It knows just
// enough of PostgreSQL's protocol to see a commit and the rows of a COPY go by.
type wire struct {
	listener net.Listener
	server   string

	mu sync.Mutex
	// faults are those to come, one for each moment that fits the first of them.
	faults   []fault
	refusals int
	refuse   int
	// arrived is closed when a late commit shall arrive.
	arrived chan struct{}
}

// newWire lays a wire before the server of a URL and returns it with the URL that leads through it.
func newWire(t testing.TB, serverURL string) (*wire, string) {
	t.Helper()
	parsed, err := url.Parse(serverURL)
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.MkdirTemp("", "wire") //nolint:usetesting // the name of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	const name = ".s.PGSQL.5432"
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: listener, server: filepath.Join(parsed.Query().Get("host"), name), refusals: refusals, arrived: make(chan struct{})}
	var wg sync.WaitGroup
	wg.Go(func() { w.serve(t.Context(), &wg) })
	t.Cleanup(func() {
		listener.Close()
		wg.Wait()
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	return w, strings.Replace(serverURL, "host="+parsed.Query().Get("host"), "host="+folder, 1)
}

// expect sets the faults to come.
func (w *wire) expect(faults ...fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = faults
}

// refuseFor sets how many connections are refused after cutAfterAndRefuse, this one included if it has come.
func (w *wire) refuseFor(connections int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refusals = connections
	w.refuse = min(w.refuse, connections)
}

// arrive lets a late commit arrive.
func (w *wire) arrive() { close(w.arrived) }

// left is the number of faults that have not come yet.
func (w *wire) left() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.faults)
}

func (w *wire) serve(ctx context.Context, wg *sync.WaitGroup) {
	for {
		client, err := w.listener.Accept()
		if err != nil {
			return // closed
		}
		if w.refuses() {
			client.Close()
			continue
		}
		server, err := (&net.Dialer{}).DialContext(ctx, "unix", w.server)
		if err != nil {
			client.Close()
			continue
		}
		c := &connection{wire: w, client: client, server: server}
		wg.Go(c.answers)
		wg.Go(c.questions)
	}
}

func (w *wire) refuses() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.refuse == 0 {
		return false
	}
	w.refuse--
	return true
}

// next takes the next fault if its moment has come.
func (w *wire) next(now moment) (fault, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.faults) == 0 || w.faults[0].moment() != now {
		return 0, false
	}
	f := w.faults[0]
	w.faults = w.faults[1:]
	if f == cutAfterAndRefuse {
		w.refuse = w.refusals
	}
	return f, true
}

// connection is one connection through a wire.
type connection struct {
	wire           *wire
	client, server net.Conn
	// copying is where the rows of the present COPY are.
	copying moment

	mu sync.Mutex
	// deaf says that the client gets no more answers; the connection ends with the next one.
	deaf bool
}

func (c *connection) close() {
	c.client.Close()
	c.server.Close()
}

// answers passes on what the server says.
func (c *connection) answers() {
	defer c.close()
	buffer := make([]byte, 1<<16)
	for {
		n, err := c.server.Read(buffer)
		c.mu.Lock()
		deaf := c.deaf
		c.mu.Unlock()
		if err != nil || deaf {
			return // the server has answered the commit, or has gone
		}
		if _, err := c.client.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// questions passes on what the client says.
func (c *connection) questions() {
	defer c.closeUnlessDeaf()
	in := bufio.NewReaderSize(c.client, 1<<16)
	if err := c.passStart(in); err != nil {
		return
	}
	for {
		kind, message, err := readMessage(in)
		if err != nil || c.cut(kind, message) {
			return
		}
		if _, err := c.server.Write(message); err != nil {
			return
		}
	}
}

func (c *connection) closeUnlessDeaf() {
	c.mu.Lock()
	deaf := c.deaf
	c.mu.Unlock()
	if !deaf {
		c.close() // otherwise answers does, once the server has said what is lost
	}
}

// cut does what is to be done at a message and reports whether that ends the connection.
func (c *connection) cut(kind byte, message []byte) bool {
	f, ok := c.wire.next(c.momentOf(kind, string(message[messageHead:])))
	if !ok {
		return false
	}
	switch f {
	case cutAfter, cutAfterAndRefuse:
		c.mu.Lock()
		c.deaf = true
		c.mu.Unlock()
		c.server.Write(message) //nolint:errcheck // the test sees whether it has come
	case cutLate:
		c.client.Close()
		<-c.wire.arrived
		c.mu.Lock()
		c.deaf = true
		c.mu.Unlock()
		c.server.Write(message) //nolint:errcheck // likewise
	case cutMeanwhile:
		c.server.Write(message) //nolint:errcheck // likewise
	case cutInRecords, cutInTrail:
		c.server.Write(message[:len(message)/2]) //nolint:errcheck // likewise
	case swallowRecords:
		io.Copy(io.Discard, c.client) //nolint:errcheck // ends when the client has given up
	case cutBefore:
	}
	return true
}

// momentOf tells which moment a message is.
func (c *connection) momentOf(kind byte, text string) moment {
	const query, rows = 'Q', 'd'
	switch {
	case kind == rows:
		return c.copying
	case kind != query:
		return never
	case strings.HasPrefix(text, "commit"):
		return atCommit
	case strings.Contains(text, "COPY mingshi.trail"):
		c.copying = inTrail
	case strings.Contains(text, "COPY mingshi.record "), strings.Contains(text, "COPY mingshi_staging."):
		c.copying = inRecords
	case strings.Contains(text, "COPY"):
		c.copying = never
	}
	return never
}

// messageHead is the length of a message's kind and length.
const messageHead = 5

// passStart passes on the first message, which has no kind.
func (c *connection) passStart(in *bufio.Reader) error {
	head, err := in.Peek(4)
	if err != nil {
		return err
	}
	_, err = io.CopyN(c.server, in, int64(binary.BigEndian.Uint32(head)))
	return err
}

func readMessage(in *bufio.Reader) (kind byte, message []byte, err error) {
	head, err := in.Peek(messageHead)
	if err != nil {
		return 0, nil, err
	}
	length := binary.BigEndian.Uint32(head[1:])
	if length > 1<<30 {
		return 0, nil, errors.New("a message longer than there are")
	}
	message = make([]byte, 1+length)
	if _, err := io.ReadFull(in, message); err != nil {
		return 0, nil, fmt.Errorf("message of %d bytes: %w", length, err)
	}
	return message[0], message, nil
}
