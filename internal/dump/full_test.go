package dump

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// blockManifest makes the manifest one that cannot be replaced, as on a disk that takes nothing more, and returns what undoes it.
func (w *world) blockManifest() (undo func()) {
	w.Helper()
	path := filepath.Join(w.dir, manifestName)
	aside := filepath.Join(w.TempDir(), manifestName)
	err := errors.Join(os.Rename(path, aside), os.MkdirAll(filepath.Join(path, "full"), folderMode))
	if err != nil {
		w.Fatal(err)
	}
	return func() {
		if err := errors.Join(os.RemoveAll(path), os.Rename(aside, path)); err != nil {
			w.Fatal(err)
		}
	}
}

// TestWhatMustGoGoesAlthoughNothingCanBeWritten withdraws a record on a full disk.
func TestWhatMustGoGoesAlthoughNothingCanBeWritten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	records := w.oneOfEach()
	first := w.step().Made
	w.withdraw(records[disclosure.KindReading])
	source := w.watch()
	var undo func()
	source.onChanges = func() {
		if undo == nil {
			undo = w.blockManifest()
		}
	}
	if _, err := w.keeper.Step(t.Context()); disclosure.KindOf(err) != disclosure.Unavailable {
		t.Errorf("the step: %v", err)
	}
	source.onChanges = nil
	undo()
	w.holdsNot(string(records[disclosure.KindReading].ID))
	if _, err := w.shelf.Open(first, "readings.csv.gz"); disclosure.KindOf(err) != disclosure.Gone {
		t.Errorf("the withdrawn reading's file: %v", err)
	}
	if _, err := w.shelf.Latest(); disclosure.KindOf(err) != disclosure.Unavailable {
		t.Errorf("latest: %v", err)
	}
	opened, err := w.shelf.Open(first, "permits.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	opened.Close()
	w.step()
	if got := w.kindsGone(w.manifest().dump(first), ReasonRecordGone); len(got) != 1 {
		t.Errorf("afterwards %v are gone", got)
	}
	w.latest()
}

// TestADumpThatCannotBeWrittenLeavesNothing makes the folder of a dump unwritable in the middle of it.
func TestADumpThatCannotBeWrittenLeavesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.oneOfEach()
	first := w.step().Made
	w.publish(aPermit("青卫证7"), "")
	w.now = w.now.Add(DefaultEvery)
	source := w.watch()
	making := filepath.Join(w.dir, makingName)
	source.onList = func(q store.Query) {
		if q.Kind == disclosure.KindPenalty && q.Order == store.ByNumber {
			_ = os.Mkdir(filepath.Join(making, "boards.parquet"), folderMode) // comes again with each page
		}
	}
	if _, err := w.keeper.Step(t.Context()); disclosure.KindOf(err) != disclosure.Unavailable {
		t.Errorf("the step: %v", err)
	}
	if _, err := os.Stat(making); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what was begun: %v", err)
	}
	source.onList = nil
	if done := w.step(); done.Made != "" {
		t.Error("tried again without a pause")
	}
	if d := w.latest(); d.Name != first {
		t.Errorf("latest %s", d.Name)
	}
	w.now = w.now.Add(pauses[0])
	if done := w.step(); done.Made == "" {
		t.Error("not made after the pause")
	}
}

// TestADumpThatCannotBeNamedChangesNothing: the manifest cannot be written once the dump is made.
func TestADumpThatCannotBeNamedChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.oneOfEach()
	first := w.step().Made
	w.publish(aPermit("青卫证7"), "")
	w.now = w.now.Add(graceFor + DefaultEvery) // the new one would retire the first
	source := w.watch()
	var undo func()
	source.onView = func() { undo = w.blockManifest() }
	if _, err := w.keeper.Step(t.Context()); disclosure.KindOf(err) != disclosure.Unavailable {
		t.Errorf("the step: %v", err)
	}
	undo()
	if d := w.latest(); d.Name != first {
		t.Errorf("latest %s, want %s", d.Name, first)
	}
	w.wantNoStrangers()
}

// TestWithoutRoomNoneIsBegun asks for more than any disk has.
func TestWithoutRoomNoneIsBegun(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, known := freeIn(w.dir); !known {
		if os.Getenv("CI") == "true" {
			t.Fatal("the room is not known here")
		}
		t.Skip("the room is not known here")
	}
	w.oneOfEach()
	w.step()
	m := w.manifest()
	m.Dumps[0].Files[0].Bytes = 1 << 60
	r := &round{Keeper: w.keeper, manifest: m}
	if err := r.checkRoom(); disclosure.KindOf(err) != disclosure.Unavailable || !strings.Contains(err.Error(), "free") {
		t.Errorf("a dump of 2^60 bytes: %v", err)
	}
	m.Dumps[0].Files[0].Bytes = 1
	if err := r.checkRoom(); err != nil {
		t.Errorf("a small dump: %v", err)
	}
}

// TestAnExpiryThatWasBroughtForward shortens a permit's period after a dump of the same day was made.
func TestAnExpiryThatWasBroughtForward(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	permit := w.publish(aPermit("青卫证1"), "2027-01-01")
	first := w.step().Made
	w.now = w.now.Add(time.Minute)
	w.change(permit, disclosure.OpCorrect, disclosure.ReasonErrorInSource, aPermit("青卫证1"), "2026-03-01")
	w.sweep()
	w.step()
	if _, err := w.shelf.Open(first, "permits.csv.gz"); disclosure.KindOf(err) != disclosure.Gone {
		t.Errorf("the file with the permit: %v", err)
	}
	w.holdsNot(string(permit.ID))
}
