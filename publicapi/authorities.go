package publicapi

import (
	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/web"
	"mingshi/internal/wire"
)

// publisher is who publishes, as the profile says it.
type publisher struct {
	// Name of the authority.
	Name string `json:"name"`
	// Name of the authority in English.
	NameEN string `json:"name_en"`
	// Unified social credit code (统一社会信用代码).
	USCC string `json:"uscc"`
	// Administrative division code (行政区划代码, GB/T 2260).
	DivisionCode string `json:"division_code"`
	// Time zone of all days (IANA name).
	Zone string `json:"zone"`
	// Title of this site.
	SiteTitle string `json:"site_title"`
	// Title of this site in English.
	SiteTitleEN string `json:"site_title_en"`
	// Postal address.
	Address string `json:"address"`
	// Telephone number for complaints and objections.
	ComplaintLine string `json:"complaint_line"`
	// Mail address for complaints and objections.
	ComplaintMail string `json:"complaint_mail"`
	// Numbers under which the site is registered (备案号).
	RecordNumbers []string `json:"record_numbers"`
	// Under which terms the data may be used; null where the publisher says nothing of it.
	Licence *Licence `json:"licence"`
	// How users of the data shall name its source, in Chinese; empty where nothing is said.
	Attribution string `json:"attribution"`
	// The same in English.
	AttributionEN string `json:"attribution_en"`
	// Address of this site.
	URL string `json:"url"`
	// Records counts what is public now, by the plural of the kind.
	Records map[string]int64 `json:"records"`
}

// Licence is under which terms data may be used.
type Licence struct {
	// Name, such as "CC BY 4.0".
	Name string `json:"name"`
	// Address of its text; empty where none is given.
	URL string `json:"url"`
}

// licence is that of the profile; nil where it has none.
func (a *api) licence() *Licence {
	if a.Authority.LicenceName == "" {
		return nil
	}
	return &Licence{Name: a.Authority.LicenceName, URL: a.Authority.LicenceURL}
}

// authorities answers who publishes here and how much.
//
//	@ID				listAuthorities
//	@Summary		Who publishes here, and how much
//	@Tags			figures
//	@Success		200	{object}	Authorities	"The publisher"
//	@Success		304	"unchanged"
//	@Router			/api/v1/authorities [get]
func (a *api) authorities(c *fiber.Ctx) error {
	if err := web.CheckQuery(c); err != nil {
		return err
	}
	stamp, err := a.stamp(c.UserContext())
	if err != nil {
		return err
	}
	if same, err := web.NotModified(c, stamp); same || err != nil {
		return err
	}
	totals, err := a.Reader.Totals(c.UserContext())
	if err != nil {
		return err
	}
	o := wire.NewObject(nil)
	if err := o.Value("data", []publisher{a.publisher(totals)}); err != nil {
		return err
	}
	o.Number("total", 1)
	endPage(o, stamp)
	return sendJSON(c, o.End())
}

func (a *api) publisher(totals map[disclosure.Kind]int64) publisher {
	records := make(map[string]int64, len(kinds))
	for _, kind := range kinds {
		records[kind.Plural()] = totals[kind]
	}
	who := a.Authority
	return publisher{
		Name: who.NameZH, NameEN: who.NameEN, USCC: who.USCC, DivisionCode: who.DivisionCode, Zone: who.Zone.String(),
		SiteTitle: who.SiteTitleZH, SiteTitleEN: who.SiteTitleEN, Address: who.AddressZH,
		ComplaintLine: who.ComplaintLine, ComplaintMail: who.ComplaintMail,
		RecordNumbers: append([]string{}, who.RecordNumbers...), URL: a.BaseURL + "/", Records: records,
		Licence: a.licence(), Attribution: who.AttributionZH, AttributionEN: who.AttributionEN,
	}
}
