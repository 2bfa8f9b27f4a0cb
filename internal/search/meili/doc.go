// Package meili owns the search engine that keeps its index in a Meilisearch server, for deployments in which several
// application servers share one index. It depends only on disclosure and search, and on meilisearch-go.
//
// It was written from the documentation and the source of Meilisearch 1.50.0 and has not met a real server yet: its tests play
// exchanges that were written by hand from that source. It needs 1.15 or later, which compares strings in filters. With
// MINGSHI_TEST_SEARCH_URL set, the contract suite runs against the server there.
//
// # Characters, not words
//
// Meilisearch cuts Chinese into words with a dictionary, folds traditional into simplified characters, drops accents and takes
// punctuation for gaps, so that two characters that lie across its cuts, or a bracket, are never found. Nothing of that is
// ours to ask. What is searched is therefore not text but marks: each character of a normal form (search.Normalize) becomes a
// word of Latin letters that spells its code point, 酒 being "tjbfc", and a term becomes the quoted phrase of its characters'
// words. Such words pass through the tokenizer unchanged. Names, everything that is read, and codes have alphabets of their own,
// and names and codes begin with a mark of their beginning, so that "in a name", "begins a name" and "begins a code" are
// phrases too. Typo tolerance, prefix search and stop words are off: they would answer another question than the one asked.
//
// # What is exact
//
// A phrase of one or two characters is exact in Meilisearch. A longer one is not: the server looks at neighbouring pairs, which
// may stand at different places. Codes and pinyin are alternatives to a phrase, and a query has no "or", so that each
// combination of them is a query of its own and their hits overlap. In all these cases the answers of the server are
// candidates, a superset of the hits; each hit that leaves this package was held against the contract here, with the normal
// forms that are stored beside the marks. As long as there are no more than 1,000 candidates, all of them are fetched, and
// totals, facets and order are exact. With more, hits are still right and each is met once, but TotalIsExact is false: Total
// counts those of the first 1,000 candidates of each query that do match, a lower bound, and facets count candidates.
//
// # Order and paging
//
// A cursor is a place in the order of the contract, and a page is asked for by filters on what that order is made of, so that
// nothing is met twice or missed while documents come and go. The tiers of Relevance follow one another, each with its own
// query; what belongs to another tier is left out here. Where many candidates have to be left out, a page may have fewer hits
// than its limit, even none, and still a Next. Venues whose sort names agree in their first 290 bytes are by id.
//
// # Limits
//
// A query of Meilisearch has ten terms and 1,000 tokens: MaxTerms and MaxText stay within both. At most sixteen combinations of
// alternatives are asked; terms beyond them are only held against the candidates. A document of more than about 250,000 characters, a
// value of a property that is too long for a key of the server (156 Chinese characters) and an amount of more than 2^53 fen are
// kind Invalid when they are applied, because the server would cut them without a word.
//
// # Rights
//
// Search, Suggest and State need a key with the action search for the indexes NAME* alone; how far the index has come is a
// document of the index itself. A Sink needs search, documents.add, documents.delete, settings.update, indexes.create,
// indexes.delete, indexes.swap and tasks.get for NAME*. One process at a time writes.
package meili
