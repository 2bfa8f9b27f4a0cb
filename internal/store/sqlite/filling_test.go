package sqlite_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
)

func openFilling(t *testing.T, dir string) *sqlite.Filling {
	t.Helper()
	f, err := sqlite.OpenFilling(t.Context(), dir, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return f
}

func begin(t *testing.T, f *sqlite.Filling) store.Progress {
	t.Helper()
	at, err := f.Begin(t.Context(), store.WholeHead{FeedID: "source", Position: 1, At: time.Now(), Secret: []byte("secret")})
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestHalfFilledStoreSaysWhatToDo(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "folder")
	begin(t, openFilling(t, dir))
	for _, readOnly := range []bool{false, true} {
		_, err := sqlite.Open(t.Context(), dir, sqlite.Options{Zone: time.UTC, ReadOnly: readOnly})
		wantKind(t, err, disclosure.Unavailable)
		if !strings.Contains(err.Error(), "run that again") {
			t.Errorf("got %q, want it to say what to do", err)
		}
	}
}

func TestFillingIsFinishedAtItsEndAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := openFilling(t, dir)
	wantKind(t, f.Finish(t.Context(), "copy"), disclosure.Conflict) // not begun
	begin(t, f)
	wantKind(t, f.Finish(t.Context(), "copy"), disclosure.Conflict)
	if err := f.Put(t.Context(), store.Rows{}, store.Progress{Part: store.PartDone}); err != nil {
		t.Fatal(err)
	}
	if err := f.Finish(t.Context(), "copy"); err != nil {
		t.Fatal(err)
	}
	openDir(t, dir, sqlite.Options{})
}

func TestPutNeedsABeginning(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := openFilling(t, dir)
	wantKind(t, f.Put(t.Context(), store.Rows{}, store.Progress{Part: store.PartKeys}), disclosure.Conflict)
}

// TestTwoFillingsDoNotMix lets a second process take up the filling that a first one is still at.
func TestTwoFillingsDoNotMix(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, second := openFilling(t, dir), openFilling(t, dir)
	begin(t, first)
	begin(t, second)
	then := store.Progress{Part: store.PartKeys}
	if err := second.Put(t.Context(), store.Rows{}, then); err != nil {
		t.Fatal(err)
	}
	wantKind(t, first.Put(t.Context(), store.Rows{}, then), disclosure.Conflict)
	if at := begin(t, first); at != then {
		t.Errorf("got %+v, want %+v", at, then)
	}
}

// TestOpenStoreDoesNotWriteIntoAFilling lets a store be filled that another process has open.
func TestOpenStoreDoesNotWriteIntoAFilling(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openDir(t, dir, sqlite.Options{})
	begin(t, openFilling(t, dir))
	_, err := s.Apply(t.Context(), store.Batch{At: time.Now(), Writes: []store.Write{publishing(marked("late", 10))}})
	wantKind(t, err, disclosure.Unavailable)
	wantKind(t, s.Remember(t.Context(), "board", "aa"), disclosure.Unavailable)
	wantCount(t, s, "record", 0)
	wantCount(t, s, "key_fingerprint", 0)
}

func TestClosedFillingIsUnavailable(t *testing.T) {
	t.Parallel()
	f := openFilling(t, t.TempDir())
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := f.Begin(t.Context(), store.WholeHead{})
	wantKind(t, err, disclosure.Unavailable)
	wantKind(t, f.Put(t.Context(), store.Rows{}, store.Progress{}), disclosure.Unavailable)
	wantKind(t, f.Finish(t.Context(), "x"), disclosure.Unavailable)
	wantKind(t, f.Snapshot(t.Context(), nil), disclosure.Unavailable)
}
