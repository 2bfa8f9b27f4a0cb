package dossier

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mentions reports whether phrase stands in text, both in their normal form, as a whole: not as a part of a longer
// number, and not as an address that goes on (青禾路17号 is not named by 青禾路17号2幢). In doubt it is not: a penalty then
// stands on the business's page.
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

// joiners tie the parts of one number or address, as in 17号-2 and 17号~21号.
const joiners = "-‐–—_~〜"

// continuations are what an address goes on with, beside numerals and letters: an annexe, a floor, a side, a neighbour.
var continuations = []string{
	"附", "甲", "乙", "丙", "丁", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "之一", "之二", "之三", "之四", "之五",
	"东", "西", "南", "北", "负", "地下", "底层", "底商", "夹层", "旁", "对面", "隔壁",
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
	return numberGoesOn(rest) || isSeat(rest) ||
		slices.ContainsFunc(continuations, func(start string) bool { return strings.HasPrefix(rest, start) })
}

// alphanumeric covers numerals of all scripts.
func alphanumeric(r rune) bool { return unicode.IsNumber(r) || unicode.Is(unicode.Latin, r) }
