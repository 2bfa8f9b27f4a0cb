package tally

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"mingshi/internal/disclosure"
)

// Scans is what is known of a board's scans.
type Scans struct {
	Total int64
	// Last is the day of the latest scan.
	Last disclosure.Date
}

// Read sums up all files in a folder, those that processes are still writing among them, by the boards' serials. A board that
// is not in it was never scanned. What is no line is left out, and so is an unfinished line at the end of a file: it is where a
// process was killed. A folder that does not exist holds no scans; one that cannot be read is kind Unavailable.
func Read(dir string) (map[string]Scans, error) {
	boards := make(map[string]Scans)
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return boards, nil
	}
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "scans: %w", err)
	}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), filePrefix) || !strings.HasSuffix(entry.Name(), fileSuffix) {
			continue
		}
		if err := addFile(boards, filepath.Join(dir, entry.Name())); err != nil {
			return nil, disclosure.Errorf(disclosure.Unavailable, "scans: %w", err)
		}
	}
	return boards, nil
}

func addFile(boards map[string]Scans, path string) (err error) {
	file, err := os.Open(path) //nolint:gosec // a file of the tally's own folder
	if errors.Is(err, fs.ErrNotExist) {
		return nil // put away since the folder was listed
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return add(boards, file)
}

// add reads the lines of a file. What stands behind the last end of a line is not finished and does not count.
func add(boards map[string]Scans, from io.Reader) error {
	lines := bufio.NewReader(from)
	overlong := false
	for {
		line, err := lines.ReadSlice('\n')
		switch {
		case errors.Is(err, bufio.ErrBufferFull): // no line of ours is that long
			overlong = true
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		default:
			if k, scans, ok := parseLine(line[:len(line)-1]); ok && !overlong {
				boards[k.serial] = boards[k.serial].with(k.day, scans)
			}
			overlong = false
		}
	}
}

// with adds the scans of a day.
func (s Scans) with(day disclosure.Date, scans int64) Scans {
	if s.Total == 0 || day.After(s.Last) {
		s.Last = day
	}
	s.Total += scans
	return s
}
