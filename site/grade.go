package site

import (
	"encoding/json"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/grading"
)

// gradeView is a grade with everything that it must not travel without: word, face, date and scale.
type gradeView struct {
	// Letter is "" where no grade was given.
	Letter string
	Word   string
	// Face names the drawing: "a", "b", "c" or "none".
	Face string
	// Meaning says in one sentence what the grade tells a guest.
	Meaning string
	On      disclosure.Date
	Score   string
	Scale   scaleView
	Next    *nextBand
	// How says how a venue's present grade came about; nil for the outcome of a single inspection.
	How *howView
}

// howView is what must be told of a venue's present grade beside the inspection that decided.
type howView struct {
	Cause grading.Cause
	// Since is the day from which the venue has had this grade, or none.
	Since disclosure.Date
	// Result is the band that the deciding inspection's score reaches, where it is not the venue's grade: "B（良好）"; else "".
	Result string
	// Ended is the grade before where there is none now, and EndedOn its end; "" if there never was one.
	Ended   string
	EndedOn disclosure.Date
}

// scaleView is the score table that a score was measured on.
type scaleView struct {
	Name     string
	Version  string
	Verified bool
	// Bands are the stretches of the drawing, from the best down; none for a table that we do not know.
	Bands []bandView
	// Mark is where the score stands in the drawing.
	Mark int64
}

// bandView is one band in the drawing of a scale, which is scaleWidth wide.
type bandView struct {
	Letter string
	Word   string
	Face   string
	From   string
	X      int64
	Width  int64
	Middle int64
}

// scaleWidth is the width of the drawing of a scale in its own units.
const scaleWidth = 300

// nextBand is the next better grade and the points that are missing to it. They are counted on the scale of the points
// that were obtained, which is not the standard score's; so both ends of that scale stand beside them.
type nextBand struct {
	Letter     string
	Word       string
	Points     string
	Obtained   string
	Applicable string
}

// assessment is what gradings and dossiers both know of a grade.
type assessment struct {
	letter, word string
	score        json.Number
	on           disclosure.Date
	table        disclosure.ScoreTable
	keyItems     bool
	// cause is why a venue has its grade or none; "" for the outcome of a single inspection.
	cause grading.Cause
	// The points obtained, of how many, and how many more the next band takes; toNext is "" where nothing is said of it.
	obtained, applicable, toNext json.Number
}

func assessmentOf(g *disclosure.Grading) assessment {
	a := assessment{
		score: g.StandardScore, on: g.InspectedOn, table: g.Table, keyItems: len(g.FailedKeyItems) > 0,
		obtained: g.ScoreObtained, applicable: g.ScoreApplicable, toNext: g.ToNextBand,
	}
	if g.Grade != nil {
		a.letter, a.word = g.Grade.Letter, g.Grade.Word
	}
	return a
}

// gradeOf shows the outcome of one inspection.
func (v voice) gradeOf(g *disclosure.Grading) gradeView { return v.grade(assessmentOf(g)) }

// outcome shows what an inspection came to for its venue.
func (v voice) outcome(course *dossier.Course, inspection *dossier.Entry[*disclosure.Grading]) gradeView {
	a := assessmentOf(inspection.Facts)
	if step, told := course.StepOf(inspection.ID); told && step.Grade == nil {
		a.letter, a.word, a.cause = "", "", step.Cause
	}
	return v.grade(a)
}

// currentGrade shows a venue's present grade; nil for a venue that was never inspected.
func (v voice) currentGrade(g *dossier.CurrentGrade) *gradeView {
	if g == nil {
		return nil
	}
	a := assessment{score: g.StandardScore, on: g.DecidedOn, table: g.Table, cause: g.Reason}
	if g.Letter != nil {
		a.letter, a.word = *g.Letter, *g.Word
	}
	shown := v.grade(a)
	shown.How = v.how(g)
	return &shown
}

// standing shows a venue's present grade with all that its own page says of it; nil as long as no inspection says anything of it.
func (v voice) standing(course *dossier.Course) *gradeView {
	shown := v.currentGrade(course.Grade())
	deciding, known := course.Deciding()
	if shown == nil || !known {
		return nil
	}
	switch standing, _ := course.Standing(); standing.Cause {
	case grading.CauseInspection, grading.CauseBelow:
		a := assessmentOf(deciding.Facts)
		table, _ := v.scheme.Tables.Edition(a.table)
		shown.Next = v.nextBand(a, table)
	case grading.CauseKeyItem:
		shown.Scale.Bands = nil // a mark in the band of an A would say what is not so
	case grading.CauseFirst, grading.CauseNoPermit, grading.CausePenalties:
	}
	return shown
}

