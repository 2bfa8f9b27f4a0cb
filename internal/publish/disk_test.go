package publish_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
)

// bytesOnDisk reads every file of the data folder, and every one that this process holds open there although its name is
// removed.
func (w *world) bytesOnDisk() []byte {
	w.Helper()
	var all bytes.Buffer
	add := func(path string) {
		raw, err := os.ReadFile(path)
		if err != nil && !os.IsNotExist(err) {
			w.Fatal(err)
		}
		all.Write(raw)
	}
	err := filepath.WalkDir(w.dir, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			add(path)
		}
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	const open = "/proc/self/fd"
	entries, err := os.ReadDir(open)
	if err != nil && !os.IsNotExist(err) {
		w.Fatal(err)
	}
	for _, entry := range entries {
		path := filepath.Join(open, entry.Name())
		if target, err := os.Readlink(path); err == nil && strings.HasPrefix(target, w.dir) {
			add(path)
		}
	}
	return all.Bytes()
}

// finds tells whether a text stands in the data folder, as it is or escaped.
func (w *world) finds(text string) bool {
	w.Helper()
	return bytes.Contains(w.bytesOnDisk(), []byte(text))
}

// canSeeRemoved skips a test where the files of staging cannot be read any more once their names are gone.
func canSeeRemoved(t *testing.T) {
	t.Helper()
	if _, err := os.Stat("/proc/self/fd"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("this system does not list open files")
		}
		t.Skip("this system does not list open files")
	}
}

// person is a penalty of a natural person, as the intake makes it: masked but for the natural key.
func person(realName string) disclosure.Draft {
	draft := penalty(1, "对当事人处以罚款，可查内容", disclosure.Date{})
	body := draft.Body.(*disclosure.Penalty)
	body.Counterparty = disclosure.Counterparty{Name: "欧阳某", Kind: disclosure.NaturalPerson}
	draft.NaturalKey = []string{office, documentNumber(1), realName + "|"}
	draft.Name, draft.Subject = "欧阳某", ""
	return draft
}

func TestTheNameOfANaturalPersonIsNeverOnDisk(t *testing.T) {
	canSeeRemoved(t)
	w := newWorld(t)
	const realName = "欧阳守静远"
	absent := func(when string) {
		t.Helper()
		for _, text := range []string{realName, "守静远"} {
			if w.finds(text) {
				t.Errorf("%s, %q is on disk", when, text)
			}
		}
	}
	draft := person(realName)
	im := w.publisher().Begin(false)
	w.stage(im, "a.csv", []disclosure.Draft{draft})
	if !w.finds("可查内容") {
		t.Fatal("what is staged is not found on disk: this test looks in the wrong place")
	}
	absent("while staged")
	if _, err := im.Publish(t.Context(), func(int, int, disclosure.Outcome) {}); err != nil {
		t.Fatal(err)
	}
	absent("when published")
	if !w.finds("可查内容") || w.named(disclosure.KindPenalty, "欧阳某").Subject != "" {
		t.Error("the masked decision is not published")
	}
	hiddenOne := hidden(draft, disclosure.NotPublicRevoked)
	w.must(disclosure.OutcomeNotPublic, hiddenOne)
	absent("when withdrawn")
	if err := w.store.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w.finds("可查内容") || w.finds("欧阳某") {
		t.Error("the withdrawn decision is still on disk")
	}
}

func TestNothingOfADiscardedFileStays(t *testing.T) {
	canSeeRemoved(t)
	w := newWorld(t)
	im := w.publisher().Begin(false)
	w.stage(im, "broken.csv", []disclosure.Draft{penalty(1, "弃置内容", disclosure.Date{})})
	w.stage(im, "good.csv", []disclosure.Draft{penalty(2, "公布内容", disclosure.Date{})})
	if !w.finds("弃置内容") {
		t.Fatal("what is staged is not found on disk: this test looks in the wrong place")
	}
	if err := im.DiscardFile(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if w.finds("弃置内容") {
		t.Error("the discarded file's rows are still on disk")
	}
	if !w.finds("公布内容") {
		t.Error("the other file's rows are gone")
	}
	if err := im.Discard(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w.finds("公布内容") {
		t.Error("the whole import was discarded, and its rows are still on disk")
	}
	if left, err := filepath.Glob(filepath.Join(w.dir, "staging-*")); err != nil || len(left) > 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
}

func TestRowsThatAreNotPublicLeaveNoTextOnDisk(t *testing.T) {
	canSeeRemoved(t)
	w := newWorld(t)
	w.must(disclosure.OutcomeNotPublic, hidden(penalty(1, "不予公开内容", disclosure.Date{}), disclosure.NotPublicMinor))
	w.must(disclosure.OutcomeExpired, penalty(2, "过期公示内容", w.day.AddDays(-1)))
	rehearsal := w.publisher().Begin(true)
	w.run(rehearsal, []disclosure.Draft{penalty(3, "预演内容", disclosure.Date{})})
	for _, text := range []string{"不予公开内容", "过期公示内容", "预演内容", documentNumber(1), documentNumber(2), documentNumber(3)} {
		if w.finds(text) {
			t.Errorf("%q is on disk", text)
		}
	}
}
