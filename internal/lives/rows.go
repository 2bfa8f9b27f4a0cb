package lives

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
)

// maxResult is how many characters the field result has at most.
const maxResult = 4

// Info says what a feed is.
type Info struct {
	// Date is the day by which the feed is true; the members of the ZIP carry it too.
	Date         disclosure.Date
	Municipality string
	URL, Email   string
	// FeedID, Position, AsOf and Query let the feed be cited.
	FeedID      string
	Position    int64
	AsOf        string
	Query       string
	Licence     string
	Attribution string
}

func (i *Info) row() []string {
	return []string{
		compact(i.Date), Version, i.Municipality, i.URL, i.Email,
		i.FeedID, strconv.FormatInt(i.Position, 10), i.AsOf, i.Query, i.Licence, i.Attribution,
	}
}

// business is a venue's row. City, state and postal code are not on our register; the address begins with them.
func business(id string, v *disclosure.Venue) []string {
	lat, lon := "", ""
	if v.Location != nil {
		lat, lon = v.Location.Lat.String(), v.Location.Lon.String()
	}
	return []string{
		id, v.Name, v.Address, "", "", "", lat, lon, v.PublicPhone,
		v.PermitNumber, list(v.PermitNumbers), list(v.FormerNames), string(v.VenueKind), v.Operator.Name, v.Operator.USCC,
		v.Street, v.Grid, v.GridDuty, string(v.Status),
	}
}

// inspection is an inspection's row.
func (s *Scale) inspection(id string, g *disclosure.Grading) []string {
	table, _ := s.tables.Edition(g.Table)
	return []string{
		id, compact(g.InspectedOn), s.score(g), result(g, &table), describe(g, &table), inspectionTypes[string(g.InspectionKind)],
		g.PermitNumber, string(g.InspectionKind), g.Table.Code, g.Table.Version,
		g.ScoreObtained.String(), g.ScoreApplicable.String(), g.StandardScore.String(),
		list(g.FailedKeyItems), list(g.Deductions), list(g.NotApplicable),
		strconv.FormatBool(g.Correction.Ordered), compact(g.Correction.DueOn), compact(g.Correction.ReinspectedOn),
		string(g.Correction.Result), strconv.Itoa(g.InspectorsCount),
	}
}

// result is the letter, or how the table says that there is none, if that is short enough.
func result(g *disclosure.Grading, table *grading.Table) string {
	word := table.NotGraded.ZH
	if g.Grade != nil {
		word = g.Grade.Letter
	}
	if utf8.RuneCountInString(word) > maxResult {
		return ""
	}
	return word
}

// describe says the exact score with its scale, since a score never travels without it.
func describe(g *disclosure.Grading, table *grading.Table) string {
	grade := table.NotGraded.ZH
	if g.Grade != nil {
		grade = g.Grade.Letter + " " + g.Grade.Word
	}
	name := table.NameZH
	if name == "" {
		name = g.Table.Code
	}
	return fmt.Sprintf("%s/100 (%s/%s), %s, %s", g.StandardScore, g.ScoreObtained, g.ScoreApplicable, name, grade)
}

// violations are the rows of what was found wrong: the failed key items, then what lost points, each in the order of the record.
// The code is the item's number in the score table, where the table has an item of that name.
func (s *Scale) violations(id string, g *disclosure.Grading) [][]string {
	table, _ := s.tables.Edition(g.Table)
	numbers := make(map[string]string, len(table.Items))
	for _, item := range table.Items {
		numbers[item.Title] = strconv.Itoa(item.No)
	}
	row := func(what string, key bool, points, remark string) []string {
		return []string{
			id, compact(g.InspectedOn), what, numbers[what], strconv.FormatBool(key), string(g.InspectionKind), points, remark,
		}
	}
	rows := make([][]string, 0, len(g.FailedKeyItems)+len(g.Deductions))
	for _, item := range g.FailedKeyItems {
		rows = append(rows, row(item, true, "", ""))
	}
	for _, d := range g.Deductions {
		rows = append(rows, row(d.Item, false, d.Points.String(), d.Remark))
	}
	return rows
}

// compact is a date as the specification writes it, YYYYMMDD; "" for none.
func compact(d disclosure.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

// list is compact JSON; "" for an empty list.
func list[T any](items []T) string {
	if len(items) == 0 {
		return ""
	}
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(items); err != nil {
		panic(err) // texts and numbers of records always encode
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// oneLine makes a field's value one that the specification allows: no tab, no line end.
func oneLine(s string) string {
	if strings.IndexFunc(s, unicode.IsControl) < 0 && !strings.ContainsAny(s, "\u2028\u2029") {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}
