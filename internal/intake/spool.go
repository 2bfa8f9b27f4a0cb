package intake

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"

	"mingshi/internal/disclosure"
)

// spool keeps findings outside memory: one JSON line each in a file that has no name any more, so that a crash leaves
// nothing behind.
type spool struct {
	file *os.File
	out  *bufio.Writer
	n    int64
}

func newSpool() (*spool, error) {
	file, err := os.CreateTemp("", "mingshi-findings-*")
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "findings: %w", err)
	}
	if err := os.Remove(file.Name()); err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "findings: %w", errors.Join(err, file.Close()))
	}
	return &spool{file: file, out: bufio.NewWriter(file)}, nil
}

func (s *spool) add(findings ...Finding) error {
	for i := range findings {
		line, err := json.Marshal(&findings[i])
		if err != nil {
			return disclosure.Errorf(disclosure.Internal, "findings: %w", err)
		}
		if _, err := s.out.Write(append(line, '\n')); err != nil {
			return disclosure.Errorf(disclosure.Unavailable, "findings: %w", err)
		}
		s.n++
	}
	return nil
}

func (s *spool) each(yield func(Finding) bool) error {
	var failed error
	err := s.eachRaw(func(line []byte) bool {
		var finding Finding
		if failed = json.Unmarshal(line, &finding); failed != nil {
			return false
		}
		return yield(finding)
	})
	return errors.Join(err, failed)
}

// eachRaw hands out the JSON of each finding; the bytes are valid until the next call.
func (s *spool) eachRaw(yield func(line []byte) bool) error {
	if err := s.out.Flush(); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "findings: %w", err)
	}
	lines := bufio.NewReader(io.NewSectionReader(s.file, 0, 1<<62))
	for range s.n {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return disclosure.Errorf(disclosure.Unavailable, "findings: %w", err)
		}
		if !yield(line[:len(line)-1]) {
			return nil
		}
	}
	return nil
}

func (s *spool) close() { _ = s.file.Close() }
