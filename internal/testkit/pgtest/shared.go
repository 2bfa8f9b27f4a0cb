package pgtest

import (
	"fmt"
	"os"
	"sync"
	"testing"
)

// Main runs the tests of a package and afterwards stops the server that they shared; it returns the code to exit with.
// For TestMain: os.Exit(pgtest.Main(m)). A package without it leaves no server behind either, but its process does not
// wait until the server is gone.
func Main(m *testing.M) int {
	code := m.Run()
	if err := common.close(); err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		return max(code, 1)
	}
	return code
}

var sharedServer = sync.OnceValues(func() (*Server, error) {
	s, err := newServer(Options{Name: "shared"})
	if err != nil {
		return nil, err
	}
	common.keep(s.home)
	s.shared = true
	return s, s.start()
})

// Shared returns the one server of the test process, started at its first use with fsync off. It stops when the process
// ends, however it ends. Tests do not stop, kill or reconfigure it; for that they Start one of their own. Without
// PostgreSQL's programs the test is skipped, or fails with CI=true.
func Shared(t testing.TB) *Server {
	t.Helper()
	if _, err := programs(); err != nil {
		missing(t, err)
	}
	s, err := sharedServer()
	if err != nil {
		if s != nil {
			t.Fatalf("shared PostgreSQL: %v\n%s", err, lastLines(s.log()))
		}
		t.Fatalf("shared PostgreSQL: %v", err)
	}
	return s
}
