package postgres

import (
	"context"
	"encoding/hex"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

func wholeRecords(ctx context.Context, p *partPage) error {
	after, err := p.Number()
	if err != nil {
		return err
	}
	var number int64
	var r recordRow
	columns := r.columns(&number)
	return p.read(ctx, wholeRecordsSQL, []any{after}, func(rows pgx.Rows) (string, error) {
		if err := r.scan(rows, columns); err != nil {
			return "", err
		}
		p.Rows.Records = append(p.Rows.Records, store.WholeRecord{
			Number: number, Reason: disclosure.Reason(r.Reason), Record: r.Record.Record(),
		})
		return strconv.FormatInt(number, 10), nil
	})
}

func wholeKeys(ctx context.Context, p *partPage) error {
	after, err := p.Key()
	if err != nil {
		return err
	}
	return p.read(ctx, wholeKeysSQL, []any{after}, func(rows pgx.Rows) (string, error) {
		var key pgtype.DriverBytes
		var k store.WholeKey
		err := rows.Scan(&key, &k.Number)
		copy(k.Key[:], key)
		p.Rows.Keys = append(p.Rows.Keys, k)
		return hex.EncodeToString(key), err
	})
}

func wholeChanges(ctx context.Context, p *partPage) error {
	after, err := p.Number()
	if err != nil {
		return err
	}
	return p.read(ctx, wholeChangesSQL, []any{after}, func(rows pgx.Rows) (string, error) {
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

func wholeNotPublic(ctx context.Context, p *partPage) error {
	after, err := p.Key()
	if err != nil {
		return err
	}
	return p.read(ctx, wholeNotPublicSQL, []any{after}, func(rows pgx.Rows) (string, error) {
		var key pgtype.DriverBytes
		var rule string
		var at int64
		err := rows.Scan(&key, &rule, &at)
		counted := store.WholeNotPublic{Rule: disclosure.NotPublicRule(rule), CountedAt: row.Instant(at)}
		copy(counted.Key[:], key)
		p.Rows.NotPublic = append(p.Rows.NotPublic, counted)
		return hex.EncodeToString(key), err
	})
}

func wholeFigures(ctx context.Context, p *partPage) error {
	from, err := p.Texts(5)
	if err != nil {
		return err
	}
	return p.read(ctx, wholeFiguresSQL, from, func(rows pgx.Rows) (string, error) {
		var f store.Figure
		var kind string
		if err := rows.Scan(&f.Month, &f.DecidedMonth, &kind, &f.Unit, &f.Event, &f.Count); err != nil {
			return "", err
		}
		f.Kind = disclosure.Kind(kind)
		p.Rows.Figures = append(p.Rows.Figures, f)
		return row.PlaceOfTexts(f.Month, f.DecidedMonth, kind, f.Unit, f.Event)
	})
}

func wholeJournals(ctx context.Context, p *partPage) error {
	from, err := p.Texts(1)
	if err != nil {
		return err
	}
	err = p.read(ctx, wholeJournalsSQL, from, func(rows pgx.Rows) (string, error) {
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
	return addJournalFiles(ctx, p.tx, p.Rows.Journals)
}

func addJournalFiles(ctx context.Context, tx pgx.Tx, journals []store.WholeJournal) error {
	index := make(map[string]int, len(journals))
	batches := make([]string, len(journals))
	for i := range journals {
		batches[i] = journals[i].Journal.Batch
		index[batches[i]] = i
	}
	rows, err := tx.Query(ctx, wholeJournalFilesSQL, batches)
	return eachRow(rows, err, func(rows pgx.Rows) error {
		var batch string
		var f disclosure.Origin
		if err := rows.Scan(&batch, &f.File, &f.SHA256, &f.Sheet, &f.Row); err != nil {
			return err
		}
		j := &journals[index[batch]].Journal
		j.Files = append(j.Files, f)
		return nil
	})
}

func wholeFingerprints(ctx context.Context, p *partPage) error {
	from, err := p.Texts(1)
	if err != nil {
		return err
	}
	return p.read(ctx, wholeFingerprintsSQL, from, func(rows pgx.Rows) (string, error) {
		var f store.WholeFingerprint
		if err := rows.Scan(&f.Name, &f.Fingerprint); err != nil {
			return "", err
		}
		p.Rows.Fingerprints = append(p.Rows.Fingerprints, f)
		return row.PlaceOfTexts(f.Name)
	})
}
