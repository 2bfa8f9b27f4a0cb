package pgtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

// numbers makes a table with one committed row, of which a crash must lose nothing.
const numbers = "CREATE TABLE number (n bigint); INSERT INTO number VALUES (7);"

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestSharedIsOneServerWithTheExpectedSettings(t *testing.T) {
	s := Shared(t)
	if Shared(t) != s {
		t.Error("a second server")
	}
	for setting, want := range map[string]string{
		"listen_addresses": "", "fsync": "off", "synchronous_commit": "on", "autovacuum": "on", "wal_level": "replica",
		"hot_standby": "on", "max_connections": "200", "shared_buffers": "64MB", "server_encoding": "UTF8",
	} {
		same(t, setting, s.Psql(t, superuser, "SHOW "+setting), want)
	}
}

func TestDatabasesAreApartAndEndWithTheirTest(t *testing.T) {
	s := Shared(t)
	var first, second string
	t.Run("two databases", func(t *testing.T) {
		first, second = Name(t, s.Database(t)), Name(t, s.Database(t))
		s.Exec(t, first, numbers)
		same(t, "first", s.Psql(t, first, "SELECT n, 'a' FROM number"), "7|a")
		same(t, "second", s.Psql(t, second, "SELECT to_regclass('number') IS NULL"), "t")
		same(t, "sorted by", s.Psql(t, first, "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"), "C|UTF8")
	})
	left := "SELECT count(*) FROM pg_database WHERE datname IN (" + literal(first) + ", " + literal(second) + ")"
	same(t, "left over", s.Psql(t, superuser, left), "0")
}

func TestAURLNamesUserAndDatabase(t *testing.T) {
	s := Shared(t)
	database := Name(t, s.Database(t))
	s.Exec(t, database, `CREATE ROLE "clerk @ desk" LOGIN`)
	t.Cleanup(func() { s.Exec(t, superuser, `DROP ROLE "clerk @ desk"`) })
	cmd := s.home.account.command(t.Context(), "/", s.Bin("psql"), "-X", "-A", "-t", "-d", s.URL(database, "clerk @ desk"),
		"-c", "SELECT current_user, current_database()")
	got, err := run(cmd)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "psql with the URL", got, "clerk @ desk|"+database+"\n")
}

func TestAFailedStatementIsAnError(t *testing.T) {
	s := Shared(t)
	if _, err := s.query(superuser, "SELECT 1; SELECT nothing_of_that_name; SELECT 2;"); err == nil || !strings.Contains(err.Error(), "nothing_of_that_name") {
		t.Errorf("error %v does not tell what psql complained of", err)
	}
}

func TestSettingsOfTheTestOverride(t *testing.T) {
	s := Start(t, Options{Name: "it's", Settings: map[string]string{"work_mem": "1234kB"}})
	same(t, "work_mem", s.Psql(t, superuser, "SHOW work_mem"), "1234kB")
	same(t, "a quote", s.Psql(t, superuser, "SHOW cluster_name"), "it's")
	s.Exec(t, superuser, "ALTER SYSTEM SET work_mem = '2345kB'")
	s.Restart(t)
	same(t, "work_mem after Restart", s.Psql(t, superuser, "SHOW work_mem"), "2345kB")
}

func TestDirHoldsTheDataFolderAndIsLeftEmpty(t *testing.T) {
	parent := passableFolder(t)
	t.Run("server", func(t *testing.T) {
		s := Start(t, Options{Dir: parent})
		same(t, "data folder", s.Psql(t, superuser, "SHOW data_directory"), s.Data())
		if !strings.HasPrefix(s.Data(), parent+"/") {
			t.Errorf("data folder %s is not in %s", s.Data(), parent)
		}
	})
	left, err := filepath.Glob(parent + "/*")
	if err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

// passableFolder is a temporary folder that the account may enter, unlike t.TempDir's.
func passableFolder(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "pgtest") //nolint:usetesting // t.TempDir is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return folder
}

// verdict records how a test would have ended.
type verdict struct {
	testing.TB
	skipped, failed bool
}

func (v *verdict) Helper()      {}
func (v *verdict) Skip(...any)  { v.skipped = true }
func (v *verdict) Fatal(...any) { v.failed = true }

func TestMissingProgramsSkipButFailInCI(t *testing.T) {
	err := os.ErrNotExist
	t.Setenv("CI", "")
	var v verdict
	if missing(&v, err); v.failed || !v.skipped {
		t.Errorf("without CI: %+v", v)
	}
	t.Setenv("CI", "true")
	v = verdict{}
	if missing(&v, err); !v.failed || v.skipped {
		t.Errorf("with CI: %+v", v)
	}
}

func TestAFolderThatTheAccountCannotReachIsNamed(t *testing.T) {
	closed := filepath.Join(t.TempDir(), "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	a := account{name: "postgres", uid: 4242, gid: 4242, root: true}
	if err := a.own(filepath.Join(closed, "data")); err == nil || !strings.Contains(err.Error(), "may not pass") {
		t.Errorf("error %v", err)
	}
}

func TestTheVersionOfTheProgramsIsTheOneOfTheServer(t *testing.T) {
	s := Shared(t)
	got, err := s.home.run(s.Bin("postgres"), "--version")
	if err != nil {
		t.Fatal(err)
	}
	version := strings.Fields(s.Psql(t, superuser, "SHOW server_version"))[0]
	if !strings.Contains(got, version) {
		t.Errorf("%q is not of version %s", got, version)
	}
}
