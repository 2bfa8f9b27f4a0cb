package dossier

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// Venue is everything public about one venue, latest first.
type Venue struct {
	Entry[*disclosure.Venue]
	// Grade is the present grade; nil as long as no inspection was published.
	Grade     *CurrentGrade
	Gradings  []Entry[*disclosure.Grading]
	Permits   []Entry[*disclosure.Permit]
	Filings   []Entry[*disclosure.Filing]
	Penalties []Entry[*disclosure.Penalty]
	Readings  []Entry[*disclosure.Reading]
	// PenaltiesElsewhere counts the business's penalties that name no venue or other ones.
	PenaltiesElsewhere int
}

// CurrentGrade is a venue's present grade with its scale and date. Letter and Word are nil when the last inspection gave
// no grade (a key item failed, or the score lies below the lowest band).
type CurrentGrade struct {
	Letter        *string               `json:"letter"`
	Word          *string               `json:"word"`
	StandardScore json.Number           `json:"standard_score"`
	DecidedOn     disclosure.Date       `json:"decided_on"`
	Table         disclosure.ScoreTable `json:"table"`
	ToNextBand    *json.Number          `json:"to_next_band"`
	Grading       disclosure.ID         `json:"grading"`
}

// recentReadings is how many of a venue's latest test readings are joined: some three weeks of a pool tested daily.
const recentReadings = 100

// OfVenue reads everything about one venue.
func OfVenue(ctx context.Context, r store.Reader, id disclosure.ID) (Venue, error) {
	entry, err := Get[*disclosure.Venue](ctx, r, id)
	if err != nil {
		return Venue{}, err
	}
	v := Venue{Entry: entry}
	if v.Gradings, err = at[*disclosure.Grading](ctx, r, disclosure.KindGrading, entry.Places); err != nil {
		return Venue{}, err
	}
	latestFirst(v.Gradings)
	v.Grade = currentGrade(v.Gradings)
	if v.Permits, err = at[*disclosure.Permit](ctx, r, disclosure.KindPermit, entry.Places); err != nil {
		return Venue{}, err
	}
	if v.Filings, err = at[*disclosure.Filing](ctx, r, disclosure.KindFiling, entry.Places); err != nil {
		return Venue{}, err
	}
	if v.Readings, err = readingsAt(ctx, r, entry.Places); err != nil {
		return Venue{}, err
	}
	penalties, err := PenaltiesAt(ctx, r, []disclosure.Record{entry.Record})
	if err != nil {
		return Venue{}, err
	}
	v.Penalties, v.PenaltiesElsewhere = penalties[id].Here, penalties[id].Elsewhere
	return v, nil
}

// GradesOf gives the present grade of each of the venues; those never inspected are absent.
func GradesOf(ctx context.Context, r store.Reader, venues []disclosure.Record) (map[disclosure.ID]*CurrentGrade, error) {
	inspections, err := InspectionsOf(ctx, r, venues)
	if err != nil {
		return nil, err
	}
	grades := make(map[disclosure.ID]*CurrentGrade, len(inspections))
	for id, latest := range inspections {
		grades[id] = GradeBy(&latest)
	}
	return grades, nil
}

// InspectionsOf gives the latest inspection of each of the venues, whole; those never inspected are absent. It is for who must
// know more of the present grade than GradesOf tells, as whether it is disputed.
func InspectionsOf(
	ctx context.Context, r store.Reader, venues []disclosure.Record,
) (map[disclosure.ID]Entry[*disclosure.Grading], error) {
	owner, numbers := owners(venues)
	inspections := make(map[disclosure.ID]Entry[*disclosure.Grading], len(venues))
	if len(numbers) == 0 {
		return inspections, nil
	}
	latest := make(map[disclosure.ID][]disclosure.Record, len(venues)) // of the latest day alone
	err := each(ctx, r, store.Query{Kind: disclosure.KindGrading, Places: numbers}, func(record *disclosure.Record) error {
		for _, number := range record.Places {
			id, ok := owner[number]
			if known := latest[id]; ok && (len(known) == 0 || !record.DecidedOn.Before(known[0].DecidedOn)) {
				if len(known) > 0 && record.DecidedOn.After(known[0].DecidedOn) {
					known = nil
				}
				latest[id] = append(known, *record)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for id, records := range latest {
		list := make([]Entry[*disclosure.Grading], len(records))
		for i := range records {
			if list[i], err = Decode[*disclosure.Grading](&records[i]); err != nil {
				return nil, err
			}
		}
		latestFirst(list)
		inspections[id] = list[0]
	}
	return inspections, nil
}

// latestFirst sorts inspections. Of two on one day a re-inspection is the later one; beyond that the list's own order
// stays.
func latestFirst(gradings []Entry[*disclosure.Grading]) {
	repeated := func(g *Entry[*disclosure.Grading]) int {
		if g.Facts.InspectionKind == disclosure.InspectionAgain {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(gradings, func(a, b Entry[*disclosure.Grading]) int {
		return cmp.Or(b.DecidedOn.Compare(a.DecidedOn), repeated(&b)-repeated(&a))
	})
}

// currentGrade takes the first of a list that begins with the latest inspection.
func currentGrade(gradings []Entry[*disclosure.Grading]) *CurrentGrade {
	if len(gradings) == 0 {
		return nil
	}
	return GradeBy(&gradings[0])
}

// GradeBy is the grade of a venue whose latest inspection this is.
func GradeBy(latest *Entry[*disclosure.Grading]) *CurrentGrade {
	grade := &CurrentGrade{
		StandardScore: latest.Facts.StandardScore,
		DecidedOn:     latest.Facts.InspectedOn,
		Table:         latest.Facts.Table,
		Grading:       latest.ID,
	}
	if latest.Facts.Grade != nil {
		grade.Letter, grade.Word = &latest.Facts.Grade.Letter, &latest.Facts.Grade.Word
	}
	if latest.Facts.ToNextBand != "" {
		grade.ToNextBand = &latest.Facts.ToNextBand
	}
	return grade
}

func at[B disclosure.Body](ctx context.Context, r store.Reader, kind disclosure.Kind, places []string) ([]Entry[B], error) {
	if len(places) == 0 {
		return nil, nil
	}
	return all[B](ctx, r, store.Query{Kind: kind, Places: places})
}

func of[B disclosure.Body](ctx context.Context, r store.Reader, kind disclosure.Kind, code string) ([]Entry[B], error) {
	return all[B](ctx, r, store.Query{Kind: kind, Subjects: []string{code}})
}

func readingsAt(ctx context.Context, r store.Reader, places []string) ([]Entry[*disclosure.Reading], error) {
	if len(places) == 0 {
		return nil, nil
	}
	page, err := r.List(ctx, store.Query{Kind: disclosure.KindReading, Places: places, Limit: recentReadings})
	if err != nil {
		return nil, err
	}
	readings := make([]Entry[*disclosure.Reading], len(page.Records))
	for i := range page.Records {
		if readings[i], err = Decode[*disclosure.Reading](&page.Records[i]); err != nil {
			return nil, err
		}
	}
	return readings, nil
}
