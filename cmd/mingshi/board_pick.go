package main

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mingshi/internal/disclosure"
	"mingshi/internal/privacy"
	"mingshi/internal/publish"
	"mingshi/internal/store"
)

// doorsOf are the flags that choose venues. Without any of them all open ones are meant.
type doorsOf struct {
	Venue  []string `help:"只为这些场所（编号），可重复 · only these venues, by id" xor:"whose" placeholder:"ID"`
	Street string   `help:"只为这个街道的场所 · only the venues on this street" xor:"whose" placeholder:"STREET"`
}

// pick lists the venues that may have a board, in the order in which boards are hung. A closed venue that is asked for by its id
// is refused, as is one that is not there, and a street without venues.
func (d *doorsOf) pick(ctx context.Context, r store.Reader) ([]venueEntry, error) {
	all, err := allVenues(ctx, r)
	if err != nil {
		return nil, err
	}
	street := strings.TrimSpace(d.Street)
	if street != "" {
		if err := checkStreet(all, street); err != nil {
			return nil, err
		}
	}
	if err := d.checkVenues(all); err != nil {
		return nil, err
	}
	picked := slices.DeleteFunc(all, func(v venueEntry) bool {
		return v.Facts.Status == disclosure.VenueClosed ||
			len(d.Venue) > 0 && !slices.Contains(d.Venue, string(v.ID)) || street != "" && v.Facts.Street != street
	})
	slices.SortStableFunc(picked, func(a, b venueEntry) int { return compareDoors(a.Facts, b.Facts) })
	return picked, nil
}

// checkVenues refuses ids of venues that are not there or closed.
func (d *doorsOf) checkVenues(all []venueEntry) error {
	for _, id := range d.Venue {
		i := slices.IndexFunc(all, func(v venueEntry) bool { return string(v.ID) == id })
		if i < 0 {
			return usage("board.venue_unknown", id)
		}
		if all[i].Facts.Status == disclosure.VenueClosed {
			return usage("board.venue_closed", id, all[i].Facts.Name)
		}
	}
	return nil
}

// shownStreets is how many streets are named to somebody who asked for one that is not there.
const shownStreets = 20

// checkStreet refuses a street without any venue, and names some that have.
func checkStreet(venues []venueEntry, street string) error {
	var known []string
	for i := range venues {
		if name := venues[i].Facts.Street; name != "" {
			known = append(known, name)
		}
	}
	slices.Sort(known)
	known = slices.Compact(known)
	switch {
	case slices.Contains(known, street):
		return nil
	case len(known) == 0:
		return usage("board.street_none", street)
	}
	return usage("board.street_unknown", street, strings.Join(known[:min(len(known), shownStreets)], "、"), len(known))
}

// doors lists the entrances of the venues that are picked, and those venues; with nil of all that are open.
func (h *house) doors(ctx context.Context, which *doorsOf) ([]publish.Door, []venueEntry, error) {
	if which == nil {
		which = &doorsOf{}
	}
	venues, err := which.pick(ctx, h.store)
	if err != nil {
		return nil, nil, err
	}
	doors := make([]publish.Door, len(venues))
	for i := range venues {
		doors[i].Venue = venues[i].ID
	}
	return doors, venues, nil
}

// longestPlace is how many characters the name of a place may have: it stands on the board.
const longestPlace = 20

// checkPlace refuses what must not stand on a board for all to read, and brings the name of a place at a venue into the
// form in which it is kept.
func checkPlace(place string) (string, error) {
	place = strings.TrimSpace(place)
	if utf8.RuneCountInString(place) > longestPlace || !utf8.ValidString(place) || strings.ContainsFunc(place, isUnseen) {
		return "", usage("board.place", longestPlace)
	}
	if len(privacy.Find(place)) > 0 {
		return "", usage("board.place_private")
	}
	return place, nil
}

// isUnseen reports whether a character cannot be seen, or turns others around.
func isUnseen(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }
