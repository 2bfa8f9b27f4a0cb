package publish

import (
	"context"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// Door is a venue that shall have a board, with the grade that will be printed on it.
type Door struct {
	Venue   disclosure.ID
	Printed disclosure.PrintedGrade
}

// Issued is a board that was made.
type Issued struct {
	ID     disclosure.ID
	Venue  disclosure.ID
	Number uint32
}

// IssueBoards gives each of the venues a board, unless it has one. Numbers are dense and never used again; serial
// writes a number as the serial that the board carries.
func (p *Publisher) IssueBoards(ctx context.Context, doors []Door, serial func(number uint32) string) ([]Issued, error) {
	var issued []Issued
	err := untilSettled(ctx, func(ctx context.Context) error {
		var d *decision
		var err error
		if issued, d, err = p.decideBoards(ctx, doors, serial); err != nil || len(issued) == 0 {
			return err
		}
		_, err = p.store.Apply(ctx, d.batch)
		return err
	})
	if err != nil {
		return nil, err
	}
	return issued, nil
}

func (p *Publisher) decideBoards(
	ctx context.Context, doors []Door, serial func(number uint32) string,
) ([]Issued, *decision, error) {
	keys := make([]disclosure.Key, len(doors))
	for i := range doors {
		keys[i] = p.naturalKey(disclosure.KindBoard, []string{string(doors[i].Venue)})
	}
	found, err := p.store.Find(ctx, keys)
	if err != nil {
		return nil, nil, err
	}
	count, err := p.store.CountEver(ctx, disclosure.KindBoard)
	if err != nil {
		return nil, nil, err
	}
	d := &decision{batch: store.Batch{At: p.instant()}, figures: make(map[store.Figure]int64)}
	var issued []Issued
	for i := range doors {
		if _, has := found[keys[i]]; has {
			continue
		}
		count++
		number := uint32(count) //nolint:gosec // nobody hangs 4 billion boards
		board := Issued{ID: disclosure.NewID(disclosure.KindBoard), Venue: doors[i].Venue, Number: number}
		if err := p.writeBoard(d, board, doors[i].Printed, keys[i], serial(board.Number)); err != nil {
			return nil, nil, err
		}
		found[keys[i]] = disclosure.Record{ID: board.ID} // a venue may be named twice
		issued = append(issued, board)
	}
	d.sumFigures()
	return issued, d, nil
}

func (p *Publisher) writeBoard(
	d *decision, board Issued, printed disclosure.PrintedGrade, key disclosure.Key, serial string,
) error {
	body, err := disclosure.CanonicalJSON(&disclosure.Board{
		Serial: serial, Venue: board.Venue, IssuedOn: p.today, Printed: printed,
	})
	if err != nil {
		return err
	}
	record := disclosure.Record{
		ID: board.ID, Kind: disclosure.KindBoard, Version: 1, State: disclosure.StatePublished,
		Places: []string{serial}, DecidedOn: p.today, PublishedAt: d.batch.At, UpdatedAt: d.batch.At,
	}
	record.Seal(body)
	// The serial is a key too, so that two issuers at once cannot use one number twice.
	keys := []disclosure.Key{key, p.naturalKey(disclosure.KindBoard, []string{"serial", serial})}
	d.write(store.Write{Op: disclosure.OpPublish, Record: record, Keys: keys, Trail: store.Trail{By: p.by}}, p.month(d.batch.At))
	return nil
}
