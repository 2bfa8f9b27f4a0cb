package tabular

import (
	"bytes"
	"unicode/utf8"

	"mingshi/internal/disclosure"
)

// incomplete is why a row in the standard's codes cannot come back in through an import; the zero value is that it can.
type incomplete int

const (
	rowComplete incomplete = iota
	rowMasked
	rowLacks
	rowTooLong
	rowStatus
	rowOtherWords
)

// incompleteZH are the values of MS_BWZ, a closed list; gen3.json names them for those who read the files.
var incompleteZH = [][]byte{
	rowComplete:   nil,
	rowMasked:     []byte("已隐去个人信息"),
	rowLacks:      []byte("缺少标准必填项"),
	rowTooLong:    []byte("超出标准长度"),
	rowStatus:     []byte("状态不在标准代码内"),
	rowOtherWords: []byte("其他类别的说明无法原样读回"),
}

// why is the rule of Complete for the row at hand; of several reasons the first of the list.
func (t *gen3Table) why() incomplete {
	kind := disclosure.CounterpartyKind(bytes.Trim(t.slots[t.party], `"`))
	switch {
	case kind == disclosure.NaturalPerson, t.maskedNumber():
		return rowMasked
	case t.lacks(), !t.fineReturns():
		return rowLacks
	case t.tooLong():
		return rowTooLong
	case !t.statusReturns():
		return rowStatus
	case !t.wordsReturn():
		return rowOtherWords
	}
	return rowComplete
}

// lacks: a field is empty that must be filled for everybody, or for a business; the kind of counterparty is one of them.
func (t *gen3Table) lacks() bool {
	for i := range t.fields {
		if need := t.fields[i].Need; (need == needAlways || need == needBusiness) && len(t.texts[i]) == 0 {
			return true
		}
	}
	return false
}

func (t *gen3Table) tooLong() bool {
	for i := range t.fields {
		most, text := t.fields[i].Max, t.texts[i]
		if most > 0 && len(text) > most && utf8.RuneCount(text) > most {
			return true
		}
	}
	return false
}

// statusReturns: the standard has two states, so only these two are read back as they were.
func (t *gen3Table) statusReturns() bool {
	status := disclosure.PermitStatus(bytes.Trim(t.slots[t.status], `"`))
	return status == "" || status == disclosure.PermitInForce || status == disclosure.PermitInvalid
}

// wordsReturn: what stands behind 其他- is cut at the signs that part several values, and loses those that tie it to 其他.
func (t *gen3Table) wordsReturn() bool {
	named := t.slots[t.otherWords]
	if len(named) < len(`""`) {
		return true
	}
	text := named[1 : len(named)-1]
	return !bytes.ContainsAny(text, ";,，；、\\") && len(bytes.Trim(text, "-—–:：()（） ")) == len(text)
}

// fineReturns: the third generation asks for the amount of a fine, which older ones may lack.
func (t *gen3Table) fineReturns() bool {
	return len(t.slots[t.fine]) > 0 || !bytes.Contains(t.slots[t.kinds], []byte(`"`+disclosure.PenaltyFine+`"`))
}

// maskedNumber: a number in which something private was masked finds its record no more.
func (t *gen3Table) maskedNumber() bool {
	return bytes.IndexByte(t.slots[t.document], '*') >= 0 || bytes.IndexByte(t.slots[t.permit], '*') >= 0
}

// Complete reports whether a record's row in the standard's codes can come back in through an import and change nothing.
// That needs all of the following:
//
//   - the counterparty is an organisation or a sole trader (of a natural person name and papers are masked), and nothing is
//     masked in the document or permit number;
//   - every field is filled that the third generation makes mandatory, the counterparty's kind and credit code among them, and
//     a fine has its amount: rows of older generations often lack a code or a day;
//   - no field is longer than the third generation allows;
//   - the status is in force or not in force: the standard has no others;
//   - the words behind 其他- can be read back as one value.
//
// The row of any other record says in MS_BWZ which of these fails, and the import refuses it by that. The error is
// disclosure.Invalid for a kind without these codes.
func Complete(r *disclosure.Record) (bool, error) {
	complete := false
	err := withGen3(r, func(t *gen3Table) { complete = t.why() == rowComplete })
	return complete, err
}
