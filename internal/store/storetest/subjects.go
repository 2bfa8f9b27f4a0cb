package storetest

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func subjectSentences() []sentence {
	return []sentence{
		{"without penalties there are no businesses, no total and no next", func(w *world) {
			w.wantSubjects(nil)
			w.publish(samples(disclosure.KindPermit, 0, 3)...)
			w.wantSubjects(nil)
		}},
		{"businesses stand by their penalties, most first, ties by the bytes of the code", subjectsInOrder},
		{"a party without a credit code is no business", func(w *world) {
			records := samples(disclosure.KindPenalty, 0, 3)
			records[0].Subject, records[2].Subject = "", ""
			w.publish(records...)
			w.wantSubjects(records[1:2])
		}},
		{"the name and the day are those of the latest penalty, the first in a list", subjectsNamed},
		{"a penalty that is gone does not count, and what it said is nowhere", func(w *world) {
			records := w.publish(penaltiesOf("s1", 3, "s2", 2)...)
			records[2].Name = "此内容不得再现"
			records[2].DecidedOn = disclosure.MustDate("2026-11-01")
			records[2] = w.correct(records[2])
			w.wantSubjects(records)
			w.apply(withdrawing(records[2]), withdrawing(records[3]), withdrawing(records[4]))
			w.wantSubjects(records[:2])
		}},
		{"a penalty past its last public day does not count, swept or not", subjectsExpiring},
		{"a corrected penalty counts for its new business alone", func(w *world) {
			records := w.publish(penaltiesOf("s1", 1, "s2", 1)...)
			w.wantSubjects(records)
			records[0].Subject = "s2"
			records[0] = w.correct(records[0])
			w.wantSubjects(records)
		}},
		{"a limit of zero is the default and a large one the maximum, of businesses as of records", subjectLimits},
		{"a walk meets each business once, with pages of any size", func(w *world) {
			records := w.publish(penaltiesOf("a", 3, "b", 1, "c", 1, "d", 2, "e", 1, "f", 3)...)
			for limit := 1; limit <= 7; limit++ {
				w.wantEqual(ranked(records), w.walkSubjects(limit))
			}
		}},
		{"a business whose number stays is met once while others move", subjectsMoving},
		{"a cursor of businesses survives reopening and the end of its business, and serves a view", subjectsGoOn},
		{"a cursor that is changed, of a list or of another store is refused by the list of businesses", subjectsRefused},
		{"whoever asks behind a change gets what is so then", subjectsAskedByMany},
	}
}

// penaltiesOf are penalties of businesses, given as codes and how many there are of each.
func penaltiesOf(codesAndNumbers ...any) []disclosure.Record {
	var records []disclosure.Record
	for i := 0; i+1 < len(codesAndNumbers); i += 2 {
		code, number := codesAndNumbers[i].(string), codesAndNumbers[i+1].(int) //nolint:forcetypeassert // as the tests give them
		for range number {
			record := sample(disclosure.KindPenalty, len(records))
			record.Subject = code
			records = append(records, record)
		}
	}
	return records
}

// ranked are the businesses of public penalties as the contract wants them.
func ranked(records []disclosure.Record) []store.Subject {
	latestFirst := slices.Clone(records)
	slices.SortFunc(latestFirst, func(a, b disclosure.Record) int { return earlier(b, a) })
	var subjects []store.Subject
	for i := range latestFirst {
		record := &latestFirst[i]
		if record.Kind != disclosure.KindPenalty || record.Subject == "" {
			continue
		}
		at := slices.IndexFunc(subjects, func(s store.Subject) bool { return s.Code == record.Subject })
		if at < 0 {
			at = len(subjects)
			subjects = append(subjects, store.Subject{Code: record.Subject, Name: record.Name, Latest: record.DecidedOn})
		}
		subjects[at].Penalties++
	}
	slices.SortFunc(subjects, func(a, b store.Subject) int {
		return cmp.Or(cmp.Compare(b.Penalties, a.Penalties), cmp.Compare(a.Code, b.Code))
	})
	return subjects
}

// wantSubjects fails the test unless the list is that of the penalties.
func (w *world) wantSubjects(records []disclosure.Record) {
	w.t.Helper()
	w.wantEqual(ranked(records), w.walkSubjects(3))
}

// walkSubjects reads the list of businesses to its end.
func (w *world) walkSubjects(limit int) []store.Subject {
	w.t.Helper()
	var all []store.Subject
	q := store.SubjectQuery{Limit: limit}
	for {
		page := w.subjectPage(q)
		all = append(all, page.Subjects...)
		if page.Next == "" {
			if page.Total != int64(len(all)) {
				w.t.Errorf("got total %d, want the %d businesses", page.Total, len(all))
			}
			return all
		}
		if len(page.Subjects) != limit || page.Next == q.After {
			w.t.Fatalf("got %d businesses on a page of %d", len(page.Subjects), limit)
		}
		q.After = page.Next
	}
}

func (w *world) subjectPage(q store.SubjectQuery) store.SubjectPage {
	w.t.Helper()
	page, err := w.Subjects(w.ctx(), q)
	w.must(err)
	return page
}

func subjectsInOrder(w *world) {
	var mixed []any
	for i, code := range variants {
		mixed = append(mixed, code, 1+i%3)
	}
	records := w.publish(penaltiesOf(mixed...)...)
	others := samples(disclosure.KindPermit, 50, 5)
	for i := range others {
		others[i].Subject = variants[0]
	}
	w.publish(others...)
	w.wantSubjects(records)
}

