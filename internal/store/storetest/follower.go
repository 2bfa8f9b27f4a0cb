package storetest

import (
	"context"
	"fmt"
	"maps"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// follower reads the feed as a mirror does: behind the last position that it knows.
type follower struct {
	Opened

	crowd *crowd
	limit int
	kind  disclosure.Kind

	after   int64
	entries []store.FeedEntry
	// heads are those of the pages that the entries came with.
	heads []store.Head
}

// look reads to the end of the feed.
func (f *follower) look(ctx context.Context) error {
	for {
		page, err := f.Changes(ctx, f.after, f.limit, f.kind)
		if err != nil {
			return fmt.Errorf("changes after %d: %w", f.after, err)
		}
		for i := range page.Entries {
			if err := f.take(&page.Entries[i]); err != nil {
				return err
			}
			f.heads = append(f.heads, page.Head)
		}
		if page.Next < min(f.after+1, page.Head.Position) || (len(f.entries) > 0 && page.Next < f.entries[len(f.entries)-1].Position) {
			return fmt.Errorf("next %d after %d does not go on", page.Next, f.after)
		}
		f.after = page.Next
		if page.Next >= page.Head.Position {
			return nil
		}
	}
}

// take refuses a change that does not follow, or whose record does not match it.
func (f *follower) take(entry *store.FeedEntry) error {
	last := f.after
	if n := len(f.entries); n > 0 {
		last = max(last, f.entries[n-1].Position)
	}
	switch record := entry.Record; {
	case f.kind == "" && entry.Position != last+1, entry.Position <= last:
		return fmt.Errorf("position %d came behind %d", entry.Position, last)
	case f.kind != "" && entry.Kind != f.kind:
		return fmt.Errorf("position %d is of kind %s, want %s", entry.Position, entry.Kind, f.kind)
	case record == nil:
	case record.ID != entry.ID || record.Version < entry.Version || record.Position < entry.Position:
		return fmt.Errorf("position %d of %s at %d came with %s at %d, position %d",
			entry.Position, entry.ID, entry.Version, record.ID, record.Version, record.Position)
	case record.ComputeDigest() != record.Digest:
		return fmt.Errorf("position %d came with a body that is not its record's", entry.Position)
	case record.Version == entry.Version && record.Digest != entry.Digest:
		return fmt.Errorf("position %d has digest %s, its record %s", entry.Position, entry.Digest, record.Digest)
	}
	f.entries = append(f.entries, *entry)
	return nil
}

// past is the store as it was at each position, told by the feed alone.
type past struct {
	// at holds the public records by id; at[0] is the empty store.
	at []map[disclosure.ID]version
}

// version is a record as a change left it.
type version struct {
	number int64
	kind   disclosure.Kind
	digest disclosure.Digest
}

// replay makes the past out of a feed from its beginning. Versions of each record must ascend by one, and nothing follows
// the end of a record.
func replay(entries []store.FeedEntry) (past, error) {
	states := past{at: []map[disclosure.ID]version{{}}}
	last := make(map[disclosure.ID]int64)
	for i := range entries {
		entry := &entries[i]
		now := maps.Clone(states.at[i])
		_, public := now[entry.ID]
		if entry.Version != last[entry.ID]+1 || public != (entry.Version > 1) {
			return past{}, fmt.Errorf("position %d: version %d of %s follows %d, public %v",
				entry.Position, entry.Version, entry.ID, last[entry.ID], public)
		}
		last[entry.ID] = entry.Version
		if entry.Op == disclosure.OpWithdraw {
			delete(now, entry.ID)
		} else {
			now[entry.ID] = version{entry.Version, entry.Kind, entry.Digest}
		}
		states.at = append(states.at, now)
	}
	return states, nil
}

// totals counts the public records at a position.
func (p past) totals(position int64) map[disclosure.Kind]int64 {
	totals := make(map[disclosure.Kind]int64)
	for _, v := range p.at[position] {
		totals[v.kind]++
	}
	return totals
}
