package main

import (
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// road is the way from the mirrors to a house; something may happen there to an answer.
type road struct {
	*httptest.Server

	t       *testing.T
	happens func(w http.ResponseWriter, a *answer) bool

	mu          sync.Mutex
	base        string
	notModified int
	dumpFiles   int
}

// answer is what the house answered.
type answer struct {
	path   string
	status int
	header http.Header
	body   []byte
}

// newRoad builds a road to the house at base. happens may answer in its place, and then returns true; it is asked about one
// answer at a time.
func newRoad(t *testing.T, base string, happens func(w http.ResponseWriter, a *answer) bool) *road {
	t.Helper()
	r := &road{t: t, happens: happens, base: base}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

// leadTo leads to another house from now on.
func (r *road) leadTo(base string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.base = base
}

// unchanged counts the answers that said that nothing is new.
func (r *road) unchanged() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.notModified
}

// dumps counts the files of dumps that were given out.
func (r *road) dumps() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.dumpFiles
}

// ServeHTTP implements http.Handler.
func (r *road) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	a, err := r.ask(request)
	if err != nil {
		if request.Context().Err() == nil {
			r.t.Error(err)
		}
		return
	}
	switch {
	case a.status == http.StatusNotModified:
		r.notModified++
	case a.status == http.StatusServiceUnavailable:
		a.header.Set("Retry-After", "0") // the tests' time is short
	case a.status == http.StatusOK && strings.HasSuffix(request.URL.Path, ".gz"):
		r.dumpFiles++
	}
	if r.happens(w, a) {
		return
	}
	a.begin(w)
	_, _ = w.Write(a.body) // who asked may be gone
}

func (r *road) ask(request *http.Request) (*answer, error) {
	onward, err := http.NewRequestWithContext(request.Context(), request.Method, r.base+request.URL.RequestURI(), nil)
	if err != nil {
		return nil, err
	}
	onward.Header = request.Header.Clone()
	onward.Header.Del("Accept-Encoding") // so that the answer can be read here
	got, err := http.DefaultTransport.RoundTrip(onward)
	if err != nil {
		return nil, err
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	return &answer{request.URL.Path, got.StatusCode, got.Header, body}, err
}

// begin sends all but the body.
func (a *answer) begin(w http.ResponseWriter) {
	maps.Copy(w.Header(), a.header)
	if a.status == http.StatusOK {
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	w.WriteHeader(a.status)
}

// disturb refuses one answer in six, and cuts one in twelve off somewhere.
func disturb(seed uint64) func(w http.ResponseWriter, a *answer) bool {
	random := rand.New(rand.NewPCG(seed, 2))
	return func(w http.ResponseWriter, a *answer) bool {
		switch random.IntN(12) {
		case 0:
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
		case 1:
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusServiceUnavailable)
		case 2:
			a.begin(w)
			_, _ = w.Write(a.body[:random.IntN(len(a.body)+1)])
			panic(http.ErrAbortHandler) // so that the connection is closed
		default:
			return false
		}
		return true
	}
}