func subjectsNamed(w *world) {
	records := penaltiesOf("s1", 4, "s2", 2)
	for i, day := range []string{"2026-03-01", "2026-05-01", "2026-05-01", "2026-04-01"} {
		records[i].DecidedOn, records[i].Name = disclosure.MustDate(day), fmt.Sprint("名称", i)
	}
	records[4].DecidedOn, records[5].DecidedOn = disclosure.Date{}, disclosure.Date{}
	records[4].Name, records[5].Name = "无日期", "也无日期"
	records = w.publish(records...)
	w.wantSubjects(records)
	page, err := w.List(w.ctx(), store.Query{Kind: disclosure.KindPenalty, Subjects: []string{"s1"}, Limit: 1})
	w.must(err)
	first := w.subjectPage(store.SubjectQuery{}).Subjects[0]
	if got := page.Records[0]; first.Name != got.Name || first.Latest != got.DecidedOn {
		w.t.Errorf("got %+v, want the name and day of %+v", first, got)
	}
}

func subjectsExpiring(w *world) {
	records := penaltiesOf("s1", 3, "s2", 2)
	for _, i := range []int{0, 1, 3, 4} {
		records[i].PublicUntil, records[i].Name = firstDay, "此内容不得再现"
	}
	records = w.publish(records...)
	w.wantSubjects(records)
	w.setDay(firstDay.AddDays(1).String())
	w.wantSubjects(records[2:3])
	for _, i := range []int{0, 1, 3, 4} {
		w.apply(ending(records[i], disclosure.OpExpire, disclosure.StateExpired, disclosure.ReasonExpired))
	}
	w.wantSubjects(records[2:3])
}

func subjectLimits(w *world) {
	for first := 0; first < store.MaxLimit+1; first += 1000 {
		w.publish(samples(disclosure.KindPenalty, first, min(1000, store.MaxLimit+1-first))...)
	}
	for _, c := range []struct{ limit, want int }{
		{0, store.DefaultLimit}, {-1, store.DefaultLimit}, {1, 1}, {store.MaxLimit + 1, store.MaxLimit},
	} {
		page := w.subjectPage(store.SubjectQuery{Limit: c.limit})
		if len(page.Subjects) != c.want || page.Total != store.MaxLimit+1 || page.Next == "" {
			w.t.Errorf("limit %d: got %d of %d businesses, want %d", c.limit, len(page.Subjects), page.Total, c.want)
		}
	}
}

// subjectsMoving lets businesses rise, fall, come and go between the pages; those that do none of it are met once.
func subjectsMoving(w *world) {
	var steady, moving []disclosure.Record
	for i := range 12 {
		steady = append(steady, penaltiesOf(fmt.Sprintf("steady%02d", i), 1+i%4)...)
		moving = append(moving, penaltiesOf(fmt.Sprintf("moving%02d", i), 1+i%4)...)
	}
	w.publish(steady...)
	moving = w.publish(moving...)
	met := make(map[string]int)
	q := store.SubjectQuery{Limit: 3}
	for {
		page := w.subjectPage(q)
		for _, one := range page.Subjects {
			met[one.Code]++
		}
		if page.Next == "" {
			break
		}
		q.After = page.Next
		w.apply(withdrawing(moving[0]), withdrawing(moving[len(moving)-1]))
		moving = moving[1 : len(moving)-1]
		w.publish(penaltiesOf(moving[len(moving)/2].Subject, 2, fmt.Sprint("new", len(moving)), 2)...)
	}
	for _, one := range ranked(steady) {
		if met[one.Code] != 1 {
			w.t.Errorf("%s was met %d times, want once", one.Code, met[one.Code])
		}
	}
}

func subjectsGoOn(w *world) {
	records := w.publish(penaltiesOf("a", 3, "b", 2, "c", 2, "d", 1)...)
	q := store.SubjectQuery{Limit: 2}
	q.After = w.subjectPage(q).Next
	want := ranked(records)[2:]
	w.reopen()
	w.wantEqual(want, w.subjectPage(q).Subjects)
	w.apply(withdrawing(records[3]), withdrawing(records[4])) // all of b
	w.wantEqual(want, w.through(w.open()).subjectPage(q).Subjects)
	w.view(func(at *world) { at.wantEqual(want, at.subjectPage(q).Subjects) })
}

func subjectsRefused(w *world) {
	refused := func(after string) {
		w.t.Helper()
		_, err := w.Subjects(w.ctx(), store.SubjectQuery{After: after})
		w.wantError(err, disclosure.Invalid, store.ErrCursor)
	}
	other := newWorld(w.t, w.backend)
	for _, in := range []*world{w, other} {
		in.publish(penaltiesOf("a", 2, "b", 1)...)
		in.publish(samples(disclosure.KindPermit, 0, 4)...)
	}
	q := store.SubjectQuery{Limit: 1}
	next := w.subjectPage(q).Next
	for _, text := range append(tampered(next), "0", "AAAA", "====", "\x00", "é", other.subjectPage(q).Next) {
		refused(text)
	}
	for _, o := range orders {
		refused(w.secondPage(o.order).After)
		for _, kind := range append(disclosure.Kinds(), "") {
			w.wantRefused(store.Query{Kind: kind, Order: o.order, After: next})
		}
	}
}

// subjectsAskedByMany has several ask at once, again and again behind a change.
func subjectsAskedByMany(w *world) {
	var records []disclosure.Record
	for i := range 8 {
		records = append(records, w.publish(penaltiesOf(fmt.Sprint("s", i%3), 1)...)...)
		want := ranked(records)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				page, err := w.Subjects(w.ctx(), store.SubjectQuery{})
				if err != nil {
					w.t.Error(err)
				}
				if !slices.Equal(page.Subjects, want) {
					w.t.Errorf("got %+v, want %+v", page.Subjects, want)
				}
			})
		}
		wg.Wait()
	}
}
