package pgtest

import (
	"strings"
	"testing"
)

// TestABouncerPoolsByTransaction shows that two clients take turns in one session of the server: the second meets what the first set.
func TestABouncerPoolsByTransaction(t *testing.T) {
	s := Shared(t)
	database := Name(t, s.Database(t))
	s.Exec(t, database, "CREATE ROLE reader LOGIN; "+numbers+" GRANT SELECT ON number TO reader;")
	t.Cleanup(func() { s.Exec(t, database, "DROP OWNED BY reader; DROP ROLE reader;") })
	b := s.Bouncer(t)
	ask := func(sql string) string {
		t.Helper()
		cmd := s.home.account.command(t.Context(), "/", s.Bin("psql"), "-X", "-q", "-A", "-t", "-d", b.URL(database, "reader"))
		cmd.Stdin = strings.NewReader(sql)
		got, err := run(cmd)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	same(t, "rows as the role", ask("SELECT current_user, n FROM number"), "reader|7\n")
	first := ask("SET my.mark = 'left behind'; SELECT pg_backend_pid();")
	second := ask("SELECT pg_backend_pid(); SELECT current_setting('my.mark', true);")
	same(t, "the session of the next client", second, first+"left behind\n")
}
