package meili

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// entry is a document as the server keeps it.
type entry struct {
	ID       disclosure.ID `json:"id"`
	Kind     string        `json:"kind"`
	Decided  int64         `json:"decided"`
	Oldest   int64         `json:"oldest"`
	Until    int64         `json:"until,omitempty"`
	Fine     *int64        `json:"fine,omitempty"`
	Order    string        `json:"order,omitempty"`
	SortName string        `json:"sort_name,omitempty"`
	// First is the first name as it was given: two suggestions are the same if it is.
	First string   `json:"first_name,omitempty"`
	Links []string `json:"links,omitempty"`

	Names   []string `json:"names,omitempty"`
	Texts   []string `json:"texts,omitempty"`
	Numbers []string `json:"numbers,omitempty"`
	Codes   []string `json:"codes,omitempty"`

	NameMarks []string `json:"name_marks,omitempty"`
	CodeMarks []string `json:"code_marks,omitempty"`
	Spelt     []string `json:"spelt,omitempty"`

	// Marks of everything that is read, in as many fields as it takes.
	Marks1 []string `json:"marks,omitempty"`
	Marks2 []string `json:"marks_2,omitempty"`
	Marks3 []string `json:"marks_3,omitempty"`
	Marks4 []string `json:"marks_4,omitempty"`

	values
}

// values are what is filtered by and counted, as keys of facetKey.
type values struct {
	State            string   `json:"state,omitempty"`
	Authority        string   `json:"authority,omitempty"`
	Street           string   `json:"street,omitempty"`
	VenueKind        string   `json:"venue_kind,omitempty"`
	CounterpartyKind string   `json:"counterparty_kind,omitempty"`
	Grade            string   `json:"grade,omitempty"`
	PenaltyKinds     []string `json:"penalty_kind,omitempty"`
	Year             string   `json:"year,omitempty"`
}

// maxFine is the greatest number that the server, which counts in doubles, tells from its neighbours.
const maxFine = 1 << 53

// newEntry writes a document in the server's terms, or refuses one that the server would cut.
func newEntry(d *search.Document) (*entry, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	e := &entry{
		ID: d.ID, Kind: facetKey(string(d.ID.Kind())), Decided: dayNumber(d.DecidedOn), Oldest: undated, Until: undated,
		SortName: d.SortName, values: valuesOf(d),
		Names: normalForms(d.Names), Texts: normalForms(d.Texts), Numbers: normalForms(d.Numbers), Codes: normalForms(d.Codes),
	}
	if !d.DecidedOn.IsZero() {
		e.Oldest = e.Decided
	}
	if !d.PublicUntil.IsZero() {
		e.Until = dayNumber(d.PublicUntil)
	}
	if d.ID.Kind() == disclosure.KindVenue {
		e.Order = sortKey(d.SortName)
	}
	if len(d.Names) > 0 {
		e.First = d.Names[0]
	}
	if d.Fine != nil {
		fine := int64(*d.Fine)
		if fine > maxFine || fine < -maxFine {
			return nil, disclosure.Errorf(disclosure.Invalid, "document %s: a fine of %s yuan is too much to be kept", d.ID, d.Fine.Yuan())
		}
		e.Fine = &fine
	}
	if !e.mark() {
		return nil, disclosure.Errorf(disclosure.Invalid, "document %s: more text than Meilisearch looks at", d.ID)
	}
	return e, e.check()
}

// mark adds what the document is searched by, or tells that it is too much.
func (e *entry) mark() bool {
	e.Links = append(linksOf('n', e.Numbers), linksOf('c', e.Codes)...)
	for _, code := range e.Codes {
		e.CodeMarks = append(e.CodeMarks, marks(coding, true, code))
	}
	for _, name := range e.Names {
		e.NameMarks = append(e.NameMarks, marks(naming, true, name))
	}
	e.Spelt = spelt(e.Names)
	return e.markText() && fit(e.NameMarks) && fit(e.CodeMarks) && fit(e.Spelt)
}

// markText puts the marks of each text, cut into pieces if it is long, where there is room.
func (e *entry) markText() bool {
	fields := []*[]string{&e.Marks1, &e.Marks2, &e.Marks3, &e.Marks4}
	taken := make([]int, len(fields))
	for _, text := range slices.Concat(e.Names, e.Texts, withBare(e.Numbers)) {
		for _, piece := range pieces(text) {
			marked := marks(anything, false, piece)
			size := positions(marked)
			i := slices.IndexFunc(taken, func(n int) bool { return n+size <= maxPositions })
			if i < 0 {
				return false
			}
			taken[i] += size
			*fields[i] = append(*fields[i], marked)
		}
	}
	return true
}

// check refuses what the server would cut without saying so.
func (e *entry) check() error {
	for _, field := range search.Fields() {
		for _, key := range e.keys(field) {
			if len(key) > maxKey {
				return disclosure.Errorf(disclosure.Invalid, "document %s: %s is longer than Meilisearch keeps", e.ID, field)
			}
		}
	}
	return nil
}

func valuesOf(d *search.Document) values {
	single := func(field search.Field) string {
		if given := d.Values(field); len(given) > 0 {
			return facetKey(given[0])
		}
		return ""
	}
	v := values{
		State: single(search.FieldState), Authority: single(search.FieldAuthority), Street: single(search.FieldStreet),
		VenueKind: single(search.FieldVenueKind), CounterpartyKind: single(search.FieldCounterpartyKind),
		Grade: single(search.FieldGrade), Year: single(search.FieldYear),
	}
	for _, kind := range d.PenaltyKinds {
		v.PenaltyKinds = append(v.PenaltyKinds, facetKey(kind))
	}
	return v
}

// keys are the facetKeys of the document's values in a field, each once.
func (e *entry) keys(field search.Field) []string {
	single := ""
	switch field {
	case search.FieldKind:
		single = e.Kind
	case search.FieldState:
		single = e.State
	case search.FieldAuthority:
		single = e.Authority
	case search.FieldStreet:
		single = e.Street
	case search.FieldVenueKind:
		single = e.VenueKind
	case search.FieldCounterpartyKind:
		single = e.CounterpartyKind
	case search.FieldGrade:
		single = e.Grade
	case search.FieldYear:
		single = e.Year
	case search.FieldPenaltyKind:
		return slices.Compact(slices.Sorted(slices.Values(e.PenaltyKinds)))
	}
	if single == "" {
		return nil
	}
	return []string{single}
}

// linksOf are digests of codes or numbers (their sort tells which), for documents that share one. Those of which nothing is
// left in normal form are shared by nobody.
func linksOf(sort byte, normal []string) []string {
	var links []string
	for _, text := range normal {
		if text != "" {
			sum := sha256.Sum256([]byte(text))
			links = append(links, string(rune(sort))+hex.EncodeToString(sum[:16]))
		}
	}
	return links
}

func normalForms(texts []string) []string {
	normal := make([]string, 0, len(texts))
	for _, text := range texts {
		normal = append(normal, search.Normalize(text))
	}
	return normal
}

// withBare are numbers as they stand and, where that is another text, without brackets.
func withBare(numbers []string) []string {
	both := slices.Clone(numbers)
	for _, number := range numbers {
		if bare := search.WithoutBrackets(number); bare != number {
			both = append(both, bare)
		}
	}
	return both
}

// facetFields are the fields that can be counted, as the server knows them.
func facetFields() []string {
	var fields []string
	for _, field := range search.Fields() {
		fields = append(fields, string(field))
	}
	return fields
}
