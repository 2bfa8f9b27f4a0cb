package dossier_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
)

func TestPlacesOfGivesTheVenueWhole(t *testing.T) {
	w := newWorld(t)
	w.publishes(
		venue(company, "卫证1", "清河旅馆", "青禾路17号"), venue(other, "卫证9", "邻店", "河东路3号"),
		permit(company, "许1", "卫证1", "清河公司", "2024-01-05"), filing(company, "卫证1", "清河公司", "2025-07-01"),
		inspected("卫证1", "2025-03-01", "routine", "B"), reading("卫证1", "余氯", today), reading("卫证404", "余氯", today),
		penalty(company, "罚1", "清河公司", "未消毒", "2026-05-06"), penalty("", "罚2", "王某", "在青禾路17号无证经营", "2026-05-07"),
	)
	var records []disclosure.Record
	for _, kind := range disclosure.Kinds() {
		records = append(records, w.all(kind)...) // venues among them, which belong to none
	}
	places, err := dossier.PlacesOf(t.Context(), w.store, records)
	if err != nil {
		t.Fatal(err)
	}
	want, err := dossier.Get[*disclosure.Venue](t.Context(), w.store, w.named(disclosure.KindVenue, "清河旅馆"))
	if err != nil {
		t.Fatal(err)
	}
	var kinds []disclosure.Kind
	for id, venue := range places {
		kinds = append(kinds, id.Kind())
		if diff := cmp.Diff(want, venue); diff != "" {
			t.Errorf("venue of %s (-want +got):\n%s", id, diff)
		}
	}
	slices.Sort(kinds)
	if diff := cmp.Diff([]disclosure.Kind{"filing", "grading", "penalty", "permit", "reading"}, kinds); diff != "" {
		t.Errorf("kinds that belong to a venue (-want +got):\n%s", diff)
	}
}
