package row

import (
	"context"
	"sync"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// View is the Reader that a store hands over for the time of a view: it lets one call in at a time, since the connection
// behind it can do no more, and none once the view has ended.
type View struct {
	mu    sync.Mutex
	ended bool
	at    store.Reader
}

var _ store.Reader = (*View)(nil)

// NewView is a view of what at answers. Whoever makes it must end it.
func NewView(at store.Reader) *View { return &View{at: at} }

// End waits for the call under way; every later one is kind Unavailable.
func (v *View) End() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.ended = true
}

// Head implements store.Reader.
func (v *View) Head(ctx context.Context) (store.Head, error) {
	return within(ctx, v, func() (store.Head, error) { return v.at.Head(ctx) })
}

// Get implements store.Reader.
func (v *View) Get(ctx context.Context, id disclosure.ID) (disclosure.Record, error) {
	return within(ctx, v, func() (disclosure.Record, error) { return v.at.Get(ctx, id) })
}

// List implements store.Reader.
func (v *View) List(ctx context.Context, q store.Query) (store.Page, error) {
	return within(ctx, v, func() (store.Page, error) { return v.at.List(ctx, q) })
}

// Totals implements store.Reader.
func (v *View) Totals(ctx context.Context) (map[disclosure.Kind]int64, error) {
	return within(ctx, v, func() (map[disclosure.Kind]int64, error) { return v.at.Totals(ctx) })
}

// Figures implements store.Reader.
func (v *View) Figures(ctx context.Context, q store.FigureQuery) ([]store.Figure, error) {
	return within(ctx, v, func() ([]store.Figure, error) { return v.at.Figures(ctx, q) })
}

// Subjects implements store.Reader.
func (v *View) Subjects(ctx context.Context, q store.SubjectQuery) (store.SubjectPage, error) {
	return within(ctx, v, func() (store.SubjectPage, error) { return v.at.Subjects(ctx, q) })
}

// within answers a call while the view lasts.
func within[T any](ctx context.Context, v *View, answer func() (T, error)) (T, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	var none T
	if err := ctx.Err(); err != nil {
		return none, err
	}
	if v.ended {
		return none, disclosure.Errorf(disclosure.Unavailable, "read a view: it has ended")
	}
	return answer()
}

// Turns let few views be at once, so that they leave connections to the readers beside them.
type Turns chan struct{}

// NewTurns lets n in at once.
func NewTurns(n int) Turns { return make(Turns, n) }

// Take waits for a turn; it returns the error of a context that ends before. The caller must call Give afterwards.
func (t Turns) Take(ctx context.Context) error {
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Give gives the turn back.
func (t Turns) Give() { <-t }
