package publicapi

import (
	"context"
	"errors"
	"io"
	"net"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/web"
	"mingshi/internal/wire"
)

// listening is what one listener asked for and over which connection.
type listening struct {
	client string
	lens   wire.Lens
	kind   disclosure.Kind
	feedID string
	// after is the last position that was examined for the listener.
	after int64
	conn  net.Conn
	// done ends when the server shuts down.
	done <-chan struct{}
}

// events is the body of a stream. The server reads it in the goroutine of the connection and sends on at once what Read gives,
// so a listener is one goroutine, and one who reads slowly holds up nobody else.
type events struct {
	listening

	api *api
	// pending is what is written and not yet read; it may be shared, and is never written to.
	pending []byte
	ended   bool
	closed  bool
	beat    *time.Timer
}

// newEvents begins the body for a listener who has a place among the waiters and has joined the hub; Close gives up both.
func newEvents(a *api, l listening) *events {
	return &events{listening: l, api: a, pending: []byte("retry: 3000\n\n"), beat: time.NewTimer(a.streams.keepAlive)}
}

// Read implements io.Reader. It waits until there is something to tell, and ends when the server shuts down, the listener has
// left or the feed is no more.
func (e *events) Read(into []byte) (int, error) {
	for len(e.pending) == 0 {
		if e.ended {
			return 0, io.EOF
		}
		e.next()
	}
	n := copy(into, e.pending)
	e.pending = e.pending[n:]
	// The server set a deadline for the whole answer, which has no end; each piece has its own instead.
	if err := e.conn.SetWriteDeadline(time.Now().Add(e.api.streams.patience)); err != nil {
		return 0, io.EOF // closed already
	}
	return n, nil
}

// Close implements io.Closer; the server calls it when the connection ends, however it does.
func (e *events) Close() error {
	if e.closed {
		return nil
	}
	e.closed = true
	e.beat.Stop()
	e.api.hub.leave()
	e.api.waiters.leave(e.client)
	return nil
}

// next makes something pending, or waits until something might be. A store that does not answer for a while ends no stream:
// browsers do not come back to a server that refused them.
func (e *events) next() {
	news := e.api.hub.news()
	page, err := e.page()
	var again <-chan time.Time
	switch {
	case errors.Is(err, store.ErrBeyondHead), err == nil && page.head.FeedID != e.feedID:
		e.reset()
		return
	case err == nil:
		e.after, e.pending = page.next, page.text
		again = e.api.hub.again(page.head)
	}
	if len(e.pending) > 0 {
		e.beat.Reset(e.api.streams.keepAlive)
		e.ended = e.over()
		return
	}
	select {
	case <-news:
	case <-again:
	case <-e.done:
		e.ended = true
	case <-e.beat.C:
		e.keepAlive()
	}
}

// over reports whether the server shuts down; what is pending is still told.
func (e *events) over() bool {
	select {
	case <-e.done:
		return true
	default:
		return false
	}
}

// page reads what comes next. Of those who have come to the end of the feed, all who asked for the same are told the same,
// which is written once.
func (e *events) page() (eventPage, error) {
	ctx, cancel := context.WithTimeout(context.Background(), lookWithin)
	defer cancel()
	lens := e.lens
	lens.Today = e.api.today()
	write := func() (eventPage, error) { return e.api.writePage(ctx, lens, e.kind, e.after) }
	seen, known := e.api.hub.seen()
	if !known || seen.FeedID != e.feedID || seen.Position-e.after > int64(e.api.streams.page) {
		return write()
	}
	return e.api.streams.shared.get(pageKey{head: seen.Position, feedID: seen.FeedID, after: e.after, kind: e.kind, lens: lens}, write)
}

// keepAlive tells a listener who is still there how far the feed was examined. An id without data moves Last-Event-ID on and
// is no event to anybody.
func (e *events) keepAlive() {
	if !e.listens() {
		e.ended = true
		return
	}
	e.beat.Reset(e.api.streams.keepAlive)
	e.pending = []byte(": keep-alive\nid: " + eventID(e.feedID, e.after) + "\n\n")
}

// probeFor is how long is looked for a word of goodbye.
const probeFor = time.Millisecond

// listens reports whether the other end has not closed the connection. Without looking, only the write after the next would
// fail. Nothing that is read is missed: the connection takes no request after this one.
func (e *events) listens() bool {
	if err := e.conn.SetReadDeadline(time.Now().Add(probeFor)); err != nil {
		return false
	}
	var one [1]byte
	_, err := e.conn.Read(one[:])
	timeout, ok := errors.AsType[net.Error](err)
	return err == nil || ok && timeout.Timeout()
}

// reset tells that the feed is no more, takes the id back so that the listener does not come back with it, and ends.
func (e *events) reset() {
	o := wire.NewObject([]byte("id:\nevent: reset\ndata: "))
	o.Text("code", string(web.CodeFeedReset))
	o.Text("type", e.lens.BaseURL+"/problems/"+string(web.CodeFeedReset))
	e.pending = append(o.End(), "\n\n"...)
	e.ended = true
}
