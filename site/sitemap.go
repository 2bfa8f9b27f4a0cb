package site

import (
	"bytes"
	"encoding/xml"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/store"
	"mingshi/internal/web"
)

// Where search engines learn of every page that they may keep (sitemaps.org): an index, and behind it one sitemap of the
// lists and any number of each kind of page, /sitemaps/{kind}-{n}.xml, n from 1.
const (
	sitemapIndexPath = "/sitemap.xml"
	sitemapFolder    = "/sitemaps/"
	sitemapEnding    = ".xml"

	// sitemapOfLists is the name of the one with the pages that are always there.
	sitemapOfLists = "pages-1"
)

// sitemapKind is a kind of page with sitemaps: its name, the kind of record that is walked for them, and which pages the
// records lead to.
type sitemapKind struct {
	name  string
	of    disclosure.Kind
	pages func(s *site, c *fiber.Ctx, records []disclosure.Record) ([]mappedPage, error)
}

// sitemapKinds are the kinds of page, in the order of the index. A business is listed with the first of its venues.
var sitemapKinds = []sitemapKind{
	{"venues", disclosure.KindVenue, (*site).recordPages},
	{"permits", disclosure.KindPermit, (*site).recordPages},
	{"filings", disclosure.KindFiling, (*site).recordPages},
	{"penalties", disclosure.KindPenalty, (*site).recordPages},
	{"subjects", disclosure.KindVenue, (*site).subjectPages},
}

// listPages are the pages that are always there and may be kept.
var listPages = []string{"/", "/venues", "/penalties", "/permits", "/filings", "/subjects", "/s", "/statistics", "/about"}

// mappedPage is a page as a sitemap names it; changed is zero where it is not known.
type mappedPage struct {
	path    string
	changed time.Time
}

