package publicapi

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/web"
	"mingshi/internal/wire"
	"mingshi/qrsign"
)

// Media types of statements and of the keys that prove them (RFC 7519 §10.3.1, RFC 7515 §9.2.1, RFC 7517 §8.5.1).
const (
	mimeJWT    = "application/jwt"
	mimeJOSE   = "application/jose"
	mimeKeySet = "application/jwk-set+json"
)

// keySetPath is where the public halves of the keys stand.
const keySetPath = "/.well-known/jwks.json"

// keySetAge is how long the keys may be kept without asking: a new one is used at once, but who meets a key that he does not
// know asks again anyway.
const keySetAge = "public, max-age=300"

// installStatements puts the statements and their keys on the app.
func (a *api) installStatements(app *fiber.App) {
	app.Get("/venues/:id/statement.jws", only(mimeJWT, mimeJOSE), a.statement)
	app.Get(keySetPath, only(mimeKeySet, fiber.MIMEApplicationJSON), a.keySet)
}

// statement answers what the publisher vouches for of a venue.
//
//	@ID				getStatement
//	@Summary		Signed statement of one venue
//	@Description	What the publisher vouches for of a venue, as a compact JWS (RFC 7515) whose payload is a JWT (RFC 7519), signed with Ed25519
//	@Description	(alg EdDSA, RFC 8037) under a key of /.well-known/jwks.json: whoever is given it can check it without asking here again, until
//	@Description	exp. A grade against which an objection runs says so in its state. Hold alg against EdDSA, typ against mingshi-statement+jwt, iss against this site and sub against the venue. The same text
//	@Description	comes all day; after any change here another one does, at once. A statement that was given already holds until its exp, at most
//	@Description	7 days and never longer than the permit in it; whoever must know at once that a venue is gone asks here (410).
//	@Tags			venues
//	@Produce		application/jwt
//	@Param			id	path		string	true	"Id of the venue"	example(vn_0000000000001)
//	@Success		200	{object}	Statement	"The statement"
//	@Success		304	"unchanged"
//	@Failure		404	"not-found"
//	@Failure		410	"gone"
//	@Router			/venues/{id}/statement.jws [get]
func (a *api) statement(c *fiber.Ctx) error {
	if err := web.CheckQuery(c); err != nil {
		return err
	}
	id, err := idOf(c, disclosure.KindVenue)
	if err != nil {
		return err
	}
	stamp, err := a.stamp(c.UserContext())
	if err != nil {
		return err
	}
	venue, err := dossier.Get[*disclosure.Venue](c.UserContext(), a.Reader, id)
	if err != nil {
		return err
	}
	if a.Statements == nil {
		return disclosure.Errorf(disclosure.Unavailable, "statement of %s: no statement key", id)
	}
	if same, err := web.NotModified(c, stamp); same || err != nil {
		return err
	}
	lens := wire.Lens{BaseURL: a.BaseURL, Today: stamp.Today, Scheme: a.Scheme}
	joined, err := wire.Join(c.UserContext(), a.Reader, lens, []disclosure.Record{venue.Record})
	if err != nil {
		return err
	}
	of := a.state(&venue, joined, stamp)
	course := &joined.PlaceOf(id).Course
	if deciding, inspected := course.Deciding(); inspected {
		of.Grade, of.InspectedOn = a.statedGrade(course.Grade(), deciding.State), deciding.Facts.InspectedOn
	}
	signed, err := a.Statements.Sign(of)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, mimeJWT)
	return c.SendString(signed)
}

