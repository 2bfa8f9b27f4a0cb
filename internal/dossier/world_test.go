package dossier_test

import (
	"encoding/json"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/publish"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
)

const (
	office  = "11230500001755309F"
	company = "91350100M000100Y43"
	other   = "91110108551385082Q"
)

var today = disclosure.MustDate("2026-11-20")

// world is a real store that is filled by real imports.
type world struct {
	testing.TB

	store *sqlite.Store
}

func newWorld(t testing.TB) *world {
	t.Helper()
	s, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{Zone: time.UTC, Today: func() disclosure.Date { return today }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return &world{TB: t, store: s}
}

// publishes imports drafts as one file; each must be published or corrected.
func (w *world) publishes(drafts ...disclosure.Draft) {
	w.Helper()
	im := publish.New(w.store, publish.Options{
		Key: []byte("a key of thirty-two bytes, or so"), Zone: time.UTC, Now: func() time.Time { return today.In(time.UTC) },
	}).Begin(false)
	file := im.AddFile(disclosure.Origin{File: "test.csv"})
	if _, err := im.Stage(w.Context(), file, drafts); err != nil {
		w.Fatal(err)
	}
	arrived := 0
	if _, err := im.Publish(w.Context(), func(_, _ int, outcome disclosure.Outcome) {
		if outcome != disclosure.OutcomePublished && outcome != disclosure.OutcomeCorrected {
			w.Errorf("a draft is %s", outcome)
		}
		arrived++
	}); err != nil {
		w.Fatal(err)
	}
	if arrived != len(drafts) {
		w.Errorf("%d of %d drafts arrived", arrived, len(drafts))
	}
}

// all lists the public records of a kind.
func (w *world) all(kind disclosure.Kind) []disclosure.Record {
	w.Helper()
	page, err := w.store.List(w.Context(), store.Query{Kind: kind, Limit: store.MaxLimit})
	if err != nil {
		w.Fatal(err)
	}
	return page.Records
}

// named returns the id of the public record of a kind that has this name.
func (w *world) named(kind disclosure.Kind, name string) disclosure.ID {
	w.Helper()
	for _, record := range w.all(kind) {
		if record.Name == name {
			return record.ID
		}
	}
	w.Fatalf("no public %s is named %q", kind, name)
	return ""
}

// withdraw takes a record out.
func (w *world) withdraw(id disclosure.ID) {
	w.Helper()
	record, err := w.store.Get(w.Context(), id)
	if err != nil {
		w.Fatal(err)
	}
	expect := record.Version
	record.Version, record.State = expect+1, disclosure.StateWithdrawn
	_, err = w.store.Apply(w.Context(), store.Batch{At: today.In(time.UTC), Writes: []store.Write{{
		Op: disclosure.OpWithdraw, Reason: disclosure.ReasonPublishedInError, Record: record, Expect: expect,
	}}})
	if err != nil {
		w.Fatal(err)
	}
}

func venue(code, number, name, address string) disclosure.Draft {
	return disclosure.Draft{
		Body: &disclosure.Venue{
			Name: name, VenueKind: "lodging", Operator: disclosure.Party{Name: name + "经营者", USCC: code}, Address: address,
			PermitNumber: number, PermitNumbers: []string{number}, Status: disclosure.VenueOpen,
		},
		NaturalKey: []string{number}, Name: name, Subject: code, Places: []string{number}, Authority: office,
	}
}

func permit(code, document, number, name, decided string) disclosure.Draft {
	return disclosure.Draft{
		Body: &disclosure.Permit{
			DocumentNumber: document, PermitNumber: number,
			Counterparty: disclosure.Counterparty{Name: name, Kind: disclosure.Organization, USCC: code},
		},
		NaturalKey: []string{office, document}, Name: name, Subject: code, Places: []string{number}, Authority: office,
		DecidedOn: disclosure.MustDate(decided),
	}
}

func filing(code, number, name, decided string) disclosure.Draft {
	return disclosure.Draft{
		Body: &disclosure.Filing{
			DocumentNumber: number, Counterparty: disclosure.Counterparty{Name: name, Kind: disclosure.Organization, USCC: code},
		},
		NaturalKey: []string{office, number}, Name: name, Subject: code, Places: []string{number}, Authority: office,
		DecidedOn: disclosure.MustDate(decided),
	}
}

func penalty(code, document, name, facts, decided string) disclosure.Draft {
	return disclosure.Draft{
		Body: &disclosure.Penalty{
			DocumentNumber: document, Facts: facts,
			Counterparty: disclosure.Counterparty{Name: name, Kind: disclosure.Organization, USCC: code},
		},
		NaturalKey: []string{office, document, code}, Name: name, Subject: code, Authority: office,
		DecidedOn: disclosure.MustDate(decided),
	}
}

// inspected is one inspection; an empty letter is "not graded".
func inspected(number, on, kind, letter string) disclosure.Draft {
	body := &disclosure.Grading{
		PermitNumber: number, InspectedOn: disclosure.MustDate(on), InspectionKind: disclosure.InspectionKind(kind),
		Table: disclosure.ScoreTable{Code: "lodging", Version: "2023"}, StandardScore: "86.5",
	}
	if letter != "" {
		body.Grade = &disclosure.Grade{Letter: letter, Word: "等级" + letter}
		body.ToNextBand = "3.5"
	}
	return disclosure.Draft{
		Body: body, NaturalKey: []string{number, on, kind}, Places: []string{number}, Authority: office, DecidedOn: body.InspectedOn,
	}
}

func reading(number, item string, on disclosure.Date) disclosure.Draft {
	at := on.String() + "T08:00:00+08:00"
	return disclosure.Draft{
		Body:       &disclosure.Reading{PermitNumber: number, SampledAt: at, Item: item, Value: json.Number("0.5"), Source: "self"},
		NaturalKey: []string{number, at, item, ""}, Places: []string{number}, Authority: office, DecidedOn: on,
	}
}
