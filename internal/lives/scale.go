package lives

import (
	"slices"
	"strconv"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
)

// perfect is the greatest score of the specification.
const perfect = 100

// point is one whole point in hundredths.
const point = 100

// Scale is what the scores of a feed mean: one for all of it, since a feed has one legend.
type Scale struct {
	tables *grading.Set
	bands  []grading.Band
	none   grading.Words
}

// NewScale takes for the legend the bands that most of the tables share; of several as frequent ones, those of the table that
// comes first by its code.
func NewScale(tables *grading.Set) Scale {
	s := Scale{tables: tables}
	most := 0
	all := tables.All()
	for i := range all {
		alike := 0
		for j := range all {
			if slices.Equal(all[i].Bands, all[j].Bands) {
				alike++
			}
		}
		if alike > most {
			most, s.bands, s.none = alike, all[i].Bands, all[i].NotGraded
		}
	}
	return s
}

// step is a line of the legend: scores from least to greatest, both included, mean one thing. Letter is "" for not graded.
type step struct {
	least, greatest int
	letter, words   string
}

// steps are the lines of the legend, best first. A limit between two whole points begins at the upper one.
func (s *Scale) steps() []step {
	steps := make([]step, 0, len(s.bands)+1)
	greatest := perfect
	for _, band := range s.bands {
		least := int((band.AtLeast + point - 1) / point)
		steps = append(steps, step{least, greatest, band.Letter, band.Letter + " " + band.WordZH + " " + band.WordEN})
		greatest = least - 1
	}
	return append(steps, step{0, greatest, "", s.none.ZH + " " + s.none.EN})
}

// legend is what legend.csv holds.
func (s *Scale) legend() [][]string {
	steps := s.steps()
	rows := make([][]string, 0, len(steps))
	for _, step := range steps {
		rows = append(rows, []string{strconv.Itoa(step.least), strconv.Itoa(step.greatest), oneLine(step.words)})
	}
	return rows
}

// score is the score of an inspection in whole points, cut; "" where the legend would say something else of it than the grade.
func (s *Scale) score(g *disclosure.Grading) string {
	points, err := grading.ParsePoints(string(g.StandardScore))
	table, known := s.tables.Edition(g.Table)
	if err != nil || !known || !slices.Equal(table.Bands, s.bands) {
		return ""
	}
	whole, letter := int(points/point), ""
	if g.Grade != nil {
		letter = g.Grade.Letter
	}
	for _, step := range s.steps() {
		if whole >= step.least && whole <= step.greatest && step.letter == letter {
			return strconv.Itoa(whole)
		}
	}
	return ""
}
