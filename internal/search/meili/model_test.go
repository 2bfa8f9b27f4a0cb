package meili

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// model answers as the documentation and the source of Meilisearch 1.50.0 say that a server does, as far as the adapter asks:
// tasks that are done later, the filter language, phrases with the false positives of compute_phrase_docids, folded facets,
// sorting, swapping. It proves that the adapter fits what was understood of the server, not that the server is so: unproven.
type model struct {
	mu      sync.Mutex
	keys    map[string][]string // actions by key
	indexes map[string]*modelIndex
	tasks   []modelTask
	// requests counts what came in, by method and path.
	requests map[string]int
	// fail answers instead of the model, if it returns true.
	fail func(w http.ResponseWriter, r *http.Request) bool
}

type modelIndex struct {
	settings  map[string]any
	documents map[string]*modelDocument
}

// modelTask is reported as waiting once before it is reported as done.
type modelTask struct {
	index, kind, code string
	seen              bool
}

// modelDocument is a document with what is looked up in it.
type modelDocument struct {
	raw    map[string]json.RawMessage
	values map[string][]any
	// words and pairs are those of searchable fields; of a pair the least distance.
	words map[string]bool
	pairs map[[2]string]int
}

const modelKey = "a-key-that-may-do-everything"

func newModel(t *testing.T) (*model, *httptest.Server) {
	t.Helper()
	m := &model{
		keys:    map[string][]string{modelKey: {"*"}, "search-only": {"search"}},
		indexes: make(map[string]*modelIndex), requests: make(map[string]int),
	}
	server := httptest.NewServer(m)
	t.Cleanup(server.Close)
	return m, server
}

