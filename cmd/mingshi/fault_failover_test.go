package main

import (
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
	"time"

	"mingshi/internal/testkit/pgtest"
)

// TestFaultFailover kills the primary and promotes its synchronous standby while an import runs, two writers write and two
// servers are asked: one that knows both hosts, and one that also reads from the standby, which must not refuse once.
func TestFaultFailover(t *testing.T) {
	sideBySide(t)
	f := &failovers{files: faultFiles(t), random: randomOf(t)}
	f.want = undisturbedImport(t, f.files)
	for range rounds(5, 1) {
		f.round(t)
	}
	f.print(t, "primary killed (SIGKILL), synchronous standby promoted")
}

type failovers struct {
	tally

	files  []string
	want   undisturbed
	random *rand.Rand
}

func (f *failovers) round(t *testing.T) {
	t.Helper()
	primary := faultServer(t, pgtest.Options{Name: "primary"})
	p := newPlace(t, primary)
	standby := primary.Replica(t, pgtest.Options{Name: "standby", Durable: faultsFull(), Settings: quickStandby()})
	replicaURL := standby.URL(pgtest.Name(t, p.url), "postgres")
	primary.Exec(t, "postgres", "ALTER SYSTEM SET synchronous_standby_names = 'standby'; SELECT pg_reload_conf();")
	eventually(t, "the standby is synchronous", func() bool {
		return primary.Psql(t, "postgres", "SELECT sync_state FROM pg_stat_replication") == "sync"
	})
	hosts := []string{hostOf(t, p.url), hostOf(t, replicaURL)}
	reading := p.by(withHosts(t, p.url, "primary", hosts...)) // as docs/operations.md says: the role of serve may not write
	p = p.by(withHosts(t, p.url, "read-write", hosts...))

	l := startLoad(t, p, 2, p.url, f.random)
	a := l.ask("serve", reading)
	b := l.ask("serve with a replica", reading, "--database-replica-url", replicaURL)
	im := p.start(t, importing(f.files)...)
	awaitHead(t, l, im, f.random.Int64N(f.want.changes))
	if im.running() {
		f.faults++
	}
	down := time.Now()
	primary.Kill(t)
	eventually(t, "the server with a replica goes on without the primary", func() bool {
		_, answered := b.answeredSince(down)
		return answered
	})
	standby.Promote(t)
	back := time.Now()
	eventually(t, "serve answers again", func() bool {
		took, answered := a.answeredSince(back)
		if answered {
			f.again = max(f.again, took)
		}
		return answered
	})
	f.retries += int64(im.retries())
	f.rerun += endImport(t, p, im, f.files)
	whole := l.end("after a failover")
	f.want.sameEnd(t, whole)
	if _, refusals, _ := b.figures(); refusals > 0 {
		t.Errorf("the server with a replica refused %d times", refusals)
	}
	f.of(l, whole)
}

// hostOf is the folder of the socket in the address of a database.
func hostOf(t *testing.T, address string) string {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Query().Get("host")
}

// withHosts is the address of the same database on other hosts; of several, the one whose sessions are such.
func withHosts(t *testing.T, address, sessions string, hosts ...string) string {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	query := parsed.Query()
	query.Set("host", strings.Join(hosts, ","))
	if len(hosts) > 1 {
		port := query.Get("port")
		query.Set("port", port+strings.Repeat(","+port, len(hosts)-1))
		query.Set("target_session_attrs", sessions)
	}
	parsed.RawQuery = query.Encode()
	return parsed.String()
}

// quickStandby lets the short form's standby not wait 5 s for a primary that may only have paused.
func quickStandby() map[string]string {
	if faultsFull() {
		return nil
	}
	return map[string]string{"wal_retrieve_retry_interval": "200ms"}
}
