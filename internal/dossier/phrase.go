package dossier

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mingshi/internal/disclosure"
)

// phrasesOf lists what a text says when it means this venue.
func phrasesOf(v *disclosure.Venue) []string {
	return append(slices.Clone(v.PermitNumbers), v.Address)
}

// names reports whether text holds a number of the venue or its address, as a whole and not as a part of a longer one of
// phrases, those of all venues of the business: who writes 青禾路17号夹层 does not mean the branch at 青禾路17号.
func names(text string, v *disclosure.Venue, phrases []string) bool {
	return slices.ContainsFunc(v.PermitNumbers, func(number string) bool {
		return mentions(without(text, number, phrases), number, numberGoesOn)
	}) || mentions(without(text, v.Address, phrases), v.Address, addressGoesOn)
}

// without takes the longer phrases that hold phrase out of a text.
func without(text, phrase string, phrases []string) string {
	for _, longer := range phrases {
		if len(longer) > len(phrase) && strings.Contains(longer, phrase) {
			text = strings.ReplaceAll(text, longer, "\n")
		}
	}
	return text
}

// mentions reports whether phrase stands in text as a whole: not as a part of a longer number, and not as an address
// that goes on (青禾路17号 is not named by 青禾路17号2幢). In doubt it is not: a penalty then stands on the business's page.
func mentions(text, phrase string, goesOn func(rest string) bool) bool {
	if phrase == "" {
		return false
	}
	_, first := utf8.DecodeRuneInString(phrase)
	for from := 0; ; {
		at := strings.Index(text[from:], phrase)
		if at < 0 {
			return false
		}
		at += from
		if !cameBefore(text[:at]) && !goesOn(text[at+len(phrase):]) {
			return true
		}
		from = at + first
	}
}

// joiners tie the parts of one number or address, as in 17号-2.
const joiners = "-－‐–—_"

// continuations are what an address goes on with, beside numerals and letters: an annexe, a floor, a side, a neighbour.
var continuations = []string{
	"附", "甲", "乙", "丙", "丁", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "之一", "之二", "之三", "之四", "之五",
	"东", "西", "南", "北", "负", "地下", "底层", "底商", "旁", "对面", "隔壁",
}

func cameBefore(text string) bool {
	last, size := utf8.DecodeLastRuneInString(text)
	if strings.ContainsRune(joiners, last) {
		last, _ = utf8.DecodeLastRuneInString(text[:len(text)-size])
	}
	return alphanumeric(last)
}

func numberGoesOn(rest string) bool {
	first, size := utf8.DecodeRuneInString(rest)
	if strings.ContainsRune(joiners, first) {
		first, _ = utf8.DecodeRuneInString(rest[size:])
	}
	return alphanumeric(first)
}

func addressGoesOn(rest string) bool {
	return numberGoesOn(rest) ||
		slices.ContainsFunc(continuations, func(start string) bool { return strings.HasPrefix(rest, start) })
}

// alphanumeric covers all widths, and numerals such as Ⅱ and ②.
func alphanumeric(r rune) bool { return unicode.IsNumber(r) || unicode.Is(unicode.Latin, r) }
