package sqlite

import (
	"context"
	"encoding/json"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// listNarrowed lists the records of a few businesses or places.
func (st *state) listNarrowed(ctx context.Context, q store.Query, after row.Place) (store.Page, error) {
	found, err := st.candidates(ctx, q)
	if err != nil {
		return store.Page{}, err
	}
	wanted := row.InOrder(found, q, after)
	records, err := recordsOf(ctx, st.view, wanted)
	if err != nil {
		return store.Page{}, err
	}
	return st.store.cursors.Page(q, records, int64(len(found))), nil
}

// candidates finds the public records of the subjects, at the places, or, if both are given, that are of both.
func (st *state) candidates(ctx context.Context, q store.Query) ([]row.Place, error) {
	if len(q.Places) == 0 {
		return readCandidates(ctx, st.view, candidatesBySubjectSQL, q.Kind, st.today, q.Subjects)
	}
	found, err := readCandidates(ctx, st.view, candidatesByPlaceSQL, q.Kind, st.today, q.Places)
	if err != nil || len(q.Subjects) == 0 {
		return found, err
	}
	others, err := readCandidates(ctx, st.view, candidatesBySubjectSQL, q.Kind, st.today, q.Subjects)
	if err != nil {
		return nil, err
	}
	return row.Both(found, others), nil
}

func readCandidates(
	ctx context.Context, v *view, text string, kind disclosure.Kind, today int64, among []string,
) ([]row.Place, error) {
	// What no text can be is nowhere; JSON would turn it into another text.
	packed, err := json.Marshal(slices.DeleteFunc(slices.Clone(among), func(text string) bool { return !row.Storable(text) }))
	if err != nil {
		return nil, err
	}
	rows, err := v.query(ctx, text, string(kind), today, string(packed))
	if err != nil {
		return nil, err
	}
	var found []row.Place
	err = eachRow(rows, func() error {
		var c row.Place
		err := rows.Scan(&c.Number, &c.ID, &c.Day, &c.Name)
		found = append(found, c)
		return err
	})
	return found, err
}

// recordsOf reads the records of the candidates, in their order.
func recordsOf(ctx context.Context, v *view, wanted []row.Place) ([]disclosure.Record, error) {
	index := make(map[int64]int, len(wanted))
	numbers := make([]int64, len(wanted))
	for i, c := range wanted {
		index[c.Number], numbers[i] = i, c.Number
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
		var r recordRow
		if err := r.scan(rows, &number); err != nil {
			return err
		}
		records[index[number]] = r.Record.Record()
		return nil
	})
	return records, err
}
