package dump

import (
	"fmt"
	"testing"
	"time"

	"mingshi/internal/disclosure"
)

// TestTwoKeepersThatDifferComeToRest has a worker and a server with different public addresses take turns.
func TestTwoKeepersThatDifferComeToRest(t *testing.T) {
	w := newWorld(t)
	w.oneOfEach()
	other := w.newKeeper()
	other.BaseURL = "https://other.example"
	made := 0
	for range 60 {
		for _, k := range []*Keeper{w.keeper, other} {
			done, err := k.Step(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if done.Made != "" {
				made++
			}
		}
		w.now = w.now.Add(time.Minute)
	}
	if made != 1 {
		t.Errorf("%d dumps of one position", made)
	}
}

// TestChangesThatGoOnMakeFewDumps corrects a penalty every half minute for forty minutes: what must go goes at each step, and the
// next whole dump comes after pauses that become longer.
func TestChangesThatGoOnMakeFewDumps(t *testing.T) {
	w := newWorld(t)
	penalty := w.publish(aPenalty("罚", "未消毒"), "")
	begun := w.now
	w.step()
	var at []time.Duration
	for n := range 80 {
		w.now = w.now.Add(stepEvery)
		facts := fmt.Sprintf("事实%d。", n)
		penalty = w.change(penalty, disclosure.OpCorrect, disclosure.ReasonErrorInSource, aPenalty("罚", facts), "")
		done := w.step()
		if done.Made != "" {
			at = append(at, w.now.Sub(begun))
			if d := w.latest(); d.Name != done.Made {
				t.Errorf("the latest is %s, made was %s", d.Name, done.Made)
			}
			continue
		}
		if _, err := w.shelf.Latest(); disclosure.KindOf(err) != disclosure.Unavailable {
			t.Errorf("between two dumps: %v", err)
		}
		wait := w.shelf.RetryAfter()
		if wait < stepEvery || wait > pauses[len(pauses)-1]+stepEvery {
			t.Errorf("to be asked again after %s", wait)
		}
	}
	for i, want := range []time.Duration{30 * time.Second, 150 * time.Second, 450 * time.Second, 1050 * time.Second, 1650 * time.Second} {
		if i >= len(at) || at[i] != want {
			t.Fatalf("made after %v, want the %d. after %s", at, i+1, want)
		}
	}
	if len(at) > 6 {
		t.Errorf("%d dumps in forty minutes", len(at))
	}
	if m := w.manifest(); len(m.Dumps) > graceCount {
		t.Errorf("%d dumps are kept", len(m.Dumps))
	}
	w.holdsNot("事实0。")
	w.now = w.now.Add(pauses[len(pauses)-1])
	w.step()
	w.latest()
	w.now = w.now.Add(quietFor + time.Second)
	w.change(penalty, disclosure.OpCorrect, disclosure.ReasonErrorInSource, aPenalty("罚", "最后"), "")
	if done := w.step(); done.Made == "" {
		t.Error("after a quiet while none is made at once")
	}
	if wait := w.shelf.RetryAfter(); wait != pauses[0]+stepEvery {
		t.Errorf("after a quiet while the pauses begin with %s", wait-stepEvery)
	}
}

// TestAKeeperWithoutAnAddressOnlyTakesAway withdraws a record after another keeper has made a dump.
func TestAKeeperWithoutAnAddressOnlyTakesAway(t *testing.T) {
	w := newWorld(t)
	records := w.oneOfEach()
	first := w.step().Made
	w.keeper.BaseURL = ""
	w.withdraw(records[disclosure.KindReading])
	if done := w.step(); done.Made != "" || done.Removed != len(Forms()) {
		t.Errorf("done %+v", done)
	}
	if _, err := w.shelf.Open(first, "readings.csv.gz"); disclosure.KindOf(err) != disclosure.Gone {
		t.Errorf("the withdrawn reading's file: %v", err)
	}
}
