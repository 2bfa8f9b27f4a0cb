package site_test

import (
	"fmt"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
)

// mouthOf reads the first face in a piece of a page: "smile", "straight", "sad", or "no eyes" for the face of no grade.
func mouthOf(t *testing.T, piece string) string {
	t.Helper()
	_, face, found := strings.Cut(piece, `<svg class="face"`)
	face, _, ended := strings.Cut(face, "</svg>")
	if !found || !ended {
		t.Fatalf("no face in %.80q", piece)
	}
	if !strings.Contains(face, `class="eye"`) {
		return "no eyes"
	}
	mouth := face[strings.LastIndex(face, ` d="`)+len(` d="`):]
	var x, y, bend float64
	if _, err := fmt.Sscanf(mouth, "M%g %gc%g %g", &x, &y, &x, &bend); err != nil {
		if _, err := fmt.Sscanf(mouth, "M%g %gh%g", &x, &y, &x); err != nil {
			t.Fatalf("the mouth %q is of no known form", mouth)
		}
		return "straight"
	}
	if bend > 0 { // downwards is more
		return "smile"
	}
	return "sad"
}

// TestGradeFacesAreThoseOfBoards holds that pages and printed boards say the same with a face, which is told without colours.
func TestGradeFacesAreThoseOfBoards(t *testing.T) {
	w, _, _ := district(t)
	about := w.page("/about")
	for letter, want := range map[string]string{"a": "smile", "b": "straight", "c": "sad", "none": "no eyes"} {
		_, entry, _ := strings.Cut(about, `<li class="g-`+letter+`">`)
		if got := mouthOf(t, entry); got != want {
			t.Errorf("the face of %s is %s, want %s", letter, got, want)
		}
	}
	for name, want := range map[string]string{pool: "smile", hotel: "straight", branch: "sad", salon: "no eyes", newVenue: "no eyes"} {
		_, verdict, _ := strings.Cut(w.page(address(w, disclosure.KindVenue, name)), `class="verdict"`)
		if got := mouthOf(t, verdict); got != want {
			t.Errorf("%s has the face %s, want %s", name, got, want)
		}
	}
}
