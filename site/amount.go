package site

import (
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// thousands is how many digits stand between two separators of an amount.
const thousands = 3

// plainAmount writes an amount of yuan as people type it, in wide digits, between spaces, or with commas or spaces between the
// thousands, as addresses have it. What is no amount stays as it was typed.
func plainAmount(typed string) string {
	whole, decimals, _ := strings.Cut(search.Normalize(typed), ".")
	groups := strings.FieldsFunc(whole, func(r rune) bool { return r == ',' || r == ' ' })
	for i, group := range groups {
		if i > 0 && len(group) != thousands || i == 0 && len(groups) > 1 && len(group) > thousands {
			return typed
		}
	}
	plain := strings.Join(groups, "")
	if decimals != "" {
		plain += "." + decimals
	}
	if _, err := disclosure.ParseYuan(plain); err != nil {
		return typed
	}
	return plain
}
