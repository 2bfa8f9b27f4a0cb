package gradebook

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/store"
)

// Shelf keeps the book of one store that was asked for last. Whoever needs a newer one reads it, and all others wait for that.
type Shelf struct {
	reader store.Reader
	scheme *grading.Scheme

	// turn is held by whoever looks at what follows.
	turn chan struct{}
	book *Book
	head store.Head
}

// NewShelf makes an empty shelf.
func NewShelf(r store.Reader, scheme *grading.Scheme) *Shelf {
	return &Shelf{reader: r, scheme: scheme, turn: make(chan struct{}, 1)}
}

// Book gives the book of a day, made from the store as it was at the given head or later.
func (s *Shelf) Book(ctx context.Context, head store.Head, today disclosure.Date) (*Book, error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s.book != nil && s.head.FeedID == head.FeedID && s.head.Position >= head.Position && s.book.Today == today {
		return s.book, nil
	}
	head, err := s.reader.Head(ctx) // before any record: the book is of this head or later
	if err != nil {
		return nil, err
	}
	book, err := Read(ctx, s.reader, s.scheme, today)
	if err != nil {
		return nil, err
	}
	s.book, s.head = book, head
	return book, nil
}
