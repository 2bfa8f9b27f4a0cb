package publish

import (
	"context"
	"slices"

	"mingshi/internal/disclosure"
)

// BoardPrint is what was printed on one board.
type BoardPrint struct {
	Serial string
	Print  disclosure.Print
}

// PrintBoards notes what was printed and returns on how many boards it was news. A board that has ended, or is unknown, is left
// as it is: it was printed a moment too late.
func (p *Publisher) PrintBoards(ctx context.Context, prints []BoardPrint) (int, error) {
	total := 0
	for now := range slices.Chunk(prints, batchSize) {
		changed := 0
		err := p.applyBoards(ctx, func(ctx context.Context, d *boardDecision) (err error) {
			changed, err = p.decidePrints(ctx, d, now)
			return err
		})
		if err != nil {
			return total, err
		}
		total += changed
	}
	return total, nil
}

func (p *Publisher) decidePrints(ctx context.Context, d *boardDecision, prints []BoardPrint) (changed int, err error) {
	keys := make([]disclosure.Key, len(prints))
	for i := range prints {
		keys[i] = p.serialKey(prints[i].Serial)
	}
	found, err := p.store.Find(ctx, keys)
	if err != nil {
		return 0, err
	}
	for i := range prints {
		record, known := found[keys[i]]
		if !known || !record.State.Public() {
			continue
		}
		board, err := decodeBoard(record.Body)
		if err != nil {
			return 0, err
		}
		printed, last := prints[i].Print, board.Printed
		if board.Standing != disclosure.BoardInForce ||
			last != nil && !last.Outdated(printed.Letter, printed.DecidedOn, printed.Face) {
			continue
		}
		if last != nil {
			board.Earlier = append(board.Earlier, *last)
		}
		board.Printed = &printed
		if err := d.rewrite(disclosure.OpAmend, &record, board, Remark{}); err != nil {
			return 0, err
		}
		changed++
		delete(found, keys[i]) // one may be named twice
	}
	return changed, nil
}
