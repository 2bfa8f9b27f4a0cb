package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/i18n"
)

// langParameter chooses the language; every address takes it.
const langParameter = "lang"

// shownName is how many characters of an unknown parameter's name a problem repeats.
const shownName = 40

// CheckQuery refuses every query parameter that is not among the allowed ones (lang always is), comes twice, or is not
// UTF-8: what is not understood is never ignored. It must be called before anything else is read from the query.
func CheckQuery(c *fiber.Ctx, allowed ...string) error {
	allowed = append(slices.Clone(allowed), langParameter)
	var refused error
	seen := make(map[string]bool, len(allowed))
	for rawName, rawValue := range c.Context().QueryArgs().All() {
		name, value := string(rawName), string(rawValue)
		switch {
		case refused != nil:
		case !slices.Contains(allowed, name):
			refused = unknownParameter(shown(name), allowed)
		case seen[name]:
			refused = &Refusal{
				Code: CodeInvalidParameter, Parameter: name, Detail: Text{Key: "problem.parameter.doubled", Args: []any{name}},
				Fix: Text{Key: "problem.parameter.doubled.fix"},
			}
		case !utf8.ValidString(value):
			refused = InvalidParameter(name, "problem.parameter.utf8", name)
		}
		seen[name] = true
	}
	if refused != nil {
		return refused
	}
	if _, ok := AskedLang(c); seen[langParameter] && !ok {
		return InvalidParameter(langParameter, "problem.parameter.lang", string(i18n.ZH), string(i18n.EN))
	}
	return nil
}

// unknownParameter refuses a parameter that the address does not take, and names those that it takes.
func unknownParameter(name string, allowed []string) error {
	return &Refusal{
		Code: CodeInvalidParameter, Parameter: name, Detail: Text{Key: "problem.parameter.unknown", Args: []any{name}},
		Fix: Text{Key: "problem.parameter.unknown.fix", Args: []any{strings.Join(allowed, ", ")}},
	}
}

// CheckPageQuery is CheckQuery for pages, whose addresses people pass on: messengers and mailers append parameters of
// their own, and the page must open all the same. What is not known (lang always is) is taken out of the query, so that
// neither the answer nor its tag depends on it.
func CheckPageQuery(c *fiber.Ctx, known ...string) error {
	query := c.Context().QueryArgs()
	var foreign []string
	for name := range query.All() {
		if string(name) != langParameter && !slices.Contains(known, string(name)) {
			foreign = append(foreign, string(name))
		}
	}
	for _, name := range foreign {
		query.Del(name)
	}
	return CheckQuery(c, known...)
}

// Query is the value of a query parameter; "" where it is missing.
func Query(c *fiber.Ctx, name string) string { return string(c.Context().QueryArgs().Peek(name)) }

// HasQuery reports whether the query names the parameter, be it with an empty value.
func HasQuery(c *fiber.Ctx, name string) bool { return c.Context().QueryArgs().Has(name) }

// Bounds are the limits of a whole number, both inclusive, and what holds where none is given.
type Bounds struct{ Min, Max, Default int64 }

// QueryInt is the whole number in a query parameter: decimal digits only, within the bounds; anything else is refused.
func QueryInt(c *fiber.Ctx, name string, b Bounds) (int64, error) {
	if !HasQuery(c, name) {
		return b.Default, nil
	}
	text := Query(c, name)
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < b.Min || n > b.Max || text[0] == '+' {
		return 0, InvalidParameter(name, "problem.parameter.number", name, b.Min, b.Max)
	}
	return n, nil
}

// shown cuts a visitor's own text to what a problem may repeat.
func shown(text string) string {
	runes := []rune(text)
	if len(runes) > shownName {
		return string(runes[:shownName]) + "…"
	}
	return string(runes)
}

// reads reports whether the request only asks.
func reads(c *fiber.Ctx) bool {
	return c.Method() == http.MethodGet || c.Method() == http.MethodHead
}
