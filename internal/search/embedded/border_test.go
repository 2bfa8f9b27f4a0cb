package embedded_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/search/embedded"
)

// asked are queries of one text by each order, with hits, totals and facets.
func asked(texts ...string) []search.Query {
	var queries []search.Query
	for _, text := range texts {
		for _, sort := range []search.Sort{search.Relevance, search.Oldest} {
			queries = append(queries, search.Query{Text: text, Sort: sort, Limit: search.MaxLimit, Facets: []search.Field{search.FieldStreet}})
		}
	}
	return queries
}

// numbered are permits from number 0 on, the same but for what is changed.
func numbered(n int, change func(i int, d *search.Document)) []search.Document {
	docs := make([]search.Document, n)
	for i := range docs {
		docs[i].ID = nthID(disclosure.KindPermit, i)
		change(i, &docs[i])
	}
	return docs
}

// wantAllShapes holds documents against the truth as one segment and, after halves of them came apart, merged.
func wantAllShapes(t *testing.T, docs []search.Document, queries ...search.Query) {
	t.Helper()
	want := answersOf(t, truthOf(t, step(1, docs)), queries)
	built := open(t, t.TempDir(), embedded.Options{Today: today})
	begin(t, built, step(1, docs))
	want.wantFrom(t, built)
	merged := open(t, t.TempDir(), embedded.Options{Today: today})
	begin(t, merged, step(1, docs[:len(docs)/2]))
	apply(t, merged, step(1, docs[len(docs)/2:]))
	want.wantFrom(t, merged)
	must(t, embedded.Merge(merged))
	want.wantFrom(t, merged)
}

// TestPostingsAtTheirBorders has as many documents with one key as postings change their form at, and as the bitmaps of a
// posting hold in one piece.
func TestPostingsAtTheirBorders(t *testing.T) {
	t.Parallel()
	for _, n := range []int{
		1, embedded.SparseMost - 1, embedded.SparseMost, embedded.SparseMost + 1, embedded.FewMost, embedded.FewMost + 1,
	} {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			t.Parallel()
			docs := numbered(n+50, func(i int, d *search.Document) {
				d.Names, d.Street = []string{"别处"}, "乙"
				if i%2 == 0 && i/2 < n-n/2 || i%2 == 1 && i/2 < n/2 {
					d.Names, d.Texts, d.Street = []string{"大光明宾馆"}, []string{"沙滩"}, "甲"
				}
			})
			wantAllShapes(t, docs, asked("光明", "大光明", "沙滩", "宾", "沙滩 馆", "处", "别处")...)
		})
	}
}

// TestSegmentsAtTheBordersOfBitmaps has as many documents in one segment as numbers of 16 bits, one less and one more.
func TestSegmentsAtTheBordersOfBitmaps(t *testing.T) {
	t.Parallel()
	borders := []int{1<<16 + 1}
	if faults() {
		borders = []int{1<<16 - 1, 1 << 16, 1<<16 + 1, 1 << 17}
	}
	for _, n := range borders {
		docs := numbered(n, func(i int, d *search.Document) {
			d.Names, d.Street, d.DecidedOn = []string{"光明"}, "甲", today().AddDays(-i%700)
			if i%3 == 0 {
				d.Texts = []string{"沙滩"}
			}
		})
		ix, truth := openNew(t, embedded.Options{}, step(1, docs))
		if segments := embedded.Segments(ix); !slices.Equal(segments, []int{n}) {
			t.Fatalf("segments %v, want one of %d", segments, n)
		}
		for _, q := range []search.Query{
			{Limit: 2},
			{Text: "光明", Facets: search.Fields(), Limit: 2},
			{Text: "光", Sort: search.Oldest, Limit: 2},
			{Text: "沙滩", Limit: 2},
			{Text: "沙滩 光", DecidedFrom: today().AddDays(-300), Facets: search.Fields(), Limit: 2},
		} {
			want, err := truth.Search(t.Context(), q)
			must(t, err)
			got, err := ix.Search(t.Context(), q)
			must(t, err)
			want.Next, got.Next = "", ""
			if diff := differ([]search.Result{want}, []search.Result{got}); diff != "" {
				t.Errorf("%d documents: %+v (-truth +index):\n%s", n, q, diff)
			}
		}
	}
}

