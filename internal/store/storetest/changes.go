package storetest

import (
	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func changeSentences() []sentence {
	return []sentence{
		{"an empty page is no error and keeps the position", func(w *world) {
			w.publish(samples(disclosure.KindPermit, 0, 3)...)
			for _, kind := range []disclosure.Kind{"", disclosure.KindPermit, disclosure.KindPenalty} {
				page := w.changes(3, 10, kind)
				if len(page.Entries) != 0 || page.Next != 3 || page.Head != w.head() {
					w.t.Errorf("%q: got %+v", kind, page)
				}
			}
		}},
		{"a position beyond the head is refused", func(w *world) {
			for range 2 {
				for _, kind := range []disclosure.Kind{"", disclosure.KindPermit, disclosure.KindPenalty} {
					page, err := w.Changes(w.ctx(), w.head().Position+1, 10, kind)
					w.wantError(err, disclosure.Invalid, store.ErrBeyondHead)
					w.wantEqual(store.ChangePage{}, page)
				}
				w.publish(sample(disclosure.KindPermit, 0))
			}
		}},
		{"a page holds the changes behind a position up to its limit, and its head is the store's", changePages},
		{"positions are dense from one in the order of the writes", func(w *world) {
			records := samples(disclosure.KindPermit, 0, 150)
			w.publish(records[:70]...)
			w.publish(records[70:]...)
			for i, entry := range w.follow(7, "") {
				if entry.Position != int64(i)+1 || entry.ID != records[i].ID {
					w.t.Fatalf("change %d: got position %d of %s", i, entry.Position, entry.ID)
				}
			}
		}},
		{"every field of a change comes back with the record as it is now", changeFields},
		{"a limit of zero is the default and a large one the maximum", func(w *world) {
			for first := 0; first < store.MaxLimit+1; first += 1000 {
				w.publish(samples(disclosure.KindPermit, first, min(1000, store.MaxLimit+1-first))...)
			}
			for _, c := range []struct{ limit, want int }{
				{0, store.DefaultLimit}, {1, 1}, {store.MaxLimit + 1, store.MaxLimit},
			} {
				page := w.changes(0, c.limit, "")
				if len(page.Entries) != c.want || page.Next != int64(c.want) {
					w.t.Errorf("limit %d: got %d changes, want %d", c.limit, len(page.Entries), c.want)
				}
			}
		}},
		{"a kind sees its changes alone and next passes over the others", changeKinds},
		{"next is the last position examined", changeNext},
		{"a refused batch leaves no gap in the positions", changeNoGap},
		{"a gone record keeps its tombstone and has no body in any of its changes", changeGone},
	}
}

func changeFields(w *world) {
	record := w.publish(sample(disclosure.KindPenalty, 1))[0]
	first := w.head().AsOf
	published := record.Digest
	record.State = disclosure.StateDisputed
	record.Seal([]byte(`{"content":"异议"}`))
	write := changing(record, disclosure.OpDispute, disclosure.ReasonObjectionReceived)
	record.Version, record.Position = 2, w.apply(write).Last
	want := []store.FeedEntry{
		{Record: &record, Change: disclosure.Change{
			Position: 1, At: first, Op: disclosure.OpPublish, Kind: record.Kind, ID: record.ID, Version: 1,
			Reason: disclosure.ReasonErrorInSource, Digest: published,
		}},
		{Record: &record, Change: disclosure.Change{
			Position: 2, At: w.head().AsOf, Op: disclosure.OpDispute, Kind: record.Kind, ID: record.ID, Version: 2,
			Reason: disclosure.ReasonObjectionReceived, Digest: record.Digest,
		}},
	}
	if diff := cmp.Diff(want, w.follow(1, "")); diff != "" {
		w.t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func changeNoGap(w *world) {
	record := w.publish(sample(disclosure.KindPermit, 1))[0]
	for range 3 {
		writes := []store.Write{w.publishing(sample(disclosure.KindPermit, 2)), w.publishing(record)}
		_, err := w.Apply(w.ctx(), store.Batch{At: w.instant(), Writes: writes})
		w.wantKind(err, disclosure.Conflict)
		if got, want := w.publish(sample(disclosure.KindPermit, 3))[0].Position, w.head().Position; got != want {
			w.t.Errorf("got position %d, want the head %d", got, want)
		}
	}
	for i, entry := range w.follow(2, "") {
		if entry.Position != int64(i)+1 {
			w.t.Errorf("got position %d, want %d", entry.Position, i+1)
		}
	}
}

// changePages asks for every page there can be.
func changePages(w *world) {
	w.publish(samples(disclosure.KindPermit, 0, 5)...)
	all := w.follow(store.MaxLimit, "")
	for after := range len(all) + 1 {
		for limit := 1; limit <= len(all)+1; limit++ {
			want := all[after:min(after+limit, len(all))]
			page := w.changes(int64(after), limit, "")
			w.wantEqual(want, page.Entries)
			w.wantEqual(w.head(), page.Head)
			if page.Next != int64(after+len(want)) {
				w.t.Errorf("after %d, limit %d: got next %d, want %d", after, limit, page.Next, after+len(want))
			}
		}
	}
}

// changeNext proves for every page of a kind that its next passes over no change of the kind that the page left out.
func changeNext(w *world) {
	for i := range 24 {
		w.publish(sample(disclosure.Kinds()[i*i%5%3], i))
	}
	all := w.follow(store.MaxLimit, "")
	for _, kind := range append(disclosure.Kinds(), "") {
		for after := range int64(len(all)) {
			for _, limit := range []int{1, 2, 5} {
				page := w.changes(after, limit, kind)
				var want []store.FeedEntry
				for _, entry := range all {
					if (kind == "" || entry.Kind == kind) && entry.Position > after && entry.Position <= page.Next {
						want = append(want, entry)
					}
				}
				w.wantEqual(want, page.Entries)
				if len(page.Entries) < limit && page.Next != page.Head.Position {
					w.t.Errorf("%q after %d: got next %d of a page that is not full, want the head %d",
						kind, after, page.Next, page.Head.Position)
				}
			}
		}
	}
}

func changeKinds(w *world) {
	for i := range 30 {
		w.publish(sample(disclosure.Kinds()[i%3], i))
	}
	w.publish(samples(disclosure.KindBoard, 0, 5)...)
	for _, kind := range disclosure.Kinds() {
		want := 0
		for _, entry := range w.follow(4, "") {
			if entry.Kind == kind {
				want++
			}
		}
		entries := w.follow(4, kind)
		if len(entries) != want {
			w.t.Errorf("%s: got %d changes, want %d", kind, len(entries), want)
		}
		for _, entry := range entries {
			if entry.Kind != kind {
				w.t.Errorf("got a change of %s, want only %s", entry.Kind, kind)
			}
		}
	}
	if page := w.changes(0, 100, disclosure.KindVenue); page.Next != w.head().Position {
		w.t.Errorf("got next %d, want the head %d", page.Next, w.head().Position)
	}
	if page := w.changes(0, 100, disclosure.KindPenalty); len(page.Entries) != 0 || page.Next != w.head().Position {
		w.t.Errorf("got next %d, want the head %d", page.Next, w.head().Position)
	}
}

func changeGone(w *world) {
	for i, end := range endings {
		record := w.publish(sample(disclosure.KindPenalty, i))[0]
		digest := record.Digest
		record = w.correct(record)
		w.publish(sample(disclosure.KindPenalty, 100+i))
		w.apply(ending(record, end.op, end.state, end.reason))
		var own []store.FeedEntry
		for _, entry := range w.follow(100, "") {
			if entry.ID == record.ID {
				own = append(own, entry)
			} else if entry.Op == disclosure.OpPublish && entry.Position > record.Position && entry.Record == nil {
				w.t.Errorf("the other record %s has lost its body", entry.ID)
			}
		}
		if len(own) != 3 || own[2].Op != end.op || own[2].Reason != end.reason || own[2].Version != 3 {
			w.t.Fatalf("got changes %+v", own)
		}
		for _, entry := range own {
			if entry.Record != nil {
				w.t.Errorf("change %d still has its record", entry.Position)
			}
		}
		if own[0].Digest != digest || own[2].Digest != (disclosure.Digest{}) {
			w.t.Errorf("got digests %s and %s, want %s and none", own[0].Digest, own[2].Digest, digest)
		}
	}
}

func historySentences() []sentence {
	return []sentence{
		{"an unknown id is not found", func(w *world) {
			w.publish(sample(disclosure.KindPermit, 1))
			_, err := w.History(w.ctx(), disclosure.NewID(disclosure.KindPermit))
			w.wantKind(err, disclosure.NotFound)
		}},
		{"a record past its last public day keeps its history", func(w *world) {
			record := sample(disclosure.KindPermit, 1)
			record.PublicUntil = firstDay
			w.correct(w.publish(record)[0])
			before, err := w.History(w.ctx(), record.ID)
			w.must(err)
			w.setDay(firstDay.AddDays(1).String())
			after, err := w.History(w.ctx(), record.ID)
			w.must(err)
			w.wantEqual(before, after)
			if len(after) != 2 {
				w.t.Errorf("got %d changes, want 2", len(after))
			}
		}},
		{"a history holds all changes of its record, oldest first, also of a gone one", func(w *world) {
			record := w.publish(sample(disclosure.KindPermit, 1))[0]
			w.publish(sample(disclosure.KindPermit, 2))
			record = w.correct(record)
			again := changing(record, disclosure.OpAmend, "")
			record.Version++
			w.apply(again, withdrawing(record))
			var want []disclosure.Change
			for _, entry := range w.follow(100, "") {
				if entry.ID == record.ID {
					want = append(want, entry.Change)
				}
			}
			got, err := w.History(w.ctx(), record.ID)
			w.must(err)
			if diff := cmp.Diff(want, got); len(got) != 4 || diff != "" {
				w.t.Errorf("history (-want +got):\n%s", diff)
			}
		}},
	}
}

func (w *world) changes(after int64, limit int, kind disclosure.Kind) store.ChangePage {
	w.t.Helper()
	page, err := w.Changes(w.ctx(), after, limit, kind)
	w.must(err)
	return page
}

// follow reads the feed to its end.
func (w *world) follow(limit int, kind disclosure.Kind) []store.FeedEntry {
	w.t.Helper()
	var all []store.FeedEntry
	var after int64
	for {
		page := w.changes(after, limit, kind)
		all = append(all, page.Entries...)
		if page.Next >= page.Head.Position {
			return all
		}
		if page.Next <= after {
			w.t.Fatalf("the walk stands still at %d", after)
		}
		after = page.Next
	}
}
