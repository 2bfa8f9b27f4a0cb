package site

import (
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/unicode/norm"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/uscc"
	"mingshi/internal/web"
)

// lookUpView is the page on which a number is typed that leads to a business or a venue.
type lookUpView struct {
	frame
	// Typed is what led to nothing; "" before anything was typed.
	Typed string
	// Unknown: something was typed, be it nothing but spaces, and it led to nothing.
	Unknown bool
}

func (*lookUpView) page() string { return "lookup" }

// lookUp leads from a credit code to the business, and from a permit or filing number to the venue that has it, or to the
// record where no venue does.
func (s *site) lookUp(c *fiber.Ctx) error {
	if err := web.CheckPageQuery(c, codeParameter); err != nil {
		return err
	}
	if !web.HasQuery(c, codeParameter) {
		return s.page(func(v *visit) (view, error) {
			return &lookUpView{frame: s.frame(v, sectionVenues, v.T("site.lookup.title"))}, nil
		}, codeParameter)(c)
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
