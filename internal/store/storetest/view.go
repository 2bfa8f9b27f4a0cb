package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

func viewSentences() []sentence {
	return []sentence{
		{"a view shows what the store shows, at the position of its head", viewShowsAll},
		{"a view does not see what is written meanwhile, and writers need not wait", viewStandsStill},
		{"pages of a view are of one state, whatever is written between them", viewWalks},
		{"what has ended by the calendar is not shown in a view", func(w *world) {
			record := sample(disclosure.KindPenalty, 1)
			record.PublicUntil = firstDay
			record = w.publish(record, sample(disclosure.KindPenalty, 2))[0]
			w.setDay(firstDay.AddDays(1).String())
			w.view(func(at *world) {
				_, err := at.Get(at.ctx(), record.ID)
				at.wantKind(err, disclosure.Gone)
				at.wantTotals(map[disclosure.Kind]int64{disclosure.KindPenalty: 1})
				for _, o := range orders {
					if got := at.walk(store.Query{Kind: record.Kind, Order: o.order}); len(got) != 1 {
						at.t.Errorf("%s: got %d records, want the other one", o.name, len(got))
					}
				}
			})
		}},
		{"the day of a view is that of its beginning", viewDay},
		{"a cursor of a view serves the store, and one of the store a view", func(w *world) {
			records := w.publish(samples(disclosure.KindPermit, 0, 6)...)
			of := w.secondPage(store.ByNumber)
			var q store.Query
			w.view(func(at *world) {
				at.wantList(at.walk(of), records[2:])
				q = at.secondPage(store.ByNumber)
			})
			w.wantList(w.walk(q), records[2:])
		}},
		{"a view refuses what the store refuses", func(w *world) {
			w.publish(samples(disclosure.KindPermit, 0, 3)...)
			w.view(func(at *world) {
				_, err := at.Get(at.ctx(), "pm_0000000000000")
				at.wantKind(err, disclosure.NotFound)
				at.wantRefused(store.Query{Kind: disclosure.KindPermit, After: "no cursor"})
				_, err = at.Figures(at.ctx(), store.FigureQuery{From: "soon"})
				at.wantKind(err, disclosure.Invalid)
				at.wantTotals(map[disclosure.Kind]int64{disclosure.KindPermit: 3}) // and goes on
			})
		}},
		{"a reader that is kept when its view has ended answers nobody", func(w *world) {
			known := w.publish(sample(disclosure.KindPermit, 1))[0]
			var kept store.Reader
			w.must(w.View(w.ctx(), func(_ context.Context, at store.Reader) error { kept = at; return nil }))
			for _, c := range questions(known) {
				w.part(c.name, func(w *world) { w.wantKind(c.ask(w.ctx(), kept), disclosure.Unavailable) })
			}
		}},
		{"the error of the one who looks at a view is returned", func(w *world) {
			want := errors.New("enough")
			err := w.View(w.ctx(), func(context.Context, store.Reader) error { return want })
			if !errors.Is(err, want) {
				w.t.Errorf("got %v, want %v", err, want)
			}
			w.view(func(at *world) { at.wantTotals(nil) })
		}},
		{"a view of a cancelled context or a closed store is not taken", func(w *world) {
			never := func(context.Context, store.Reader) error { w.t.Error("read was called"); return nil }
			ctx, cancel := context.WithCancel(w.ctx())
			cancel()
			if err := w.View(ctx, never); !errors.Is(err, context.Canceled) {
				w.t.Errorf("got %v, want %v", err, context.Canceled)
			}
			s := w.open()
			w.must(s.Close())
			w.wantKind(s.View(w.ctx(), never), disclosure.Unavailable)
		}},
		{"several goroutines may ask one view", viewAskedByMany},
		{"a question that is cancelled under way does not make a view lie", viewCancelled},
		{"more views than are given at once come in turn, and readers beside them need not wait", viewsInTurn},
		{"a store that is being closed waits for its views", viewMeetsClosing},
	}
}

// view proves something in a view of the store.
func (w *world) view(prove func(at *world)) {
	w.t.Helper()
	w.must(w.View(w.ctx(), func(_ context.Context, at store.Reader) error {
		prove(w.through(seen{w.Opened, at}))
		return nil
	}))
}

// seen is a store whose questions a view answers.
type seen struct {
	Opened

	at store.Reader
}

func (s seen) Head(ctx context.Context) (store.Head, error) { return s.at.Head(ctx) }

func (s seen) Get(ctx context.Context, id disclosure.ID) (disclosure.Record, error) {
	return s.at.Get(ctx, id)
}

func (s seen) List(ctx context.Context, q store.Query) (store.Page, error) { return s.at.List(ctx, q) }

func (s seen) Totals(ctx context.Context) (map[disclosure.Kind]int64, error) { return s.at.Totals(ctx) }

