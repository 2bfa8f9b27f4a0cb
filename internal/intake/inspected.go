package intake

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/i18n"
)

// inspected holds inspections against what else is known of their venues: the permits and filings in force on the day, and
// other inspections of the same day; published ones, and those that came before in this import.
type inspected struct {
	permitsOf     func(ctx context.Context, number string) ([]grading.Term, error)
	inspectionsOn func(ctx context.Context, number string, day disclosure.Date) ([]*disclosure.Grading, error)
	// wanted is whether the import has inspections at all: else nobody asks for the permits that come by.
	wanted bool
	// file is the one under way.
	file      *file
	published map[string][]grading.Term
	terms     map[string][]broughtTerm
	visits    map[visitKey][]visit
}

// broughtTerm is the term of a permit or filing of this import.
type broughtTerm struct {
	grading.Term

	file *file
}

// visitKey is a venue's number on a day.
type visitKey struct {
	number string
	day    disclosure.Date
}

// visit is an inspection of this import, as far as another one can contradict it.
type visit struct {
	kind   disclosure.InspectionKind
	score  json.Number
	letter string
	file   *file
	row    int
}

func newInspected(o Options) inspected {
	return inspected{permitsOf: o.PermitsOf, inspectionsOn: o.InspectionsOn, published: make(map[string][]grading.Term)}
}

// forget takes back what the file under way has brought.
func (i *inspected) forget() {
	for number, terms := range i.terms {
		i.terms[number] = slices.DeleteFunc(terms, func(t broughtTerm) bool { return t.file == i.file })
	}
	maps.DeleteFunc(i.terms, func(_ string, terms []broughtTerm) bool { return len(terms) == 0 })
	for key, visits := range i.visits {
		i.visits[key] = slices.DeleteFunc(visits, func(v visit) bool { return v.file == i.file })
	}
}

// permit notes for what time a permit or filing was given.
func (i *inspected) permit(c *check, d *disclosure.Draft) {
	if !i.wanted || d.NotPublic != "" {
		return
	}
	term, _ := c.scheme.Rules.TermOf(d.Body)
	if i.terms == nil {
		i.terms = make(map[string][]broughtTerm)
	}
	for _, number := range d.Places {
		i.terms[number] = append(i.terms[number], broughtTerm{Term: term, file: i.file})
	}
}

// judge holds an inspection against the permits of its venue and the other inspections of its day.
func (i *inspected) judge(ctx context.Context, c *check, d *disclosure.Draft) error {
	g, ok := d.Body.(*disclosure.Grading)
	if !ok || len(d.Places) == 0 {
		return nil
	}
	number := d.Places[0]
	terms, err := i.termsOf(ctx, number)
	if err != nil {
		return err
	}
	if !c.scheme.Rules.InForce(terms, g.InspectedOn) {
		c.warn(CodePermitNotInForce, "inspected_on", g.InspectedOn, spans(terms))
	}
	return i.compare(ctx, c, number, g)
}

// termsOf gives all terms that are known of a venue.
func (i *inspected) termsOf(ctx context.Context, number string) ([]grading.Term, error) {
	terms, asked := i.published[number]
	if !asked && i.permitsOf != nil {
		var err error
		if terms, err = i.permitsOf(ctx, number); err != nil {
			return nil, err
		}
		i.published[number] = terms
	}
	for _, brought := range i.terms[number] {
		terms = append(slices.Clip(terms), brought.Term)
	}
	return terms, nil
}

// compare refuses an inspection that contradicts one of another kind on the same day. An inspection that is published and
// that this import corrects further down counts as it is published.
func (i *inspected) compare(ctx context.Context, c *check, number string, g *disclosure.Grading) error {
	key := visitKey{number, g.InspectedOn}
	own := visit{kind: g.InspectionKind, score: g.StandardScore, letter: letterOf(g), file: i.file, row: c.row.Number}
	label := func(v visit) string { return disclosure.InspectionKinds.Label(v.kind, c.lang == i18n.EN) }
	for _, other := range i.visits[key] {
		if own.contradicts(other) {
			c.failSaying(CodeInspectionConflict, "inspection.conflict.import", "inspection_kind",
				label(own), own.score, label(other), other.score, quote(other.file.report.File), other.row)
			return nil
		}
	}
	if i.inspectionsOn != nil {
		published, err := i.inspectionsOn(ctx, number, g.InspectedOn)
		if err != nil {
			return err
		}
		for _, p := range published {
			if other := (visit{kind: p.InspectionKind, score: p.StandardScore, letter: letterOf(p)}); own.contradicts(other) {
				c.fail(CodeInspectionConflict, "inspection_kind", label(own), own.score, label(other), other.score)
				return nil
			}
		}
	}
	if i.visits == nil {
		i.visits = make(map[visitKey][]visit)
	}
	i.visits[key] = append(i.visits[key], own)
	return nil
}

// contradicts tells whether two inspections of one day cannot both be right. Two of one kind are the same inspection told
// twice, which is found elsewhere; a re-inspection may well find something else.
func (v visit) contradicts(other visit) bool {
	return v.kind != other.kind && v.kind != disclosure.InspectionAgain && other.kind != disclosure.InspectionAgain &&
		(v.score != other.score || v.letter != other.letter)
}

func letterOf(g *disclosure.Grading) string {
	if g.Grade == nil {
		return ""
	}
	return g.Grade.Letter
}

// spansShown is how many terms a message names.
const spansShown = 4

// spans names the latest of some terms.
func spans(terms []grading.Term) string {
	sorted := slices.SortedFunc(slices.Values(terms), func(a, b grading.Term) int { return b.From.Compare(a.From) })
	var named []string
	for n, term := range sorted {
		if n == spansShown {
			named = append(named, "…")
			break
		}
		span := term.From.String() + "–"
		if !term.Until.IsZero() {
			span += term.Until.String()
		}
		named = append(named, span)
	}
	return strings.Join(named, "、")
}
