package embedded_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/search/embedded"
)

// secret is a document whose every word is to be forgotten.
func secret(n int) search.Document {
	return search.Document{
		ID: nthID(disclosure.KindVenue, n), SortName: "忘名排序𠮷", Names: []string{"忘名之馆𠮷", "旧忘名馆"}, Texts: []string{"勿记之址"},
		Numbers: []string{"忘字〔2024〕7号"}, Codes: []string{"91SECRETCODE", "忘码四字"},
	}
}

// secretWords are the words of a secret, each long enough to stand nowhere else.
var secretWords = []string{"忘名排序𠮷", "忘名之馆", "旧忘名馆", "勿记之址", "忘字(2024)7", "91secretcode", "忘码四字"}

// wantForgotten fails the test if a file of a folder holds a secret word, in UTF-8 or in units.
func wantForgotten(t testing.TB, dir string) {
	t.Helper()
	for name, raw := range readFolder(t, dir) {
		if word := wordIn(raw); word != "" {
			t.Errorf("%s is in %s", word, name)
		}
	}
}

func wordIn(raw []byte) string {
	for _, word := range secretWords {
		if bytes.Contains(raw, []byte(word)) || bytes.Contains(raw, embedded.Units(word)) {
			return word
		}
	}
	return ""
}

// wantRemembered fails the test if no file holds a secret: then there was nothing to be erased.
func wantRemembered(t testing.TB, dir string) {
	t.Helper()
	for _, raw := range readFolder(t, dir) {
		if wordIn(raw) != "" {
			return
		}
	}
	t.Fatal("the secret was written nowhere")
}

// tiny are documents with next to no text, ids from one number on.
func tiny(from, n int) []search.Document {
	docs := make([]search.Document, n)
	for i := range docs {
		docs[i] = search.Document{
			ID: nthID(kindOf(i), from+i), Names: []string{fmt.Sprint("馆", i%7)}, Codes: []string{fmt.Sprint("code", i%5000)},
		}
		if docs[i].ID.Kind() == disclosure.KindVenue {
			docs[i].SortName = fmt.Sprint("馆", i%7)
		}
	}
	return docs
}

// sizes are those of segments that are erased in one way or the other: written anew, and overwritten in.
var sizes = map[string]int{"small": 600, "large": embedded.RewriteDocs + 500}

func someQueries(seed uint64) []search.Query {
	queries := append(rolled(seed).queries(5), everything())
	for i := range queries {
		queries[i].Limit = search.MaxLimit // there are many pages
	}
	for _, text := range append([]string{"馆", "馆1", "code", "code49", "code1", "code25", "code3333", "code4999", "忘", "91se", "忘码四字"}, secretWords...) {
		queries = append(queries, search.Query{Text: text, Limit: search.MaxLimit})
	}
	return append(queries, search.Query{Kinds: []disclosure.Kind{disclosure.KindVenue}, Sort: search.Name, Limit: 300})
}

// TestErase takes a secret away, by removal and by replacement, and looks for it in every byte of the folder.
func TestErase(t *testing.T) {
	t.Parallel()
	for size, n := range sizes {
		for way, taken := range map[string]search.Batch{
			"removed":  step(2, nil, secret(0).ID),
			"replaced": step(2, []search.Document{{ID: secret(0).ID, Names: []string{"馆"}, SortName: "馆"}}),
		} {
			t.Run(size+" "+way, func(t *testing.T) {
				t.Parallel()
				batches := []search.Batch{step(1, append(tiny(1, n), secret(0))), taken}
				dir := t.TempDir()
				ix := open(t, dir, embedded.Options{Today: today})
				begin(t, ix, batches[0])
				wantRemembered(t, dir)
				apply(t, ix, taken)
				must(t, ix.Erase(t.Context()))
				wantForgotten(t, dir)
				want := answersOf(t, truthOf(t, batches...), someQueries(21))
				want.wantFrom(t, ix)
				must(t, ix.Close())
				wantForgotten(t, dir)
				ix = open(t, dir, embedded.Options{Today: today})
				want.wantFrom(t, ix)
				must(t, embedded.Merge(ix))
				want.wantFrom(t, ix)
				wantForgotten(t, dir)
			})
		}
	}
}

