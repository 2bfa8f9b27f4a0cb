package main

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"mingshi/internal/testkit/pgtest"
)

// outage is how long a server stays down.
type outage int

const (
	outageShort     outage = iota // it is started again at once
	outageNoticed                 // until serve says that the store does not answer
	outageImportEnd               // until the import has given up
)

// TestFaultServerCrashes stops PostgreSQL in the middle of everything (pg_ctl stop -m immediate: no checkpoint, recovery at
// the next start) and starts it again: writers and import ride through or end with a sentence, serve refuses meanwhile and
// answers again by itself, and nothing that was acknowledged is lost.
func TestFaultServerCrashes(t *testing.T) {
	sideBySide(t)
	server := faultServer(t, pgtest.Options{Durable: true})
	c := &crashes{
		server: server, files: faultFiles(t), random: randomOf(t),
	}
	c.want = undisturbedImport(t, c.files)
	for n := range rounds(20, 2) {
		length := outageShort
		switch {
		case n%10 == 9:
			length = outageImportEnd
		case n%2 == 1:
			length = outageNoticed
		}
		c.round(t, length)
	}
	c.print(t, "server crashes (`pg_ctl stop -m immediate`) and starts again")
	if c.refusals == 0 {
		t.Error("serve never refused: the test proves little")
	}
}

type crashes struct {
	tally

	server *pgtest.Server
	files  []string
	want   undisturbed
	random *rand.Rand
}

func (c *crashes) round(t *testing.T, length outage) {
	t.Helper()
	p := newPlace(t, c.server)
	l := startLoad(t, p, 2, p.url, c.random)
	a := l.ask("serve", p)
	im := p.start(t, importing(c.files)...)
	awaitHead(t, l, im, c.random.Int64N(c.want.changes))
	if im.running() {
		c.faults++
	}
	down := time.Now()
	c.server.Stop(t, "immediate")
	switch length {
	case outageShort:
	case outageNoticed:
		eventually(t, "serve refuses", func() bool { return a.refusedSince(down) || l.problems.count() > 0 })
	case outageImportEnd:
		eventually(t, "serve refuses and the import ends", func() bool {
			return (a.refusedSince(down) || l.problems.count() > 0) && !im.running()
		})
	}
	c.server.Restart(t)
	back := time.Now()
	eventually(t, "serve answers again", func() bool {
		took, answered := a.answeredSince(back)
		if answered {
			c.again = max(c.again, took)
		}
		return answered
	})
	c.retries += int64(im.retries())
	c.rerun += endImport(t, p, im, c.files)
	whole := l.end("after a crash of the server")
	c.want.sameEnd(t, whole)
	c.of(l, whole)
}

// awaitHead waits until the follower has read so far, or the import has ended.
func awaitHead(t *testing.T, l *load, im *child, position int64) {
	t.Helper()
	db := l.open(l.place, true)
	eventually(t, "the import goes on", func() bool {
		head, err := db.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return head.Position >= position || !im.running()
	})
}

// endImport waits for the end of an import that something happened to. It has come to its end, or it says in a sentence
// why not and ends with the exit code for that; then it is run again, and must come to its end. It tells how often it was.
func endImport(t *testing.T, p place, im *child, files []string) (again int) {
	t.Helper()
	switch code := im.wait(t); code {
	case exitDone:
		return 0
	case exitEnvironment:
		if !strings.Contains(im.sentence(), "error:") && !strings.Contains(im.sentence(), "cannot be used") {
			t.Errorf("the import does not say why it ended: %s%s", im.out, im.log)
		}
	default:
		t.Fatalf("import: exit code %d\n%s%s", code, im.out, im.log)
	}
	p.must(t, importing(files)...)
	return 1
}
