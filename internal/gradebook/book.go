// Package gradebook owns the figures of hygiene grades: how many venues hold which grade, how many did at the end of each month,
// which grades changed and why, and how many inspections are due. It depends only on disclosure, grading, dossier, duty and
// store's Reader.
package gradebook

import (
	"context"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/duty"
	"mingshi/internal/grading"
	"mingshi/internal/store"
)

// Book is what is known on one day of the grades of all venues on the register. It does not change; several goroutines may use it.
type Book struct {
	// Today is the day on which it was read.
	Today disclosure.Date
	// Letters are those of all bands that a venue may hold, in alphabetical order, which is from the best down.
	Letters []string

	venues []venue
}

// venue is as much of a venue as figures need.
type venue struct {
	id                      disclosure.ID
	name                    string
	kind                    disclosure.VenueKind
	street, unit, authority string
	// trades says that it is open now.
	trades bool
	// since is the day from which it is counted; zero: always.
	since disclosure.Date
	steps []step
	due   grading.Due
}

// step is a day that gave a venue a grade, or with an empty letter took it away, and why.
type step struct {
	on     disclosure.Date
	letter string
	cause  grading.Cause
}

// venuesAtOnce is how many venues are read at a time.
const venuesAtOnce = 500

// Read walks through all venues on the register and works out their grades.
func Read(ctx context.Context, r store.Reader, scheme *grading.Scheme, today disclosure.Date) (*Book, error) {
	w := writer{book: &Book{Today: today}, known: map[string]string{}}
	w.lettersOf(scheme)
	known, err := readHistories(ctx, r, scheme)
	if err != nil {
		return nil, err
	}
	err = pages(ctx, r, disclosure.KindVenue, venuesAtOnce, func(venues []disclosure.Record) error {
		var penalties map[disclosure.ID]dossier.Penalties
		if scheme.Rules.Downgrade() {
			var err error
			if penalties, err = dossier.PenaltiesAt(ctx, r, venues); err != nil {
				return err
			}
		}
		for i := range venues {
			entry, err := dossier.Decode[*disclosure.Venue](&venues[i])
			if err != nil {
				return err
			}
			w.add(entry, &dossier.Course{Course: scheme.Course(known.of(&venues[i], penalties[entry.ID]))})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(w.book.Letters)
	return w.book, nil
}

// writer fills a book. It keeps each text that venues share but once.
type writer struct {
	book  *Book
	known map[string]string
}

func (w *writer) text(s string) string {
	if kept, ok := w.known[s]; ok {
		return kept
	}
	w.known[s] = s
	return s
}

func (w *writer) lettersOf(scheme *grading.Scheme) {
	for _, table := range scheme.Tables.All() {
		for _, band := range table.Bands {
			w.letter(band.Letter)
		}
	}
}

// letter notes that a venue may hold a letter.
func (w *writer) letter(letter string) string {
	if letter != "" && !slices.Contains(w.book.Letters, letter) {
		w.book.Letters = append(w.book.Letters, letter)
	}
	return w.text(letter)
}

func (w *writer) add(entry dossier.Entry[*disclosure.Venue], course *dossier.Course) {
	facts := entry.Facts
	v := venue{
		id: entry.ID, name: facts.Name, kind: disclosure.VenueKind(w.text(string(facts.VenueKind))), street: w.text(facts.Street),
		unit: w.text(facts.GridDuty), authority: w.text(entry.Authority), trades: facts.Status == disclosure.VenueOpen,
		since: beginning(course, w.book.Today), due: course.DueOf(facts.Status, w.book.Today), steps: make([]step, len(course.Steps)),
	}
	for i, s := range course.Steps {
		v.steps[i] = step{on: s.On, cause: s.Cause}
		if s.Grade != nil {
			v.steps[i].letter = w.letter(s.Grade.Letter)
		}
	}
	w.book.venues = append(w.book.venues, v)
}

// beginning is the day of a venue's first permit, filing or inspection, but not one to come; zero where none is known.
func beginning(course *dossier.Course, today disclosure.Date) disclosure.Date {
	first := course.Opened
	if n := len(course.Visits); n > 0 {
		if visited := course.Visits[n-1].InspectedOn; first.IsZero() || visited.Before(first) {
			first = visited
		}
	}
	if first.After(today) {
		return today
	}
	return first
}

// Filter narrows figures to some of the venues; empty fields do not.
type Filter struct {
	Kind disclosure.VenueKind
	// Street is the name of a street or town.
	Street string
	// Authority is the credit code of the unit that has the venue on its register.
	Authority string
}

func (f *Filter) wants(v *venue) bool {
	return (f.Kind == "" || f.Kind == v.kind) && (f.Street == "" || f.Street == v.street) &&
		(f.Authority == "" || f.Authority == v.authority)
}

// Inspections counts the venues that trade, and those that have to be inspected within so many days or should have been by now, by
// street and responsible unit, sorted by both; those without come last.
func (b *Book) Inspections(filter Filter, within int) []duty.Count {
	type place struct{ street, unit string }
	at := map[place]int{}
	counts := []duty.Count{}
	for i := range b.venues {
		v := &b.venues[i]
		if !v.trades || !filter.wants(v) {
			continue
		}
		where := place{v.street, v.unit}
		n, known := at[where]
		if !known {
			n = len(counts)
			at[where] = n
			counts = append(counts, duty.Count{Street: v.street, Unit: v.unit})
		}
		entry := duty.Entry{Due: v.due}
		if !v.due.By.IsZero() && v.due.By.Before(b.Today) {
			entry.Overdue = v.due.By.DaysUntil(b.Today)
		}
		counts[n].Add(&entry, b.Today, within)
	}
	slices.SortFunc(counts, func(a, b duty.Count) int {
		if byStreet := emptyLast(a.Street, b.Street); byStreet != 0 {
			return byStreet
		}
		return emptyLast(a.Unit, b.Unit)
	})
	return counts
}
