package site

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"mingshi/internal/disclosure"
)

// written counts how often a shelf has a sitemap written.
type written struct {
	mu    sync.Mutex
	times int
}

func (w *written) write(document string) func() ([]byte, error) {
	return func() ([]byte, error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.times++
		return []byte(document), nil
	}
}

func TestAShelfWritesEachSitemapOnce(t *testing.T) {
	shelf, w := newSitemapShelf(), new(written)
	today := shelfEdition{feedID: "f", position: 7, today: disclosure.MustDate("2026-11-20")}
	ask := func(of shelfEdition, name string, want int) {
		t.Helper()
		packed, err := shelf.get(of, name, w.write("the sitemap "+name))
		if err != nil {
			t.Fatal(err)
		}
		document, err := unpackedSitemap(packed)
		if err != nil || string(document) != "the sitemap "+name {
			t.Errorf("%s is %q, %v", name, document, err)
		}
		if w.times != want {
			t.Errorf("%s: written %d times so far, want %d", name, w.times, want)
		}
	}
	ask(today, "venues-1", 1)
	ask(today, "venues-1", 1)
	ask(today, "venues-2", 2)
	later, tomorrow := today, today
	later.position++
	tomorrow.today = tomorrow.today.AddDays(1)
	ask(later, "venues-1", 3)
	ask(tomorrow, "venues-1", 4)
	ask(tomorrow, "venues-1", 4)
	shelf.clear()
	ask(tomorrow, "venues-1", 5)
}

func TestAShelfWritesOnceForAllWhoAskAtOnce(t *testing.T) {
	shelf, w := newSitemapShelf(), new(written)
	begun, release := make(chan struct{}), make(chan struct{})
	slow := func() ([]byte, error) {
		close(begun)
		<-release
		return w.write("x")()
	}
	var all sync.WaitGroup
	all.Go(func() { _, _ = shelf.get(shelfEdition{}, "a", slow) })
	<-begun
	for range 20 {
		all.Go(func() {
			if packed, err := shelf.get(shelfEdition{}, "a", w.write("x")); err != nil || len(packed) == 0 {
				t.Errorf("%q, %v", packed, err)
			}
		})
	}
	close(release)
	all.Wait()
	if w.times != 1 {
		t.Errorf("written %d times", w.times)
	}
}

func TestAShelfKeepsNoFailureAndNoMoreThanItsRoom(t *testing.T) {
	shelf, w := newSitemapShelf(), new(written)
	broken := errors.New("broken")
	if _, err := shelf.get(shelfEdition{}, "a", func() ([]byte, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if _, err := shelf.get(shelfEdition{}, "a", w.write("a")); err != nil || w.times != 1 {
		t.Errorf("after a failure: %v, written %d times", err, w.times)
	}
	shelf.most = shelf.held*2 + 1
	for name := range strings.FieldsSeq("b c d") {
		if _, err := shelf.get(shelfEdition{}, name, w.write(name)); err != nil {
			t.Fatal(err)
		}
	}
	if shelf.held > shelf.most || len(shelf.made) != 2 || shelf.made["c"] == nil || shelf.made["d"] == nil {
		t.Errorf("holds %d bytes of %d: %v", shelf.held, shelf.most, shelf.order)
	}
}