// TestEraseOften takes away a large segment's documents little by little, some of a block more than once, and neighbours in
// the order of names and codes.
func TestEraseOften(t *testing.T) {
	t.Parallel()
	docs := tiny(1, embedded.RewriteDocs+500)
	dir := t.TempDir()
	ix := open(t, dir, embedded.Options{Today: today})
	batches := []search.Batch{step(1, docs)}
	begin(t, ix, batches...)
	d := rolled(23)
	byCode := slices.Clone(docs)
	slices.SortFunc(byCode, func(a, b search.Document) int { return strings.Compare(a.Codes[0], b.Codes[0]) })
	for round := range 8 {
		// Those that a search for a code, or for a place among venues, looks at first, and some others.
		from := len(docs) * (round%4 + 1) / 5
		if round > 3 {
			byCode, from = docs, d.IntN(len(docs)-40)
		}
		b := step(int64(2+round), nil)
		for _, doc := range byCode[from : from+40] {
			b.Remove = append(b.Remove, doc.ID)
		}
		batches = append(batches, b)
		apply(t, ix, b)
		must(t, ix.Erase(t.Context()))
		if round == 4 {
			must(t, ix.Close())
			ix = open(t, dir, embedded.Options{Today: today})
		}
	}
	if segments := embedded.Segments(ix); len(segments) != 1 || segments[0] != len(docs) {
		t.Fatalf("segments %v: the large one was written anew", segments)
	}
	want := answersOf(t, truthOf(t, batches...), someQueries(24))
	want.wantFrom(t, ix)
	must(t, ix.Close())
	want.wantFrom(t, open(t, dir, embedded.Options{Today: today}))
}

// TestEraseInMemory takes away what was in memory only, and what was in memory when a file was written.
func TestEraseInMemory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ix := open(t, dir, embedded.Options{Today: today})
	begin(t, ix)
	apply(t, ix, step(1, []search.Document{secret(0), secret(1)}), step(2, nil, secret(0).ID))
	must(t, ix.Erase(t.Context()))
	wantRemembered(t, dir)
	apply(t, ix, step(3, nil, secret(1).ID))
	must(t, ix.Erase(t.Context()))
	wantForgotten(t, dir)
}

// TestEraseAfterCrash dies between the word that blocks are overwritten and the deed: none, half or all of it is done. The next
// opening does the rest.
func TestEraseAfterCrash(t *testing.T) {
	t.Parallel()
	batches := []search.Batch{step(1, append(tiny(10, embedded.RewriteDocs+500), secret(0), secret(1))), step(2, nil, secret(0).ID, secret(1).ID)}
	dir := t.TempDir()
	ix := open(t, dir, embedded.Options{Today: today})
	begin(t, ix, batches[0])
	before := readFolder(t, dir)
	apply(t, ix, batches[1])
	must(t, ix.Erase(t.Context()))
	must(t, ix.Close())
	after := readFolder(t, dir)
	name := after.segments()[0]
	if len(after.segments()) != 1 || bytes.Equal(before[name], after[name]) {
		t.Fatal("the segment was not overwritten in")
	}
	want := answersOf(t, truthOf(t, batches...), someQueries(25))
	first := 0
	for before[name][first] == after[name][first] {
		first++
	}
	ordered, err := embedded.AsPending(after[embedded.ManifestName])
	must(t, err)
	for done, until := range map[string]int{"nothing": 0, "half a name": first + 3, "all": len(after[name])} {
		t.Run(done, func(t *testing.T) {
			t.Parallel()
			f := folder{embedded.ManifestName: ordered}
			f[name] = append(bytes.Clone(after[name][:until]), before[name][until:]...)
			dir := f.write(t)
			ix := open(t, dir, embedded.Options{Today: today})
			wantForgotten(t, dir)
			want.wantFrom(t, ix)
			must(t, ix.Close())
			want.wantFrom(t, open(t, dir, embedded.Options{Today: today}))
		})
	}
}

// TestDroppedFilesAreOverwritten looks, by a second name, at the file of a segment that was merged away: it is there while
// somebody reads it, and then without the deleted documents' words.
func TestDroppedFilesAreOverwritten(t *testing.T) {
	t.Parallel()
	dir, aside := t.TempDir(), t.TempDir()
	ix := open(t, dir, embedded.Options{Today: today})
	begin(t, ix, step(1, append(tiny(1, 400), secret(0))))
	name := readFolder(t, dir).segments()[0]
	kept := filepath.Join(aside, name)
	must(t, os.Link(filepath.Join(dir, name), kept))
	letGo, err := embedded.Hold(ix)
	must(t, err)
	apply(t, ix, step(2, nil, secret(0).ID))
	must(t, ix.Erase(t.Context()))
	if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
		t.Errorf("the file is gone while it is read: %v", err)
	}
	wantRemembered(t, aside)
	letGo()
	if _, err := os.Stat(filepath.Join(dir, name)); !os.IsNotExist(err) {
		t.Errorf("the file is there after its last use: %v", err)
	}
	wantForgotten(t, dir)
	wantForgotten(t, aside)
	raw, err := os.ReadFile(kept)
	must(t, err)
	if !bytes.Contains(raw, embedded.Units("馆1")) {
		t.Error("more than the deleted document was overwritten")
	}
}
