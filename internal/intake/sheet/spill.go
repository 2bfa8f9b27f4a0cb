package sheet

import (
	"bufio"
	"errors"
	"os"

	"mingshi/internal/disclosure"
)

const (
	spillPage  = 64 << 10
	spillPages = 128 // 8 MiB of pages at most
)

// spill is a run of bytes that is written once and then read anywhere: in memory while it is small, else in a temporary
// file read through a cache of pages.
type spill struct {
	budget int // bytes kept in memory
	mem    []byte
	size   int64
	file   *os.File
	out    *bufio.Writer
	pages  [spillPages]struct {
		number int64 // page number + 1, 0 for none
		bytes  []byte
	}
}

// write appends p; dir gives the folder for the temporary file, if one is needed.
func (s *spill) write(p []byte, dir func() (string, error)) error {
	s.size += int64(len(p))
	if s.file == nil && len(s.mem)+len(p) <= s.budget {
		s.mem = append(s.mem, p...)
		return nil
	}
	if s.file == nil {
		if err := s.toDisk(dir); err != nil {
			return err
		}
	}
	_, err := s.out.Write(p)
	return unavailable(err)
}

func (s *spill) toDisk(dir func() (string, error)) error {
	folder, err := dir()
	if err != nil {
		return unavailable(err)
	}
	if s.file, err = os.CreateTemp(folder, "strings-"); err != nil {
		return unavailable(err)
	}
	s.out = bufio.NewWriterSize(s.file, spillPage)
	_, err = s.out.Write(s.mem)
	s.mem = nil
	return unavailable(err)
}

// flush ends the writing.
func (s *spill) flush() error {
	if s.out == nil {
		return nil
	}
	err := s.out.Flush()
	s.out = nil
	return unavailable(err)
}

// appendAt adds n bytes from offset to dst; they must have been written.
func (s *spill) appendAt(dst []byte, offset int64, n int) ([]byte, error) {
	if s.file == nil {
		return append(dst, s.mem[offset:offset+int64(n)]...), nil
	}
	for n > 0 {
		page, err := s.page(offset / spillPage)
		if err != nil {
			return dst, err
		}
		piece := page[offset%spillPage:]
		piece = piece[:min(n, len(piece))]
		dst = append(dst, piece...)
		offset += int64(len(piece))
		n -= len(piece)
	}
	return dst, nil
}

// page returns a page of the file. Programs number strings in the order of their first use, so that a reading goes
// forward with a few strings in between that come again and again: a small cache serves it well.
func (s *spill) page(number int64) ([]byte, error) {
	slot := &s.pages[number%spillPages]
	if slot.number == number+1 {
		return slot.bytes, nil
	}
	if slot.bytes == nil {
		slot.bytes = make([]byte, spillPage)
	}
	slot.number = 0
	length := min(spillPage, s.size-number*spillPage)
	slot.bytes = slot.bytes[:length:cap(slot.bytes)]
	if _, err := s.file.ReadAt(slot.bytes, number*spillPage); err != nil {
		return nil, unavailable(err)
	}
	slot.number = number + 1
	return slot.bytes, nil
}

func (s *spill) close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}

func unavailable(err error) error {
	if err == nil || disclosure.KindOf(err) == disclosure.Unavailable {
		return err
	}
	return disclosure.Errorf(disclosure.Unavailable, "temporary file: %w", err)
}

// tempFolder is a private folder that exists only once it is needed.
type tempFolder struct{ path string }

func (t *tempFolder) make() (string, error) {
	if t.path != "" {
		return t.path, nil
	}
	folder, err := os.MkdirTemp("", "mingshi-sheet-")
	t.path = folder
	return folder, err
}

func (t *tempFolder) remove(closing ...error) error {
	err := errors.Join(closing...)
	if t.path != "" {
		err = errors.Join(err, os.RemoveAll(t.path))
		t.path = ""
	}
	return err
}
