package main

import (
	"bytes"
	"database/sql"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/demo"
	"mingshi/internal/disclosure"
)

// TestMirrorsFollowARandomHistory lets the example clients of docs/examples keep mirrors of a house while its history is
// made up: they are run at random moments over a road on which requests are refused and answers cut, some are killed, and
// once the house is restored from a backup. Now and then, and in the end, each mirror holds exactly what is public, body by body.
func TestMirrorsFollowARandomHistory(t *testing.T) {
	sideBySide(t)
	p := newPast(t)
	files, err := demo.Write(t.TempDir(), demo.Options{Scale: 1, Seed: 1, Today: asOf()})
	if err != nil {
		t.Fatal(err)
	}
	p.imports(files...)
	road := newRoad(t, p.base, disturb(p.random.Uint64()))
	mirrors := exampleMirrors(t)
	steps := rounds(400, 36)
	for step := range steps {
		p.something()
		if step == steps/2 {
			p.restore()
		}
		road.leadTo(p.base)
		for _, m := range mirrors {
			switch p.random.IntN(4) {
			case 0:
				m.keepTrying(t, road.URL)
			case 1:
				m.kill(t, road.URL, p.random)
			case 2:
				p.sweep()
				m.keepTrying(t, road.URL)
				m.check(t, p, p.public(), p.gone())
			}
		}
	}
	p.sweep()
	p.dumpAnew()
	road.leadTo(p.base)
	public, gone := p.public(), p.gone()
	p.checkDump(public)
	for _, m := range append(mirrors, exampleMirrors(t)...) { // the latter begin with the dump
		m.keepTrying(t, road.URL)
		m.check(t, p, public, gone)
		m.keepTrying(t, road.URL) // to know the tag of nothing new
		before := road.unchanged()
		if m.keepTrying(t, road.URL); road.unchanged() == before {
			t.Errorf("%s: it did not ask whether anything is new", m.name)
		}
		t.Logf("%s: %d runs, %d killed, %d broke off; the last time it said: %s", m.name, m.runs, m.killed, m.failed, m.said)
	}
	t.Logf("%d records are public, %d gone; %d words were said; %d files of dumps were given out", len(public), len(gone), len(p.words), road.dumps())
	if road.dumps() == 0 {
		t.Error("nobody asked for a dump")
	}
}

// checkDump holds the latest dump against what is public now.
func (p *past) checkDump(public map[disclosure.ID]disclosure.Record) {
	p.Helper()
	head, err := p.house.reader.Head(p.Context())
	if err != nil {
		p.Fatal(err)
	}
	want := make(map[disclosure.ID]held)
	for id, record := range public {
		want[id] = heldOf(&record)
	}
	position, records := p.dumped()
	if diff := cmp.Diff(want, records); diff != "" || position != head.Position {
		p.Errorf("the dump is of position %d, the head at %d (-public +dump):\n%s", position, head.Position, diff)
	}
}

// TestMirrorsWaitForChanges lets the clients run until they are interrupted: what is published meanwhile comes to them.
func TestMirrorsWaitForChanges(t *testing.T) {
	sideBySide(t)
	p := newPast(t)
	for _, m := range exampleMirrors(t) {
		m.must(t, p.base)
		c := m.start(t, "--follow", p.base)
		for range 2 {
			p.imports(p.file(3, 0, 0))
			head, err := p.house.reader.Head(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			eventually(t, m.name+" has heard", func() bool { return m.position(t) == head.Position })
		}
		c.signal(syscall.SIGINT)
		if code := c.wait(t); code != 0 {
			t.Errorf("%s: interrupted, it ended with code %d: %s", m.name, code, c.log)
		}
		m.check(t, p, p.public(), p.gone())
	}
}

// TestMirrorsWaitAsLongAsTheyAreTold refuses the first requests of each client for a second.
func TestMirrorsWaitAsLongAsTheyAreTold(t *testing.T) {
	sideBySide(t)
	p := newPast(t)
	p.imports(p.file(3, 0, 0))
	for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
		for _, m := range exampleMirrors(t) {
			var refused, next time.Time
			road := newRoad(t, p.base, func(w http.ResponseWriter, _ *answer) bool {
				switch {
				case refused.IsZero():
					refused = time.Now()
					w.Header().Set("Retry-After", "1")
					w.WriteHeader(status)
					return true
				case next.IsZero():
					next = time.Now()
				}
				return false
			})
			m.must(t, road.URL)
			m.check(t, p, p.public(), nil)
			if waited := next.Sub(refused); waited < time.Second {
				t.Errorf("%s: %d, asked to wait a second, it waited %v", m.name, status, waited)
			}
		}
	}
}

