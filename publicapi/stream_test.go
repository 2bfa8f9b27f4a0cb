package publicapi

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/web"
)

// patience is how long a test waits for what must come; it only decides how long a failure takes.
const patience = 60 * time.Second

// narrow is a listener whose connections hold little on their way, so that who does not read is noticed soon.
type narrow struct{ net.Listener }

func (n narrow) Accept() (net.Conn, error) {
	conn, err := n.Listener.Accept()
	if tcp, ok := conn.(*net.TCPConn); ok {
		err = errors.Join(err, tcp.SetWriteBuffer(4<<10))
	}
	return conn, err
}

// served puts the interface behind a real port and gives its address. Who comes from this machine is a trusted proxy.
func (f *fixture) served(t *testing.T) string {
	t.Helper()
	address, _ := f.servedBy(t)
	return address
}

func (f *fixture) servedBy(t *testing.T) (address string, shutdown func() error) {
	t.Helper()
	f.app = web.New(web.Options{BaseURL: baseURL, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	f.api.install(f.app)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	failed := make(chan error, 1)
	go func() { failed <- f.app.Listener(narrow{listener}) }()
	over := false
	shutdown = func() error {
		over = true
		return errors.Join(f.app.ShutdownWithTimeout(patience), <-failed)
	}
	t.Cleanup(func() {
		if !over {
			if err := shutdown(); err != nil {
				t.Error(err)
			}
		}
	})
	return listener.Addr().String(), shutdown
}

// block is what stands between two empty lines of a stream.
type block struct {
	id, event, data, comment string
	retry                    string
}

// ear listens to a stream.
type ear struct {
	t    *testing.T
	body io.ReadCloser
	from *bufio.Reader
}

// listen opens a stream. It fails on anything but 200.
func listen(t *testing.T, address, query string, header ...string) *ear {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+root+"/changes/stream?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", "text/event-stream")
	request.Header.Set("Accept-Encoding", "gzip, br, zstd")
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	transport := &http.Transport{DisableCompression: true}
	t.Cleanup(transport.CloseIdleConnections)
	response, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() }) // may be closed already
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "text/event-stream" ||
		response.Header.Get("Content-Encoding") != "" {
		t.Fatalf("%d %v", response.StatusCode, response.Header)
	}
	return &ear{t: t, body: response.Body, from: bufio.NewReader(response.Body)}
}

// block reads up to the next empty line; false at the end of the stream.
func (e *ear) block() (block, bool) {
	e.t.Helper()
	var b block
	for {
		line, err := e.from.ReadString('\n')
		if errors.Is(err, io.EOF) && line == "" {
			return b, false
		}
		if err != nil {
			e.t.Fatalf("stream: %v", err)
		}
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case line == "\n":
			return b, true
		case name == "":
			b.comment = value
		case name == "id":
			b.id = value
		case name == "event":
			b.event = value
		case name == "data":
			b.data = value
		case name == "retry":
			b.retry = value
		default:
			e.t.Fatalf("a stream has no line %q", line)
		}
	}
}

// change reads up to the next change.
func (e *ear) change() (id string, position int64) {
	e.t.Helper()
	for {
		b, ok := e.block()
		if !ok {
			e.t.Fatal("the stream ended")
		}
		if b.event == "" {
			continue
		}
		var change struct {
			Position int64 `json:"position"`
		}
		if err := json.Unmarshal([]byte(b.data), &change); err != nil || b.event != "change" {
			e.t.Fatalf("event %q: %v in %s", b.event, err, b.data)
		}
		return b.id, change.Position
	}
}

// adds publishes n records in one write; it may be called from any goroutine.
func (f *fixture) adds(kind disclosure.Kind, from, n int) error {
	batch := store.Batch{At: f.now}
	for i := range n {
		var body disclosure.Body = sampleFiling()
		if kind == disclosure.KindPermit {
			body = samplePermit(branchNumber, "2029-03-31")
		}
		batch.Writes = append(batch.Writes, store.Write{
			Op: disclosure.OpPublish, Record: f.record(numbered(kind, from+i), body), Trail: store.Trail{By: "test"},
		})
	}
	_, err := f.store.Apply(f.Context(), batch)
	return err
}

func TestStreamTellsWhatTheFeedTellsAndThenWhatComes(t *testing.T) {
	f := seeded(t)
	var page struct {
		FeedID  string            `json:"feed_id"`
		Changes []json.RawMessage `json:"changes"`
	}
	f.decoded(root+"/changes?limit=1000&lang=en", &page)
	e := listen(t, f.served(t), "lang=en")
	if first, _ := e.block(); first.retry != "3000" {
		t.Errorf("the stream begins with %+v", first)
	}
	for n, want := range page.Changes {
		got, _ := e.block()
		if got.event != "change" || got.data != string(want) || got.id != eventID(page.FeedID, int64(n+1)) {
			t.Fatalf("event %d is %+v, want %s", n, got, want)
		}
	}
	f.publish(numbered(disclosure.KindFiling, 90), sampleFiling())
	if _, position := e.change(); position != int64(len(page.Changes))+1 {
		t.Errorf("then came %d", position)
	}
}

