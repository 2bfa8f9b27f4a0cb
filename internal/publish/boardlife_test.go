package publish_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/publish"
	"mingshi/internal/store"
)

// board reads a board's record and body.
func (w *world) board(id disclosure.ID) (disclosure.Record, disclosure.Board) {
	w.Helper()
	record, err := w.store.Get(w.Context(), id)
	if err != nil {
		w.Fatal(err)
	}
	body, err := disclosure.DecodeBody(record.Kind, record.Body)
	if err != nil {
		w.Fatal(err)
	}
	return record, *body.(*disclosure.Board)
}

// hang issues boards at doors.
func (w *world) hang(list ...publish.Door) []publish.Issued {
	w.Helper()
	issued, err := w.publisher().IssueBoards(w.Context(), list, serialOf)
	if err != nil {
		w.Fatal(err)
	}
	return issued
}

// boardOps lists what happened to boards, in the order of the feed.
func (w *world) boardOps() []string {
	w.Helper()
	page, err := w.store.Changes(w.Context(), 0, store.MaxLimit, disclosure.KindBoard)
	if err != nil {
		w.Fatal(err)
	}
	ops := make([]string, len(page.Entries))
	for i := range page.Entries {
		ops[i] = string(page.Entries[i].Op)
	}
	return ops
}

func TestAVenueHasOneBoardAtEachPlace(t *testing.T) {
	w := newWorld(t)
	door := doors(0, 1)[0]
	hall, pool := door, door
	hall.Place, pool.Place = "大堂", "泳池"
	if issued := w.hang(door, hall, pool, hall); len(issued) != 3 {
		t.Errorf("issued %v, want one at each of three places", issued)
	}
	if again := w.hang(pool, door); len(again) != 0 {
		t.Errorf("issued again: %v", again)
	}
	page, err := w.store.List(t.Context(), store.Query{Kind: disclosure.KindBoard, Places: []string{string(door.Venue)}, Limit: 9})
	if err != nil || page.Total != 3 {
		t.Errorf("the venue has %d boards, %v", page.Total, err)
	}
}

