package storetest

import (
	"context"
	"crypto/sha256"
	"errors"
	"runtime"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func contextSentences() []sentence {
	return []sentence{
		{"every method of the contract is called", callsAreAll},
		{"a cancelled context returns its error and nothing is written", contextCancelled},
		{"after a cancelled call every call works", func(w *world) {
			for _, c := range w.callable(w.Opened) {
				w.part(c.name, func(w *world) {
					ctx, cancel := context.WithCancel(w.ctx())
					cancel()
					c.do(ctx, w.Opened) //nolint:errcheck // the sentence before looks at it
					w.must(c.do(w.ctx(), w.Opened))
				})
			}
		}},
		{"a batch that is cancelled under way is written whole or, with the context's error, not at all", cancelUnderWay},
		{"a read that is cancelled under way answers or returns the context's error", cancelReading},
	}
}

func contextCancelled(w *world) {
	calls := w.callable(w.Opened)
	before := w.look()
	cancelled, cancel := context.WithCancel(w.ctx())
	cancel()
	expired, cancel := context.WithTimeout(w.ctx(), 0)
	defer cancel()
	for _, c := range calls {
		w.part(c.name, func(w *world) {
			if err := c.do(cancelled, w.Opened); !errors.Is(err, context.Canceled) {
				w.t.Errorf("got %v, want %v", err, context.Canceled)
			}
			if err := c.do(expired, w.Opened); !errors.Is(err, context.DeadlineExceeded) {
				w.t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
			}
		})
	}
	w.wantSame(before)
	w.wantFingerprints(map[string]string{})
	w.wantStaged(knownBatch, fullStaged(1, 1))
	w.wantStaged("new batch")
}

// cancelUnderWay looks for the moments about the commit, however long a store takes to come there: it cancels later after
// a batch that was refused, and sooner after one that was written.
func cancelUnderWay(w *world) {
	written, refused, wait := 0, 0, 0
	for tries := 0; refused < 10 || written < 3; tries++ {
		if tries == maxTries {
			w.t.Fatalf("%d batches were written and %d refused: the moments do not meet the writing", written, refused)
		}
		batch := store.Batch{At: w.instant()}
		for _, record := range samples(disclosure.KindPermit, 0, 100) {
			batch.Writes = append(batch.Writes, w.publishing(record))
		}
		want := w.head().Position
		err := cancelling(w.ctx(), wait, func(ctx context.Context) error { return second(w.Apply(ctx, batch)) })
		switch {
		case err == nil:
			want += int64(len(batch.Writes))
			written++
			wait /= 2
		case errors.Is(err, context.Canceled):
			refused++
			wait += 200 + wait/3
		default:
			w.t.Fatalf("got %v, want %v", err, context.Canceled)
		}
		if got := w.head().Position; got != want {
			w.t.Fatalf("got position %d after %v, want %d", got, err, want)
		}
	}
}

// cancelReading does the same to each read, which must not tire the store out: afterwards every read works.
func cancelReading(w *world) {
	w.publish(samples(disclosure.KindPermit, 10, 200)...)
	for _, c := range w.calls(w.publish(sample(disclosure.KindPermit, 1))[0]) {
		switch c.method() {
		case "Apply", "Scrub", "Remember", "Stage", "Discard", "DiscardAll":
			continue
		}
		w.part(c.name, func(w *world) {
			for n := range 50 {
				err := cancelling(w.ctx(), n*200, func(ctx context.Context) error { return c.do(ctx, w.Opened) })
				if err != nil && !errors.Is(err, context.Canceled) {
					w.t.Fatalf("got %v, want %v or none", err, context.Canceled)
				}
			}
			w.must(c.do(w.ctx(), w.Opened))
		})
	}
}

// maxTries ends a proof that waits for chance.
const maxTries = 1000

// cancelling cancels the context of do while it is under way, after a wait that is counted in turns of spin.
func cancelling(ctx context.Context, wait int, do func(ctx context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	started := make(chan struct{})
	go func() {
		<-started
		spin(wait)
		cancel()
	}()
	close(started)
	return do(ctx)
}

// spin takes a while that does not depend on a clock.
func spin(turns int) {
	sum := sha256.Sum256(nil)
	for range turns {
		sum = sha256.Sum256(sum[:])
	}
	runtime.KeepAlive(sum)
}
