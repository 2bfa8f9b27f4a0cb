package embedded

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// Search implements search.Searcher.
func (ix *Index) Search(ctx context.Context, q search.Query) (search.Result, error) {
	if err := q.Check(); err != nil {
		return search.Result{}, err
	}
	after, paged, err := search.DecodeCursor(&q)
	if err != nil {
		return search.Result{}, err
	}
	a := compile(&q, ix.options.Today())
	var result search.Result
	err = ix.ask(ctx, q.AtLeast, func(v *view) error {
		h := ix.hits(ctx, v, a, q.Sort == search.Relevance && q.Limit > 0)
		result = search.Result{
			Total: h.total(), TotalIsExact: true, Facets: h.facets(q.Facets), FeedID: v.feedID, Position: v.position,
		}
		legs := legsOf(q.Sort)
		start := turn{}
		if paged {
			if start.after, err = placeOf(&after); err != nil || after.Tier < 0 || after.Tier >= len(legs) {
				return disclosure.Errorf(disclosure.Invalid, "search: %w", search.ErrCursor)
			}
			start.leg = after.Tier
		}
		result.Hits, result.Next = h.page(&q, legs, start)
		return nil
	})
	if err != nil {
		return search.Result{}, err
	}
	return result, nil
}

// hits are what matches a question.
type hits struct {
	view  *view
	found []found
	fresh []match
}

// hits asks every segment and looks through the documents in memory.
func (ix *Index) hits(ctx context.Context, v *view, a *question, byTier bool) *hits {
	h := &hits{view: v, found: make([]found, len(v.segments))}
	for i, p := range v.segments {
		e := evaluation{segment: p.segment, question: a, deleted: p.deleted, cache: ix.cache, ctx: ctx}
		h.found[i] = e.run(byTier)
	}
	for _, e := range v.fresh {
		if a.wantsEntry(e) {
			if tier := a.tierOf(&e.pieces, e.bare); tier != tierNone {
				h.fresh = append(h.fresh, match{e, tier})
			}
		}
	}
	return h
}

func (h *hits) total() int64 {
	n := int64(len(h.fresh))
	for _, f := range h.found {
		n += int64(f.all.GetCardinality())
	}
	return n
}

func (h *hits) facets(fields []search.Field) map[search.Field][]search.Count {
	if len(fields) == 0 {
		return nil
	}
	counts := make(tally, 512)
	for i, f := range h.found {
		if !f.all.IsEmpty() {
			counts.countSegment(h.view.segments[i].segment, f.all, fields)
		}
	}
	for _, m := range h.fresh {
		counts.countEntry(m.entry)
	}
	return counts.facets(fields)
}

// turn is where a page begins: in a leg, behind a place of it.
type turn struct {
	leg   int
	after *place
}

// page takes the next hits, and says where to go on if there are more.
func (h *hits) page(q *search.Query, legs []leg, start turn) (ids []disclosure.ID, next string) {
	if q.Limit == 0 {
		return nil, ""
	}
	ids = make([]disclosure.ID, 0, min(q.Limit, int(h.total())))
	var last search.Cursor
	h.each(legs, start, func(nth int, p *place) bool {
		if len(ids) == q.Limit {
			next = last.Encode(q)
			return false
		}
		ids = append(ids, p.key.id())
		if len(ids) == q.Limit {
			last = legs[nth].cursor(nth, p)
		}
		return true
	})
	return ids, next
}

// each visits the hits in order as long as visit wants more.
func (h *hits) each(legs []leg, start turn, visit func(nth int, p *place) bool) {
	for nth := start.leg; nth < len(legs); nth++ {
		walkers := h.walkers(legs[nth], start.after)
		start.after = nil
		for {
			first := -1
			for i, w := range walkers {
				if w.head() != nil && (first < 0 || legs[nth].compare(w.head(), walkers[first].head()) < 0) {
					first = i
				}
			}
			if first < 0 {
				break
			}
			if !visit(nth, walkers[first].head()) {
				return
			}
			walkers[first].step()
		}
	}
}

func (h *hits) walkers(l leg, after *place) []walker {
	walkers := make([]walker, 0, len(h.found)+1)
	for i := range h.found {
		f := &h.found[i]
		if !f.all.IsEmpty() {
			walkers = append(walkers, walkLeg(h.view.segments[i], l, f, after))
		}
	}
	return append(walkers, walkFresh(l, h.fresh, after))
}

// mostNames is how many hits a suggestion looks at to find different names.
const mostNames = 500

// Suggest implements search.Searcher.
func (ix *Index) Suggest(ctx context.Context, text string, limit int) ([]disclosure.ID, error) {
	q := search.Query{Text: text, Limit: limit}
	if err := q.Check(); err != nil {
		return nil, err
	}
	a := compile(&q, ix.options.Today())
	if len(a.terms) == 0 || limit == 0 {
		return nil, ix.ask(ctx, 0, func(*view) error { return nil })
	}
	a.namesOnly = true
	var ids []disclosure.ID
	err := ix.ask(ctx, 0, func(v *view) error {
		h := ix.hits(ctx, v, a, true)
		names, seen := map[string]bool{}, 0
		h.each(legsOf(search.Relevance), turn{}, func(_ int, p *place) bool {
			seen++
			if name := string(h.firstName(p.key)); !names[name] {
				names[name] = true
				ids = append(ids, p.key.id())
			}
			return len(ids) < limit && seen < mostNames
		})
		return nil
	})
	return ids, err
}

