package main

import (
	"bytes"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// spoil changes a store in a data folder behind its back.
func spoil(t *testing.T, data, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "mingshi.db"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), statement)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestDeepDoctorFindsWhatABackupRefuses damages stores in ways that only reading all of it finds: doctor --deep fails, as a
// backup does.
func TestDeepDoctorFindsWhatABackupRefuses(t *testing.T) {
	for name, statement := range map[string]string{
		"a key that leads nowhere": "UPDATE record_key SET number = 999 WHERE key = (SELECT min(key) FROM record_key)",
		"a previous change":        "UPDATE change SET previous = 1 WHERE position = 3",
		"a version":                "UPDATE change SET version = 7 WHERE position = 3",
		"a record behind its feed": "UPDATE record SET version = version + 1 WHERE position = 3",
	} {
		t.Run(name, func(t *testing.T) {
			p := place{data: filepath.Join(t.TempDir(), "data")}
			p.must(t, importing([]string{penaltiesFile(t, 5)})...)
			p.must(t, "doctor", "--deep")
			spoil(t, p.data, statement)
			p.fails(t, exitFaulty, "backup", "-o", filepath.Join(t.TempDir(), "backup.zip"))
			p.fails(t, exitFaulty, "doctor", "--deep")
		})
	}
}

// fails runs a command that must end with an exit code.
func (p place) fails(t *testing.T, want int, rest ...string) {
	t.Helper()
	var out bytes.Buffer
	if code := run(t.Context(), append([]string{"--data", p.data, "--lang", "en"}, rest...), &out, &out); code != want {
		t.Errorf("%v: exit code %d, want %d: %s", rest, code, want, &out)
	}
}

// TestDoctorHoldsTotalsAgainstRecords counts nothing any more, and then one record more than there are.
func TestDoctorHoldsTotalsAgainstRecords(t *testing.T) {
	for statement, check := range map[string][]string{
		"DELETE FROM record_count":                {"doctor"},
		"UPDATE record_count SET count = count+1": {"doctor", "--deep"},
	} {
		p := place{data: filepath.Join(t.TempDir(), "data")}
		p.must(t, importing([]string{penaltiesFile(t, 5)})...)
		spoil(t, p.data, statement)
		p.fails(t, exitFaulty, check...)
	}
}

// TestRestoreAndCopyRefuseAStoreWithoutRecords fills into stores that hold figures or rows that are not public, and no
// record: both are refused before any file is written.
func TestRestoreAndCopyRefuseAStoreWithoutRecords(t *testing.T) {
	from := place{data: filepath.Join(t.TempDir(), "data")}
	from.must(t, importing([]string{penaltiesFile(t, 2)})...)
	backup := filepath.Join(t.TempDir(), "backup.zip")
	from.must(t, "backup", "-o", backup)
	for name, batch := range map[string]store.Batch{
		"figures":         {At: asOf().In(chinaTime()), Figures: []store.Figure{{Month: "2026-11", Kind: disclosure.KindPermit, Event: "late", Count: 2}}},
		"rows not public": {At: asOf().In(chinaTime()), Counted: []store.Counted{{Key: disclosure.Key{1}, Rule: disclosure.NotPublicMinor}}},
	} {
		t.Run(name, func(t *testing.T) {
			p := place{data: t.TempDir()}
			db := p.open(t, false, nil)
			_, err := db.Apply(t.Context(), batch)
			if err := errors.Join(err, db.Close()); err != nil {
				t.Fatal(err)
			}
			before := listing(t, p.data)
			p.fails(t, exitUsage, "restore", backup)
			from.fails(t, exitUsage, "copy", "--from", from.data, "--to", p.data)
			if after := listing(t, p.data); after != before {
				t.Errorf("files changed from %s to %s", before, after)
			}
		})
	}
}
