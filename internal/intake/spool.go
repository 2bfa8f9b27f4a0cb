package intake

import (
	"bufio"
	"bytes"
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
	// onTime has a bit for each row whose finding of lateness is void; see timely.
	onTime []uint64
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

// timely takes back that a row is late: it turned out to be public already. A bit a row is all that is kept of it.
func (s *spool) timely(row int) {
	word := row / bitsPerWord
	for len(s.onTime) <= word {
		s.onTime = append(s.onTime, 0)
	}
	s.onTime[word] |= 1 << (row % bitsPerWord)
}

const bitsPerWord = 64

// isVoid tells whether a finding was taken back.
func (s *spool) isVoid(line []byte) bool {
	if !bytes.Contains(line, []byte(`"code":"`+string(CodeLate)+`"`)) {
		return false
	}
	var finding Finding
	if err := json.Unmarshal(line, &finding); err != nil || finding.Code != CodeLate {
		return false
	}
	word := finding.Row / bitsPerWord
	return word < len(s.onTime) && s.onTime[word]&(1<<(finding.Row%bitsPerWord)) != 0
}

// eachRaw hands out the JSON of each finding; the bytes are valid until the next call.
func (s *spool) eachRaw(yield func(line []byte) bool) error {
	return s.eachPlace(func(line []byte, _ int64) bool { return yield(line) })
}

// eachPlace also tells where in the file the JSON stands.
func (s *spool) eachPlace(yield func(line []byte, offset int64) bool) error {
	if err := s.out.Flush(); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "findings: %w", err)
	}
	lines := bufio.NewReader(io.NewSectionReader(s.file, 0, 1<<62))
	var offset int64
	for range s.n {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return disclosure.Errorf(disclosure.Unavailable, "findings: %w", err)
		}
		if finding := line[:len(line)-1]; !s.isVoid(finding) && !yield(finding, offset) {
			return nil
		}
		offset += int64(len(line))
	}
	return nil
}

func (s *spool) close() { _ = s.file.Close() }