// TestMirrorsRefuseWhatWasTamperedWith changes a word of a record, or the sums of a dump, on their way: nothing of the answer
// may be taken over.
func TestMirrorsRefuseWhatWasTamperedWith(t *testing.T) {
	sideBySide(t)
	p := newPast(t)
	p.imports(p.file(3, 0, 0))
	for _, forgery := range []struct{ from, to, says string }{
		{"另行", "不予", "is not what its digest says"},
		{`"sha256":"`, `"sha256":"0`, "SHA-256"},
	} {
		for _, m := range exampleMirrors(t) {
			road := newRoad(t, p.base, func(_ http.ResponseWriter, a *answer) bool {
				a.body = bytes.ReplaceAll(a.body, []byte(forgery.from), []byte(forgery.to))
				return false
			})
			c := m.start(t, road.URL)
			if code := c.wait(t); code != 1 || !strings.Contains(c.log.String(), forgery.says) {
				t.Errorf("%s: %q forged: code %d, it says: %s", m.name, forgery.from, code, c.log)
			}
			if got := m.rows(t); len(got) > 0 {
				t.Errorf("%s: %q forged: it took %d records over", m.name, forgery.from, len(got))
			}
		}
	}
}

// example is an example client with a mirror of its own.
type example struct {
	name    string
	command []string
	file    string
	// takes is how long a run took; runs, killed and failed count them.
	takes                time.Duration
	runs, killed, failed int
	// said is what it said when it broke off last.
	said string
}

