package publish

import (
	"context"
	"strconv"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// Import is one import under way: rows are staged first, all files of it, and published afterwards, so that a file that
// turns out to be broken at its end has published nothing.
type Import struct {
	p        *Publisher
	batch    string
	files    []disclosure.Origin
	rehearse bool
	// claims are the venues that rows of the file under way speak of, with the first such row.
	claims map[disclosure.ID]int64
}

// Begin starts an import. One that only rehearses tells what would become of each row and writes nothing.
func (p *Publisher) Begin(rehearse bool) *Import {
	return &Import{p: p, batch: newBatchID(), rehearse: rehearse}
}

// Batch names the import ("b_…").
func (im *Import) Batch() string { return im.batch }

// AddFile tells of a file about to be staged and returns its number within the import.
func (im *Import) AddFile(origin disclosure.Origin) int {
	im.files = append(im.files, origin)
	return len(im.files) - 1
}

// stagingOf names the part of the staging that holds one file's rows.
func (im *Import) stagingOf(file int) string { return im.batch + "." + strconv.Itoa(file) }

// Stage takes checked rows of one file. For each it tells what became of it at once: OutcomeDuplicate for a row that
// came before in the file, OutcomeRejected for one that contradicts an earlier row, and "" for those that go on to
// Publish.
func (im *Import) Stage(ctx context.Context, file int, drafts []disclosure.Draft) ([]disclosure.Outcome, error) {
	staged := make([]store.Staged, len(drafts))
	for i := range drafts {
		var err error
		if staged[i], err = im.p.pack(file, &drafts[i]); err != nil {
			return nil, err
		}
	}
	verdicts, err := im.p.store.Stage(ctx, im.stagingOf(file), staged)
	if err != nil {
		return nil, err
	}
	outcomes := make([]disclosure.Outcome, len(verdicts))
	for i, verdict := range verdicts {
		switch verdict {
		case store.Fresh:
		case store.Identical:
			outcomes[i] = disclosure.OutcomeDuplicate
		case store.Conflicting:
			outcomes[i] = disclosure.OutcomeRejected
		}
	}
	return outcomes, nil
}

// Publish applies all staged rows, file by file in their order, in batches of at most 5,000, and tells what became of
// each: also OutcomeRejected, for a row that names a venue under another number than an earlier row of the file did. What
// is applied stays, also when a later batch fails; run again, the import goes on to the same end. It returns the feed's
// position.
func (im *Import) Publish(
	ctx context.Context, tell func(file, row int, outcome disclosure.Outcome),
) (position int64, err error) {
	for file := range im.files {
		if err := im.publishFile(ctx, file, tell); err != nil {
			return 0, err
		}
	}
	done := store.Batch{At: im.p.instant()}
	if !im.rehearse {
		done.Journal = im.journal(0)
		done.Journal.Done = true
	}
	applied, err := im.p.store.Apply(ctx, done)
	if err != nil {
		return 0, err
	}
	return applied.Last, im.Discard(ctx)
}

// DiscardFile drops what is staged of one file.
func (im *Import) DiscardFile(ctx context.Context, file int) error {
	return im.p.store.Discard(ctx, im.stagingOf(file))
}

// Discard drops everything that is staged.
func (im *Import) Discard(ctx context.Context) error {
	for file := range im.files {
		if err := im.DiscardFile(ctx, file); err != nil {
			return err
		}
	}
	return nil
}

func (im *Import) publishFile(ctx context.Context, file int, tell func(file, row int, outcome disclosure.Outcome)) error {
	var after int64
	im.claims = make(map[disclosure.ID]int64)
	for {
		staged, err := im.p.store.Staged(ctx, im.stagingOf(file), after, batchSize)
		if err != nil || len(staged) == 0 {
			return err
		}
		rows, err := unpackAll(staged)
		if err != nil {
			return err
		}
		for len(rows) > 0 {
			chunk := distinct(rows)
			rows = rows[len(chunk):]
			outcomes, err := im.publishChunk(ctx, chunk)
			if err != nil {
				return err
			}
			for i := range chunk {
				tell(file, chunk[i].row, outcomes[i])
			}
		}
		after = staged[len(staged)-1].Seq
	}
}

// publishChunk decides and applies rows in one transaction, anew if another writer came between.
func (im *Import) publishChunk(ctx context.Context, chunk []stagedRow) ([]disclosure.Outcome, error) {
	var outcomes []disclosure.Outcome
	err := untilSettled(ctx, func(ctx context.Context) error {
		decided, err := im.decide(ctx, chunk)
		if err != nil {
			return err
		}
		outcomes = decided.outcomes
		if decided.empty() || im.rehearse {
			return nil
		}
		_, err = im.p.store.Apply(ctx, decided.batch)
		return err
	})
	return outcomes, err
}

func (im *Import) journal(through int64) *store.Journal {
	return &store.Journal{Batch: im.batch, By: im.p.by, Files: im.files, ThroughSeq: through}
}

// distinct returns the longest beginning of rows in which no key comes twice, so that a row that continues another one
// sees what that one wrote.
func distinct(rows []stagedRow) []stagedRow {
	seen := make(map[disclosure.Key]bool, len(rows))
	for i := range rows {
		if seen[rows[i].key] {
			return rows[:i]
		}
		seen[rows[i].key] = true
		if rows[i].Continues != nil {
			if seen[*rows[i].Continues] {
				return rows[:i]
			}
			seen[*rows[i].Continues] = true
		}
	}
	return rows
}

func unpackAll(staged []store.Staged) ([]stagedRow, error) {
	rows := make([]stagedRow, len(staged))
	for i := range staged {
		var err error
		if rows[i], err = unpack(&staged[i]); err != nil {
			return nil, err
		}
	}
	return rows, nil
}
