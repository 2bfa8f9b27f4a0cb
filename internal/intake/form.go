package intake

import (
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/limits"
)

// Form is a table that can be imported, for those who make blank ones. Its columns are in the order of the format.
type Form struct {
	// Name is the kind of its records, or FormItems or FormVenue.
	Name    string
	Kind    disclosure.Kind
	Columns []FormColumn
}

// The forms of score sheets: their items as rows of one table, and one venue's sheet with labels above the headings.
const (
	FormItems = "itemsheet"
	FormVenue = "venuesheet"
)

// FormColumn is one column of a form.
type FormColumn struct {
	// Field names the column in the code, Code in the standard; Title is its Chinese heading.
	Field, Code, Title string
	// Need is when it has to be filled: NeedAlways, NeedBusiness, NeedPerson, or "" for never.
	Need string
	// Most is the greatest length in characters, 0 for none.
	Most int
	// Day says that it holds dates, Number that it holds numbers, Above that it stands above the headings.
	Day, Number, Above bool
	// Values are what it may hold; none for anything. Several may stand in one cell if Several; other words may if Open.
	Values        []string
	Several, Open bool
}

// When a column has to be filled.
const (
	NeedAlways   = string(needAlways)
	NeedBusiness = string(needBusiness)
	NeedPerson   = string(needPerson)
)

// formAliases are what people call the forms, beside their own names.
var formAliases = map[string]string{
	"许可": "permit", "行政许可": "permit", "permits": "permit",
	"备案": "filing", "filings": "filing",
	"处罚": "penalty", "行政处罚": "penalty", "penalties": "penalty",
	"名册": "venue", "单位名册": "venue", "场所": "venue", "venues": "venue",
	"检查": "grading", "检查评分": "grading", "inspection": "grading", "inspections": "grading", "gradings": "grading",
	"检测": "reading", "检测结果": "reading", "readings": "reading",
	"评分表": FormItems, "逐项评分": FormItems, "itemsheets": FormItems, "单户评分表": FormVenue,
}

// Forms lists the names of all forms: in the newest generation of the standard where there are several.
func Forms() []string {
	return []string{"venue", "permit", "filing", "penalty", "grading", "reading", FormItems, FormVenue}
}

// FormOf describes a form by its name or one of its aliases; false for any other. Score tables and test items come from
// scheme and items. Columns that only our own exports have are left out.
func FormOf(name string, scheme *grading.Scheme, items *limits.Items) (Form, bool) {
	if own, known := formAliases[name]; known {
		name = own
	}
	all, err := formats()
	if err != nil || !slices.Contains(Forms(), name) {
		return Form{}, false
	}
	at := slices.IndexFunc(all, func(f *format) bool { return f.formName() == name })
	form := Form{Name: name, Kind: all[at].Kind}
	for i := range all[at].Columns {
		if column := &all[at].Columns[i]; column.Field != "record_id" && column.Field != "incomplete" {
			form.Columns = append(form.Columns, formColumn(form.Kind, column, scheme, items))
		}
	}
	return form, true
}

// formName is the name under which a format is a form, "" for older generations.
func (f *format) formName() string {
	switch {
	case f.OneVenue:
		return FormVenue
	case f.ItemSheets:
		return FormItems
	case f.Generation == "" || f.Generation == "gen3":
		return string(f.Kind)
	}
	return ""
}

// numberFields hold numbers.
var numberFields = []string{"fine", "confiscated", "obtained", "applicable", "points", "lon", "lat"}

func formColumn(kind disclosure.Kind, column *column, scheme *grading.Scheme, items *limits.Items) FormColumn {
	made := FormColumn{
		Field: column.Field, Code: column.Code, Title: column.Names[0], Most: column.Max, Need: string(column.Need),
		Day: isDateField(column.Field), Number: slices.Contains(numberFields, column.Field), Above: column.Above,
	}
	if column.Need == needHeading {
		made.Need = NeedAlways
	}
	switch column.Field {
	case "table":
		for _, table := range scheme.Tables.All() {
			if !slices.Contains(made.Values, table.NameZH) {
				made.Values = append(made.Values, table.NameZH)
			}
		}
	case "item":
		if kind == disclosure.KindReading {
			made.Values = items.Names()
		}
	default:
		made.Values = closedValues(kind, column.Field)
	}
	made.Several = column.Field == "kinds"
	made.Open = column.Field == "kinds" || column.Field == "permit_kind"
	return made
}

// closedValues are those of the closed list by which a column is read.
func closedValues(kind disclosure.Kind, field string) []string {
	switch field {
	case "venue_kind":
		return disclosure.VenueKinds.Values()
	case "status":
		if kind == disclosure.KindVenue {
			return disclosure.VenueStatuses.Values()
		}
		return disclosure.PermitStatuses.Values()
	case "category":
		return disclosure.CounterpartyKinds.Values()
	case "permit_kind":
		return disclosure.PermitKinds.Values()
	case "kinds":
		return disclosure.PenaltyKinds.Values()
	case "procedure":
		return procedures.Values()
	case "inspection_kind":
		return disclosure.InspectionKinds.Values()
	case "ordered", "not_applicable":
		return []string{"是", "否"}
	case "result":
		return disclosure.CheckResults.Values()
	case "source":
		if kind == disclosure.KindReading {
			return disclosure.ReadingSources.Values()
		}
	}
	return nil
}
