package indexer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/indexer"
	"mingshi/internal/disclosure"
	"mingshi/internal/publish"
	"mingshi/internal/search"
	"mingshi/internal/store"
)

func TestASecondVenueTakesThePenaltyOffTheFirst(t *testing.T) {
	w := newWorld(t)
	w.imports(venue(company, "卫证1", "一店", "青禾路1号"), penalty(company, "罚1", "某公司", "未消毒"))
	w.catchUp()
	check := func(want ...string) {
		t.Helper()
		if diff := cmp.Diff([][]string{want}, w.names(disclosure.KindPenalty)); diff != "" {
			t.Errorf("names of the penalty (-want +got):\n%s", diff)
		}
		w.agrees()
	}
	check("某公司", "一店", "一店经营部")
	w.imports(venue(company, "卫证2", "二店", "青禾路2号"))
	w.catchUp()
	check("某公司")
	w.withdraw(w.named(disclosure.KindVenue, "一店"))
	w.catchUp()
	check("某公司", "二店", "二店经营部")
}

func TestARenamedVenueIsFoundByBothNamesThroughoutItsRecords(t *testing.T) {
	w := newWorld(t)
	w.imports(
		venue(company, "卫证1", "旧店", "青禾路1号"), permit(company, "许1", "卫证1", "某公司"), filing(company, "卫证1", "某人"),
		grading("卫证1", 3, "A"), reading("卫证1", "余氯"), penalty(company, "罚1", "某公司", "未消毒"),
	)
	w.catchUp()
	w.imports(venue(company, "卫证1", "新店", "青禾路1号"))
	w.catchUp()
	for _, name := range []string{"旧店", "新店"} {
		if hits := w.finds(name); len(hits) != 6 {
			t.Errorf("%s is answered with %v", name, hits)
		}
	}
	w.agrees()
}

func TestAVenueSaysItsPresentGrade(t *testing.T) {
	w := newWorld(t)
	w.imports(venue(company, "卫证1", "一店", "青禾路1号"), grading("卫证1", 9, "C"))
	w.catchUp()
	graded := func(want string) {
		t.Helper()
		index := slices.IndexFunc(w.engine.all(), func(d search.Document) bool { return d.ID.Kind() == disclosure.KindVenue })
		if got := w.engine.all()[index].Grade; got != want {
			t.Errorf("the venue's grade is %q, want %q", got, want)
		}
	}
	graded("C")
	w.imports(grading("卫证1", 3, "A"))
	w.catchUp()
	graded("A")
	for _, record := range w.all(disclosure.KindGrading) {
		if record.DecidedOn == firstDay.AddDays(-3) {
			w.withdraw(record)
		}
	}
	w.catchUp()
	graded("C")
	w.imports(grading("卫证1", 1, "")) // not graded
	w.catchUp()
	graded("")
}

func TestWhatIsGoneIsInNoHit(t *testing.T) {
	w := newWorld(t)
	w.imports(venue(company, "卫证1", "一店", "青禾路1号"), penalty(company, "罚1", "某公司", "未消毒"), permit(company, "许1", "卫证1", "某公司"))
	w.catchUp()
	gone := w.only(disclosure.KindPenalty)
	gone.State = disclosure.StateRepaired
	w.writes(disclosure.OpRepair, disclosure.ReasonRepaired, gone)
	w.withdraw(w.only(disclosure.KindVenue))
	w.catchUp()
	permits := w.all(disclosure.KindPermit)
	for _, text := range []string{"", "罚1", "未消毒", "某公司", "一店", "青禾", company} {
		for _, id := range w.finds(text) {
			if id != permits[0].ID {
				t.Errorf("%q finds %s, which is gone", text, id)
			}
		}
	}
	if hits := w.finds("一店"); len(hits) != 0 {
		t.Errorf("the venue that is gone still leads to %v", hits)
	}
	w.agrees()
}

func TestAPersonIsFoundByTheMaskedNameAlone(t *testing.T) {
	w := newWorld(t)
	draft := penalty("", "罚1", "王某", "无证经营")
	draft.Body.(*disclosure.Penalty).Counterparty = disclosure.Counterparty{Name: "王某", Kind: disclosure.NaturalPerson}
	draft.NaturalKey = []string{office, "罚1", "王小明", "11010519491231002X"}
	w.imports(venue("", "卫证1", "王记小吃", "青禾路1号"), draft)
	w.catchUp()
	for _, d := range w.engine.all() {
		if text := fmt.Sprintf("%+v", d); strings.Contains(text, "王小明") || strings.Contains(text, "11010519491231002X") {
			t.Errorf("a document says %s", text)
		}
		if d.ID.Kind() == disclosure.KindPenalty && (len(d.Codes) != 0 || !slices.Equal(d.Names, []string{"王某"})) {
			t.Errorf("names %v, codes %v", d.Names, d.Codes)
		}
	}
}

func TestBoardsMoveThePositionAlone(t *testing.T) {
	w := newWorld(t)
	w.imports(venue(company, "卫证1", "一店", "青禾路1号"))
	w.catchUp()
	doors := []publish.Door{{Venue: w.only(disclosure.KindVenue).ID}}
	if _, err := w.publisher().IssueBoards(t.Context(), doors, func(uint32) string { return "B1" }); err != nil {
		t.Fatal(err)
	}
	w.catchUp()
	if state := w.engine.state(t); state.Position != w.head().Position || state.Documents != 1 {
		t.Errorf("%+v at the head %d", state, w.head().Position)
	}
	w.agrees()
}