func TestAReplacedBoardLeadsToTheNextAndBack(t *testing.T) {
	w := newWorld(t)
	old := w.hang(doors(0, 1)...)[0]
	next, err := w.publisher().ReplaceBoard(t.Context(), old.Serial, disclosure.BoardDamaged, publish.Remark{Note: "裂"}, serialOf)
	if err != nil {
		t.Fatal(err)
	}
	record, ended := w.board(old.ID)
	want := disclosure.Board{
		Serial: old.Serial, Venue: old.Venue, IssuedOn: w.day, Standing: disclosure.BoardReplaced, EndedOn: w.day,
		EndReason: disclosure.BoardDamaged, ReplacedBy: next.Serial,
	}
	if diff := cmp.Diff(want, ended); diff != "" || record.Version != 2 {
		t.Errorf("the old board, version %d (-want +got):\n%s", record.Version, diff)
	}
	_, follows := w.board(next.ID)
	want = disclosure.Board{
		Serial: next.Serial, Venue: old.Venue, IssuedOn: w.day, Standing: disclosure.BoardInForce, Replaces: old.Serial,
	}
	if diff := cmp.Diff(want, follows); diff != "" {
		t.Errorf("the new board (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"publish", "publish", "revoke"}, w.boardOps()); diff != "" {
		t.Errorf("feed (-want +got):\n%s", diff)
	}
	if issued := w.hang(doors(0, 1)...); len(issued) != 0 {
		t.Errorf("the door has a board and got %v", issued)
	}
}

func TestARevokedBoardFreesItsDoor(t *testing.T) {
	w := newWorld(t)
	for round := range 3 { // the chain of boards at a door grows
		board := w.hang(doors(0, 1)...)
		if len(board) != 1 || board[0].Number != uint32(round+1) {
			t.Fatalf("round %d: issued %v", round, board)
		}
		if err := w.publisher().RevokeBoard(t.Context(), board[0].Serial, disclosure.BoardLost, publish.Remark{}); err != nil {
			t.Fatal(err)
		}
		if _, ended := w.board(board[0].ID); ended.Standing != disclosure.BoardRevoked || ended.EndReason != disclosure.BoardLost {
			t.Errorf("round %d: %+v", round, ended)
		}
	}
}

func TestOnlyABoardInForceCanEnd(t *testing.T) {
	w := newWorld(t)
	board := w.hang(doors(0, 1)...)[0]
	end := func(serial string) error {
		return w.publisher().RevokeBoard(t.Context(), serial, disclosure.BoardLost, publish.Remark{})
	}
	if err := end("S0000009"); disclosure.KindOf(err) != disclosure.NotFound {
		t.Errorf("an unknown board is ended: %v", err)
	}
	if err := end(board.Serial); err != nil {
		t.Errorf("a board in force: %v", err)
	}
	if err := end(board.Serial); disclosure.KindOf(err) != disclosure.Invalid {
		t.Errorf("a revoked board is ended: %v", err)
	}
	_, err := w.publisher().ReplaceBoard(t.Context(), board.Serial, disclosure.BoardLost, publish.Remark{}, serialOf)
	if disclosure.KindOf(err) != disclosure.Invalid {
		t.Errorf("a revoked board is replaced: %v", err)
	}
	if diff := cmp.Diff([]string{"publish", "revoke"}, w.boardOps()); diff != "" {
		t.Errorf("feed (-want +got):\n%s", diff)
	}
}

func TestEveryPrintIsKept(t *testing.T) {
	w := newWorld(t)
	board := w.hang(doors(0, 1)...)[0]
	first := disclosure.Print{On: disclosure.MustDate("2026-03-02"), Letter: "C", DecidedOn: disclosure.MustDate("2026-03-01"), Face: "F"}
	second := disclosure.Print{On: disclosure.MustDate("2026-09-02"), Letter: "B", DecidedOn: disclosure.MustDate("2026-09-01"), Face: "F"}
	again := second
	again.On = disclosure.MustDate("2026-10-02") // nothing new on it
	for _, step := range []struct {
		print disclosure.Print
		news  int
	}{{first, 1}, {second, 1}, {again, 0}} {
		changed, err := w.publisher().PrintBoards(t.Context(), []publish.BoardPrint{
			{Serial: board.Serial, Print: step.print}, {Serial: "S0000009", Print: step.print}, {Serial: board.Serial, Print: step.print},
		})
		if err != nil || changed != step.news {
			t.Errorf("print of %s: news on %d boards, %v, want %d", step.print.On, changed, err, step.news)
		}
	}
	_, printed := w.board(board.ID)
	if diff := cmp.Diff(&second, printed.Printed); diff != "" {
		t.Errorf("latest print (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]disclosure.Print{first}, printed.Earlier); diff != "" {
		t.Errorf("earlier prints (-want +got):\n%s", diff)
	}
	if err := w.publisher().RevokeBoard(t.Context(), board.Serial, disclosure.BoardLost, publish.Remark{}); err != nil {
		t.Fatal(err)
	}
	if changed, err := w.publisher().PrintBoards(t.Context(), []publish.BoardPrint{{Serial: board.Serial, Print: first}}); changed != 0 || err != nil {
		t.Errorf("a revoked board was printed: %d, %v", changed, err)
	}
	if diff := cmp.Diff([]string{"publish", "amend", "amend", "revoke"}, w.boardOps()); diff != "" {
		t.Errorf("feed (-want +got):\n%s", diff)
	}
}

func TestTwoWhoReplaceAtOnceGiveOneBoard(t *testing.T) {
	w := newWorld(t)
	rivals := []*publish.Publisher{w.publisher(), w.publisherOf(w.open())}
	for round := range 10 {
		board := w.hang(doors(round, round+1)...)[0]
		failures := make([]error, len(rivals))
		var wait sync.WaitGroup
		for i, rival := range rivals {
			wait.Go(func() {
				_, failures[i] = rival.ReplaceBoard(t.Context(), board.Serial, disclosure.BoardMoved, publish.Remark{}, serialOf)
			})
		}
		wait.Wait()
		failures = slices.DeleteFunc(failures, func(err error) bool { return err == nil })
		if len(failures) != 1 || disclosure.KindOf(failures[0]) != disclosure.Invalid {
			t.Errorf("round %d: failures %v, want the one that came second", round, failures)
		}
	}
}
