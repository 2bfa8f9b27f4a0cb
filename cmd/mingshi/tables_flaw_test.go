package main

import (
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/tables"
)

// Each flaw is a whole sentence in both languages: no verb without its argument, no argument left over, no code.
func TestFlawsAreSentences(t *testing.T) {
	for code, args := range map[string][]any{
		"one_of": {"x", "y"}, "empty": nil, "characters": {"x", "a-z", 60}, "taken": {"x", "items.2.title"}, "least": {1, 2}, "most": {1, 2},
		"range": {1, 2, 3}, "order": {1, 2}, "sum": {1, 2}, "key_points": {1}, "alone": {"x"}, "once": {"x"}, "decimal": {"x"}, "neither": nil,
		"unreached": {"items.1.limits.2"}, "syntax": {1, "x"}, "size": {1}, "unknown": {"x"}, "type": {tables.ShapeBool, tables.ShapeList},
		"points": {"x"}, "date": {"x"}, "frequency": {"C", "x", "1"}, "same": {"a", "b", "c"}, "same_day": {"a", "b", "c", "d"},
		"same_name": {"a", "b", "c"}, "twice": {"a"}, "misnamed": {"a"},
	} {
		for _, lang := range i18n.Langs() {
			got := flawWords(lang, "a.json", &tables.Flaw{Where: "items.12.max", Code: code, Args: args})
			if strings.Contains(got, "%!") || strings.Contains(got, "tables.") || strings.Contains(got, "items.") {
				t.Errorf("%s in %s: %s", code, lang, got)
			}
		}
	}
	for _, shape := range []tables.Shape{tables.ShapeText, tables.ShapeNumber, tables.ShapeInteger, tables.ShapeBool, tables.ShapeList, tables.ShapeObject} {
		if !i18n.Has("tables.shape." + string(shape)) {
			t.Errorf("no words for %s", shape)
		}
	}
}

func TestOtherErrorsStayAsTheyAre(t *testing.T) {
	for _, err := range []error{nil, disclosure.Errorf(disclosure.Unavailable, "disk")} {
		if got := tablesRefusal(i18n.ZH, err); got != err { //nolint:errorlint // the very same
			t.Errorf("got %v, want %v", got, err)
		}
	}
}
