// Package limits owns the hygiene test items: their names, units and limits, as data, and the judgement of a value
// against its limit. It depends only on disclosure.
package limits

import (
	"bytes"
	_ "embed" // the shipped items
	"encoding/json"
	"math/big"
	"strings"

	"mingshi/internal/disclosure"
)

//go:embed limits.json
var shipped []byte

// Item is something that is tested.
type Item struct {
	// Code is our identifier ("free_chlorine").
	Code string `json:"code"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
	// Also lists other spellings met in files.
	Also []string `json:"also"`
	// Unit is the only one accepted: a value in another unit is refused, never converted by guess. "" has no unit.
	Unit   string  `json:"unit"`
	Limits []bound `json:"limits"`
}

// bound is one limit of an item. Places holds words of a sampling place for which it applies; the first bound that
// applies counts, and one without places applies everywhere.
type bound struct {
	Places   []string    `json:"places"`
	Min      json.Number `json:"min"`
	Max      json.Number `json:"max"`
	Basis    string      `json:"basis"`
	Verified bool        `json:"verified"`
}

// Items is a closed list of test items.
type Items struct {
	Edition string `json:"edition"`
	Items   []Item `json:"items"`
	byName  map[string]*Item
}

// Shipped returns the items of GB 37488-2019 as far as they are known (domain.md §6), with their verified marks.
func Shipped() (*Items, error) {
	items := new(Items)
	if err := json.NewDecoder(bytes.NewReader(shipped)).Decode(items); err != nil {
		return nil, disclosure.Errorf(disclosure.Internal, "shipped limits: %w", err)
	}
	items.byName = make(map[string]*Item, len(items.Items))
	for i := range items.Items {
		item := &items.Items[i]
		for _, name := range append([]string{item.Code, item.ZH}, item.Also...) {
			items.byName[name] = item
		}
	}
	return items, nil
}

// Find looks an item up by its code or by a name as files write it.
func (s *Items) Find(name string) (*Item, bool) {
	item, ok := s.byName[name]
	return item, ok
}

// Names gives the Chinese names, to say what would have been right.
func (s *Items) Names() []string {
	names := make([]string, len(s.Items))
	for i := range s.Items {
		names[i] = s.Items[i].ZH
	}
	return names
}

// Value is a test result as reported: a decimal, with Comparator "<" where only an upper bound of it was found.
type Value struct {
	Comparator string
	Number     json.Number
}

// ParseValue reads "0.124", "<1", "＜1" or "未检出" (none found, which is "<1" of a count: zero with no comparator).
// Anything else is kind Invalid.
func ParseValue(text string) (Value, error) {
	if text == "未检出" || text == "不得检出" || strings.EqualFold(text, "ND") {
		return Value{Number: "0"}, nil
	}
	number, comparator := text, ""
	for _, sign := range []string{"<", "＜"} {
		if rest, ok := strings.CutPrefix(text, sign); ok {
			number, comparator = strings.TrimSpace(rest), "<"
		}
	}
	whole, fraction, hasPoint := strings.Cut(number, ".")
	if !isDigits(whole) || (hasPoint && !isDigits(fraction)) || len(number) > maxDigits {
		return Value{}, disclosure.Errorf(disclosure.Invalid, "test result %q: want a decimal, also with <, or 未检出", text)
	}
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if hasPoint {
		whole += "." + fraction
	}
	return Value{Comparator: comparator, Number: json.Number(whole)}, nil
}

// maxDigits bounds a test result; no instrument reports more.
const maxDigits = 20

// Judge holds a value against the item's limit at the given place. Limit is nil and the result "" where no limit is
// known, or where the value is only known to lie below a figure that is itself beyond the limit.
func (i *Item) Judge(v Value, place string) (*disclosure.Limit, disclosure.CheckResult) {
	b := i.boundAt(place)
	if b == nil {
		return nil, ""
	}
	limit := &disclosure.Limit{Min: b.Min, Max: b.Max, Basis: b.Basis, Verified: b.Verified}
	value := rational(v.Number)
	switch {
	case v.Comparator == "<" && b.Min != "":
		if value.Cmp(rational(b.Min)) <= 0 {
			return limit, disclosure.ResultFail
		}
		return limit, ""
	case v.Comparator == "<":
		if value.Cmp(rational(b.Max)) <= 0 || b.Max == "0" {
			return limit, disclosure.ResultPass
		}
		return limit, ""
	case b.Min != "" && value.Cmp(rational(b.Min)) < 0, b.Max != "" && value.Cmp(rational(b.Max)) > 0:
		return limit, disclosure.ResultFail
	}
	return limit, disclosure.ResultPass
}

func (i *Item) boundAt(place string) *bound {
	for n := range i.Limits {
		b := &i.Limits[n]
		if len(b.Places) == 0 {
			return b
		}
		for _, word := range b.Places {
			if strings.Contains(place, word) {
				return b
			}
		}
	}
	return nil
}

func rational(n json.Number) *big.Rat {
	r, _ := new(big.Rat).SetString(string(n)) // checked when parsed, and by a test for the shipped data
	return r
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
