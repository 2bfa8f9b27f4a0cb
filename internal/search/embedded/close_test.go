package embedded_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/search/embedded"
)

// TestClosed calls everything of an index that was closed, twice.
func TestClosed(t *testing.T) {
	t.Parallel()
	ix, _ := openNew(t, embedded.Options{}, step(1, rolled(51).documents(0, 300)))
	g, err := ix.Rebuild(t.Context(), feed)
	must(t, err)
	must(t, ix.Close())
	must(t, ix.Close())
	calls := map[string]func(context.Context) error{
		"search":     func(ctx context.Context) error { return second(ix.Search(ctx, search.Query{Limit: 1})) },
		"suggest":    func(ctx context.Context) error { return second(ix.Suggest(ctx, "馆", 1)) },
		"state":      func(ctx context.Context) error { return second(ix.State(ctx)) },
		"neighbours": func(ctx context.Context) error { return second(ix.Neighbours(ctx, nil)) },
		"apply":      func(ctx context.Context) error { return ix.Apply(ctx, step(2, nil)) },
		"rebuild":    func(ctx context.Context) error { return second(ix.Rebuild(ctx, feed)) },
	}
	for name, call := range calls {
		err := call(t.Context())
		var down *search.Down
		if disclosure.KindOf(err) != disclosure.Unavailable || !errors.As(err, &down) || down.Building || down.Since.IsZero() {
			t.Errorf("%s: %v, want kind unavailable, since when, and nothing being built", name, err)
		}
	}
	if err := g.Apply(t.Context(), step(1, nil)); err == nil {
		t.Error("the generation of a closed index takes a batch")
	}
	if err := g.Promote(t.Context()); err == nil {
		t.Error("the generation of a closed index is promoted")
	}
	must(t, g.Discard(t.Context()))
	must(t, ix.Erase(t.Context()))
}

// TestCloseKeepsWhatWasApplied closes right after a batch: nothing needs to be applied again.
func TestCloseKeepsWhatWasApplied(t *testing.T) {
	t.Parallel()
	d := rolled(52)
	dir := t.TempDir()
	ix := open(t, dir, embedded.Options{Today: today})
	batches := []search.Batch{step(1, d.documents(0, 30)), step(2, d.documents(20, 25), nthID(kindOf(7), 7))}
	begin(t, ix, batches[0])
	apply(t, ix, batches[1])
	must(t, ix.Close())
	wantSame(t, truthOf(t, batches...), open(t, dir, embedded.Options{Today: today}), d.queries(10)...)
}

// TestCloseDuringCalls closes under searches, batches, merges and a generation: each either ends well or says that the index is
// closed or the generation over, and no goroutine stays.
func TestCloseDuringCalls(t *testing.T) {
	d := rolled(53)
	docs := d.documents(0, 600)
	rounds := 15
	if faults() {
		rounds = 500
	}
	for range rounds {
		ix := open(t, t.TempDir(), embedded.Options{Today: today})
		begin(t, ix, step(1, docs))
		g, err := ix.Rebuild(t.Context(), feed)
		must(t, err)
		var started, all sync.WaitGroup
		until := func(call func(round int) error) {
			started.Add(1)
			all.Go(func() {
				for round := 0; ; round++ {
					err := call(round)
					if round == 0 {
						started.Done()
					}
					switch kind := disclosure.KindOf(err); {
					case err == nil:
					case kind == disclosure.Unavailable, kind == disclosure.Conflict:
						return
					default:
						t.Errorf("met %v", err)
						return
					}
				}
			})
		}
		until(func(int) error { return second(ix.Search(t.Context(), everything())) })
		until(func(int) error { return second(ix.Search(t.Context(), search.Query{Text: "宾馆", Limit: 20})) })
		until(func(int) error { return ix.Apply(t.Context(), step(1, docs[:20])) })
		until(func(int) error { return second(ix.Neighbours(t.Context(), []disclosure.ID{docs[0].ID})) })
		until(func(int) error { return g.Apply(t.Context(), step(1, docs[:300])) })
		started.Wait()
		must(t, ix.Close())
		all.Wait()
	}
}

