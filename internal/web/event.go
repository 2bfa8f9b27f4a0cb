package web

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"time"

	"github.com/gofiber/fiber/v2"
)

// event is what one request leaves in the log, and what its problem needs.
type event struct {
	id      string
	started time.Time
	// server is what answers.
	server *server
	// address is that of who asks; it is never written down.
	address netip.Addr
	// network is that of who asks (see ClientNetwork).
	network string
	// key is the name of the key that was sent, if it holds.
	key string
	// due is what a conditional request has still to pay, unless it is answered 304.
	due *toll
	// code is that of the problem, fault the error behind one that is ours.
	code  string
	fault error
	stack string
}

// eventKey finds the event among a request's locals.
type eventKey struct{}

var requestIDs = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

func (s *server) begin(c *fiber.Ctx) *event {
	var random [10]byte
	_, _ = rand.Read(random[:]) // never fails (crypto/rand)
	address := s.client(c)
	e := &event{
		id: "req_" + requestIDs.EncodeToString(random[:]), started: time.Now(), server: s, address: address, network: network(address),
	}
	c.Locals(eventKey{}, e)
	return e
}

// eventOf is the request's event; nil only for requests that could not even be read.
func eventOf(c *fiber.Ctx) *event {
	e, _ := c.Locals(eventKey{}).(*event)
	return e
}

// observe stands around every route: it gives the request its id, headers and context, turns errors and panics into
// problems, and writes the log line.
func (s *server) observe(c *fiber.Ctx) error {
	e := s.begin(c)
	ctx, cancel := context.WithTimeout(context.Background(), answerWithin)
	defer func() {
		if !c.Response().IsBodyStream() {
			cancel()
		} // else what is still written ends with its time at the latest; see Stream for more
	}()
	c.SetUserContext(ctx)
	s.setHeaders(c)
	route := ""
	err := refuseOversize(c)
	if err == nil {
		err = s.guard(c, e)
	}
	if err != nil {
		s.answer(c, e, err)
	}
	if fiberError := (*fiber.Error)(nil); !errors.As(err, &fiberError) {
		route = c.Route().Path
	}
	pack(c)
	endHeadOfStream(c)
	s.log(ctx, c, e, route)
	return nil
}

// unread answers a request that could not be read to its end. What it asked for and in which language is not known, not even whether
// a person or a program asks: it is answered as data, in every language.
func (s *server) unread(c *fiber.Ctx, err error) error {
	e := s.begin(c)
	s.setHeaders(c)
	s.answerUnread(c, e, err)
	s.log(context.Background(), c, e, "")
	return nil
}

// unrouted answers what never reached a route.
func (s *server) unrouted(c *fiber.Ctx, err error) {
	e := s.begin(c)
	s.setHeaders(c)
	s.answer(c, e, err)
	s.log(context.Background(), c, e, "")
}

func (s *server) guard(c *fiber.Ctx, e *event) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			e.stack = string(debug.Stack())
			err = fmt.Errorf("panic: %v", cause) //nolint:err113 // goes to the log and nowhere else
		}
	}()
	return c.Next()
}

// refuseOversize refuses what Fiber lets through: long targets, and bodies where none has a meaning.
func refuseOversize(c *fiber.Ctx) error {
	if len(c.Request().RequestURI()) > maxURL {
		return fiber.ErrRequestURITooLong
	}
	if method := c.Method(); method != http.MethodGet && method != http.MethodHead {
		return nil // refused as a method
	}
	if len(c.Request().Body()) > 0 {
		return &Refusal{Code: CodeBadRequest, Detail: Text{Key: "problem.bad-request.body"}}
	}
	return nil
}

// endHeadOfStream takes the stream of unknown length out of an answer to HEAD: fasthttp writes an empty line in its place, which the
// visitor would take for the beginning of the next answer.
func endHeadOfStream(c *fiber.Ctx) {
	if c.Method() == http.MethodHead && c.Response().IsBodyStream() && c.Response().Header.ContentLength() < 0 {
		c.Response().ResetBody()
	}
}

// log writes the request's line. It holds no query, no address beyond its network, and of errors only those that are
// ours: the text of a visitor's mistake repeats what the visitor asked.
func (s *server) log(ctx context.Context, c *fiber.Ctx, e *event, route string) {
	status := c.Response().StatusCode()
	attrs := []slog.Attr{
		slog.String("request", e.id),
		slog.String("method", c.Method()),
		slog.String("route", route),
		slog.Int("status", status),
		slog.Int("bytes", writtenBytes(c)),
		slog.Duration("duration", time.Since(e.started)),
		slog.String("network", e.network),
	}
	if e.code != "" {
		attrs = append(attrs, slog.String("code", e.code))
	}
	if e.key != "" {
		attrs = append(attrs, slog.String("key", e.key)) // its name
	}
	level := slog.LevelInfo
	if status >= http.StatusInternalServerError {
		level = slog.LevelError
		attrs = append(attrs, slog.Any("error", e.fault))
	}
	if e.stack != "" {
		attrs = append(attrs, slog.String("stack", e.stack))
	}
	s.Log.LogAttrs(ctx, level, "request", attrs...)
}

// writtenBytes is the size of the answer's body as it goes out; -1 for a stream, whose size is not yet known.
func writtenBytes(c *fiber.Ctx) int {
	switch {
	case c.Response().IsBodyStream():
		return -1
	case c.Method() == http.MethodHead:
		return 0
	}
	return len(c.Response().Body())
}
