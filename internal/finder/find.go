package finder

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/store"
)

// Finder finds public records.
type Finder struct {
	Searcher search.Searcher
	Reader   store.Reader
}

// Found is the answer to a query.
type Found struct {
	// Records are the hits, as the store has them now.
	Records []disclosure.Record
	search.Result
	// Head is the store's, read before the search. Where Result.Position is another, the index is behind (or already ahead).
	Head store.Head
}

// Find answers a query from the index, waiting a short while for it to reach the store's present head, and reads the hits
// from the store. A record that has ended since is never shown: if one is among the hits, the search is asked again, and
// what is still gone then is left out. In that case the index counts records that ended, on other pages too, and nobody may
// work out from the counts what they were: there are no Facets, Total is the number of records given, which is what is
// certain, and TotalIsExact is false. An index that was made from another feed is kind Unavailable, wrapping *search.Down.
func (f *Finder) Find(ctx context.Context, q search.Query) (Found, error) {
	found, gone, err := f.find(ctx, q)
	if err == nil && gone > 0 {
		found, gone, err = f.find(ctx, q)
	}
	if err != nil {
		return Found{}, err
	}
	if gone > 0 {
		found.Total, found.TotalIsExact, found.Facets = int64(len(found.Records)), false, nil
	}
	return found, nil
}

func (f *Finder) find(ctx context.Context, q search.Query) (found Found, gone int, err error) {
	head, err := f.Reader.Head(ctx)
	if err != nil {
		return Found{}, 0, err
	}
	q.AtLeast = head.Position
	result, err := f.Searcher.Search(ctx, q)
	if err != nil {
		return Found{}, 0, err
	}
	if err := sameFeed(head, result.FeedID); err != nil {
		return Found{}, 0, err
	}
	records, err := f.read(ctx, result.Hits)
	gone = len(result.Hits) - len(records)
	result.Hits = result.Hits[:0:0]
	for i := range records {
		result.Hits = append(result.Hits, records[i].ID)
	}
	return Found{Records: records, Result: result, Head: head}, gone, err
}

// read gets the records that are still public.
func (f *Finder) read(ctx context.Context, ids []disclosure.ID) ([]disclosure.Record, error) {
	records := make([]disclosure.Record, 0, len(ids))
	for _, id := range ids {
		record, err := f.Reader.Get(ctx, id)
		switch kind := disclosure.KindOf(err); {
		case err == nil:
			records = append(records, record)
		case kind != disclosure.Gone && kind != disclosure.NotFound:
			return nil, err
		}
	}
	return records, nil
}

// sameFeed refuses an index of other records than the store's: one that was never built, or that a restored store left
// behind. Where nothing was published yet, an index that knows of nothing is right.
func sameFeed(head store.Head, feedID string) error {
	if feedID == head.FeedID || feedID == "" && head.Position == 0 {
		return nil
	}
	return disclosure.Errorf(disclosure.Unavailable, "%w", &search.Down{Building: true, Cause: errOtherFeed})
}

var errOtherFeed = disclosure.Errorf(disclosure.Unavailable, "the index was not made from this store's feed")
