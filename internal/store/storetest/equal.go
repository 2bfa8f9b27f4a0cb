package storetest

import (
	"cmp"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mingshi/internal/disclosure"
)

func cmpID(a, b disclosure.Record) int { return cmp.Compare(a.ID, b.ID) }

// wantEqual fails the test if got is not want; an empty slice is a nil one.
func (w *world) wantEqual(want, got any) {
	w.t.Helper()
	if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		w.t.Errorf("(-want +got):\n%s", diff)
	}
}

// wantSame fails the test if the store does not show what it showed before.
func (w *world) wantSame(before everything) {
	w.t.Helper()
	w.wantEqual(before, w.look())
}
