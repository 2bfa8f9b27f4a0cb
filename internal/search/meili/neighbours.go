package meili

import (
	"context"
	"errors"
	"maps"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// maxListed is how many values are named in one filter.
const maxListed = 500

// linked is what Neighbours needs to know of a document.
type linked struct {
	ID    disclosure.ID `json:"id"`
	Links []string      `json:"links"`
}

// Neighbours implements search.Sink; the ids are ascending.
func (e *Engine) Neighbours(ctx context.Context, ids []disclosure.ID) ([]disclosure.ID, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		names = append(names, idKey(id))
	}
	found := make(map[disclosure.ID]bool)
	links := make(map[string]bool)
	err := e.collect(ctx, fieldID, names, func(one linked) {
		found[one.ID] = true
		for _, l := range one.Links {
			links[l] = true
		}
	})
	if err == nil {
		err = e.collect(ctx, fieldLinks, slices.Sorted(maps.Keys(links)), func(one linked) { found[one.ID] = true })
	}
	if errors.Is(err, errMissing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return slices.Sorted(maps.Keys(found)), nil
}

// collect gives every document that has one of the values in a field.
func (e *Engine) collect(ctx context.Context, field string, values []string, take func(one linked)) error {
	byID := part{keys: []key{{fieldID, false}}}
	for chunk := range slices.Chunk(values, maxListed) {
		wanted := both(kindFilter(search.Kinds()), oneOf(field, chunk))
		var last filter
		for {
			page, err := e.collectPage(ctx, both(wanted, last), byID.sort())
			if err != nil {
				return err
			}
			for _, one := range page {
				take(one)
			}
			if len(page) < e.bounds.candidates {
				break
			}
			last = byID.behind(&entry{ID: page[len(page)-1].ID})
		}
	}
	return nil
}

func (e *Engine) collectPage(ctx context.Context, wanted filter, sort []string) ([]linked, error) {
	ctx, cancel := within(ctx, e.patient.request)
	defer cancel()
	r := request(e.live, "", wanted, int64(e.bounds.candidates), fieldID, fieldLinks)
	r.Sort = sort
	answers, err := e.ask(ctx, "neighbours", r)
	if err != nil {
		return nil, err
	}
	return decode[linked](ctx, e, "neighbours", answers[0].Hits)
}