// sitemapIndex lists the sitemaps.
func (s *site) sitemapIndex(c *fiber.Ctx) error {
	if err := web.CheckPageQuery(c); err != nil {
		return err
	}
	v, err := s.visit(c)
	if err != nil {
		return err
	}
	names := []string{sitemapOfLists}
	for _, kind := range sitemapKinds {
		starts, err := s.courses.follow(c.UserContext(), s.Reader, kind.of, v.head)
		if err != nil {
			return err
		}
		for n := range starts {
			names = append(names, kind.name+"-"+strconv.Itoa(n+1))
		}
	}
	if fresh, err := web.NotModified(c, s.stamp(v)); fresh || err != nil {
		return err
	}
	out := bytes.NewBufferString(xml.Header + `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	for _, name := range names {
		out.WriteString("<sitemap><loc>" + s.inXML(sitemapFolder+name+sitemapEnding) + "</loc></sitemap>\n")
	}
	out.WriteString("</sitemapindex>\n")
	return sendXML(c, out.Bytes())
}

// sitemap lists the pages of one sitemap.
func (s *site) sitemap(c *fiber.Ctx) error {
	if err := web.CheckPageQuery(c); err != nil {
		return err
	}
	v, err := s.visit(c)
	if err != nil {
		return err
	}
	list := func() ([]mappedPage, error) { return listsMapped(), nil } //nolint:unparam // all others read the store
	name := c.Params("name")
	if name != sitemapOfLists {
		kind, number, err := sitemapNamed(name)
		if err != nil {
			return err
		}
		starts, err := s.courses.follow(c.UserContext(), s.Reader, kind.of, v.head)
		if err != nil {
			return err
		}
		if number > len(starts) {
			return disclosure.Errorf(disclosure.NotFound, "sitemap %q: there are %d", name, len(starts))
		}
		list = func() ([]mappedPage, error) { return s.mapped(c, kind, starts, number) }
	}
	if fresh, err := web.NotModified(c, s.stamp(v)); fresh || err != nil {
		return err
	}
	packed, err := s.sitemaps.get(editionFor(v.head, v.today), name, func() ([]byte, error) {
		pages, err := list()
		return s.urlSet(pages), err
	})
	if errors.Is(err, errOvergrown) { // so much came between that the sitemaps have to be cut anew
		s.courses.forget()
		s.sitemaps.clear()
		web.DoNotKeep(c)
		return disclosure.Errorf(disclosure.Unavailable, "sitemap: %w", err)
	}
	if err != nil {
		return err
	}
	return sendPacked(c, packed)
}

// sendPacked answers with a sitemap as it is kept or, to who takes no gzip, unpacked.
func sendPacked(c *fiber.Ctx, packed []byte) error {
	if takesGzip(c) {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return sendXML(c, packed)
	}
	document, err := unpackedSitemap(packed)
	if err != nil {
		return err
	}
	return sendXML(c, document)
}

// takesGzip reports whether the visitor names gzip among the codings that it takes.
func takesGzip(c *fiber.Ctx) bool {
	return strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip") && c.AcceptsEncodings("gzip") == "gzip"
}

// sitemapNamed reads the name of a sitemap: that of a kind of page, a hyphen and a number as we write it.
func sitemapNamed(name string) (kind sitemapKind, number int, err error) {
	of, digits, _ := strings.Cut(name, "-")
	number, err = strconv.Atoi(digits)
	if err == nil && number > 0 && strconv.Itoa(number) == digits {
		for _, kind := range sitemapKinds {
			if kind.name == of {
				return kind, number, nil
			}
		}
	}
	return sitemapKind{}, 0, disclosure.Errorf(disclosure.NotFound, "no sitemap has this name")
}

// mapped walks the records of one sitemap and names their pages.
func (s *site) mapped(c *fiber.Ctx, kind sitemapKind, starts []start, number int) ([]mappedPage, error) {
	var end *start
	if number < len(starts) {
		end = &starts[number]
	}
	var list []mappedPage
	err := s.courses.stretch(c.UserContext(), s.Reader, kind.of, starts[number-1].after, end, func(records []disclosure.Record) error {
		pages, err := kind.pages(s, c, records)
		list = append(list, pages...)
		return err
	})
	return list, err
}

// recordPages names the pages of records, but for those that no search engine shall keep.
func (s *site) recordPages(_ *fiber.Ctx, records []disclosure.Record) ([]mappedPage, error) {
	list := make([]mappedPage, 0, len(records))
	for i := range records {
		hidden, err := hiddenFromEngines(&records[i])
		if err != nil {
			return nil, err
		}
		if !hidden {
			list = append(list, mappedPage{path: address(records[i].ID), changed: records[i].UpdatedAt})
		}
	}
	return list, nil
}

// subjectPages names the pages of the businesses whose first venue is among the records.
func (s *site) subjectPages(c *fiber.Ctx, venues []disclosure.Record) ([]mappedPage, error) {
	codes := map[string]bool{}
	for i := range venues {
		codes[venues[i].Subject] = true
	}
	delete(codes, "")
	if len(codes) == 0 {
		return nil, nil
	}
	subjects := make([]string, 0, len(codes))
	for code := range codes {
		subjects = append(subjects, code)
	}
	hidden, first := map[string]bool{}, map[string]disclosure.ID{}
	err := s.eachOf(c, disclosure.KindPenalty, subjects, func(r *disclosure.Record) error {
		private, err := hiddenFromEngines(r)
		hidden[r.Subject] = hidden[r.Subject] || private
		return err
	})
	if err != nil {
		return nil, err
	}
	err = s.eachOf(c, disclosure.KindVenue, subjects, func(r *disclosure.Record) error {
		if first[r.Subject] == "" {
			first[r.Subject] = r.ID
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var list []mappedPage
	for i := range venues {
		if code := venues[i].Subject; code != "" && first[code] == venues[i].ID && !hidden[code] {
			list = append(list, mappedPage{path: subjectAddress(code)})
		}
	}
	return list, nil
}

// eachOf reads the records of some businesses, the earliest decision first.
func (s *site) eachOf(c *fiber.Ctx, kind disclosure.Kind, subjects []string, each func(r *disclosure.Record) error) error {
	q := store.Query{Kind: kind, Subjects: subjects, Order: store.ByDecisionAscending, Limit: walkedAtOnce}
	for {
		page, err := s.Reader.List(c.UserContext(), q)
		if err != nil {
			return err
		}
		for i := range page.Records {
			if err := each(&page.Records[i]); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

// hiddenFromEngines reports whether a record's page asks search engines to leave it out: penalties of sole traders and
// natural persons (design.md §7).
func hiddenFromEngines(r *disclosure.Record) (bool, error) {
	if r.Kind != disclosure.KindPenalty {
		return false, nil
	}
	body, err := disclosure.DecodeBody(r.Kind, r.Body)
	if err != nil {
		return false, err
	}
	penalty, ok := body.(*disclosure.Penalty)
	return !ok || isAboutAPerson(penalty), nil
}

// isAboutAPerson reports whether a penalty is one of a natural person or a sole trader.
func isAboutAPerson(p *disclosure.Penalty) bool {
	return p.Counterparty.Kind != disclosure.Organization
}

func listsMapped() []mappedPage {
	list := make([]mappedPage, len(listPages))
	for i, path := range listPages {
		list[i].path = path
	}
	return list
}

// urlSet writes a sitemap: each page with the same page in each language.
func (s *site) urlSet(pages []mappedPage) []byte {
	out := bytes.NewBufferString(xml.Header + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"` +
		` xmlns:xhtml="http://www.w3.org/1999/xhtml">` + "\n")
	for _, page := range pages {
		where := s.inXML(page.path)
		out.WriteString("<url><loc>" + where + "</loc>")
		if !page.changed.IsZero() {
			out.WriteString("<lastmod>" + page.changed.UTC().Format(time.RFC3339) + "</lastmod>")
		}
		for _, lang := range i18n.Langs() {
			out.WriteString(`<xhtml:link rel="alternate" hreflang="` + string(lang) + `" href="` + where + "?lang=" + string(lang) + `"/>`)
		}
		out.WriteString("</url>\n")
	}
	out.WriteString("</urlset>\n")
	return out.Bytes()
}

// inXML is the whole address of a page as XML takes it.
func (s *site) inXML(path string) string {
	var out bytes.Buffer
	_ = xml.EscapeText(&out, []byte(s.BaseURL+path)) // a buffer takes everything
	return out.String()
}

func sendXML(c *fiber.Ctx, document []byte) error {
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationXMLCharsetUTF8)
	return c.Send(document)
}
