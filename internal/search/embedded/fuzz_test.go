package embedded_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/search/embedded"
	"mingshi/internal/search/searchtest"
)

// fuzzDocuments make a small segment that has every section.
func fuzzDocuments() []search.Document {
	docs := rolled(71).documents(0, 40)
	for i := range 20 {
		docs = append(docs, search.Document{
			ID: nthID(disclosure.KindPenalty, 1000+i), Names: []string{"大光明宾馆"}, Codes: []string{"914400000"},
			DecidedOn: today().AddDays(-i), PublicUntil: today().AddDays(i), Fine: new(disclosure.Fen(i)),
		})
	}
	return docs
}

// largeDocuments make a segment with a bitmap among its postings and a beginning of codes that has its own.
func largeDocuments() []search.Document {
	docs := fuzzDocuments()
	for i := range embedded.SparseMost + 100 {
		docs = append(docs, search.Document{ID: nthID(disclosure.KindFiling, 5000+i), Names: []string{"馆"}, Codes: []string{"9144"}})
	}
	return docs
}

// folderOf is what an index of documents leaves in its folder: one segment, and a manifest.
func folderOf(f testing.TB, docs []search.Document) (whole folder, segment string) {
	f.Helper()
	dir := f.TempDir()
	ix, err := embedded.Open(f.Context(), dir, embedded.Options{Today: today})
	must(f, err)
	begin(f, ix, step(1, docs))
	must(f, ix.Close())
	whole = readFolder(f, dir)
	return whole, whole.segments()[0]
}

// FuzzSegment changes bytes of a segment, its sections and its directory, and sets the checksums right again: whoever reads it
// gets an answer or an error, and no more memory than a file of that size can ask for.
func FuzzSegment(f *testing.F) {
	small, name := folderOf(f, fuzzDocuments())
	large, largeName := folderOf(f, largeDocuments())
	seeds := [2][]byte{small[name], large[largeName]}
	dir := f.TempDir()
	places, err := embedded.Places(writeSeed(f, seeds[1]))
	must(f, err)
	for _, place := range places {
		f.Add(true, binary.AppendUvarint(nil, uint64(place.From)), []byte{0xFF})
		f.Add(true, binary.AppendUvarint(nil, uint64(place.From)), []byte{0xFF, 0xFF, 0xFF, 15})
		f.Add(true, binary.AppendUvarint(nil, uint64(place.To-1)), []byte{1})
	}
	f.Fuzz(func(t *testing.T, big bool, at, change []byte) {
		raw := bytes.Clone(seeds[0])
		if big {
			raw = bytes.Clone(seeds[1])
		}
		// Each number in at is how far the next byte to be changed is.
		for place := uint64(0); len(at) > 0 && len(change) > 0; change = change[1:] {
			far, size := binary.Uvarint(at)
			if size <= 0 {
				break
			}
			at = at[size:]
			if len(at) == 0 {
				at = []byte{1}
			}
			place += far
			raw[place%uint64(len(raw))] ^= change[0]
		}
		if !embedded.Reseal(raw) {
			t.Skip()
		}
		path := filepath.Join(dir, "00000001"+embedded.SegmentSuffix)
		must(t, os.WriteFile(path, raw, 0o600))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_ = embedded.Exercise(path) // an error is as good as none
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 1<<30 {
			t.Errorf("a segment of %d bytes took %d MiB", len(raw), used>>20)
		}
	})
}

func writeSeed(f testing.TB, raw []byte) string {
	f.Helper()
	path := filepath.Join(f.TempDir(), "00000001"+embedded.SegmentSuffix)
	must(f, os.WriteFile(path, raw, 0o600))
	return path
}

// FuzzDamagedSearch searches, pages and counts in segments that are changed and sealed again.
func FuzzDamagedSearch(f *testing.F) {
	docs := fuzzDocuments()
	dir := f.TempDir()
	path := filepath.Join(dir, "00000001"+embedded.SegmentSuffix)
	whole, name := folderOf(f, docs)
	f.Add(uint32(100), byte(1), uint64(3))
	f.Add(uint32(len(whole[name])-100), byte(0xFF), uint64(4))
	f.Fuzz(func(t *testing.T, at uint32, change byte, seed uint64) {
		raw := bytes.Clone(whole[name])
		raw[at%uint32(len(raw))] ^= change
		if !embedded.Reseal(raw) {
			t.Skip()
		}
		must(t, os.WriteFile(path, raw, 0o600))
		ix, err := embedded.OpenSegments(path)
		if err != nil {
			return
		}
		defer embedded.LetGo(ix)
		d := rolled(seed)
		for _, q := range append(d.queries(4), everything()) {
			for range 50 { // a damaged order may make pages go in rounds
				result, err := ix.Search(t.Context(), q)
				if err != nil || result.Next == "" {
					break
				}
				q.After = result.Next
			}
		}
		_, _ = ix.Neighbours(t.Context(), []disclosure.ID{docs[0].ID, docs[50].ID}) // an error is as good as none
		_, _ = ix.Suggest(t.Context(), "馆", 5)                                      // as above
	})
}

