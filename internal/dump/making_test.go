package dump

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
)

// watched is a store that says what is asked of it, and when.
type watched struct {
	*sqlite.Store

	onView, onChanges func()
	onList            func(q store.Query)
}

func (s *watched) View(ctx context.Context, read func(ctx context.Context, at store.Reader) error) error {
	if s.onView != nil {
		s.onView()
	}
	return s.Store.View(ctx, func(ctx context.Context, at store.Reader) error { return read(ctx, watchedReader{at, s}) })
}

func (s *watched) Changes(ctx context.Context, after int64, limit int, kind disclosure.Kind) (store.ChangePage, error) {
	if s.onChanges != nil {
		s.onChanges()
	}
	return s.Store.Changes(ctx, after, limit, kind)
}

type watchedReader struct {
	store.Reader

	watched *watched
}

func (r watchedReader) List(ctx context.Context, q store.Query) (store.Page, error) {
	if r.watched.onList != nil {
		r.watched.onList(q)
	}
	return r.Reader.List(ctx, q)
}

// watch puts a watched store under the world's keeper.
func (w *world) watch() *watched {
	s := &watched{Store: w.store}
	w.keeper.Source = s
	return s
}

// TestWhatEndsWhileADumpIsMadeIsNotInIt ends a record while the dump that holds it is made, and lets the keeper follow that end
// for the earlier dumps before the new one is there.
func TestWhatEndsWhileADumpIsMadeIsNotInIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	records := w.oneOfEach()
	w.step()
	w.publish(aPermit("青卫证7"), "")
	w.now = w.now.Add(DefaultEvery)
	w.keeper.tendEvery = time.Millisecond
	source := w.watch()
	followed := make(chan struct{}, 1000)
	var ended bool
	source.onList = func(q store.Query) {
		if q.Kind != disclosure.KindPenalty || ended {
			return
		}
		w.withdraw(records[disclosure.KindPenalty])
		ended = true
		for len(followed) > 0 {
			<-followed
		}
		for range 3 { // one round asks twice at most, so a whole one lies between
			<-followed
		}
	}
	source.onChanges = func() {
		select {
		case followed <- struct{}{}:
		default:
		}
	}
	done := w.step()
	if done.Made == "" || !ended {
		t.Fatalf("done %+v, ended %t", done, ended)
	}
	if got := w.kindsGone(w.manifest().dump(done.Made), ReasonRecordGone); !slices.Contains(got, disclosure.KindPenalty) {
		t.Errorf("of the new dump %v are gone", got)
	}
	w.holdsNot(string(records[disclosure.KindPenalty].ID))
}

// TestADumpIsNotJudgedByWhatItKnows corrects a penalty after the keeper has followed the feed and before the dump's position is
// taken: the dump holds the penalty as it is now.
func TestADumpIsNotJudgedByWhatItKnows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	penalty := w.publish(aPenalty("罚", "未消毒"), "")
	w.step()
	w.publish(aPermit("青卫证7"), "")
	w.now = w.now.Add(DefaultEvery)
	source := w.watch()
	source.onView = func() {
		source.onView = nil
		w.change(penalty, disclosure.OpCorrect, disclosure.ReasonErrorInSource, aPenalty("罚", "更正"), "")
	}
	done := w.step()
	if d := w.latest(); d.Name != done.Made || d.Position != 3 {
		t.Errorf("latest %s of position %d, made %q", d.Name, d.Position, done.Made)
	}
}

// TestADumpGivesWay gives up a dump while it is made, and makes it after a pause.
func TestADumpGivesWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.oneOfEach()
	w.keeper.GiveWay() // while none is made it does nothing
	source := w.watch()
	var once sync.Once
	source.onList = func(store.Query) { once.Do(w.keeper.GiveWay) }
	if _, err := w.keeper.Step(t.Context()); !errors.Is(err, ErrGaveWay) {
		t.Fatalf("given up: %v", err)
	}
	if _, err := os.Stat(filepath.Join(w.dir, makingName)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what was begun: %v", err)
	}
	w.now = w.now.Add(pauses[0] - time.Second)
	if done := w.step(); done.Made != "" {
		t.Error("made again without a pause")
	}
	w.now = w.now.Add(time.Second)
	if done := w.step(); done.Made == "" {
		t.Error("not made after the pause")
	}
}

// TestWhatIsGoneIsScrubbedBeforeADump: a dump holds up the scrubbing until its end.
func TestWhatIsGoneIsScrubbedBeforeADump(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.oneOfEach()
	source := w.watch()
	var order []string
	w.keeper.Scrub = func(context.Context) error { order = append(order, "scrub"); return nil }
	source.onView = func() { order = append(order, "view") }
	w.step()
	w.step()
	if !slices.Equal(order, []string{"scrub", "view"}) {
		t.Errorf("%v", order)
	}
}
