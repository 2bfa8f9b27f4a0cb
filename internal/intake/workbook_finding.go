package intake

import (
	"cmp"
	"encoding/json"
	"slices"

	"mingshi/internal/disclosure"
)

// findingsByRow hands out the findings of one row after another. In their file they stand in the order in which they were
// made, and those of publication come after all others; only their places are kept in memory.
type findingsByRow struct {
	spool  *spool
	places []findingPlace
	next   int
}

// findingPlace is where the JSON of a finding stands.
type findingPlace struct {
	row    int
	offset int64
	length int
}

func newFindingsByRow(s *spool) (*findingsByRow, error) {
	f := &findingsByRow{spool: s, places: make([]findingPlace, 0, s.n)}
	var failed error
	err := s.eachPlace(func(line []byte, offset int64) bool {
		var at struct {
			Row int `json:"row"`
		}
		if failed = json.Unmarshal(line, &at); failed != nil {
			return false
		}
		f.places = append(f.places, findingPlace{row: at.Row, offset: offset, length: len(line)})
		return true
	})
	if err == nil {
		err = failed
	}
	slices.SortStableFunc(f.places, func(a, b findingPlace) int { return cmp.Compare(a.row, b.row) })
	return f, err
}

// of returns the findings of a row, as they were made. Rows must be asked for in ascending order, and none may be left
// out that has findings: then the file is no longer what was imported.
func (f *findingsByRow) of(row int) ([]Finding, error) {
	var found []Finding
	for ; f.next < len(f.places) && f.places[f.next].row <= row; f.next++ {
		place := f.places[f.next]
		if place.row < row {
			return nil, f.changed(place.row)
		}
		line := make([]byte, place.length)
		if _, err := f.spool.file.ReadAt(line, place.offset); err != nil {
			return nil, disclosure.Errorf(disclosure.Unavailable, "findings: %w", err)
		}
		var finding Finding
		if err := json.Unmarshal(line, &finding); err != nil {
			return nil, disclosure.Errorf(disclosure.Internal, "findings: %w", err)
		}
		found = append(found, finding)
	}
	return found, nil
}

// end fails if findings are left over.
func (f *findingsByRow) end() error {
	if f.next < len(f.places) {
		return f.changed(f.places[f.next].row)
	}
	return nil
}

func (f *findingsByRow) changed(row int) error {
	return disclosure.Errorf(disclosure.Unavailable, "findings: row %d is no longer in the file, which was changed after the import", row)
}
