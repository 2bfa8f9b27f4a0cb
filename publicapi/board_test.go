package publicapi

import (
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/qrsign"
)

// standing is what a board tells when it is asked for by its serial.
type standing struct {
	Standing    string  `json:"standing"`
	EndReason   string  `json:"end_reason"`
	ReplacedBy  string  `json:"replaced_by"`
	VenueStatus *string `json:"venue_status"`
	Outdated    *bool   `json:"outdated"`
}

func (f *fixture) board() standing {
	f.Helper()
	var got standing
	f.decoded(root+"/boards/"+boardSerial.String(), &got)
	return got
}

// TestABoardTellsWhenItsPrintIsOutdated holds each thing that can outdate a print, and that printing again settles it.
func TestABoardTellsWhenItsPrintIsOutdated(t *testing.T) {
	for name, change := range map[string]func(f *fixture){
		"inspected again": func(f *fixture) {
			again := sampleGrading()
			again.InspectedOn = disclosure.MustDate("2025-05-19")
			f.publish(numbered(disclosure.KindGrading, 2), again)
		},
		"the grade is withdrawn": func(f *fixture) {
			f.end(f.mustGet(gradingID), disclosure.OpWithdraw, disclosure.ReasonPublishedInError, disclosure.StateWithdrawn)
		},
		"renamed": func(f *fixture) {
			f.rewrite(f.mustGet(venueID), sampleVenue("青禾新浴室", permitNumber, "青禾路17号"))
		},
		"moved": func(f *fixture) {
			f.rewrite(f.mustGet(venueID), sampleVenue("青禾浴室", permitNumber, "青禾路18号"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := seeded(t)
			if got := f.board(); got.Outdated == nil || *got.Outdated || got.VenueStatus == nil || *got.VenueStatus != "open" {
				t.Errorf("at first: %+v", got)
			}
			change(f)
			if got := f.board(); got.Outdated == nil || !*got.Outdated {
				t.Errorf("then: %+v", got)
			}
		})
	}
}

func TestBoardsOfWhichNothingIsTold(t *testing.T) {
	f := seeded(t)
	board := sampleBoard()
	board.Printed = nil
	f.rewrite(f.mustGet(boardID), board)
	if got := f.board(); got.Outdated != nil || got.VenueStatus == nil {
		t.Errorf("never printed: %+v", got)
	}
	board = sampleBoard()
	board.Standing, board.EndedOn, board.EndReason = disclosure.BoardReplaced, disclosure.MustDate("2025-05-20"), disclosure.BoardStolen
	board.ReplacedBy = "04000002"
	f.rewrite(f.mustGet(boardID), board)
	if got := f.board(); got.Outdated != nil || got.Standing != "replaced" || got.EndReason != "stolen" || got.ReplacedBy != "04000002" {
		t.Errorf("replaced: %+v", got)
	}
	f.rewrite(f.mustGet(boardID), sampleBoard())
	f.api.Boards = nil
	if got := f.board(); got.Outdated != nil {
		t.Errorf("without keys: %+v", got)
	}
	other, err := qrsign.NewKeyring(map[uint8][]byte{2: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	f.api.Boards = other
	if got := f.board(); got.Outdated != nil {
		t.Errorf("without its key: %+v", got)
	}
	f.end(f.mustGet(venueID), disclosure.OpWithdraw, disclosure.ReasonNotInSource, disclosure.StateWithdrawn)
	if got := f.board(); got.Outdated != nil || got.VenueStatus != nil {
		t.Errorf("at a venue that is gone: %+v", got)
	}
	if a := f.get(root + "/boards/" + boardSerial.String()); strings.Contains(a.body, "青禾浴室") {
		t.Errorf("it names what is gone: %s", a.body)
	}
}
