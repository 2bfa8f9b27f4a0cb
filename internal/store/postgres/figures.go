package postgres

import (
	"github.com/jackc/pgx/v5"

	"mingshi/internal/store"
)

// queueFigures adds the figures of the batch, and those of the rows that it was the first to count, to the statistics.
func (w *batchWriter) queueFigures(statements *pgx.Batch) {
	for _, figure := range w.batch.Figures {
		w.figures.Add(figure)
	}
	figures := w.figures.Sorted()
	if len(figures) == 0 {
		return
	}
	n := len(figures)
	months, decided, kinds := make([]string, n), make([]string, n), make([]string, n)
	units, events, counts := make([]string, n), make([]string, n), make([]int64, n)
	for i, f := range figures {
		months[i], decided[i], kinds[i] = f.Month, f.DecidedMonth, string(f.Kind)
		units[i], events[i], counts[i] = f.Unit, f.Event, f.Count
	}
	statements.Queue(addFiguresSQL, months, decided, kinds, units, events, counts)
}

// queueJournal writes how far the import has come.
func queueJournal(statements *pgx.Batch, j *store.Journal, at int64) {
	if j == nil {
		return
	}
	statements.Queue(putJournalSQL, j.Batch, j.By, j.ThroughSeq, j.Done, at)
	if len(j.Files) == 0 {
		return
	}
	n := len(j.Files)
	files, sums, sheets, lines := make([]string, n), make([]string, n), make([]string, n), make([]int64, n)
	for i, f := range j.Files {
		files[i], sums[i], sheets[i], lines[i] = f.File, f.SHA256, f.Sheet, int64(f.Row)
	}
	statements.Queue(putJournalFilesSQL, j.Batch, files, sums, sheets, lines)
}
