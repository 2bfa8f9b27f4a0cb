package storetest

import (
	"fmt"
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
			for _, subjects := range [][]string{{""}, {"", "unknown"}} {
				page, err := w.List(w.ctx(), store.Query{Kind: disclosure.KindPermit, Subjects: subjects})
				w.must(err)
				if len(page.Records) != 0 || page.Total != 0 {
					w.t.Errorf("%q: got %d records of %d, want none", subjects, len(page.Records), page.Total)
				}
			}
		}},
		{"a narrowed list holds its kind alone", func(w *world) {
			want := make(map[disclosure.Kind][]disclosure.Record)
			for i, kind := range disclosure.Kinds() {
				record := sample(kind, i)
				record.Subject, record.Places = "s", []string{"p"}
				want[kind] = w.publish(record)
			}
			for _, kind := range disclosure.Kinds() {
				for _, q := range []store.Query{{Subjects: []string{"s"}}, {Places: []string{"p"}}} {
					q.Kind = kind
					w.wantList(w.walk(q), want[kind])
				}
			}
		}},
		{"thousands of codes and numbers narrow at once", narrowedByThousands},
		{"a narrowed list is stable while rows are inserted", narrowedInserting},
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
		{"a record past its last public day is found by no subject and no place", func(w *world) {
			record := sample(disclosure.KindVenue, 1)
			record.PublicUntil = firstDay
			record = w.publish(record)[0]
			w.wantFound(store.Query{Subjects: []string{record.Subject}, Places: record.Places}, record.ID)
			w.setDay(firstDay.AddDays(1).String())
			w.wantFound(store.Query{Subjects: []string{record.Subject}})
			w.wantFound(store.Query{Places: record.Places})
			w.wantFound(store.Query{Subjects: []string{record.Subject}, Places: record.Places})
		}},
		{"a record with the same place twice is found once", func(w *world) {
			record := sample(disclosure.KindVenue, 1)
			record.Places = []string{"p", "p"}
			w.wantRecord(w.publish(record)[0])
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
	gone := sample(disclosure.KindPermit, 99)
	gone.Subject, gone.Places = "s1", []string{"p1"}
	w.apply(w.publishing(gone), withdrawing(gone))
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
		o.sort(want)
		for _, limit := range []int{1, 3, len(want), store.MaxLimit} {
			q := store.Query{Kind: disclosure.KindPermit, Order: o.order, Limit: limit, Subjects: subjects, Places: places}
			w.wantList(w.walk(q), want)
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

func narrowedByThousands(w *world) {
	records := w.publish(samples(disclosure.KindVenue, 0, 30)...)
	var subjects, places []string
	for i := range 3000 {
		subjects, places = append(subjects, fmt.Sprint("no subject ", i)), append(places, fmt.Sprint("no place ", i))
	}
	subjects, places = append(subjects, records[3].Subject, records[7].Subject), append(places, records[7].Places...)
	w.wantFound(store.Query{Subjects: subjects, Order: store.ByName}, records[3].ID, records[7].ID)
	w.wantFound(store.Query{Places: places}, records[7].ID)
	w.wantFound(store.Query{Subjects: subjects, Places: places}, records[7].ID)
}

// narrowedInserting publishes and ends records of a business between the pages of its list.
func narrowedInserting(w *world) {
	for _, o := range orders {
		kind := disclosure.Kinds()[int(o.order)]
		all := tangled(kind, 30)
		for i := range all {
			all[i].Subject = "s"
		}
		staying := w.publish(all[:15]...)
		ended := staying[14]
		seen := make(map[disclosure.ID]int)
		q := store.Query{Kind: kind, Order: o.order, Limit: 2, Subjects: []string{"s"}}
		for later := all[15:]; ; later = later[min(3, len(later)):] {
			page, err := w.List(w.ctx(), q)
			w.must(err)
			for _, record := range page.Records {
				if seen[record.ID]++; seen[record.ID] > 1 {
					w.t.Fatalf("%s: record %s was seen %d times", o.name, record.ID, seen[record.ID])
				}
			}
			if q.After = page.Next; q.After == "" {
				break
			}
			w.publish(later[:min(3, len(later))]...)
			if ended.Version == 1 {
				w.apply(withdrawing(ended))
				ended.Version++
			}
		}
		for _, record := range staying[:14] {
			if seen[record.ID] != 1 {
				w.t.Errorf("%s: record %s was seen %d times, want once", o.name, record.ID, seen[record.ID])
			}
		}
	}
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
