package postgres_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/postgres"
	"mingshi/internal/testkit/pgtest"
)

// withReplica is a primary with a store of some records, and its standby, with their addresses.
func withReplica(t *testing.T) (primary, standby *pgtest.Server, url, replicaURL string) {
	t.Helper()
	primary = pgtest.Start(t, pgtest.Options{})
	url = primary.Database(t)
	publish(t, open(t, options(url)), 20)
	standby = primary.Replica(t, pgtest.Options{})
	return primary, standby, url, standby.URL(pgtest.Name(t, url), "postgres")
}

func openWithReplica(t *testing.T, url, replicaURL string) *postgres.Store {
	t.Helper()
	o := options(url)
	o.ReplicaURL = replicaURL
	o.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	return open(t, o)
}

func answers(s *postgres.Store) func(context.Context) bool {
	return func(context.Context) bool { return s.ReplicaAnswers() }
}

func leftAlone(s *postgres.Store) func(context.Context) bool {
	return func(context.Context) bool { return !s.ReplicaAnswers() }
}

// pause stops a standby from taking over what it gets.
func pause(t *testing.T, standby *pgtest.Server) {
	t.Helper()
	standby.Exec(t, "postgres", "SELECT pg_wal_replay_pause()")
	//nolint:contextcheck // the server's helpers have a deadline of their own
	eventually(t, "the standby is paused", func(context.Context) bool {
		return standby.Psql(t, "postgres", "SELECT pg_get_wal_replay_pause_state()") == "paused"
	})
}

func position(t *testing.T, s store.Reader) int64 {
	t.Helper()
	head, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return head.Position
}

func TestReadersGoToTheReplica(t *testing.T) {
	t.Parallel()
	_, standby, url, replicaURL := withReplica(t)
	s := openWithReplica(t, url, replicaURL)
	if !s.ReplicaAnswers() {
		t.Fatal("the replica is left alone")
	}
	// What the standby does not have yet shows who answers.
	pause(t, standby)
	record := listed(100)
	mustApply(t, open(t, options(url)), published(record, keyNumbered(100)))
	if got := position(t, s); got != 20 {
		t.Errorf("got position %d, want the replica's: 20", got)
	}
	_, err := s.Get(t.Context(), record.ID)
	wantKindOf(t, err, disclosure.NotFound)
	page, err := s.List(t.Context(), store.Query{Kind: record.Kind})
	if err != nil || page.Total != 20 {
		t.Errorf("got %d records, %v, want the replica's: 20", page.Total, err)
	}
	err = s.View(t.Context(), func(ctx context.Context, at store.Reader) error {
		head, headErr := at.Head(ctx)
		page, listErr := at.List(ctx, store.Query{Kind: record.Kind, Order: store.ByNumber, Limit: 7})
		if head.Position != 20 || page.Total != 20 {
			t.Errorf("a view got position %d and %d records, want the replica's: 20", head.Position, page.Total)
		}
		return errors.Join(headErr, listErr)
	})
	if err != nil {
		t.Error(err)
	}
	// What must be seen at once is asked of the primary.
	found, err := s.Find(t.Context(), []disclosure.Key{keyNumbered(100)})
	if err != nil || len(found) != 1 {
		t.Errorf("found %d records, %v, want the primary's: 1", len(found), err)
	}
	ever, err := s.CountEver(t.Context(), record.Kind)
	if err != nil || ever != 21 {
		t.Errorf("counted %d records, %v, want the primary's: 21", ever, err)
	}
	// Another server's replica may be further than ours.
	feed, err := s.Changes(t.Context(), 21, 10, "")
	if err != nil || feed.Head.Position != 21 || len(feed.Entries) != 0 {
		t.Errorf("got %d changes at %d, %v, want none at 21", len(feed.Entries), feed.Head.Position, err)
	}
	_, err = s.Changes(t.Context(), 22, 10, "")
	if !errors.Is(err, store.ErrBeyondHead) {
		t.Errorf("got %v, want %v", err, store.ErrBeyondHead)
	}
	// Whoever was told of a position is not sent to a server that does not know it.
	if got := position(t, s); got != 21 {
		t.Errorf("got position %d, want 21", got)
	}
	if _, err := s.Get(t.Context(), record.ID); err != nil {
		t.Error(err)
	}
	standby.Exec(t, "postgres", "SELECT pg_wal_replay_resume()")
	eventually(t, "the replica answers again", answers(s))
}

func TestWhoeverHasWrittenReadsWhatHeWrote(t *testing.T) {
	t.Parallel()
	_, standby, url, replicaURL := withReplica(t)
	s := openWithReplica(t, url, replicaURL)
	pause(t, standby)
	record := listed(100)
	mustApply(t, s, published(record))
	if _, err := s.Get(t.Context(), record.ID); err != nil {
		t.Error(err)
	}
	standby.Exec(t, "postgres", "SELECT pg_wal_replay_resume()")
	eventually(t, "the replica answers again", answers(s))
	if _, err := s.Get(t.Context(), record.ID); err != nil {
		t.Error(err)
	}
}