// exampleMirrors are the clients of docs/examples.
func exampleMirrors(t *testing.T) []*example {
	t.Helper()
	folder := filepath.Join("..", "..", "docs", "examples")
	program := filepath.Join(t.TempDir(), "mirror")
	if out, err := exec.Command("go", "build", "-o", program, "./"+filepath.Join(folder, "mirror")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	return []*example{
		{name: "Go", command: []string{program}, file: filepath.Join(t.TempDir(), "go.db"), takes: 100 * time.Millisecond},
		{name: "Python", command: []string{python, filepath.Join(folder, "mirror.py")}, file: filepath.Join(t.TempDir(), "python.db"), takes: 100 * time.Millisecond},
	}
}

// start starts a run.
func (m *example) start(t *testing.T, args ...string) *child {
	t.Helper()
	m.runs++
	args = slices.Concat(m.command[1:], []string{"--db", m.file}, args)
	cmd := exec.CommandContext(t.Context(), m.command[0], args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return startChild(t, cmd)
}

// must runs the client to its end, which must be a good one.
func (m *example) must(t *testing.T, base string) {
	t.Helper()
	c := m.start(t, base)
	if code := c.wait(t); code != 0 {
		t.Fatalf("%s: exit code %d: %s", m.name, code, c.log)
	}
}

// keepTrying runs the client until it comes to a good end.
func (m *example) keepTrying(t *testing.T, base string) {
	t.Helper()
	for range 100 {
		began := time.Now()
		c := m.start(t, base)
		switch code := c.wait(t); code {
		case 0:
			m.takes = time.Since(began)
			return
		case 1:
			m.failed++
			m.said = strings.TrimSpace(c.log.String())
			if strings.Contains(c.log.String(), "Traceback") {
				t.Fatalf("%s: %s", m.name, c.log)
			}
		default:
			t.Fatalf("%s: exit code %d: %s", m.name, code, c.log)
		}
	}
	t.Fatalf("%s: it does not come to an end", m.name)
}

// kill starts a run and kills it at some moment, unless it has ended before.
func (m *example) kill(t *testing.T, base string, random *rand.Rand) {
	t.Helper()
	c := m.start(t, base)
	timer := time.AfterFunc(time.Duration(random.Int64N(int64(m.takes))), func() { c.signal(syscall.SIGKILL) })
	defer timer.Stop()
	if c.wait(t) < 0 {
		m.killed++
	}
}

// row is a record as the mirror holds it.
type row struct {
	Version      int64
	Digest, Body string
}

// check holds the mirror against what is public, and what is gone; nil: nobody knows.
func (m *example) check(t *testing.T, p *past, public map[disclosure.ID]disclosure.Record, gone map[disclosure.ID]string) {
	t.Helper()
	want := make(map[disclosure.ID]row)
	for id, record := range public {
		want[id] = row{record.Version, record.Digest.String(), string(record.Body)}
	}
	if diff := cmp.Diff(want, m.rows(t)); diff != "" {
		t.Errorf("%s (-public +mirrored):\n%s", m.name, diff)
	}
	for id, reason := range m.gone(t) {
		if want, is := gone[id]; gone != nil && (!is || want != reason) {
			t.Errorf("%s: %s is gone by %q; in the house (%v) by %q", m.name, id, reason, is, want)
		}
	}
	m.checkBytes(t, p, public)
}

// checkBytes holds that the mirror's files have every word that is public, and none that is not any more.
func (m *example) checkBytes(t *testing.T, p *past, public map[disclosure.ID]disclosure.Record) {
	t.Helper()
	files, err := filepath.Glob(m.file + "*")
	if err != nil {
		t.Fatal(err)
	}
	var held, shown bytes.Buffer
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		held.Write(raw)
	}
	for _, record := range public {
		shown.Write(record.Body)
	}
	has, should := wordsIn(held.Bytes()), wordsIn(shown.Bytes())
	var left, missing []string
	for _, word := range p.words {
		switch {
		case has[word] && !should[word]:
			left = append(left, word)
		case should[word] && !has[word]:
			missing = append(missing, word)
		}
	}
	if len(left)+len(missing) > 0 {
		const shown = 5
		t.Errorf("%s: the mirror's files hold %d words that are not public, such as %q, and lack %d that are, such as %q",
			m.name, len(left), left[:min(shown, len(left))], len(missing), missing[:min(shown, len(missing))])
	}
}

// query reads the mirror as others would.
func (m *example) query(t *testing.T, statement string, each func(scan func(into ...any) error) error) {
	t.Helper()
	db, err := sql.Open("sqlite", m.file+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), statement)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

func (m *example) rows(t *testing.T) map[disclosure.ID]row {
	t.Helper()
	found := make(map[disclosure.ID]row)
	m.query(t, "SELECT id, version, digest, body FROM record", func(scan func(into ...any) error) error {
		var id disclosure.ID
		var r row
		err := scan(&id, &r.Version, &r.Digest, &r.Body)
		found[id] = r
		return err
	})
	return found
}

func (m *example) gone(t *testing.T) map[disclosure.ID]string {
	t.Helper()
	found := make(map[disclosure.ID]string)
	m.query(t, "SELECT id, reason FROM gone", func(scan func(into ...any) error) error {
		var id disclosure.ID
		var reason string
		err := scan(&id, &reason)
		found[id] = reason
		return err
	})
	return found
}

// position is where the mirror is in the feed.
func (m *example) position(t *testing.T) (position int64) {
	t.Helper()
	m.query(t, "SELECT position FROM place", func(scan func(into ...any) error) error { return scan(&position) })
	return position
}
