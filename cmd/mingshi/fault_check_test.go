package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// wholeStore is everything that a store holds while nobody writes, and what its lists show.
type wholeStore struct {
	head   store.WholeHead
	rows   store.Rows
	listed map[disclosure.ID]held
	totals map[disclosure.Kind]int64
}

// held is what an index holds of a record.
type held struct {
	Version int64
	Digest  string
}

func heldOf(r *disclosure.Record) held { return held{r.Version, r.Digest.String()} }

func readWhole(t *testing.T, db database) *wholeStore {
	t.Helper()
	w := &wholeStore{listed: make(map[disclosure.ID]held)}
	err := db.Snapshot(t.Context(), func(ctx context.Context, whole store.Whole) error {
		w.head = whole.Head()
		for _, part := range store.Parts() {
			if err := w.read(ctx, whole, part); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if w.totals, err = db.Totals(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, kind := range disclosure.Kinds() {
		for q := (store.Query{Kind: kind, Limit: store.MaxLimit}); ; {
			page, err := db.List(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for i := range page.Records {
				w.listed[page.Records[i].ID] = heldOf(&page.Records[i])
			}
			if q.After = page.Next; q.After == "" {
				break
			}
		}
	}
	return w
}

func (w *wholeStore) read(ctx context.Context, whole store.Whole, part store.Part) error {
	for after := ""; ; {
		page, next, err := whole.Rows(ctx, part, after, store.MaxLimit)
		if err != nil {
			return err
		}
		w.rows.Records = append(w.rows.Records, page.Records...)
		w.rows.Keys = append(w.rows.Keys, page.Keys...)
		w.rows.Changes = append(w.rows.Changes, page.Changes...)
		w.rows.NotPublic = append(w.rows.NotPublic, page.NotPublic...)
		w.rows.Figures = append(w.rows.Figures, page.Figures...)
		w.rows.Journals = append(w.rows.Journals, page.Journals...)
		w.rows.Fingerprints = append(w.rows.Fingerprints, page.Fingerprints...)
		if after = next; after == "" {
			return nil
		}
	}
}

// check finds whatever does not fit together: with a store that lost, doubled or half wrote something it cannot.
func (w *wholeStore) check(f *findings) {
	w.checkFeed(f)
	w.checkRecords(f)
	w.checkKeys(f)
	w.checkFigures(f)
	w.checkLists(f)
}

// checkFeed holds that positions are dense from 1 to the head, and that each record's changes are its versions 1, 2, 3 …,
// each once, each pointing at the one before.
func (w *wholeStore) checkFeed(f *findings) {
	last := make(map[int64]disclosure.Change)
	for i := range w.rows.Changes {
		c := &w.rows.Changes[i]
		if want := int64(i) + 1; c.Change.Position != want {
			f.add(fmt.Sprintf("feed: position %d stands where %d should", c.Change.Position, want))
		}
		before := last[c.Number]
		if c.Change.Version != before.Version+1 || c.Previous != before.Position {
			f.add(fmt.Sprintf("feed: version %d of a %s with previous %d follows version %d at %d",
				c.Change.Version, c.Change.Kind, c.Previous, before.Version, before.Position))
		}
		if before.ID != "" && before.ID != c.Change.ID {
			f.add("feed: one record number has two ids")
		}
		last[c.Number] = c.Change
	}
	if got := int64(len(w.rows.Changes)); got != w.head.Position {
		f.add(fmt.Sprintf("feed: %d changes, the head is at %d", got, w.head.Position))
	}
	for i := range w.rows.Records {
		r := &w.rows.Records[i]
		if c := last[r.Number]; c.ID != r.Record.ID || c.Version != r.Record.Version || c.Position != r.Record.Position ||
			c.Digest != r.Record.Digest || c.Reason != r.Reason {
			f.add(fmt.Sprintf("record: a %s of version %d at %d, its last change is of version %d at %d",
				r.Record.Kind, r.Record.Version, r.Record.Position, c.Version, c.Position))
		}
		delete(last, r.Number)
	}
	if len(last) > 0 {
		f.add(fmt.Sprintf("feed: %d records have changes and no row", len(last)))
	}
}

// checkRecords holds that ids are used once, that every digest is right, and that nothing is left of what is gone.
func (w *wholeStore) checkRecords(f *findings) {
	ids := make(map[disclosure.ID]bool)
	for i := range w.rows.Records {
		r := &w.rows.Records[i].Record
		if ids[r.ID] {
			f.add("record: an id stands twice")
		}
		ids[r.ID] = true
		switch {
		case r.State.Public() && r.Digest != r.ComputeDigest():
			f.add(fmt.Sprintf("record: the digest of a %s does not match salt and body", r.Kind))
		case !r.State.Public() && (len(r.Body) > 0 || r.Name != "" || r.Digest != disclosure.Digest{}):
			f.add(fmt.Sprintf("record: something is left of a %s that is %s", r.Kind, r.State))
		}
	}
}

// checkKeys holds that each key leads to a record, and that there is a key to each.
func (w *wholeStore) checkKeys(f *findings) {
	found := make(map[int64]bool)
	for i := range w.rows.Records {
		found[w.rows.Records[i].Number] = false
	}
	for _, key := range w.rows.Keys {
		if _, exists := found[key.Number]; !exists {
			f.add("key: leads to no record")
		}
		found[key.Number] = true
	}
	for number, reached := range found {
		if !reached {
			f.add(fmt.Sprintf("key: none leads to record %d", number))
		}
	}
}

// checkFigures holds the statistics against what they count: each change, and each row that is not public, once; and of each
// publication of a permit or penalty that its working days were counted.
func (w *wholeStore) checkFigures(f *findings) {
	counted, want := make(map[string]int64), make(map[string]int64)
	for _, figure := range w.rows.Figures {
		switch figure.Event {
		case store.EventLate, store.EventWorkingDays: // they tell more of what is counted here
		default:
			counted[figure.Event] += figure.Count
		}
	}
	for i := range w.rows.Changes {
		c := &w.rows.Changes[i].Change
		event := string(c.Op)
		if c.Reason != "" {
			event += ":" + string(c.Reason)
		}
		want[event]++
		if c.Op == disclosure.OpPublish && (c.Kind == disclosure.KindPermit || c.Kind == disclosure.KindPenalty) {
			want[store.EventWorkingDaysOf]++
		}
	}
	for i := range w.rows.NotPublic {
		want["not_public:"+string(w.rows.NotPublic[i].Rule)]++
	}
	for _, event := range slices.Sorted(maps.Keys(want)) {
		if counted[event] != want[event] {
			f.add(fmt.Sprintf("figures: %s is counted %d times, it was %d times", event, counted[event], want[event]))
		}
		delete(counted, event)
	}
	if len(counted) > 0 {
		f.add(fmt.Sprintf("figures: %v never was", counted))
	}
}

// checkLists holds that the lists show exactly what is public, and that the totals count it.
func (w *wholeStore) checkLists(f *findings) {
	f.same("lists", w.public(asOf()), w.listed)
	total := int64(0)
	for _, count := range w.totals {
		total += count
	}
	if total != int64(len(w.listed)) {
		f.add(fmt.Sprintf("totals: %d, the lists show %d", total, len(w.listed)))
	}
}

// public are the records that are public on a day.
func (w *wholeStore) public(day disclosure.Date) map[disclosure.ID]held {
	public := make(map[disclosure.ID]held)
	for i := range w.rows.Records {
		if r := &w.rows.Records[i].Record; r.PublicOn(day) {
			public[r.ID] = heldOf(r)
		}
	}
	return public
}

// same holds what somebody knows of the public records against what is right.
func (f *findings) same(who string, want, got map[disclosure.ID]held) {
	missing, other := 0, 0
	for id, record := range want {
		switch found, has := got[id]; {
		case !has:
			missing++
		case found != record:
			other++
		}
	}
	extra := len(got) - (len(want) - missing)
	if missing+other+extra > 0 {
		f.add(fmt.Sprintf("%s: of %d records %d are missing, %d are in another version, %d should not be there",
			who, len(want), missing, other, extra))
	}
}

// state is what a store says, without what differs from run to run: ids, instants, salts and positions.
type state struct {
	Records []string
	Figures []string
	Hidden  []string
}

// state leaves out what the writers of a test wrote beside the import.
func (w *wholeStore) state() state {
	var s state
	for i := range w.rows.Records {
		r := &w.rows.Records[i].Record
		if r.Authority != writersUnit {
			s.Records = append(s.Records, fmt.Sprint(r.Kind, r.Version, r.State, w.rows.Records[i].Reason, r.Name, r.Subject,
				r.Places, r.Authority, r.DecidedOn, r.PublicUntil, r.Regime, string(r.Body)))
		}
	}
	slices.Sort(s.Records)
	for _, figure := range w.rows.Figures {
		if figure.Unit != writersUnit {
			s.Figures = append(s.Figures, fmt.Sprint(
				figure.Month, figure.DecidedMonth, figure.Kind, figure.Unit, figure.Event, figure.Count))
		}
	}
	slices.Sort(s.Figures)
	hidden := make(map[disclosure.NotPublicRule]int)
	for i := range w.rows.NotPublic {
		hidden[w.rows.NotPublic[i].Rule]++
	}
	delete(hidden, writersRule)
	for rule, count := range hidden {
		s.Hidden = append(s.Hidden, fmt.Sprint(rule, count))
	}
	slices.Sort(s.Hidden)
	return s
}

// written is a change as the one who made or saw it knows it.
type written struct {
	Position int64
	ID       disclosure.ID
	Version  int64
	Digest   string // of the zero digest for a change that ended its record
}

func writtenOf(c *disclosure.Change) written {
	return written{c.Position, c.ID, c.Version, c.Digest.String()}
}

// checkKept holds that changes which somebody was told of are in the feed, as they were told.
func (w *wholeStore) checkKept(f *findings, who string, told []written) {
	lost := 0
	for _, want := range told {
		i := want.Position - 1
		if i < 0 || i >= int64(len(w.rows.Changes)) || writtenOf(&w.rows.Changes[i].Change) != want {
			lost++
		}
	}
	if lost > 0 {
		f.add(fmt.Sprintf("%s: of %d changes told of %d are not in the feed", who, len(told), lost))
	}
}

// versions counts the changes of the writers of a test.
func (w *wholeStore) writersChanges() int {
	ids, count := make(map[int64]bool), 0
	for i := range w.rows.Records {
		ids[w.rows.Records[i].Number] = w.rows.Records[i].Record.Authority == writersUnit
	}
	for i := range w.rows.Changes {
		if ids[w.rows.Changes[i].Number] {
			count++
		}
	}
	return count
}

// sortedWritten orders changes by position.
func sortedWritten(told map[int64]written) []written {
	return slices.SortedFunc(maps.Values(told), func(a, b written) int { return cmp.Compare(a.Position, b.Position) })
}
