package embedded

import (
	"slices"
	"sort"

	"github.com/RoaringBitmap/roaring/v2"

	"mingshi/internal/search"
)

// A code may be asked for by any beginning of MinCode characters or more. The codes are in order, so those with one
// beginning lie side by side; a beginning that more than sparseMost of them share has a posting of its own.

// run is a range of codes with one beginning.
type run struct {
	text     string
	from, to int
}

// longestPrefix is how many characters of a beginning are looked at for postings of their own; more of that length
// belong to one business.
const longestPrefix = 18

// sharedPrefixes finds every beginning that more than sparseMost of n codes in order share, in the order of the text.
func sharedPrefixes(n int, textOf func(i int) string) []run {
	var runs []run
	for length := search.MinCode; length <= longestPrefix; length++ {
		before := len(runs)
		for from := 0; from+sparseMost < n; {
			text, whole := beginning(textOf(from), length)
			// Only where the code so far ahead still begins alike is there a run that is long enough.
			if ahead, ok := beginning(textOf(from+sparseMost), length); !whole || !ok || ahead != text {
				from = nextBeginning(from, n, length, textOf)
				continue
			}
			to := nextBeginning(from, n, length, textOf)
			if to-from > sparseMost {
				runs = append(runs, run{text, from, to})
			}
			from = to
		}
		if len(runs) == before {
			break // longer ones are shared by fewer
		}
	}
	slices.SortFunc(runs, func(a, b run) int {
		if a.text < b.text {
			return -1
		}
		return 1
	})
	return runs
}

// beginning cuts a code to its first characters; false if it has fewer.
func beginning(code string, length int) (string, bool) {
	n := 0
	for i := range code {
		if n == length {
			return code[:i], true
		}
		n++
	}
	return code, n == length
}

// nextBeginning finds the first code behind from that begins otherwise.
func nextBeginning(from, n, length int, textOf func(i int) string) int {
	text, _ := beginning(textOf(from), length)
	return from + 1 + sort.Search(n-from-1, func(i int) bool {
		other, _ := beginning(textOf(from+1+i), length)
		return other != text
	})
}

// prefixPosting is the set of the documents that have one of the codes.
func prefixPosting(codes []code) ([]byte, error) {
	docs := make([]uint32, len(codes))
	for i, c := range codes {
		docs[i] = c.doc
	}
	slices.Sort(docs)
	set := roaring.New()
	set.AddMany(docs)
	if n := set.GetCardinality(); n <= sparseMost { // documents with several such codes
		var few sparse
		for it := set.Iterator(); it.HasNext(); {
			few.add(it.Next())
		}
		return few.appendPosting(nil)
	}
	return appendBitmap(nil, set)
}
