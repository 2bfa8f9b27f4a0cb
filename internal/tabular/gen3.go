package tabular

import (
	"bytes"

	"mingshi/internal/disclosure"
	"mingshi/internal/wire"
)

// noEnd is how the standard writes that something has no end.
const noEnd = "2099/12/31"

// gen3Table has the columns of the standard's third generation. It reads the stored body alone: nothing joined is in them.
type gen3Table struct {
	standard
	shape *shape
	from  []int // column → slot, -1 where the body has no such value

	// The slots that the rule of completeness and the values of several members ask for.
	party, uscc, otherWords, status, kinds, fine, document, permit int

	slots [][]byte
	cells

	parties, permitKinds, penaltyKinds words
}

// newGen3Table makes the table of a kind that has these codes; nil for any other.
func newGen3Table(kind disclosure.Kind) *gen3Table {
	d, err := dictionaries()
	if err != nil {
		return nil
	}
	s, ok := d.gen3[kind]
	if !ok {
		return nil
	}
	t := &gen3Table{
		standard: s, shape: newShape(), from: make([]int, len(s.fields)),
		cells:   cells{texts: make([][]byte, len(s.fields))},
		parties: labelsZH("counterparty_kind"), permitKinds: labelsZH("permit_kind"), penaltyKinds: labelsZH("penalty_kind"),
	}
	for i := range s.fields {
		t.from[i] = -1
		if s.fields[i].Path != "" {
			t.from[i] = t.shape.want(s.fields[i].Path)
		}
	}
	t.party, t.uscc = t.shape.want("counterparty.kind"), t.shape.want("counterparty.uscc")
	t.status, t.kinds, t.fine = t.shape.want("status"), t.shape.want("penalty_kinds"), t.shape.want("fine_cny")
	t.document, t.permit = t.shape.want("document_number"), t.shape.want("permit_number")
	t.otherWords = t.shape.want(map[disclosure.Kind]string{
		disclosure.KindPermit: "permit_kind_other", disclosure.KindPenalty: "penalty_kind_other",
	}[kind])
	t.slots = make([][]byte, t.shape.slots)
	return t
}

func (t *gen3Table) row(_ *wire.Joined, r *disclosure.Record) ([][]byte, error) {
	if err := t.shape.take(r.Body, t.slots); err != nil {
		return nil, disclosure.Errorf(disclosure.Internal, "%s: %w", r.ID, err)
	}
	t.reset()
	for i := range t.fields {
		if err := t.fill(i, r); err != nil {
			return nil, disclosure.Errorf(disclosure.Internal, "%s: %s: %w", r.ID, t.fields[i].Code, err)
		}
	}
	t.texts[len(t.texts)-1] = incompleteZH[t.why()] // MS_BWZ: settled once the rest of the row is there
	return t.texts, nil
}

// fill makes the value of one column.
func (t *gen3Table) fill(i int, r *disclosure.Record) error {
	var raw []byte
	if t.from[i] >= 0 {
		raw = t.slots[t.from[i]]
	}
	switch t.fields[i].As {
	case formText:
		return t.scalar(i, raw)
	case formWord:
		return t.word(i, raw)
	case formKinds:
		return t.penalties(i, raw)
	case formDate:
		t.day(i, raw)
	case formEnd:
		t.day(i, raw)
		t.orNoEnd(i)
	case formPublicUntil:
		if !r.PublicUntil.IsZero() {
			t.day(i, []byte(`"`+r.PublicUntil.String()+`"`))
		}
		t.orNoEnd(i)
	case formWan:
		return t.wan(i, raw)
	case formStatus:
		t.texts[i] = statusCode(raw)
	case formRecord:
		from := len(t.room)
		t.room = append(t.room, r.ID...)
		t.set(i, from)
	case formNone, formIncomplete: // papers are never given out; what a row lacks is settled once it is there
	}
	return nil
}

