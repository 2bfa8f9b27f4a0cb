package publicapi

import (
	"net/http"
	"testing"
)

func TestTheEntranceLeadsToWhatIsThere(t *testing.T) {
	f := newDumping(t)
	f.step()
	var e Entrance
	f.decoded(root, &e)
	if e.Dumps == nil || len(e.Lists) != len(kinds) {
		t.Fatalf("%+v", e)
	}
	addresses := []string{e.Search, e.Changes, e.Stats, e.Timeliness, e.Grades, e.GradeChanges, e.Inspections, e.Authorities, *e.Dumps, e.Catalogue, e.OpenAPI, e.Docs}
	for _, list := range e.Lists {
		addresses = append(addresses, list)
	}
	for _, address := range append(addresses, e.Feeds...) {
		if a := f.get(address); a.status != http.StatusOK {
			t.Errorf("%s: %d", address, a.status)
		}
	}
	if a := f.do(http.MethodHead, e.Stream); a.status != http.StatusOK {
		t.Errorf("%s: %d", e.Stream, a.status)
	}
	e = Entrance{}
	if seeded(t).decoded(root, &e); e.Dumps != nil {
		t.Errorf("dumps where there are none: %s", *e.Dumps)
	}
}

func TestWhatPeopleWriteLeadsToTheRightAddress(t *testing.T) {
	f := newDumping(t)
	f.step()
	for from, to := range redirects {
		a := f.get(from)
		if a.status != http.StatusMovedPermanently || a.header.Get("Location") != to {
			t.Errorf("%s: %d to %q, want %s", from, a.status, a.header.Get("Location"), to)
		}
		if there := f.get(to); there.status != http.StatusOK {
			t.Errorf("%s leads to %s: %d", from, to, there.status)
		}
	}
}
