package publicapi

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/i18n"
	"mingshi/internal/search"
	"mingshi/internal/store"
	"mingshi/internal/web"
)

// joined is what one answer joins to its records, read for all of them at once.
type joined struct {
	baseURL  string
	today    disclosure.Date
	lang     i18n.Lang
	labelled bool
	// marks, if not nil, is the query whose matches are told with each record.
	marks *search.Query
	// venues tells at which venue a record is shown, places what is known of a venue.
	venues map[disclosure.ID]dossier.VenueRef
	places map[disclosure.ID]*place
}

// place is what is joined to a venue.
type place struct {
	grade     *dossier.CurrentGrade
	permits   []permitRef
	penalties int64
}

// permitRef names a permit or filing of a venue.
type permitRef struct {
	ID           disclosure.ID           `json:"id"`
	Kind         disclosure.Kind         `json:"kind"`
	PermitNumber string                  `json:"permit_number"`
	Status       disclosure.PermitStatus `json:"status"`
	StatusLabel  string                  `json:"status_label,omitempty"`
	ValidUntil   disclosure.Date         `json:"valid_until"`
}

// join reads what belongs to the records.
func (a *api) join(c *fiber.Ctx, records []disclosure.Record) (*joined, error) {
	j := &joined{baseURL: a.BaseURL, today: a.today()}
	j.lang, j.labelled = web.AskedLang(c)
	ctx := c.UserContext()
	var err error
	if j.venues, err = dossier.VenuesOf(ctx, a.Reader, records); err != nil {
		return nil, err
	}
	var venues []disclosure.Record
	for i := range records {
		if records[i].Kind == disclosure.KindVenue {
			venues = append(venues, records[i])
		}
	}
	if err := j.addPlaces(ctx, a.Reader, venues); err != nil {
		return nil, err
	}
	return j, nil
}

func (j *joined) english() bool { return j.lang == i18n.EN }

func (j *joined) addPlaces(ctx context.Context, r store.Reader, venues []disclosure.Record) error {
	j.places = make(map[disclosure.ID]*place, len(venues))
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
		at := &place{grade: grades[id], permits: make([]permitRef, len(permits[id])), penalties: int64(len(penalties[id].Here))}
		for n := range permits[id] {
			if at.permits[n], err = j.permitRef(&permits[id][n]); err != nil {
				return err
			}
		}
		j.places[id] = at
	}
	return nil
}

func (j *joined) permitRef(r *disclosure.Record) (permitRef, error) {
	body, err := disclosure.DecodeBody(r.Kind, r.Body)
	if err != nil {
		return permitRef{}, err
	}
	ref := permitRef{ID: r.ID, Kind: r.Kind}
	switch body := body.(type) {
	case *disclosure.Permit:
		ref.PermitNumber, ref.ValidUntil = body.PermitNumber, body.ValidUntil
		ref.Status = body.Status.On(j.today, body.ValidUntil)
	case *disclosure.Filing:
		ref.PermitNumber, ref.ValidUntil = body.DocumentNumber, body.ValidUntil
		ref.Status = body.Status.On(j.today, body.ValidUntil)
	}
	if j.labelled {
		ref.StatusLabel = disclosure.PermitStatuses.Label(ref.Status, j.english())
	}
	return ref, nil
}

// facts writes the joined members that records of the kind have.
func (j *joined) facts(o *object, r *disclosure.Record, body disclosure.Body) error {
	switch r.Kind {
	case disclosure.KindBoard:
		return nil
	case disclosure.KindVenue:
		return j.placeFacts(o, r.ID)
	case disclosure.KindPermit, disclosure.KindFiling, disclosure.KindPenalty, disclosure.KindGrading, disclosure.KindReading:
	}
	switch body := body.(type) {
	case *disclosure.Permit:
		o.text("status_today", string(body.Status.On(j.today, body.ValidUntil)))
	case *disclosure.Filing:
		o.text("status_today", string(body.Status.On(j.today, body.ValidUntil)))
	}
	ref, ok := j.venues[r.ID]
	if !ok {
		o.null("venue")
		return nil
	}
	return o.value("venue", ref)
}

func (j *joined) placeFacts(o *object, id disclosure.ID) error {
	place := j.places[id]
	if place == nil {
		return disclosure.Errorf(disclosure.Internal, "venue %s: nothing was joined", id)
	}
	if err := o.value("grade", place.grade); err != nil {
		return err
	}
	if err := o.value("permits", place.permits); err != nil {
		return err
	}
	o.number("penalties_in_force", place.penalties)
	o.null("next_inspection_by")
	return nil
}
