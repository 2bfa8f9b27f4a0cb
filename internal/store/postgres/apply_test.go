package postgres_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/testkit/pgtest"
)

// TestRecordsWrittenTwiceInABatch publishes, changes and ends records within one batch, with places that come back.
func TestRecordsWrittenTwiceInABatch(t *testing.T) {
	server := pgtest.Shared(t)
	url := server.Database(t)
	s := open(t, options(url))
	stored := penalty("stored", 10)
	mustApply(t, s, published(stored, keyNumbered(1)))
	away, back := stored, stored
	away.Places, back.Version = []string{"elsewhere"}, 2
	fresh, ended := penalty("new", 10), penalty("ended", 10)
	renamed, gone := fresh, ended
	renamed.Name, renamed.Places = "renamed", []string{"new2", "new3"}
	gone.State = disclosure.StateWithdrawn
	mustApply(t, s, corrected(away), published(fresh, keyNumbered(2)), published(ended, keyNumbered(3)), corrected(back),
		corrected(renamed), corrected(gone))
	wantTold(t, server, url, 7, 2)
	got := server.Psql(t, pgtest.Name(t, url), `
		SELECT r.name, r.version, c.position, c.previous
		FROM mingshi.change c JOIN mingshi.record r USING (number) ORDER BY c.position`)
	want := "stored|3|1|0\nstored|3|2|1\nrenamed|2|3|0\n|2|4|0\nstored|3|5|2\nrenamed|2|6|3\n|2|7|4"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}
