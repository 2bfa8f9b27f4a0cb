package tally

import (
	"bytes"
	"strconv"

	"mingshi/internal/disclosure"
)

// A line of a file is a day, a board's serial and a number of scans, parted by tabs: "2026-11-22\t04000001\t3\n". Lines of one
// board and day add up, within a file and over all files.

// serialLength is how many characters a board's serial has.
const serialLength = 8

// most is the largest number of scans that a line can mean: more than all people in a day, and far from the end of an int64.
const most = 1_000_000_000_000

// key is what scans are counted by.
type key struct {
	day    disclosure.Date
	serial string
}

// appendLine writes one line.
func appendLine(to []byte, k key, scans int64) []byte {
	to = append(to, k.day.String()...)
	to = append(to, '\t')
	to = append(to, k.serial...)
	to = append(to, '\t')
	to = strconv.AppendInt(to, scans, 10)
	return append(to, '\n')
}

// parseLine reads a line without its end, and reports whether it is one.
func parseLine(line []byte) (k key, scans int64, ok bool) {
	day, rest, first := bytes.Cut(line, []byte{'\t'})
	serial, number, second := bytes.Cut(rest, []byte{'\t'})
	if !first || !second || len(day) == 0 {
		return key{}, 0, false
	}
	on, err := disclosure.ParseDate(string(day))
	if err != nil {
		return key{}, 0, false
	}
	scans, err = strconv.ParseInt(string(number), 10, 64)
	if err != nil || scans < 1 || scans > most {
		return key{}, 0, false
	}
	k = key{day: on, serial: string(serial)}
	return k, scans, isSerial(k.serial)
}

// isSerial reports whether a text can be a board's serial. A whole code is longer, so none is ever written down.
func isSerial(text string) bool {
	if len(text) != serialLength {
		return false
	}
	for i := range len(text) {
		if c := text[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}
