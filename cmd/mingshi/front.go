package main

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"mingshi/internal/authority"
	"mingshi/internal/disclosure"
	"mingshi/internal/dump"
	"mingshi/internal/grading"
	"mingshi/internal/keys"
	"mingshi/internal/limits"
	"mingshi/internal/store"
	"mingshi/internal/tables"
	scantally "mingshi/internal/tally"
	"mingshi/internal/workday"
	"mingshi/qrsign"
)

// front is what answers the public: readers, the profile, and the keys that prove boards. There is no way from here to a
// writer.
type front struct {
	dir     string
	profile *disclosure.Authority
	reader  store.Reader
	feed    store.Feed
	boards  *qrsign.Keyring
	// statements signs what delivery platforms check; nil where no key for it was made.
	statements *qrsign.Signer
	// dumps are the files to take away, which some worker keeps.
	dumps    *dump.Shelf
	calendar *workday.Calendar
	// tables are what the authority grades and tests by.
	tables *tables.Tables
	now    func() time.Time
	// catalogue finds; nil in commands that answer nobody.
	catalogue *catalogue
	// scans counts the scans of boards; nil where nobody does.
	scans *scantally.Counter
}

// scheme is what decides grades: what comes with the program where no tables were opened.
func (f *front) scheme() *grading.Scheme {
	if f.tables == nil {
		return grading.Shipped()
	}
	return f.tables.Scheme
}

// items is what tests are held against, like scheme.
func (f *front) items() *limits.Items {
	if f.tables == nil {
		return limits.Default()
	}
	return f.tables.Items
}

// openFront opens what a server beside PostgreSQL needs, without any means to write. Profile and keys must lie in the data
// folder: several servers share them, so none makes its own.
func openFront(t *terminal, s *settings) (*front, func() error, error) {
	profile, err := givenProfile(s.Data)
	if err != nil {
		return nil, nil, err
	}
	own, err := s.openTables()
	if err != nil {
		return nil, nil, err
	}
	f := &front{dir: s.Data, profile: profile, tables: own, now: time.Now}
	today := func() disclosure.Date { return profile.Today(f.now()) }
	records, err := s.openRecords(t, s.Data, opening{zone: profile.Zone, today: today, readOnly: true})
	if err != nil {
		return nil, nil, err
	}
	f.reader, f.feed = records, records
	f.openShelf(s)
	set, err := givenKeys(t.ctx, records, s.Data)
	if err == nil {
		err = f.takeKeys(set)
	}
	if err == nil {
		err = f.openCalendar()
	}
	if err != nil {
		return nil, nil, errors.Join(err, records.Close())
	}
	return f, records.Close, nil
}

// openScans begins to count the scans of boards into the data folder. Where it cannot be written to, boards are answered all the
// same and nobody counts.
func (f *front) openScans(t *terminal) {
	today := func() disclosure.Date { return f.profile.Today(f.now()) }
	scans, err := scantally.Open(filepath.Join(f.dir, scansFolder), today)
	if err != nil {
		t.log.ErrorContext(t.ctx, "scans are not counted", slog.Any("error", err))
		return
	}
	scans.LogTo(t.log)
	f.scans = scans
}

// closeScans writes down what was counted last.
func (f *front) closeScans() error {
	if f.scans == nil {
		return nil
	}
	return f.scans.Close()
}

// takeKeys sorts the keys by who works with them.
func (f *front) takeKeys(set keys.Set) (err error) {
	if f.boards, err = qrsign.NewKeyring(set.Boards); err != nil || len(set.Statements) == 0 {
		return err
	}
	f.statements, err = qrsign.NewSigner(set.Statements)
	return err
}

// openCalendar reads the working days.
func (f *front) openCalendar() error {
	calendar, err := workday.LoadFolder(filepath.Join(f.dir, calendarsFolder))
	if err != nil {
		return err
	}
	f.calendar = calendar.CountDecisionDay(f.profile.CountDecisionDay)
	return nil
}

// openForADay opens the records for a command that tells what is public today, with no means to write: should it run past
// midnight, all that it tells is still of the day on which it began.
func (s *settings) openForADay(t *terminal) (*disclosure.Authority, database, disclosure.Date, error) {
	profile, err := givenProfile(s.Data)
	if err != nil {
		return nil, nil, disclosure.Date{}, err
	}
	today := profile.Today(time.Now())
	records, err := s.openRecords(t, s.Data, opening{zone: profile.Zone, today: func() disclosure.Date { return today }, readOnly: true})
	return profile, records, today, err
}

// givenProfile reads the profile that somebody has put into the data folder.
func givenProfile(dir string) (*disclosure.Authority, error) {
	path := filepath.Join(dir, authority.FileName)
	profile, err := authority.Load(path)
	if disclosure.KindOf(err) == disclosure.NotFound {
		return nil, usage("cli.profile_missing", path)
	}
	if err != nil {
		return nil, err
	}
	return profile, checkCodes(path, profile)
}

// givenKeys reads the keys that somebody has put into the data folder: exactly those that the records were made with.
func givenKeys(ctx context.Context, records store.Fingerprints, dir string) (keys.Set, error) {
	prints, err := records.Fingerprints(ctx)
	if err != nil {
		return keys.Set{}, err
	}
	if len(prints) == 0 {
		return keys.Set{}, usage("keys.none_known")
	}
	folder := filepath.Join(dir, keysFolder)
	if err := checkKeyFiles(dir, prints); err != nil {
		return keys.Set{}, err
	}
	set, found, err := keys.Read(folder, prints)
	if err != nil {
		return keys.Set{}, err
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if prints[name] == "" {
			return keys.Set{}, usage("keys.unknown", filepath.Join(folder, name+keySuffix))
		}
	}
	return set, nil
}

// checkKeyFiles refuses a data folder that lacks one of the keys with these fingerprints, and makes nothing there.
func checkKeyFiles(dir string, prints map[string]string) error {
	missing, err := keys.Missing(filepath.Join(dir, keysFolder), prints)
	if err == nil && len(missing) > 0 {
		return usage("keys.missing", filepath.Join(dir, keysFolder, missing[0]+keySuffix))
	}
	return err
}
