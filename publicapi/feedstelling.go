package publicapi

import (
	"strings"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/grading"
	"mingshi/internal/i18n"
	"mingshi/internal/limits"
	"mingshi/internal/wire"
)

// telling puts the essential facts of one record into words, a line each.
type telling struct {
	j      *wire.Joined
	record *disclosure.Record
	// zone is the authority's, in which times are told.
	zone   *time.Location
	tables *grading.Set
	items  *limits.Items
	lines  []string
}

func (a *api) newTelling(j *wire.Joined, record *disclosure.Record) *telling {
	return &telling{j: j, record: record, zone: a.Authority.Zone, tables: a.Scheme.Tables, items: a.Items}
}

func (t *telling) say(key string, args ...any) string { return i18n.T(t.j.Lang, key, args...) }

// line adds a fact; one that is empty is left out.
func (t *telling) line(key, fact string) {
	if fact != "" {
		t.lines = append(t.lines, t.say(key, fact))
	}
}

// title is "name (number)" behind what the record is.
func (t *telling) title(key, name, number string) string {
	if number == "" {
		return t.say(key, name)
	}
	return t.say(key, t.say("api.feeds.numbered", name, number))
}

// body tells of a record and returns its title. What is disputed never stands without that mark.
func (t *telling) body(body disclosure.Body) string {
	title := ""
	switch body := body.(type) {
	case *disclosure.Penalty:
		title = t.penalty(body)
	case *disclosure.Permit:
		title = t.permit(body)
	case *disclosure.Filing:
		title = t.filing(body)
	case *disclosure.Grading:
		title = t.grading(body)
	case *disclosure.Venue:
		title = t.venue(body)
	case *disclosure.Reading:
		title = t.reading(body)
	}
	if t.record.State == disclosure.StateDisputed {
		t.lines = append(t.lines, t.say("api.feeds.disputed"))
		title = t.say("api.feeds.title.disputed", title)
	}
	return title
}

func (t *telling) penalty(p *disclosure.Penalty) string {
	t.line("api.feeds.line.violation", p.ViolationType)
	t.line("api.feeds.line.penalty_kinds", t.penaltyKinds(p))
	t.line("api.feeds.line.fine", yuan(p.Fine))
	t.line("api.feeds.line.confiscated", yuan(p.Confiscated))
	t.where()
	t.line("api.feeds.line.authority", p.Authority.Name)
	t.line("api.feeds.line.decided_on", p.DecidedOn.String())
	t.line("api.feeds.line.public_until", t.record.PublicUntil.String())
	return t.title("api.feeds.title.penalty", p.Counterparty.Name, p.DocumentNumber)
}

func (t *telling) penaltyKinds(p *disclosure.Penalty) string {
	names := make([]string, len(p.PenaltyKinds))
	for i, kind := range p.PenaltyKinds {
		names[i] = disclosure.PenaltyKinds.Label(kind, t.j.English())
		if kind == disclosure.PenaltyOther && p.PenaltyKindOther != "" {
			names[i] = p.PenaltyKindOther
		}
	}
	return strings.Join(names, t.say("api.feeds.and"))
}

// yuan is an amount; "" where there is none.
func yuan(amount *disclosure.Fen) string {
	if amount == nil || *amount == 0 {
		return ""
	}
	return amount.Yuan()
}

func (t *telling) permit(p *disclosure.Permit) string {
	number := p.PermitNumber
	if number == "" {
		number = p.DocumentNumber
	}
	kind := disclosure.PermitKinds.Label(p.PermitKind, t.j.English())
	if p.PermitKind == disclosure.PermitOther && p.PermitKindOther != "" {
		kind = p.PermitKindOther
	}
	t.line("api.feeds.line.permit", p.CertificateName)
	t.line("api.feeds.line.permit_kind", kind)
	t.decision(p.Status, p.DecidedOn, p.ValidFrom, p.ValidUntil)
	t.where()
	t.line("api.feeds.line.authority", p.Authority.Name)
	return t.title("api.feeds.title.permit", p.Counterparty.Name, number)
}

func (t *telling) filing(f *disclosure.Filing) string {
	name := f.Premises.Name
	if name == "" {
		name = f.Counterparty.Name
	}
	t.line("api.feeds.line.venue_kind", disclosure.VenueKinds.Label(f.Premises.VenueKind, t.j.English()))
	t.line("api.feeds.line.address", f.Premises.Address)
	t.decision(f.Status, f.DecidedOn, f.ValidFrom, f.ValidUntil)
	t.line("api.feeds.line.authority", f.Authority.Name)
	return t.title("api.feeds.title.filing", name, f.DocumentNumber)
}

// decision tells from when to when a permit or filing is valid, and what holds of it today.
func (t *telling) decision(status disclosure.PermitStatus, decided, from, until disclosure.Date) {
	t.line("api.feeds.line.decided_on", decided.String())
	switch {
	case from.IsZero() && until.IsZero():
	case until.IsZero():
		t.lines = append(t.lines, t.say("api.feeds.line.valid_from", from))
	case from.IsZero():
		t.lines = append(t.lines, t.say("api.feeds.line.valid_until", until))
	default:
		t.lines = append(t.lines, t.say("api.feeds.line.valid", from, until))
	}
	t.line("api.feeds.line.status", disclosure.PermitStatuses.Label(status.On(t.j.Today, until), t.j.English()))
}

