package meili

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// modelQuery is one query of a multi-search.
type modelQuery struct {
	IndexUID             string   `json:"indexUid"` //nolint:tagliatelle // the server writes its names so
	Q                    string   `json:"q"`
	Filter               string   `json:"filter"`
	MatchingStrategy     string   `json:"matchingStrategy"` //nolint:tagliatelle // the server writes its names so
	Locales              []string `json:"locales"`
	AttributesToRetrieve []string `json:"attributesToRetrieve"` //nolint:tagliatelle // the server writes its names so
	Facets               []string `json:"facets"`
	Sort                 []string `json:"sort"`
	Limit                *int     `json:"limit"`
	HitsPerPage          *int     `json:"hitsPerPage"` //nolint:tagliatelle // the server writes its names so
}

func (m *model) multiSearch(w http.ResponseWriter, r *http.Request) {
	var body struct{ Queries []modelQuery }
	read(r, &body)
	results := make([]any, 0, len(body.Queries))
	for _, q := range body.Queries {
		index := m.indexes[q.IndexUID]
		if index == nil {
			refuse(w, http.StatusBadRequest, "index_not_found")
			return
		}
		result, err := index.search(&q)
		if err != nil {
			refuse(w, http.StatusBadRequest, "invalid_search_filter")
			return
		}
		results = append(results, result)
	}
	answer(w, http.StatusOK, map[string]any{"results": results})
}

func (index *modelIndex) search(q *modelQuery) (map[string]any, error) {
	wanted, err := readFilter(q.Filter)
	if err != nil {
		return nil, err
	}
	phrases, err := readPhrases(q)
	if err != nil {
		return nil, err
	}
	var found []*modelDocument
	for _, d := range index.documents {
		if wanted(d) && !slices.ContainsFunc(phrases, func(words []string) bool { return !d.hasPhrase(words) }) {
			found = append(found, d)
		}
	}
	if slices.ContainsFunc(q.Sort, func(s string) bool {
		return !slices.Contains(index.names("sortableAttributes"), strings.Split(s, ":")[0])
	}) {
		return nil, fmt.Errorf("sort by %q", q.Sort)
	}
	sortModel(found, append(q.Sort, "id:asc"))
	result := map[string]any{"query": q.Q, "processingTimeMs": 1, "indexUid": q.IndexUID, "facetDistribution": distribution(found, q.Facets)}
	limit := 20
	if q.HitsPerPage != nil {
		limit = *q.HitsPerPage
		result["totalHits"], result["hitsPerPage"], result["page"] = len(found), limit, 1
	} else {
		if q.Limit != nil {
			limit = *q.Limit
		}
		result["estimatedTotalHits"], result["limit"] = len(found), limit
	}
	hits := make([]map[string]json.RawMessage, 0)
	for _, d := range found[:min(limit, len(found))] {
		hit := make(map[string]json.RawMessage)
		for _, field := range q.AttributesToRetrieve {
			if raw, ok := d.raw[field]; ok {
				hit[field] = raw
			}
		}
		hits = append(hits, hit)
	}
	result["hits"] = hits
	return result, nil
}

// readPhrases takes a query of nothing but quoted phrases; the server looks at the first ten.
func readPhrases(q *modelQuery) ([][]string, error) {
	if q.MatchingStrategy != "all" || !slices.Equal(q.Locales, []string{"eng"}) {
		return nil, fmt.Errorf("strategy %q, locales %q", q.MatchingStrategy, q.Locales)
	}
	var phrases [][]string
	for i, piece := range strings.Split(q.Q, `"`) {
		if i%2 == 0 && strings.TrimSpace(piece) != "" {
			return nil, fmt.Errorf("words outside of phrases: %q", piece)
		}
		if i%2 == 1 {
			phrases = append(phrases, strings.Fields(piece))
		}
	}
	return phrases[:min(len(phrases), 10)], nil
}

func sortModel(found []*modelDocument, sorts []string) {
	slices.SortFunc(found, func(a, b *modelDocument) int {
		for _, s := range sorts {
			field, direction, _ := strings.Cut(s, ":")
			order := compareValues(a.values[field], b.values[field])
			if direction == "desc" && len(a.values[field]) > 0 && len(b.values[field]) > 0 {
				order = -order
			}
			if order != 0 {
				return order
			}
		}
		return 0
	})
}

// compareValues puts what has no value last, whatever the direction.
func compareValues(a, b []any) int {
	if len(a) == 0 || len(b) == 0 {
		return cmp.Compare(len(b), len(a))
	}
	if number, ok := a[0].(float64); ok {
		return compareNumbers(number, b[0].(float64))
	}
	return strings.Compare(fold(a[0].(string)), fold(b[0].(string)))
}

// distribution counts values that fold to one as one, under one of their names.
func distribution(found []*modelDocument, fields []string) map[string]map[string]int {
	counted := make(map[string]map[string]int)
	for _, field := range fields {
		counts, names := make(map[string]int), make(map[string]string)
		for _, d := range found {
			seen := make(map[string]bool)
			for _, value := range d.values[field] {
				folded := fold(value.(string))
				if names[folded] == "" {
					names[folded] = value.(string)
				}
				if !seen[folded] {
					counts[names[folded]]++
				}
				seen[folded] = true
			}
		}
		counted[field] = counts
	}
	return counted
}
