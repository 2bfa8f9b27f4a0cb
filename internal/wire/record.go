package wire

import (
	"encoding/hex"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/store"
)

// Root is where the interface begins; what is incompatible will begin at another one.
const Root = "/api/v1"

// HasPage reports whether records of the kind have pages for people, and so twins of them.
func HasPage(kind disclosure.Kind) bool {
	return kind != disclosure.KindGrading && kind != disclosure.KindReading && kind != disclosure.KindBoard
}

// More writes further members of a record, given its body.
type More func(o *Object, body disclosure.Body) error

// Append writes a record: envelope, body as it is stored, joined facts. The body is decoded only for its labels.
func (j *Joined) Append(out []byte, r *disclosure.Record) ([]byte, error) {
	return j.AppendWith(out, r, nil)
}

// AppendWith is Append with further members at the end; more may be nil.
func (j *Joined) AppendWith(out []byte, r *disclosure.Record, more More) ([]byte, error) {
	o := NewObject(out)
	o.Text("id", string(r.ID))
	o.Text("kind", string(r.Kind))
	o.Number("version", r.Version)
	o.Text("state", string(r.State))
	o.Number("position", r.Position)
	o.Instant("published_at", r.PublishedAt)
	o.TextOrNull("public_until", r.PublicUntil.String())
	o.Instant("updated_at", r.UpdatedAt)
	o.Text("regime", r.Regime)
	o.Text("salt", hex.EncodeToString(r.Salt[:]))
	o.Text("digest", r.Digest.String())
	o.Text("url", j.URL(r))
	if err := o.Splice(r.Body); err != nil {
		return nil, err
	}
	if err := j.facts(o, r); err != nil {
		return nil, err
	}
	if err := j.told(o, r, more); err != nil {
		return nil, err
	}
	return o.End(), nil
}

// told writes what the body must be decoded for.
func (j *Joined) told(o *Object, r *disclosure.Record, more More) error {
	if !j.Labelled && more == nil {
		return nil
	}
	body, err := disclosure.DecodeBody(r.Kind, r.Body)
	if err != nil {
		return err
	}
	if j.Labelled {
		if err := labels(o, body, j.English(), j.Today); err != nil {
			return err
		}
	}
	if more == nil {
		return nil
	}
	return more(o, body)
}

// AppendRecords writes records as an array of the name; more, which may be nil, is asked for each of them.
func (j *Joined) AppendRecords(o *Object, name string, records []disclosure.Record, more func(r *disclosure.Record) More) error {
	return o.Array(name, len(records), func(out []byte, i int) ([]byte, error) {
		if more == nil {
			return j.Append(out, &records[i])
		}
		return j.AppendWith(out, &records[i], more(&records[i]))
	})
}

// URL is the address of the record's page; of a kind without pages, that of its data.
func (j *Joined) URL(r *disclosure.Record) string {
	name := string(r.ID)
	if r.Kind == disclosure.KindBoard {
		name = textOf(r.Body, "serial")
	}
	base := j.BaseURL
	if !HasPage(r.Kind) {
		base += Root
	}
	return base + "/" + r.Kind.Plural() + "/" + name
}

// facts writes the joined members that records of the kind have.
func (j *Joined) facts(o *Object, r *disclosure.Record) error {
	switch r.Kind {
	case disclosure.KindBoard:
		return nil
	case disclosure.KindVenue:
		return j.placeFacts(o, r.ID)
	case disclosure.KindPermit, disclosure.KindFiling:
		status := disclosure.PermitStatus(textOf(r.Body, "status"))
		until, err := dateOf(r.Body, "valid_until")
		if err != nil {
			return err
		}
		o.Text("status_today", string(status.On(j.Today, until)))
	case disclosure.KindPenalty, disclosure.KindGrading, disclosure.KindReading:
	}
	ref, ok := j.venues[r.ID]
	if !ok {
		o.Null("venue")
		return nil
	}
	venue := NewObject(o.open("venue"))
	venue.Text("id", string(ref.ID))
	venue.Text("name", ref.Name)
	o.close(venue)
	return nil
}

func (j *Joined) placeFacts(o *Object, id disclosure.ID) error {
	place := j.places[id]
	if place == nil {
		return disclosure.Errorf(disclosure.Internal, "venue %s: nothing was joined", id)
	}
	if err := o.Value("grade", place.served()); err != nil {
		return err
	}
	if err := o.Value("permits", place.Permits); err != nil {
		return err
	}
	o.Number("penalties_in_force", place.Penalties)
	o.TextOrNull("next_inspection_by", place.Due.By.String())
	j.placeLabels(o, place)
	return nil
}

// placeLabels writes what the enumerations among a venue's joined facts are called.
func (j *Joined) placeLabels(o *Object, place *Place) {
	if !j.Labelled {
		return
	}
	if place.Grade != nil {
		o.Text("grade_reason_label", grading.Causes.Label(place.Grade.Reason, j.English()))
	}
	if place.Grade != nil && place.Due.Reason != "" {
		o.Text("grade_next_inspection_for_label", grading.DueReasons.Label(place.Due.Reason, j.English()))
	}
}

// AppendEntry writes a change of the feed with the record as it is now, or null once it is gone.
func (j *Joined) AppendEntry(out []byte, entry *store.FeedEntry) ([]byte, error) {
	o := NewObject(out)
	AppendChange(o, &entry.Change)
	if entry.Record == nil {
		o.Null("record")
		return o.End(), nil
	}
	record, err := j.Append(o.open("record"), entry.Record)
	if err != nil {
		return nil, err
	}
	o.out = record
	return o.End(), nil
}

// AppendChange writes the members that a change has in the feed and in a history.
func AppendChange(o *Object, change *disclosure.Change) {
	o.Number("position", change.Position)
	o.Instant("at", change.At)
	o.Text("op", string(change.Op))
	o.Text("kind", string(change.Kind))
	o.Text("id", string(change.ID))
	o.Number("version", change.Version)
	o.TextOrNull("reason", string(change.Reason))
	if change.Digest == (disclosure.Digest{}) {
		o.Null("digest") // the change ended the record: there is no body to vouch for
	} else {
		o.Text("digest", change.Digest.String())
	}
}
