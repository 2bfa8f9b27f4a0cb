package row

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// Change is a stored entry of the feed.
type Change struct {
	Op, Kind, Reason      string
	Position, At, Version int64
	// Digest is empty for the change that ended the record.
	Digest []byte
}

// Change is the row as the domain knows it; id is that of its record.
func (c *Change) Change(id string) disclosure.Change {
	change := disclosure.Change{
		Position: c.Position, At: Instant(c.At), Op: disclosure.Op(c.Op), Kind: disclosure.Kind(c.Kind),
		ID: disclosure.ID(id), Version: c.Version, Reason: disclosure.Reason(c.Reason),
	}
	copy(change.Digest[:], c.Digest)
	return change
}

// Entry joins a change to its record, which it shows only if that may be shown on the stored day today.
func (c *Change) Entry(r *Record, today int64) store.FeedEntry {
	entry := store.FeedEntry{Change: c.Change(r.ID)}
	if r.Shown(today) {
		record := r.Record()
		entry.Record = &record
	}
	return entry
}

// CheckAfter refuses a position beyond the feed's head.
func CheckAfter(after int64, head store.Head) error {
	if after <= head.Position {
		return nil
	}
	return disclosure.Errorf(disclosure.Invalid, "changes after %d, head is %d: %w", after, head.Position, store.ErrBeyondHead)
}

// NextAfter is the last position examined by a page of up to limit entries.
func NextAfter(entries []store.FeedEntry, limit int, head store.Head) int64 {
	if len(entries) == limit {
		return entries[limit-1].Position
	}
	return head.Position
}
