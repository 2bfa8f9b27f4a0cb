package publish

import (
	"bytes"
	"slices"

	"mingshi/internal/disclosure"
)

// carryOver keeps what a row cannot know: the numbers and signboard names under which a venue was known before. A venue's
// row names its present ones only; the earlier numbers stay, so that inspections and permits that name them still find the
// venue, and so do the earlier names, so that people do.
func (r *stagedRow) carryOver(existing *disclosure.Record) error {
	if r.Kind != disclosure.KindVenue || (slices.Equal(existing.Places, r.Places) && bytes.Equal(existing.Body, r.body)) {
		return nil
	}
	before, err := decodeVenue(existing.Body)
	if err != nil {
		return err
	}
	venue, err := decodeVenue(r.body)
	if err != nil {
		return err
	}
	if !slices.Equal(existing.Places, r.Places) {
		numbers := slices.Clone(existing.Places)
		for _, number := range venue.PermitNumbers {
			if !slices.Contains(numbers, number) {
				numbers = append(numbers, number)
			}
		}
		venue.PermitNumbers, r.Places = numbers, numbers
	}
	venue.FormerNames = formerNames(before, venue.Name)
	r.body, err = disclosure.CanonicalJSON(venue)
	return err
}

// formerNames lists the names that a venue has given up once it is called name, each once and earliest first. One that it
// takes up again is no longer a former one.
func formerNames(before *disclosure.Venue, name string) []string {
	names := append(slices.Clone(before.FormerNames), before.Name)
	return slices.DeleteFunc(names, func(former string) bool { return former == name || former == "" })
}

// sameDoor reports whether the venue that a row may continue is still what the row says: of the same operator and kind, at
// the same address. One that has moved or changed hands leaves its former door to the newcomer.
func (r *stagedRow) sameDoor(existing *disclosure.Record) (bool, error) {
	if !existing.State.Public() {
		return false, nil
	}
	before, err := decodeVenue(existing.Body)
	if err != nil {
		return false, err
	}
	now, err := decodeVenue(r.body)
	if err != nil {
		return false, err
	}
	return existing.Subject == r.Subject && before.Address == now.Address && before.VenueKind == now.VenueKind, nil
}

func decodeVenue(raw []byte) (*disclosure.Venue, error) {
	body, err := disclosure.DecodeBody(disclosure.KindVenue, raw)
	if err != nil {
		return nil, err
	}
	return body.(*disclosure.Venue), nil //nolint:forcetypeassert // DecodeBody gives what was asked for
}

// claim notes that a row of the present file speaks of a venue, and reports whether it is the first to do so. A venue has
// several numbers once it was continued; a file that still lists two of them contradicts itself, and only its first row
// counts.
func (im *Import) claim(r *stagedRow, venue disclosure.ID) bool {
	if r.Kind != disclosure.KindVenue {
		return true
	}
	first, claimed := im.claims[venue]
	if !claimed {
		im.claims[venue] = r.seq
		return true
	}
	return first == r.seq
}
