// Package searchtest owns the proof that an engine keeps the contract of internal/search: the suite, a brute-force truth that
// answers straight from the words of the contract, and the relevance cases. It depends only on disclosure and search.
package searchtest

import (
	"slices"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// Engine is what the suite proves.
type Engine interface {
	search.Searcher
	search.Sink
}

// Open makes an engine in the zero State and ends its use with the test; today is its clock.
type Open func(t *testing.T, today func() disclosure.Date) Engine

// Run proves that an engine keeps the contract, or what of it is not left out: a subject ("order") or one sentence of it
// ("order/venues with one sort name are by ascending id").
func Run(t *testing.T, open func(t *testing.T, today func() disclosure.Date) Engine, without ...string) {
	t.Helper()
	subjects := suite()
	for _, name := range unknown(subjects, without) {
		t.Errorf("the suite has no %q to be left out", name)
	}
	for _, subject := range subjects {
		if slices.Contains(without, subject.name) {
			continue
		}
		t.Run(subject.name, func(t *testing.T) {
			t.Parallel()
			for _, s := range subject.sentences {
				if slices.Contains(without, subject.name+"/"+s.name) {
					continue
				}
				t.Run(s.name, func(t *testing.T) {
					t.Parallel()
					w := newWorld(t, open)
					if !s.unbegun {
						w.begun()
					}
					s.prove(w)
				})
			}
		})
	}
	if !slices.Contains(without, relevanceSubject) {
		t.Run(relevanceSubject, func(t *testing.T) { RunRelevance(t, open) })
	}
}

// relevanceSubject is the one subject whose sentences stand in text files.
const relevanceSubject = "relevance"

// subject is a part of the contract.
type subject struct {
	name      string
	sentences []sentence
}

// sentence is one sentence of the contract and its proof with a fresh engine.
type sentence struct {
	name  string
	prove func(w *world)
	// unbegun leaves the engine in the zero State.
	unbegun bool
}

func suite() []subject {
	return []subject{
		{"matching", matchingSentences()},
		{"codes", codeSentences()},
		{"numbers", numberSentences()},
		{"pinyin", pinyinSentences()},
		{"order", orderSentences()},
		{"totals", totalSentences()},
		{"facets", facetSentences()},
		{"filters", filterSentences()},
		{"dates", dateSentences()},
		{"fines", fineSentences()},
		{"paging", pagingSentences()},
		{"cursor", cursorSentences()},
		{"time", timeSentences()},
		{"apply", applySentences()},
		{"neighbours", slices.Concat(neighbourSentences(), changingNeighbourSentences())},
		{"rebuild", rebuildSentences()},
		{"position", positionSentences()},
		{"suggest", suggestSentences()},
		{"zero", zeroSentences()},
		{"state", stateSentences()},
		{"invalid", invalidSentences()},
		{"input", inputSentences()},
		{"context", contextSentences()},
		{"history", historySentences()},
		{"crowd", crowdSentences()},
	}
}

// unknown lists what is to be left out and does not exist.
func unknown(subjects []subject, without []string) []string {
	known := []string{relevanceSubject}
	for _, subject := range subjects {
		known = append(known, subject.name)
		for _, s := range subject.sentences {
			known = append(known, subject.name+"/"+s.name)
		}
	}
	return slices.DeleteFunc(slices.Clone(without), func(name string) bool { return slices.Contains(known, name) })
}
