package sqlite_test

import (
	"context"
	"database/sql"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
	"mingshi/internal/store/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, storetest.Backend{Open: open, TryOpen: tryOpen, Fill: fill, Inside: inside})
}

func open(t testing.TB, o storetest.Options) storetest.Opened {
	t.Helper()
	s, err := tryOpen(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func tryOpen(ctx context.Context, o storetest.Options) (storetest.Opened, error) {
	return sqlite.Open(ctx, o.Place, sqlite.Options{Zone: o.Zone, Today: o.Today, ReadOnly: o.ReadOnly})
}

func fill(t testing.TB, o storetest.Options) store.Filling {
	t.Helper()
	f, err := sqlite.OpenFilling(t.Context(), o.Place, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// inside reads what no method of the contract shows.
func inside(t testing.TB, o storetest.Options) storetest.Inside {
	t.Helper()
	db := openFile(t, o.Place)
	defer db.Close()
	in := storetest.Inside{
		Trail: make(map[int64]store.Trail), Journals: make(map[string]store.Journal),
		NotPublic: make(map[disclosure.Key]disclosure.NotPublicRule), Keys: make(map[disclosure.Key]disclosure.ID),
	}
	each(t, db, `SELECT position, written_by, batch, document, note, file, sha256, sheet, line
		FROM trail JOIN trail_source ON trail_source.number = trail.source`, func(rows *sql.Rows) error {
		var position int64
		var trail store.Trail
		at := &trail.Origin
		err := rows.Scan(&position, &trail.By, &trail.Batch, &trail.Document, &trail.Note,
			&at.File, &at.SHA256, &at.Sheet, &at.Row)
		in.Trail[position] = trail
		return err
	})
	each(t, db, "SELECT month, decided_month, kind, unit, event, count FROM figure", func(rows *sql.Rows) error {
		var f store.Figure
		err := rows.Scan(&f.Month, &f.DecidedMonth, &f.Kind, &f.Unit, &f.Event, &f.Count)
		in.Figures = append(in.Figures, f)
		return err
	})
	each(t, db, "SELECT batch, written_by, through_seq, done FROM journal", func(rows *sql.Rows) error {
		var j store.Journal
		err := rows.Scan(&j.Batch, &j.By, &j.ThroughSeq, &j.Done)
		in.Journals[j.Batch] = j
		return err
	})
	each(t, db, "SELECT batch, file, sha256, sheet, line FROM journal_file ORDER BY batch, number", func(rows *sql.Rows) error {
		var batch string
		var file disclosure.Origin
		err := rows.Scan(&batch, &file.File, &file.SHA256, &file.Sheet, &file.Row)
		j := in.Journals[batch]
		j.Files = append(j.Files, file)
		in.Journals[batch] = j
		return err
	})
	each(t, db, "SELECT key, rule FROM not_public", func(rows *sql.Rows) error {
		var key sql.RawBytes
		var rule string
		err := rows.Scan(&key, &rule)
		in.NotPublic[disclosure.Key(key)] = disclosure.NotPublicRule(rule)
		return err
	})
	each(t, db, "SELECT k.key, r.id FROM record_key AS k JOIN record AS r ON r.number = k.number", func(rows *sql.Rows) error {
		var key sql.RawBytes
		var id string
		err := rows.Scan(&key, &id)
		in.Keys[disclosure.Key(key)] = disclosure.ID(id)
		return err
	})
	return in
}

// each calls scan for every row of a query.
func each(t testing.TB, db *sql.DB, query string, scan func(rows *sql.Rows) error, args ...any) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
