package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/grading"
	"mingshi/internal/publish"
	"mingshi/internal/store"
	"mingshi/qrsign"
	"mingshi/qrsign/sheet"
)

// scene is what is public of some venues and their boards, all in one state of the store.
type scene struct {
	venues []venueEntry
	// boards are all that hang or hung at each venue.
	boards map[disclosure.ID][]boardEntry
	// grades are the present ones.
	grades map[disclosure.ID]*dossier.CurrentGrade
	today  disclosure.Date
}

// look reads the venues that pick picks and their boards, and hands them to see, which may ask the reader for more.
func (h *house) look(
	ctx context.Context, pick func(context.Context, store.Reader) ([]venueEntry, error), see func(store.Reader, *scene) error,
) error {
	return h.store.View(ctx, func(ctx context.Context, at store.Reader) (err error) {
		now := &scene{today: h.today()}
		if now.venues, err = pick(ctx, at); err != nil {
			return err
		}
		if now.boards, err = boardsByVenue(ctx, at); err != nil {
			return err
		}
		if now.grades, err = dossier.GradesOf(ctx, at, recordsOf(now.venues)); err != nil {
			return err
		}
		return see(at, now)
	})
}

func recordsOf(venues []venueEntry) []disclosure.Record {
	records := make([]disclosure.Record, len(venues))
	for i := range venues {
		records[i] = venues[i].Record
	}
	return records
}

// inForce are the boards of a venue that count, by their places; the entrance comes first.
func (now *scene) inForce(venue disclosure.ID) []boardEntry {
	var boards []boardEntry
	for _, board := range now.boards[venue] {
		if board.Facts.Standing == disclosure.BoardInForce {
			boards = append(boards, board)
		}
	}
	slices.SortFunc(boards, compareBoards)
	return boards
}

// compareBoards orders the boards of a venue by their places, the entrance first, and the older of one place before the newer.
func compareBoards(a, b boardEntry) int {
	return cmp.Or(cmp.Compare(a.Facts.Place, b.Facts.Place), cmp.Compare(a.Facts.Serial, b.Facts.Serial))
}

// bare lists the entrances of the venues at which no board hangs anywhere.
func (now *scene) bare() []publish.Door {
	var doors []publish.Door
	for i := range now.venues {
		if len(now.inForce(now.venues[i].ID)) == 0 {
			doors = append(doors, publish.Door{Venue: now.venues[i].ID})
		}
	}
	return doors
}

// printNow is what a print of a board would say today.
func (h *house) printNow(now *scene, board *disclosure.Board, venue *disclosure.Venue) (disclosure.Print, error) {
	serial, err := qrsign.ParseSerial(board.Serial)
	if err != nil {
		return disclosure.Print{}, err
	}
	printed := disclosure.Print{On: now.today, Face: h.boards.Face(serial, venue.Name, venue.Address)}
	if grade := now.grades[board.Venue]; grade != nil {
		printed.DecidedOn = grade.DecidedOn
		if grade.Letter != nil {
			printed.Letter = *grade.Letter
		}
	}
	return printed, nil
}

// outdated tells whether a board that counts was printed and no longer shows what is true. Of a board whose key is gone nobody
// can tell whether its venue was renamed.
func (h *house) outdated(now *scene, board *disclosure.Board, venue *disclosure.Venue) (bool, error) {
	if board.Printed == nil || board.Standing != disclosure.BoardInForce {
		return false, nil
	}
	today, err := h.printNow(now, board, venue)
	if err != nil {
		return false, err
	}
	if today.Face == "" {
		today.Face = board.Printed.Face
	}
	return board.Printed.Outdated(today.Letter, today.DecidedOn, today.Face), nil
}

// drawing is a board as it will be drawn.
type drawing struct {
	sheet.Board

	serial string
	venue  disclosure.ID
	// printed is what is noted once it is drawn.
	printed disclosure.Print
	// before is the print that hangs there; nil if there is none.
	before *disclosure.Print
	// earlier are the prints before that one.
	earlier []disclosure.Print
	// refused says why it cannot be drawn; "" if it can.
	refused string
}

// drawings lists what is to be drawn, in the order in which boards are hung; with stale only what is outdated.
func (h *house) drawings(now *scene, earlier map[disclosure.ID][]sheet.Grade, stale bool) ([]drawing, error) {
	var list []drawing
	for i := range now.venues {
		venue := &now.venues[i]
		for _, board := range now.inForce(venue.ID) {
			if stale {
				outdated, err := h.outdated(now, board.Facts, venue.Facts)
				if err != nil {
					return nil, err
				}
				if !outdated {
					continue
				}
			}
			printed, err := h.printNow(now, board.Facts, venue.Facts)
			if err != nil {
				return nil, err
			}
			list = append(list, drawing{
				serial: board.Facts.Serial, venue: venue.ID, printed: printed, before: board.Facts.Printed, earlier: board.Facts.Earlier,
				Board: sheet.Board{
					Name: venue.Facts.Name, Address: venue.Facts.Address, PermitNumber: venue.Facts.PermitNumber, Place: board.Facts.Place,
					Grade: presentGrade(now.grades[venue.ID]), Earlier: earlier[venue.ID],
					Authority: publisherOf(h.profile), PrintedOn: now.today,
				},
			})
		}
	}
	return list, nil
}

