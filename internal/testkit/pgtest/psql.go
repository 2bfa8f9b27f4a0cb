package pgtest

import (
	"os/exec"
	"strings"
	"testing"
)

// Exec runs SQL, or commands of psql, as the superuser. Each statement is a transaction of its own. The first that fails
// ends the test.
func (s *Server) Exec(t testing.TB, database, sql string) {
	t.Helper()
	_, err := s.query(database, sql)
	s.must(t, "exec in "+database, err)
}

// Psql runs SQL as the superuser and returns the rows, one a line, with columns separated by "|" and no headings.
func (s *Server) Psql(t testing.TB, database, sql string) string {
	t.Helper()
	rows, err := s.query(database, sql)
	s.must(t, "psql in "+database, err)
	return rows
}

func (s *Server) query(database, sql string) (string, error) {
	ctx, cancel := patient()
	defer cancel()
	arguments := []string{"-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", s.URL(database, superuser)}
	cmd := exec.CommandContext(ctx, s.Bin("psql"), arguments...) //nolint:gosec // tests say what it runs
	cmd.Env = plainEnvironment(s.home.folder)
	cmd.Stdin = strings.NewReader(sql)
	rows, err := run(cmd)
	return strings.TrimRight(rows, "\n"), err
}
