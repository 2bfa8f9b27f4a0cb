package publish_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/publish"
	"mingshi/internal/store"
)

func serialOf(number uint32) string { return fmt.Sprintf("S%07d", number) }

func doors(from, to int) []publish.Door {
	var list []publish.Door
	for n := from; n < to; n++ {
		list = append(list, publish.Door{Venue: disclosure.ID(fmt.Sprintf("vn_%013d", n))})
	}
	return list
}

func numbers(issued []publish.Issued) []uint32 {
	list := make([]uint32, len(issued))
	for i := range issued {
		list[i] = issued[i].Number
	}
	return list
}

func TestEachVenueGetsOneBoard(t *testing.T) {
	w := newWorld(t)
	issue := func(list []publish.Door) []publish.Issued {
		issued, err := w.publisher().IssueBoards(t.Context(), list, serialOf)
		if err != nil {
			t.Fatal(err)
		}
		return issued
	}
	first := issue(doors(0, 3))
	if diff := cmp.Diff([]uint32{1, 2, 3}, numbers(first)); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
	if again := issue(doors(0, 3)); len(again) != 0 {
		t.Errorf("issued again: %v", again)
	}
	more := issue(slices.Concat(doors(1, 5), doors(3, 5)))
	if diff := cmp.Diff([]uint32{4, 5}, numbers(more)); diff != "" {
		t.Errorf("numbers of the later ones (-want +got):\n%s", diff)
	}
	record, board := w.board(first[1].ID)
	want := disclosure.Board{
		Serial: "S0000002", Venue: first[1].Venue, IssuedOn: w.day, Standing: disclosure.BoardInForce,
	}
	if diff := cmp.Diff(want, board); diff != "" {
		t.Errorf("board (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"S0000002", string(first[1].Venue)}, record.Places); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"publish|5"}, w.figures()); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
}

func TestTheNumberOfABoardThatIsGoneIsNotUsedAgain(t *testing.T) {
	w := newWorld(t)
	issued, err := w.publisher().IssueBoards(t.Context(), doors(0, 1), serialOf)
	if err != nil {
		t.Fatal(err)
	}
	record, err := w.store.Get(t.Context(), issued[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	w.end(record, disclosure.StateWithdrawn, disclosure.OpWithdraw, disclosure.ReasonPublishedInError)
	next, err := w.publisher().IssueBoards(t.Context(), doors(1, 2), serialOf)
	if err != nil || next[0].Number != 2 {
		t.Errorf("issued %v, %v", next, err)
	}
}

func TestTwoIssuersAtOnceNeverShareANumber(t *testing.T) {
	w := newWorld(t)
	rivals := []*publish.Publisher{w.publisher(), w.publisherOf(w.open())}
	const rounds = 10
	var wait sync.WaitGroup
	results := make([][]publish.Issued, len(rivals))
	for i, rival := range rivals {
		wait.Go(func() {
			for round := range rounds {
				// Every other door is one that the rival sees too.
				first := 100*round + 2*i
				issued, err := rival.IssueBoards(t.Context(), doors(first, first+4), serialOf)
				if err != nil {
					t.Error(err)
				}
				results[i] = append(results[i], issued...)
			}
		})
	}
	wait.Wait()
	all := slices.Concat(results...)
	venues, given := make(map[disclosure.ID]bool), numbers(all)
	for _, board := range all {
		if venues[board.Venue] {
			t.Errorf("%s has two boards", board.Venue)
		}
		venues[board.Venue] = true
	}
	slices.Sort(given)
	for i, number := range given {
		if number != uint32(i+1) {
			t.Fatalf("numbers %v are not dense", given)
		}
	}
	if len(all) != 6*rounds {
		t.Errorf("%d boards, want %d", len(all), 6*rounds)
	}
	page, err := w.store.List(t.Context(), store.Query{Kind: disclosure.KindBoard, Limit: store.MaxLimit})
	if err != nil || int(page.Total) != len(all) {
		t.Errorf("%d boards are stored, %v", page.Total, err)
	}
}

func TestAnIssuerThatComesSecondCountsOn(t *testing.T) {
	w := newWorld(t)
	late := w.publisherOf(&interrupted{Target: w.store, before: func() {
		if _, err := w.publisher().IssueBoards(t.Context(), doors(1, 4), serialOf); err != nil {
			t.Error(err)
		}
	}})
	issued, err := late.IssueBoards(t.Context(), doors(0, 3), serialOf)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]publish.Issued{{ID: issued[0].ID, Venue: doors(0, 1)[0].Venue, Number: 4, Serial: "S0000004"}}, issued); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
