package main

import (
	"context"
	"time"

	"mingshi/internal/store"
	"mingshi/internal/store/postgres"
)

const (
	clockLeeway = 2 * time.Second  // between machines that share a time server
	clockWrong  = 60 * time.Second // from here on days and deadlines are in doubt
)

// checkClock holds the machine's clock against that of the database, and against the last change: no writer can have made
// it in the future.
func (d *doctor) checkClock(ctx context.Context, records database, head store.Head) error {
	now := d.now().In(d.profile.Zone).Format(time.DateTime)
	if d.s.usesPostgres() {
		differs, err := databaseClock(ctx, d.s.URL, d.now)
		if err != nil {
			return err
		}
		if how := clockStatus(differs.Abs()); how != statusOK {
			d.trouble("clock", how, "doctor.clock_database", differs.Round(time.Millisecond)).do(d.lang, "doctor.clock_do")
			return nil
		}
	}
	if head.Position == 0 {
		d.ok("clock", "doctor.clock_alone", now)
		return nil
	}
	page, err := records.Changes(ctx, head.Position-1, 1, "")
	if err != nil || len(page.Entries) == 0 {
		return err
	}
	ahead := page.Entries[0].At.Sub(d.now())
	if how := clockStatus(ahead); how != statusOK {
		d.trouble("clock", how, "doctor.clock", ahead.Round(time.Second)).do(d.lang, "doctor.clock_do")
		return nil
	}
	d.ok("clock", "doctor.clock_ok", now)
	return nil
}

func clockStatus(off time.Duration) status {
	switch {
	case off > clockWrong:
		return statusFail
	case off > clockLeeway:
		return statusWarn
	}
	return statusOK
}

// databaseClock tells by how much a PostgreSQL server's clock is ahead of ours, give or take the time that the question
// took.
func databaseClock(ctx context.Context, address string, now func() time.Time) (time.Duration, error) {
	asked := now()
	theirs, err := postgres.Clock(ctx, address)
	answered := now()
	return theirs.Sub(asked.Add(answered.Sub(asked) / 2)), err
}
