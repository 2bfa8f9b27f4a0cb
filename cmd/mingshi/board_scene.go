package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
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
	// courses tell how the grades came about.
	courses map[disclosure.ID]dossier.Course
	scheme  *grading.Scheme
	today   disclosure.Date
}

// look reads the venues that pick picks and their boards, and hands them to see, which may ask the reader for more.
func (h *house) look(
	ctx context.Context, pick func(context.Context, store.Reader) ([]venueEntry, error), see func(store.Reader, *scene) error,
) error {
	return h.store.View(ctx, func(ctx context.Context, at store.Reader) (err error) {
		now := &scene{today: h.today(), scheme: h.scheme()}
		if now.venues, err = pick(ctx, at); err != nil {
			return err
		}
		if now.boards, err = boardsByVenue(ctx, at); err != nil {
			return err
		}
		if now.courses, err = dossier.CoursesOf(ctx, at, h.scheme(), recordsOf(now.venues)); err != nil {
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
	course := now.courses[board.Venue]
	if grade := course.Grade(); grade != nil {
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
func (h *house) drawings(now *scene, stale bool) ([]drawing, error) {
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
					Grade: now.presentGrade(venue.ID), Earlier: now.earlierGrades(venue.ID),
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
func (now *scene) presentGrade(venue disclosure.ID) *sheet.Grade {
	course := now.courses[venue]
	g := course.Grade()
	if g == nil || g.Reason == grading.CauseFirst {
		return nil
	}
	var given *disclosure.Grade
	if g.Letter != nil {
		given = &disclosure.Grade{Letter: *g.Letter, Word: *g.Word}
	}
	grade := now.gradeOnBoard(g.DecidedOn, g.Table, given)
	return &grade
}

// gradeOnBoard words the outcome of an inspection: the record's own word in Chinese, the table's in English. given is nil where
// no grade was given.
func (now *scene) gradeOnBoard(on disclosure.Date, of disclosure.ScoreTable, given *disclosure.Grade) sheet.Grade {
	table, _ := now.scheme.Tables.Edition(of)
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

// earlierGrades are what the inspections of a venue before the one that decides made of its grade, latest first. Those after which a
// new venue still waited for its grade are left out.
func (now *scene) earlierGrades(venue disclosure.ID) []sheet.Grade {
	course := now.courses[venue]
	present := course.Grade()
	if present == nil {
		return nil
	}
	var earlier []sheet.Grade
	for _, g := range course.Gradings {
		step, told := course.StepOf(g.ID)
		if !told || step.Cause == grading.CauseFirst || g.ID == present.Grading || len(earlier) == shownEarlier {
			continue
		}
		earlier = append(earlier, now.gradeOnBoard(g.Facts.InspectedOn, g.Facts.Table, step.Grade))
	}
	return earlier
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
