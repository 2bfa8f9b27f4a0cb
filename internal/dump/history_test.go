package dump

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"mingshi/internal/disclosure"
)

// TestNoFileTellsOfWhatEnded lets a random history happen and looks, after each step, into every file on the disk, and before it
// through the shelf, for the ids of records that are gone and for what penalties said before a correction.
func TestNoFileTellsOfWhatEnded(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel() // it waits for the disk
			h := &history{world: newWorld(t), dice: rand.New(rand.NewPCG(seed, 5)), public: map[disclosure.ID]disclosure.Record{}}
			h.keeper.Kept = Kept{Days: 4, Months: 2}
			for range 20 {
				for range h.dice.IntN(12) {
					h.happen()
				}
				h.passTime()
				h.noneIsGivenOut()
				h.step()
				h.noneIsOnTheDisk()
				h.wantNoStrangers()
				if d := h.latest(); d.Day != h.today() {
					t.Fatalf("on %s the latest is of %s", h.today(), d.Day)
				}
			}
			if len(h.expired) == 0 || len(h.ended) == 0 || len(h.superseded) == 0 || len(h.manifest().Dumps) < 3 {
				t.Errorf("a history of %d expired, %d ended, %d superseded and %d dumps tests little",
					len(h.expired), len(h.ended), len(h.superseded), len(h.manifest().Dumps))
			}
		})
	}
}

// history is a world in which things happen by chance.
type history struct {
	*world

	dice   *rand.Rand
	public map[disclosure.ID]disclosure.Record
	// expired are records whose last public day is over, ended those of which the feed has said so, superseded what penalties said.
	expired, ended, superseded []string
}

func (h *history) happen() {
	number := fmt.Sprintf("青卫证%d", h.dice.IntN(4))
	kinds := disclosure.Kinds()
	if len(h.public) < 3 || h.dice.IntN(5) > 1 {
		kind := kinds[h.dice.IntN(len(kinds))]
		if h.dice.IntN(3) == 0 {
			kind = disclosure.KindPenalty
		}
		until := ""
		if kind == disclosure.KindPenalty && h.dice.IntN(2) == 0 {
			until = h.today().AddDays(h.dice.IntN(4)).String()
		}
		body := h.anyBody(kind, number)
		if penalty, ok := body.(*disclosure.Penalty); ok {
			penalty.Facts = h.facts()
		}
		record := h.publish(body, until)
		h.public[record.ID] = record
		return
	}
	ids := slices.Sorted(maps.Keys(h.public))
	record := h.public[ids[h.dice.IntN(len(ids))]]
	switch {
	case record.Kind == disclosure.KindPenalty && h.dice.IntN(2) == 0:
		body, err := disclosure.DecodeBody(record.Kind, record.Body)
		if err != nil {
			h.Fatal(err)
		}
		penalty, ok := body.(*disclosure.Penalty)
		if !ok {
			h.Fatalf("%T", body)
		}
		h.superseded = append(h.superseded, penalty.Facts)
		penalty.Facts = h.facts()
		h.public[record.ID] = h.change(record, disclosure.OpCorrect, disclosure.ReasonErrorInSource, penalty, record.PublicUntil.String())
	case record.Kind == disclosure.KindVenue && h.dice.IntN(2) == 0:
		h.public[record.ID] = h.change(record, disclosure.OpCorrect, disclosure.ReasonErrorInSource, aVenue(number, "又名"), "")
	default:
		h.withdraw(record)
		delete(h.public, record.ID)
		h.ended = append(h.ended, string(record.ID))
	}
}

// facts are unlike any other.
func (h *history) facts() string {
	h.last++
	return fmt.Sprintf("事实%06d。", h.last)
}

// passTime moves the clock on, at times by days, and lets the sweeper come by or not.
func (h *history) passTime() {
	h.now = h.now.Add(time.Duration(h.dice.IntN(100)) * time.Minute)
	if h.dice.IntN(4) == 0 {
		h.now = h.now.AddDate(0, 0, 1+h.dice.IntN(2))
	}
	for id, record := range maps.All(h.public) {
		if !record.PublicOn(h.today()) {
			h.expired = append(h.expired, string(id))
			delete(h.public, id)
		}
	}
	if h.dice.IntN(2) == 0 {
		h.sweep()
	}
}

// noneIsGivenOut looks through the shelf for what the clock alone has ended, before any keeper knows of it.
func (h *history) noneIsGivenOut() {
	h.Helper()
	m := h.manifest()
	for i := range m.Dumps {
		for _, f := range m.Dumps[i].Files {
			if f.Gone == nil {
				h.tellsNothingOf(filepath.Join(h.dir, m.Dumps[i].Name, f.Name), f.Form, h.expired)
			}
		}
	}
}

// noneIsOnTheDisk looks into every file that is there.
func (h *history) noneIsOnTheDisk() {
	h.Helper()
	files, err := filepath.Glob(filepath.Join(h.dir, "*", "*"))
	if err != nil {
		h.Fatal(err)
	}
	if len(files) == 0 {
		h.Error("no files")
	}
	for _, path := range files {
		_, form, _ := strings.Cut(filepath.Base(path), ".")
		h.tellsNothingOf(path, Form(form), slices.Concat(h.expired, h.ended, h.superseded))
	}
}

func (h *history) tellsNothingOf(path string, form Form, markers []string) {
	h.Helper()
	said := text(h, path, form)
	for _, marker := range markers {
		// A board names its venue for ever: its own body does, not what is joined.
		if strings.Contains(said, marker) && !strings.Contains(path, "boards.") {
			h.Errorf("%s tells of %s", path, marker)
		}
	}
}
