package main

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"mingshi/internal/testkit/pgtest"
)

// TestFaultReplicaBehind lets a standby fall behind. A mirror that was told of a position elsewhere asks a server that
// reads from that standby: it must hear that there is nothing new, and not that it has to begin again.
func TestFaultReplicaBehind(t *testing.T) {
	sideBySide(t)
	primary := pgtest.Start(t, pgtest.Options{Name: "primary"})
	p := newPlace(t, primary)
	standby := primary.Replica(t, pgtest.Options{})
	_, base := p.serve(t, "--database-replica-url", standby.URL(pgtest.Name(t, p.url), "postgres"))
	mirror := &asker{index: newIndex(), name: "mirror", base: base, problems: &findings{}}
	eventually(t, "the server answers", func() bool {
		mirror.step(t.Context())
		answers, _, _ := mirror.figures()
		return answers > 0
	})

	standby.Exec(t, "postgres", "SELECT pg_wal_replay_pause()")
	w := &writer{db: p.open(t, false, nil), problems: mirror.problems, random: rand.New(rand.NewPCG(1, 1))}
	defer w.db.Close()
	w.write(t.Context())
	var page struct {
		Next int64 `json:"next"`
	}
	head := int64(len(w.ledger))
	if _, err := mirror.get(t.Context(), fmt.Sprint("/api/v1/changes?after=", head, "&feed=", mirror.feed), &page); err != nil {
		t.Errorf("behind position %d, which the standby has yet to reach: %v", head, err)
	} else if page.Next != head {
		t.Errorf("behind position %d comes %d", head, page.Next)
	}
	standby.Exec(t, "postgres", "SELECT pg_wal_replay_resume()")
	eventually(t, "the mirror has read to the end", func() bool {
		mirror.step(t.Context())
		return mirror.after == head
	})
	mirror.problems.report(t, "mirror")
}
