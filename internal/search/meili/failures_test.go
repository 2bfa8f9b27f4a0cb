package meili

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/meilisearch/meilisearch-go"
)

// set makes the model fail, or mends it.
func (m *model) set(fail func(w http.ResponseWriter, r *http.Request) bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fail = fail
}

func status(code int, body string) func(w http.ResponseWriter, r *http.Request) bool {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(code)
		if _, err := w.Write([]byte(body)); err != nil {
			panic(err)
		}
		return true
	}
}

func redirect(w http.ResponseWriter, r *http.Request) bool {
	http.Redirect(w, r, "http://elsewhere.invalid/", http.StatusTemporaryRedirect)
	return true
}

// cut announces an answer and sends half of it.
func cut(w http.ResponseWriter, _ *http.Request) bool {
	w.Header().Set("Content-Length", "100")
	if _, err := w.Write([]byte(`{"results":`)); err != nil {
		panic(err)
	}
	return true
}

// newSilent is a client of a server that takes requests and does not answer them.
func newSilent(t *testing.T) meilisearch.ServiceManager {
	t.Helper()
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	t.Cleanup(func() {
		close(release)
		server.Close()
	})
	return meilisearch.New(server.URL, meilisearch.WithCustomClient(newClient()), meilisearch.DisableRetries())
}
