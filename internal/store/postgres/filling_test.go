package postgres_test

import (
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/postgres"
	"mingshi/internal/testkit/pgtest"
)

// TestAnOpenStoreCannotWriteWhileItIsFilled writes to a store that was opened before somebody began to fill it.
func TestAnOpenStoreCannotWriteWhileItIsFilled(t *testing.T) {
	t.Parallel()
	url := pgtest.Shared(t).Database(t)
	s := open(t, options(url))
	f, err := postgres.OpenFilling(t.Context(), options(url))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	source := store.WholeHead{FeedID: "SOURCE", Position: 0, Secret: []byte("secret")}
	if _, err := f.Begin(t.Context(), source); err != nil {
		t.Fatal(err)
	}
	_, err = s.Apply(t.Context(), batchOf(published(listed(1))))
	wantKindOf(t, err, disclosure.Unavailable)
	wantKindOf(t, f.Finish(t.Context(), "SOURCE"), disclosure.Conflict)
	if err := f.Put(t.Context(), store.Rows{}, store.Progress{Part: store.PartDone}); err != nil {
		t.Fatal(err)
	}
	if err := f.Finish(t.Context(), "COPY"); err != nil {
		t.Fatal(err)
	}
	mustApply(t, s, published(listed(1)))
	if head, err := s.Head(t.Context()); err != nil || head.FeedID != "COPY" || head.Position != 1 {
		t.Errorf("got %v, %v, want position 1 of COPY", head, err)
	}
}

func TestAFillingMustBeAllowedToWrite(t *testing.T) {
	t.Parallel()
	o := options(pgtest.Shared(t).Database(t))
	o.ReadOnly = true
	_, err := postgres.OpenFilling(t.Context(), o)
	wantKindOf(t, err, disclosure.Invalid)
}
