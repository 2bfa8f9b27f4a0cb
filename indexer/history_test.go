package indexer_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/publish"
	"mingshi/internal/search"
	"mingshi/internal/store"
)

// history makes random things happen to a small district, in which everybody is soon joined to everybody.
type history struct {
	*world

	random *rand.Rand
}

func newHistory(t testing.TB, seed uint64) *history {
	t.Helper()
	h := &history{world: newWorld(t), random: rand.New(rand.NewPCG(seed, 7))}
	if seed%2 == 1 {
		h.scheme = strict()
		h.Indexer = h.indexer(h.store, h.engine)
	}
	return h
}

func (h *history) one(of ...string) string { return of[h.random.IntN(len(of))] }

func (h *history) code() string    { return h.one(company, other, "91440300MA5DA1234X", "") }
func (h *history) number() string  { return fmt.Sprintf("卫证〔2024〕第%d号", h.random.IntN(7)) }
func (h *history) address() string { return fmt.Sprintf("青禾路%d号", h.random.IntN(6)) }
func (h *history) name() string {
	return h.one("第一店", "第二店", "第三店", "清河宾馆", "重庆火锅")
}

func (h *history) facts() string {
	return h.one("未按规定消毒", "在"+h.address()+"检查", "持"+h.number()+"经营", "在"+h.address()+"和"+h.address()+"检查")
}

// happens does one random thing and names it.
func (h *history) happens() string {
	h.Helper()
	things := []struct {
		name string
		do   func()
	}{
		{"venue", func() { h.imports(venue(h.code(), h.number(), h.name(), h.address())) }},
		{"venue", func() { h.imports(venue(h.code(), h.number(), h.name(), h.address())) }},
		{"permit", func() { h.imports(h.permit()) }},
		{"filing", func() { h.imports(filing(h.code(), h.number(), h.name())) }},
		{"grading", func() { h.imports(grading(h.number(), h.random.IntN(4), h.one("A", "B", "C", ""))) }},
		{"reading", func() { h.imports(reading(h.number(), h.one("余氯", "浊度", "pH"))) }},
		{"penalty", func() { h.imports(h.penalty()) }},
		{"penalty", func() { h.imports(h.penalty()) }},
		{"board", h.issues},
		{"several", func() {
			h.imports(venue(h.code(), h.number(), h.name(), h.address()), grading(h.number(), 0, "A"), h.penalty())
		}},
		{"renumbered", h.renumbers},
		{"withdrawn", h.withdraws},
		{"repaired", h.repairs},
		{"midnight", func() { h.passes(1) }},
		{"swept", h.sweeps},
	}
	thing := things[h.random.IntN(len(things))]
	thing.do()
	return thing.name
}

// permit is one that began long ago or lately, so that the venue is an old one or new, and has ended or not.
func (h *history) permit() disclosure.Draft {
	draft := permit(h.code(), fmt.Sprint("许", h.random.IntN(20)), h.number(), h.name())
	if body, ok := draft.Body.(*disclosure.Permit); ok {
		body.ValidFrom = firstDay.AddDays(-[]int{1, 2, 60, 900}[h.random.IntN(4)])
		if h.random.IntN(3) == 0 {
			body.ValidUntil = firstDay.AddDays(-h.random.IntN(3))
		}
	}
	return draft
}

func (h *history) penalty() disclosure.Draft {
	draft := penalty(h.code(), fmt.Sprint("罚", h.random.IntN(30)), h.name(), h.facts())
	draft.DecidedOn = firstDay.AddDays(-h.random.IntN(6))
	// Where penalties count for grades, a venue's document follows the end of one only once that is swept; see the package's comment.
	if h.random.IntN(3) == 0 && h.scheme == nil {
		draft.PublicUntil = h.today().AddDays(h.random.IntN(5))
	}
	return draft
}

// any is a random public record of one of the kinds.
func (h *history) any(kinds ...disclosure.Kind) (disclosure.Record, bool) {
	h.Helper()
	records := h.all(kinds[h.random.IntN(len(kinds))])
	if len(records) == 0 {
		return disclosure.Record{}, false
	}
	return records[h.random.IntN(len(records))], true
}

// withdraws keeps a little alive: what is gone never comes back.
func (h *history) withdraws() {
	if record, ok := h.any(search.Kinds()...); ok && h.random.IntN(2) == 0 {
		h.withdraw(record)
	}
}

func (h *history) repairs() {
	if record, ok := h.any(disclosure.KindPenalty); ok {
		record.State = disclosure.StateRepaired
		h.writes(disclosure.OpRepair, disclosure.ReasonRepaired, record)
	}
}

