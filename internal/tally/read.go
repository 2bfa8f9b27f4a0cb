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
	// First and Last are the days of the earliest and the latest scan.
	First disclosure.Date
	Last  disclosure.Date
}

// Report is all that a folder says.
type Report struct {
	// Boards holds the boards that were ever scanned, by their serials.
	Boards map[string]Scans
	// Malformed is the number of lines that could not be read and were left out. An unfinished line at the end of a file is
	// none of them: it is where a process was killed.
	Malformed int
}

// Read sums up all files in a folder, those that processes are still writing among them, by the boards' serials. A board that
// is not in it was never scanned. A folder that does not exist holds no scans; one that cannot be read is kind Unavailable.
func Read(dir string) (map[string]Scans, error) {
	report, err := Inspect(dir)
	if err != nil {
		return nil, err
	}
	return report.Boards, nil
}

// Inspect is Read that also tells what it could not read.
func Inspect(dir string) (Report, error) {
	report := Report{Boards: make(map[string]Scans)}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return report, nil
	}
	if err != nil {
		return Report{}, disclosure.Errorf(disclosure.Unavailable, "scans: %w", err)
	}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), filePrefix) || !strings.HasSuffix(entry.Name(), fileSuffix) {
			continue
		}
		if err := report.addFile(filepath.Join(dir, entry.Name())); err != nil {
			return Report{}, disclosure.Errorf(disclosure.Unavailable, "scans: %w", err)
		}
	}
	return report, nil
}

func (r *Report) addFile(path string) (err error) {
	file, err := os.Open(path) //nolint:gosec // a file of the tally's own folder
	if errors.Is(err, fs.ErrNotExist) {
		return nil // put away since the folder was listed
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return r.add(file)
}

// add reads the lines of a file. What stands behind the last end of a line is not finished and does not count.
func (r *Report) add(from io.Reader) error {
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
			k, scans, ok := parseLine(line[:len(line)-1])
			if ok && !overlong {
				r.Boards[k.serial] = r.Boards[k.serial].with(k.day, scans)
			} else {
				r.Malformed++
			}
			overlong = false
		}
	}
}

// with adds the scans of a day.
func (s Scans) with(day disclosure.Date, scans int64) Scans {
	if s.Total == 0 || day.Before(s.First) {
		s.First = day
	}
	if s.Total == 0 || day.After(s.Last) {
		s.Last = day
	}
	s.Total += scans
	return s
}