// state says what is true of a venue on the day of the stamp, less its grade.
func (a *api) state(venue *dossier.Entry[*disclosure.Venue], joined *wire.Joined, stamp web.Stamp) *qrsign.Statement {
	facts := venue.Facts
	of := &qrsign.Statement{
		Issuer: a.BaseURL, Venue: venue.ID, URL: joined.URL(&venue.Record),
		Name: facts.Name, Address: facts.Address, Operator: facts.Operator, Status: facts.Status,
		Permit: statedPermit(joined.PlaceOf(venue.ID).Permits, facts.PermitNumber),
		FeedID: stamp.FeedID, Position: stamp.Position, AsOf: wire.Instant(stamp.AsOf),
	}
	of.From, of.Until = span(stamp, lastDay(of.Permit, stamp.Today), venue.PublicUntil)
	return of
}

// span is from the last midnight or change, so that a statement stays the same for a day, to at most StatementAge behind the
// midnight, and not beyond the end of any of the days; zero days have no end.
func span(stamp web.Stamp, days ...disclosure.Date) (from, until time.Time) {
	from = stamp.Today.In(stamp.Zone)
	until = from.Add(qrsign.StatementAge)
	for _, day := range days {
		if end := day.AddDays(1).In(stamp.Zone); !day.IsZero() && end.Before(until) {
			until = end
		}
	}
	if stamp.AsOf.After(from) && stamp.AsOf.Before(until) { // else a clock was put back
		from = stamp.AsOf
	}
	return from, until
}

// lastDay is the last day on which what a statement says of a permit is true; zero where it does not change by itself.
func lastDay(permit *qrsign.StatedPermit, today disclosure.Date) disclosure.Date {
	if permit == nil || permit.ValidUntil.Before(today) {
		return disclosure.Date{}
	}
	return permit.ValidUntil
}

// statedPermit is the latest permit or filing with a number; nil if none that is public has it.
func statedPermit(permits []wire.PermitRef, number string) *qrsign.StatedPermit {
	at := slices.IndexFunc(permits, func(p wire.PermitRef) bool { return p.PermitNumber == number })
	if at < 0 {
		return nil
	}
	p := &permits[at]
	return &qrsign.StatedPermit{ID: p.ID, Kind: p.Kind, Number: p.PermitNumber, ValidUntil: p.ValidUntil, StatusToday: p.Status}
}

// statedGrade is nil where the venue has none.
func (a *api) statedGrade(g *dossier.CurrentGrade, state disclosure.State) *qrsign.StatedGrade {
	if g.Letter == nil {
		return nil
	}
	return &qrsign.StatedGrade{
		Letter: *g.Letter, Word: a.gradeWords(g), DecidedOn: g.DecidedOn, Table: g.Table, Grading: g.Grading, State: state,
	}
}

// gradeWords are the record's own word in Chinese and the table's in English. A grade that was given has both.
func (a *api) gradeWords(g *dossier.CurrentGrade) qrsign.Words {
	words := qrsign.Words{ZH: *g.Word, EN: *g.Word}
	table, _ := a.Scheme.Tables.Edition(g.Table)
	for _, band := range table.Bands {
		if band.Letter == *g.Letter {
			words.EN = band.WordEN
		}
	}
	return words
}

// keySet answers the public keys by which statements are checked.
//
//	@ID				getKeySet
//	@Summary		Keys that prove statements (JWKS)
//	@Description	The public keys of statements as a JWK set (RFC 7517), the one that signs now first. kid is the key's thumbprint (RFC 7638). A
//	@Description	key stays here for as long as what it signed holds. Keep the set, and ask again when a statement names a kid that you do not know.
//	@Tags			venues
//	@Produce		application/jwk-set+json
//	@Success		200	{object}	KeySet	"The keys"
//	@Success		304	"unchanged"
//	@Router			/.well-known/jwks.json [get]
func (a *api) keySet(c *fiber.Ctx) error {
	if err := web.CheckQuery(c); err != nil {
		return err
	}
	document := []byte(`{"keys":[]}`)
	if a.Statements != nil {
		document = a.Statements.JWKS()
	}
	same, err := web.NotModified(c, editionOf(document))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, keySetAge)
	if same {
		return nil
	}
	c.Set(fiber.HeaderContentType, mimeKeySet)
	return c.Send(document)
}
