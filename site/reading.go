package site

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/limits"
)

// swimming is the kind of venue that tests its water every day, before it opens (domain.md §6).
const swimming disclosure.VenueKind = "swimming"

// readingsView is what was tested at a venue.
type readingsView struct {
	// Latest are the latest tests of each item at each place, by each kind of tester: a venue's own test does not hide the
	// authority's.
	Latest []readingView
	// Series are those of which there are several values, in the order of Latest.
	Series []seriesView
	// NotToday: the venue should test every day, and nothing of today is published. Last is when the latest sample was taken.
	NotToday bool
	Last     string
}

// Any reports whether there is anything to say of tests.
func (shown *readingsView) Any() bool { return len(shown.Latest) > 0 || shown.NotToday }

// readingView is one test. Who tested stands beside the value wherever it is shown.
type readingView struct {
	Item     string
	Value    string
	Limit    string
	Basis    string
	Verified bool
	// Recommended: the limit only recommends, and Fit tells how the value stands to it.
	Recommended bool
	Fit         limits.Fit
	// Result is "" where no limit is known or none can be judged.
	Result   disclosure.CheckResult
	Place    string
	By       string
	Source   disclosure.ReadingSource
	At       string
	Disputed bool
}

// When parts the day of the sample from its time, so that a line may end between them.
func (shown readingView) When() []string { return strings.Fields(shown.At) }

// test is a reading with the instant of its sample, which a day alone has at its beginning.
type test struct {
	dossier.Entry[*disclosure.Reading]
	at time.Time
}

// readings shows the tests of a venue, the latest first.
func (v *visit) readings(venue *disclosure.Venue, entries []dossier.Entry[*disclosure.Reading]) readingsView {
	tests := make([]test, len(entries))
	for i := range entries {
		tests[i] = test{Entry: entries[i], at: sampledAt(entries[i].Facts.SampledAt, v.zone)}
	}
	slices.SortStableFunc(tests, func(a, b test) int {
		item := cmp.Compare(v.rank(a.Facts.Item), v.rank(b.Facts.Item))
		return cmp.Or(b.at.Compare(a.at), item, cmp.Compare(a.Facts.Place, b.Facts.Place))
	})
	var shown readingsView
	for _, group := range grouped(tests) {
		shown.Latest = append(shown.Latest, v.reading(&group[0].Entry))
		if series, ok := v.series(group); ok {
			shown.Series = append(shown.Series, series)
		}
	}
	daily := venue.VenueKind == swimming && venue.Status == disclosure.VenueOpen
	if len(tests) > 0 {
		shown.Last = v.sampled(tests[0].Facts.SampledAt)
	}
	shown.NotToday = daily && (len(tests) == 0 || disclosure.DateOf(tests[0].at).Before(v.today))
	return shown
}

// rank is the place of an item in the list of those that are tested; one that is not on it comes last.
func (v voice) rank(code string) int {
	at := slices.IndexFunc(v.items.Items, func(item limits.Item) bool { return item.Code == code })
	if at < 0 {
		return len(v.items.Items)
	}
	return at
}

// grouped puts together what was tested of one item at one place by one kind of tester. The groups of an item and place follow
// each other; the one with the latest test comes first.
func grouped(latestFirst []test) [][]test {
	type subject struct{ item, unit, place string }
	var subjects []subject
	groups := map[subject][][]test{}
	for i := range latestFirst {
		facts := latestFirst[i].Facts
		what := subject{facts.Item, facts.Unit, facts.Place}
		if groups[what] == nil {
			subjects = append(subjects, what)
		}
		at := slices.IndexFunc(groups[what], func(group []test) bool { return group[0].Facts.Source == facts.Source })
		if at < 0 {
			groups[what] = append(groups[what], []test{latestFirst[i]})
			continue
		}
		groups[what][at] = append(groups[what][at], latestFirst[i])
	}
	var all [][]test
	for _, what := range subjects {
		all = append(all, groups[what]...)
	}
	return all
}

func (v voice) reading(t *dossier.Entry[*disclosure.Reading]) readingView {
	r := t.Facts
	shown := readingView{
		Item: v.itemName(r.Item), Value: withUnit(r.Comparator+string(r.Value), r.Unit), Result: r.Result,
		Place: r.Place, By: r.TestedBy, Source: r.Source, At: v.sampled(r.SampledAt),
		Disputed: t.State == disclosure.StateDisputed,
	}
	if r.Limit != nil && r.Limit.Max == "0" && r.Comparator == "" && r.Value == "0" {
		shown.Value = v.T("site.readings.none_found") // 0 of what must not be there is what a laboratory calls so
	}
	if r.Limit != nil {
		shown.Limit, shown.Basis, shown.Verified = v.limitText(r.Limit, r.Unit), r.Limit.Basis, r.Limit.Verified
		shown.Recommended = r.Limit.Recommended
		shown.Fit = limits.Hold(limits.Value{Comparator: r.Comparator, Number: r.Value}, r.Limit)
	}
	return shown
}

// sampledAt reads when a sample was taken; the zero time where that is neither an instant nor a day.
func sampledAt(at string, zone *time.Location) time.Time {
	if instant, err := time.Parse(time.RFC3339, at); err == nil {
		return instant.In(zone)
	}
	if day, err := disclosure.ParseDate(at); err == nil {
		return day.In(zone)
	}
	return time.Time{}
}

// limitText writes what a value may be: "0.3–1", "≤ 200", "> 650", or that nothing may be found.
func (v voice) limitText(l *disclosure.Limit, unit string) string {
	least, most := "", ""
	if l.Min != "" {
		least = sign(l.MinExclusive, "> ", "≥ ") + string(l.Min)
	}
	if l.Max != "" {
		most = sign(l.MaxExclusive, "< ", "≤ ") + string(l.Max)
	}
	switch {
	case least == "" && l.Max == "0":
		return v.T("site.readings.none_allowed")
	case least != "" && most != "" && !l.MinExclusive && !l.MaxExclusive:
		return withUnit(string(l.Min)+"–"+string(l.Max), unit)
	case least != "" && most != "":
		return withUnit(v.joined([]string{least, most}), unit)
	}
	return withUnit(least+most, unit)
}

func sign(exclusive bool, strict, inclusive string) string {
	if exclusive {
		return strict
	}
	return inclusive
}

func withUnit(text, unit string) string {
	if text == "" || unit == "" {
		return text
	}
	return text + " " + unit
}