// TestGenerationEndsDuringPromote ends a generation, or the whole index, while it is merged to be promoted: either all of it
// answers or nothing, and its files are gone with it.
func TestGenerationEndsDuringPromote(t *testing.T) {
	t.Parallel()
	docs := numbered(embedded.GenerationFresh+1, func(int, *search.Document) {})
	late := rolled(56).documents(100_000, 100_050)
	for name, end := range map[string]func(ix *embedded.Index, g search.Generation) error{
		"discard": func(_ *embedded.Index, g search.Generation) error { return g.Discard(t.Context()) },
		"close":   func(ix *embedded.Index, _ search.Generation) error { return ix.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			ix := open(t, dir, embedded.Options{Today: today})
			g, err := ix.Rebuild(t.Context(), feed)
			must(t, err)
			must(t, g.Apply(t.Context(), step(1, docs)))
			must(t, g.Apply(t.Context(), step(2, late)))
			promoted := make(chan error)
			go func() { promoted <- g.Promote(t.Context()) }()
			spin(20_000) // the merge is under way, at one point or another
			must(t, end(ix, g))
			err = <-promoted
			if err != nil && disclosure.KindOf(err) != disclosure.Conflict {
				t.Errorf("promote: %v, want nothing or kind conflict", err)
			}
			must(t, ix.Close())
			wantNoStrangers(t, dir)
			state, stateErr := open(t, dir, embedded.Options{Today: today}).State(t.Context())
			must(t, stateErr)
			if got, want := state.Documents == int64(len(docs)+len(late)), err == nil; got != want {
				t.Errorf("state is %+v after promote said %v", state, err)
			}
		})
	}
}

// TestGoroutinesEnd counts those of the package after an index was closed.
func TestGoroutinesEnd(t *testing.T) {
	dir := t.TempDir()
	ours := func() int {
		stacks := make([]byte, 4<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		return strings.Count(string(stacks), "embedded.(*Index).tend(")
	}
	before := ours()
	ix := open(t, dir, embedded.Options{Today: today})
	for tries := 0; ours() != before+1 && tries < 1000; tries++ {
		runtime.Gosched() // it has been started, but may not have begun
	}
	if ours() != before+1 {
		t.Fatalf("%d goroutines tend, want one more than %d", ours(), before)
	}
	begin(t, ix, step(1, rolled(54).documents(0, 300)))
	must(t, ix.Close())
	if ours() != before {
		t.Errorf("%d goroutines tend after the end, want %d", ours(), before)
	}
}

// TestDamageDuringBatches lets a search meet a damaged block that batches do not read, while batches are applied. Once the
// search said that the index is down, it stays so until it is built anew: no batch that was under way brings back what was
// given up.
func TestDamageDuringBatches(t *testing.T) {
	t.Parallel()
	d := rolled(55)
	docs := d.documents(0, 2000)
	rounds := 12
	if faults() {
		rounds = 1500
	}
	for range rounds {
		dir := t.TempDir()
		ix := open(t, dir, embedded.Options{Today: today, PhraseCache: -1})
		begin(t, ix, step(1, docs))
		must(t, ix.Close())
		flipFirstByte(t, filepath.Join(dir, readFolder(t, dir).segments()[0]))
		ix = open(t, dir, embedded.Options{Today: today, PhraseCache: -1})
		apply(t, ix, step(2, docs[:1]))
		var calls sync.WaitGroup
		applied, stop := make(chan struct{}, 3), make(chan struct{})
		for n := range cap(applied) {
			calls.Go(func() {
				var err error
				for round := 0; err == nil && !closed(stop); round++ {
					if round == 3 {
						applied <- struct{}{}
					}
					err = ix.Apply(t.Context(), step(2, named(docs[:5], 10_000+n*100)))
				}
				if err != nil {
					wantConflictOrDown(t, err)
				}
			})
		}
		<-applied
		searched := second(ix.Search(t.Context(), search.Query{Text: "宾馆大", Limit: 20}))
		if err := ix.Apply(t.Context(), step(2, docs[:1])); disclosure.KindOf(err) != disclosure.Conflict {
			t.Errorf("apply after the index was given up: %v, want kind conflict", err)
		}
		close(stop)
		calls.Wait()
		wantDown(t, ix, searched)
		wantDown(t, ix, second(ix.Search(t.Context(), everything())))
		begin(t, ix, step(3, docs))
		must(t, ix.Close())
		wantNoStrangers(t, dir)
	}
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func wantConflictOrDown(t testing.TB, err error) {
	t.Helper()
	if kind := disclosure.KindOf(err); kind != disclosure.Conflict && kind != disclosure.Unavailable {
		t.Errorf("met %v", err)
	}
}

// flipFirstByte damages the first block of a file, where the first texts are.
func flipFirstByte(t testing.TB, path string) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	var first [9]byte
	_, err = file.ReadAt(first[:], 0)
	must(t, err)
	_, err = file.WriteAt([]byte{first[8] ^ 1}, 8)
	must(t, err)
	must(t, file.Close())
}

// named are the documents under the ids from a number on.
func named(docs []search.Document, from int) []search.Document {
	some := slices.Clone(docs)
	for i := range some {
		some[i].ID = nthID(docs[i].ID.Kind(), from+i)
	}
	return some
}
