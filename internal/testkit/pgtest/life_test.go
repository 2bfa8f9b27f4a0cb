package pgtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestStopAndKillLoseNothingCommitted(t *testing.T) {
	for name, end := range map[string]func(testing.TB, *Server){
		"stop fast":      func(t testing.TB, s *Server) { t.Helper(); s.Stop(t, "fast") },
		"stop immediate": func(t testing.TB, s *Server) { t.Helper(); s.Stop(t, "immediate") },
		"kill":           func(t testing.TB, s *Server) { t.Helper(); s.Kill(t) },
	} {
		t.Run(name, func(t *testing.T) {
			s := Start(t, Options{Durable: true})
			same(t, "fsync", s.Psql(t, superuser, "SHOW fsync"), "on")
			same(t, "full_page_writes", s.Psql(t, superuser, "SHOW full_page_writes"), "on")
			database := Name(t, s.Database(t))
			s.Exec(t, database, numbers)
			for range 2 {
				end(t, s)
				if _, err := s.query(database, "SELECT 1"); err == nil {
					t.Fatal("the server still answers")
				}
				s.Restart(t)
				same(t, "rows", s.Psql(t, database, "SELECT n FROM number"), "7")
			}
		})
	}
}

func TestKillLeavesNoProcessAndNoSharedMemory(t *testing.T) {
	s := Start(t, Options{})
	cmd := exec.Command(s.Bin("psql"), "-X", "-d", s.URL(superuser, superuser), "-c", "SELECT sum(n) FROM generate_series(1, 100000000000) n")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	busy := "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%generate_series%' AND state = 'active' AND pid <> pg_backend_pid()"
	err := until("the long query runs", s.process.gone, func() (bool, error) {
		count, err := s.query(superuser, busy)
		return count == "1", err
	})
	if err != nil {
		t.Fatal(err)
	}
	memory, pids := s.readPidFile().memory, append(children(s.process.pid()), s.process.pid())
	if memory == "" || len(pids) < 5 {
		t.Fatalf("the server's segment is %q, its processes %v", memory, pids)
	}
	s.Kill(t)
	if err := cmd.Wait(); err == nil {
		t.Error("the query did not end with the server")
	}
	for _, pid := range pids {
		if name, lives := program(pid); lives {
			t.Errorf("process %d lives: %s", pid, name)
		}
	}
	if out, err := exec.Command("ipcs", "--shmems", "--id", memory).CombinedOutput(); err != nil || !strings.Contains(string(out), "not found") {
		t.Errorf("segment %s is left: %v\n%s", memory, err, out)
	}
}

// program names the program that a process runs, unless it has ended.
func program(pid int) (string, bool) {
	name, err := os.Readlink(filepath.Join("/proc", itoa(pid), "exe"))
	return name, err == nil
}

func TestAStandbyFollowsAndIsPromoted(t *testing.T) {
	primary := Start(t, Options{})
	database := Name(t, primary.Database(t))
	primary.Exec(t, database, numbers)
	standby := primary.Replica(t, Options{Name: "east"})
	same(t, "caught up", standby.Psql(t, database, "SELECT n, pg_is_in_recovery() FROM number"), "7|t")

	primary.Exec(t, superuser, "ALTER SYSTEM SET synchronous_standby_names = 'east'; ALTER SYSTEM SET synchronous_commit = 'remote_apply'; SELECT pg_reload_conf();")
	err := until("the standby is synchronous", primary.process.gone, func() (bool, error) {
		state, err := primary.query(superuser, "SELECT sync_state FROM pg_stat_replication WHERE application_name = 'east'")
		return state == "sync", err
	})
	if err != nil {
		t.Fatal(err)
	}
	primary.Exec(t, database, "INSERT INTO number VALUES (8)")
	same(t, "applied with the commit", standby.Psql(t, database, "SELECT sum(n) FROM number"), "15")

	second := primary.Replica(t, Options{Name: "west"})
	primary.Kill(t)
	standby.Promote(t)
	standby.Exec(t, database, "INSERT INTO number VALUES (9)")
	same(t, "written after promotion", standby.Psql(t, database, "SELECT sum(n), pg_is_in_recovery() FROM number"), "24|f")
	second.Promote(t)
	second.Exec(t, database, "INSERT INTO number VALUES (1)")
	same(t, "a standby made while another was waited for", second.Psql(t, database, "SELECT sum(n) FROM number"), "16")
}
