package intake

import (
	"context"

	"mingshi/internal/disclosure"
)

// register knows which permit and filing numbers are those of venues: published ones, and those of this import.
type register struct {
	hasVenue func(ctx context.Context, number string) (bool, error)
	known    map[string]bool
	// added are the numbers that the file under way has brought, to be forgotten if the file turns out to be broken.
	added []string
	// kinds are the venue kinds by which readings are judged.
	kinds kindsOfVenues
	// inspected is what inspections are held against.
	inspected inspected
}

// begin starts a file.
func (r *register) begin(f *file) { r.added, r.inspected.file = nil, f }

// forget takes back what the file under way has brought.
func (r *register) forget() {
	for _, number := range r.added {
		delete(r.known, number)
		delete(r.kinds.known, number)
	}
	r.inspected.forget()
}

// check notes the numbers and permits of venues that come by, warns of an inspection or reading whose venue is on no register,
// and holds inspections against what else is known of their venues.
func (r *register) check(ctx context.Context, c *check, d *disclosure.Draft) error {
	if c.failed {
		return nil
	}
	switch c.header.format.Kind {
	case disclosure.KindVenue:
		r.kinds.note(d)
		for _, number := range d.Places {
			if !r.known[number] {
				r.known[number] = true
				r.added = append(r.added, number)
			}
		}
	case disclosure.KindGrading, disclosure.KindReading:
		for _, number := range d.Places {
			known, err := r.has(ctx, number)
			if err != nil {
				return err
			}
			if !known {
				c.warn(CodeVenueUnknown, "number", c.quote(number))
			}
		}
		if err := r.inspected.judge(ctx, c, d); err != nil {
			return err
		}
		return r.kinds.judge(ctx, c, d)
	case disclosure.KindPermit, disclosure.KindFiling:
		r.inspected.permit(c, d)
	case disclosure.KindPenalty, disclosure.KindBoard:
	}
	return nil
}

func (r *register) has(ctx context.Context, number string) (bool, error) {
	if known, asked := r.known[number]; asked {
		return known, nil
	}
	known, err := r.hasVenue(ctx, number)
	if err != nil {
		return false, err
	}
	r.known[number] = known
	return known, nil
}
