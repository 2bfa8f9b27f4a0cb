package publicapi

import (
	"encoding/hex"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/web"
)

// record answers one record of the kind.
func (a *api) record(kind disclosure.Kind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := web.CheckQuery(c); err != nil {
			return err
		}
		id, err := idOf(c, kind)
		if err != nil {
			return err
		}
		stamp, err := a.stamp(c.UserContext())
		if err != nil {
			return err
		}
		// The record is read before the tag is looked at: "If-None-Match: *" must not hide that it is gone.
		record, err := a.Reader.Get(c.UserContext(), id)
		if err != nil {
			return err
		}
		if same, err := web.NotModified(c, stamp); same || err != nil {
			return err
		}
		joined, err := a.join(c, []disclosure.Record{record})
		if err != nil {
			return err
		}
		document, err := joined.append(nil, &record)
		if err != nil {
			return err
		}
		return sendJSON(c, document)
	}
}

// idOf reads the id in the path; one that is malformed or of another kind names nothing here.
func idOf(c *fiber.Ctx, kind disclosure.Kind) (disclosure.ID, error) {
	id, of, err := disclosure.ParseID(c.Params("id"))
	if err != nil || of != kind {
		return "", disclosure.Errorf(disclosure.NotFound, "no %s has this id", kind)
	}
	return id, nil
}

// append writes a record as it goes out.
func (j *joined) append(out []byte, r *disclosure.Record) ([]byte, error) {
	body, err := j.bodyOf(r)
	if err != nil {
		return nil, err
	}
	o := newObject(out)
	o.text("id", string(r.ID))
	o.text("kind", string(r.Kind))
	o.number("version", r.Version)
	o.text("state", string(r.State))
	o.number("position", r.Position)
	o.instant("published_at", r.PublishedAt)
	o.textOrNull("public_until", r.PublicUntil.String())
	o.instant("updated_at", r.UpdatedAt)
	o.text("regime", r.Regime)
	o.text("salt", hex.EncodeToString(r.Salt[:]))
	o.text("digest", r.Digest.String())
	o.text("url", j.url(r, body))
	if err := o.splice(r.Body); err != nil {
		return nil, err
	}
	if err := j.facts(o, r, body); err != nil {
		return nil, err
	}
	if j.labelled {
		if err := labels(o, body, j.english(), j.today); err != nil {
			return nil, err
		}
	}
	if j.marks != nil {
		if err := o.value("matches", j.matches(r, body)); err != nil {
			return nil, err
		}
	}
	return o.end(), nil
}

// bodyOf decodes the body where something is derived from it, and is nil elsewhere: it is a fifth of the work of a page.
func (j *joined) bodyOf(r *disclosure.Record) (disclosure.Body, error) {
	derives := r.Kind == disclosure.KindPermit || r.Kind == disclosure.KindFiling || r.Kind == disclosure.KindBoard
	if !derives && !j.labelled && j.marks == nil {
		return nil, nil //nolint:nilnil // no body is what the caller asked for
	}
	return disclosure.DecodeBody(r.Kind, r.Body)
}

// url is the address of the record's page; of a kind without pages, that of its data.
func (j *joined) url(r *disclosure.Record, body disclosure.Body) string {
	name := string(r.ID)
	if board, ok := body.(*disclosure.Board); ok {
		name = board.Serial
	}
	base := j.baseURL
	if !hasPage(r.Kind) {
		base += root
	}
	return base + "/" + r.Kind.Plural() + "/" + name
}
