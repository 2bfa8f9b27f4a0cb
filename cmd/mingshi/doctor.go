package main

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"mingshi/internal/authority"
	"mingshi/internal/disclosure"
)

type doctorCommand struct {
	Deep bool `help:"逐条核对摘要与变更记录，较慢 · also check every digest and change; slow"`
}

// Run implements the command. It changes nothing, whatever it finds.
func (c *doctorCommand) Run(s *settings, t *terminal) error {
	d := &doctor{checkup: checkup{lang: t.lang}, s: s, t: t, now: time.Now, deep: c.Deep}
	reached, err := d.examine(t.ctx)
	if err != nil {
		return err
	}
	if err := d.print(t); err != nil {
		return err
	}
	switch {
	case !reached:
		return environment("doctor.unreached")
	case d.count(statusFail) > 0:
		return errFaulty
	}
	return nil
}

// doctor looks at everything that the house stands on.
type doctor struct {
	checkup

	s    *settings
	t    *terminal
	now  func() time.Time
	deep bool
	// profile stands in with the made-up one where the folder has none, for its zone.
	profile *disclosure.Authority
}

// examine makes all checks; it tells whether the records could be reached. Only an interruption is an error.
func (d *doctor) examine(ctx context.Context) (reached bool, err error) {
	d.checkProfile()
	d.checkCalendar()
	d.checkTables()
	records, err := d.open()
	if err == nil {
		err = d.checkRecords(ctx, records)
		err = errors.Join(err, records.Close())
		reached = true
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err != nil {
		d.fail("store", "doctor.plain", d.word(folderTrouble(d.s.Data, err))).do(d.lang, "doctor.store_do")
	}
	d.checkReplica(ctx)
	d.checkBackup()
	d.checkDisk()
	d.checkLeftovers()
	return reached, ctx.Err()
}

func (d *doctor) today() disclosure.Date { return d.profile.Today(d.now()) }

// checkProfile loads the profile; without one the made-up profile's zone is that of the checks that follow.
func (d *doctor) checkProfile() {
	sample, err := authority.Parse(authority.Sample)
	if err != nil {
		sample = &disclosure.Authority{Zone: time.UTC} // a test of authority holds that the sample is right
	}
	path := filepath.Join(d.s.Data, authority.FileName)
	profile, err := authority.Load(path)
	if err == nil {
		err = checkCodes(path, profile)
	}
	d.profile = sample
	switch {
	case disclosure.KindOf(err) == disclosure.NotFound:
		d.fail("profile", "doctor.profile_none", path).do(d.lang, "doctor.profile_none_do")
	case err != nil:
		d.fail("profile", "doctor.plain", d.word(err)).do(d.lang, "doctor.profile_bad_do")
	case profile.USCC == sample.USCC || profile.DivisionCode == sample.DivisionCode:
		d.profile = profile
		d.warn("profile", "doctor.profile_sample", path).do(d.lang, "doctor.profile_sample_do", path)
	default:
		d.profile = profile
		d.ok("profile", "doctor.plain", profile.NameZH)
	}
}

// word gives an error in the reader's language where it has a sentence.
func (d *doctor) word(err error) string {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.in(d.lang)
	}
	return err.Error()
}
