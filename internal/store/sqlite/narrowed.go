package sqlite

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// candidate is what a list sorts by, of one record.
type candidate struct {
	number int64
	place
}

// listNarrowed lists the records of a few businesses or places. They are few enough to be sorted here, so that no order
// needs an index of its own for each way of narrowing.
func (s *Store) listNarrowed(ctx context.Context, v *view, q store.Query, after place) (store.Page, error) {
	found, err := s.candidates(ctx, v, q)
	if err != nil {
		return store.Page{}, err
	}
	order := orderOf(q.Order)
	slices.SortFunc(found, func(a, b candidate) int { return order(a.place, b.place) })
	start := 0
	if q.After != "" {
		start, _ = slices.BinarySearchFunc(found, after, func(c candidate, after place) int {
			if order(c.place, after) <= 0 {
				return -1
			}
			return 1
		})
	}
	wanted := found[start:min(start+q.Limit+1, len(found))]
	records, err := recordsOf(ctx, v, wanted)
	if err != nil {
		return store.Page{}, err
	}
	return s.page(q, records, int64(len(found))), nil
}

// orderOf compares places in the direction of the list.
func orderOf(order store.Order) func(a, b place) int {
	ascending := func(a, b place) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.id, b.id))
	}
	switch order {
	case store.ByName:
		return func(a, b place) int {
			return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.id, b.id))
		}
	case store.ByDecision:
		return func(a, b place) int { return ascending(b, a) }
	case store.ByDecisionAscending:
	}
	return ascending
}

// candidates finds the public records of the subjects, at the places, or, if both are given, that are of both.
func (s *Store) candidates(ctx context.Context, v *view, q store.Query) ([]candidate, error) {
	today := dayNumber(s.today())
	if len(q.Places) == 0 {
		return readCandidates(ctx, v, candidatesBySubjectSQL, q.Kind, today, q.Subjects)
	}
	found, err := readCandidates(ctx, v, candidatesByPlaceSQL, q.Kind, today, q.Places)
	if err != nil || len(q.Subjects) == 0 {
		return found, err
	}
	others, err := readCandidates(ctx, v, candidatesBySubjectSQL, q.Kind, today, q.Subjects)
	if err != nil {
		return nil, err
	}
	both := make(map[int64]bool, len(others))
	for _, other := range others {
		both[other.number] = true
	}
	return slices.DeleteFunc(found, func(c candidate) bool { return !both[c.number] }), nil
}

func readCandidates(
	ctx context.Context, v *view, text string, kind disclosure.Kind, today int64, among []string,
) ([]candidate, error) {
	packed, err := json.Marshal(among)
	if err != nil {
		return nil, err
	}
	rows, err := v.query(ctx, text, string(kind), today, string(packed))
	if err != nil {
		return nil, err
	}
	var found []candidate
	err = eachRow(rows, func() error {
		var c candidate
		err := rows.Scan(&c.number, &c.id, &c.day, &c.name)
		found = append(found, c)
		return err
	})
	return found, err
}

// recordsOf reads the records of the candidates, in their order.
func recordsOf(ctx context.Context, v *view, wanted []candidate) ([]disclosure.Record, error) {
	index := make(map[int64]int, len(wanted))
	numbers := make([]int64, len(wanted))
	for i, c := range wanted {
		index[c.number], numbers[i] = i, c.number
	}
	packed, err := json.Marshal(numbers)
	if err != nil {
		return nil, err
	}
	rows, err := v.query(ctx, recordsByNumberSQL, string(packed))
	if err != nil {
		return nil, err
	}
	records := make([]disclosure.Record, len(wanted))
	err = eachRow(rows, func() error {
		var number int64
		var row recordRow
		if err := rows.Scan(append([]any{&number}, row.columns()...)...); err != nil {
			return err
		}
		record, err := row.record()
		records[index[number]] = record
		return err
	})
	return records, err
}
