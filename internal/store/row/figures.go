package row

import (
	"cmp"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// monthForm is how a month is written.
const monthForm = "2006-01"

// The texts about every month. That of a cell without a decision, "", lies before the first.
const firstMonth, lastMonth = "0000-00", "9999-99"

// FigureBounds are a query of figures as a statement asks it: every bound is set.
type FigureBounds struct {
	From, To               string
	DecidedFrom, DecidedTo string
	// Kinds are those that are asked for unless AllKinds.
	Kinds    []string
	AllKinds bool
	// Unit is "" for all units.
	Unit string
}

// BoundsOf closes the open ends of a query. It is kind Invalid for what is no month.
func BoundsOf(q store.FigureQuery) (FigureBounds, error) {
	for _, month := range []string{q.From, q.To, q.DecidedFrom, q.DecidedTo} {
		if err := checkMonth(month); err != nil {
			return FigureBounds{}, err
		}
	}
	b := FigureBounds{
		From: q.From, To: cmp.Or(q.To, lastMonth),
		DecidedFrom: q.DecidedFrom, DecidedTo: cmp.Or(q.DecidedTo, lastMonth),
		Kinds: []string{}, AllKinds: len(q.Kinds) == 0, Unit: q.Unit,
	}
	if q.DecidedTo != "" {
		b.DecidedFrom = cmp.Or(q.DecidedFrom, firstMonth)
	}
	if !Storable(q.Unit) { // of what cannot be stored nothing is counted
		b.Unit, b.AllKinds = "", false
		return b, nil
	}
	for _, kind := range q.Kinds {
		if Storable(string(kind)) {
			b.Kinds = append(b.Kinds, string(kind))
		}
	}
	return b, nil
}

func checkMonth(month string) error {
	if month == "" {
		return nil
	}
	if _, err := time.Parse(monthForm, month); err != nil {
		return disclosure.Errorf(disclosure.Invalid, "read figures: %q is no month: want the form %q", month, monthForm)
	}
	return nil
}