// ServeHTTP implements http.Handler.
func (m *model) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests[r.Method+" "+r.URL.Path]++
	if m.fail != nil && m.fail(w, r) {
		return
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	general := slices.Clone(parts)
	if len(general) > 1 {
		general[1] = "*"
	}
	route := r.Method + "/" + strings.Join(general, "/")
	action, ok := map[string]string{
		"POST/multi-search": "search", "POST/swap-indexes": "indexes.swap", "GET/tasks/*": "tasks.get",
		"DELETE/indexes/*": "indexes.delete", "PATCH/indexes/*/settings": "settings.update",
		"PUT/indexes/*/settings/facet-search": "settings.update", "POST/indexes/*/documents": "documents.add",
		"POST/indexes/*/documents/delete-batch": "documents.delete",
	}[route]
	actions := m.keys[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	switch {
	case !ok:
		http.Error(w, "no such route", http.StatusNotFound)
	case r.Header.Get("Authorization") == "":
		refuse(w, http.StatusUnauthorized, "missing_authorization_header")
	case !slices.Contains(actions, action) && !slices.Contains(actions, "*"):
		refuse(w, http.StatusForbidden, "invalid_api_key")
	default:
		m.serve(w, r, route, parts)
	}
}

func (m *model) serve(w http.ResponseWriter, r *http.Request, route string, parts []string) {
	switch route {
	case "POST/multi-search":
		m.multiSearch(w, r)
	case "GET/tasks/*":
		m.task(w, parts[1])
	case "POST/swap-indexes":
		var swaps []struct{ Indexes [2]string }
		read(r, &swaps)
		a, b := swaps[0].Indexes[0], swaps[0].Indexes[1]
		if m.indexes[a] == nil || m.indexes[b] == nil {
			m.enqueue(w, "", "indexSwap", "index_not_found")
			return
		}
		m.indexes[a], m.indexes[b] = m.indexes[b], m.indexes[a]
		m.enqueue(w, "", "indexSwap", "")
	case "DELETE/indexes/*":
		code := ""
		if m.indexes[parts[1]] == nil {
			code = "index_not_found"
		}
		delete(m.indexes, parts[1])
		m.enqueue(w, parts[1], "indexDeletion", code)
	default:
		m.change(w, r, route, parts[1])
	}
}

// change is what makes an index that is not there.
func (m *model) change(w http.ResponseWriter, r *http.Request, route, uid string) {
	index := m.indexes[uid]
	if index == nil {
		index = &modelIndex{settings: make(map[string]any), documents: make(map[string]*modelDocument)}
		m.indexes[uid] = index
	}
	switch route {
	case "PATCH/indexes/*/settings":
		read(r, &index.settings)
	case "PUT/indexes/*/settings/facet-search":
		var enabled bool
		read(r, &enabled)
		index.settings["facetSearch"] = enabled
	case "POST/indexes/*/documents":
		var documents []map[string]json.RawMessage
		read(r, &documents)
		for _, raw := range documents {
			d := newModelDocument(raw, index.names("searchableAttributes"))
			index.documents[fmt.Sprint(d.values[r.URL.Query().Get("primaryKey")][0])] = d
		}
	case "POST/indexes/*/documents/delete-batch":
		var ids []string
		read(r, &ids)
		for _, id := range ids {
			delete(index.documents, id)
		}
	}
	m.enqueue(w, uid, route, "")
}

func (m *model) enqueue(w http.ResponseWriter, index, kind, code string) {
	m.tasks = append(m.tasks, modelTask{index: index, kind: kind, code: code})
	answer(w, http.StatusAccepted, map[string]any{
		"taskUid": len(m.tasks) - 1, "indexUid": index, "status": "enqueued", "type": kind, "enqueuedAt": "2026-11-22T08:00:00Z",
	})
}

func (m *model) task(w http.ResponseWriter, uid string) {
	var number int
	if _, err := fmt.Sscan(uid, &number); err != nil || number >= len(m.tasks) {
		refuse(w, http.StatusNotFound, "task_not_found")
		return
	}
	task := &m.tasks[number]
	status := map[string]any{"uid": number, "indexUid": task.index, "type": task.kind, "status": "processing", "error": nil}
	switch {
	case !task.seen:
		task.seen = true
	case task.code != "":
		status["status"], status["error"] = "failed", map[string]any{"code": task.code, "message": "…", "type": "invalid_request"}
	default:
		status["status"] = "succeeded"
	}
	answer(w, http.StatusOK, status)
}

func newModelDocument(raw map[string]json.RawMessage, searchable []string) *modelDocument {
	d := &modelDocument{raw: raw, values: make(map[string][]any), words: make(map[string]bool), pairs: make(map[[2]string]int)}
	for field, text := range raw {
		var value any
		if err := json.Unmarshal(text, &value); err != nil {
			panic(err)
		}
		list, ok := value.([]any)
		if !ok {
			list = []any{value}
		}
		d.values[field] = list
		if !slices.Contains(searchable, field) {
			continue
		}
		for _, one := range list {
			d.addWords(strings.Fields(one.(string)))
		}
	}
	return d
}

// addWords notes the words of one text of a field. Two texts of a field are eight words apart, which is farther than any
// pair that is kept (MAX_DISTANCE is 4).
func (d *modelDocument) addWords(words []string) {
	for i, word := range words {
		d.words[word] = true
		for distance := 1; distance < 4 && i+distance < len(words); distance++ {
			pair := [2]string{word, words[i+distance]}
			if known, ok := d.pairs[pair]; !ok || distance < known {
				d.pairs[pair] = distance
			}
		}
	}
}

// hasPhrase looks at pairs in windows of three words, as compute_phrase_docids does.
func (d *modelDocument) hasPhrase(words []string) bool {
	for i, word := range words {
		if !d.words[word] {
			return false
		}
		for ahead := 1; ahead <= 2 && i+ahead < len(words); ahead++ {
			if distance, ok := d.pairs[[2]string{word, words[i+ahead]}]; !ok || distance > ahead {
				return false
			}
		}
	}
	return true
}

func (index *modelIndex) names(setting string) []string {
	var names []string
	list, _ := index.settings[setting].([]any)
	for _, name := range list {
		names = append(names, name.(string))
	}
	return names
}

func read(r *http.Request, into any) {
	if err := json.NewDecoder(r.Body).Decode(into); err != nil {
		panic(err)
	}
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		panic(err)
	}
}

func refuse(w http.ResponseWriter, status int, code string) {
	answer(w, status, map[string]any{
		"message": "…", "code": code, "type": "invalid_request", "link": "https://docs.meilisearch.com/errors#" + code,
	})
}
