package searchtest

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

func historySentences() []sentence {
	return seeded("a random history is answered as by the truth", func(w *world, random *rand.Rand) {
		h := &history{w: w, truth: NewTruth(w.clock.today), dice: &dice{random: random}}
		h.begin()
		h.promote()
		for step := range steps() {
			h.note = fmt.Sprintf("step %d", step)
			h.step()
			h.check()
			if w.t.Failed() {
				return
			}
		}
	})
}

// history does the same to an engine and to the truth, by chance, and compares what they answer.
type history struct {
	w     *world
	truth *Truth
	dice  *dice
	// note says in which step a difference was seen.
	note string

	last search.Batch
	// building are the generations of both while one is built; built is its position.
	building []search.Generation
	built    int64
	feeds    int
}

// step changes something.
func (h *history) step() {
	switch h.dice.random.IntN(12) {
	case 0:
		h.w.setDay(h.w.clock.today().AddDays(1).String())
	case 1:
		h.apply(h.last)
	case 2:
		h.refused()
	case 3:
		h.begin()
	case 4:
		h.end()
	case 5, 6:
		h.build()
	default:
		h.w.position += int64(h.dice.random.IntN(3))
		h.last = search.Batch{Position: h.w.position, Put: h.dice.documents(10), Remove: h.dice.ids(4)}
		h.apply(h.last)
	}
}

// apply lets both take a batch, at the present position if it is one of the past.
func (h *history) apply(b search.Batch) {
	b.Position = max(b.Position, h.w.position)
	// Each id comes once in a batch.
	b.Remove = slices.DeleteFunc(slices.Clone(b.Remove), func(id disclosure.ID) bool {
		return slices.ContainsFunc(b.Put, func(d search.Document) bool { return d.ID == id })
	})
	h.w.position, b.FeedID = b.Position, h.w.feed
	for _, sink := range []search.Sink{h.w.Engine, h.truth} {
		h.w.must(sink.Apply(h.w.ctx(), b))
	}
}

// refused offers both a batch of the past, or of another feed.
func (h *history) refused() {
	if h.w.position == 0 {
		return
	}
	b := search.Batch{FeedID: h.w.feed, Position: h.w.position - 1, Put: h.dice.documents(3)}
	if h.dice.random.IntN(2) == 0 {
		b.FeedID, b.Position = "another", h.w.position
	}
	for _, sink := range []search.Sink{h.w.Engine, h.truth} {
		h.w.wantKind(sink.Apply(h.w.ctx(), b), disclosure.Conflict)
	}
}

// begin begins a generation, or is refused while there is one.
func (h *history) begin() {
	if h.building != nil {
		for _, sink := range []search.Sink{h.w.Engine, h.truth} {
			_, err := sink.Rebuild(h.w.ctx(), "another")
			h.w.wantKind(err, disclosure.Conflict)
		}
		return
	}
	h.feeds += h.dice.random.IntN(2)
	h.built = 0
	for _, sink := range []search.Sink{h.w.Engine, h.truth} {
		g, err := sink.Rebuild(h.w.ctx(), h.feed())
		h.w.must(err)
		h.building = append(h.building, g)
	}
}

// build gives the generation some more documents.
func (h *history) build() {
	h.built += int64(h.dice.random.IntN(3))
	b := search.Batch{FeedID: h.feed(), Position: h.built, Put: h.dice.documents(30)}
	for _, g := range h.building {
		h.w.must(g.Apply(h.w.ctx(), b))
	}
}

// feed is that of the generation which is or was built last.
func (h *history) feed() string { return fmt.Sprint("feed ", h.feeds) }

// end promotes the generation, or discards it.
func (h *history) end() {
	if h.building != nil && h.dice.random.IntN(3) > 0 {
		h.promote()
		return
	}
	for _, g := range h.building {
		h.w.must(g.Discard(h.w.ctx()))
	}
	h.building = nil
}

func (h *history) promote() {
	for _, g := range h.building {
		h.w.must(g.Promote(h.w.ctx()))
	}
	h.building, h.w.feed, h.w.position = nil, h.feed(), h.built
}

// check compares some answers of both.
func (h *history) check() {
	h.w.t.Helper()
	for range 8 {
		h.wantSameWalk(h.dice.query())
	}
	words, limit := h.dice.terms(), h.dice.random.IntN(6)
	got, err := h.w.Suggest(h.w.ctx(), words, limit)
	h.w.must(err)
	want, err := h.truth.Suggest(h.w.ctx(), words, limit)
	h.w.must(err)
	h.wantSame(fmt.Sprintf("suggestions for %q", words), want, got)

	ids := h.dice.ids(4)
	got, err = h.w.Neighbours(h.w.ctx(), ids)
	h.w.must(err)
	want, err = h.truth.Neighbours(h.w.ctx(), ids)
	h.w.must(err)
	h.wantSame(fmt.Sprintf("neighbours of %v", ids), want, slices.Sorted(slices.Values(got)))

	state, err := h.w.State(h.w.ctx())
	h.w.must(err)
	wanted, err := h.truth.State(h.w.ctx())
	h.w.must(err)
	h.wantSame("state", wanted, state)
}

// wantSameWalk pages both through a query to its end.
func (h *history) wantSameWalk(q search.Query) {
	h.w.t.Helper()
	asked := q
	for range maxPages {
		got := h.w.ask(q)
		want, err := h.truth.Search(h.w.ctx(), asked)
		h.w.must(err)
		next, wantNext := got.Next, want.Next
		got.Next, want.Next = "", ""
		h.wantSame(describe(&q), want, got)
		if (next == "") != (wantNext == "") {
			h.w.t.Errorf("%s: %s: next is %q, that of the truth %q", h.note, describe(&q), next, wantNext)
		}
		if next == "" || h.w.t.Failed() {
			return
		}
		q.After, asked.After = next, wantNext
	}
	h.w.t.Errorf("%s: %s does not end", h.note, describe(&q))
}

func (h *history) wantSame(what string, want, got any) {
	h.w.t.Helper()
	if diff := diff(want, got); diff != "" {
		h.w.t.Errorf("%s: %s (-truth +engine):\n%s", h.note, what, diff)
	}
}
