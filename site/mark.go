package site

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/search"
)

// marked is a text in pieces, some of which a search has found. Where it is shown without marks it is one text.
type marked []piece

type piece struct {
	Text  string
	Found bool
}

// plain is a text in which nothing is looked for.
func plain(text string) marked {
	if text == "" {
		return nil
	}
	return marked{{Text: text}}
}

// String gives the whole text.
func (m marked) String() string {
	var out strings.Builder
	for _, p := range m {
		out.WriteString(p.Text)
	}
	return out.String()
}

// found reports whether anything in the text was found.
func (m marked) found() bool {
	for _, p := range m {
		if p.Found {
			return true
		}
	}
	return false
}

// mark marks what the visitor's search, if there is one, has found in a text.
func (v *visit) mark(role search.Role, text string) marked {
	if text == "" || v.sought == nil {
		return plain(text)
	}
	return cut(text, search.Highlight(v.sought, role, text))
}

func cut(text string, spans []search.Span) marked {
	var m marked
	at := 0
	for _, span := range spans {
		if span.From > at {
			m = append(m, piece{Text: text[at:span.From]})
		}
		m = append(m, piece{Text: text[span.From:span.To], Found: true})
		at = span.To
	}
	if at < len(text) {
		m = append(m, piece{Text: text[at:]})
	}
	return m
}

// passage is the part of a record in which something was found that the record's line does not show.
type passage struct {
	Label string
	Text  marked
	// Code marks numbers and codes.
	Code bool
}

// mostPassages is how many passages a line carries: one says why a record was found, many hide the others.
const mostPassages = 3

// passages shows where in a record, or in the venue it belongs to, a search has found something, as far as the record's
// line does not show it itself.
func (s *site) passages(v *visit, body disclosure.Body, at dossier.VenueRef, shown ...marked) ([]passage, error) {
	if v.sought == nil {
		return nil, nil
	}
	members := search.Members(body)
	if at.ID != "" && !allFound(v.sought, append(slices.Clip(members), search.Member{Role: search.RoleName, Text: at.Name})) {
		venue, err := s.venueMembers(v.UserContext(), at.ID)
		if err != nil {
			return nil, err
		}
		members = append(members, venue...)
	}
	shown = append(shown, plain(at.Name))
	var list []passage
	for _, member := range members {
		text := v.mark(member.Role, member.Text)
		label, known := memberLabels[member.Path]
		if !known || !text.found() || among(shown, member.Text) || len(list) == mostPassages {
			continue
		}
		shown = append(shown, text)
		code := member.Role == search.RoleNumber || member.Role == search.RoleCode
		list = append(list, passage{Label: v.T(label), Text: text.around(), Code: code})
	}
	return list, nil
}

// allFound reports whether each term of a query is found in some member.
func allFound(q *search.Query, members []search.Member) bool {
	for _, term := range search.Terms(q.Text) {
		one, found := search.Query{Text: term, Pinyin: q.Pinyin}, false
		for _, member := range members {
			found = found || len(search.Highlight(&one, member.Role, member.Text)) > 0
		}
		if !found {
			return false
		}
	}
	return true
}

func among(shown []marked, text string) bool {
	for _, m := range shown {
		if m.String() == text {
			return true
		}
	}
	return false
}

// venueMembers is what a record is found by of its venue; nothing if the venue has ended meanwhile.
func (s *site) venueMembers(ctx context.Context, id disclosure.ID) ([]search.Member, error) {
	venue, err := dossier.Get[*disclosure.Venue](ctx, s.Reader, id)
	if kind := disclosure.KindOf(err); err != nil && (kind == disclosure.Gone || kind == disclosure.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return search.VenueMembers(venue.Facts), nil
}

// How many characters of a long text are shown, and how many of these before what was found.
const (
	passageLength = 90
	passageBefore = 20
)

// around shortens a long text to the surroundings of the first thing that was found in it.
func (m marked) around() marked {
	if utf8.RuneCountInString(m.String()) <= passageLength {
		return m
	}
	var out marked
	left := passageLength
	for _, p := range m {
		switch runes := []rune(p.Text); {
		case left == 0:
			return append(out, piece{Text: "…"})
		case len(out) == 0 && !p.Found:
			if skipped := len(runes) - passageBefore; skipped > 0 {
				runes = append([]rune("…"), runes[skipped:]...)
			}
			left -= len(runes)
			out = append(out, piece{Text: string(runes)})
		case len(runes) > left:
			return append(out, piece{Text: string(runes[:left]), Found: p.Found}, piece{Text: "…"})
		default:
			left -= len(runes)
			out = append(out, p)
		}
	}
	return out
}

// memberLabels name the members that are searched, by their paths in the record.
var memberLabels = map[string]string{
	"name":                "site.field.venue_name",
	"former_names":        "site.field.former_names",
	"operator.name":       "site.field.operator",
	"operator.uscc":       "site.field.uscc",
	"address":             "site.field.address",
	"street":              "site.field.street",
	"permit_numbers":      "site.field.venue_number",
	"venue.name":          "site.field.venue_name",
	"venue.former_names":  "site.field.former_names",
	"venue.operator.name": "site.field.operator",
	"venue.operator.uscc": "site.field.uscc",
	"venue.address":       "site.field.address",
	"venue.street":        "site.field.street",
	"counterparty.name":   "site.field.counterparty",
	"counterparty.uscc":   "site.field.uscc",
	"counterparty.other_codes.business_reg_no":     "site.field.business_reg_no",
	"counterparty.other_codes.org_code":            "site.field.org_code",
	"counterparty.other_codes.tax_reg_no":          "site.field.tax_reg_no",
	"counterparty.other_codes.institution_cert_no": "site.field.institution_cert_no",
	"counterparty.other_codes.social_org_reg_no":   "site.field.social_org_reg_no",
	"document_number":                              "site.field.document_number",
	"permit_number":                                "site.field.permit_number",
	"premises.name":                                "site.field.premises_name",
	"premises.address":                             "site.field.address",
	"premises.street":                              "site.field.street",
	"violation_type":                               "site.field.violation_type",
	"facts":                                        "site.field.facts",
	"content":                                      "site.field.record_content",
}
