package row

import (
	"encoding/hex"
	"encoding/json"
	"strconv"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// PartPage is a page of one part of a whole store as it is being read.
type PartPage struct {
	// After is where the page begins and Limit its most rows.
	After string
	Limit int
	Rows  store.Rows
	// Next is where the part goes on; "" if it does not.
	Next string

	last string
}

// Take takes a row into the page: add adds it to Rows and returns its place. A row more than the page may have only tells
// that there is a next one.
func (p *PartPage) Take(add func() (place string, err error)) error {
	if p.Rows.Len() == p.Limit {
		p.Next = p.last
		return nil
	}
	var err error
	p.last, err = add()
	return err
}

// Number is the place behind which a part that goes by number continues; every number is above 0.
func (p *PartPage) Number() (int64, error) {
	if p.After == "" {
		return 0, nil
	}
	number, err := strconv.ParseInt(p.After, 10, 64)
	if err != nil {
		return 0, p.malformed()
	}
	return number, nil
}

// Key is the place behind which a part that goes by key continues; every key is above the empty one.
func (p *PartPage) Key() ([]byte, error) {
	key, err := hex.DecodeString(p.After)
	if err != nil {
		return nil, p.malformed()
	}
	return key, nil
}

// Texts is the place from which a part that goes by so many texts continues, as arguments of its query: the texts, and
// whether the row that has just these was read already.
func (p *PartPage) Texts(count int) ([]any, error) {
	args := make([]any, count, count+2)
	for i := range args {
		args[i] = ""
	}
	if p.After != "" {
		var texts []string
		err := json.Unmarshal([]byte(p.After), &texts)
		if err != nil || len(texts) != count {
			return nil, p.malformed()
		}
		for i := range texts {
			args[i] = texts[i]
		}
	}
	return append(args, p.After != ""), nil
}

func (p *PartPage) malformed() error {
	return disclosure.Errorf(disclosure.Invalid, "place %q is not one that this store has given", p.After)
}

// PlaceOfTexts is the place of a row whose key is texts.
func PlaceOfTexts(texts ...string) (string, error) {
	packed, err := json.Marshal(texts)
	return string(packed), err
}
