package tabular

import (
	_ "embed" // the standard's columns are a data file
	"encoding/json"
	"sync"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

//go:embed gen3.json
var shippedGen3 []byte

// form says how a value of the standard is made; see gen3.json.
type form string

const (
	formText        form = "text"
	formWord        form = "word"
	formKinds       form = "kinds"
	formDate        form = "date"
	formEnd         form = "end"
	formWan         form = "wan"
	formStatus      form = "status"
	formNone        form = "none"
	formPublicUntil form = "public_until"
	formRecord      form = "record"
	formIncomplete  form = "incomplete"
)

// types tells the type of a column by its form.
func (f form) columnType() Type {
	switch f {
	case formDate, formEnd, formPublicUntil:
		return TypeDate
	case formWan:
		return TypeWan
	case formText, formWord, formKinds, formStatus, formNone, formRecord, formIncomplete:
	}
	return TypeText
}

// need says when the standard asks for a value.
type need string

const (
	needAlways   need = "always"
	needBusiness need = "business"
	needPerson   need = "person"
)

// standard are the columns of the data standard for one kind.
type standard struct {
	columns []Column
	fields  []field
}

// field is how one of the columns is filled.
type field struct {
	Code string `json:"code"`
	Name string `json:"name"`
	// Path is where the value stands in the body; "" where it does not.
	Path   string `json:"path"`
	As     form   `json:"as"`
	Need   need   `json:"need"`
	Max    int    `json:"max"`
	EN     string `json:"en"`
	DescZH string `json:"desc_zh"`
	DescEN string `json:"desc_en"`
}

// readStandards reads the standard's columns and notes in our own which of them says the same.
func readStandards(own map[disclosure.Kind][]Column) (map[disclosure.Kind]standard, error) {
	var file struct {
		Note    string  `json:"note"`
		Permit  []field `json:"permit"`
		Penalty []field `json:"penalty"`
	}
	if err := json.Unmarshal(shippedGen3, &file); err != nil {
		return nil, err
	}
	return map[disclosure.Kind]standard{
		disclosure.KindPermit:  newStandard(file.Permit, own[disclosure.KindPermit]),
		disclosure.KindPenalty: newStandard(file.Penalty, own[disclosure.KindPenalty]),
	}, nil
}

func newStandard(fields []field, own []Column) standard {
	s := standard{columns: make([]Column, len(fields)), fields: fields}
	for i := range fields {
		f := &fields[i]
		if f.As == "" {
			f.As = formText
		}
		c := &s.columns[i]
		*c = Column{
			Name: f.Code, Path: f.Path, Type: f.As.columnType(), ZH: f.Name, EN: f.EN,
			DescZH: f.DescZH, DescEN: f.DescEN, Code: f.Code, Max: f.Max,
		}
		for n := range own {
			if f.Path == "" || own[n].Path != f.Path {
				continue
			}
			own[n].Code = f.Code
			if c.DescZH == "" {
				c.DescZH, c.DescEN = own[n].DescZH, own[n].DescEN
			}
		}
		if f.As == formPublicUntil {
			noteCode(own, "public_until", f.Code)
		}
	}
	return s
}

// noteCode is for what the standard has of the record and not of its body.
func noteCode(own []Column, path, code string) {
	for i := range own {
		if own[i].Path == path {
			own[i].Code = code
		}
	}
}

// gen3Tables keeps tables for single rows: making one costs more than filling it.
var gen3Tables = map[disclosure.Kind]*sync.Pool{
	disclosure.KindPermit:  {New: func() any { return newGen3Table(disclosure.KindPermit) }},
	disclosure.KindPenalty: {New: func() any { return newGen3Table(disclosure.KindPenalty) }},
}

// withGen3 lays one record flat and hands its table to use; the texts are valid during the call.
func withGen3(r *disclosure.Record, use func(t *gen3Table)) error {
	pool := gen3Tables[r.Kind]
	if pool == nil {
		return disclosure.Errorf(disclosure.Invalid, "kind %q: has no codes %q; permits and penalties have gen3", r.Kind, CodesGen3)
	}
	t, ok := pool.Get().(*gen3Table)
	if !ok || t == nil {
		return disclosure.Errorf(disclosure.Internal, "kind %q: no codes were shipped", r.Kind)
	}
	defer pool.Put(t)
	if _, err := t.row(nil, r); err != nil {
		return err
	}
	use(t)
	return nil
}

// labelsZH are the standard's own values of the closed lists, which are Chinese.
func labelsZH(list string) words { return wordsOf(list, i18n.ZH) }
