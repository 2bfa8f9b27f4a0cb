package dossier

import (
	"slices"
	"strings"

	"mingshi/internal/disclosure"
)

// branches are all venues of one business, made ready to be asked which of them a penalty names. Making it takes more
// work than asking it, so one is made for all penalties of a business.
type branches struct {
	venues  []disclosure.Record
	phrases []phrase
}

// phrase is a number or an address, and the venues that a text means by it.
type phrase struct {
	text   string
	number bool
	venues []int
}

func newBranches(venues []disclosure.Record) (branches, error) {
	b := branches{venues: venues}
	if len(venues) <= 1 {
		return b, nil // nothing needs to be named
	}
	type key struct {
		text   string
		number bool
	}
	known := make(map[key]int)
	add := func(text string, number bool, venue int) {
		if text = normal(text); text == "" {
			return
		}
		at, found := known[key{text, number}]
		if !found {
			at = len(b.phrases)
			known[key{text, number}] = at
			b.phrases = append(b.phrases, phrase{text: text, number: number})
		}
		if p := &b.phrases[at]; !slices.Contains(p.venues, venue) {
			p.venues = append(p.venues, venue)
		}
	}
	for i := range venues {
		venue, err := Decode[*disclosure.Venue](&venues[i])
		if err != nil {
			return b, err
		}
		for _, number := range venue.Facts.PermitNumbers {
			add(number, true, i)
		}
		add(venue.Facts.Address, false, i)
	}
	return b, nil
}

// of picks the venues at which a penalty is shown. The only venue of a business bears all its penalties. Of several it is
// those whose numbers the penalty names or, if it names no number, those whose addresses it names as the place of the
// matter; what two venues share tells neither. In doubt it is none, and the penalty stands on the business's page.
func (b branches) of(p *disclosure.Penalty) []disclosure.Record {
	if len(b.venues) <= 1 {
		return b.venues
	}
	text := normal(strings.Join([]string{p.ViolationType, p.Facts, p.Content, p.LicenseAction, p.Remark}, "\n"))
	held := b.heldBy(text)
	if named := b.named(text, held, true); len(named) > 0 {
		return named
	}
	return b.named(withoutSeats(text), held, false)
}

// heldBy picks the phrases that a text holds, be it as a part of another one. All else is asked of these few alone.
func (b branches) heldBy(text string) []*phrase {
	var held []*phrase
	for i := range b.phrases {
		if strings.Contains(text, b.phrases[i].text) {
			held = append(held, &b.phrases[i])
		}
	}
	return held
}

// named picks the venues whose numbers or addresses a text holds as a whole and not as a part of a longer phrase: who
// writes 青禾路17号夹层 does not mean the branch at 青禾路17号.
func (b branches) named(text string, held []*phrase, number bool) []disclosure.Record {
	goesOn := addressGoesOn
	if number {
		goesOn = numberGoesOn
	}
	meant := make([]bool, len(b.venues))
	for _, p := range held {
		if p.number == number && len(p.venues) == 1 && mentions(without(text, p.text, held), p.text, goesOn) {
			meant[p.venues[0]] = true
		}
	}
	var named []disclosure.Record
	for i := range b.venues {
		if meant[i] {
			named = append(named, b.venues[i])
		}
	}
	return named
}

// without takes the longer phrases that hold phrase out of a text.
func without(text, phrase string, held []*phrase) string {
	for _, longer := range held {
		if len(longer.text) > len(phrase) && strings.Contains(longer.text, phrase) {
			text = strings.ReplaceAll(text, longer.text, "\n")
		}
	}
	return text
}
