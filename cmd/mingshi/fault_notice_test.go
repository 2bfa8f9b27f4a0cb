package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"mingshi/internal/store"
)

// TestFaultChecksNotice damages what was read from a sound store, in every way that the failure tests look for: were a check
// blind, they would prove nothing.
func TestFaultChecksNotice(t *testing.T) {
	p := place{data: filepath.Join(t.TempDir(), "data")}
	p.must(t, "migrate")
	l := startLoad(t, p, 1, "", rand.New(rand.NewPCG(1, 1)))
	w := l.writers[0]
	p.must(t, importing([]string{penaltiesFile(t, 50)})...)
	l.halt()
	sound := readWhole(t, l.open(p, true))
	if len(w.ledger) == 0 || len(sound.rows.NotPublic)+len(sound.rows.Figures) == 0 {
		t.Fatal("too little was written")
	}
	first := func(whole *wholeStore) int { // a public record
		return slices.IndexFunc(whole.rows.Records, func(r store.WholeRecord) bool { return r.Record.State.Public() })
	}
	published := func(whole *wholeStore) int { // what was published in some month
		return slices.IndexFunc(whole.rows.Figures, func(f store.Figure) bool { return f.Event == "publish" })
	}
	cases := map[string]func(whole *wholeStore){
		"a gap in the feed":     func(x *wholeStore) { x.rows.Changes = slices.Delete(x.rows.Changes, 3, 4) },
		"the end is missing":    func(x *wholeStore) { x.rows.Changes = x.rows.Changes[:len(x.rows.Changes)-1] },
		"a change stands twice": func(x *wholeStore) { x.rows.Changes = append(x.rows.Changes, x.rows.Changes[0]) },
		"a version stands twice": func(x *wholeStore) {
			x.rows.Changes[1].Change.Version, x.rows.Changes[1].Number = 1, x.rows.Changes[0].Number
		},
		"another head":          func(x *wholeStore) { x.head.Position++ },
		"a record is missing":   func(x *wholeStore) { x.rows.Records = slices.Delete(x.rows.Records, first(x), first(x)+1) },
		"a record stands twice": func(x *wholeStore) { x.rows.Records = append(x.rows.Records, x.rows.Records[0]) },
		"another version":       func(x *wholeStore) { x.rows.Records[first(x)].Record.Version++ },
		"another body":          func(x *wholeStore) { x.rows.Records[first(x)].Record.Body = []byte("{}") },
		"a key is missing":      func(x *wholeStore) { x.rows.Keys = x.rows.Keys[1:] },
		"a key leads nowhere":   func(x *wholeStore) { x.rows.Keys[0].Number = -1 },
		"counted twice":         func(x *wholeStore) { x.rows.Figures[published(x)].Count++ },
		"not counted":           func(x *wholeStore) { x.rows.Figures = slices.Delete(x.rows.Figures, published(x), published(x)+1) },
		"a list lacks a record": func(x *wholeStore) { delete(x.listed, x.rows.Records[first(x)].Record.ID) },
		"another total":         func(x *wholeStore) { x.totals["penalty"]++ },
	}
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		whole := *sound
		whole.rows.Changes, whole.rows.Records = slices.Clone(sound.rows.Changes), slices.Clone(sound.rows.Records)
		whole.rows.Keys, whole.rows.Figures = slices.Clone(sound.rows.Keys), slices.Clone(sound.rows.Figures)
		whole.listed, whole.totals = maps.Clone(sound.listed), maps.Clone(sound.totals)
		cases[name](&whole)
		var f findings
		if whole.check(&f); f.count() == 0 {
			t.Errorf("%s: nothing was noticed", name)
		}
	}

	lies := map[string]func(f *findings){
		"acknowledged and not there": func(f *findings) {
			sound.checkKept(f, "", append(slices.Clone(w.ledger), written{Position: 1, Version: 9}))
		},
		"acknowledged beyond the end": func(f *findings) {
			sound.checkKept(f, "", []written{{Position: sound.head.Position + 1}})
		},
		"an index without a record": func(f *findings) { f.same("", sound.public(asOf()), nil) },
		"an index with a record too many": func(f *findings) {
			index := maps.Clone(sound.listed)
			index["pen_"] = held{}
			f.same("", sound.public(asOf()), index)
		},
	}
	for _, name := range slices.Sorted(maps.Keys(lies)) {
		var f findings
		if lies[name](&f); f.count() == 0 {
			t.Errorf("%s: nothing was noticed", name)
		}
	}
	x := newIndex()
	if err := x.take(written{Position: 2}, nil); err == nil {
		t.Error("a follower did not notice a gap")
	}
	var f findings
	sound.check(&f)
	sound.checkKept(&f, "writer", w.ledger)
	f.report(t, fmt.Sprintf("a sound store of %d changes", sound.head.Position))
}