func (s seen) Figures(ctx context.Context, q store.FigureQuery) ([]store.Figure, error) {
	return s.at.Figures(ctx, q)
}

func (s seen) Subjects(ctx context.Context, q store.SubjectQuery) (store.SubjectPage, error) {
	return s.at.Subjects(ctx, q)
}

// question is one call of a Reader.
type question struct {
	name string
	ask  func(ctx context.Context, r store.Reader) error
}

func questions(known disclosure.Record) []question {
	return []question{
		{"Head", func(ctx context.Context, r store.Reader) error { return second(r.Head(ctx)) }},
		{"Get", func(ctx context.Context, r store.Reader) error { return second(r.Get(ctx, known.ID)) }},
		{"List", func(ctx context.Context, r store.Reader) error {
			return second(r.List(ctx, store.Query{Kind: known.Kind}))
		}},
		{"Totals", func(ctx context.Context, r store.Reader) error { return second(r.Totals(ctx)) }},
		{"Figures", func(ctx context.Context, r store.Reader) error { return second(r.Figures(ctx, store.FigureQuery{})) }},
		{"Subjects", func(ctx context.Context, r store.Reader) error { return second(r.Subjects(ctx, store.SubjectQuery{})) }},
	}
}

// shown is all that a Reader shows.
type shown struct {
	Head    store.Head
	Totals  map[disclosure.Kind]int64
	Figures []store.Figure
	// Subjects are the businesses by penalties.
	Subjects []store.Subject
	Lists    map[string][]disclosure.Record
	// Narrowed are the records of one business.
	Narrowed []disclosure.Record
	Gone     []disclosure.ID
}

// shown reads everything, and each of the records that there ever were.
func (w *world) shown(ever []disclosure.Record) shown {
	w.t.Helper()
	s := shown{Head: w.head(), Lists: make(map[string][]disclosure.Record)}
	var err error
	s.Totals, err = w.Totals(w.ctx())
	w.must(err)
	s.Figures, err = w.Figures(w.ctx(), store.FigureQuery{})
	w.must(err)
	s.Subjects = w.walkSubjects(3)
	for _, kind := range disclosure.Kinds() {
		for _, o := range orders {
			s.Lists[string(kind)+" "+o.name] = w.walk(store.Query{Kind: kind, Order: o.order, Limit: 7})
		}
	}
	s.Narrowed = w.walk(store.Query{Kind: ever[0].Kind, Order: store.ByNumber, Limit: 1, Subjects: []string{ever[0].Subject}})
	for _, record := range ever {
		list := s.Lists[string(record.Kind)+" "+orders[store.ByNumber].name]
		i := slices.IndexFunc(list, func(r disclosure.Record) bool { return r.ID == record.ID })
		if i < 0 {
			_, err := w.Get(w.ctx(), record.ID)
			w.wantKind(err, disclosure.Gone)
			s.Gone = append(s.Gone, record.ID)
			continue
		}
		w.wantRecord(list[i])
	}
	return s
}

// furnishView publishes records of two kinds, of which one is gone and one is in its second version, and counts figures.
func (w *world) furnishView() []disclosure.Record {
	w.t.Helper()
	all := samples(disclosure.KindPermit, 0, 20)
	for i := range all {
		all[i].Subject = all[i/5].Subject
	}
	records := w.publish(append(all, samples(disclosure.KindPenalty, 0, 10)...)...)
	records[3] = w.correct(records[3])
	w.apply(withdrawing(records[4]))
	w.count(store.Batch{Figures: []store.Figure{fullFigure("publish"), fullFigure(store.EventLate)}})
	return records
}

// disturb writes through another opened store: it ends, corrects, publishes and counts.
func (w *world) disturb(records []disclosure.Record) {
	w.t.Helper()
	other := w.through(w.open())
	other.apply(withdrawing(records[0]))
	changed := records[1]
	changed.Name, changed.Subject, changed.DecidedOn = "另一个名字", "other", disclosure.MustDate("2026-11-01")
	other.correct(changed)
	other.publish(samples(disclosure.KindPermit, 100, 5)...)
	other.publish(samples(disclosure.KindVenue, 100, 5)...)
	other.publish(samples(disclosure.KindPenalty, 100, 2)...)
	other.count(store.Batch{Figures: []store.Figure{fullFigure("publish"), fullFigure("correct")}})
}

func viewShowsAll(w *world) {
	records := w.furnishView()
	want := w.shown(records)
	if len(want.Gone) != 1 || len(want.Figures) != 2 || want.Head.Position == 0 {
		w.t.Fatalf("there is little to see: %+v", want)
	}
	w.view(func(at *world) { at.wantEqual(want, at.shown(records)) })
}