func TestAReplicaThatLagsIsLeftAloneUntilItHasCaughtUp(t *testing.T) {
	t.Parallel()
	_, standby, url, replicaURL := withReplica(t)
	s := openWithReplica(t, url, replicaURL)
	pause(t, standby)
	mustApply(t, open(t, options(url)), published(listed(100)))
	eventually(t, "the replica is left alone", leftAlone(s))
	if got := position(t, s); got != 21 {
		t.Errorf("got position %d, want the primary's: 21", got)
	}
	standby.Exec(t, "postgres", "SELECT pg_wal_replay_resume()")
	eventually(t, "the replica answers again", answers(s))
}

func TestReadsGoOnWithoutTheReplica(t *testing.T) {
	t.Parallel()
	_, standby, url, replicaURL := withReplica(t)
	s := openWithReplica(t, url, replicaURL)
	standby.Stop(t, "immediate")
	if got := position(t, s); got != 20 {
		t.Errorf("got position %d, want 20", got)
	}
	if s.ReplicaAnswers() {
		t.Error("the replica that is gone is asked again")
	}
	other := openWithReplica(t, url, replicaURL)
	standby.Restart(t)
	eventually(t, "the replica answers again", answers(s))
	eventually(t, "the replica answers the one that was opened without it", answers(other))
}

func TestReadsGoOnWithoutThePrimary(t *testing.T) {
	t.Parallel()
	primary, _, url, replicaURL := withReplica(t)
	s := openWithReplica(t, url, replicaURL)
	page, err := s.List(t.Context(), store.Query{Kind: disclosure.KindPenalty})
	if err != nil {
		t.Fatal(err)
	}
	primary.Stop(t, "immediate")
	// Long enough for the watch to have noticed.
	short, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	if _, err := s.Find(short, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
	}
	if _, err := s.Get(t.Context(), page.Records[0].ID); err != nil {
		t.Error(err)
	}
	if got := position(t, s); got != 20 {
		t.Errorf("got position %d, want 20", got)
	}
	primary.Restart(t)
	mustApply(t, s, published(listed(100)))
}

func TestAReplicaOfAnotherStoreIsLeftAlone(t *testing.T) {
	t.Parallel()
	server := pgtest.Shared(t)
	url, other := server.Database(t), server.Database(t)
	publish(t, open(t, options(other)), 1)
	if s := openWithReplica(t, url, other); s.ReplicaAnswers() {
		t.Error("it is asked")
	}
	if s := openWithReplica(t, url, server.Database(t)); s.ReplicaAnswers() {
		t.Error("an empty database is asked")
	}
	if s := openWithReplica(t, url, url); !s.ReplicaAnswers() {
		t.Error("the very same is not asked")
	}
	o := options(url)
	o.ReplicaURL = "postgres://[::1"
	_, err := postgres.Open(t.Context(), o)
	wantKindOf(t, err, disclosure.Invalid)
}

// TestAPromotedStandbyTakesOver goes on with one store from a primary that is lost to the standby that is promoted.
func TestAPromotedStandbyTakesOver(t *testing.T) {
	t.Parallel()
	primary, standby, url, replicaURL := withReplica(t)
	primary.Exec(t, "postgres", "ALTER SYSTEM SET synchronous_standby_names = 'standby'")
	primary.Exec(t, "postgres", "SELECT pg_reload_conf()")
	s := openWithReplica(t, bothOf(t, url, replicaURL), replicaURL)
	record := listed(100)
	mustApply(t, s, published(record))
	primary.Stop(t, "immediate")
	standby.Promote(t)
	mustApply(t, s, corrected(record))
	got, err := s.Get(t.Context(), record.ID)
	if err != nil || got.Version != 2 {
		t.Errorf("got version %d, %v, want 2", got.Version, err)
	}
	if got := position(t, s); got != 22 {
		t.Errorf("got position %d, want 22", got)
	}
}

// bothOf is the address of that of two servers which takes writes.
func bothOf(t *testing.T, url, other string) string {
	t.Helper()
	host := func(url string) string {
		_, rest, _ := strings.Cut(url, "host=")
		folder, _, ok := strings.Cut(rest, "&")
		if !ok {
			t.Fatalf("no socket in %s", url)
		}
		return folder
	}
	url = strings.Replace(url, host(url), host(url)+","+host(other), 1)
	return strings.Replace(url, "port=5432", "port=5432,5432", 1) + "&target_session_attrs=read-write"
}
