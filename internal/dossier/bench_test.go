package dossier_test

import (
	"fmt"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/grading"
)

// BenchmarkOfVenue reads one venue of a business that has 300 and was penalised 1,000 times.
func BenchmarkOfVenue(b *testing.B) {
	w := newWorld(b)
	var drafts []disclosure.Draft
	for n := range 300 {
		number := fmt.Sprintf("浙卫证〔2024〕第%d号", n)
		drafts = append(drafts, venue(company, number, fmt.Sprintf("第%d店", n), fmt.Sprintf("青禾路%d号", n)))
	}
	for n := range 1000 {
		facts := fmt.Sprintf("当事人（住所地：青禾路0号）在青禾路%d号的经营场所内未按规定对公共用品用具进行清洗、消毒、保洁，经责令限期改正后逾期未改", n%300)
		drafts = append(drafts, penalty(company, fmt.Sprintf("罚%d", n), "某某酒店", facts, "2026-05-06"))
	}
	w.publishes(drafts...)
	id := w.named(disclosure.KindVenue, "第7店")
	for b.Loop() {
		whole, err := dossier.OfVenue(b.Context(), w.store, grading.Shipped(), id)
		if err != nil || len(whole.Penalties) != 4 || whole.PenaltiesElsewhere != 996 {
			b.Fatalf("%d penalties here, %d elsewhere, %v", len(whole.Penalties), whole.PenaltiesElsewhere, err)
		}
	}
}