func viewStandsStill(w *world) {
	records := w.furnishView()
	before := w.shown(records)
	w.view(func(at *world) {
		w.disturb(records)
		at.wantEqual(before, at.shown(records))
		after := w.shown(records)
		if after.Head.Position <= before.Head.Position || len(after.Gone) != 2 || len(after.Figures) != 3 {
			w.t.Errorf("the writes are not to be seen beside the view: %+v", after)
		}
		at.wantEqual(before, at.shown(records))
	})
	w.view(func(at *world) { at.wantEqual(w.shown(records), at.shown(records)) })
}

// viewWalks writes between the pages of each order, so that whatever a page begins with is gone or elsewhere.
func viewWalks(w *world) {
	for _, o := range orders {
		w.anew(o.name, func(w *world) {
			records := w.publish(tangled(disclosure.KindPermit, 40)...)
			want := slices.Clone(records)
			o.sort(want)
			w.view(func(at *world) {
				q := store.Query{Kind: disclosure.KindPermit, Order: o.order, Limit: 10}
				var got []disclosure.Record
				for n := 0; ; n++ {
					page, err := at.List(at.ctx(), q)
					at.must(err)
					if page.Total != int64(len(want)) {
						at.t.Errorf("got total %d, want %d", page.Total, len(want))
					}
					if got = append(got, page.Records...); page.Next == "" {
						break
					}
					q.After = page.Next
					w.apply(withdrawing(want[len(got)-1]), withdrawing(want[len(got)]))
					w.publish(samples(disclosure.KindPermit, 1000*(n+1), 3)...)
				}
				at.wantList(got, want)
			})
		})
	}
}

func viewDay(w *world) {
	record := sample(disclosure.KindPenalty, 1)
	record.PublicUntil = firstDay
	records := w.publish(record, sample(disclosure.KindPenalty, 2))
	before := w.shown(records)
	w.view(func(at *world) {
		w.setDay(firstDay.AddDays(1).String())
		at.wantEqual(before, at.shown(records))
		w.wantTotals(map[disclosure.Kind]int64{disclosure.KindPenalty: 1})
		at.wantEqual(before, at.shown(records))
	})
}

func viewAskedByMany(w *world) {
	records := w.furnishView()
	want := w.shown(records)
	w.view(func(at *world) {
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for _, c := range slices.Repeat(questions(records[5]), 5) {
					if err := c.ask(at.ctx(), at.Opened); err != nil {
						at.t.Errorf("%s: %v", c.name, err)
					}
				}
			})
		}
		wg.Wait()
		at.wantEqual(want, at.shown(records))
	})
}

// viewCancelled cancels questions while they are answered: whatever a view still answers afterwards is true.
func viewCancelled(w *world) {
	records := w.furnishView()
	q := store.Query{Kind: disclosure.KindPermit, Order: store.ByName, Limit: store.MaxLimit}
	want := w.walk(q)
	for n := range 40 {
		w.view(func(at *world) {
			w.correct(w.publish(sample(disclosure.KindPermit, 500+n))[0])
			list := func(ctx context.Context) error { return second(at.List(ctx, q)) }
			cancelling(at.ctx(), n*100, list) //nolint:errcheck // answered or not
			page, err := at.List(at.ctx(), q)
			switch kind := disclosure.KindOf(err); {
			case err == nil:
				at.wantList(page.Records, want)
			case kind != disclosure.Unavailable && kind != disclosure.Internal:
				at.t.Fatalf("got %v", err)
			}
		})
		want = w.walk(q)
	}
	w.wantRecord(records[5])
}

// viewsInTurn holds as many views as it is given while it reads beside them.
func viewsInTurn(w *world) {
	known := w.publish(sample(disclosure.KindPermit, 1))[0]
	const many = 40
	inside, release := make(chan struct{}, many), make(chan struct{})
	var wg sync.WaitGroup
	for range many {
		wg.Go(func() {
			err := w.View(w.ctx(), func(ctx context.Context, at store.Reader) error {
				inside <- struct{}{}
				<-release
				return second(at.Get(ctx, known.ID))
			})
			if err != nil {
				w.t.Error(err)
			}
		})
	}
	<-inside
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			for _, c := range slices.Repeat(questions(known), 20) {
				if err := c.ask(w.ctx(), w.Opened); err != nil {
					w.t.Errorf("%s: %v", c.name, err)
				}
			}
		})
	}
	readers.Wait()
	if n := len(inside); n == many-1 {
		w.t.Errorf("all %d views were given at once", many)
	}
	close(release)
	wg.Wait()
}

func viewMeetsClosing(w *world) {
	s := w.open()
	known := w.publish(sample(disclosure.KindPermit, 1))[0]
	closed := make(chan error, 1)
	err := s.View(w.ctx(), func(ctx context.Context, at store.Reader) error {
		go func() { closed <- s.Close() }()
		for _, c := range slices.Repeat(questions(known), 20) {
			if err := c.ask(ctx, at); err != nil {
				return err
			}
		}
		return nil
	})
	w.must(<-closed)
	w.must(err)
}
