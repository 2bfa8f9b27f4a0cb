package site

import (
	"strings"
	"unicode"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/store"
)

// frame is what every page shows around its subject.
type frame struct {
	Lang i18n.Lang
	// Title is the page's own, without the site's.
	Title string
	// Section is the entry of the navigation that the page belongs to.
	Section   string
	SiteTitle string
	Publisher publisher
	// AsOf is since when everything shown has been as it is; empty on pages that show no record.
	AsOf moment
	// Twin is the address of the same thing as JSON; "" where there is none.
	Twin string
	// Others lead to the same page in the other languages.
	Others []otherLanguage
	// NoIndex asks search engines to leave the page out.
	NoIndex bool
	// LinkedData is what the page tells search engines of itself; nil for nothing.
	LinkedData *linkedData
	// Suggests: the page has a box that suggests names while one types.
	Suggests bool
}

func (f *frame) suggests() bool { return f.Suggests }

// publisher is the authority as the footer names it.
type publisher struct {
	Name          string
	Address       string
	ComplaintLine string
	ComplaintMail string
	RecordNumbers []string
	// Licence names the terms of the data, with an address where they can be read; both "" where none were stated.
	Licence, LicenceURL string
	// Attribution is what users of the data are asked to say of its source; "" for nothing.
	Attribution string
}

// moment is an instant for people and for machines.
type moment struct{ Text, Machine string }

type otherLanguage struct {
	Lang i18n.Lang
	Name string
	Href string
}

// sections of the navigation.
const (
	sectionHome       = "home"
	sectionVenues     = "venues"
	sectionPenalties  = "penalties"
	sectionPermits    = "permits"
	sectionFilings    = "filings"
	sectionBoards     = "boards"
	sectionStatistics = "statistics"
	sectionAbout      = "about"
	sectionSearch     = "search"
)

// frameOf makes the frame of a page in a voice, without a moment.
func (s *site) frameOf(v voice, section, title string) frame {
	f := frame{
		Lang: v.lang, Title: straight(title), Section: section, SiteTitle: s.Authority.SiteTitleZH,
		Publisher: publisher{
			Name: s.Authority.NameZH, Address: s.Authority.AddressZH, ComplaintLine: s.Authority.ComplaintLine,
			ComplaintMail: s.Authority.ComplaintMail, RecordNumbers: s.Authority.RecordNumbers,
			Licence: s.Authority.LicenceName, LicenceURL: s.Authority.LicenceURL, Attribution: s.Authority.AttributionZH,
		},
	}
	if v.english() {
		f.SiteTitle, f.Publisher.Name = s.Authority.SiteTitleEN, s.Authority.NameEN
		f.Publisher.Attribution = s.Authority.AttributionEN
	}
	for _, other := range i18n.Langs() {
		if other != v.lang {
			f.Others = append(f.Others, otherLanguage{
				// Relative to the page, so that it works wherever a page stands, error pages included.
				Lang: other, Name: i18n.T(other, "language.name"), Href: "?lang=" + string(other),
			})
		}
	}
	return f
}

// straight takes the marks that turn the direction of writing out of a title, where no element can keep them in.
func straight(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, title)
}

// frame makes the frame of a page that shows records.
func (s *site) frame(v *visit, section, title string) frame {
	f := s.frameOf(v.voice, section, title)
	f.AsOf = v.momentOf(v.head)
	return f
}

func (v voice) momentOf(head store.Head) moment {
	if head.AsOf.IsZero() {
		return moment{}
	}
	return moment{Text: v.instant(head.AsOf), Machine: head.AsOf.UTC().Format("2006-01-02T15:04:05Z")}
}

// recordFrame makes the frame of a record's page, with its twin.
func (s *site) recordFrame(v *visit, r *disclosure.Record, title string) frame {
	f := s.frame(v, r.Kind.Plural(), title)
	f.Twin = address(r.ID) + twin
	return f
}