// word writes the standard's value of a closed list; a permit of another kind is named behind 其他.
func (t *gen3Table) word(i int, raw []byte) error {
	if len(raw) < len(`""`) {
		return nil
	}
	id := raw[1 : len(raw)-1]
	if t.from[i] == t.party {
		t.texts[i] = t.parties.of(id)
		return nil
	}
	from := len(t.room)
	t.room = append(t.room, t.permitKinds.of(id)...)
	err := t.named(id)
	t.set(i, from)
	return err
}

// penalties writes the standard's values of the kinds of penalty, joined by semicolons.
func (t *gen3Table) penalties(i int, raw []byte) error {
	from := len(t.room)
	var failed error
	err := eachText(raw, func(id []byte) {
		if len(t.room) > from {
			t.room = append(t.room, ';')
		}
		t.room = append(t.room, t.penaltyKinds.of(id)...)
		if err := t.named(id); err != nil {
			failed = err
		}
	})
	t.set(i, from)
	if err != nil {
		return err
	}
	return failed
}

// named puts behind 其他 what it is, as the standard asks for: 其他-备案.
func (t *gen3Table) named(id []byte) error {
	if string(id) != string(disclosure.PermitOther) || len(t.slots[t.otherWords]) == 0 {
		return nil
	}
	var err error
	t.room, err = appendText(append(t.room, '-'), t.slots[t.otherWords])
	return err
}

// day turns "2026-11-20" in quotes into 2026/11/20.
func (t *gen3Table) day(i int, raw []byte) {
	const quoted = len(`"2026-11-20"`)
	if len(raw) != quoted {
		return
	}
	from := len(t.room)
	t.room = append(t.room, raw[1:quoted-1]...)
	t.room[from+4], t.room[from+7] = '/', '/'
	t.set(i, from)
}

func (t *gen3Table) orNoEnd(i int) {
	if len(t.texts[i]) == 0 {
		t.texts[i] = []byte(noEnd)
	}
}

// wan turns yuan into 万元.
func (t *gen3Table) wan(i int, raw []byte) error {
	if len(raw) < len(`""`) {
		return nil
	}
	fen, err := disclosure.ParseYuan(string(raw[1 : len(raw)-1]))
	if err != nil {
		return err
	}
	from := len(t.room)
	t.room = append(t.room, fen.Wan()...)
	t.set(i, from)
	return nil
}

// The codes of 当前状态 (domain.md §1.2, field 25).
var (
	statusInForce = []byte("1")
	statusEnded   = []byte("2")
)

// statusCode maps our states to the two of the standard: a permit against which an objection runs is in force until that is
// settled.
func statusCode(raw []byte) []byte {
	switch string(bytes.Trim(raw, `"`)) {
	case "":
		return nil
	case string(disclosure.PermitInForce), string(disclosure.PermitDisputed):
		return statusInForce
	}
	return statusEnded
}

// AppendGen3 appends a record as one JSON object whose members are the standard's field codes, in its order: all texts, ""
// where there is none. The error is disclosure.Invalid for a kind without these codes.
func AppendGen3(out []byte, _ *wire.Joined, r *disclosure.Record) ([]byte, error) {
	err := withGen3(r, func(t *gen3Table) { out = t.appendJSON(out) })
	return out, err
}

func (t *gen3Table) appendJSON(out []byte) []byte {
	out = append(out, '{')
	for i := range t.fields {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(append(out, '"'), t.fields[i].Code...), `":`...)
		out = appendQuoted(out, t.texts[i])
	}
	return append(out, '}')
}

// appendQuoted appends a text of a body as a JSON string. Nearly none needs an escape.
func appendQuoted(out, text []byte) []byte {
	for _, c := range text {
		if c < ' ' || c == '"' || c == '\\' {
			return disclosure.AppendJSONString(out, string(text))
		}
	}
	return append(append(append(out, '"'), text...), '"')
}
