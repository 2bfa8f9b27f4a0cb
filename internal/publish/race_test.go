package publish_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/publish"
	"mingshi/internal/store"
)

// interrupted is the real store, but something comes between a decision and its first transaction.
type interrupted struct {
	publish.Target

	before func()
	once   sync.Once
}

// Apply lets the interruption happen first.
func (i *interrupted) Apply(ctx context.Context, b store.Batch) (store.Applied, error) {
	i.once.Do(i.before)
	return i.Target.Apply(ctx, b)
}

func TestALosingImportIsDecidedAnew(t *testing.T) {
	until := disclosure.MustDate("2027-01-01")
	const published, corrected, unchanged = disclosure.OutcomePublished, disclosure.OutcomeCorrected, disclosure.OutcomeUnchanged
	cases := []struct {
		name         string
		before       []disclosure.Draft
		rival, ours  []disclosure.Draft
		want         []disclosure.Outcome
		wantVersions map[string]int64
	}{
		{
			"both publish the same", nil,
			[]disclosure.Draft{penalty(1, "甲", until), penalty(2, "甲", until)},
			[]disclosure.Draft{penalty(1, "甲", until), penalty(2, "甲", until), penalty(3, "甲", until)},
			[]disclosure.Outcome{unchanged, unchanged, published},
			map[string]int64{"第1旅馆有限公司": 1, "第2旅馆有限公司": 1, "第3旅馆有限公司": 1},
		},
		{
			"both correct",
			[]disclosure.Draft{penalty(1, "甲", until)},
			[]disclosure.Draft{penalty(1, "乙", until)},
			[]disclosure.Draft{penalty(1, "丙", until)},
			[]disclosure.Outcome{corrected},
			map[string]int64{"第1旅馆有限公司": 3},
		},
		{
			"the rival withdraws",
			[]disclosure.Draft{penalty(1, "甲", until)},
			[]disclosure.Draft{hidden(penalty(1, "甲", until), disclosure.NotPublicRevoked)},
			[]disclosure.Draft{penalty(1, "丙", until)},
			[]disclosure.Outcome{disclosure.OutcomeGone},
			map[string]int64{},
		},
		{
			"what was over is public after all", nil,
			[]disclosure.Draft{penalty(1, "甲", until), penalty(2, "甲", until)},
			[]disclosure.Draft{penalty(1, "甲", disclosure.MustDate("2026-11-01")), penalty(2, "甲", until)},
			[]disclosure.Outcome{corrected, unchanged},
			map[string]int64{"第2旅馆有限公司": 1}, // the first is past its last day now, and not withdrawn
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.must(published, c.before...)
			ours := w.publisherOf(&interrupted{Target: w.store, before: func() { w.imports(c.rival...) }})
			if diff := cmp.Diff(c.want, w.run(ours.Begin(false), c.ours)[0]); diff != "" {
				t.Errorf("outcomes (-want +got):\n%s", diff)
			}
			versions := make(map[string]int64)
			for name, record := range w.list(disclosure.KindPenalty) {
				versions[name] = record.Version
			}
			if diff := cmp.Diff(c.wantVersions, versions); diff != "" {
				t.Errorf("versions (-want +got):\n%s", diff)
			}
			if withdrawn := w.query("SELECT COUNT(*) FROM change WHERE reason = 'changed'"); withdrawn[0] != "0" {
				t.Errorf("%s were withdrawn", withdrawn[0])
			}
		})
	}
}

func TestALosingImportStillContinuesItsVenue(t *testing.T) {
	w := newWorld(t)
	w.must(disclosure.OutcomePublished, venue("卫证1", "清河旅馆", "青禾路17号"))
	ours := w.publisherOf(&interrupted{Target: w.store, before: func() {
		w.must(disclosure.OutcomeCorrected, venue("卫证2", "清河旅馆", "青禾路17号"))
	}})
	w.run(ours.Begin(false), []disclosure.Draft{venue("卫证3", "清河旅馆", "青禾路17号")})
	_, facts := w.facts("清河旅馆")
	if diff := cmp.Diff([]string{"卫证1", "卫证2", "卫证3"}, facts.PermitNumbers); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTwoPublishersOfOneFileEndWithEachRecordOnce(t *testing.T) {
	w := newWorld(t)
	const rows = 300
	drafts := make([]disclosure.Draft, rows)
	for i := range drafts {
		drafts[i] = penalty(i, "甲", disclosure.Date{})
		if i%5 == 0 {
			drafts[i] = hidden(drafts[i], disclosure.NotPublicMinor)
		}
	}
	imports := []*publish.Import{w.publisher().Begin(false), w.publisherOf(w.open()).Begin(false)}
	outcomes := make([]map[disclosure.Outcome]int, len(imports))
	var wait sync.WaitGroup
	for i, im := range imports {
		w.stage(im, "same.csv", drafts)
		outcomes[i] = make(map[disclosure.Outcome]int)
		wait.Go(func() {
			if _, err := im.Publish(t.Context(), func(_, _ int, outcome disclosure.Outcome) { outcomes[i][outcome]++ }); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if got := outcomes[0][disclosure.OutcomePublished] + outcomes[1][disclosure.OutcomePublished]; got != rows*4/5 {
		t.Errorf("%d were published: %v", got, outcomes)
	}
	if got := outcomes[0][disclosure.OutcomeUnchanged] + outcomes[1][disclosure.OutcomeUnchanged]; got != rows*4/5 {
		t.Errorf("%d were unchanged: %v", got, outcomes)
	}
	if got := len(w.list(disclosure.KindPenalty)); got != rows*4/5 || w.head().Position != int64(got) {
		t.Errorf("%d are public, the feed ends at %d", got, w.head().Position)
	}
	if diff := cmp.Diff([]string{"not_public:minor_class|60", "publish|240", "working_days_of|240"}, w.figures()); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
}
