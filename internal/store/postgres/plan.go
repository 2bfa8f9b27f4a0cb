package postgres

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/row"
)

// plan is what the writes of a batch come to.
type plan struct {
	// changes are the writes as rows, in their order.
	changes []change
	// added are the new records and changed those that were stored before, in the order of their first write.
	added, changed []*written

	keys    row.Keys
	sources sources
}

// change is one write: the record as it shall be then, which a later write of the batch may change again.
type change struct {
	row.Record

	write  *store.Write
	record *written
	// previous is the position of the record's change before this one, 0 for its first.
	previous int64
}

// written is a record that a batch writes, once or several times.
type written struct {
	// before is what was stored before the batch: of a new record its number alone.
	before row.Stored
	// now is what is stored after the writes so far.
	now row.Stored
	// last is its last write.
	last *change
}

// newPlan checks the writes against what is stored of the records that they change, and gives the new ones their numbers.
func newPlan(writes []store.Write, stored map[disclosure.ID]row.Stored, numbers []int64) (plan, error) {
	p := plan{changes: make([]change, len(writes)), keys: make(row.Keys, len(writes)), sources: newSources()}
	known := make(map[disclosure.ID]*written, len(writes))
	for i := range writes {
		write := &writes[i]
		record := known[write.Record.ID]
		before, isStored := stored[write.Record.ID]
		switch {
		case write.Expect == 0 && record != nil:
			return plan{}, row.Conflict(write, "an earlier write of the batch has its id")
		case write.Expect == 0:
			before = row.Stored{Number: numbers[len(p.added)]}
			record = &written{before: before, now: before}
			p.added = append(p.added, record)
		case record == nil && !isStored:
			return plan{}, row.Conflict(write, "it was never published")
		case record == nil:
			record = &written{before: before, now: before}
			p.changed = append(p.changed, record)
		}
		known[write.Record.ID] = record
		if err := p.add(&p.changes[i], write, record); err != nil {
			return plan{}, err
		}
	}
	return p, nil
}

// add takes a write into the plan.
func (p *plan) add(c *change, write *store.Write, record *written) error {
	if write.Expect > 0 {
		if err := record.now.Follows(write); err != nil {
			return err
		}
	}
	*c = change{Record: row.New(write, 0), write: write, record: record}
	record.last = c
	record.now.Kind, record.now.Version, record.now.PublicUntil = c.Kind, c.Version, c.PublicUntil
	p.sources.add(row.SourceOf(&write.Trail))
	return p.keys.Add(write, record.before.Number)
}

// place gives the changes their positions in the feed, from first on.
func (p *plan) place(first int64) {
	for i := range p.changes {
		c := &p.changes[i]
		c.Position = first + int64(i)
		c.previous = c.record.now.Position
		c.record.now.Position = c.Position
	}
}

// places are the changes to the places of the records.
func (p *plan) places() row.Places {
	places := make(row.Places, len(p.changes))
	for _, records := range [][]*written{p.added, p.changed} {
		for _, r := range records {
			places.Move(r.before.Number, r.last.Kind, r.before.Places, r.last.Places)
		}
	}
	return places
}

// counts are what the batch adds to the numbers of records.
func (p *plan) counts() row.Counts {
	counts := row.Counts{Public: make(map[row.CountCell]int64), Ever: make(map[string]int64)}
	for _, r := range p.added {
		counts.Move(r.last.Kind, 0, r.last.PublicUntil)
		counts.Ever[r.last.Kind]++
	}
	for _, r := range p.changed {
		counts.Move(r.last.Kind, r.before.PublicUntil, r.last.PublicUntil)
	}
	return counts
}
