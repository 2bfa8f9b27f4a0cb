package publicapi

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/store"
	"mingshi/internal/uscc"
	"mingshi/internal/web"
	"mingshi/internal/wire"
)

// subject answers everything public about one business. The code may come in lower case or full width; the answer names
// the normal form.
//
//	@ID				getSubject
//	@Summary		Everything public about one business
//	@Description	Its venues, permits, filings and penalties, joined by the credit code alone: equal names never join two businesses. Natural persons have no such page.
//	@Tags			subjects
//	@Param			code	path		string	true	"Unified social credit code (统一社会信用代码), 18 characters, also in lower case or full width"	example(91320282MA1MARKQ01)
//	@Success		200		{object}	Subject	"The business"
//	@Success		304		"unchanged"
//	@Failure		404		"not-found"
//	@Router			/api/v1/subjects/{code} [get]
//	@Router			/subjects/{code}.json [get]
func (a *api) subject(c *fiber.Ctx) error {
	if err := web.CheckQuery(c); err != nil {
		return err
	}
	stamp, err := a.stamp(c.UserContext())
	if err != nil {
		return err
	}
	code := uscc.Normalize(c.Params("code"))
	if err := a.subjectExists(c.UserContext(), code); err != nil {
		return err
	}
	if same, err := web.NotModified(c, stamp); same || err != nil {
		return err
	}
	subject, err := dossier.OfSubject(c.UserContext(), a.Reader, code)
	if err != nil {
		return err
	}
	parts := []struct {
		name    string
		records []disclosure.Record
	}{
		{"venues", recordsOf(subject.Venues)},
		{"permits", recordsOf(subject.Permits)},
		{"filings", recordsOf(subject.Filings)},
		{"penalties", recordsOf(subject.Penalties)},
	}
	var all []disclosure.Record
	for _, part := range parts {
		all = append(all, part.records...)
	}
	joined, err := a.join(c, all)
	if err != nil {
		return err
	}
	o := wire.NewObject(make([]byte, 0, recordSize*(len(all)+1)))
	o.Text("code", subject.Code)
	o.Text("name", subject.Name)
	o.Text("url", a.subjectURL(subject.Code))
	for _, part := range parts {
		if err := joined.AppendRecords(o, part.name, part.records, nil); err != nil {
			return err
		}
	}
	endStamp(o, stamp)
	return sendJSON(c, o.End())
}

// subjectExists is kind NotFound if nothing is public about a business. It reads one record, so that whoever has the answer
// already, and pays nothing, costs next to nothing.
func (a *api) subjectExists(ctx context.Context, code string) error {
	if code != "" {
		for _, kind := range []disclosure.Kind{
			disclosure.KindVenue, disclosure.KindPermit, disclosure.KindFiling, disclosure.KindPenalty,
		} {
			page, err := a.Reader.List(ctx, store.Query{Kind: kind, Subjects: []string{code}, Limit: 1})
			if err != nil || len(page.Records) > 0 {
				return err
			}
		}
	}
	return disclosure.Errorf(disclosure.NotFound, "subject %q: nothing is public", code)
}

func recordsOf[B disclosure.Body](entries []dossier.Entry[B]) []disclosure.Record {
	records := make([]disclosure.Record, len(entries))
	for i := range entries {
		records[i] = entries[i].Record
	}
	return records
}