func (h *hits) firstName(key idKey) []byte {
	for _, m := range h.fresh {
		if m.entry.key == key {
			return m.entry.pieces.firstName()
		}
	}
	for _, s := range h.view.segments {
		if doc, ok := s.find(key); ok && !s.deleted.Contains(doc) {
			p := s.text(doc).split()
			return p.firstName()
		}
	}
	return nil
}

// Neighbours implements search.Sink.
func (ix *Index) Neighbours(ctx context.Context, ids []disclosure.ID) ([]disclosure.ID, error) {
	near := map[idKey]bool{}
	err := ix.ask(ctx, 0, func(v *view) error {
		numbers, codes := map[string]bool{}, map[string]bool{} // that were asked for
		for _, id := range ids {
			key, err := packID(id)
			if err != nil {
				continue // no document has it
			}
			t, ok := v.text(key)
			if !ok {
				continue
			}
			near[key] = true
			p := t.split()
			eachField(p.numbers, func(number []byte) { v.sharing(ctx, ix.cache, textOf(number), hasNumber, numbers, near) })
			for _, code := range p.codeList() {
				v.sharing(ctx, ix.cache, code, hasCode, codes, near)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	all := make([]disclosure.ID, 0, len(near))
	for key := range near {
		all = append(all, key.id())
	}
	return all, nil
}

// text is that of a document, if it is there.
func (v *view) text(key idKey) (text, bool) {
	for _, e := range v.fresh {
		if e.key == key {
			return e.text, true
		}
	}
	for _, s := range v.segments {
		if doc, ok := s.find(key); ok && !s.deleted.Contains(doc) {
			return s.text(doc), true
		}
	}
	return nil, false
}

func hasNumber(p *pieces, number string) bool {
	found, units := false, appendUnits(nil, number)
	eachField(p.numbers, func(one []byte) { found = found || bytes.Equal(one, units) })
	return found
}

func hasCode(p *pieces, code string) bool { return slices.Contains(p.codeList(), code) }

// sharing adds the documents that have exactly this number or code.
func (v *view) sharing(
	ctx context.Context, cache *phraseCache, text string, has func(p *pieces, text string) bool, asked map[string]bool, near map[idKey]bool,
) {
	if asked[text] {
		return
	}
	asked[text] = true
	// Numbers may hold spaces and be of any length: the pieces between spaces lead to them, the text itself decides.
	a := &question{today: noDay}
	for _, word := range search.Terms(text) {
		a.terms = append(a.terms, newTerm(word, false))
	}
	if len(a.terms) == 0 {
		return
	}
	for _, e := range v.fresh {
		if has(&e.pieces, text) {
			near[e.key] = true
		}
	}
	for _, s := range v.segments {
		e := evaluation{segment: s.segment, question: a, deleted: s.deleted, cache: cache, ctx: ctx}
		for _, doc := range e.withExactly(text).ToArray() {
			if p := s.text(doc).split(); has(&p, text) {
				near[s.key(doc)] = true
			}
		}
	}
}

// withExactly are documents among which are all that have the text as a number or code. Short codes are no question of
// package search, so they are looked up here.
func (e *evaluation) withExactly(text string) *roaring.Bitmap {
	docs := e.run(false).all
	for i := e.codesFrom(func(code string) bool { return code >= text }); i < e.codeCount(); i++ {
		if one := e.codeAt(i); one != "" && one != text {
			break
		}
		if doc := e.doc(e.u32(secCodeDocs, i)); !e.deleted.Contains(doc) {
			docs.Add(doc)
		}
	}
	return docs
}

// ask reads the present view, once it reflects a position or patience is over.
func (ix *Index) ask(ctx context.Context, atLeast int64, read func(v *view) error) error {
	if err := ix.await(ctx, atLeast); err != nil {
		return err
	}
	// Texts are overwritten only while nobody reads, and only those that the present view knows to be deleted.
	ix.quiet.RLock()
	defer ix.quiet.RUnlock()
	v, _, err := ix.present()
	if err != nil {
		return err
	}
	defer v.release()
	return ix.read(v.segments, func() error { return read(v) })
}

// await waits until the index reflects a position, or patience is over.
func (ix *Index) await(ctx context.Context, atLeast int64) error {
	deadline := time.NewTimer(search.Patience)
	defer deadline.Stop()
	for {
		v, changed, err := ix.present()
		if err != nil {
			return cmp.Or(ctx.Err(), err)
		}
		position := v.position
		v.release()
		if ctx.Err() != nil || position >= atLeast {
			return ctx.Err()
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		case <-deadline.C:
			return nil
		}
	}
}

// present gives the present view, which the caller releases, and what is closed when another takes its place.
func (ix *Index) present() (*view, chan struct{}, error) {
	ix.mutex.RLock()
	defer ix.mutex.RUnlock()
	if ix.now == nil || !ix.now.retain() {
		return nil, nil, search.Unavailable(ix.broken.since, ix.broken.building, ix.broken.cause)
	}
	return ix.now, ix.changed, nil
}

// read runs what reads segments. When one of them is found damaged that searches see, the index has nothing to answer from
// any more.
func (ix *Index) read(parts []part, read func() error) error {
	err := guard(read)
	switch {
	case errors.Is(err, errDamaged):
		return ix.giveUp(parts, err)
	case errors.Is(err, errDefect):
		ix.options.Log.Error("search engine", slog.Any("error", err)) //nolint:sloglint // no context here
		return disclosure.Errorf(disclosure.Internal, "search: %w", errDefect)
	}
	return err
}
