package pgtest

import (
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// databases counts those made by the test process, so that a promoted standby does not meet a name of its primary's.
var databases atomic.Int64

// Database makes an empty database (UTF8, sorted by bytes) and returns its URL as the superuser. The shared server drops
// it at the end of the test, whoever is still connected.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	name := "test_" + strconv.FormatInt(databases.Add(1), 10)
	s.Exec(t, superuser, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
	if s.shared {
		t.Cleanup(func() {
			_, err := s.query(superuser, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
			if err != nil {
				t.Errorf("drop %s: %v", name, err)
			}
		})
	}
	return s.URL(name, superuser)
}

// Name is the name of the database in a URL of Database, as Exec, Psql, URL and the other servers of a group want it.
func Name(t testing.TB, databaseURL string) string {
	t.Helper()
	parsed, err := url.Parse(databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(parsed.Path, "/")
}
