package main

import (
	"context"

	"mingshi/internal/i18n"
	"mingshi/internal/store"
)

// checkIndex holds the search index against the feed. It is derived from the records, so whatever is wrong with it is mended
// by building it anew.
func (d *doctor) checkIndex(_ context.Context, _ database, head store.Head) error {
	status, err := d.s.lookAtIndex(d.t, &head)
	if err != nil {
		return err
	}
	if status.Condition == indexMissing && d.s.usesPostgres() && status.Engine == engineOwn {
		d.ok("index", "doctor.index_elsewhere", status.Place) // each server has its own
		return nil
	}
	if status.Condition == indexWell {
		d.ok("index", "doctor.index_ok", status.Place, status.Documents, status.Position, kilobytes(status.Bytes))
		return nil
	}
	how := statusWarn
	if status.Condition == indexDamaged || status.Condition == indexDown {
		how = statusFail
	}
	key, args := status.says()
	d.trouble("index", how, "doctor.place", status.Place, i18n.T(d.lang, key, args...)).do(d.lang, status.todo())
	return nil
}
