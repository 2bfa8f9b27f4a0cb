package tally

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"

	"mingshi/internal/disclosure"
)

const (
	folderMode = 0o750
	fileMode   = 0o640

	filePrefix = "scans-"
	fileSuffix = ".tsv"
)

// shelf writes to the files of one process: one for each month in which it counted, under names that no other process uses.
type shelf struct {
	dir   string
	month string
	file  *os.File // nil: none is open
}

// write appends the lines of one month and makes them lasting. It gives the number of bytes of whole lines that are written,
// which is less than all only with an error. Where a line was torn off, its file is left as it is and never used again.
func (s *shelf) write(month string, lines []byte) (int, error) {
	if err := s.turnTo(month); err != nil {
		return 0, err
	}
	n, err := s.file.Write(lines)
	if err == nil {
		return n, s.file.Sync()
	}
	whole := bytes.LastIndexByte(lines[:n], '\n') + 1
	if whole != n {
		err = errors.Join(err, s.close())
	}
	return whole, err
}

// turnTo opens a file for a month, if the one that is open is not.
func (s *shelf) turnTo(month string) error {
	if s.file != nil && s.month == month {
		return nil
	}
	if err := s.close(); err != nil {
		return err
	}
	path := filepath.Join(s.dir, filePrefix+month+"-"+rand.Text()+fileSuffix)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE|os.O_EXCL, fileMode) //nolint:gosec // ours
	if err != nil {
		return err
	}
	s.file, s.month = file, month
	return nil
}

func (s *shelf) close() error {
	if s.file == nil {
		return nil
	}
	file := s.file
	s.file = nil
	return file.Close()
}

// monthOf is the month of a day as file names have it: "2026-11".
func monthOf(day disclosure.Date) string { return day.String()[:len("2026-11")] }
