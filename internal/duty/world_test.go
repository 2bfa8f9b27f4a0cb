package duty_test

import (
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/publish"
	"mingshi/internal/store/sqlite"
)

const (
	office  = "11230500001755309F"
	company = "91350100M000100Y43"
)

var today = disclosure.MustDate("2026-11-20")

// publishes puts drafts into a real store as one file; each must be published.
func publishes(t *testing.T, drafts ...disclosure.Draft) *sqlite.Store {
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
	im := publish.New(s, publish.Options{
		Key: []byte("a key of thirty-two bytes, or so"), Zone: time.UTC, Now: func() time.Time { return today.In(time.UTC) },
	}).Begin(false)
	file := im.AddFile(disclosure.Origin{File: "test.csv"})
	if _, err := im.Stage(t.Context(), file, drafts); err != nil {
		t.Fatal(err)
	}
	published := 0
	if _, err := im.Publish(t.Context(), func(_, _ int, outcome disclosure.Outcome) {
		if outcome == disclosure.OutcomePublished {
			published++
		}
	}); err != nil {
		t.Fatal(err)
	}
	if published != len(drafts) {
		t.Fatalf("%d of %d drafts are published", published, len(drafts))
	}
	return s
}

// place is where a venue lies and who is responsible for it.
type place struct{ street, grid, unit string }

// venue is one that trades; change may say otherwise.
func venue(number string, at place, change ...func(*disclosure.Venue)) disclosure.Draft {
	body := &disclosure.Venue{
		Name: "店" + number, VenueKind: "lodging", Operator: disclosure.Party{Name: "经营者", USCC: company}, Address: number + "号",
		Street: at.street, Grid: at.grid, GridDuty: at.unit,
		PermitNumber: number, PermitNumbers: []string{number}, Status: disclosure.VenueOpen,
	}
	for _, f := range change {
		f(body)
	}
	return disclosure.Draft{
		Body: body, NaturalKey: []string{number}, Name: body.Name, Subject: company, Places: []string{number}, Authority: office,
	}
}

// permit is one in force from a day on, for five years.
func permit(number, from string) disclosure.Draft {
	since := disclosure.MustDate(from)
	return disclosure.Draft{
		Body: &disclosure.Permit{
			DocumentNumber: "许" + number, PermitNumber: number, ValidFrom: since, ValidUntil: since.AddMonths(60),
			Counterparty: disclosure.Counterparty{Name: "经营者", Kind: disclosure.Organization, USCC: company},
		},
		NaturalKey: []string{office, "许" + number}, Name: "经营者", Subject: company, Places: []string{number}, Authority: office,
		DecidedOn: since,
	}
}

// inspection is one that was passed with a letter; change may say more.
func inspection(number, on, letter string, change ...func(*disclosure.Grading)) disclosure.Draft {
	body := &disclosure.Grading{
		PermitNumber: number, InspectedOn: disclosure.MustDate(on), InspectionKind: "routine",
		Table: disclosure.ScoreTable{Code: "lodging", Version: "1"}, StandardScore: "86.5",
	}
	if letter != "" {
		body.Grade = &disclosure.Grade{Letter: letter, Word: "等级" + letter}
	}
	for _, f := range change {
		f(body)
	}
	return disclosure.Draft{
		Body: body, NaturalKey: []string{number, on, string(body.InspectionKind)}, Places: []string{number}, Authority: office,
		DecidedOn: body.InspectedOn,
	}
}

// corrects orders something to be put right by a day.
func corrects(by string) func(*disclosure.Grading) {
	return func(g *disclosure.Grading) {
		g.Correction = disclosure.Correction{Ordered: true, DueOn: disclosure.MustDate(by)}
	}
}

func with(status disclosure.VenueStatus) func(*disclosure.Venue) {
	return func(v *disclosure.Venue) { v.Status = status }
}
