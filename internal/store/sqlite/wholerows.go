package sqlite

import (
	"context"
	"database/sql"
	"encoding/hex"
	"strconv"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

func wholeRecords(ctx context.Context, v *view, p *partPage) error {
	after, err := p.Number()
	if err != nil {
		return err
	}
	return p.read(ctx, v, wholeRecordsSQL, []any{after}, func(rows *sql.Rows) (string, error) {
		var number int64
		var r recordRow
		if err := r.scan(rows, &number); err != nil {
			return "", err
		}
		p.Rows.Records = append(p.Rows.Records, store.WholeRecord{
			Number: number, Reason: disclosure.Reason(r.Reason), Record: r.Record.Record(),
		})
		return strconv.FormatInt(number, 10), nil
	})
}

func wholeKeys(ctx context.Context, v *view, p *partPage) error {
	after, err := p.Key()
	if err != nil {
		return err
	}
	return p.read(ctx, v, wholeKeysSQL, []any{after}, func(rows *sql.Rows) (string, error) {
		var key sql.RawBytes
		var k store.WholeKey
		if err := rows.Scan(&key, &k.Number); err != nil {
			return "", err
		}
		copy(k.Key[:], key)
		p.Rows.Keys = append(p.Rows.Keys, k)
		return hex.EncodeToString(key), nil
	})
}

func wholeChanges(ctx context.Context, v *view, p *partPage) error {
	after, err := p.Number()
	if err != nil {
		return err
	}
	return p.read(ctx, v, wholeChangesSQL, []any{after}, func(rows *sql.Rows) (string, error) {
		var c store.WholeChange
		var r changeRow
		var id string
		trail, from := &c.Trail, &c.Trail.Origin
		err := rows.Scan(append(r.columns(), &id, &c.Number, &c.Previous, &trail.By, &trail.Batch, &from.File, &from.SHA256,
			&from.Sheet, &from.Row, &trail.Document, &trail.Note)...)
		if err != nil {
			return "", err
		}
		r.Digest = r.digest
		c.Change = r.Change.Change(id)
		p.Rows.Changes = append(p.Rows.Changes, c)
		return strconv.FormatInt(r.Position, 10), nil
	})
}

func wholeNotPublic(ctx context.Context, v *view, p *partPage) error {
	after, err := p.Key()
	if err != nil {
		return err
	}
	return p.read(ctx, v, wholeNotPublicSQL, []any{after}, func(rows *sql.Rows) (string, error) {
		var key sql.RawBytes
		var counted store.WholeNotPublic
		var at int64
		if err := rows.Scan(&key, &counted.Rule, &at); err != nil {
			return "", err
		}
		copy(counted.Key[:], key)
		counted.CountedAt = row.Instant(at)
		p.Rows.NotPublic = append(p.Rows.NotPublic, counted)
		return hex.EncodeToString(key), nil
	})
}

func wholeFigures(ctx context.Context, v *view, p *partPage) error {
	from, err := p.Texts(5)
	if err != nil {
		return err
	}
	return p.read(ctx, v, wholeFiguresSQL, from, func(rows *sql.Rows) (string, error) {
		var f store.Figure
		if err := rows.Scan(&f.Month, &f.DecidedMonth, &f.Kind, &f.Unit, &f.Event, &f.Count); err != nil {
			return "", err
		}
		p.Rows.Figures = append(p.Rows.Figures, f)
		return row.PlaceOfTexts(f.Month, f.DecidedMonth, string(f.Kind), f.Unit, f.Event)
	})
}

func wholeJournals(ctx context.Context, v *view, p *partPage) error {
	from, err := p.Texts(1)
	if err != nil {
		return err
	}
	err = p.read(ctx, v, wholeJournalsSQL, from, func(rows *sql.Rows) (string, error) {
		var w store.WholeJournal
		var at int64
		j := &w.Journal
		if err := rows.Scan(&j.Batch, &j.By, &j.ThroughSeq, &j.Done, &at); err != nil {
			return "", err
		}
		w.UpdatedAt = row.Instant(at)
		p.Rows.Journals = append(p.Rows.Journals, w)
		return row.PlaceOfTexts(j.Batch)
	})
	if err != nil {
		return err
	}
	for i := range p.Rows.Journals {
		j := &p.Rows.Journals[i].Journal
		if j.Files, err = wholeJournalFiles(ctx, v, j.Batch); err != nil {
			return err
		}
	}
	return nil
}

func wholeJournalFiles(ctx context.Context, v *view, batch string) ([]disclosure.Origin, error) {
	rows, err := v.query(ctx, wholeJournalFilesSQL, batch)
	if err != nil {
		return nil, err
	}
	var files []disclosure.Origin
	err = eachRow(rows, func() error {
		var f disclosure.Origin
		err := rows.Scan(&f.File, &f.SHA256, &f.Sheet, &f.Row)
		files = append(files, f)
		return err
	})
	return files, err
}

func wholeFingerprints(ctx context.Context, v *view, p *partPage) error {
	from, err := p.Texts(1)
	if err != nil {
		return err
	}
	return p.read(ctx, v, wholeFingerprintsSQL, from, func(rows *sql.Rows) (string, error) {
		var f store.WholeFingerprint
		if err := rows.Scan(&f.Name, &f.Fingerprint); err != nil {
			return "", err
		}
		p.Rows.Fingerprints = append(p.Rows.Fingerprints, f)
		return row.PlaceOfTexts(f.Name)
	})
}
