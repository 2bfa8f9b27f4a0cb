// Package dossier owns what is joined when read: which venue a record belongs to, a venue's present grade, and everything
// about one venue or one business. Pages and API tell the same story because both ask here. It depends only on disclosure
// and store's Reader.
package dossier

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// Entry is a public record with its body decoded.
type Entry[B disclosure.Body] struct {
	disclosure.Record
	Facts B
}

// Decode reads a record's body as the kind B; another kind is an internal error.
func Decode[B disclosure.Body](r *disclosure.Record) (Entry[B], error) {
	body, err := disclosure.DecodeBody(r.Kind, r.Body)
	if err != nil {
		return Entry[B]{}, err
	}
	facts, ok := body.(B)
	if !ok {
		return Entry[B]{}, disclosure.Errorf(disclosure.Internal, "dossier: %s is a %s", r.ID, r.Kind)
	}
	return Entry[B]{Record: *r, Facts: facts}, nil
}

// Get reads one public record and its body.
func Get[B disclosure.Body](ctx context.Context, r store.Reader, id disclosure.ID) (Entry[B], error) {
	record, err := r.Get(ctx, id)
	if err != nil {
		return Entry[B]{}, err
	}
	return Decode[B](&record)
}

// pageSize is how many joined records are read at a time.
const pageSize = 500

// each hands every record of a query to visit, whatever the query's length.
func each(ctx context.Context, r store.Reader, q store.Query, visit func(*disclosure.Record) error) error {
	q.Limit = pageSize
	for {
		page, err := r.List(ctx, q)
		if err != nil {
			return err
		}
		for i := range page.Records {
			if err := visit(&page.Records[i]); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

// all reads every record of a query with its body.
func all[B disclosure.Body](ctx context.Context, r store.Reader, q store.Query) ([]Entry[B], error) {
	var entries []Entry[B]
	err := each(ctx, r, q, func(record *disclosure.Record) error {
		entry, err := Decode[B](record)
		entries = append(entries, entry)
		return err
	})
	return entries, err
}
