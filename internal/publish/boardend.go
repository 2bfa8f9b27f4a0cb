package publish

import (
	"context"

	"mingshi/internal/disclosure"
)

// Remark is what the trail says of a change beside who made it: a document's number, and a reason in words.
type Remark struct {
	Document string
	Note     string
}

// RevokeBoard ends a board that is in force. An unknown serial is kind NotFound, a board that has ended kind Invalid.
func (p *Publisher) RevokeBoard(ctx context.Context, serial string, reason disclosure.BoardEnd, trail Remark) error {
	return p.applyBoards(ctx, func(ctx context.Context, d *boardDecision) error {
		record, board, err := p.inForce(ctx, serial)
		if err != nil {
			return err
		}
		board.Standing, board.EndedOn, board.EndReason = disclosure.BoardRevoked, p.today, reason
		return d.rewrite(disclosure.OpRevoke, record, board, trail)
	})
}

// ReplaceBoard ends a board that is in force and gives its place a new one, in one transaction. Errors are RevokeBoard's.
func (p *Publisher) ReplaceBoard(
	ctx context.Context, serial string, reason disclosure.BoardEnd, trail Remark, next Serial,
) (Issued, error) {
	var issued Issued
	err := p.applyBoards(ctx, func(ctx context.Context, d *boardDecision) error {
		d.serial = next
		record, board, err := p.inForce(ctx, serial)
		if err != nil {
			return err
		}
		door := Door{Venue: board.Venue, Place: board.Place}
		if err := d.issue(ctx, door, p.keyAfter(record.ID), serial); err != nil {
			return err
		}
		issued = d.issued[0]
		board.Standing, board.EndedOn, board.EndReason = disclosure.BoardReplaced, p.today, reason
		board.ReplacedBy = issued.Serial
		return d.rewrite(disclosure.OpRevoke, record, board, trail)
	})
	return issued, err
}

// inForce reads the board with a serial.
func (p *Publisher) inForce(ctx context.Context, serial string) (*disclosure.Record, *disclosure.Board, error) {
	key := p.serialKey(serial)
	found, err := p.store.Find(ctx, []disclosure.Key{key})
	if err != nil {
		return nil, nil, err
	}
	record, known := found[key]
	if !known {
		return nil, nil, disclosure.Errorf(disclosure.NotFound, "board %s: never issued here", serial)
	}
	if !record.State.Public() {
		return nil, nil, disclosure.Errorf(disclosure.Gone, "board %s: no longer public", serial)
	}
	board, err := decodeBoard(record.Body)
	if err != nil {
		return nil, nil, err
	}
	if board.Standing != disclosure.BoardInForce {
		return nil, nil, disclosure.Errorf(disclosure.Invalid, "board %s: %s since %s", serial, board.Standing, board.EndedOn)
	}
	return &record, board, nil
}
