package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/testkit/pgtest"
)

// TestFaultConnectionsCut cuts connections of an import and of two writers at random: in the middle of messages, all at
// once, and around COMMIT, where nobody knows whether it took place. Each has to find out: none may fail, the import's
// report is the undisturbed one, and nothing is lost or doubled.
func TestFaultConnectionsCut(t *testing.T) {
	sideBySide(t)
	c := &cutting{
		server: faultServer(t, pgtest.Options{}), files: faultFiles(t), random: randomOf(t),
		kinds: make(map[cutKind]int), most: rounds(100, 10),
	}
	c.want = undisturbedImport(t, c.files)
	for mostRounds := c.most + 5; c.faults < c.most && c.rounds < mostRounds; {
		c.round(t)
	}
	if c.faults < c.most {
		t.Errorf("only %d of %d cuts were made", c.faults, c.most)
	}
	if c.lookedUp > 0 {
		t.Errorf("%d writes failed although the server was always there", c.lookedUp)
	}
	var kinds []string
	for _, kind := range cutKinds() {
		kinds = append(kinds, fmt.Sprintf("%d %v", c.kinds[kind], kind))
	}
	c.print(t, "connections cut ("+strings.Join(kinds, ", ")+")")
}

type cutting struct {
	tally

	server *pgtest.Server
	files  []string
	want   undisturbed
	random *rand.Rand
	kinds  map[cutKind]int
	most   int
}

func (c *cutting) round(t *testing.T) {
	t.Helper()
	p := newPlace(t, c.server)
	proxies := []*proxy{newProxy(t, p.url), newProxy(t, p.url)}
	l := startLoad(t, p, 2, withHosts(t, p.url, "any", proxies[0].folder), c.random)
	im := p.by(withHosts(t, p.url, "any", proxies[1].folder)).start(t, importing(c.files)...)
	for im.running() && c.faults < c.most {
		c.cut(proxies, im)
	}
	for _, x := range proxies {
		x.disarm()
	}
	c.retries += int64(im.retries())
	if im.wait(t) == exitEnvironment && strings.Contains(im.sentence(), "open store") {
		c.rerun++ // it was cut before it had opened the database, and has done nothing yet
		im = p.start(t, importing(c.files)...)
	}
	if code := im.wait(t); code != exitDone {
		t.Fatalf("import: exit code %d\n%s%s", code, im.out, im.log)
	}
	if diff := cmp.Diff(c.want.outcomes, outcomesOf(t, im.out.String())); diff != "" {
		t.Errorf("the import reports otherwise than an undisturbed one (-undisturbed +cut):\n%s", diff)
	}
	whole := l.end("after cuts")
	c.want.sameEnd(t, whole)
	c.of(l, whole)
}

// cut makes one cut, unless the import ends before it is due. Kinds and proxies take turns, so that ten cuts are of each
// kind for the writers and for the import.
func (c *cutting) cut(proxies []*proxy, im *child) {
	kinds := cutKinds()
	kind, x := kinds[c.faults%len(kinds)], proxies[(c.faults+c.faults/len(kinds))%len(proxies)]
	skip := c.random.IntN(100)
	if kind.inCommit() {
		skip = c.random.IntN(4)
	}
	select {
	case <-x.arm(kind, skip):
		c.faults++
		c.kinds[kind]++
	case <-im.ended:
	}
}
