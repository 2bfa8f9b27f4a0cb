package publicapi

import (
	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/web"
	"mingshi/internal/wire"
)

// publisher is who publishes, as the profile says it.
type publisher struct {
	Name          string   `json:"name"`
	NameEN        string   `json:"name_en"`
	USCC          string   `json:"uscc"`
	DivisionCode  string   `json:"division_code"`
	Zone          string   `json:"zone"`
	SiteTitle     string   `json:"site_title"`
	SiteTitleEN   string   `json:"site_title_en"`
	Address       string   `json:"address"`
	ComplaintLine string   `json:"complaint_line"`
	ComplaintMail string   `json:"complaint_mail"`
	RecordNumbers []string `json:"record_numbers"`
	URL           string   `json:"url"`
	// Records counts what is public now, by the plural of the kind.
	Records map[string]int64 `json:"records"`
}

// authorities answers who publishes here and how much.
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
	}
}
