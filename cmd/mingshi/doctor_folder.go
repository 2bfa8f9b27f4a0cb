package main

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mingshi/internal/i18n"
	"mingshi/internal/store"
	"mingshi/internal/tables"
	"mingshi/internal/workday"
)

const (
	calendarAhead = 60             // days that the working-day calendar should reach
	backupOld     = 7              // days after which a backup is old
	leftoverAge   = 24 * time.Hour // after which a file that a process makes for itself was left by a crash
	othersMayRead = 0o077          // bits of a mode that let others at a file
)

// checkCalendar looks whether deadlines of the next weeks can be told for certain.
func (d *doctor) checkCalendar() {
	calendar, err := workday.LoadFolder(filepath.Join(d.s.Data, calendarsFolder))
	if err != nil {
		d.fail("calendar", "doctor.plain", err).do(d.lang, "doctor.calendar_bad_do", filepath.Join(d.s.Data, calendarsFolder))
		return
	}
	today := d.today()
	until := today.AddDays(calendarAhead)
	for year := today.Year; year <= until.Year; year++ {
		loaded, ok := calendar.Year(year)
		if !ok {
			d.warn("calendar", "doctor.calendar_none", year).do(d.lang, "doctor.calendar_none_do", year)
			return
		}
		if !loaded.Verified() {
			d.warn("calendar", "doctor.calendar_unverified", year, loaded.Source()).do(d.lang, "doctor.calendar_unverified_do", year)
			return
		}
	}
	d.ok("calendar", "doctor.calendar_ok", until)
}

// checkTables looks whether what the authority grades and tests by can be read, and which of it nobody has compared yet.
func (d *doctor) checkTables() {
	own, err := d.s.openTables()
	if err != nil {
		d.fail("tables", "doctor.plain", err).do(d.lang, "doctor.tables_bad_do", d.s.tablesFolder())
		return
	}
	entries := own.List(d.today())
	var samples []string
	files := 0
	for i := range entries {
		entry := &entries[i]
		if entry.File != "" {
			files++
		}
		if entry.InForce && entry.Sample {
			samples = append(samples, askedAs(entry))
		}
	}
	if len(samples) > 0 {
		list := strings.Join(samples, i18n.T(d.lang, "tables.and"))
		d.warn("tables", "doctor.tables_sample", len(entries), files, list).do(d.lang, "doctor.tables_sample_do")
		return
	}
	d.ok("tables", "doctor.tables_ok", len(entries), files)
}

// checkKeys holds the keys in the data folder against what the store knows of them. It makes none.
func (d *doctor) checkKeys(ctx context.Context, records store.Fingerprints) error {
	prints, err := records.Fingerprints(ctx)
	if err != nil {
		return err
	}
	folder := filepath.Join(d.s.Data, keysFolder)
	if len(prints) == 0 {
		d.warn("keys", "doctor.keys_none").do(d.lang, "doctor.keys_none_do")
		return nil
	}
	if _, err := givenKeys(ctx, records, d.s.Data); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		d.fail("keys", "doctor.plain", d.word(err)).do(d.lang, "doctor.keys_bad_do", folder)
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(prints)) {
		path := filepath.Join(folder, name+keySuffix)
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&othersMayRead != 0 {
			d.warn("keys", "doctor.keys_open", path, info.Mode().Perm()).do(d.lang, "doctor.keys_open_do", path)
			return nil
		}
	}
	d.ok("keys", "doctor.keys_ok", len(prints), folder)
	return nil
}

// checkBackup tells how old the last backup is that was made from this data folder.
func (d *doctor) checkBackup() {
	last, err := readBackupNote(d.s.Data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.warn("backup", "doctor.backup_none", d.s.Data).do(d.lang, "doctor.backup_do")
	case err != nil:
		d.warn("backup", "doctor.backup_bad", err).do(d.lang, "doctor.backup_do")
	default:
		days := int(d.now().Sub(last.At).Hours() / 24)
		if days > backupOld {
			d.warn("backup", "doctor.backup_old", days, last.File).do(d.lang, "doctor.backup_do")
			return
		}
		d.ok("backup", "doctor.backup_ok", last.At.In(d.profile.Zone).Format(time.DateTime), last.File)
	}
}

// Bounds of the free space on the data folder's disk: below the least nothing can be written soon, below the others it is
// time to make room.
const (
	diskLeast = 200 << 20
	diskLow   = 1 << 30
	diskShare = 10 // percent
)

func (d *doctor) checkDisk() {
	space, err := spaceOf(d.s.Data)
	if errors.Is(err, errors.ErrUnsupported) {
		d.ok("disk", "doctor.disk_unknown")
		return
	}
	if err != nil {
		d.fail("disk", "doctor.disk_bad", d.s.Data, cause(err)).do(d.lang, "doctor.disk_bad_do")
		return
	}
	freeMB, share := space.free>>20, space.free*100/max(space.total, 1)
	switch {
	case space.free < diskLeast:
		d.fail("disk", "doctor.disk", d.s.Data, freeMB, share).do(d.lang, "doctor.disk_do")
	case space.free < diskLow || share < diskShare:
		d.warn("disk", "doctor.disk", d.s.Data, freeMB, share).do(d.lang, "doctor.disk_do")
	default:
		d.ok("disk", "doctor.disk", d.s.Data, freeMB, share)
	}
}

// checkLeftovers finds files that a process made for itself and did not take away. What is young may be in use.
func (d *doctor) checkLeftovers() {
	var left []string
	for _, pattern := range []string{
		"staging-*.db*", ".new-*", ".restore-*", filepath.Join(keysFolder, ".new-*"), filepath.Join(tables.Folder, ".new-*"),
	} {
		found, err := filepath.Glob(filepath.Join(d.s.Data, pattern))
		if err != nil {
			continue // only a wrong pattern fails
		}
		for _, path := range found {
			if info, err := os.Stat(path); err == nil && d.now().Sub(info.ModTime()) > leftoverAge {
				left = append(left, filepath.Base(path))
			}
		}
	}
	if len(left) > 0 {
		d.warn("leftovers", "doctor.plain", strings.Join(left, ", ")).do(d.lang, "doctor.leftovers_do", d.s.Data)
		return
	}
	d.ok("leftovers", "doctor.leftovers_ok")
}
