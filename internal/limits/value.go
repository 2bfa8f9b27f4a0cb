package limits

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
)

// Value is a test result as reported: a decimal. Comparator is "<" where the result lies below Number, ">" where it lies above,
// and "" where Number is the result.
type Value struct {
	Comparator string
	Number     json.Number
}

// noneFound are the ways to say that nothing was found, which is zero; found are those to say that something was, which is more
// than zero. Both in lower case.
var (
	noneFound = []string{
		"未检出", "不得检出", "未检到", "未检测出", "阴性", "阴性(-)",
		"nd", "n.d.", "none found", "not detected", "none detected", "negative",
	}
	found = []string{"检出", "阳性", "阳性(+)", "detected", "found", "positive"}
)

// signs are the comparators and how files write them.
var signs = []struct{ written, comparator string }{{"<", "<"}, {"＜", "<"}, {"﹤", "<"}, {">", ">"}, {"＞", ">"}, {"﹥", ">"}}

// ParseValue reads "0.124", "<1", "＜1", ">200" (more than could be counted), "未检出", "ND", "阴性" or "none found" (zero), "检出" or
// "阳性" (more than zero). Anything else is kind Invalid: "≤1" too, which is how limits are written, and no result.
func ParseValue(text string) (Value, error) {
	switch word := strings.ToLower(text); {
	case slices.Contains(noneFound, word):
		return Value{Number: "0"}, nil
	case slices.Contains(found, word):
		return Value{Comparator: ">", Number: "0"}, nil
	}
	number, comparator := text, ""
	for _, sign := range signs {
		if rest, ok := strings.CutPrefix(text, sign.written); ok {
			number, comparator = strings.TrimSpace(rest), sign.comparator
			break
		}
	}
	whole, fraction, hasPoint := strings.Cut(number, ".")
	if !isDigits(whole) || (hasPoint && !isDigits(fraction)) || len(number) > maxDigits {
		return Value{}, disclosure.Errorf(disclosure.Invalid, "test result %q: want a decimal, also with < or >, or 未检出", text)
	}
	if comparator == "<" && strings.Trim(number, "0.") == "" {
		return Value{}, disclosure.Errorf(disclosure.Invalid, "test result %q: nothing is less than zero", text)
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

// FoundWords and NoneFoundWords are the words that ParseValue reads as more than zero and as zero, in lower case.
func FoundWords() []string { return slices.Clone(found) }

// NoneFoundWords are the words for zero; see FoundWords.
func NoneFoundWords() []string { return slices.Clone(noneFound) }

// IsFound reports whether a result only says that something was found ("检出"), as against a number that says how much.
func IsFound(text string) bool { return slices.Contains(found, strings.ToLower(text)) }

// NoneAllowed reports whether of the item, at one place at least, none may be found: only then does it tell anything that some was.
func (i *Item) NoneAllowed() bool {
	return slices.ContainsFunc(i.Limits, func(b Bound) bool {
		most := rational(b.Max)
		return most != nil && most.Sign() == 0
	})
}

// maxDigits bounds a test result; no instrument reports more.
const maxDigits = 20

// isDecimal reports whether a bound is written as ParseValue would write a number.
func isDecimal(n json.Number) bool {
	whole, fraction, hasPoint := strings.Cut(string(n), ".")
	plain := whole == "0" || !strings.HasPrefix(whole, "0")
	return isDigits(whole) && plain && (!hasPoint || isDigits(fraction)) && len(n) <= maxDigits
}

// rational is nil for what is no number.
func rational(n json.Number) *big.Rat {
	r, ok := new(big.Rat).SetString(string(n))
	if !ok {
		return nil
	}
	return r
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