// TestManyTuples has more combinations of values than two bytes can number.
func TestManyTuples(t *testing.T) {
	t.Parallel()
	docs := numbered(1<<16+100, func(i int, d *search.Document) {
		d.Authority, d.Street = fmt.Sprint("局", i%300), fmt.Sprint("街", i/300)
		d.State = []string{"甲", "乙"}[i%2]
	})
	ix, truth := openNew(t, embedded.Options{}, step(1, docs))
	if widths := embedded.Widths(ix); len(widths) != 1 || widths[0] != [...]int{4, 2} {
		t.Fatalf("columns of %v bytes, want 4 and 2", widths)
	}
	last := map[search.Field][]string{search.FieldStreet: {fmt.Sprint("街", (1<<16+99)/300)}}
	for range 2 {
		for _, q := range []search.Query{
			{Facets: search.Fields()},
			{Filters: last, Limit: search.MaxLimit, Facets: search.Fields()},
			{Filters: map[search.Field][]string{search.FieldAuthority: {"局7", "局299"}}, Facets: search.Fields(), Limit: 1},
		} {
			want, err := truth.Search(t.Context(), q)
			must(t, err)
			got, err := ix.Search(t.Context(), q)
			must(t, err)
			want.Next, got.Next = "", ""
			if diff := differ([]search.Result{want}, []search.Result{got}); diff != "" {
				t.Fatalf("%+v (-truth +index):\n%s", q, diff)
			}
		}
		must(t, embedded.Merge(ix))
	}
}

// TestSharedBeginningsOfCodes asks for beginnings of every length of codes that many, few and no documents share, some of
// characters of several bytes.
func TestSharedBeginningsOfCodes(t *testing.T) {
	t.Parallel()
	const many = embedded.SparseMost + 60
	shared := "91甲𠮷5001MA5乙丙7K9Xfgh"
	docs := numbered(many+900, func(i int, d *search.Document) {
		switch {
		case i < many-40:
			d.Codes = []string{fmt.Sprintf("%s%05d", shared, i)}
		case i < many:
			d.Codes = []string{fmt.Sprintf("%s%05d", shared[:9], i), shared} // as many as share the first characters alone
		case i < many+200:
			d.Codes = []string{fmt.Sprintf("92%06d", i), "91甲"}
		default:
			d.Codes = []string{fmt.Sprintf("91甲乙%05d", i), fmt.Sprintf("91甲𠮷%05d", i), "short"}
		}
	})
	ix, _ := openNew(t, embedded.Options{}, step(1, docs))
	if embedded.Prefixes(ix) == 0 {
		t.Fatal("no beginning has a posting of its own")
	}
	var texts []string
	for n := range []rune(shared) {
		texts = append(texts, string([]rune(shared)[:n+1]))
	}
	texts = append(texts, shared+"0", shared+"00001", shared+"000011", "92", "9200", "920011", "91甲乙", "91甲乙0", "short", "shor", "𠮷500")
	wantAllShapes(t, docs, asked(texts...)...)
}

// TestMostCodes gives a document as many codes as it may have, and one more.
func TestMostCodes(t *testing.T) {
	t.Parallel()
	docs := numbered(3, func(i int, d *search.Document) {
		for n := range embedded.MostCodes - i {
			d.Codes = append(d.Codes, fmt.Sprintf("code%d%03d", i, n))
		}
	})
	wantAllShapes(t, docs, asked("code", "code0", "code0000", "code0254", "code1253", "code1254")...)
	ix, truth := openNew(t, embedded.Options{}, step(1, docs))
	docs[0].Codes = append(docs[0].Codes, "one more")
	if err := ix.Apply(t.Context(), step(2, docs)); disclosure.KindOf(err) != disclosure.Invalid {
		t.Errorf("a document of %d codes: %v, want kind invalid", len(docs[0].Codes), err)
	}
	wantSame(t, truth, ix, everything())
}

// TestLongTexts has texts beyond what two bytes can tell the length of.
func TestLongTexts(t *testing.T) {
	t.Parallel()
	docs := numbered(6, func(i int, d *search.Document) {
		d.Names, d.Numbers, d.Codes = []string{fmt.Sprint("光明", i)}, []string{"〔2024〕1"}, []string{"9144"}
		size := 1<<15 - 2 + i // in units, the break before the text included
		d.Texts = []string{strings.Repeat("沙", size-3) + "滩头"}
		if i == 5 {
			d.Names = append(d.Names, strings.Repeat("长", 1<<17)+"名")
			d.Fine = new(disclosure.Fen(7))
		}
	})
	wantAllShapes(t, docs, asked("沙滩头", "光明5", "长名", "沙沙沙沙", "9144", "20241", "(2024)1", "头")...)
}

