package meili

import (
	"context"
	"slices"

	"github.com/meilisearch/meilisearch-go"

	"mingshi/internal/search"
)

// visit gives the hits behind a place in order until there are none, or it is told that it was enough. It returns a place
// where it gave up: so many candidates had to be left out that the rest is for another page.
func (in *inquiry) visit(ctx context.Context, after *search.Cursor, wanted int, take func(h hit) bool) (*search.Cursor, error) {
	if in.whole {
		in.visitGathered(after, take)
		return nil, nil //nolint:nilnil // no place is what "not given up" means
	}
	w := walk{inquiry: in, take: take, rounds: in.engine.bounds.rounds, limit: min(wanted, in.engine.bounds.candidates)}
	for i := range in.parts {
		p := &in.parts[i]
		if p.skips(in.query.Kinds) || after != nil && p.number < after.Tier {
			continue
		}
		var last *entry
		if after != nil && p.number == after.Tier {
			last = entryAt(after)
		}
		if err := w.part(ctx, p, last); err != nil || w.over {
			return w.place, err
		}
	}
	return nil, nil //nolint:nilnil // as above
}

// walk goes through the parts of an order.
type walk struct {
	*inquiry

	take   func(h hit) bool
	rounds int // that are left
	limit  int // of the next round
	// over tells that it was enough, and place where it was given up.
	over  bool
	place *search.Cursor
}

// part goes through one part, behind a document of it.
func (w *walk) part(ctx context.Context, p *part, last *entry) error {
	for more := true; more; {
		if w.rounds == 0 && last != nil {
			place := p.cursorAt(last)
			w.over, w.place = true, &place
			return nil
		}
		found, rest, err := w.round(ctx, p, last, w.limit)
		if err != nil {
			return err
		}
		for _, e := range found {
			last = e
			if tier, ok := w.tier(e); ok && p.contains(e, tier) && !w.take(hit{e, p}) {
				w.over = true
				return nil
			}
		}
		if more = rest; rest { // most of what came had to be left out: the next request may bring more
			w.limit, w.rounds = w.engine.bounds.candidates, max(w.rounds-1, 0)
		}
	}
	return nil
}

func (in *inquiry) visitGathered(after *search.Cursor, take func(h hit) bool) {
	for _, h := range in.gathered {
		if after != nil && !h.behind(after) {
			continue
		}
		if !take(h) {
			return
		}
	}
}

// behind reports whether a hit comes after a place.
func (h hit) behind(place *search.Cursor) bool {
	if h.part.number != place.Tier {
		return h.part.number > place.Tier
	}
	return h.part.compare(h.entry, entryAt(place)) > 0
}

// round fetches the next candidates of a part, each once and in order, and tells whether there may be more. Of several
// queries each brings a beginning; together they are in order only as far as the shortest of those that go on.
func (in *inquiry) round(ctx context.Context, p *part, last *entry, limit int) (found []*entry, more bool, err error) {
	wanted := both(in.filter, p.filter)
	if last != nil {
		wanted = both(wanted, p.behind(last))
	}
	var queries []*meilisearch.SearchRequest
	for _, text := range p.queries {
		r := request(in.engine.live, text, wanted, int64(limit), in.fields()...)
		r.Sort = p.sort()
		queries = append(queries, r)
	}
	answers, err := in.engine.ask(ctx, "search", queries...)
	if err != nil {
		return nil, false, err
	}
	var bound *entry
	for _, answer := range answers {
		brought, err := decode[*entry](ctx, in.engine, "search", answer.Hits)
		if err != nil {
			return nil, false, err
		}
		found = append(found, brought...)
		if len(brought) < limit {
			continue
		}
		more = true
		if end := brought[len(brought)-1]; bound == nil || p.compare(end, bound) < 0 {
			bound = end
		}
	}
	slices.SortFunc(found, p.compare)
	found = slices.CompactFunc(found, func(a, b *entry) bool { return a.ID == b.ID })
	if bound != nil {
		found = slices.DeleteFunc(found, func(e *entry) bool { return p.compare(e, bound) > 0 })
	}
	return found, more, nil
}