// renumbers gives a venue, grading or permit other numbers, which may be those of others.
func (h *history) renumbers() {
	h.Helper()
	record, ok := h.any(disclosure.KindVenue, disclosure.KindVenue, disclosure.KindGrading, disclosure.KindPermit)
	if !ok {
		return
	}
	body, err := disclosure.DecodeBody(record.Kind, record.Body)
	if err != nil {
		h.Fatal(err)
	}
	record.Places = []string{h.number()}
	switch body := body.(type) {
	case *disclosure.Venue:
		if more := h.number(); more != record.Places[0] {
			record.Places = append(record.Places, more)
		}
		body.PermitNumbers = record.Places
	case *disclosure.Grading:
		body.PermitNumber = record.Places[0]
	case *disclosure.Permit:
		body.PermitNumber = record.Places[0]
	}
	raw, err := disclosure.CanonicalJSON(body)
	if err != nil {
		h.Fatal(err)
	}
	record.Seal(raw)
	h.writes(disclosure.OpCorrect, disclosure.ReasonErrorInSource, record)
}

func (h *history) issues() {
	h.Helper()
	record, ok := h.any(disclosure.KindVenue)
	if !ok {
		return
	}
	_, err := h.publisher().IssueBoards(h.Context(), []publish.Door{{Venue: record.ID}}, func(n uint32) string { return fmt.Sprint("B", n) })
	if err != nil {
		h.Fatal(err)
	}
}

func (h *history) sweeps() {
	h.Helper()
	if _, err := h.publisher().Expire(h.Context()); err != nil {
		h.Fatal(err)
	}
}

func TestAnyHistoryFollowedIsTheIndexBuiltAnew(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			h := newHistory(t, seed)
			var told []string
			for range 60 {
				for range 1 + h.random.IntN(3)*h.random.IntN(3) {
					told = append(told, h.happens())
				}
				h.catchUp()
				if h.agrees(); t.Failed() {
					t.Fatalf("after %d things, the last of them %v", len(told), told[max(0, len(told)-10):])
				}
			}
		})
	}
}

// meddler is a Reader between whose calls things happen.
type meddler struct {
	store.Reader

	meddle func()
}

func (m meddler) Get(ctx context.Context, id disclosure.ID) (disclosure.Record, error) {
	m.meddle()
	return m.Reader.Get(ctx, id)
}

func (m meddler) List(ctx context.Context, q store.Query) (store.Page, error) {
	m.meddle()
	return m.Reader.List(ctx, q)
}

// meddles makes things happen while the indexer reads, now and then, as long as on is true.
func (h *history) meddles(on *bool) meddler {
	var one sync.Mutex
	return meddler{Reader: h.store, meddle: func() {
		one.Lock()
		defer one.Unlock()
		for *on && h.random.IntN(4) == 0 {
			h.happens()
		}
	}}
}

func TestWhatHappensWhileItIsDerivedIsFollowed(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			h := newHistory(t, seed)
			on := false
			h.Indexer = h.indexer(h.meddles(&on), h.engine)
			for range 40 {
				for range 1 + h.random.IntN(4) {
					h.happens()
				}
				on = true
				h.catchUp()
				on = false
				h.catchUp()
				if h.agrees(); t.Failed() {
					return
				}
			}
		})
	}
}

func TestWhatHappensDuringARebuildIsFollowed(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			h := newHistory(t, seed)
			on := false
			h.Indexer = h.indexer(h.meddles(&on), h.engine)
			for range 30 {
				h.happens()
				on = true
				if err := h.Rebuild(t.Context(), nil); err != nil {
					t.Fatal(err)
				}
				on = false
				h.catchUp()
				if h.agrees(); t.Failed() {
					return
				}
			}
		})
	}
}

var errFailed = errors.New("the engine has failed")

func TestAnEngineThatFailsIsCaughtUpLater(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			h := newHistory(t, seed)
			failed := 0
			fails := func(search.Batch) error {
				if h.random.IntN(4) == 0 {
					failed++
					return errFailed
				}
				return nil
			}
			for range 60 {
				for range 1 + h.random.IntN(3) {
					h.happens()
				}
				h.engine.before, h.engine.after = fails, fails // what was applied, and what was not
				for h.CatchUp(t.Context()) != nil {
					h.Indexer = h.indexer(h.store, h.engine) // another process, which remembers nothing
				}
				h.engine.before, h.engine.after = nil, nil
				if h.agrees(); t.Failed() {
					return
				}
			}
			if failed < 20 {
				t.Errorf("it failed %d times only", failed)
			}
		})
	}
}

func TestPositionsOfAFanOutMoveWithTheLastBatch(t *testing.T) {
	w := newWorld(t)
	drafts := []disclosure.Draft{venue(company, "卫证1", "旧名", "青禾路1号")}
	for n := range 1210 {
		drafts = append(drafts, reading("卫证1", fmt.Sprint("项目", n)))
	}
	w.imports(drafts...)
	w.catchUp()
	before := w.head().Position
	w.imports(venue(company, "卫证1", "新名", "青禾路1号"))
	w.engine.batches = nil
	w.catchUp()
	var positions []int64
	documents := 0
	for _, b := range w.engine.batches {
		positions = append(positions, b.Position)
		documents += len(b.Put)
	}
	if want := []int64{before, before, before, before + 1}; !slices.Equal(positions, want) || documents != len(drafts) {
		t.Errorf("batches at positions %v with %d documents, want %v with %d", positions, documents, want, len(drafts))
	}
	w.agrees()
}
