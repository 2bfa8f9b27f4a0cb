package gradebook

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/grading"
	"mingshi/internal/store"
)

// histories are all inspections, permits and filings by the numbers of their venues. dossier asks the store for those of a few
// venues; for those of all it is faster by far to read each kind from its beginning to its end, and to keep little of it.
type histories struct {
	scheme *grading.Scheme
	visits map[string][]visit
	terms  map[string][]grading.Term
	grades map[disclosure.Grade]*disclosure.Grade
	tables map[disclosure.ScoreTable]disclosure.ScoreTable
}

// visit is an inspection, with what sorts it among those of one day.
type visit struct {
	grading.Visit
	decided disclosure.Date
}

// recordsAtOnce is how many records are read at a time.
const recordsAtOnce = 2000

func readHistories(ctx context.Context, r store.Reader, scheme *grading.Scheme) (*histories, error) {
	h := &histories{
		scheme: scheme, visits: map[string][]visit{}, terms: map[string][]grading.Term{},
		grades: map[disclosure.Grade]*disclosure.Grade{}, tables: map[disclosure.ScoreTable]disclosure.ScoreTable{},
	}
	// Permits beside inspections: both take about as long, and neither touches what the other fills.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	terms := make(chan error, 1)
	go func() { terms <- h.readTerms(ctx, r) }()
	err := each(ctx, r, disclosure.KindGrading, h.addVisit)
	if err != nil {
		cancel()
	}
	if other := <-terms; err == nil {
		err = other
	}
	return h, err
}

func (h *histories) readTerms(ctx context.Context, r store.Reader) error {
	for _, kind := range []disclosure.Kind{disclosure.KindPermit, disclosure.KindFiling} {
		if err := each(ctx, r, kind, h.addTerm); err != nil {
			return err
		}
	}
	return nil
}

// each hands over every record of a kind.
func each(ctx context.Context, r store.Reader, kind disclosure.Kind, visit func(*disclosure.Record) error) error {
	return pages(ctx, r, kind, recordsAtOnce, func(records []disclosure.Record) error {
		for i := range records {
			if err := visit(&records[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// pages hands over the records of a kind, so many at a time.
func pages(ctx context.Context, r store.Reader, kind disclosure.Kind, limit int, visit func([]disclosure.Record) error) error {
	q := store.Query{Kind: kind, Order: store.ByNumber, Limit: limit}
	for {
		page, err := r.List(ctx, q)
		if err != nil {
			return err
		}
		if err := visit(page.Records); err != nil {
			return err
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

func (h *histories) addTerm(r *disclosure.Record) error {
	body, err := disclosure.DecodeBody(r.Kind, r.Body)
	if err != nil {
		return err
	}
	if term, ok := h.scheme.Rules.TermOf(body); ok {
		for _, number := range r.Places {
			h.terms[number] = append(h.terms[number], term)
		}
	}
	return nil
}

// inspected is what the course of a grade follows from, of the body of a grading.
type inspected struct {
	InspectedOn    disclosure.Date           `json:"inspected_on"`
	InspectionKind disclosure.InspectionKind `json:"inspection_kind"`
	Table          disclosure.ScoreTable     `json:"table"`
	FailedKeyItems []json.RawMessage         `json:"failed_key_items"`
	Grade          *disclosure.Grade         `json:"grade"`
	Correction     disclosure.Correction     `json:"correction"`
}

// oneItem stands for all failed key items: that there are any is what counts.
var oneItem = []string{""}

func (h *histories) addVisit(r *disclosure.Record) error {
	var told inspected
	if err := json.Unmarshal(r.Body, &told); err != nil {
		return disclosure.Errorf(disclosure.Internal, "gradebook: %s: %w", r.ID, err)
	}
	kept := &disclosure.Grading{InspectedOn: told.InspectedOn, InspectionKind: told.InspectionKind, Correction: told.Correction}
	if len(told.FailedKeyItems) > 0 {
		kept.FailedKeyItems = oneItem
	}
	if told.Grade != nil {
		if h.grades[*told.Grade] == nil {
			h.grades[*told.Grade] = told.Grade
		}
		kept.Grade = h.grades[*told.Grade]
	}
	if _, known := h.tables[told.Table]; !known {
		h.tables[told.Table] = told.Table
	}
	kept.Table = h.tables[told.Table]
	for _, number := range r.Places {
		h.visits[number] = append(h.visits[number], visit{Visit: grading.Visit{ID: r.ID, Grading: kept}, decided: r.DecidedOn})
	}
	return nil
}

// of is the history of a venue; penalties are those that are shown there.
func (h *histories) of(venue *disclosure.Record, penalties dossier.Penalties) grading.History {
	var visits []visit
	var history grading.History
	for _, number := range venue.Places {
		history.Permits = append(history.Permits, h.terms[number]...)
		visits = append(visits, h.visits[number]...)
	}
	slices.SortFunc(visits, func(a, b visit) int { // as the store lists them: the latest first
		return cmp.Or(b.decided.Compare(a.decided), cmp.Compare(b.ID, a.ID))
	})
	for i, v := range visits {
		if i == 0 || v.ID != visits[i-1].ID { // one may name several numbers of a venue
			history.Visits = append(history.Visits, v.Visit)
		}
	}
	for _, penalty := range penalties.Here {
		history.Penalties = append(history.Penalties, grading.Sanction{ID: penalty.ID, On: penalty.DecidedOn})
	}
	return history
}