func publisherOf(a *disclosure.Authority) sheet.Publisher {
	return sheet.Publisher{
		NameZH: a.NameZH, NameEN: a.NameEN, ComplaintLine: a.ComplaintLine, ComplaintMail: a.ComplaintMail,
		SiteTitleZH: a.SiteTitleZH, SiteTitleEN: a.SiteTitleEN,
	}
}

// presentGrade is the present grade as boards say it; nil for a venue that was never inspected.
func presentGrade(g *dossier.CurrentGrade) *sheet.Grade {
	if g == nil {
		return nil
	}
	var given *disclosure.Grade
	if g.Letter != nil {
		given = &disclosure.Grade{Letter: *g.Letter, Word: *g.Word}
	}
	grade := gradeOnBoard(g.DecidedOn, g.Table.Code, given)
	return &grade
}

// gradeOnBoard words the outcome of an inspection: the record's own word in Chinese, the table's in English. given is nil where
// no grade was given.
func gradeOnBoard(on disclosure.Date, code string, given *disclosure.Grade) sheet.Grade {
	table, _ := grading.Lookup(code)
	if given == nil {
		return sheet.Grade{On: on, WordZH: table.NotGraded.ZH, WordEN: table.NotGraded.EN}
	}
	grade := sheet.Grade{On: on, Letter: given.Letter, WordZH: given.Word}
	for _, band := range table.Bands {
		if band.Letter == given.Letter {
			grade.WordEN = band.WordEN
		}
	}
	return grade
}

// shownEarlier is how many earlier results a board shows (design.md §8).
const shownEarlier = 2

// earlierGrades gives for each venue the results before the present one, latest first. Of two on one day a re-inspection is the
// later one, as dossier has it.
func earlierGrades(ctx context.Context, r store.Reader, now *scene) (map[disclosure.ID][]sheet.Grade, error) {
	owners := make(map[string]disclosure.ID)
	for i := range now.venues {
		for _, number := range now.venues[i].Places {
			owners[number] = now.venues[i].ID
		}
	}
	if len(owners) == 0 { // a query for no places would be one for all
		return map[disclosure.ID][]sheet.Grade{}, nil
	}
	before := make(map[disclosure.ID][]dossier.Entry[*disclosure.Grading])
	q := store.Query{Kind: disclosure.KindGrading, Places: slices.Sorted(maps.Keys(owners))}
	err := eachEntry(ctx, r, q, func(g dossier.Entry[*disclosure.Grading]) {
		for _, number := range g.Places {
			venue, ours := owners[number]
			if grade := now.grades[venue]; ours && grade != nil && grade.Grading != g.ID {
				before[venue] = append(before[venue], g)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	earlier := make(map[disclosure.ID][]sheet.Grade, len(before))
	for venue, gradings := range before {
		slices.SortStableFunc(gradings, func(a, b dossier.Entry[*disclosure.Grading]) int {
			return cmp.Or(b.DecidedOn.Compare(a.DecidedOn), repeated(b.Facts)-repeated(a.Facts))
		})
		for _, g := range gradings[:min(len(gradings), shownEarlier)] {
			earlier[venue] = append(earlier[venue], gradeOnBoard(g.Facts.InspectedOn, g.Facts.Table.Code, g.Facts.Grade))
		}
	}
	return earlier, nil
}

// repeated is 1 for a re-inspection.
func repeated(g *disclosure.Grading) int {
	if g.InspectionKind == disclosure.InspectionAgain {
		return 1
	}
	return 0
}

// mark tells drawings apart: two of one mark look alike but for the day of the print. It is made from all that is drawn, less
// the code, which belongs on boards alone and follows from the serial.
func (d *drawing) mark(setting string) string {
	shown := d.Board
	shown.Code, shown.URL, shown.PrintedOn, shown.Grade, shown.Earlier = "", "", disclosure.Date{}, nil, nil
	sum := sha256.New()
	_, _ = fmt.Fprintf(sum, "%s\x00%s\x00%q\x00", setting, d.serial, fmt.Sprintf("%+v", shown)) // a hash takes every write
	if d.Grade != nil {
		_, _ = fmt.Fprintf(sum, "%+v\x00", *d.Grade) // as above
	}
	_, _ = fmt.Fprintf(sum, "%+v", d.Earlier) // as above
	const length = 8
	return hex.EncodeToString(sum.Sum(nil)[:length])
}
