package storetest

import (
	"bytes"
	"cmp"
	"reflect"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mingshi/internal/disclosure"
)

func cmpID(a, b disclosure.Record) int { return cmp.Compare(a.ID, b.ID) }

// wantEqual fails the test if got is not want; an empty slice is a nil one.
func (w *world) wantEqual(want, got any) {
	w.t.Helper()
	if reflect.DeepEqual(want, got) { // quick; the comparison that can explain itself is not
		return
	}
	if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		w.t.Errorf("(-want +got):\n%s", diff)
	}
}

// wantSame fails the test if the store does not show what it showed before.
func (w *world) wantSame(before everything) {
	w.t.Helper()
	w.wantEqual(before, w.look())
}

// wantList fails the test if a list is not exactly these records, whole and in this order.
func (w *world) wantList(got, want []disclosure.Record) {
	w.t.Helper()
	if len(got) != len(want) {
		w.t.Fatalf("got %d records, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i].ID != want[i].ID {
			w.t.Fatalf("place %d: got %s %q %s, want %s %q %s", i,
				got[i].ID, got[i].Name, got[i].DecidedOn, want[i].ID, want[i].Name, want[i].DecidedOn)
		}
		w.wantEqualRecord(want[i], got[i])
	}
}

// largeBody is the size from which a body is compared without being explained.
const largeBody = 1 << 16

// wantEqualRecord fails the test if two records differ.
func (w *world) wantEqualRecord(want, got disclosure.Record) {
	w.t.Helper()
	if len(want.Body) > largeBody {
		if !bytes.Equal(want.Body, got.Body) {
			w.t.Errorf("record %s: got another body, of %d bytes, than the one of %d", want.ID, len(got.Body), len(want.Body))
		}
		want.Body, got.Body = nil, nil
	}
	w.wantEqual(want, got)
}