func TestStreamResumesWithoutAGapOrADouble(t *testing.T) {
	f := seeded(t)
	f.api.streams.page = 7 // so that pages end in the middle of what comes
	address := f.served(t)
	const writes, each = 60, 5
	written := make(chan error, 1)
	go func() {
		var err error
		for n := 0; n < writes && err == nil; n++ {
			err = f.adds(disclosure.KindFiling, 1000+n*each, each)
		}
		written <- err
	}()
	last, want := "", int64(1)
	total := int64(writes*each) + 13 // the seeded store has 13 changes
	for round := 1; want <= total; round++ {
		header := []string{}
		if last != "" {
			header = []string{"Last-Event-ID", last}
		}
		e := listen(t, address, "after=3", header...)
		if last == "" {
			want = 4
		}
		for n := 0; n < round*3 && want <= total; n++ {
			id, position := e.change()
			if position != want {
				t.Fatalf("round %d: position %d, want %d", round, position, want)
			}
			last, want = id, position+1
		}
		if err := e.body.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-written; err != nil {
		t.Fatal(err)
	}
}

func TestStreamOfOneKindMovesOnOverTheOthers(t *testing.T) {
	f := seeded(t)
	f.api.streams.keepAlive = 20 * time.Millisecond
	address := f.served(t)
	var page feedPage
	f.decoded(root+"/changes?limit=1000", &page)
	e := listen(t, address, "kind=permit&after="+strconv.FormatInt(page.Position, 10))
	if err := f.adds(disclosure.KindFiling, 500, 10); err != nil {
		t.Fatal(err)
	}
	want := eventID(page.FeedID, page.Position+10)
	for {
		b, ok := e.block()
		if !ok || b.event != "" {
			t.Fatalf("what comes is %+v", b)
		}
		if b.id == want && b.comment != "" && b.data == "" {
			break // the id alone moved on
		}
	}
	if err := f.adds(disclosure.KindPermit, 500, 1); err != nil {
		t.Fatal(err)
	}
	if _, position := e.change(); position != page.Position+11 {
		t.Errorf("the permit came as %d", position)
	}
}

func TestStreamRefusesBeforeItBegins(t *testing.T) {
	f := seeded(t)
	var page feedPage
	f.decoded(root+"/changes?limit=1000", &page)
	target := root + "/changes/stream"
	for name, c := range map[string]struct {
		query, last, accept string
		status              int
		code                string
	}{
		"another feed":                 {query: "?feed=other", status: 409, code: "feed-reset"},
		"beyond the end":               {query: "?after=1000", status: 409, code: "feed-reset"},
		"last event of another feed":   {last: "other:1", status: 409, code: "feed-reset"},
		"last event beyond the end":    {last: "1000", status: 409, code: "feed-reset"},
		"last event against the query": {query: "?feed=" + page.FeedID, last: "other:1", status: 409, code: "feed-reset"},
		"no event":                     {last: "x", status: 400, code: "bad-request"},
		"no position":                  {last: page.FeedID + ":", status: 400, code: "bad-request"},
		"no feed":                      {last: ":1", status: 400, code: "bad-request"},
		"a negative position":          {last: page.FeedID + ":-1", status: 400, code: "bad-request"},
		"a position too long":          {last: strings.Repeat("9", 30), status: 400, code: "bad-request"},
		"a parameter of the page":      {query: "?limit=3", status: 400, code: "invalid-parameter"},
		"a wait":                       {query: "?wait=3", status: 400, code: "invalid-parameter"},
		"no kind":                      {query: "?kind=boat", status: 400, code: "invalid-parameter"},
		"another media type":           {accept: "application/json", status: 406, code: "not-acceptable"},
	} {
		t.Run(name, func(t *testing.T) {
			a := f.get(target+c.query, "Last-Event-ID", c.last, "Accept", c.accept)
			if a.status != c.status || a.code() != c.code {
				t.Errorf("%d %s, want %d %s: %s", a.status, a.code(), c.status, c.code, a.body)
			}
			if got := f.waiting(); got != 0 {
				t.Errorf("%d places are taken", got)
			}
		})
	}
}

func TestLastEventWinsOverAfter(t *testing.T) {
	f := seeded(t)
	address := f.served(t)
	var page feedPage
	f.decoded(root+"/changes?limit=1", &page)
	for _, last := range []string{"5", eventID(page.FeedID, 5)} {
		if _, position := listen(t, address, "after=1000", "Last-Event-ID", last).change(); position != 6 {
			t.Errorf("behind %q came %d", last, position)
		}
	}
}

func TestStreamAsksHeadersOnly(t *testing.T) {
	f := seeded(t)
	a := f.do(http.MethodHead, root+"/changes/stream")
	want := map[string]string{
		"Content-Type": "text/event-stream", "Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no",
		"Content-Encoding": "", "Access-Control-Allow-Origin": "*",
	}
	for name, value := range want {
		if got := a.header.Get(name); got != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
	if a.status != http.StatusOK || a.body != "" || f.waiting() != 0 {
		t.Errorf("%d with %d bytes; %d places are taken", a.status, len(a.body), f.waiting())
	}
}

func TestWhoHasTooManyStreamsIsTold(t *testing.T) {
	f := seeded(t)
	for range maxClientWaiters {
		f.api.waiters.enter(ownKey)
	}
	a := f.get(root + "/changes/stream")
	if a.status != http.StatusTooManyRequests || a.code() != "too-many-requests" || a.header.Get("Retry-After") == "" {
		t.Errorf("%d %v %s", a.status, a.header, a.body)
	}
	if got := f.waiting(); got != maxClientWaiters {
		t.Errorf("%d places are taken", got)
	}
}

func TestStreamEndsWithTheServer(t *testing.T) {
	f := seeded(t)
	address, shutdown := f.servedBy(t)
	e := listen(t, address, "")
	e.change()
	if err := shutdown(); err != nil {
		t.Fatal(err)
	}
	for {
		if _, more := e.block(); !more { // the end of the body, not a broken connection
			break
		}
	}
	f.settles("places taken", func() bool { return f.waiting() == 0 })
}

func TestWhoLeavesGivesThePlaceBackAtTheNextKeepAlive(t *testing.T) {
	f := seeded(t)
	f.api.streams.keepAlive = 20 * time.Millisecond
	e := listen(t, f.served(t), "")
	e.change()
	if got := f.waiting(); got != 1 {
		t.Fatalf("%d places are taken", got)
	}
	if err := e.body.Close(); err != nil {
		t.Fatal(err)
	}
	f.settles("places taken", func() bool { return f.waiting() == 0 })
	f.settles("the hub looks on", func() bool { f.api.hub.mu.Lock(); defer f.api.hub.mu.Unlock(); return f.api.hub.listeners == 0 })
}

func TestOneWhoHasLeftIsSeenAtOnce(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	there, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	here, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer here.Close()
	e := &events{listening: listening{conn: here}}
	if !e.listens() {
		t.Error("who is there does not listen")
	}
	if _, err := there.Write([]byte("more")); err != nil || !e.listens() {
		t.Errorf("who says something does not listen (%v)", err)
	}
	if err := there.Close(); err != nil {
		t.Fatal(err)
	}
	for range len("more") {
		if !e.listens() {
			return
		}
	}
	t.Error("who has left listens")
}

func TestWhoDoesNotReadIsCutOffAndHoldsUpNobody(t *testing.T) {
	f := newFixture(t)
	f.api.streams.patience = 200 * time.Millisecond
	const total = 3000
	if err := f.adds(disclosure.KindFiling, 1, total); err != nil {
		t.Fatal(err)
	}
	address := f.served(t)
	slow, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	if err := slow.(*net.TCPConn).SetReadBuffer(4 << 10); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintf(slow, "GET %s/changes/stream HTTP/1.1\r\nHost: x\r\n\r\n", root); err != nil {
		t.Fatal(err)
	}
	f.settles("who does not read has no place", func() bool { return f.waiting() == 1 })
	e := listen(t, address, "", "X-Forwarded-For", "203.0.113.7")
	for want := range int64(total) {
		if _, position := e.change(); position != want+1 {
			t.Fatalf("position %d, want %d", position, want+1)
		}
	}
	f.settles("who does not read keeps the place", func() bool { return f.waiting() == 1 })
	if got := len(f.api.waiters.byClient); got != 1 {
		t.Errorf("%d clients have places", got)
	}
}

// settles waits until what must come has come.
func (f *fixture) settles(otherwise string, come func() bool) {
	f.Helper()
	again := time.NewTicker(time.Millisecond)
	defer again.Stop()
	for deadline := time.Now().Add(patience); !come(); <-again.C {
		if time.Now().After(deadline) {
			f.Fatal(otherwise)
		}
	}
}

// restored answers from one store, and from another one once that took its place.
type restored struct {
	store.Reader
	store.Feed

	now atomic.Pointer[store.Store]
}

func (r *restored) Head(ctx context.Context) (store.Head, error) { return (*r.now.Load()).Head(ctx) }

func (r *restored) Changes(ctx context.Context, after int64, limit int, kind disclosure.Kind) (store.ChangePage, error) {
	return (*r.now.Load()).Changes(ctx, after, limit, kind)
}

func TestStreamTellsThatTheFeedIsNoMore(t *testing.T) {
	f, other := seeded(t), seeded(t)
	both := &restored{Reader: f.store, Feed: f.store}
	first, second := store.Store(f.store), store.Store(other.store)
	both.now.Store(&first)
	deps := f.api.Deps
	deps.Reader, deps.Feed = both, both
	f.api = newAPI(deps)
	e := listen(t, f.served(t), "after=12")
	e.change()
	both.now.Store(&second)
	f.settles("no reset came", func() bool {
		b, more := e.block()
		if !more {
			t.Fatal("the stream ended without a word")
		}
		return b.event == "reset" && b.id == "" && strings.Contains(b.data, `"code":"feed-reset"`)
	})
	if b, more := e.block(); more {
		t.Errorf("after the reset comes %+v", b)
	}
}
