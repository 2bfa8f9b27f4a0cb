package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// About how many bytes a row of the small tables needs.
const fillOverhead = 128

// fillRows writes the rows of all parts; the trail and what is derived from records come with them.
func fillRows(ctx context.Context, tx pgx.Tx, rows *store.Rows) error {
	for _, fill := range []func(context.Context, pgx.Tx, *store.Rows) error{
		fillRecords, fillKeys, fillChanges, fillNotPublic, fillFigures, fillJournals, fillFingerprints,
	} {
		if err := fill(ctx, tx, rows); err != nil {
			return err
		}
	}
	return nil
}

func fillRecords(ctx context.Context, tx pgx.Tx, rows *store.Rows) error {
	size := 0
	for i := range rows.Records {
		size += recordOverhead + len(rows.Records[i].Record.Body)
	}
	records := newCopyRows(size)
	places := make(row.Places)
	counts := row.Counts{Public: make(map[row.CountCell]int64), Ever: make(map[string]int64)}
	for i := range rows.Records {
		from := &rows.Records[i]
		r := row.New(&store.Write{Record: from.Record, Reason: from.Reason}, from.Record.Position)
		records.record(from.Number, &r)
		places.Move(from.Number, r.Kind, nil, r.Places)
		counts.Move(r.Kind, 0, r.PublicUntil)
		counts.Ever[r.Kind]++
	}
	if err := records.send(ctx, tx, copyRecordsSQL); err != nil {
		return err
	}
	if err := copyPlaces(ctx, tx, places); err != nil {
		return err
	}
	var statements pgx.Batch
	queueCounts(&statements, counts)
	return tx.SendBatch(ctx, &statements).Close()
}

func fillKeys(ctx context.Context, tx pgx.Tx, rows *store.Rows) error {
	keys := newCopyRows(len(rows.Keys) * fillOverhead)
	for i := range rows.Keys {
		keys.row(2)
		keys.bytea(rows.Keys[i].Key[:])
		keys.bigint(rows.Keys[i].Number)
	}
	return keys.send(ctx, tx, copyKeysSQL)
}

func fillChanges(ctx context.Context, tx pgx.Tx, rows *store.Rows) error {
	known := newSources()
	for i := range rows.Changes {
		known.add(row.SourceOf(&rows.Changes[i].Trail))
	}
	var statements pgx.Batch
	known.queue(&statements)
	if err := tx.SendBatch(ctx, &statements).Close(); err != nil {
		return err
	}
	changes := newCopyRows(len(rows.Changes) * changeOverhead)
	trail := newCopyRows(len(rows.Changes) * trailOverhead)
	for i := range rows.Changes {
		from := &rows.Changes[i]
		c := &from.Change
		r := row.Change{
			Op: string(c.Op), Kind: string(c.Kind), Reason: string(c.Reason),
			Position: c.Position, At: c.At.UnixMicro(), Version: c.Version,
		}
		if c.Digest != (disclosure.Digest{}) {
			r.Digest = c.Digest[:]
		}
		changes.change(from.Number, from.Previous, &r)
		trail.trail(c.Position, known.numbers[row.SourceOf(&from.Trail)], &from.Trail)
	}
	if err := changes.send(ctx, tx, copyChangesSQL); err != nil {
		return err
	}
	return trail.send(ctx, tx, copyTrailSQL)
}

func fillNotPublic(ctx context.Context, tx pgx.Tx, rows *store.Rows) error {
	counted := newCopyRows(len(rows.NotPublic) * fillOverhead)
	for i := range rows.NotPublic {
		from := &rows.NotPublic[i]
		counted.row(3)
		counted.bytea(from.Key[:])
		counted.text(string(from.Rule))
		counted.bigint(from.CountedAt.UnixMicro())
	}
	return counted.send(ctx, tx, fillNotPublicSQL)
}

func fillFigures(ctx context.Context, tx pgx.Tx, rows *store.Rows) error {
	figures := newCopyRows(len(rows.Figures) * fillOverhead)
	for i := range rows.Figures {
		f := &rows.Figures[i]
		figures.row(6)
		for _, text := range []string{f.Month, f.DecidedMonth, string(f.Kind), f.Unit, f.Event} {
			figures.text(text)
		}
		figures.bigint(f.Count)
	}
	return figures.send(ctx, tx, fillFiguresSQL)
}

func fillJournals(ctx context.Context, tx pgx.Tx, rows *store.Rows) error {
	journals := newCopyRows(len(rows.Journals) * fillOverhead)
	files := newCopyRows(len(rows.Journals) * fillOverhead)
	for i := range rows.Journals {
		from := &rows.Journals[i]
		j := &from.Journal
		journals.row(5)
		journals.text(j.Batch)
		journals.text(j.By)
		journals.bigint(j.ThroughSeq)
		journals.boolean(j.Done)
		journals.bigint(from.UpdatedAt.UnixMicro())
		for n, f := range j.Files {
			files.row(6)
			files.text(j.Batch)
			files.integer(int64(n))
			files.text(f.File)
			files.text(f.SHA256)
			files.text(f.Sheet)
			files.bigint(int64(f.Row))
		}
	}
	if err := journals.send(ctx, tx, fillJournalsSQL); err != nil {
		return err
	}
	return files.send(ctx, tx, fillJournalFilesSQL)
}

func fillFingerprints(ctx context.Context, tx pgx.Tx, rows *store.Rows) error {
	fingerprints := newCopyRows(len(rows.Fingerprints) * fillOverhead)
	for i := range rows.Fingerprints {
		fingerprints.row(2)
		fingerprints.text(rows.Fingerprints[i].Name)
		fingerprints.text(rows.Fingerprints[i].Fingerprint)
	}
	return fingerprints.send(ctx, tx, fillFingerprintsSQL)
}
