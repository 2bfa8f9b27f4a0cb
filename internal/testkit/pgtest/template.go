package pgtest

import (
	"errors"
	"sync"
)

// template is a data folder as initdb makes it. initdb takes seconds, a copy does not: one is made per test process.
type template struct {
	home *home
	bin  string
}

var newTemplate = sync.OnceValues(func() (*template, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	h, err := newHome("", pidFile)
	if err != nil {
		return nil, err
	}
	common.keep(h)
	// Byte order sorts alike on every system and as SQLite does.
	_, err = h.run(bin+"/initdb", "--pgdata", h.data, "--username", superuser, "--auth", "trust", "--encoding", "UTF8",
		"--locale", "C", "--no-sync")
	if err != nil {
		return nil, err
	}
	return &template{home: h, bin: bin}, nil
})

// copyTo fills the data folder of a home.
func (m *template) copyTo(h *home, durable bool) error {
	if _, err := h.run("/bin/cp", "-Rp", m.home.data, h.data); err != nil {
		return err
	}
	if !durable {
		return nil
	}
	_, err := h.run(m.bin+"/initdb", "--sync-only", "--pgdata", h.data)
	return err
}

// common holds the homes that all tests of the process share.
var common shelf

type shelf struct {
	mu    sync.Mutex
	homes []*home
}

func (s *shelf) keep(h *home) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.homes = append(s.homes, h)
}

func (s *shelf) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all error
	for _, h := range s.homes {
		all = errors.Join(all, h.close())
	}
	return all
}
