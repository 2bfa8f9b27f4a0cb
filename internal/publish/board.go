package publish

import (
	"context"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// Door is a place at a venue that shall have a board.
type Door struct {
	Venue disclosure.ID
	// Place is where at the venue; empty: at the entrance.
	Place string
}

// Issued is a board that was made.
type Issued struct {
	ID     disclosure.ID
	Venue  disclosure.ID
	Place  string
	Number uint32
	Serial string
}

// Serial writes the number of a board as the serial that the board carries.
type Serial func(number uint32) string

// IssueBoards gives each of the doors a board, unless one is in force there. Numbers are dense and never used again. With an error
// come the boards that were issued before it.
func (p *Publisher) IssueBoards(ctx context.Context, doors []Door, serial Serial) ([]Issued, error) {
	var issued []Issued
	for some := range slices.Chunk(doors, batchSize) {
		var now []Issued
		err := p.applyBoards(ctx, func(ctx context.Context, d *boardDecision) (err error) {
			d.serial = serial
			now, err = d.issueVacant(ctx, some)
			return err
		})
		if err != nil {
			return issued, err
		}
		issued = append(issued, now...)
	}
	return issued, nil
}

func (d *boardDecision) issueVacant(ctx context.Context, doors []Door) ([]Issued, error) {
	keys, err := d.p.vacant(ctx, doors)
	if err != nil {
		return nil, err
	}
	for i, key := range keys {
		if key == nil {
			continue
		}
		if err := d.issue(ctx, doors[i], *key, ""); err != nil {
			return nil, err
		}
	}
	return d.issued, nil
}

// vacant gives for each of the doors the natural key of the board that it lacks; nil where it has one. Boards at one door form
// a chain: the first has the door's key, each later one that of the board before it. So two who issue at once get one winner.
func (p *Publisher) vacant(ctx context.Context, doors []Door) ([]*disclosure.Key, error) {
	keys := make([]*disclosure.Key, len(doors))
	asked := map[disclosure.Key]bool{}
	var open []int
	for i := range doors {
		key := p.doorKey(doors[i])
		if asked[key] { // a door may be named twice
			continue
		}
		asked[key], keys[i] = true, &key
		open = append(open, i)
	}
	for len(open) > 0 {
		at := make([]disclosure.Key, len(open))
		for n, i := range open {
			at[n] = *keys[i]
		}
		found, err := p.store.Find(ctx, at)
		if err != nil {
			return nil, err
		}
		var further []int
		for _, i := range open {
			record, taken := found[*keys[i]]
			if !taken {
				continue
			}
			standing, err := standingOf(&record)
			if err != nil {
				return nil, err
			}
			if standing == disclosure.BoardInForce {
				keys[i] = nil
				continue
			}
			next := p.keyAfter(record.ID)
			keys[i] = &next
			further = append(further, i)
		}
		open = further
	}
	return keys, nil
}

func (p *Publisher) doorKey(d Door) disclosure.Key {
	if d.Place == "" {
		return p.naturalKey(disclosure.KindBoard, []string{string(d.Venue)})
	}
	return p.naturalKey(disclosure.KindBoard, []string{"place", string(d.Venue), d.Place})
}

// keyAfter is the key of the board that follows another at the same door.
func (p *Publisher) keyAfter(id disclosure.ID) disclosure.Key {
	return p.naturalKey(disclosure.KindBoard, []string{"after", string(id)})
}

// serialKey is a key too, so that two issuers at once cannot use one number twice.
func (p *Publisher) serialKey(serial string) disclosure.Key {
	return p.naturalKey(disclosure.KindBoard, []string{"serial", serial})
}

// standingOf is how a board stands; one that is gone no longer hangs.
func standingOf(r *disclosure.Record) (disclosure.BoardStanding, error) {
	if !r.State.Public() {
		return disclosure.BoardRevoked, nil
	}
	board, err := decodeBoard(r.Body)
	if err != nil {
		return "", err
	}
	return board.Standing, nil
}

func decodeBoard(raw []byte) (*disclosure.Board, error) {
	body, err := disclosure.DecodeBody(disclosure.KindBoard, raw)
	if err != nil {
		return nil, err
	}
	return body.(*disclosure.Board), nil //nolint:forcetypeassert // DecodeBody gives what was asked for
}

// boardDecision is a decision about boards.
type boardDecision struct {
	*decision

	p      *Publisher
	serial Serial
	// count is how many boards there ever were; -1 before it is asked for.
	count  int64
	issued []Issued
}

// applyBoards decides and applies until no other writer came between.
func (p *Publisher) applyBoards(ctx context.Context, decide func(ctx context.Context, d *boardDecision) error) error {
	return untilSettled(ctx, func(ctx context.Context) error {
		d := &boardDecision{p: p, count: -1, decision: &decision{
			batch: store.Batch{At: p.instant()}, figures: make(map[store.Figure]int64),
		}}
		if err := decide(ctx, d); err != nil || len(d.batch.Writes) == 0 {
			return err
		}
		d.sumFigures()
		_, err := p.store.Apply(ctx, d.batch)
		return err
	})
}

// issue writes a new board with the next number. replaces is the serial of the board before it, if it takes its place.
func (d *boardDecision) issue(ctx context.Context, door Door, key disclosure.Key, replaces string) (err error) {
	if d.count < 0 {
		if d.count, err = d.p.store.CountEver(ctx, disclosure.KindBoard); err != nil {
			return err
		}
	}
	d.count++
	number := uint32(d.count) //nolint:gosec // nobody hangs 4 billion boards
	board := Issued{
		ID: disclosure.NewID(disclosure.KindBoard), Venue: door.Venue, Place: door.Place, Number: number, Serial: d.serial(number),
	}
	body, err := disclosure.CanonicalJSON(&disclosure.Board{
		Serial: board.Serial, Venue: door.Venue, Place: door.Place, IssuedOn: d.p.today, Standing: disclosure.BoardInForce,
		Replaces: replaces,
	})
	if err != nil {
		return err
	}
	record := disclosure.Record{
		ID: board.ID, Kind: disclosure.KindBoard, Version: 1, State: disclosure.StatePublished,
		// A board is found by its serial and by its venue.
		Places: []string{board.Serial, string(door.Venue)}, DecidedOn: d.p.today, PublishedAt: d.batch.At, UpdatedAt: d.batch.At,
	}
	record.Seal(body)
	d.issued = append(d.issued, board)
	d.write(store.Write{
		Op: disclosure.OpPublish, Record: record, Keys: []disclosure.Key{key, d.p.serialKey(board.Serial)},
		Trail: store.Trail{By: d.p.by},
	}, d.p.month(d.batch.At))
	return nil
}

// rewrite writes a board with another body.
func (d *boardDecision) rewrite(op disclosure.Op, existing *disclosure.Record, board *disclosure.Board, remark Remark) error {
	body, err := disclosure.CanonicalJSON(board)
	if err != nil {
		return err
	}
	record := *existing
	record.Version++
	record.UpdatedAt = d.batch.At
	record.Seal(body)
	d.write(store.Write{
		Op: op, Record: record, Expect: existing.Version,
		Trail: store.Trail{By: d.p.by, Document: remark.Document, Note: remark.Note},
	}, d.p.month(d.batch.At))
	return nil
}
