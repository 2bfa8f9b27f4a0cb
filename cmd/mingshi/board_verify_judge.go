package main

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/store"
	"mingshi/qrsign"
)

// verdict is what a board is found to be.
type verdict string

const (
	// verdictGenuine: issued here and in force. The print may be outdated all the same.
	verdictGenuine verdict = "genuine"
	// verdictMisdirecting: a genuine code in an address that leads to somebody else.
	verdictMisdirecting verdict = "misdirecting"
	// verdictUnprinted: a code that was issued and is on no board that was printed here.
	verdictUnprinted verdict = "unprinted"
	verdictRevoked   verdict = "revoked"
	verdictReplaced  verdict = "replaced"
	// verdictVenueClosed and verdictVenueHidden: of a board in force whose venue is closed or no longer public.
	verdictVenueClosed verdict = "venue_closed"
	verdictVenueHidden verdict = "venue_hidden"
	// verdictUnknown: rightly made, and in no register.
	verdictUnknown verdict = "unknown"
	// verdictForged: in the form of a code, and not issued here.
	verdictForged verdict = "forged"
	// verdictNoBoard: a QR code that is no board's.
	verdictNoBoard verdict = "no_board"
)

// verified is what is known of one board, as --json tells it. A genuine code is never repeated: whoever has it can print a
// genuine board, and who asks has it at hand.
type verified struct {
	Verdict verdict `json:"verdict"`
	// Text is what a QR code says that is no board's, shortened and with everything invisible escaped.
	Text string `json:"text,omitempty"`
	// Serial is also all that is told of a forged code: one that was misread by a character is nearly a genuine one.
	Serial string `json:"serial,omitempty"`
	// Host is that of the address that the board carries, where one was given. HostChecked tells whether it was compared with
	// that of the public address, which takes one to be known; ForeignHost that it is another. A genuine code proves nothing
	// of the address that it stands in.
	Host        string `json:"host,omitempty"`
	HostChecked *bool  `json:"host_checked,omitempty"`
	ForeignHost bool   `json:"foreign_host,omitempty"`

	Board    disclosure.ID       `json:"board,omitempty"`
	Place    string              `json:"place,omitempty"`
	IssuedOn disclosure.Date     `json:"issued_on,omitzero"`
	EndedOn  disclosure.Date     `json:"ended_on,omitzero"`
	Reason   disclosure.BoardEnd `json:"end_reason,omitempty"`
	// Current is the serial of the board that is in force in the place of an ended one.
	Current string `json:"current,omitempty"`

	Venue   disclosure.ID          `json:"venue,omitempty"`
	Name    string                 `json:"name,omitempty"`
	Address string                 `json:"address,omitempty"`
	Status  disclosure.VenueStatus `json:"venue_status,omitempty"`

	PrintedOn disclosure.Date `json:"printed_on,omitzero"`
	// Printed and Now are the grade on the board and that of today; nil before a first inspection.
	Printed *givenGrade `json:"printed_grade,omitempty"`
	Now     *givenGrade `json:"grade,omitempty"`
	// Outdated lists what the print says otherwise than the register does today.
	Outdated []outdated `json:"outdated,omitempty"`
}

// givenGrade is the outcome of an inspection; without a letter it gave none.
type givenGrade struct {
	Letter    string          `json:"letter,omitempty"`
	DecidedOn disclosure.Date `json:"decided_on"`
}

// outdated names a part of a print.
type outdated string

const (
	outdatedGrade outdated = "grade"
	// outdatedInspection: a later inspection gave the printed grade again.
	outdatedInspection outdated = "inspection"
	// outdatedFace: the venue was renamed or has moved.
	outdatedFace outdated = "name_or_address"
)

// hostUnchecked reports whether the board carries an address that nobody has compared with the public one.
func (f *verified) hostUnchecked() bool { return f.HostChecked != nil && !*f.HostChecked }

// sound reports whether the board is as it should be: genuine, in force, and leading here.
func (f *verified) sound() bool { return f.Verdict == verdictGenuine }

// verifier judges what boards say of themselves.
type verifier struct {
	*front

	// host is that of the public address, "" where it is not known.
	host string
}

// judge finds out what is behind a claim.
func (v *verifier) judge(ctx context.Context, c boardClaim) (verified, error) {
	if c.code == "" {
		return verified{Verdict: verdictNoBoard, Text: maskCodes(c.text)}, nil
	}
	found := v.hostOf(c.host)
	found.Serial = c.code.Serial().String()
	if !v.boards.Genuine(c.code) {
		found.Verdict = verdictForged
		return found, nil
	}
	board, err := v.publicBoard(ctx, found.Serial)
	if err != nil {
		return verified{}, err
	}
	if board == nil {
		found.Verdict = verdictUnknown
		return found, nil
	}
	found.takeBoard(board)
	if err := v.addVenue(ctx, &found, board, c.code.Serial()); err != nil {
		return verified{}, err
	}
	if board.Facts.Standing != disclosure.BoardInForce {
		found.Current, err = v.currentAt(ctx, board.Facts)
	}
	return found, err
}

