package meili

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// Options say where the server is.
type Options struct {
	// URL is the server's address, http or https; a path is that of a proxy before it.
	URL string
	// Key is sent with every request, "" for a server without a master key. The package comment says what it must allow.
	Key string
	// Index begins the names of the indexes on the server; "" means "mingshi".
	Index string
	// Today is the day that decides which documents are still public; nil means that of the machine.
	Today func() disclosure.Date
	// Log is told when the server goes and comes back; nil means nobody.
	Log *slog.Logger
}

// Engine is a Meilisearch server as search.Searcher and search.Sink. It is safe for concurrent use.
type Engine struct {
	client  meilisearch.ServiceManager
	address string
	live    string // the index that answers
	next    string // the one that is being built
	today   func() disclosure.Date
	log     *slog.Logger
	patient patience
	bounds  bounds

	// writing is held while something is applied: one batch at a time.
	writing sync.Mutex

	mu       sync.Mutex
	downAt   time.Time // when the server first did not answer; zero while it does
	unmadeAt time.Time // when an index was first missed
	building *generation
}

var (
	_ search.Searcher = (*Engine)(nil)
	_ search.Sink     = (*Engine)(nil)
)

// patience is how long the engine waits for what.
type patience struct {
	question time.Duration // all requests of a search together
	request  time.Duration // one request of a write
	task     time.Duration // a task that the server works on
	poll     time.Duration // the first look at a task; each next one waits longer, up to maxPoll
}

// bounds keep a question from taking too much.
type bounds struct {
	candidates int // of one query that are fetched to be held against the contract
	rounds     int // requests of a page where candidates have to be left out
}

const (
	defaultIndex = "mingshi"
	maxIndex     = 200
	maxPoll      = 500 * time.Millisecond
	dialTimeout  = 2 * time.Second
)

func defaultPatience() patience {
	return patience{question: 2 * time.Second, request: 30 * time.Second, task: 10 * time.Minute, poll: 2 * time.Millisecond}
}

func defaultBounds() bounds { return bounds{candidates: 1_000, rounds: 8} }

// Open prepares an engine and sends nothing, so that it does not fail when the server is down. An address, a key or a name of
// an index that can never work is kind Invalid.
func Open(ctx context.Context, o Options) (*Engine, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	base, err := parseAddress(o.URL)
	if err != nil {
		return nil, err
	}
	if strings.ContainsFunc(o.Key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, disclosure.Errorf(disclosure.Invalid, "search key: it has spaces or characters that no key has")
	}
	if o.Index == "" {
		o.Index = defaultIndex
	}
	if len(o.Index) > maxIndex || strings.ContainsFunc(o.Index, notInNames) {
		return nil, disclosure.Errorf(disclosure.Invalid, "search index %q: want letters, digits, - and _", o.Index)
	}
	if o.Today == nil {
		o.Today = func() disclosure.Date { return disclosure.DateOf(time.Now()) }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Engine{
		client: meilisearch.New(strings.TrimRight(base.String(), "/"), meilisearch.WithAPIKey(o.Key),
			meilisearch.WithCustomClient(newClient()), meilisearch.DisableRetries()),
		address: base.Scheme + "://" + base.Host + base.Path,
		live:    o.Index + "-" + schema,
		next:    o.Index + "-" + schema + "-next",
		today:   o.Today, log: o.Log, patient: defaultPatience(), bounds: defaultBounds(),
	}, nil
}

// parseAddress never quotes what it refuses: there may be a password in it.
func parseAddress(text string) (*url.URL, error) {
	base, err := url.Parse(text)
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Invalid, "search address: it cannot be read; want http://HOST:7700")
	}
	switch {
	case base.Scheme != "http" && base.Scheme != "https":
		return nil, disclosure.Errorf(disclosure.Invalid, "search address: it begins with neither http:// nor https://")
	case base.Hostname() == "":
		return nil, disclosure.Errorf(disclosure.Invalid, "search address: it names no host")
	case base.RawQuery != "" || base.ForceQuery || base.Fragment != "":
		return nil, disclosure.Errorf(disclosure.Invalid, "search address: it goes on after a ? or #; want http://HOST:7700")
	}
	return base, nil
}

