package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/intake"
)

// imported is what the tests read of an import's report.
type imported struct {
	Position int64 `json:"position"`
	Files    []struct {
		Kind      disclosure.Kind `json:"kind"`
		Rows      int             `json:"rows"`
		Unchanged int             `json:"unchanged"`
		Rejected  int             `json:"rejected"`
		Findings  []struct {
			Code    intake.Code `json:"code"`
			Message string      `json:"message"`
		} `json:"findings"`
	} `json:"files"`
}

// reimport imports an export that has rows to refuse.
func (p place) reimport(t *testing.T, file string) imported {
	t.Helper()
	var out, log bytes.Buffer
	if code := run(t.Context(), append([]string{"--data", p.data}, importing([]string{file})...), &out, &log); code != exitFaulty {
		t.Fatalf("%s: exit code %d: %s", file, code, &log)
	}
	var report imported
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	return report
}

// penaltyOnAPerson is a file with a penalty on a natural person, of whom only the surname is published.
func penaltyOnAPerson(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "person.csv")
	const rows = "CF_XDR_MC,CF_XDR_LB,CF_XDR_ZJLX,CF_XDR_ZJHM,CF_WSH,CF_WFXW,CF_SY,CF_YJ,CF_CFLB,CF_NR,CF_NR_FK,CF_JDRQ,CF_YXQ,CF_CFJG,CF_CFJGDM,CF_SJLY,CF_SJLYDM\n" +
		"昝雪梅,自然人,身份证,419901199104014660,示卫医罚〔2026〕9777号,非医师行医,经查。,某条,罚款,罚款人民币20000元,2,2026/11/12,2099/12/31," +
		"示例市湖光区卫生健康局,11419901MB0000000C,示例市湖光区卫生健康局,11419901MB0000000C\n"
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestStandardFilesComeBackUnchanged exports every permit and penalty with the standard's field codes and imports the files:
// businesses with complete rows are unchanged, all others are refused by name, and the feed does not move.
func TestStandardFilesComeBackUnchanged(t *testing.T) {
	p := district(t)
	p.must(t, importing([]string{penaltyOnAPerson(t)})...)
	for _, kind := range []string{"permit", "penalty"} {
		for _, format := range []string{"csv", "xlsx"} {
			file := filepath.Join(t.TempDir(), kind+"."+format)
			var told struct {
				Files []exported `json:"files"`
			}
			if err := json.Unmarshal([]byte(p.must(t, "--json", "export", "--kind", kind, "--codes", "gen3", "-o", file)), &told); err != nil {
				t.Fatal(err)
			}
			report := p.reimport(t, file)
			read := report.Files[0]
			if report.Position != told.Files[0].Position {
				t.Errorf("%s: the import moved the feed from %d to %d", file, told.Files[0].Position, report.Position)
			}
			if int64(read.Rows) != told.Files[0].Rows || read.Unchanged+read.Rejected != read.Rows || read.Unchanged < read.Rows/2 || read.Rejected == 0 {
				t.Errorf("%s: %d rows, %d unchanged, %d rejected", file, read.Rows, read.Unchanged, read.Rejected)
			}
			for _, finding := range read.Findings {
				if finding.Code == intake.CodeRecordExported && strings.Contains(finding.Message, disclosure.Kind(kind).Prefix()) {
					read.Rejected--
				}
			}
			if read.Rejected != 0 {
				t.Errorf("%s: %d rows were rejected for another reason or without their names", file, read.Rejected)
			}
		}
	}
}

// TestCreditOfficeFiles looks into the four files: who is in which, and that nothing of a person is.
func TestCreditOfficeFiles(t *testing.T) {
	p := district(t)
	p.must(t, importing([]string{penaltyOnAPerson(t)})...)
	folder := filepath.Join(t.TempDir(), "credit")
	p.must(t, "export", "--credit-office", "-o", folder)
	for i, one := range creditOffice {
		raw, err := os.ReadFile(filepath.Join(folder, one.name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(string(raw))).ReadAll()
		if err != nil || len(rows) < 2 {
			t.Fatalf("%s: %d rows, %v", one.name, len(rows), err)
		}
		fields := 28
		if one.kind == disclosure.KindPenalty {
			fields = 30
		}
		if got := len(rows[0]); got != fields+1 {
			t.Errorf("%s has %d fields, want the standard's %d and the record's id", one.name, got, fields)
		}
		for _, row := range rows[1:] {
			for n, code := range rows[0] {
				switch {
				case strings.HasSuffix(code, "_XDR_LB") && (row[n] == "自然人") != one.persons:
					t.Errorf("file %d: %s", i, row[n])
				case (strings.HasSuffix(code, "_ZJHM") || strings.HasSuffix(code, "_ZJLX")) && row[n] != "":
					t.Errorf("%s: %s is %q", one.name, code, row[n])
				case strings.HasSuffix(code, "_XDR_MC") && one.persons && !strings.HasSuffix(row[n], "某"):
					t.Errorf("%s names %q", one.name, row[n])
				}
			}
		}
	}
	p.fails(t, exitUsage, "export", "--credit-office", "-o", folder)
}

// TestExportSince holds that a delta has what changed since, once, and that a file is of one position.
func TestExportSince(t *testing.T) {
	p := district(t)
	whole := p.exportedIDs(t, "--kind", "permit")
	positions := slices.Sorted(maps.Values(whole))
	since := positions[len(positions)/2]
	delta := p.exportedIDs(t, "--kind", "permit", "--since", strconv.FormatInt(since, 10))
	if len(delta) == 0 || len(delta) >= len(whole) {
		t.Errorf("%d of %d records changed", len(delta), len(whole))
	}
	for id, position := range whole {
		if _, there := delta[id]; there != (position > since) {
			t.Errorf("%s of position %d: in the delta is %t", id, position, there)
		}
	}
	p.fails(t, exitUsage, "export", "--kind", "permit", "--since", "99999999", "-o", filepath.Join(t.TempDir(), "x.csv"))
}

// exportedIDs are the ids in an export, with the positions of their last changes.
func (p place) exportedIDs(t *testing.T, args ...string) map[disclosure.ID]int64 {
	t.Helper()
	file := filepath.Join(t.TempDir(), "records.ndjson")
	p.must(t, append([]string{"export", "-o", file}, args...)...)
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	positions := map[disclosure.ID]int64{}
	for line := range strings.Lines(string(raw)) {
		var record struct {
			ID       disclosure.ID `json:"id"`
			Position int64         `json:"position"`
		}
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatal(err)
		}
		if _, twice := positions[record.ID]; twice {
			t.Errorf("%s twice", record.ID)
		}
		positions[record.ID] = record.Position
	}
	return positions
}
