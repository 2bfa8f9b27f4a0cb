package site

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
)

// placed reads the record that a page's address names, and the venue it belongs to, if there is one.
func placed[B disclosure.Body](s *site, v *visit, kind disclosure.Kind) (entry dossier.Entry[B], at *venueLink, err error) {
	id, err := v.recordID(kind)
	if err != nil {
		return entry, nil, err
	}
	if entry, err = dossier.Get[B](v.UserContext(), s.Reader, id); err != nil {
		return entry, nil, err
	}
	venues, err := dossier.VenuesOf(v.UserContext(), s.Reader, []disclosure.Record{entry.Record})
	if err != nil {
		return entry, nil, err
	}
	ref, ok := venues[entry.ID]
	return entry, v.linkOf(ref, ok), nil
}
