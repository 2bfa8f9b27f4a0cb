package storetest

import (
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func narrowedSentences() []sentence {
	return []sentence{
		{"subjects narrow to the records of any of the codes", func(w *world) {
			records := w.publish(district()...)
			w.wantNarrowed(records, []string{"s1", "s2", "unknown"}, nil)
		}},
		{"places narrow to the records that name any of the numbers", func(w *world) {
			records := w.publish(district()...)
			w.wantNarrowed(records, nil, []string{"p1", "p3", "unknown"})
		}},
		{"subjects and places narrow to what is of both", func(w *world) {
			records := w.publish(district()...)
			w.wantNarrowed(records, []string{"s1", "s2"}, []string{"p1", "p3"})
		}},
		{"an empty subject joins no two parties", func(w *world) {
			records := samples(disclosure.KindPermit, 0, 3)
			for i := range records {
				records[i].Subject = ""
			}
			w.publish(records...)
			page, err := w.List(w.ctx(), store.Query{Kind: disclosure.KindPermit, Subjects: []string{""}})
			w.must(err)
			if len(page.Records) != 0 || page.Total != 0 {
				w.t.Errorf("got %d records of %d, want none", len(page.Records), page.Total)
			}
		}},
		{"a corrected record is found under its new subject and places alone", narrowedCorrected},
		{"places given up and taken back in one batch are found", func(w *world) {
			record := w.publish(sample(disclosure.KindVenue, 1))[0]
			without, back := record, record
			without.Places = nil
			back.Version++
			w.apply(changing(without, disclosure.OpCorrect, ""), changing(back, disclosure.OpCorrect, ""))
			w.wantFound(store.Query{Places: record.Places[:1]}, record.ID)
		}},
		{"a gone record is found by no subject and no place", func(w *world) {
			record := w.publish(sample(disclosure.KindVenue, 1))[0]
			w.apply(withdrawing(record))
			w.wantFound(store.Query{Subjects: []string{record.Subject}})
			w.wantFound(store.Query{Places: record.Places})
		}},
		{"a record with the same place twice is found once", func(w *world) {
			record := sample(disclosure.KindVenue, 1)
			record.Places = []string{"p", "p"}
			w.publish(record)
			w.wantRecord(func() disclosure.Record { record.Position = 1; return record }())
			w.wantFound(store.Query{Places: []string{"p", "p"}}, record.ID)
		}},
	}
}

// district are permits of three businesses at four places.
func district() []disclosure.Record {
	records := tangled(disclosure.KindPermit, 40)
	for i := range records {
		records[i].Subject = []string{"s1", "s2", "s3", ""}[i%4]
		records[i].Places = [][]string{{"p1"}, {"p2", "p3"}, {"p3", "p1"}, nil, {"p4"}}[i%5]
	}
	return records
}

// wantNarrowed fails the test if the narrowed list is not what the records' own fields say, in each order and for
// several page sizes.
func (w *world) wantNarrowed(records []disclosure.Record, subjects, places []string) {
	w.t.Helper()
	w.publish(func() disclosure.Record { // another kind, same subject and place
		other := sample(disclosure.KindPenalty, 1)
		other.Subject, other.Places = "s1", []string{"p1"}
		return other
	}())
	for _, o := range orders {
		var want []disclosure.Record
		for _, record := range records {
			if matches(record, subjects, places) {
				want = append(want, record)
			}
		}
		slices.SortFunc(want, o.compare)
		for _, limit := range []int{1, 3, len(want), store.MaxLimit} {
			q := store.Query{Kind: disclosure.KindPermit, Order: o.order, Limit: limit, Subjects: subjects, Places: places}
			w.wantIDs(w.walk(q), want)
			page, err := w.List(w.ctx(), q)
			w.must(err)
			if page.Total != int64(len(want)) {
				w.t.Errorf("got total %d, want %d", page.Total, len(want))
			}
		}
	}
}

// matches says in words of the domain whether a record belongs into a narrowed list.
func matches(record disclosure.Record, subjects, places []string) bool {
	if len(subjects) > 0 && (record.Subject == "" || !slices.Contains(subjects, record.Subject)) {
		return false
	}
	return len(places) == 0 || slices.ContainsFunc(record.Places, func(p string) bool { return slices.Contains(places, p) })
}

func narrowedCorrected(w *world) {
	before := w.publish(sample(disclosure.KindVenue, 1))[0]
	after := before
	after.Subject, after.Places = "other", []string{"other", before.Places[1]}
	w.correct(after)
	w.wantFound(store.Query{Subjects: []string{before.Subject}})
	w.wantFound(store.Query{Places: before.Places[:1]})
	w.wantFound(store.Query{Places: before.Places[1:]}, before.ID)
	w.wantFound(store.Query{Subjects: []string{"other"}}, before.ID)
	w.wantFound(store.Query{Places: []string{"other"}}, before.ID)
}

// wantFound fails the test if the list of venues is not exactly the records with these ids.
func (w *world) wantFound(q store.Query, ids ...disclosure.ID) {
	w.t.Helper()
	q.Kind = disclosure.KindVenue
	page, err := w.List(w.ctx(), q)
	w.must(err)
	var got []disclosure.ID
	for _, record := range page.Records {
		got = append(got, record.ID)
	}
	if !slices.Equal(got, ids) || page.Total != int64(len(ids)) {
		w.t.Errorf("list of %q %q: got %q of %d, want %q", q.Subjects, q.Places, got, page.Total, ids)
	}
}
