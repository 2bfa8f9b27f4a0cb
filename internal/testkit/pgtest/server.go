package pgtest

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const (
	superuser = "postgres"
	port      = "5432" // only a part of the socket's name
	pidFile   = "postmaster.pid"
)

// Server is one throw-away PostgreSQL server. Its methods that change whether it runs (Stop, Restart, Kill) are for one
// goroutine at a time; all others may be used at once.
type Server struct {
	home    *home
	bin     string
	options Options
	shared  bool
	process *process // of the last start
}

// Start starts a server of the test's own, stopped and removed at the end of the test. If the test fails it shows the
// end of the server's log. Without PostgreSQL's programs the test is skipped, or fails with CI=true.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	if _, err := programs(); err != nil {
		missing(t, err)
	}
	s, err := newServer(o)
	if err != nil {
		t.Fatalf("PostgreSQL: %v", err)
	}
	s.endWith(t)
	s.must(t, "start", s.start())
	return s
}

// newServer makes the home of a server and its data folder, without starting it.
func newServer(o Options) (*Server, error) {
	model, err := newTemplate()
	if err != nil {
		return nil, err
	}
	s := &Server{bin: model.bin, options: o}
	if s.home, err = newHome(o.Dir, pidFile); err != nil {
		return nil, err
	}
	if err = model.copyTo(s.home, o.Durable); err == nil {
		err = s.configure()
	}
	if err != nil {
		_ = s.home.close() // the first error is the one to tell
		return nil, err
	}
	return s, nil
}

func (s *Server) configure() error {
	return s.home.write(filepath.Join(s.home.data, "postgresql.conf"), s.options.configuration(s.home))
}

// endWith removes the server at the end of the test.
func (s *Server) endWith(t testing.TB) {
	t.Helper()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("PostgreSQL %s: %s", s.home.folder, lastLines(s.log()))
		}
		if err := s.home.close(); err != nil {
			t.Errorf("PostgreSQL: %v", err)
		}
	})
}

// start starts the server and returns when it answers.
func (s *Server) start() error {
	cmd := s.home.account.command(context.Background(), s.home.folder, s.Bin("postgres"), "-D", s.home.data)
	started, err := launch(cmd, s.log(), s.clear)
	if err != nil {
		return err
	}
	s.process = started
	return until("PostgreSQL answers", started.gone, func() (bool, error) {
		file := s.readPidFile()
		return file.pid == started.pid() && file.status == "ready", nil
	})
}

// must fails the test for an error, with the end of the server's log.
func (s *Server) must(t testing.TB, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v\n%s", what, err, lastLines(s.log()))
	}
}

func (s *Server) log() string { return s.home.file("log") }

// Bin is the path of one of PostgreSQL's programs of the server's version, such as psql or pg_dump.
func (s *Server) Bin(name string) string { return filepath.Join(s.bin, name) }

// Data is the data folder, for tests that look at its files or take it away.
func (s *Server) Data() string { return s.home.data }

// URL is the address of a database on the server's Unix socket for a user, who needs no password:
// postgres://user@/database?host=/folder&port=5432.
func (s *Server) URL(database, user string) string { return socketURL(s.home.folder, database, user) }

func socketURL(folder, database, user string) string {
	return "postgres://" + url.User(user).String() + "@/" + url.PathEscape(database) + "?host=" + folder + "&port=" + port
}

// postmasterFile is what postmaster.pid says; zero where there is none.
type postmasterFile struct {
	pid    int
	memory string // the number of the shared memory segment by which PostgreSQL sees that a data folder is in use
	status string // "ready" once it answers, also as a standby
}

func (s *Server) readPidFile() postmasterFile {
	text, err := os.ReadFile(filepath.Join(s.home.data, pidFile))
	if err != nil {
		return postmasterFile{}
	}
	var file postmasterFile
	lines := strings.Split(string(text), "\n")
	file.pid, _ = strconv.Atoi(lines[0]) // 0 while it is being written
	const memoryLine, statusLine = 6, 7  // see pidfile.h
	if len(lines) > memoryLine {
		if keys := strings.Fields(lines[memoryLine]); len(keys) > 1 {
			file.memory = keys[1]
		}
	}
	if len(lines) > statusLine {
		file.status = strings.TrimSpace(lines[statusLine])
	}
	return file
}

// clear takes away what a killed server leaves beside its folders, and the file that would make the watchdog and the
// next start mistake another process for it. A server that was stopped has done so itself.
func (s *Server) clear(pid int) {
	left := s.readPidFile()
	if left.pid != pid {
		return
	}
	if left.memory != "" {
		ctx, cancel := patient()
		defer cancel()
		//nolint:gosec // the number is the server's own
		_ = exec.CommandContext(ctx, "ipcrm", "--shmem-id", left.memory).Run() // gone already is as good
	}
	_ = os.Remove(filepath.Join(s.home.data, pidFile)) // gone already is as good
}