// how tells how a venue's present grade came about.
func (v voice) how(g *dossier.CurrentGrade) *howView {
	how := &howView{Cause: g.Reason, Since: g.Since}
	table, _ := v.scheme.Tables.Edition(g.Table)
	if g.Result != nil && (g.Letter == nil || *g.Letter != g.Result.Letter) {
		how.Result = v.bandName(g.Result.Letter, g.Result.Word, table)
	}
	if g.Ended != nil {
		how.Ended, how.EndedOn = v.bandName(g.Ended.Letter, g.Ended.Word, table), g.Ended.On
	}
	return how
}

// bandName is a letter with its word.
func (v voice) bandName(letter, word string, table grading.Table) string {
	return v.T("site.grade.named", letter, v.gradeWord(assessment{letter: letter, word: word}, table))
}

func (v voice) grade(a assessment) gradeView {
	table, known := v.scheme.Tables.Edition(a.table)
	shown := gradeView{
		Letter: a.letter, Word: v.gradeWord(a, table), Face: faceOf(a.letter), Meaning: v.meaning(a), On: a.on,
		Score: points(a.score),
		Scale: scaleView{Name: a.table.Code, Version: a.table.Version, Verified: a.table.Verified},
	}
	if !known {
		return shown
	}
	shown.Scale.Name = table.NameZH
	if v.english() {
		shown.Scale.Name = table.NameEN
	}
	shown.Scale.Bands, shown.Scale.Mark = v.draw(table, a.score)
	shown.Next = v.nextBand(a, table)
	return shown
}

// gradeWord is the record's own word in Chinese and the table's in English.
func (v voice) gradeWord(a assessment, table grading.Table) string {
	switch {
	case a.cause == grading.CauseFirst:
		return v.T("site.grade.not_yet")
	case a.letter == "":
		return v.T("site.grade.none")
	case !v.english():
		return a.word
	}
	for _, band := range table.Bands {
		if band.Letter == a.letter {
			return band.WordEN
		}
	}
	return a.word
}

// faceOf names the drawing of a grade: A smiles, B has a straight mouth and C a sad one, as on the printed boards. A letter
// that is none of ours gets the face of no grade: an official page smiles or frowns only where it knows why.
func faceOf(letter string) string {
	switch letter {
	case "A":
		return "a"
	case "B":
		return "b"
	case "C":
		return "c"
	}
	return "none"
}

func (v voice) meaning(a assessment) string {
	switch {
	case a.cause == grading.CauseFirst:
		return v.T("site.grade.meaning.awaiting")
	case a.cause == grading.CauseNoPermit:
		return v.T("site.grade.meaning.no_permit")
	case a.cause == grading.CausePenalties && a.letter == "":
		return v.T("site.grade.meaning.penalties")
	case a.letter == "" && (a.keyItems || a.cause == grading.CauseKeyItem):
		return v.T("site.grade.meaning.key_item")
	case a.letter == "":
		return v.T("site.grade.meaning.none")
	case a.letter == "A":
		return v.T("site.grade.meaning.a")
	case a.letter == "B":
		return v.T("site.grade.meaning.b")
	case a.letter == "C":
		return v.T("site.grade.meaning.c")
	}
	return ""
}

// nextBand is nil where no points are missing, or where points would not help.
func (v voice) nextBand(a assessment, table grading.Table) *nextBand {
	if a.toNext == "" || len(table.Bands) == 0 {
		return nil
	}
	next := len(table.Bands) - 1
	for i, band := range table.Bands {
		if band.Letter == a.letter {
			next = i - 1
		}
	}
	if next < 0 {
		return nil
	}
	band := table.Bands[next]
	return &nextBand{
		Letter: band.Letter, Word: v.bandWord(band), Points: points(a.toNext),
		Obtained: points(a.obtained), Applicable: points(a.applicable),
	}
}

// draw lays the table's bands and the score along a line from 0 to 100.
func (v voice) draw(table grading.Table, score json.Number) (bands []bandView, mark int64) {
	reached, err := grading.ParsePoints(string(score))
	if err != nil || reached > hundred {
		return nil, 0
	}
	end := int64(scaleWidth)
	for _, band := range table.Bands {
		x := across(band.AtLeast)
		bands = append(bands, bandView{
			Letter: band.Letter, Word: v.bandWord(band), Face: faceOf(band.Letter), From: band.AtLeast.String(),
			X: x, Width: end - x, Middle: (x + end) / 2,
		})
		end = x
	}
	return append(bands, bandView{Face: faceOf(""), Width: end, Middle: end / 2}), across(reached)
}

// bandWord is the word of a band in the page's language.
func (v voice) bandWord(band grading.Band) string {
	if v.english() {
		return band.WordEN
	}
	return band.WordZH
}

// hundred is a standard score's upper end.
const hundred grading.Points = 100_00

func across(p grading.Points) int64 { return int64(p) * scaleWidth / int64(hundred) }

// points writes a number of points as briefly as it can be written; what is no number of points stays as it is.
func points(n json.Number) string {
	p, err := grading.ParsePoints(string(n))
	if err != nil {
		return string(n)
	}
	return p.String()
}
