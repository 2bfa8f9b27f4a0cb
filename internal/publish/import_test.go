package publish_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// everything reads all tables of the database but the journal of imports.
func (w *world) everything() []string {
	w.Helper()
	var all []string
	for _, table := range []string{"record", "record_place", "record_key", "record_count", "record_ever", "change", "feed_head", "trail", "not_public", "figure"} {
		for _, row := range w.query("SELECT * FROM " + table + " ORDER BY 1, 2") { //nolint:unqueryvet // every column is meant
			all = append(all, table+": "+row)
		}
	}
	return all
}

func district() [][]disclosure.Draft {
	permit := disclosure.Draft{
		Body:       &disclosure.Permit{DocumentNumber: "某卫许〔2026〕1号", PermitNumber: "卫证1", Content: "准予许可"},
		NaturalKey: []string{office, "某卫许〔2026〕1号"}, Name: "第1旅馆有限公司", Subject: company,
		Places: []string{"卫证1"}, Authority: office, DecidedOn: disclosure.MustDate("2026-01-05"),
	}
	return [][]disclosure.Draft{
		{venue("卫证1", "清河旅馆", "青禾路17号"), venue("卫证2", "清河浴室", "青禾路19号")},
		{permit},
		{
			penalty(1, "罚款", disclosure.MustDate("2027-03-02")), penalty(2, "罚款", disclosure.Date{}),
			hidden(penalty(3, "警告", disclosure.Date{}), disclosure.NotPublicMinor),
			penalty(4, "罚款", disclosure.MustDate("2026-11-19")),
		},
	}
}

