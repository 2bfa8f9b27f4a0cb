package publicapi

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// BenchmarkAnswers measures whole answers over a store of 12,000 records: 2,000 of each kind.
func BenchmarkAnswers(b *testing.B) {
	f := newFixture(b)
	for _, kind := range kinds {
		f.publishMany(kind, 2000)
	}
	for _, target := range []string{
		"/changes?limit=1000&after=0", "/changes?limit=1000&after=3000", "/changes?limit=1000&after=5000",
		"/changes?after=12000", "/penalties?limit=200", "/venues?limit=200", "/venues/" + string(numbered(disclosure.KindVenue, 7)),
	} {
		b.Run(strings.ReplaceAll(target, "/", ">"), func(b *testing.B) {
			for b.Loop() {
				if a := f.get(root + target); a.status != http.StatusOK {
					b.Fatal(a.body)
				}
			}
		})
	}
}

func (f *fixture) publishMany(kind disclosure.Kind, count int) {
	f.Helper()
	batch := store.Batch{At: f.now}
	for n := range count {
		body := many(kind, n)
		number := "青卫公证字〔2025〕第" + strconv.Itoa(n) + "号"
		if venue, ok := body.(*disclosure.Venue); ok {
			venue.PermitNumber, venue.PermitNumbers = number, []string{number}
		}
		record := f.record(numbered(kind, n), body)
		record.Places, record.Subject = []string{number}, "91320282MA1"+strconv.Itoa(1000000+n)
		batch.Writes = append(batch.Writes, store.Write{Op: disclosure.OpPublish, Record: record, Trail: store.Trail{By: "test"}})
	}
	if _, err := f.store.Apply(f.Context(), batch); err != nil {
		f.Fatal(err)
	}
}
