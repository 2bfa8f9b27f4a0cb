package site

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/finder"
	"mingshi/internal/search"
	"mingshi/internal/web"
)

// Parameters of an address that asks for records; finder says what they mean.
const (
	textParameter   = "q"
	pinyinParameter = "pinyin"
	kindParameter   = "kind"
	sortParameter   = "sort"
	afterParameter  = "after"
	fromParameter   = "decided_from"
	toParameter     = "decided_to"
	leastParameter  = "fine_from"
	mostParameter   = "fine_to"
)

// searchPath is where everything is searched.
const searchPath = "/search"

// inquiry is what an address asks of the records.
type inquiry struct {
	// path is that of the page: the search's, or a list's.
	path string
	// kind is the list's; "" for the search of all kinds.
	kind disclosure.Kind
	// given are the parameters that have a value: forms send those that were left empty, too.
	given url.Values
	// query is what they mean, if nothing was refused.
	query   search.Query
	refusal *refusal
}

// refusal is what is wrong with one parameter, as a text for people.
type refusal struct {
	parameter string
	key       string
	args      []any
	err       error
}

// parameters are those that a page of records takes; how many there are on a page and what is counted is the page's affair.
func parameters(kind disclosure.Kind) []string {
	return slices.DeleteFunc(finder.Parameters(kind), func(name string) bool { return name == "limit" || name == "facets" })
}

// readInquiry reads the address of a page of records. The error is that of an address which could not be answered in
// any language.
func readInquiry(c *fiber.Ctx, path string, kind disclosure.Kind) (*inquiry, error) {
	ask := &inquiry{path: path, kind: kind, given: url.Values{}}
	names := parameters(kind)
	err := web.CheckPageQuery(c, names...)
	for _, name := range names {
		// What nobody sees is nothing: fields with but a space, or a text of control characters.
		if value := strings.ToValidUTF8(web.Query(c, name), "\uFFFD"); search.Normalize(value) != "" {
			ask.given.Set(name, value)
		}
	}
	if err != nil {
		wrong, ok := errors.AsType[*web.Refusal](err)
		if !ok || !slices.Contains(names, wrong.Parameter) {
			return nil, err
		}
		ask.refusal = &refusal{parameter: wrong.Parameter, key: "site.search.refused", err: err}
		if key, known := plainRefusals[wrong.Detail.Key]; known {
			ask.refusal.key = key
		}
		return ask, nil
	}
	for _, name := range []string{leastParameter, mostParameter} {
		if typed, given := ask.get(name); given {
			ask.given.Set(name, plainAmount(typed))
		}
	}
	ask.query, err = finder.Parse(ask.get, kind)
	if err != nil {
		return ask, ask.refuse(err)
	}
	ask.query.Limit = pageLength
	return ask, nil
}

func (a *inquiry) get(name string) (string, bool) { return a.given.Get(name), a.given.Has(name) }

// refuse keeps what an error says about a parameter; any other error it gives back.
func (a *inquiry) refuse(err error) error {
	wrong, ok := finder.Refused(err)
	if !ok {
		return err
	}
	a.refusal = &refusal{
		parameter: wrong.Parameter, key: "site.search.refused", err: web.InvalidParameter(wrong.Parameter, wrong.Key, wrong.Args...),
	}
	if key, known := refusals[wrong.Key]; known {
		a.refusal.key, a.refusal.args = key, wrong.Args
	}
	if key, known := plainRefusals[wrong.Key]; known {
		a.refusal.key = key
	}
	return nil
}

// refusals say at a field of the form what finder and web say to programs, with the same numbers; plainRefusals do without them.
var (
	refusals      = map[string]string{"finder.text": "site.search.refused.text"}
	plainRefusals = map[string]string{
		"finder.day":    "site.search.refused.day",
		"finder.amount": "site.search.refused.amount",
		"finder.range":  "site.search.refused.range",
		"finder.after":  "site.search.refused.after",

		"problem.parameter.utf8":    "site.search.refused.unreadable",
		"problem.parameter.doubled": "site.search.refused.doubled",
	}
)

// text is what was typed.
func (a *inquiry) text() string { return a.given.Get(textParameter) }

// asks reports whether the address asks for anything in particular, be it nothing but an order or a further page.
func (a *inquiry) asks() bool { return len(a.given) > 0 }

// address is that of the same page with some parameters changed, given as names and values; with the value "" a parameter
// is dropped. It begins at the first page, unless after is among the changes.
func (a *inquiry) address(changes ...string) string { return a.addressAt(a.path, changes...) }

func (a *inquiry) addressAt(path string, changes ...string) string {
	asked := url.Values{}
	for name := range a.given {
		asked.Set(name, a.given.Get(name))
	}
	asked.Del(afterParameter)
	for i := 0; i+1 < len(changes); i += 2 {
		if asked.Del(changes[i]); changes[i+1] != "" {
			asked.Set(changes[i], changes[i+1])
		}
	}
	if len(asked) == 0 {
		return path
	}
	return path + "?" + asked.Encode()
}

// data is the address of the same thing as JSON.
func (a *inquiry) data() string { return a.addressAt(a.path + twin) }

// inOtherLanguages leads to the same page, with all that was asked.
func (a *inquiry) inOtherLanguages(others []otherLanguage) {
	for i := range others {
		asked := "?"
		if len(a.given) > 0 {
			asked += a.given.Encode() + "&"
		}
		others[i].Href = asked + url.Values{"lang": {string(others[i].Lang)}}.Encode()
	}
}
