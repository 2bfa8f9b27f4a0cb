package storetest

import (
	"maps"
	"slices"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// model is the contract as simply as it can be said: all that was written, and no more.
type model struct {
	// records are as they were last written, in the order of publication; those that are gone keep everything here.
	records []disclosure.Record
	// ids gives the place in records.
	ids       map[disclosure.ID]int
	keys      map[disclosure.Key]disclosure.ID
	changes   []disclosure.Change
	trail     map[int64]store.Trail
	notPublic map[disclosure.Key]disclosure.NotPublicRule
	// figures are by cell, with a count of 0.
	figures  map[store.Figure]int64
	journals map[string]store.Journal
}

func newModel() *model {
	return &model{
		ids: make(map[disclosure.ID]int), keys: make(map[disclosure.Key]disclosure.ID),
		trail: make(map[int64]store.Trail), notPublic: make(map[disclosure.Key]disclosure.NotPublicRule),
		figures: make(map[store.Figure]int64), journals: make(map[string]store.Journal),
	}
}

func (m *model) clone() *model {
	return &model{
		records: slices.Clone(m.records), ids: maps.Clone(m.ids), keys: maps.Clone(m.keys), changes: slices.Clone(m.changes),
		trail: maps.Clone(m.trail), notPublic: maps.Clone(m.notPublic), figures: maps.Clone(m.figures),
		journals: maps.Clone(m.journals),
	}
}

// write does to the model what the store shall do, and tells whether the write was in time.
func (m *model) write(write *store.Write, at time.Time) bool {
	record := write.Record
	record.Position = int64(len(m.changes)) + 1
	i, known := m.ids[record.ID]
	if known != (write.Expect > 0) || (known && (m.records[i].Version != write.Expect || !m.records[i].State.Public())) {
		return false
	}
	for _, key := range write.Keys {
		if id, taken := m.keys[key]; taken && id != record.ID {
			return false
		}
		m.keys[key] = record.ID
	}
	change := disclosure.Change{
		Position: record.Position, At: at, Op: write.Op, Kind: record.Kind, ID: record.ID,
		Version: record.Version, Reason: write.Reason, Digest: record.Digest,
	}
	if !record.State.Public() {
		change.Digest = disclosure.Digest{}
	}
	m.changes = append(m.changes, change)
	m.trail[record.Position] = write.Trail
	if !known {
		m.ids[record.ID] = len(m.records)
		m.records = append(m.records, record)
		return true
	}
	m.records[i] = record
	return true
}

// count does what a batch does beside its writes.
func (m *model) count(batch *store.Batch) {
	add := func(figure store.Figure) {
		n := figure.Count
		figure.Count = 0
		m.figures[figure] += n
	}
	for _, counted := range batch.Counted {
		if _, known := m.notPublic[counted.Key]; !known {
			m.notPublic[counted.Key] = counted.Rule
			add(counted.Figure)
		}
	}
	for _, figure := range batch.Figures {
		add(figure)
	}
	if batch.Journal != nil {
		m.journals[batch.Journal.Batch] = *batch.Journal
	}
}

// head is the end of the feed; as of the last change, or of the last midnight that took a record away which nobody has
// ended yet.
func (m *model) head(feedID string, today disclosure.Date) store.Head {
	head := store.Head{FeedID: feedID, Position: int64(len(m.changes))}
	if len(m.changes) > 0 {
		head.AsOf = m.changes[len(m.changes)-1].At
	}
	for i := range m.records {
		if record := &m.records[i]; record.State.Public() && !record.PublicOn(today) {
			if midnight := record.PublicUntil.AddDays(1).In(shanghai).UTC(); midnight.After(head.AsOf) {
				head.AsOf = midnight
			}
		}
	}
	return head
}

// tombstone is what is left to show of a record that is not public.
func (m *model) tombstone(record *disclosure.Record) disclosure.Tombstone {
	stone := disclosure.Tombstone{
		ID: record.ID, Kind: record.Kind, Version: record.Version, State: record.State,
		Reason: m.changes[record.Position-1].Reason, Authority: record.Authority, At: record.UpdatedAt, Position: record.Position,
	}
	if record.State.Public() {
		stone.State, stone.Reason = disclosure.StateExpired, disclosure.ReasonExpired
		stone.At = record.PublicUntil.AddDays(1).In(shanghai).UTC()
	}
	return stone
}

// found is what the one writer gets to see of a record.
func (m *model) found(record *disclosure.Record) disclosure.Record {
	if record.State.Public() {
		return *record
	}
	return disclosure.Record{
		ID: record.ID, Kind: record.Kind, Version: record.Version, State: record.State,
		Authority: record.Authority, UpdatedAt: record.UpdatedAt, Position: record.Position,
	}
}

// list is what a query shall list, in its order.
func (m *model) list(q *store.Query, today disclosure.Date) []disclosure.Record {
	var list []disclosure.Record
	for i := range m.records {
		if record := &m.records[i]; record.Kind == q.Kind && record.PublicOn(today) && matches(*record, q.Subjects, q.Places) {
			list = append(list, *record)
		}
	}
	orders[int(q.Order)].sort(list)
	return list
}

// entries are the changes behind a position, of one kind or all, with the records as they are now.
func (m *model) entries(after int64, kind disclosure.Kind, today disclosure.Date) []store.FeedEntry {
	var entries []store.FeedEntry
	for _, change := range m.changes[after:] {
		if kind != "" && change.Kind != kind {
			continue
		}
		entry := store.FeedEntry{Change: change}
		if record := m.records[m.ids[change.ID]]; record.PublicOn(today) {
			entry.Record = &record
		}
		entries = append(entries, entry)
	}
	return entries
}
