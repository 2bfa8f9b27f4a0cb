package publicapi

import (
	"context"
	"fmt"
	"net"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// tallied counts what is asked of a store.
type tallied struct {
	store.Reader
	store.Feed

	heads, pages atomic.Int64
}

func (c *tallied) Head(ctx context.Context) (store.Head, error) {
	c.heads.Add(1)
	return c.Reader.Head(ctx)
}

func (c *tallied) Changes(ctx context.Context, after int64, limit int, kind disclosure.Kind) (store.ChangePage, error) {
	c.pages.Add(1)
	return c.Feed.Changes(ctx, after, limit, kind)
}

// TestAThousandListenersCostNextToNothing has 1,000 clients on one process. As long as there is nothing to tell, the store
// is asked for its head by one of us and for nothing else; what there is to tell is read once and told to all.
func TestAThousandListenersCostNextToNothing(t *testing.T) {
	const listeners = 1000
	f := seeded(t)
	asked := &tallied{Reader: f.store, Feed: f.store}
	deps := f.api.Deps
	deps.Reader, deps.Feed = asked, asked
	f.api = newAPI(deps)
	f.api.streams.keepAlive = time.Second
	address := f.served(t)
	var page feedPage
	f.decoded(root+"/changes?limit=1000", &page)
	goroutines, memory := runtime.NumGoroutine(), inUse()
	conns := make([]net.Conn, listeners)
	for n := range conns {
		conns[n] = dialStream(t, address, page.Position, n)
	}
	f.settles("not all have a place", func() bool { return f.waiting() == listeners })
	looks := func(n int64) {
		until := asked.heads.Load() + n
		f.settles("nobody looks", func() bool { return asked.heads.Load() >= until })
	}
	looks(3)
	before := asked.pages.Load()
	looks(3)
	if got := asked.pages.Load() - before; got != 0 {
		t.Errorf("%d pages were read while there was nothing to tell", got)
	}
	if got := runtime.NumGoroutine() - goroutines; got > listeners+50 {
		t.Errorf("%d listeners are %d goroutines", listeners, got)
	}
	if got := inUse() - memory; got > listeners*64<<10 {
		t.Errorf("%d listeners take %d KB of memory", listeners, got>>10)
	}
	f.publish(numbered(disclosure.KindFiling, 90), sampleFiling())
	for n, conn := range conns {
		if got := readUntil(t, conn, "event: change"); !strings.Contains(got, "id: "+eventID(page.FeedID, page.Position+1)) {
			t.Fatalf("listener %d got %q", n, got)
		}
	}
	if got := asked.pages.Load() - before; got > listeners/10 {
		t.Errorf("%d pages were read to tell one change", got)
	}
	for _, conn := range conns {
		if err := conn.Close(); err != nil {
			t.Fatal(err)
		}
	}
	f.settles("not all places are free", func() bool { return f.waiting() == 0 })
	f.settles("somebody still works for who has left", func() bool {
		all := make([]byte, 8<<20)
		all = all[:runtime.Stack(all, true)] // idle goroutines of the server stay for a while
		return !strings.Contains(string(all), "(*events)") && !strings.Contains(string(all), "(*hub)")
	})
}

// dialStream opens a stream as the n-th client behind a proxy.
func dialStream(t *testing.T, address string, after int64, n int) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() }) // may be closed already
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	_, err = fmt.Fprintf(conn, "GET %s/changes/stream?after=%d HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 10.1.%d.%d\r\n\r\n",
		root, after, n/250, n%250)
	if err != nil {
		t.Fatal(err)
	}
	readUntil(t, conn, "retry: 3000")
	return conn
}

// readUntil reads until the words have come, and what came in the same pieces.
func readUntil(t *testing.T, conn net.Conn, words string) string {
	t.Helper()
	var got strings.Builder
	piece := make([]byte, 4<<10)
	for !strings.Contains(got.String(), words) {
		n, err := conn.Read(piece)
		got.Write(piece[:n])
		if err != nil {
			t.Fatalf("%v after %q", err, got.String())
		}
	}
	return got.String()
}

// inUse is the memory that heap and stacks take, in bytes.
func inUse() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}
