package wire

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/grading"
	"mingshi/internal/i18n"
	"mingshi/internal/store"
)

// Lens is how records are looked at.
type Lens struct {
	// BaseURL begins every address that is given out ("https://host"), without a slash at its end.
	BaseURL string
	// Today is the day by which permits lapse.
	Today disclosure.Date
	// Lang is the language of the members that end in _label, which are there if Labelled.
	Lang     i18n.Lang
	Labelled bool
	// Scheme is what decides grades; nil is the one that comes with the program.
	Scheme *grading.Scheme
}

// scheme is what decides grades.
func (l *Lens) scheme() *grading.Scheme {
	if l.Scheme == nil {
		return grading.Shipped()
	}
	return l.Scheme
}

// Joined is what is joined to records, read for all of them at once.
type Joined struct {
	Lens

	venues map[disclosure.ID]dossier.VenueRef
	places map[disclosure.ID]*Place
}

// Place is what is joined to a venue.
type Place struct {
	// Course is how the venue's grade came about.
	Course dossier.Course
	// Grade is nil as long as no inspection says anything of it.
	Grade *dossier.CurrentGrade
	// Corrections are the orders to put something right that are not closed, latest first.
	Corrections []dossier.OpenCorrection
	// Due is by when the venue has to be inspected next; zero if it is closed, or nothing is known of it.
	Due grading.Due
	// Permits are the venue's permits and filings, latest decision first.
	Permits []PermitRef
	// Penalties counts those that are shown at the venue.
	Penalties int64
}

// servedGrade is a present grade with what is to be done next. That stands inside of it, and not beside it among the venue's own
// members, so that whoever takes the joined members off a record to prove its digest need not know more of them.
type servedGrade struct {
	*dossier.CurrentGrade

	NextInspectionFor *grading.DueReason       `json:"next_inspection_for"`
	Corrections       []dossier.OpenCorrection `json:"corrections"`
}

// served is the grade as outsiders see it; nil where there is none to tell of.
func (p *Place) served() *servedGrade {
	if p.Grade == nil {
		return nil
	}
	served := &servedGrade{CurrentGrade: p.Grade, Corrections: p.Corrections}
	if p.Due.Reason != "" {
		served.NextInspectionFor = &p.Due.Reason
	}
	return served
}

// PermitRef names a permit or filing of a venue, with the status of today.
type PermitRef struct {
	ID           disclosure.ID           `json:"id"`
	Kind         disclosure.Kind         `json:"kind"`
	PermitNumber string                  `json:"permit_number"`
	Status       disclosure.PermitStatus `json:"status"`
	StatusLabel  string                  `json:"status_label,omitempty"`
	ValidUntil   disclosure.Date         `json:"valid_until"`
}

// Join reads what belongs to the records.
func Join(ctx context.Context, r store.Reader, lens Lens, records []disclosure.Record) (*Joined, error) {
	j := &Joined{Lens: lens}
	var err error
	if j.venues, err = dossier.VenuesOf(ctx, r, records); err != nil {
		return nil, err
	}
	var venues []disclosure.Record
	for i := range records {
		if records[i].Kind == disclosure.KindVenue {
			venues = append(venues, records[i])
		}
	}
	if err := j.addPlaces(ctx, r, venues); err != nil {
		return nil, err
	}
	return j, nil
}

// VenueOf names the venue at which a record is shown, by the rule of dossier.PlacesOf; false where there is none.
func (j *Joined) VenueOf(r *disclosure.Record) (dossier.VenueRef, bool) {
	ref, ok := j.venues[r.ID]
	return ref, ok
}

// PlaceOf is what is joined to a venue; nil for anything else.
func (j *Joined) PlaceOf(id disclosure.ID) *Place { return j.places[id] }

// English reports whether labels are English.
func (j *Joined) English() bool { return j.Lang == i18n.EN }

func (j *Joined) addPlaces(ctx context.Context, r store.Reader, venues []disclosure.Record) error {
	j.places = make(map[disclosure.ID]*Place, len(venues))
	if len(venues) == 0 {
		return nil
	}
	around, err := dossier.AroundOf(ctx, r, j.scheme(), venues)
	if err != nil {
		return err
	}
	for i := range venues {
		if j.places[venues[i].ID], err = j.place(&venues[i], around[venues[i].ID]); err != nil {
			return err
		}
	}
	return nil
}

func (j *Joined) place(venue *disclosure.Record, around dossier.Around) (*Place, error) {
	status := disclosure.VenueStatus(textOf(venue.Body, "status"))
	corrections := around.Course.OpenCorrections(j.Today)
	if j.Labelled {
		for i := range corrections {
			corrections[i].StateLabel = grading.CorrectionStates.Label(corrections[i].State, j.English())
		}
	}
	at := &Place{
		Course: around.Course, Grade: around.Course.Grade(), Corrections: corrections, Due: around.Course.DueOf(status, j.Today),
		Permits: make([]PermitRef, len(around.Permits)), Penalties: int64(len(around.Penalties.Here)),
	}
	for i := range around.Permits {
		ref, err := j.permitRef(&around.Permits[i])
		if err != nil {
			return nil, err
		}
		at.Permits[i] = ref
	}
	return at, nil
}

func (j *Joined) permitRef(r *disclosure.Record) (PermitRef, error) {
	body, err := disclosure.DecodeBody(r.Kind, r.Body)
	if err != nil {
		return PermitRef{}, err
	}
	ref := PermitRef{ID: r.ID, Kind: r.Kind}
	switch body := body.(type) {
	case *disclosure.Permit:
		ref.PermitNumber, ref.ValidUntil = body.PermitNumber, body.ValidUntil
		ref.Status = body.Status.On(j.Today, body.ValidUntil)
	case *disclosure.Filing:
		ref.PermitNumber, ref.ValidUntil = body.DocumentNumber, body.ValidUntil
		ref.Status = body.Status.On(j.Today, body.ValidUntil)
	}
	if j.Labelled {
		ref.StatusLabel = disclosure.PermitStatuses.Label(ref.Status, j.English())
	}
	return ref, nil
}