func TestAnotherFeedIsIndexedAnew(t *testing.T) {
	w := newWorld(t)
	w.imports(venue(company, "卫证1", "旧店", "青禾路1号"), reading("卫证1", "余氯"))
	w.catchUp()
	restored := newWorld(t)
	restored.imports(venue(company, "卫证1", "新店", "青禾路1号"))
	restored.engine = w.engine
	restored.Indexer = restored.indexer(restored.store, w.engine)
	restored.catchUp()
	restored.agrees()
	if hits := restored.finds("旧店"); len(hits) != 0 {
		t.Errorf("the former feed is still answered with %v", hits)
	}
}

func TestAnIndexFromBeyondTheFeedIsBuiltAnew(t *testing.T) {
	w := newWorld(t)
	w.imports(venue(company, "卫证1", "一店", "青禾路1号"))
	w.catchUp()
	head := w.head()
	ghost := search.Document{ID: disclosure.NewID(disclosure.KindPermit), Names: []string{"没有的记录"}}
	if err := w.engine.Apply(t.Context(), search.Batch{FeedID: head.FeedID, Position: head.Position + 9, Put: []search.Document{ghost}}); err != nil {
		t.Fatal(err)
	}
	w.catchUp()
	w.agrees()
}

func TestAnUnreadableRecordKeepsNoOtherFromBeingFound(t *testing.T) {
	w := newWorld(t)
	w.imports(permit(company, "许1", "卫证1", "某公司"), permit(company, "许2", "卫证1", "某公司"))
	w.catchUp()
	broken := w.all(disclosure.KindPermit)[0]
	broken.Seal([]byte(`"秘密"`))
	w.writes(disclosure.OpCorrect, disclosure.ReasonErrorInSource, broken)
	var log bytes.Buffer
	x := indexer.New(indexer.Options{Reader: w.store, Feed: w.store, Sink: w.engine, Log: slog.New(slog.NewTextHandler(&log, nil))})
	for range 2 {
		w.imports(venue(company, "卫证1", "一店", "青禾路1号")) // touches both
		if err := x.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		if hits := w.finds("某公司"); len(hits) != 1 || hits[0] == broken.ID {
			t.Errorf("found %v", hits)
		}
		w.agrees()
	}
	if told := log.String(); !strings.Contains(told, string(broken.ID)) || strings.Contains(told, "秘密") {
		t.Errorf("the log says:\n%s", told)
	}
}

func TestARebuildTellsHowFarItIs(t *testing.T) {
	w := newWorld(t)
	w.imports(venue(company, "卫证1", "一店", "青禾路1号"), reading("卫证1", "余氯"), reading("卫证1", "浊度"))
	var told [][2]int64
	err := w.Rebuild(t.Context(), func(done, total int64) {
		if n := len(told); n == 0 || told[n-1] != [2]int64{done, total} {
			told = append(told, [2]int64{done, total})
		}
	})
	// The venue and the readings are derived side by side: either may come first.
	orders := [][][2]int64{{{0, 3}, {1, 3}, {3, 3}}, {{0, 3}, {2, 3}, {3, 3}}}
	if err != nil || !slices.ContainsFunc(orders, func(want [][2]int64) bool { return slices.Equal(told, want) }) {
		t.Errorf("told %v, %v; want one of %v", told, err, orders)
	}
}

func TestARebuildThatIsCutShortLeavesWhatWasThere(t *testing.T) {
	w := newWorld(t)
	w.imports(venue(company, "卫证1", "一店", "青禾路1号"))
	w.catchUp()
	before := w.engine.state(t)
	w.imports(reading("卫证1", "余氯"))
	ctx, cancel := context.WithCancel(t.Context())
	err := w.Rebuild(ctx, func(int64, int64) {
		if kind := disclosure.KindOf(w.Rebuild(ctx, nil)); kind != disclosure.Conflict && ctx.Err() == nil {
			t.Errorf("a second rebuild is %s", kind)
		}
		cancel()
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a rebuild without time: %v", err)
	}
	if diff := cmp.Diff(before, w.engine.state(t)); diff != "" {
		t.Errorf("state (-before +after):\n%s", diff)
	}
	if err := w.Rebuild(t.Context(), nil); err != nil {
		t.Errorf("a second try: %v", err)
	}
	w.agrees()
}

// behind is a Reader that knows less than the feed for some time, as a standby may.
type behind struct {
	store.Reader

	by *int64
}

func (b behind) Head(ctx context.Context) (store.Head, error) {
	head, err := b.Reader.Head(ctx)
	head.Position -= *b.by
	return head, err
}

func TestWhatAReaderBehindTheFeedSaysIsNotBelieved(t *testing.T) {
	w := newWorld(t)
	by := int64(0)
	w.Indexer = w.indexer(behind{Reader: w.store, by: &by}, w.engine)
	w.imports(venue(company, "卫证1", "一店", "青禾路1号"), reading("卫证1", "余氯"))
	w.catchUp()
	before := w.engine.state(t)
	by = 1
	w.imports(reading("卫证1", "浊度"), reading("卫证1", "pH"))
	if err := w.CatchUp(t.Context()); disclosure.KindOf(err) != disclosure.Unavailable || w.Lag().Positions != 1 {
		t.Errorf("a reader that is behind: %v, %+v", err, w.Lag())
	}
	if diff := cmp.Diff(before, w.engine.state(t)); diff != "" {
		t.Errorf("state (-before +after):\n%s", diff)
	}
	by = 0
	w.catchUp()
	w.agrees()
	by = 1
	built := w.engine.rebuilds
	w.catchUp()
	if w.engine.rebuilds != built {
		t.Error("the index was built anew because a reader was behind it")
	}
}
