package pgtest

import (
	"cmp"
	"os"
	"path/filepath"
	"testing"
)

// Replica makes a streaming standby of the server, in folders of its own, and returns when it has once caught up. It is
// removed at the end of the test. To make the primary wait for it, set synchronous_standby_names there to its
// Options.Name afterwards; the standby does not take that setting over when it is promoted.
func (s *Server) Replica(t testing.TB, o Options) *Server {
	t.Helper()
	o.Name = cmp.Or(o.Name, "standby")
	h, err := newHome(o.Dir, pidFile)
	if err != nil {
		t.Fatalf("replica: %v", err)
	}
	standby := &Server{home: h, bin: s.bin, options: o}
	standby.endWith(t)

	source := s.URL("", superuser) + "&application_name=" + o.Name
	arguments := []string{"-R", "-X", "stream", "-c", "fast", "-D", h.data, "-d", source}
	if !o.Durable {
		arguments = append(arguments, "--no-sync")
	}
	_, err = h.run(s.Bin("pg_basebackup"), arguments...)
	s.must(t, "base backup", err)
	standby.must(t, "replica", standby.configure())
	standby.must(t, "replica", standby.standAlone())
	standby.must(t, "replica", standby.start())

	written := s.Psql(t, superuser, "SELECT pg_current_wal_flush_lsn()")
	err = until("the standby has caught up", standby.process.gone, func() (bool, error) {
		reached, err := standby.query(superuser, "SELECT pg_last_wal_replay_lsn() >= "+literal(written))
		return reached == "t", err
	})
	standby.must(t, "replica", err)
	return standby
}

// standAlone keeps a copied ALTER SYSTEM of the primary from making the standby wait for standbys that it does not have.
func (s *Server) standAlone() error {
	name := filepath.Join(s.home.data, "postgresql.auto.conf")
	text, err := os.ReadFile(name) //nolint:gosec // in a folder made by this package
	if err != nil {
		return err
	}
	return s.home.write(name, string(text)+"synchronous_standby_names = ''\n")
}
