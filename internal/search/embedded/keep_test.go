package embedded_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/search/embedded"
)

func TestFiltersThatLookAlikeAreKeptApart(t *testing.T) {
	t.Parallel()
	ix := open(t, t.TempDir(), embedded.Options{Today: today})
	docs := tiny(10, 2000)
	for i := range docs {
		docs[i].Authority, docs[i].Street = "局", "甲街"
	}
	begin(t, ix, step(1, docs))
	for _, odd := range []map[search.Field][]string{
		{search.FieldAuthority: {"局\x00street\x01甲街"}},
		{search.FieldAuthority: {"局\"street\"甲街"}},
		{search.FieldStreet: {"乙街\x01甲街"}},
	} {
		if r, err := ix.Search(t.Context(), search.Query{Filters: odd}); err != nil || r.Total != 0 {
			t.Fatalf("%q finds %d, %v", odd, r.Total, err)
		}
	}
	for _, plain := range []map[search.Field][]string{
		{search.FieldAuthority: {"局"}, search.FieldStreet: {"甲街"}},
		{search.FieldStreet: {"乙街", "甲街"}},
	} {
		if r, err := ix.Search(t.Context(), search.Query{Filters: plain}); err != nil || r.Total != int64(len(docs)) {
			t.Errorf("%q finds %d, %v; want %d", plain, r.Total, err, len(docs))
		}
	}
}

// TestPinyinBeforeWhatIsNotRead looks for a character whose neighbour no dictionary reads.
func TestPinyinBeforeWhatIsNotRead(t *testing.T) {
	t.Parallel()
	if search.ReadingOf('㐂') != nil {
		t.Fatal("the dictionary reads 㐂 now: take another character")
	}
	docs := tiny(11, 300)
	docs[0].Names = []string{"重㐂馆"}
	for name, ix := range map[string]*embedded.Index{
		"in a segment": open(t, t.TempDir(), embedded.Options{Today: today}),
		"in memory":    open(t, t.TempDir(), embedded.Options{Today: today}),
	} {
		if name == "in a segment" {
			begin(t, ix, step(1, docs))
		} else {
			begin(t, ix, step(1, docs[1:]))
			apply(t, ix, step(2, docs[:1]))
		}
		for _, text := range []string{"chong", "c", "zhong"} {
			r, err := ix.Search(t.Context(), search.Query{Text: text, Pinyin: true, Limit: 5})
			must(t, err)
			if len(r.Hits) == 0 || r.Hits[0] != docs[0].ID {
				t.Errorf("%s: %s finds %v", name, text, r.Hits)
			}
		}
	}
}

// countdown is a context that ends after it was asked a number of times.
type countdown struct {
	context.Context //nolint:containedctx // it is one

	left atomic.Int64
}

func (c *countdown) Err() error {
	if c.left.Add(-1) < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

func TestASearchEndsWithItsTime(t *testing.T) {
	t.Parallel()
	ix := open(t, t.TempDir(), embedded.Options{Today: today, PhraseCache: -1})
	docs := tiny(12, 5000)
	for i := range docs {
		docs[i].Texts = []string{"当事人未按规定消毒"}
	}
	begin(t, ix, step(1, docs))
	asked := 0
	for ; ; asked++ {
		ctx := &countdown{Context: t.Context()}
		ctx.left.Store(int64(asked))
		_, err := ix.Search(ctx, search.Query{Text: "未按规定"})
		if err == nil {
			break
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("error is %v", err)
		}
	}
	if asked < 7 { // five thousand texts are looked at in pieces of a thousand
		t.Errorf("the time was looked at %d times", asked)
	}
	state, err := ix.State(t.Context())
	if err != nil || state.Documents != int64(len(docs)) {
		t.Errorf("state is %+v, %v", state, err)
	}
}

func TestADefectGivesNoIndexUp(t *testing.T) {
	t.Parallel()
	ix := open(t, t.TempDir(), embedded.Options{Today: today})
	begin(t, ix, step(1, tiny(13, 10)))
	if err := embedded.Stumble(ix); disclosure.KindOf(err) != disclosure.Internal {
		t.Errorf("error is %v, want kind internal", err)
	}
	if r, err := ix.Search(t.Context(), search.Query{}); err != nil || r.Total != 10 {
		t.Errorf("afterwards %d are found, %v", r.Total, err)
	}
}
