package site

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/unicode/norm"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/uscc"
	"mingshi/internal/web"
)

// lookUpView is the page on which a number is typed that leads to a business or a venue. Below stand all businesses that were
// penalised, most penalties first.
type lookUpView struct {
	frame
	pager
	Rows []subjectBrief
	// Typed is what led to nothing; "" before anything was typed.
	Typed string
	// Unknown: something was typed, be it nothing but spaces, and it led to nothing.
	Unknown bool
}

func (*lookUpView) page() string { return "lookup" }

// subjectBrief is a business as a line of the list by penalties.
type subjectBrief struct {
	Name      string
	Code      string
	Page      string
	Penalties int64
	// Latest is the day of the latest decision.
	Latest disclosure.Date
}

// lookUpPath is where numbers are looked up.
const lookUpPath = "/subjects"

// subjects builds the page on which nothing was typed yet.
func (s *site) subjects(v *visit) (view, error) {
	after := web.Query(v.Ctx, afterParameter)
	page, err := s.Reader.Subjects(v.UserContext(), store.SubjectQuery{After: after, Limit: pageLength})
	if errors.Is(err, store.ErrCursor) {
		return nil, web.InvalidCursor()
	}
	if err != nil {
		return nil, err
	}
	shown := &lookUpView{
		frame: s.frame(v, sectionVenues, v.T("site.lookup.title")),
		pager: pager{Total: page.Total},
	}
	shown.Twin = subjectsAddress(lookUpPath+twin, after)
	if after != "" {
		shown.First = lookUpPath
		for i := range shown.Others {
			shown.Others[i].Href = subjectsAddress("", after) + "&lang=" + string(shown.Others[i].Lang)
		}
	}
	if page.Next != "" {
		shown.Next = subjectsAddress(lookUpPath, page.Next)
	}
	for _, one := range page.Subjects {
		shown.Rows = append(shown.Rows, subjectBrief{
			Name: one.Name, Code: one.Code, Page: subjectAddress(one.Code), Penalties: one.Penalties, Latest: one.Latest,
		})
	}
	return shown, nil
}

// subjectsAddress is the address of the page of the list behind a cursor, which is opaque and may be "".
func subjectsAddress(path, after string) string {
	if after == "" {
		return path
	}
	return path + "?" + url.Values{afterParameter: {after}}.Encode()
}

// lookUp leads from a credit code to the business, and from a permit or filing number to the venue that has it, or to the
// record where no venue does.
func (s *site) lookUp(c *fiber.Ctx) error {
	if err := web.CheckPageQuery(c, codeParameter, afterParameter); err != nil {
		return err
	}
	if !web.HasQuery(c, codeParameter) {
		return s.show(c, s.subjects)
	}
	v, typed := s.voiceOf(c), web.Query(c, codeParameter)
	to, err := s.pageOf(c, typed)
	if err != nil {
		return err
	}
	if to != "" {
		c.Set(fiber.HeaderCacheControl, "no-store")
		return c.Redirect(v.link(to), http.StatusSeeOther)
	}
	shown := &lookUpView{frame: s.frameOf(v, sectionVenues, v.T("site.lookup.title")), Typed: straight(typed), Unknown: true}
	shown.NoIndex = true
	return s.renderMissing(c, v, shown)
}

// pageOf is the address of the page that a number leads to; "" for none.
func (s *site) pageOf(c *fiber.Ctx, typed string) (string, error) {
	if code := uscc.Normalize(typed); uscc.Classify(code) == uscc.Valid {
		return subjectAddress(code), nil
	}
	numbers := numbersOf(typed)
	if numbers[0] == "" {
		return "", nil
	}
	for _, kind := range []disclosure.Kind{disclosure.KindVenue, disclosure.KindPermit, disclosure.KindFiling} {
		page, err := s.Reader.List(c.UserContext(), store.Query{Kind: kind, Places: numbers, Limit: 1})
		if err != nil {
			return "", err
		}
		if len(page.Records) > 0 {
			return address(page.Records[0].ID), nil
		}
	}
	return "", nil
}

// numbersOf gives the forms in which a typed permit number may stand in the records: half width without any space, with
// the brackets that it was typed with, and with 〔〕, the normal form (contracts.md §2).
func numbersOf(typed string) []string {
	number := norm.NFKC.String(strings.Join(strings.Fields(norm.NFKC.String(typed)), ""))
	return []string{number, anyBrackets.Replace(number)}
}

// anyBrackets are those that keyboards offer where a document has 〔〕. What has a half-width form is in it by now.
var anyBrackets = strings.NewReplacer(
	"(", "〔", ")", "〕", "[", "〔", "]", "〕", "{", "〔", "}", "〕", "<", "〔", ">", "〕", "【", "〔", "】", "〕",
	"「", "〔", "」", "〕", "『", "〔", "』", "〕", "〈", "〔", "〉", "〕", "《", "〔", "》", "〕", "〖", "〔", "〗", "〕",
)
