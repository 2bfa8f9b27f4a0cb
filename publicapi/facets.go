package publicapi

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/search"
	"mingshi/internal/wire"
)

// facetCount is how many of the records that were found have a value.
type facetCount struct {
	Value string `json:"value"`
	Label string `json:"label,omitempty"`
	Count int64  `json:"count"`
}

// facets are the counts as they go out, with labels where a language was asked for.
func (a *api) facets(j *wire.Joined, counted map[search.Field][]search.Count) map[search.Field][]facetCount {
	facets := make(map[search.Field][]facetCount, len(counted))
	for field, counts := range counted {
		list := make([]facetCount, len(counts))
		for i, count := range counts {
			list[i] = facetCount{Value: count.Value, Count: count.Count}
			if j.Labelled {
				list[i].Label = a.facetLabel(j, field, count.Value)
			}
		}
		facets[field] = list
	}
	return facets
}

// facetLabel is what a value of a closed list, or the authority that publishes, is called; "" for any other value.
func (a *api) facetLabel(j *wire.Joined, field search.Field, value string) string {
	switch field {
	case search.FieldKind:
		return i18n.T(j.Lang, kindLabels[disclosure.Kind(value)])
	case search.FieldState:
		return i18n.T(j.Lang, stateLabels[disclosure.State(value)])
	case search.FieldVenueKind:
		return disclosure.VenueKinds.Label(disclosure.VenueKind(value), j.English())
	case search.FieldCounterpartyKind:
		return disclosure.CounterpartyKinds.Label(disclosure.CounterpartyKind(value), j.English())
	case search.FieldPenaltyKind:
		return disclosure.PenaltyKinds.Label(disclosure.PenaltyKind(value), j.English())
	case search.FieldAuthority:
		return a.authorityLabel(j, value)
	case search.FieldStreet, search.FieldGrade, search.FieldYear: // say themselves
	}
	return ""
}

func (a *api) authorityLabel(j *wire.Joined, code string) string {
	switch {
	case code != a.Authority.USCC:
		return ""
	case j.English():
		return a.Authority.NameEN
	}
	return a.Authority.NameZH
}

var kindLabels = map[disclosure.Kind]string{
	disclosure.KindVenue:   "api.kind.venue",
	disclosure.KindPermit:  "api.kind.permit",
	disclosure.KindFiling:  "api.kind.filing",
	disclosure.KindGrading: "api.kind.grading",
	disclosure.KindReading: "api.kind.reading",
	disclosure.KindPenalty: "api.kind.penalty",
}

var stateLabels = map[disclosure.State]string{
	disclosure.StatePublished: "api.state.published",
	disclosure.StateDisputed:  "api.state.disputed",
}
