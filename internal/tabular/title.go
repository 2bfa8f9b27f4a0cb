package tabular

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

var titles = map[disclosure.Kind]string{
	disclosure.KindVenue:   "tabular.title.venue",
	disclosure.KindPermit:  "tabular.title.permit",
	disclosure.KindFiling:  "tabular.title.filing",
	disclosure.KindGrading: "tabular.title.grading",
	disclosure.KindReading: "tabular.title.reading",
	disclosure.KindPenalty: "tabular.title.penalty",
	disclosure.KindBoard:   "tabular.title.board",
}

// Title is what the records of a kind are called together; "" for none of the kinds.
func Title(lang i18n.Lang, kind disclosure.Kind) string {
	if titles[kind] == "" {
		return ""
	}
	return i18n.T(lang, titles[kind])
}
