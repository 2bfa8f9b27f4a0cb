package pgtest

import (
	"testing"
)

// Stop stops the server as pg_ctl does and waits until it has ended. Mode "fast" rolls back what is open and writes a
// checkpoint; "immediate" is a crash, after which the next start recovers.
func (s *Server) Stop(t testing.TB, mode string) {
	t.Helper()
	_, err := s.control("stop", "-m", mode)
	s.must(t, "stop", err)
	s.must(t, "stop", s.process.await())
}

// Restart starts the server again after Stop or Kill and returns when it answers. One that runs is stopped first (mode
// fast), so that changed settings take hold.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	if s.process.running() {
		s.Stop(t, "fast")
	}
	s.must(t, "restart", s.start())
}

// Kill kills the server with all its processes (SIGKILL) and returns when none is left. Start such a server with
// Options.Durable.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	s.must(t, "kill", s.process.kill())
	s.must(t, "kill", s.process.await())
}

// Promote makes a standby a primary and returns when it takes writes.
func (s *Server) Promote(t testing.TB) {
	t.Helper()
	_, err := s.control("promote")
	s.must(t, "promote", err)
}

func (s *Server) control(action string, arguments ...string) (string, error) {
	return s.home.run(s.Bin("pg_ctl"), append([]string{action, "-w", "-D", s.home.data}, arguments...)...)
}
