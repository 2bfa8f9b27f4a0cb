package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/store/sqlite"
)

// feedTail is how many changes at the end of the feed every checkup walks.
const feedTail = 1000

// open opens the records without any means to change them.
func (d *doctor) open() (database, error) {
	if !d.s.usesPostgres() {
		path := filepath.Join(d.s.Data, sqlite.FileName)
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, disclosure.Errorf(disclosure.NotFound, "%s: %w", path, fs.ErrNotExist)
		}
	}
	return d.openAt(d.s.URL) // the replica is looked at by itself
}

func (d *doctor) openAt(address string) (database, error) {
	alone := connecting{URL: address}
	return alone.dial(d.t, d.s.Data, opening{zone: d.profile.Zone, today: d.today, readOnly: true})
}

// checkRecords looks at the store, the feed and the counts, and with deep at every record and change.
func (d *doctor) checkRecords(ctx context.Context, records database) error {
	head, err := records.Head(ctx)
	if err != nil {
		return err
	}
	totals, err := records.Totals(ctx)
	if err != nil {
		return err
	}
	public := int64(0)
	for _, count := range totals {
		public += count
	}
	d.ok("store", "doctor.store_ok", d.s.database(), public, head.Position)
	for _, check := range []func(context.Context, database, store.Head) error{
		d.checkFeed, d.checkClock, d.checkCounts, d.checkDeep, d.checkIndex,
	} {
		if err := check(ctx, records, head); err != nil {
			return err
		}
	}
	return d.checkKeys(ctx, records)
}

// checkFeed walks the end of the feed: dense, and as long as the head says.
func (d *doctor) checkFeed(ctx context.Context, records database, head store.Head) error {
	after := max(0, head.Position-feedTail)
	tail := head.Position - after
	for at := after; at < head.Position; {
		page, err := records.Changes(ctx, at, int(head.Position-at), "")
		if err != nil {
			return err
		}
		for i := range page.Entries {
			if at++; page.Entries[i].Position != at {
				d.fail("feed", "doctor.feed_gap", at, page.Entries[i].Position).do(d.lang, "doctor.damaged_do")
				return nil
			}
		}
		if len(page.Entries) == 0 {
			d.fail("feed", "doctor.feed_short", head.Position, at).do(d.lang, "doctor.damaged_do")
			return nil
		}
	}
	d.ok("feed", "doctor.feed_ok", head.Position, tail)
	return nil
}

// checkCounts asks that a kind that is counted has a list, and one that is not has none. The stores take the totals of whole
// lists from the same counts; the deep check counts the records themselves.
func (d *doctor) checkCounts(ctx context.Context, records database, _ store.Head) error {
	totals, err := records.Totals(ctx)
	if err != nil {
		return err
	}
	for _, kind := range disclosure.Kinds() {
		page, err := records.List(ctx, store.Query{Kind: kind, Limit: 1})
		if err != nil {
			return err
		}
		if (totals[kind] > 0) != (len(page.Records) > 0) {
			d.fail("counts", "doctor.counts", kind, totals[kind], len(page.Records)).do(d.lang, "doctor.damaged_do")
			return nil
		}
	}
	d.ok("counts", "doctor.counts_ok")
	return nil
}

// checkReplica looks at the read replica by itself: does it answer, and how far behind is it.
func (d *doctor) checkReplica(ctx context.Context) {
	if d.s.Replica == "" {
		return
	}
	heads := make([]store.Head, 0, 2)
	for _, address := range []string{d.s.Replica, d.s.URL} { // the primary last: it may only be ahead
		records, err := d.openAt(address)
		if err == nil {
			var head store.Head
			head, err = records.Head(ctx)
			err = errors.Join(err, records.Close())
			heads = append(heads, head)
		}
		if err != nil {
			if address == d.s.Replica {
				d.warn("replica", "doctor.plain", err).do(d.lang, "doctor.replica_do")
			}
			return // that the primary does not answer is told already
		}
	}
	behind := heads[1].Position - heads[0].Position
	switch {
	case heads[0].FeedID != heads[1].FeedID:
		d.fail("replica", "doctor.replica_other").do(d.lang, "doctor.replica_do")
	case behind > 0:
		d.warn("replica", "doctor.replica_behind", behind).do(d.lang, "doctor.replica_do")
	default:
		d.ok("replica", "doctor.replica_ok", databaseName(d.s.Replica))
	}
}