func notInNames(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
}

// newClient makes a client that follows no redirects, lest the key be sent to another server.
func newClient() *http.Client {
	transport := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		TLSHandshakeTimeout:   dialTimeout,
		MaxIdleConnsPerHost:   16,
		IdleConnTimeout:       90 * time.Second,
		ResponseHeaderTimeout: 30 * time.Second,
	}
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// errMissing is for an index that the server does not have.
var errMissing = errors.New("no such index")

// errSlow ends what took longer than our own patience.
var errSlow = errors.New("no answer in time")

// within gives a context that ends with our patience.
func within(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, limit, errSlow)
}

// answered takes the outcome of a request: nil and refusals tell that the server is there, all else that it is down. The
// errors of the client quote requests, addresses and answers, and are never passed on.
func (e *Engine) answered(ctx context.Context, operation string, err error) error {
	if err == nil {
		e.up(ctx)
		return nil
	}
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, errSlow) {
		return ctx.Err()
	}
	var refused *meilisearch.Error
	if !errors.As(err, &refused) || refused.StatusCode < 400 || refused.StatusCode >= 500 {
		return e.down(ctx, operation, describe(refused, err))
	}
	code := refused.MeilisearchApiError.Code
	switch status := refused.StatusCode; {
	case code == "index_not_found":
		e.up(ctx)
		return errMissing
	case code == "" || status == http.StatusUnauthorized || status == http.StatusForbidden ||
		status == http.StatusRequestTimeout || status == http.StatusTooManyRequests:
		return e.down(ctx, operation, describe(refused, err))
	}
	e.up(ctx)
	return disclosure.Errorf(disclosure.Internal, "%s: the search server refused: %d %s", operation, refused.StatusCode, code)
}

// describe says what went wrong in words that hold no key, no address and no question.
func describe(refused *meilisearch.Error, err error) error {
	if refused != nil && refused.OriginError != nil {
		err = refused.OriginError
	}
	var network *url.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return errSlow
	case errors.As(err, &network):
		return network.Err
	case refused == nil || refused.StatusCode == 0:
		return errors.New("the answer broke off")
	case refused.StatusCode == http.StatusUnauthorized || refused.StatusCode == http.StatusForbidden:
		return statusError{refused.StatusCode, "the key does not allow this"}
	case refused.MeilisearchApiError.Code != "":
		return statusError{refused.StatusCode, refused.MeilisearchApiError.Code}
	}
	return statusError{refused.StatusCode, "not an answer of Meilisearch"}
}

// down notes that the server does not answer, and since when.
func (e *Engine) down(ctx context.Context, operation string, cause error) error {
	e.mu.Lock()
	first := e.downAt.IsZero()
	if first {
		e.downAt = time.Now()
	}
	since := e.downAt
	e.mu.Unlock()
	if first {
		e.log.WarnContext(ctx, "search server does not answer",
			slog.String("server", e.address), slog.String("operation", operation), slog.Any("cause", cause))
	}
	return search.Unavailable(since, false, operationError{operation, cause})
}

// up notes that the server answers.
func (e *Engine) up(ctx context.Context) {
	e.mu.Lock()
	since := e.downAt
	e.downAt = time.Time{}
	e.mu.Unlock()
	if !since.IsZero() {
		e.log.InfoContext(ctx, "search server answers again", slog.String("server", e.address), slog.Time("since", since))
	}
}

// built notes that there is an index to answer from.
func (e *Engine) built() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.unmadeAt = time.Time{}
}

// notBuilt tells that there is no index to answer from, and whether one is being made.
func (e *Engine) notBuilt(building bool) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.unmadeAt.IsZero() {
		e.unmadeAt = time.Now()
	}
	return search.Unavailable(e.unmadeAt, building, errMissing)
}