// FuzzManifest reads any bytes as a manifest, the right checksum put around them.
func FuzzManifest(f *testing.F) {
	whole, _ := folderOf(f, fuzzDocuments())
	raw := whole[embedded.ManifestName]
	_, index, _ := bytes.Cut(raw, []byte(`"index":`))
	f.Add(true, bytes.TrimSuffix(index, []byte("}")))
	f.Add(false, raw)
	f.Add(true, []byte(`{"segments":[{"name":"../x"},{"name":""},{"name":"lock"}]}`))
	f.Add(true, []byte(`null`))
	dir := whole.write(f)
	f.Fuzz(func(t *testing.T, sealed bool, index []byte) {
		if sealed {
			index = embedded.SealManifest(index)
		}
		must(t, os.WriteFile(filepath.Join(dir, embedded.ManifestName), index, 0o600))
		_ = embedded.ReadManifest(dir) // an error is as good as none
	})
}

// FuzzPosting reads any bytes as a posting, and what was written as it was.
func FuzzPosting(f *testing.F) {
	many := make([]uint32, embedded.SparseMost+1)
	for i := range many {
		many[i] = uint32(i * 3)
	}
	for _, docs := range [][]uint32{{}, {0}, {1, 5, 1 << 20}, many} {
		raw, err := embedded.WritePosting(docs)
		must(f, err)
		f.Add(raw)
	}
	f.Add([]byte{0xFF, 0xFF, 0xFF, 0xFF, 0x0F})
	f.Add([]byte{0x80, 0x08})
	f.Fuzz(func(t *testing.T, raw []byte) {
		docs, err := embedded.ReadPosting(raw)
		if err != nil || !slices.IsSorted(docs) || len(slices.Compact(slices.Clone(docs))) < len(docs) {
			return
		}
		again, err := embedded.WritePosting(docs)
		must(t, err)
		read, err := embedded.ReadPosting(again)
		if err != nil || !slices.Equal(docs, read) {
			t.Errorf("%v comes back as %v: %v", docs, read, err)
		}
	})
}

// FuzzText takes any bytes apart as a text.
func FuzzText(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0, 4, 0, 0, 0, 0, 0, 0, 0, '\n', 0, 'a', 0})
	f.Add([]byte{3, 0xFF, 0xFF, 0xFF, 0x7F})
	f.Add([]byte{2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3})
	f.Fuzz(func(_ *testing.T, raw []byte) { _ = embedded.SplitText(raw) }) // an error is as good as none
}

// FuzzQuery asks any text of an index and of the truth: of documents by chance, and of ones that have the text.
func FuzzQuery(f *testing.F) {
	for _, text := range []string{"宾馆", "k", "光明 9141", "cq", "𠮷", "(2024)", "㈱", "e\u0301", "\xff\x00", "chongqing dgm", "ǅ", "ﬃ"} {
		f.Add(text, true, byte(0))
	}
	f.Fuzz(func(t *testing.T, words string, spelt bool, order byte) {
		if len(words) > 300 {
			t.Skip()
		}
		docs := rolled(72).documents(0, 60)
		for i, part := range []string{words, words[len(words)/2:], words[:len(words)/2], "甲" + words, words + "甲"} {
			docs = append(docs, search.Document{ID: nthID(disclosure.KindPermit, 1000+i*10), Names: []string{part}},
				search.Document{ID: nthID(disclosure.KindPermit, 1001+i*10), Texts: []string{part}, Names: []string{"馆"}},
				search.Document{ID: nthID(disclosure.KindPermit, 1002+i*10), Numbers: []string{part}, Codes: []string{part}})
		}
		q := search.Query{Text: words, Pinyin: spelt, Sort: search.Sort(order % 5), Limit: 20, Facets: search.Fields()}
		if q.Sort == search.Name {
			q.Kinds = []disclosure.Kind{disclosure.KindVenue}
		}
		truth := searchtest.NewTruth(today)
		begin(t, truth, step(1, docs))
		if err := second(truth.Search(t.Context(), q)); err != nil {
			t.Skip()
		}
		ix, err := embedded.Open(t.Context(), t.TempDir(), embedded.Options{Today: today})
		must(t, err)
		begin(t, ix, step(1, docs[:70]))
		apply(t, ix, step(1, docs[70:]))
		apply(t, truth, step(1, nil))
		wantSame(t, truth, ix, q)
		must(t, ix.Close())
	})
}
