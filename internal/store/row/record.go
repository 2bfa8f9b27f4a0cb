package row

import (
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// Record is a stored record, gone or not. Of a gone one only the tombstone is left: id, kind, version, state, reason,
// authority, instants and position.
type Record struct {
	ID, Kind, State, Reason, Authority, Name, Subject, Regime string

	Places []string

	Version int64
	// DecidedOn and PublicUntil are stored days; PublicUntil is 0 once the record is gone.
	DecidedOn, PublicUntil int64
	// PublishedAt and UpdatedAt are microseconds since 1970.
	PublishedAt, UpdatedAt int64
	Position               int64

	// Salt and Digest are empty once the record is gone.
	Salt, Digest, Body []byte
}

// New is the row that a write makes at a position of the feed. Empty bytes are not nil, since drivers write nil as NULL.
func New(write *store.Write, position int64) Record {
	record := &write.Record
	r := Record{
		ID: string(record.ID), Kind: string(record.Kind), State: string(record.State), Reason: string(write.Reason),
		Authority: record.Authority, Version: record.Version, PublishedAt: record.PublishedAt.UnixMicro(),
		UpdatedAt: record.UpdatedAt.UnixMicro(), Position: position,
		Salt: []byte{}, Digest: []byte{}, Body: []byte{},
	}
	if !record.State.Public() {
		return r
	}
	r.Name, r.Subject, r.Regime, r.Places = record.Name, record.Subject, record.Regime, record.Places
	r.DecidedOn, r.PublicUntil = Day(record.DecidedOn), LastDay(record.PublicUntil)
	r.Salt, r.Digest = record.Salt[:], record.Digest[:]
	if record.Body != nil {
		r.Body = record.Body
	}
	return r
}

// Record is the row as the domain knows it. It keeps the row's Body and Places.
func (r *Record) Record() disclosure.Record {
	record := disclosure.Record{
		ID: disclosure.ID(r.ID), Kind: disclosure.Kind(r.Kind), Version: r.Version, State: disclosure.State(r.State),
		Name: r.Name, Subject: r.Subject, Places: r.Places, Authority: r.Authority,
		DecidedOn: Date(r.DecidedOn), PublishedAt: Instant(r.PublishedAt), UpdatedAt: Instant(r.UpdatedAt),
		PublicUntil: LastDate(r.PublicUntil), Regime: r.Regime, Body: r.Body, Position: r.Position,
	}
	copy(record.Salt[:], r.Salt)
	copy(record.Digest[:], r.Digest)
	return record
}

// Gone reports whether only the tombstone is left.
func (r *Record) Gone() bool { return r.PublicUntil == 0 }

// Shown reports whether the record may be shown on the stored day today.
func (r *Record) Shown(today int64) bool { return r.PublicUntil >= today }

// Found is the record as its one writer finds it: whole, or what a gone one still tells.
func (r *Record) Found() disclosure.Record {
	if !r.Gone() {
		return r.Record()
	}
	return disclosure.Record{
		ID: disclosure.ID(r.ID), Kind: disclosure.Kind(r.Kind), Version: r.Version, State: disclosure.State(r.State),
		Authority: r.Authority, UpdatedAt: Instant(r.UpdatedAt), Position: r.Position,
	}
}

// GoneError tells what remains of a record that is not shown: gone, or past its last public day and not swept yet.
func (r *Record) GoneError(zone *time.Location) error {
	stone := disclosure.Tombstone{
		ID: disclosure.ID(r.ID), Kind: disclosure.Kind(r.Kind), Version: r.Version, State: disclosure.State(r.State),
		Reason: disclosure.Reason(r.Reason), Authority: r.Authority, At: Instant(r.UpdatedAt), Position: r.Position,
	}
	if !r.Gone() {
		stone.State, stone.Reason = disclosure.StateExpired, disclosure.ReasonExpired
		stone.At = MidnightAfter(r.PublicUntil, zone)
	}
	return disclosure.GoneError(stone)
}