func (t *telling) grading(g *disclosure.Grading) string {
	letter, word := "", ""
	if g.Grade != nil {
		letter, word = g.Grade.Letter, g.Grade.Word
	}
	grade := t.grade(letter, word, g.Table)
	t.lines = append(t.lines, t.say("api.feeds.line.grade", grade, g.InspectedOn, string(g.StandardScore)))
	t.scale(g.Table)
	t.line("api.feeds.line.inspection", disclosure.InspectionKinds.Label(g.InspectionKind, t.j.English()))
	where := g.PermitNumber
	if ref, ok := t.j.VenueOf(t.record); ok {
		where = ref.Name
	}
	t.line("api.feeds.line.permit_number", g.PermitNumber)
	return t.say("api.feeds.title.grading", where, grade)
}

// grade is a letter with its word: the record's own in Chinese, the table's in English.
func (t *telling) grade(letter, word string, table disclosure.ScoreTable) string {
	if letter == "" {
		return t.say("api.feeds.not_graded")
	}
	if known, ok := t.tables.Edition(table); ok && t.j.English() {
		for _, band := range known.Bands {
			if band.Letter == letter {
				word = band.WordEN
			}
		}
	}
	return t.say("api.feeds.numbered", letter, word)
}

// scale names the table that a score belongs to: neither travels without the other.
func (t *telling) scale(table disclosure.ScoreTable) {
	name := table.Code
	if known, ok := t.tables.Edition(table); ok {
		name = known.NameZH
		if t.j.English() {
			name = known.NameEN
		}
	}
	key := "api.feeds.line.table"
	if !table.Verified {
		key = "api.feeds.line.table_unverified"
	}
	t.lines = append(t.lines, t.say(key, name, table.Version))
}

func (t *telling) venue(v *disclosure.Venue) string {
	t.line("api.feeds.line.venue_kind", disclosure.VenueKinds.Label(v.VenueKind, t.j.English()))
	t.line("api.feeds.line.address", v.Address)
	t.line("api.feeds.line.street", v.Street)
	t.line("api.feeds.line.permit_number", v.PermitNumber)
	t.line("api.feeds.line.status", disclosure.VenueStatuses.Label(v.Status, t.j.English()))
	if place := t.j.PlaceOf(t.record.ID); place != nil && place.Grade != nil {
		t.currentGrade(place.Grade)
	}
	return t.say("api.feeds.title.venue", v.Name)
}

func (t *telling) currentGrade(g *dossier.CurrentGrade) {
	grade := t.say("api.feeds.not_graded")
	switch {
	case g.Letter != nil:
		grade = t.grade(*g.Letter, *g.Word, g.Table)
	case g.Reason == grading.CauseFirst:
		grade = grading.Causes.Label(g.Reason, t.j.English())
	}
	t.lines = append(t.lines, t.say("api.feeds.line.grade", grade, g.DecidedOn, string(g.StandardScore)))
	t.scale(g.Table)
}

// reading tells of a test; who tested is told with the value, in the title too.
func (t *telling) reading(r *disclosure.Reading) string {
	value := strings.TrimSpace(r.Comparator + string(r.Value) + " " + r.Unit)
	source := disclosure.ReadingSources.Label(r.Source, t.j.English())
	tester := source
	if r.TestedBy != "" {
		tester = t.say("api.feeds.numbered", source, r.TestedBy)
	}
	t.line("api.feeds.line.value", value)
	t.line("api.feeds.line.tester", tester)
	if r.Limit != nil {
		t.limit(r.Limit)
	}
	if r.Result != "" {
		t.line("api.feeds.line.result", disclosure.CheckResults.Label(r.Result, t.j.English()))
	}
	t.line("api.feeds.line.sampled_at", t.sampled(r.SampledAt))
	t.line("api.feeds.line.place", r.Place)
	t.where()
	return t.say("api.feeds.title.reading", t.item(r.Item), value, source)
}

// limit tells what a value is held against, whether it only recommends, and whether somebody has compared it with its source.
func (t *telling) limit(l *disclosure.Limit) {
	key := "api.feeds.line.limit"
	if l.Recommended {
		key = "api.feeds.line.recommended"
	}
	text := t.say("api.feeds.numbered", bounds(l), l.Basis)
	if !l.Verified {
		text = t.say("api.feeds.limit_unverified", text)
	}
	t.line(key, text)
}

// item names a test item; one that we do not know keeps its code.
func (t *telling) item(code string) string {
	item, ok := t.items.Find(code)
	switch {
	case !ok:
		return code
	case t.j.English():
		return item.EN
	}
	return item.ZH
}

// sampled tells when a sample was taken: an instant in the authority's zone, to the minute, and a day as a day. What is
// neither stays as it is.
func (t *telling) sampled(at string) string {
	instant, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return strings.Replace(at, "T", " ", 1)
	}
	return instant.In(t.zone).Format("2006-01-02 15:04")
}

// bounds writes a limit as people do: "0–3.5", "≥ 0.3", "≤ 5"; "> 0.3, < 5" where a bound itself is not allowed.
func bounds(l *disclosure.Limit) string {
	least, most := "≥ "+string(l.Min), "≤ "+string(l.Max)
	if l.MinExclusive {
		least = "> " + string(l.Min)
	}
	if l.MaxExclusive {
		most = "< " + string(l.Max)
	}
	switch {
	case l.Min == "":
		return most
	case l.Max == "":
		return least
	case l.MinExclusive || l.MaxExclusive:
		return least + ", " + most
	}
	return string(l.Min) + "–" + string(l.Max)
}

// where names the venue at which the record is shown.
func (t *telling) where() {
	if ref, ok := t.j.VenueOf(t.record); ok {
		t.line("api.feeds.line.venue", ref.Name)
	}
}
