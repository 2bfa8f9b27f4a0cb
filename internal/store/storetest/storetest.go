// Package storetest owns the proof of the contract in package store: every sentence of it, and of design.md §5, is a
// subtest named after it. A backend runs it from one test of its own. It depends only on store and disclosure.
package storetest

import (
	"context"
	"slices"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// Backend is what a store's own test gives to the suite.
type Backend struct {
	// Open opens the store that Options.Place names and makes it if it does not exist; a second call with the same
	// place opens the same store once more, beside the first. The suite closes what is opened.
	Open func(t testing.TB, o Options) Opened
	// TryOpen opens as Open does, but returns the error; the suite closes what is opened.
	TryOpen func(ctx context.Context, o Options) (Opened, error)
	// Fill opens the store that Options.Place names, made if it does not exist, for being filled with a whole other one.
	Fill func(t testing.TB, o Options) store.Filling
	// Inside reads what no method of the contract shows, from behind the store's back.
	Inside func(t testing.TB, o Options) Inside
}

// Opened is an open store.
type Opened interface {
	store.Store
	store.Carrier
	// Close ends the use of the store; every later call is kind Unavailable.
	Close() error
}

// Options name a store and set its clock and zone.
type Options struct {
	// Place is a folder of the test's own; a backend that needs no folder uses the path as a name.
	Place string
	Zone  *time.Location
	Today func() disclosure.Date
	// ReadOnly opens the store, which exists, for reading alone.
	ReadOnly bool
}

// Inside is the internal part of a store.
type Inside struct {
	// Trail is by position.
	Trail map[int64]store.Trail
	// Figures hold each cell once.
	Figures []store.Figure
	// Journals are by batch.
	Journals map[string]store.Journal
	// NotPublic are the counted rows.
	NotPublic map[disclosure.Key]disclosure.NotPublicRule
	// Keys leads to the ids of records.
	Keys map[disclosure.Key]disclosure.ID
}

// Run proves that the backend keeps the contract, or the subjects of it that are not left out.
func Run(t *testing.T, backend Backend, without ...string) {
	t.Helper()
	subjects := []struct {
		name  string
		cases []sentence
	}{
		{"fixtures", fixtureSentences()},
		{"values", valueSentences()},
		{"head", headSentences()},
		{"get", getSentences()},
		{"list", listSentences()},
		{"cursor", cursorSentences()},
		{"narrowed", narrowedSentences()},
		{"totals", totalSentences()},
		{"subjects", subjectSentences()},
		{"changes", changeSentences()},
		{"history", historySentences()},
		{"find", findSentences()},
		{"apply", applySentences()},
		{"trail", trailSentences()},
		{"conflict", conflictSentences()},
		{"figures", figureSentences()},
		{"counted", countedSentences()},
		{"statistics", statisticsSentences()},
		{"view", viewSentences()},
		{"expiry", expirySentences()},
		{"staging", stagingSentences()},
		{"batches", stagedBatchSentences()},
		{"fingerprints", fingerprintSentences()},
		{"concurrency", concurrencySentences()},
		{"crowd", crowdSentences()},
		{"context", contextSentences()},
		{"lifecycle", lifecycleSentences()},
		{"read-only", readOnlySentences()},
		{"property", propertySentences()},
		{"whole", append(wholeSentences(), fillingSentences()...)},
	}
	for _, subject := range subjects {
		if slices.Contains(without, subject.name) {
			continue
		}
		t.Run(subject.name, func(t *testing.T) {
			t.Parallel()
			for _, c := range subject.cases {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					c.prove(newWorld(t, backend))
				})
			}
		})
	}
}

// sentence is one sentence of the contract and its proof in a fresh store.
type sentence struct {
	name  string
	prove func(w *world)
}
