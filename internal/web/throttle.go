package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/throttle"
)

// Headers of limits (draft-ietf-httpapi-ratelimit-headers-10).
const (
	headerRateLimit       = "RateLimit"
	headerRateLimitPolicy = "RateLimit-Policy"
)

// Limits is how much is answered to whom.
type Limits struct {
	Limiter *throttle.Limiter
	// Keys are those of named pullers; nil: there are none.
	Keys *throttle.Keyring
}

// Throttle stands in front of a route and takes each of its requests from the client's bucket of the class: that of its key, if it
// sends one ("Authorization: Bearer KEY"), else that of its address. An empty bucket is refused as too-many-requests (429), a
// key that does not hold, and anything else in Authorization, as unauthorized (401): who believes to have one must not find out by
// its limits. Every answer says in RateLimit what is left. Without Options.Limits all passes.
//
// What costs next to nothing is free: an answer 304, and a page that asks for nothing in particular (see ThrottleAlways). On pages
// Authorization is not looked at, since a proxy in front may have a key of its own.
func Throttle(class throttle.Class) fiber.Handler {
	always := ThrottleAlways(class)
	return func(c *fiber.Ctx) error {
		if class == throttle.Pages && !asks(c) {
			return c.Next()
		}
		return always(c)
	}
}

// ThrottleAlways is Throttle for addresses whose answers cost something even where nothing in particular is asked for.
func ThrottleAlways(class throttle.Class) fiber.Handler {
	first := ThrottleFirst(class)
	return func(c *fiber.Ctx) error {
		e := eventOf(c)
		if e == nil || e.server.Limits == nil || !conditional(c) {
			return first(c)
		}
		t, err := e.toll(c, class)
		if err != nil {
			return err
		}
		e.due = t
		err = c.Next()
		if e.due == nil {
			return err // NotModified has asked for it
		}
		e.due = nil
		if err == nil && c.Response().StatusCode() == http.StatusNotModified {
			t.tell(c, t.limiter.Look(e.started, t.client, class))
			return nil
		}
		if refused := t.pay(c); refused != nil {
			return refused
		}
		return err
	}
}

// ThrottleFirst is Throttle for answers that cost something before it is known whether they are new: nothing is free.
func ThrottleFirst(class throttle.Class) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := Charge(c, class); err != nil {
			return err
		}
		return c.Next()
	}
}

// Charge takes one request more, from the bucket of another class: for an answer that is far larger than others of its route. It is
// refused as by Throttle.
func Charge(c *fiber.Ctx, class throttle.Class) error {
	e := eventOf(c)
	if e == nil || e.server.Limits == nil {
		return nil
	}
	t, err := e.toll(c, class)
	if err != nil {
		return err
	}
	return t.pay(c)
}

// toll is what a request has to pay.
type toll struct {
	limiter *throttle.Limiter
	client  throttle.Client
	class   throttle.Class
	at      time.Time
}

// toll finds out who pays. Whoever sends a key that does not hold pays as an address for the try.
func (e *event) toll(c *fiber.Ctx, class throttle.Class) (*toll, error) {
	t := &toll{limiter: e.server.Limits.Limiter, client: throttle.ClientAt(e.address), class: class, at: e.started}
	if class == throttle.Pages || c.Get(fiber.HeaderAuthorization) == "" {
		return t, nil
	}
	secret, bearer := sentKey(c)
	if keys := e.server.Limits.Keys; keys != nil && bearer {
		if key, ok := keys.Find(e.started, secret); ok {
			t.client, e.key = throttle.ClientWith(key), key.Name
			return t, nil
		}
	}
	if err := t.pay(c); err != nil {
		return nil, err
	}
	if !bearer { // RFC 6750 §3.1 has no error for who tries something else
		c.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="mingshi"`)
		return nil, &Refusal{
			Code: CodeUnauthorized, Detail: Text{Key: "problem.unauthorized.scheme"}, Fix: Text{Key: "problem.unauthorized.bearer"},
		}
	}
	c.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="mingshi", error="invalid_token"`)
	return nil, &Refusal{Code: CodeUnauthorized}
}

// pay takes the request from its bucket, or refuses it.
func (t *toll) pay(c *fiber.Ctx) error {
	v := t.limiter.Take(t.at, t.client, t.class)
	t.tell(c, v)
	if v.Allowed {
		return nil
	}
	c.Set(fiber.HeaderRetryAfter, strconv.FormatInt(seconds(v.Wait), 10))
	return &Refusal{Code: CodeTooManyRequests, Fix: Text{Key: "problem.too-many-requests.wait", Args: []any{seconds(v.Wait)}}}
}

// tell says in the answer what the client may do and what is left of it, beside what was told of another bucket: both headers are
// lists.
func (t *toll) tell(c *fiber.Ctx, v throttle.Verdict) {
	if v.Rate.Unlimited() {
		return
	}
	c.Append(headerRateLimitPolicy, fmt.Sprintf("%q;q=%d;w=%d", string(v.Class), v.Rate.Burst, seconds(v.Rate.Window())))
	c.Append(headerRateLimit, fmt.Sprintf("%q;r=%d;t=%d", string(v.Class), v.Left, seconds(v.Full)))
}

// payDue pays for a conditional request that turned out to need a full answer.
func payDue(c *fiber.Ctx) error {
	e := eventOf(c)
	if e == nil || e.due == nil {
		return nil
	}
	due := e.due
	e.due = nil
	return due.pay(c)
}

// seconds rounds up: who waits so long has waited long enough.
func seconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }

// asks reports whether the address of a page has parameters other than the language.
func asks(c *fiber.Ctx) bool {
	for name, value := range c.Context().QueryArgs().All() {
		if string(name) != langParameter && len(value) > 0 {
			return true
		}
	}
	return false
}

func conditional(c *fiber.Ctx) bool {
	return c.Get(fiber.HeaderIfNoneMatch) != "" || c.Get(fiber.HeaderIfModifiedSince) != ""
}

// sentKey is the key that a request carries; false if Authorization has none, whatever else it has.
func sentKey(c *fiber.Ctx) (throttle.Secret, bool) {
	scheme, key, _ := strings.Cut(strings.TrimSpace(c.Get(fiber.HeaderAuthorization)), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", false
	}
	return throttle.Secret(strings.TrimSpace(key)), true
}
