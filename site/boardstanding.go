package site

import (
	"cmp"
	"html/template"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/store"
	"mingshi/qrsign"
)

// boardStanding is what is known of a genuine board.
type boardStanding struct {
	// Code is grouped as it is printed. It stands on the board's own page and nowhere else.
	Code   string
	Serial string
	// Place is where at its venue it hangs; "" at the entrance.
	Place    string
	IssuedOn disclosure.Date
	// Printed is what the board shows; nil when it was never printed.
	Printed *printedView
	// Symbol is the drawing of its QR symbol; "" where no board can carry the public address, and of one that has ended.
	Symbol template.HTML

	// Ended is why it no longer counts; nil while it is in force.
	Ended *endedView
	// Idle is the status of a venue that is closed or not trading; "" for an open one.
	Idle disclosure.VenueStatus
	// Regraded: the board shows another grade than Now, which is the venue's; nil where there is nothing to compare.
	Regraded bool
	// Confirmed: a later inspection than the one printed came to the same grade.
	Confirmed bool
	Now       *printedView
	// FormerName is what the board calls a venue that was renamed since; "" where it was not, or is not known to be.
	FormerName string
	// Elsewhere: the name or the address on the board is not the venue's, and no former name explains it.
	Elsewhere bool

	Tell tellView
}

// tellView is how to tell the authority of a board that hangs where it should not.
type tellView struct {
	ComplaintLine string
	ComplaintMail string
	// Subject of the mail names the board by its serial: a mail goes through many hands, and none of them shall have the code.
	Subject string
}

// Outdated reports whether a board in force says something that no longer holds.
func (b *boardStanding) Outdated() bool { return b.Regraded || b.FormerName != "" || b.Elsewhere }

// Tone is how loudly the standing is told: "alert", "warn" or "" for a board that is as it should be.
func (b *boardStanding) Tone() string {
	switch {
	case b.Ended != nil && b.Ended.Loud:
		return "alert"
	case b.Ended != nil, b.Idle != "", b.Outdated():
		return "warn"
	}
	return ""
}

// printedView is a grade as boards show it; an empty letter is "not yet graded" or "no grade", which Word says.
type printedView struct {
	Letter string
	Word   string
	// On is the day of the inspection.
	On disclosure.Date
	// PrintedOn is the day of the print; zero for the grade of today.
	PrintedOn disclosure.Date
}

// endedView is the end of a board.
type endedView struct {
	On     disclosure.Date
	Reason disclosure.BoardEnd
	// Replaced: it was taken down for another one.
	Replaced bool
	// Loud: it has no business at any door.
	Loud bool
	// Current is the board that is in force in its place; nil if none is.
	Current *hungBoard
}

// hungBoard is a board in force, as anybody may know it.
type hungBoard struct {
	Serial string
	// Place is where at its venue it hangs; "" at the entrance.
	Place    string
	IssuedOn disclosure.Date
}

// boardOrphanView is a genuine board whose venue is no longer shown.
type boardOrphanView struct {
	frame
	Board *boardStanding
}

func (*boardOrphanView) page() string { return "boardorphan" }

// scanned shows a board's venue with the board's standing above it, or the board alone where its venue is not shown.
func (s *site) scanned(v *visit, code qrsign.Code, board dossier.Entry[*disclosure.Board]) (view, error) {
	standing := standingOf(v, board.Facts)
	standing.Tell = tellView{
		ComplaintLine: s.Authority.ComplaintLine, ComplaintMail: s.Authority.ComplaintMail,
		Subject: v.T("site.board.subject", standing.Serial),
	}
	standing.Code = code.Grouped()
	if standing.Ended == nil { // nobody shall print an ended one again
		symbol, err := s.symbol(v.voice, code)
		if err != nil && disclosure.KindOf(err) != disclosure.Invalid {
			return nil, err
		}
		standing.Symbol = template.HTML(symbol) //nolint:gosec // drawn by us; its title is escaped
	}
	shown, err := s.venueOf(v, board.Facts.Venue)
	if err != nil && isHidden(err) {
		return s.orphan(v, standing), nil
	}
	if err != nil {
		return nil, err
	}
	if standing.Ended != nil {
		if err := s.findCurrent(v, standing.Ended, board.Facts); err != nil {
			return nil, err
		}
	} else {
		s.compare(v, standing, board.Facts, code.Serial(), shown)
	}
	shown.Board = standing
	shown.Section = sectionBoards
	shown.Title = straight(v.T("site.board.title", shown.Name))
	shown.NoIndex = true // whoever has a code can print a genuine board
	return shown, nil
}

