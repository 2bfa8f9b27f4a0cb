package meili

import "github.com/meilisearch/meilisearch-go"

// schema is the version of what the index holds. It is part of the index's name: an index of another version is not ours to
// read, and the indexer builds a new one beside it.
const schema = "v1"

// The fields of a document in the index.
const (
	fieldID       = "id"
	fieldKind     = "kind"
	fieldDecided  = "decided" // 20261122; 0 without a date, so that descending order puts it last
	fieldOldest   = "oldest"  // the same, undated for ascending order
	fieldUntil    = "until"   // the last public day, undated without an end
	fieldFine     = "fine"    // fen; absent without one
	fieldOrder    = "order"   // sortKey of a venue's sort name
	fieldLinks    = "links"   // digests of codes and numbers, for Neighbours
	fieldSortName = "sort_name"
	fieldFirst    = "first_name"
	// Normal forms, against which candidates are held.
	fieldNames   = "names"
	fieldTexts   = "texts"
	fieldNumbers = "numbers"
	fieldCodes   = "codes"
	// Marks, which are searched.
	fieldNameMarks = "name_marks" // marks, marks_2, … of everything that is read beside them
	fieldCodeMarks = "code_marks"
	fieldSpelt     = "spelt"
	// Of the document that says how far the index has come.
	fieldFeed     = "feed"
	fieldPosition = "position"
	fieldBuilding = "building"
)

const (
	// undated stands for no date where the latest comes last.
	undated = 99999999
	// maxTotal is beyond any number of documents: Meilisearch counts no further than it is told.
	maxTotal = 1_000_000_000
	// maxFacetValues is how many values of a field are counted; the most used field, street, has a few hundred.
	maxFacetValues = 20_000
	// cutoffMilliseconds is when the server gives up and answers what it has so far, in no order. It lies beyond our own patience,
	// because half an answer would look like a whole one.
	cutoffMilliseconds = 60_000
	// locale is a language whose words are only cut at spaces.
	locale = "eng"
)

// settings are those of every index that this package makes.
func settings() *meilisearch.Settings {
	prefixes := "disabled"
	return &meilisearch.Settings{
		SearchableAttributes: []string{fieldNameMarks, "marks", "marks_2", "marks_3", "marks_4", fieldCodeMarks, fieldSpelt},
		FilterableAttributes: append(facetFields(),
			fieldID, fieldDecided, fieldUntil, fieldFine, fieldOldest, fieldOrder, fieldLinks),
		SortableAttributes: []string{fieldID, fieldDecided, fieldOldest, fieldFine, fieldOrder},
		// Nothing but the order that is asked for. Which documents match is not a matter of ranking rules.
		RankingRules:       []string{"sort"},
		ProximityPrecision: meilisearch.ByWord,
		PrefixSearch:       &prefixes,
		SearchCutoffMs:     cutoffMilliseconds,
		TypoTolerance: &meilisearch.TypoTolerance{
			Enabled:             false,
			MinWordSizeForTypos: meilisearch.MinWordSizeForTypos{OneTypo: 5, TwoTypos: 9},
			DisableOnWords:      []string{},
			DisableOnAttributes: []string{},
		},
		LocalizedAttributes: []*meilisearch.LocalizedAttributes{{Locales: []string{locale}, AttributePatterns: []string{"*"}}},
		Pagination:          &meilisearch.Pagination{MaxTotalHits: maxTotal},
		Faceting: &meilisearch.Faceting{
			MaxValuesPerFacet: maxFacetValues,
			SortFacetValuesBy: map[string]meilisearch.SortFacetType{"*": meilisearch.SortFacetTypeAlpha},
		},
	}
}
