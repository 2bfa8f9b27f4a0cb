package storetest

import (
	"context"
	"crypto/sha256"
	"errors"
	"runtime"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// calls are all methods of the contract, each called in a way that succeeds on an open store.
func calls(w *world) map[string]func(ctx context.Context, s store.Store) error {
	record := sample(disclosure.KindPermit, 999)
	return map[string]func(ctx context.Context, s store.Store) error{
		"Head": func(ctx context.Context, s store.Store) error { _, err := s.Head(ctx); return err },
		"Get": func(ctx context.Context, s store.Store) error {
			_, err := s.Get(ctx, w.knownID)
			return err
		},
		"List": func(ctx context.Context, s store.Store) error {
			_, err := s.List(ctx, store.Query{Kind: disclosure.KindPermit})
			return err
		},
		"Totals":  func(ctx context.Context, s store.Store) error { _, err := s.Totals(ctx); return err },
		"Changes": func(ctx context.Context, s store.Store) error { _, err := s.Changes(ctx, 0, 1, ""); return err },
		"History": func(ctx context.Context, s store.Store) error { _, err := s.History(ctx, w.knownID); return err },
		"Find": func(ctx context.Context, s store.Store) error {
			_, err := s.Find(ctx, []disclosure.Key{keyOf("x")})
			return err
		},
		"Apply": func(ctx context.Context, s store.Store) error {
			_, err := s.Apply(ctx, store.Batch{At: w.instant(), Writes: []store.Write{w.publishing(record)}})
			return err
		},
		"CountEver": func(ctx context.Context, s store.Store) error {
			_, err := s.CountEver(ctx, disclosure.KindPermit)
			return err
		},
		"Ended": func(ctx context.Context, s store.Store) error { _, err := s.Ended(ctx, 1); return err },
		"Scrub": func(ctx context.Context, s store.Store) error { return s.Scrub(ctx) },
		"Stage": func(ctx context.Context, s store.Store) error {
			_, err := s.Stage(ctx, "b1", []store.Staged{fullStaged(1, 1)})
			return err
		},
		"Staged": func(ctx context.Context, s store.Store) error { _, err := s.Staged(ctx, "b1", 0, 1); return err },
		"HasKeys": func(ctx context.Context, s store.Store) error {
			_, err := s.HasKeys(ctx, "b1", []disclosure.Key{keyOf("x")})
			return err
		},
		"Discard":      func(ctx context.Context, s store.Store) error { return s.Discard(ctx, "b1") },
		"DiscardAll":   func(ctx context.Context, s store.Store) error { return s.DiscardAll(ctx) },
		"Fingerprints": func(ctx context.Context, s store.Store) error { _, err := s.Fingerprints(ctx); return err },
		"Remember":     func(ctx context.Context, s store.Store) error { return s.Remember(ctx, "board", "aa") },
	}
}

func lifecycleSentences() []sentence {
	return []sentence{
		{"a cancelled context returns its error and writes nothing", func(w *world) {
			w.knownID = w.publish(sample(disclosure.KindPermit, 1))[0].ID
			before := w.look()
			cancelled, cancel := context.WithCancel(w.ctx())
			cancel()
			expired, cancel := context.WithTimeout(w.ctx(), 0)
			defer cancel()
			for name, call := range calls(w) {
				if err := call(cancelled, w.Opened); !errors.Is(err, context.Canceled) {
					w.t.Errorf("%s: got %v, want %v", name, err, context.Canceled)
				}
				if err := call(expired, w.Opened); !errors.Is(err, context.DeadlineExceeded) {
					w.t.Errorf("%s: got %v, want %v", name, err, context.DeadlineExceeded)
				}
			}
			w.wantSame(before)
		}},
		{"a batch that is cancelled under way is written whole or, with the context's error, not at all", cancelUnderWay},
		{"after a cancelled call every call works", func(w *world) {
			w.knownID = w.publish(sample(disclosure.KindPermit, 1))[0].ID
			for name, call := range calls(w) {
				ctx, cancel := context.WithCancel(w.ctx())
				cancel()
				call(ctx, w.Opened) //nolint:errcheck // the sentence before looks at it
				if err := call(w.ctx(), w.Opened); err != nil {
					w.t.Errorf("%s: %v", name, err)
				}
			}
		}},
		{"a closed store is unavailable", func(w *world) {
			w.knownID = w.publish(sample(disclosure.KindPermit, 1))[0].ID
			s := w.open()
			w.must(s.Close())
			for name, call := range calls(w) {
				if err := call(w.ctx(), s); disclosure.KindOf(err) != disclosure.Unavailable {
					w.t.Errorf("%s: got %v, want kind %q", name, err, disclosure.Unavailable)
				}
			}
			w.must(s.Close()) // twice is no error
		}},
		{"closing one opened store leaves the other alone", func(w *world) {
			w.must(w.open().Close())
			w.wantRecord(w.publish(sample(disclosure.KindPermit, 1))[0])
		}},
		{"reopening keeps everything", func(w *world) {
			w.seed(42, 60)
			w.must(w.Remember(w.ctx(), "board", "aa"))
			before := w.look()
			for range 2 {
				w.must(w.Close())
				w.Opened = w.open()
				w.wantSame(before)
				w.wantFingerprints(map[string]string{"board": "aa"})
			}
			w.publish(sample(disclosure.KindPermit, 1))
		}},
		{"a slice that the caller changes afterwards does not change the store", func(w *world) {
			record := sample(disclosure.KindPermit, 1)
			write := w.publishing(record)
			write.Record.Body, write.Record.Places = slices.Clone(record.Body), slices.Clone(record.Places)
			record.Position = w.apply(write).Last
			clear(write.Record.Body)
			clear(write.Record.Places)
			got, err := w.Get(w.ctx(), record.ID)
			w.must(err)
			clear(got.Body)
			clear(got.Places)
			w.wantRecord(record)
		}},
	}
}

// cancelUnderWay cancels at one moment after another, from before the batch begins until after it is written.
func cancelUnderWay(w *world) {
	written, refused := 0, 0
	for rounds := 0; refused < 10 || written < 3; rounds++ {
		if rounds == maxRounds {
			w.t.Fatalf("%d batches were written and %d refused: the moments do not meet the writing", written, refused)
		}
		ctx, cancel := context.WithCancel(w.ctx())
		batch := store.Batch{At: w.instant()}
		for _, record := range samples(disclosure.KindPermit, 0, 100) {
			batch.Writes = append(batch.Writes, w.publishing(record))
		}
		before := w.head().Position
		started := make(chan struct{})
		go func() {
			<-started
			spin(rounds % 50 * 200)
			cancel()
		}()
		close(started)
		_, err := w.Apply(ctx, batch)
		cancel()
		want := before
		switch {
		case err == nil:
			want += int64(len(batch.Writes))
			written++
		case errors.Is(err, context.Canceled):
			refused++
		default:
			w.t.Fatalf("got %v, want %v", err, context.Canceled)
		}
		if got := w.head().Position; got != want {
			w.t.Fatalf("got position %d after %v, want %d", got, err, want)
		}
	}
}

// maxRounds ends a proof that waits for chance.
const maxRounds = 5000

// spin takes a while that does not depend on a clock.
func spin(rounds int) {
	sum := sha256.Sum256(nil)
	for range rounds {
		sum = sha256.Sum256(sum[:])
	}
	runtime.KeepAlive(sum)
}
