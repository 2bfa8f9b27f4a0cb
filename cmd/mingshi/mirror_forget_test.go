package main

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMirrorsForgetWhereRowsHaveMoved corrects and ends small records of many sizes over and over: what SQLite deletes it
// overwrites, but not the copies that stay behind where it has moved rows from page to page.
func TestMirrorsForgetWhereRowsHaveMoved(t *testing.T) {
	sideBySide(t)
	site := &smallSite{past: past{T: t, random: rand.New(rand.NewPCG(1, 1))}, now: make(map[int]map[string]any)} // always the same pages
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	mirrors := exampleMirrors(t)
	for round := range 15 {
		site.goOn()
		want := wordsIn(site.encode(slices.Collect(maps.Values(site.now))))
		for _, m := range mirrors {
			m.must(t, server.URL)
			held, err := os.ReadFile(m.file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, wordsIn(held)); diff != "" {
				t.Errorf("%s, round %d (-public +in the file):\n%s", m.name, round, diff)
			}
		}
	}
}

// smallSite is a feed without a house: no house has records as small, of which a page holds many.
type smallSite struct {
	past

	// feed has the number of a record at each position; now is what is public.
	feed []int
	now  map[int]map[string]any
}

// goOn publishes records, corrects some of those that there are, and ends others.
func (s *smallSite) goOn() {
	earlier := slices.Sorted(maps.Keys(s.now))
	s.random.Shuffle(len(earlier), func(i, j int) { earlier[i], earlier[j] = earlier[j], earlier[i] })
	earlier = earlier[:min(40, len(earlier))]
	for i, number := range earlier {
		if i%4 == 0 {
			delete(s.now, number)
		} else {
			s.now[number] = s.record(number)
		}
	}
	fresh := make([]int, 40)
	for i := range fresh {
		fresh[i] = len(s.feed) + i // no earlier one is as high
		s.now[fresh[i]] = s.record(fresh[i])
	}
	s.feed = slices.Concat(s.feed, fresh, earlier)
}

// record says a word that was never said before, at some length or other.
func (s *smallSite) record(number int) map[string]any {
	body := map[string]any{"said": s.word() + strings.Repeat(".", s.random.IntN(700))}
	sum := sha256.Sum256(s.encode(body)) // the salt is empty
	body["digest"] = "sha256:" + hex.EncodeToString(sum[:])
	maps.Copy(body, map[string]any{
		"id": strconv.Itoa(number), "kind": "board", "version": 1, "state": "published", "public_until": nil, "updated_at": "", "url": "", "salt": "",
	})
	return body
}

func (s *smallSite) encode(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		s.Error(err)
	}
	return text
}

// ServeHTTP implements http.Handler: there is a feed and no dump.
func (s *smallSite) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	if request.URL.Path != "/api/v1/changes" {
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"code": "not-found"}`))
		return
	}
	after, err := strconv.Atoi(request.FormValue("after"))
	if err != nil {
		s.Error(err)
	}
	changes := []any{}
	for i, number := range s.feed[after:] {
		change := map[string]any{"position": after + i + 1, "kind": "board", "id": strconv.Itoa(number), "version": 1, "reason": "expired", "record": nil}
		if record, is := s.now[number]; is {
			change["record"] = record
		}
		changes = append(changes, change)
	}
	_, _ = w.Write(s.encode(map[string]any{"feed_id": "SMALL", "changes": changes, "next": len(s.feed), "position": len(s.feed)}))
}

// many decisions are more than SQLite holds in memory before it writes.
const many = 2500

// TestMirrorsForgetWhatTheyReadInVain stops the clients within the file of a dump, when they have written much of it to
// their own. What they read is gone before they run again, and they never hear of it.
func TestMirrorsForgetWhatTheyReadInVain(t *testing.T) {
	sideBySide(t)
	p := newPast(t)
	var mirrors []*example
	for _, way := range []string{"cut off", "killed and read"} {
		for _, m := range exampleMirrors(t) {
			m.name += ", " + way
			mirrors = append(mirrors, m)
		}
	}
	for _, m := range mirrors {
		m.must(t, p.base)
		m.makeRoom(t)
	}
	p.restore() // they are to begin anew
	p.imports(p.file(many, 0, 0))
	p.dumpAnew()
	for _, m := range mirrors {
		m.stopWithinDump(t, p, strings.HasSuffix(m.name, "killed and read"))
		if strings.HasSuffix(m.name, "read") && len(m.rows(t)) > 0 {
			t.Errorf("%s: it took over records of half a dump", m.name)
		}
	}
	p.imports(p.file(0, 0, many))
	p.dumpAnew()
	p.imports(p.file(3, 0, 0)) // the dump is not the end
	for _, m := range mirrors {
		m.must(t, p.base)
		m.check(t, p, p.public(), nil)
	}
}

// makeRoom leaves free pages in the client's file, as somebody does who keeps a table of his own there for a while.
func (m *example) makeRoom(t *testing.T) {
	t.Helper()
	db, err := sql.Open("sqlite", m.file)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), "CREATE TABLE other AS SELECT zeroblob(4000000); DROP TABLE other")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// stopWithinDump runs the client until words of a dump are in its file, while the end of the dump has not come yet.
func (m *example) stopWithinDump(t *testing.T, p *past, kill bool) {
	t.Helper()
	stopped := make(chan struct{})
	road := newRoad(t, p.base, func(w http.ResponseWriter, a *answer) bool {
		if !strings.HasSuffix(a.path, "/penalties.ndjson.gz") {
			return false
		}
		a.begin(w)
		_, _ = w.Write(a.body[:len(a.body)*9/10])
		_ = http.NewResponseController(w).Flush()
		select {
		case <-stopped:
		case <-t.Context().Done():
		}
		panic(http.ErrAbortHandler) // so that the connection is closed
	})
	c := m.start(t, road.URL)
	words := p.words[len(p.words)-many:]
	eventually(t, m.name+" has written", func() bool {
		file, err := os.ReadFile(m.file)
		held := wordsIn(file)
		if !c.running() {
			t.Fatalf("%s: it ended before it had written: %s", m.name, c.log)
		}
		return err == nil && slices.ContainsFunc(words, func(word string) bool { return held[word] })
	})
	if kill {
		c.signal(syscall.SIGKILL)
		c.wait(t)
	}
	close(stopped)
	if code := c.wait(t); !kill && code != 1 {
		t.Errorf("%s: it ended with code %d: %s", m.name, code, c.log)
	}
}
