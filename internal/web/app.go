package web

import (
	"log/slog"
	"net/netip"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// Options is what an app is made with. The zero value works: it logs nothing, trusts no proxy and answers every problem
// as JSON.
type Options struct {
	// Log receives one line a request; nil logs nothing.
	Log *slog.Logger
	// TrustedProxies are the networks whose word about the client's address is taken (see ParseProxies).
	TrustedProxies []netip.Prefix
	// ErrorPage renders a problem as a page for people; nil: problem+json for all.
	ErrorPage func(c *fiber.Ctx, p Problem) error
	// StyleHashes are the sources ('sha256-…') of inline style sheets that pages may carry.
	StyleHashes []string
	// Limits is how much is answered to whom (see Throttle); nil: everything to everybody.
	Limits *Limits
	// BaseURL begins the type of a problem ("https://host"), without a slash at its end; empty: types are relative.
	BaseURL string
}

// Limits of a request. They are generous to browsers and mean to everything else.
const (
	// maxURL is the longest request target in bytes; a longer one is answered 414.
	maxURL = 4 << 10
	// maxHead is the longest request line with all header fields in bytes; a longer one is answered 431.
	maxHead = 16 << 10
	// maxBody is the longest body in bytes that is read before it is refused: nothing here takes one.
	maxBody = 4 << 10

	readTimeout  = 10 * time.Second
	writeTimeout = 60 * time.Second
	idleTimeout  = 75 * time.Second

	// answerWithin ends the context of a request. The longest legal one is a feed's wait of 60 s.
	answerWithin = 75 * time.Second
)

// New makes the app that all routes are installed on. Paths are case-sensitive and end without a slash; handlers may
// keep strings of the request; UserContext ends with the answer. Every GET route answers HEAD too. Any error that a handler
// returns, and any panic, becomes a problem (see Problem), never the error's own text.
func New(o Options) *fiber.App {
	s := &server{Options: o, headers: securityHeaders(o.StyleHashes)}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	app := fiber.New(fiber.Config{
		Immutable:             true,
		CaseSensitive:         true,
		StrictRouting:         true,
		UnescapePath:          true,
		DisableStartupMessage: true,
		BodyLimit:             maxBody,
		ReadBufferSize:        maxHead,
		ReadTimeout:           readTimeout,
		WriteTimeout:          writeTimeout,
		IdleTimeout:           idleTimeout,
		ErrorHandler:          s.unread,
	})
	app.Use(s.observe)
	refuseUnknownMethods(app, s)
	return app
}

// server is what the app's own handlers know.
type server struct {
	Options
	headers []header
}

// refuseUnknownMethods answers a method that Fiber does not know as any other that is not allowed: Fiber itself sends a
// line of plain text and passes by every handler.
func refuseUnknownMethods(app *fiber.App, s *server) {
	route := app.Server().Handler
	known := make(map[string]bool, len(fiber.DefaultMethods))
	for _, method := range fiber.DefaultMethods {
		known[method] = true
	}
	app.Server().Handler = func(fast *fasthttp.RequestCtx) {
		if known[string(fast.Method())] {
			route(fast)
			return
		}
		c := app.AcquireCtx(fast)
		defer app.ReleaseCtx(c)
		c.Set(fiber.HeaderAllow, "GET, HEAD")
		s.unrouted(c, fiber.ErrMethodNotAllowed)
	}
}