func TestImportingTwiceChangesNothing(t *testing.T) {
	w := newWorld(t)
	const published, unchanged = disclosure.OutcomePublished, disclosure.OutcomeUnchanged
	rest := []disclosure.Outcome{disclosure.OutcomeNotPublic, disclosure.OutcomeExpired}
	first := w.run(w.publisher().Begin(false), district()...)
	if diff := cmp.Diff([][]disclosure.Outcome{{published, published}, {published}, {published, published, rest[0], rest[1]}}, first); diff != "" {
		t.Errorf("first import (-want +got):\n%s", diff)
	}
	before := w.everything()
	w.day = w.day.AddDays(1)
	again := w.run(w.publisher().Begin(false), district()...)
	if diff := cmp.Diff([][]disclosure.Outcome{{unchanged, unchanged}, {unchanged}, {unchanged, unchanged, rest[0], rest[1]}}, again); diff != "" {
		t.Errorf("second import (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, w.everything()); diff != "" {
		t.Errorf("the second import wrote:\n%s", diff)
	}
}

func TestPositionsFollowFilesAndRows(t *testing.T) {
	w := newWorld(t)
	w.run(w.publisher().Begin(false), district()...)
	want := []string{"publish 清河旅馆", "publish 清河浴室", "publish 第1旅馆有限公司", "publish 第1旅馆有限公司", "publish 第2旅馆有限公司"}
	if diff := cmp.Diff(want, w.changes(0)); diff != "" {
		t.Errorf("feed (-want +got):\n%s", diff)
	}
	for i, entry := range w.feed() {
		if entry.Position != int64(i+1) || entry.Version != 1 || entry.Digest != entry.Record.ComputeDigest() {
			t.Errorf("change %d: position %d, version %d, digest %s", i, entry.Position, entry.Version, entry.Digest)
		}
	}
}

func TestAChangedRowIsACorrection(t *testing.T) {
	w := newWorld(t)
	w.must(disclosure.OutcomePublished, penalty(1, "罚款三千元", disclosure.Date{}))
	before := w.named(disclosure.KindPenalty, "第1旅馆有限公司")
	w.day = w.day.AddDays(3)
	w.must(disclosure.OutcomeCorrected, penalty(1, "罚款五千元", disclosure.Date{}))
	after := w.named(disclosure.KindPenalty, "第1旅馆有限公司")
	if after.ID != before.ID || after.Version != 2 || after.State != disclosure.StatePublished || !strings.Contains(string(after.Body), "罚款五千元") {
		t.Errorf("corrected to %+v", after)
	}
	if !after.PublishedAt.Equal(before.PublishedAt) || !after.UpdatedAt.After(before.UpdatedAt) || after.Salt == before.Salt {
		t.Errorf("instants %s and %s, was %s and %s; salts %x, %x",
			after.PublishedAt, after.UpdatedAt, before.PublishedAt, before.UpdatedAt, after.Salt, before.Salt)
	}
	if diff := cmp.Diff([]string{"correct:error_in_source 第1旅馆有限公司"}, w.changes(1)); diff != "" {
		t.Errorf("feed (-want +got):\n%s", diff)
	}
	w.must(disclosure.OutcomeUnchanged, penalty(1, "罚款五千元", disclosure.Date{}))
	if got := w.head().Position; got != 2 {
		t.Errorf("the feed ends at %d, want 2", got)
	}
}

func TestEveryFieldOfTheEnvelopeIsCorrected(t *testing.T) {
	for name, change := range map[string]func(d *disclosure.Draft){
		"name":         func(d *disclosure.Draft) { d.Name = "新名" },
		"subject":      func(d *disclosure.Draft) { d.Subject = other },
		"places":       func(d *disclosure.Draft) { d.Places = []string{"卫证9"} },
		"authority":    func(d *disclosure.Draft) { d.Authority = other },
		"decided on":   func(d *disclosure.Draft) { d.DecidedOn = d.DecidedOn.AddDays(1) },
		"public until": func(d *disclosure.Draft) { d.PublicUntil = disclosure.MustDate("2030-01-01") },
		"regime":       func(d *disclosure.Draft) { d.Regime = "2025" },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.must(disclosure.OutcomePublished, penalty(1, "罚款", disclosure.Date{}))
			changed := penalty(1, "罚款", disclosure.Date{})
			change(&changed)
			w.must(disclosure.OutcomeCorrected, changed)
			w.must(disclosure.OutcomeUnchanged, changed)
			record := w.named(disclosure.KindPenalty, changed.Name)
			got := []any{record.Version, record.Subject, record.Places, record.Authority, record.DecidedOn, record.PublicUntil, record.Regime}
			want := []any{int64(2), changed.Subject, changed.Places, changed.Authority, changed.DecidedOn, changed.PublicUntil, changed.Regime}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestADisputedRecordStaysDisputedWhenCorrected(t *testing.T) {
	w := newWorld(t)
	w.must(disclosure.OutcomePublished, penalty(1, "罚款三千元", disclosure.Date{}))
	w.end(w.named(disclosure.KindPenalty, "第1旅馆有限公司"), disclosure.StateDisputed, disclosure.OpDispute, disclosure.ReasonObjectionReceived)
	w.must(disclosure.OutcomeUnchanged, penalty(1, "罚款三千元", disclosure.Date{}))
	w.must(disclosure.OutcomeCorrected, penalty(1, "罚款五千元", disclosure.Date{}))
	if got := w.named(disclosure.KindPenalty, "第1旅馆有限公司"); got.State != disclosure.StateDisputed || got.Version != 3 {
		t.Errorf("%s at version %d", got.State, got.Version)
	}
}

func TestTheLaterFileWins(t *testing.T) {
	w := newWorld(t)
	early, late := penalty(1, "甲", disclosure.Date{}), penalty(1, "乙", disclosure.Date{})
	got := w.run(w.publisher().Begin(false), []disclosure.Draft{early}, []disclosure.Draft{late}, []disclosure.Draft{late})
	want := [][]disclosure.Outcome{{disclosure.OutcomePublished}, {disclosure.OutcomeCorrected}, {disclosure.OutcomeUnchanged}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if body := string(w.named(disclosure.KindPenalty, early.Name).Body); !strings.Contains(body, "乙") {
		t.Errorf("body %s", body)
	}
}

func TestRowsThatComeTwiceInAFile(t *testing.T) {
	w := newWorld(t)
	same, clash := penalty(1, "甲", disclosure.Date{}), penalty(1, "乙", disclosure.Date{})
	late := penalty(1, "甲", disclosure.Date{})
	late.Late = true
	got := w.imports(same, penalty(2, "甲", disclosure.Date{}), same, clash, same, late, hidden(same, disclosure.NotPublicSimple))
	const duplicate, rejected = disclosure.OutcomeDuplicate, disclosure.OutcomeRejected
	want := []disclosure.Outcome{disclosure.OutcomePublished, disclosure.OutcomePublished, duplicate, rejected, duplicate, rejected, rejected}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := w.head().Position; got != 2 {
		t.Errorf("the feed ends at %d, want 2", got)
	}
}

func TestRowsThatComeTwiceInPartsOfAFile(t *testing.T) {
	w := newWorld(t)
	im := w.publisher().Begin(false)
	file := im.AddFile(disclosure.Origin{File: "a.csv"})
	var told []disclosure.Outcome
	for row, draft := range []disclosure.Draft{penalty(1, "甲", disclosure.Date{}), penalty(1, "甲", disclosure.Date{}), penalty(1, "乙", disclosure.Date{})} {
		draft.Origin.Row = row + 2
		outcomes, err := im.Stage(t.Context(), file, []disclosure.Draft{draft})
		if err != nil {
			t.Fatal(err)
		}
		told = append(told, outcomes...)
	}
	if diff := cmp.Diff([]disclosure.Outcome{"", disclosure.OutcomeDuplicate, disclosure.OutcomeRejected}, told); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestADiscardedFileIsNotPublished(t *testing.T) {
	w := newWorld(t)
	im := w.publisher().Begin(false)
	w.stage(im, "broken.csv", []disclosure.Draft{penalty(1, "坏", disclosure.Date{})})
	w.stage(im, "good.csv", []disclosure.Draft{penalty(2, "好", disclosure.Date{})})
	if err := im.DiscardFile(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if _, err := im.Publish(t.Context(), func(file, row int, outcome disclosure.Outcome) {
		if file != 1 || row != 2 || outcome != disclosure.OutcomePublished {
			t.Errorf("file %d row %d is %s", file, row, outcome)
		}
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"publish 第2旅馆有限公司"}, w.changes(0)); diff != "" {
		t.Errorf("feed (-want +got):\n%s", diff)
	}
}

func TestARehearsalWritesNothing(t *testing.T) {
	w := newWorld(t)
	w.must(disclosure.OutcomePublished, penalty(1, "甲", disclosure.Date{}), penalty(5, "甲", disclosure.Date{}), penalty(6, "甲", disclosure.Date{}))
	w.end(w.named(disclosure.KindPenalty, "第6旅馆有限公司"), disclosure.StateRepaired, disclosure.OpRepair, disclosure.ReasonRepaired)
	files := append(district(), []disclosure.Draft{
		penalty(5, "甲", disclosure.Date{}), penalty(6, "甲", disclosure.Date{}),
		hidden(penalty(7, "甲", disclosure.Date{}), disclosure.NotPublicUsageRange),
	})
	before, journal := w.everything(), w.query("SELECT batch, done FROM journal")
	rehearsed := w.run(w.publisher().Begin(true), files...)
	if diff := cmp.Diff(before, w.everything()); diff != "" {
		t.Errorf("the rehearsal wrote:\n%s", diff)
	}
	if diff := cmp.Diff(journal, w.query("SELECT batch, done FROM journal")); diff != "" {
		t.Errorf("the rehearsal is in the journal:\n%s", diff)
	}
	if diff := cmp.Diff(rehearsed, w.run(w.publisher().Begin(false), files...)); diff != "" {
		t.Errorf("it came otherwise than rehearsed (-rehearsed +came):\n%s", diff)
	}
}

func TestEachWriteLeavesATrail(t *testing.T) {
	w := newWorld(t)
	im := w.publisher().Begin(false)
	if !strings.HasPrefix(im.Batch(), "b_") || w.publisher().Begin(false).Batch() == im.Batch() {
		t.Errorf("batch %q", im.Batch())
	}
	w.run(im, []disclosure.Draft{penalty(1, "甲", disclosure.Date{})}, []disclosure.Draft{penalty(2, "甲", disclosure.Date{}), penalty(3, "甲", disclosure.Date{})})
	got := w.query(`SELECT position, line, written_by, batch, file FROM trail JOIN trail_source ON number = source ORDER BY position`)
	want := []string{
		fmt.Sprintf("1|2|clerk|%s|file0.csv", im.Batch()), fmt.Sprintf("2|2|clerk|%s|file1.csv", im.Batch()), fmt.Sprintf("3|3|clerk|%s|file1.csv", im.Batch()),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{im.Batch() + "|clerk|1"}, w.query("SELECT batch, written_by, done FROM journal")); diff != "" {
		t.Errorf("journal (-want +got):\n%s", diff)
	}
}

func TestMoreRowsThanOneBatch(t *testing.T) {
	w := newWorld(t)
	drafts := make([]disclosure.Draft, 5001)
	for i := range drafts {
		drafts[i] = penalty(i, "甲", w.day)
	}
	w.must(disclosure.OutcomePublished, drafts...)
	w.must(disclosure.OutcomeUnchanged, drafts...)
	w.day = w.day.AddDays(1)
	if ended, err := w.publisher().Expire(t.Context()); err != nil || ended != len(drafts) {
		t.Errorf("%d ended, %v; want %d", ended, err, len(drafts))
	}
	if got := w.head().Position; got != int64(2*len(drafts)) {
		t.Errorf("the feed ends at %d, want %d", got, 2*len(drafts))
	}
	if page, err := w.store.List(t.Context(), store.Query{Kind: disclosure.KindPenalty}); err != nil || page.Total != 0 {
		t.Errorf("%d are public, %v", page.Total, err)
	}
}

func TestPartsOfNaturalKeysDoNotRunTogether(t *testing.T) {
	w := newWorld(t)
	keys := [][]string{{"ab", "c"}, {"a", "bc"}, {"abc"}, {"abc", ""}, {"", "abc"}, {"a", "b", "c"}, {"A", "bc"}}
	drafts := []disclosure.Draft{
		{Body: &disclosure.Filing{Content: "备案"}, NaturalKey: keys[0], Name: "备案", Authority: office},
	}
	for i, key := range keys {
		draft := penalty(i, "甲", disclosure.Date{})
		draft.NaturalKey = key
		drafts = append(drafts, draft)
	}
	w.must(disclosure.OutcomePublished, drafts...)
}
