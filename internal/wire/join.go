package wire

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
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
}

// Joined is what is joined to records, read for all of them at once.
type Joined struct {
	Lens

	venues map[disclosure.ID]dossier.VenueRef
	places map[disclosure.ID]*Place
}

// Place is what is joined to a venue.
type Place struct {
	// Grade is nil if the venue was never inspected.
	Grade *dossier.CurrentGrade
	// Permits are the venue's permits and filings, latest decision first.
	Permits []PermitRef
	// Penalties counts those that are shown at the venue.
	Penalties int64
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
	grades, err := dossier.GradesOf(ctx, r, venues)
	if err != nil {
		return err
	}
	penalties, err := dossier.PenaltiesAt(ctx, r, venues)
	if err != nil {
		return err
	}
	permits, err := dossier.PermitsAt(ctx, r, venues)
	if err != nil {
		return err
	}
	for i := range venues {
		id := venues[i].ID
		at := &Place{Grade: grades[id], Permits: make([]PermitRef, len(permits[id])), Penalties: int64(len(penalties[id].Here))}
		for n := range permits[id] {
			if at.Permits[n], err = j.permitRef(&permits[id][n]); err != nil {
				return err
			}
		}
		j.places[id] = at
	}
	return nil
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