// hostOf tells of the host of an address what can be told; nothing of a code without one.
func (v *verifier) hostOf(host string) verified {
	if host == "" {
		return verified{}
	}
	checked := v.host != ""
	return verified{Host: host, HostChecked: &checked, ForeignHost: checked && host != v.host}
}

// publicBoard finds the public record of a board; nil where there is none.
func (f *front) publicBoard(ctx context.Context, serial string) (*boardEntry, error) {
	page, err := f.reader.List(ctx, store.Query{Kind: disclosure.KindBoard, Places: []string{serial}, Limit: 1})
	if err != nil || len(page.Records) == 0 {
		return nil, err
	}
	entry, err := dossier.Decode[*disclosure.Board](&page.Records[0])
	return &entry, err
}

// takeBoard tells what the board's record says, and the verdict as far as it goes.
func (f *verified) takeBoard(board *boardEntry) {
	facts := board.Facts
	f.Board, f.Venue, f.Place, f.IssuedOn = board.ID, facts.Venue, facts.Place, facts.IssuedOn
	f.EndedOn, f.Reason = facts.EndedOn, facts.EndReason
	if facts.Printed != nil {
		f.PrintedOn = facts.Printed.On
		f.Printed = gradeGiven(facts.Printed.Letter, facts.Printed.DecidedOn)
	}
	switch {
	case facts.Standing == disclosure.BoardReplaced:
		f.Verdict = verdictReplaced
	case facts.Standing != disclosure.BoardInForce:
		f.Verdict = verdictRevoked
	case facts.Printed == nil:
		f.Verdict = verdictUnprinted
	case f.ForeignHost:
		f.Verdict = verdictMisdirecting
	default:
		f.Verdict = verdictGenuine
	}
}

func gradeGiven(letter string, on disclosure.Date) *givenGrade {
	if on.IsZero() {
		return nil
	}
	return &givenGrade{Letter: letter, DecidedOn: on}
}

// addVenue tells of the venue as it is today, and what a print in force says otherwise.
func (v *verifier) addVenue(ctx context.Context, f *verified, board *boardEntry, serial qrsign.Serial) error {
	venue, err := dossier.Get[*disclosure.Venue](ctx, v.reader, board.Facts.Venue)
	if kind := disclosure.KindOf(err); err != nil && (kind == disclosure.NotFound || kind == disclosure.Gone) {
		if f.sound() {
			f.Verdict = verdictVenueHidden
		}
		return nil
	}
	if err != nil {
		return err
	}
	f.Name, f.Address, f.Status = venue.Facts.Name, venue.Facts.Address, venue.Facts.Status
	if f.sound() && venue.Facts.Status == disclosure.VenueClosed {
		f.Verdict = verdictVenueClosed
	}
	grades, err := dossier.GradesOf(ctx, v.reader, v.scheme(), []disclosure.Record{venue.Record})
	if err != nil {
		return err
	}
	if grade := grades[venue.ID]; grade != nil {
		f.Now = &givenGrade{DecidedOn: grade.DecidedOn}
		if grade.Letter != nil {
			f.Now.Letter = *grade.Letter
		}
	}
	if last := board.Facts.Printed; last != nil && board.Facts.Standing == disclosure.BoardInForce {
		now := disclosure.Print{Face: v.boards.Face(serial, f.Name, f.Address)}
		if f.Now != nil {
			now.Letter, now.DecidedOn = f.Now.Letter, f.Now.DecidedOn
		}
		f.Outdated = outdatedParts(last, now)
	}
	return nil
}

// outdatedParts lists what a print says otherwise than one of today would.
func outdatedParts(last *disclosure.Print, now disclosure.Print) (parts []outdated) {
	switch {
	case last.Letter != now.Letter || last.DecidedOn.IsZero() != now.DecidedOn.IsZero():
		parts = append(parts, outdatedGrade)
	case last.DecidedOn != now.DecidedOn:
		parts = append(parts, outdatedInspection)
	}
	if last.Face != now.Face {
		parts = append(parts, outdatedFace)
	}
	return parts
}

// currentAt gives the serial of the board in force where an ended one hung, "" where there is none.
func (v *verifier) currentAt(ctx context.Context, ended *disclosure.Board) (string, error) {
	q := store.Query{Kind: disclosure.KindBoard, Places: []string{string(ended.Venue)}, Limit: store.MaxLimit}
	for {
		page, err := v.reader.List(ctx, q)
		if err != nil {
			return "", err
		}
		for i := range page.Records {
			board, err := dossier.Decode[*disclosure.Board](&page.Records[i])
			if err != nil {
				return "", err
			}
			if board.Facts.Standing == disclosure.BoardInForce && board.Facts.Place == ended.Place {
				return board.Facts.Serial, nil
			}
		}
		if page.Next == "" {
			return "", nil
		}
		q.After = page.Next
	}
}