// TestCharactersOfTwoUnits has characters beyond the first plane: pairs of units of which a term may never take one half.
func TestCharactersOfTwoUnits(t *testing.T) {
	t.Parallel()
	// 𠮷 and 𠮾 have the same first unit, 𠮷 and 𡮷 end alike.
	names := []string{"𠮷", "𠮾", "𠮷𠮾", "𠮾𠮷", "𡮷", "甲𠮷", "𠮷甲", "甲𠮾乙", "𠮷 𠮾", "𠮷𠮷𠮷", "😀𠮷"}
	docs := numbered(len(names)*3, func(i int, d *search.Document) {
		name := names[i%len(names)]
		switch i / len(names) {
		case 0:
			d.Names = []string{name}
		case 1:
			d.Texts = []string{name}
		default:
			d.Numbers, d.Codes = []string{"〔" + name + "〕"}, []string{name + "1234"}
		}
	})
	wantAllShapes(t, docs, asked(append(names, "𠮷1234", "𠮷123", "甲", "乙", "(𠮷)", "(𠮷", "𠮾)")...)...)
}

// TestOddBytes has texts in whose bytes a term occurs, but not where a character begins.
func TestOddBytes(t *testing.T) {
	t.Parallel()
	// In bytes 丁低 is 01 4E 4E 4F: between its characters lie 4E 4E, which is 乎.
	texts := []string{"丁低", "乎", "丁低低", "低乎", "丁乎", "一一一", "丁低 乎", "乎乎"}
	docs := numbered(len(texts)*2, func(i int, d *search.Document) {
		text, other := texts[i%len(texts)], texts[(i+1)%len(texts)]
		if i < len(texts) {
			d.Names, d.Texts = []string{text}, []string{other}
		} else {
			d.Texts, d.Names = []string{"前" + text + "后"}, []string{other}
		}
	})
	wantAllShapes(t, docs, asked(append(texts, "前丁", "低后", "乎乎乎", "低低")...)...)
}

// TestDatesAndFinesAtTheirBorders has the first and last dates there are, and the smallest and largest fines.
func TestDatesAndFinesAtTheirBorders(t *testing.T) {
	t.Parallel()
	dates := []string{"", "0001-01-01", "1582-10-15", "1969-12-31", "1970-01-01", "1970-01-02", "2026-11-20", "9999-12-30", "9999-12-31"}
	fines := []disclosure.Fen{0, 1, 1<<31 - 1, 1 << 31, 1 << 32, 1 << 53, 999_999_999_999_999_999}
	docs := numbered(len(dates)*(len(fines)+1), func(i int, d *search.Document) {
		d.DecidedOn = disclosure.MustDate(dates[i%len(dates)])
		if nth := i / len(dates); nth < len(fines) {
			d.Fine = &fines[nth]
		}
		if until := dates[i*7%len(dates)]; i%3 == 0 && until != "" {
			d.PublicUntil = disclosure.MustDate(until)
		}
	})
	queries := []search.Query{}
	for _, from := range dates {
		for _, to := range dates {
			q := search.Query{DecidedFrom: disclosure.MustDate(from), DecidedTo: disclosure.MustDate(to), Limit: 7, Facets: search.Fields()}
			queries = append(queries, q)
			q.Sort = search.Oldest
			queries = append(queries, q)
		}
	}
	for i := range fines {
		for j := range fines {
			queries = append(queries, search.Query{FineFrom: &fines[i], FineTo: &fines[j], Sort: search.Fine, Limit: 5})
		}
		queries = append(queries, search.Query{FineFrom: &fines[i], Sort: search.Fine, Limit: 5}, search.Query{FineTo: &fines[i], Limit: 5})
	}
	wantAllShapes(t, docs, queries...)
}

// TestAlikeVenueNames has venues whose names begin alike, are equal, empty, or differ in case only, paged one by one.
func TestAlikeVenueNames(t *testing.T) {
	t.Parallel()
	names := []string{"", "甲", "甲乙", "甲乙丙", "甲 乙", "a", "A", "aa", "a\x00", "𠮷", "\uffff"}
	var docs []search.Document
	for i := range len(names) * 3 {
		name := names[i%len(names)]
		docs = append(docs, search.Document{ID: nthID(disclosure.KindVenue, 100-i), SortName: name, Names: []string{"甲", name}})
	}
	venues := []disclosure.Kind{disclosure.KindVenue}
	wantAllShapes(t, docs, search.Query{Kinds: venues, Sort: search.Name, Limit: 1}, search.Query{Text: "甲", Limit: 1},
		search.Query{Sort: search.Newest, Limit: 2}, search.Query{Text: "甲乙", Sort: search.Name, Kinds: venues, Limit: 1})
}
