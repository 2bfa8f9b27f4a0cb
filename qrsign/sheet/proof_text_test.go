package sheet_test

import (
	"os/exec"
	"strings"
	"testing"
	"unicode"
)

// TestBoardsCarryTheirTextAndFonts asks poppler what a print shop and a search would find: every font in the file and cut
// down to what is used, and every text as it was given, character by character.
func TestBoardsCarryTheirTextAndFonts(t *testing.T) {
	needPrograms(t, "pdffonts", "pdftotext")
	p := newProof(t, sizeOfProof())
	file := p.print(t)
	checkFonts(t, file)
	text, err := exec.CommandContext(t.Context(), "pdftotext", "-enc", "UTF-8", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")
	if len(pages) != len(p.boards) {
		t.Fatalf("%d pages, want %d", len(pages), len(p.boards))
	}
	for i, page := range pages {
		board := &p.boards[i]
		shown := withoutSpace(page)
		for _, want := range []string{board.Name, board.Address, board.PermitNumber, board.Code.Grouped(), board.Authority.NameZH, board.Authority.ComplaintLine} {
			if !strings.Contains(shown, withoutSpace(want)) {
				t.Errorf("board %d: the text lacks %q:\n%s", i+1, want, page)
			}
		}
		if at := strings.IndexFunc(page, isRadical); at >= 0 {
			t.Errorf("board %d: the text has a radical in place of a character: %q", i+1, page[at:min(len(page), at+12)])
		}
		if board.Grade != nil && strings.Contains(page, board.Grade.Score) {
			t.Errorf("board %d: the score is printed", i+1)
		}
	}
}

// checkFonts reads the table of pdffonts, whose last columns are: embedded, subset, Unicode, object and generation.
func checkFonts(t *testing.T, file string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "pdffonts", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	const heading = 2
	if len(lines) <= heading {
		t.Fatalf("no fonts:\n%s", out)
	}
	for _, line := range lines[heading:] {
		words := strings.Fields(line)
		if len(words) < 6 {
			t.Fatalf("not understood: %q", line)
		}
		embedded, subset, readable := words[len(words)-5], words[len(words)-4], words[len(words)-3]
		if embedded != "yes" || subset != "yes" || readable != "yes" {
			t.Errorf("embedded %s, subset %s, with characters %s, want yes for all: %s", embedded, subset, readable, line)
		}
	}
	t.Logf("\n%s", out)
}

func withoutSpace(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// isRadical reports whether a character is one of those that only look like others: a text layer made from glyphs alone
// has them.
func isRadical(r rune) bool { return 0x2E80 <= r && r <= 0x2FDF }
