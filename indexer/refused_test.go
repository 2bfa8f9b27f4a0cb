package indexer_test

import (
	"fmt"
	"slices"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// refuses makes the engine refuse, as one does that cannot keep them, batches with a document of that name.
func refuses(name string) func(b search.Batch) error {
	return func(b search.Batch) error {
		for i := range b.Put {
			if slices.Contains(b.Put[i].Names, name) {
				return disclosure.Errorf(disclosure.Invalid, "document %s cannot be kept", b.Put[i].ID)
			}
		}
		return nil
	}
}

func TestARefusedDocumentKeepsNoOtherFromBeingFound(t *testing.T) {
	w := newWorld(t)
	w.catchUp()
	var drafts []disclosure.Draft
	for n := range 9 {
		drafts = append(drafts, venue(company, fmt.Sprint("卫证", n), fmt.Sprintf("第%d旅馆", n), fmt.Sprintf("青禾路%d号", n)))
	}
	w.engine.before = refuses("第4旅馆")
	w.imports(drafts...)
	w.catchUp()
	for n := range 9 {
		name := fmt.Sprintf("第%d旅馆", n)
		if hits := w.finds(name); len(hits) == 0 != (n == 4) {
			t.Errorf("%s is answered with %v", name, hits)
		}
	}
	if got, want := w.engine.state(t).Position, w.head().Position; got != want {
		t.Errorf("the index stands at %d, want %d", got, want)
	}
}

func TestARefusedDocumentIsNotFoundAsItWas(t *testing.T) {
	w := newWorld(t)
	w.imports(venue(company, "卫证1", "清河宾馆", "青禾路1号"))
	w.catchUp()
	w.engine.before = refuses("新河宾馆")
	w.imports(venue(company, "卫证1", "新河宾馆", "青禾路1号"))
	w.catchUp()
	for _, name := range []string{"清河宾馆", "新河宾馆"} {
		if hits := w.finds(name); len(hits) > 0 {
			t.Errorf("%s is answered with %v", name, hits)
		}
	}
}
