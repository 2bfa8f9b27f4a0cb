package disclosure

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestKindsOfErrorSurviveWrapping(t *testing.T) {
	names := map[ErrorKind]string{
		Internal: "internal", NotFound: "not found", Gone: "gone", Conflict: "conflict", Invalid: "invalid", Unavailable: "unavailable",
	}
	for kind, name := range names {
		err := Errorf(kind, "read %q: %w", "x", io.ErrUnexpectedEOF)
		wrapped := fmt.Errorf("list: %w", errors.Join(context.Canceled, fmt.Errorf("page: %w", err)))
		if KindOf(err) != kind || KindOf(wrapped) != kind {
			t.Errorf("%s: kinds %s and %s", kind, KindOf(err), KindOf(wrapped))
		}
		if !errors.Is(wrapped, io.ErrUnexpectedEOF) {
			t.Errorf("%s: the cause is out of reach", kind)
		}
		if kind.String() != name || err.Error() != `read "x": unexpected EOF` {
			t.Errorf("%s: text %q", kind, err)
		}
		if _, has := TombstoneOf(wrapped); has {
			t.Errorf("%s: a tombstone out of nothing", kind)
		}
	}
	if len(names) != len(errorKindNames) {
		t.Errorf("%d kinds have names, %d are known here", len(errorKindNames), len(names))
	}
}

func TestTheOutermostKindCounts(t *testing.T) {
	inner := Errorf(NotFound, "no such thing")
	if got := KindOf(Errorf(Unavailable, "later: %w", inner)); got != Unavailable {
		t.Errorf("kind %s, want that of the outermost error", got)
	}
	if got := KindOf(io.EOF); got != Internal {
		t.Errorf("a foreign error is of kind %s", got)
	}
	if got := KindOf(nil); got != Internal {
		t.Errorf("no error is of kind %s", got)
	}
}

func TestGoneCarriesItsTombstone(t *testing.T) {
	stone := Tombstone{
		ID: "pn_0123456789ABC", Kind: KindPenalty, Version: 3, State: StateRepaired, Reason: ReasonRepaired,
		Authority: "11230500001755309F", At: time.Date(2026, 11, 20, 8, 0, 0, 1000, time.UTC), Position: 9,
	}
	err := fmt.Errorf("page: %w", GoneError(stone))
	got, has := TombstoneOf(err)
	if diff := cmp.Diff(stone, got); diff != "" || !has || KindOf(err) != Gone {
		t.Errorf("kind %s, tombstone %t: %s", KindOf(err), has, diff)
	}
	if err.Error() != "page: pn_0123456789ABC is repaired" {
		t.Errorf("text %q", err)
	}
	if _, has := TombstoneOf(nil); has {
		t.Error("no error has a tombstone")
	}
}