// orphan is the page of a board whose venue is not shown. What was printed on it is not shown either: it spoke of the venue.
func (s *site) orphan(v *visit, standing *boardStanding) *boardOrphanView {
	title := v.T("site.board.orphan.title")
	if standing.Ended != nil {
		title = v.T("site.board.orphan.ended")
	}
	shown := &boardOrphanView{frame: s.frame(v, sectionBoards, title), Board: standing}
	shown.NoIndex = true
	standing.Printed = nil
	return shown
}

// isHidden reports whether an error says that a record is not, or no longer, public.
func isHidden(err error) bool {
	kind := disclosure.KindOf(err)
	return kind == disclosure.NotFound || kind == disclosure.Gone
}

// standingOf is what a board's record alone says.
func standingOf(v *visit, b *disclosure.Board) *boardStanding {
	standing := &boardStanding{Serial: b.Serial, Place: b.Place, IssuedOn: b.IssuedOn}
	if p := b.Printed; p != nil {
		standing.Printed = &printedView{Letter: p.Letter, On: p.DecidedOn, PrintedOn: p.On, Word: v.wordless(p.Letter, p.DecidedOn)}
	}
	if b.Standing == disclosure.BoardInForce {
		return standing
	}
	standing.Ended = &endedView{On: b.EndedOn, Reason: b.EndReason, Replaced: b.Standing == disclosure.BoardReplaced}
	switch b.EndReason {
	case disclosure.BoardLost, disclosure.BoardStolen, disclosure.BoardMisused:
		standing.Ended.Loud = true
	default:
		standing.Ended.Loud = !standing.Ended.Replaced
	}
	return standing
}

// wordless is what stands in the place of a letter: that there is none yet, or that an inspection gave none.
func (v *visit) wordless(letter string, inspected disclosure.Date) string {
	switch {
	case letter != "":
		return ""
	case inspected.IsZero():
		return v.T("site.grade.not_yet")
	}
	return v.T("site.grade.none")
}

// compare finds out how a board in force differs from its venue as it is.
func (s *site) compare(v *visit, b *boardStanding, board *disclosure.Board, serial qrsign.Serial, venue *venueView) {
	if !venue.Trading {
		b.Idle = venue.Status
	}
	if b.Printed == nil {
		return
	}
	b.Now = &printedView{Word: v.wordless("", disclosure.Date{})}
	if grade := venue.Grade; grade != nil {
		b.Now = &printedView{Letter: grade.Letter, Word: grade.Word, On: grade.On}
		for _, band := range grade.Scale.Bands {
			if band.Letter != "" && band.Letter == b.Printed.Letter {
				b.Printed.Word = band.Word
			}
		}
	}
	ungraded := b.Printed.On.IsZero() != b.Now.On.IsZero() // then even two empty letters say different things
	b.Regraded = b.Printed.Letter != b.Now.Letter || ungraded
	b.Confirmed = !b.Regraded && b.Printed.On != b.Now.On
	s.compareFace(b, board.Printed.Face, serial, venue)
}

// compareFace finds out whether the name or the address was printed that the venue has. A name is told only where it is one of
// the venue's own former ones.
func (s *site) compareFace(b *boardStanding, face string, serial qrsign.Serial, venue *venueView) {
	if face == s.Boards.Face(serial, venue.Name, venue.Address) {
		return
	}
	for _, name := range venue.FormerNames {
		if face == s.Boards.Face(serial, name, venue.Address) {
			b.FormerName = name
			return
		}
	}
	b.Elsewhere = true
}

// findCurrent finds the board that is in force where an ended one hung.
func (s *site) findCurrent(v *visit, ended *endedView, board *disclosure.Board) error {
	boards, err := s.boardsAt(v, board.Venue)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(boards, func(b *hungBoard) bool { return b.Place == board.Place })
	if at >= 0 {
		ended.Current = boards[at]
	}
	return nil
}

// boardsAt lists the boards in force at a venue, the one issued first at the beginning.
func (s *site) boardsAt(v *visit, venue disclosure.ID) ([]*hungBoard, error) {
	page, err := s.Reader.List(v.UserContext(), store.Query{
		Kind: disclosure.KindBoard, Places: []string{string(venue)}, Limit: store.MaxLimit, // of which no venue has more
	})
	if err != nil {
		return nil, err
	}
	var boards []*hungBoard
	for i := range page.Records {
		entry, err := dossier.Decode[*disclosure.Board](&page.Records[i])
		if err != nil {
			return nil, err
		}
		if b := entry.Facts; b.Standing == disclosure.BoardInForce {
			boards = append(boards, &hungBoard{Serial: b.Serial, Place: b.Place, IssuedOn: b.IssuedOn})
		}
	}
	slices.SortFunc(boards, func(a, b *hungBoard) int {
		return cmp.Or(a.IssuedOn.Compare(b.IssuedOn), cmp.Compare(a.Serial, b.Serial))
	})
	return boards, nil
}
