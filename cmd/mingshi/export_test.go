package main

import (
	"bytes"
	"database/sql"
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
	incomplete := map[string]int{"permit": 8, "penalty": 1} // permits of natural persons in the district; the penalty above
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
			if int64(read.Rows) != told.Files[0].Rows || read.Rejected != incomplete[kind] || read.Unchanged != read.Rows-incomplete[kind] {
				t.Errorf("%s: %d rows, %d unchanged, %d rejected, want all but %d unchanged", file, read.Rows, read.Unchanged, read.Rejected, incomplete[kind])
			}
			for _, finding := range read.Findings {
				if finding.Code == intake.CodeRecordExported && strings.Contains(finding.Message, disclosure.Kind(kind).Prefix()) {
					read.Rejected--
				}
			}
			if read.Rejected != 0 {
				t.Errorf("%s: %d rows were rejected for another reason or without their names", file, read.Rejected)
			}
			if format == "csv" {
				p.numbered(t, kind, file, len(report.Files[0].Findings))
			}
		}
	}
}

// numbered holds that every row of a file in the standard's codes has the number of a record that exists, each once, and that
// as many as are refused say why they are not complete.
func (p place) numbered(t *testing.T, kind, file string, refused int) {
	t.Helper()
	known := p.exportedIDs(t, "--kind", kind)
	incomplete := 0
	for _, row := range columnsOfFile(t, file) {
		id := disclosure.ID(row["MS_JLBH"])
		if _, is := known[id]; !is {
			t.Errorf("%s: a row has the number %q, which no other row and some record must have", file, id)
		}
		delete(known, id)
		if row["MS_BWZ"] != "" {
			incomplete++
		}
	}
	if len(known) > 0 || incomplete != refused {
		t.Errorf("%s: %d records have no row; %d rows say that they are not complete, %d were refused", file, len(known), incomplete, refused)
	}
}

// columnsOfFile reads a CSV file by its headings.
func columnsOfFile(t *testing.T, file string) []map[string]string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %d rows, %v", file, len(rows), err)
	}
	var read []map[string]string
	for _, row := range rows[1:] {
		named := map[string]string{}
		for n, heading := range rows[0] {
			named[heading] = row[n]
		}
		read = append(read, named)
	}
	return read
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
		if got := len(rows[0]); got != fields+2 {
			t.Errorf("%s has %d fields, want the standard's %d, the record's id and why it is not complete", one.name, got, fields)
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

// exportJSON exports, and reads what the command says of it.
func (p place) exportJSON(t *testing.T, args ...string) exportTold {
	t.Helper()
	var told exportTold
	if err := json.Unmarshal([]byte(p.must(t, append([]string{"--json", "export"}, args...)...)), &told); err != nil {
		t.Fatal(err)
	}
	return told
}

// penaltyOnABusiness is a file with a penalty of the given kinds: a warning alone is not public.
func penaltyOnABusiness(t *testing.T, kinds string) string {
	t.Helper()
	raw, err := os.ReadFile(penaltyOnAPerson(t))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "business.csv")
	business := strings.NewReplacer("CF_XDR_ZJLX,CF_XDR_ZJHM", "CF_XDR_SHXYM,CF_FRDB", "昝雪梅,自然人,身份证,419901199104014660",
		"示例市星色酒店管理有限公司,法人及非法人组织,91419901MAX995497C,昝雪梅", "9777号", "9778号", "某条,罚款,罚款", "某条,"+kinds+",罚款")
	if err := os.WriteFile(file, []byte(business.Replace(string(raw))), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestRemovedFile ends a penalty that a credit office has, and looks for its number where the office is told of it.
func TestRemovedFile(t *testing.T) {
	p := district(t)
	p.must(t, importing([]string{penaltyOnABusiness(t, "罚款")})...)
	before := filepath.Join(t.TempDir(), "before")
	first := p.exportJSON(t, "--credit-office", "-o", before)
	since := first.Files[0].Position
	p.must(t, importing([]string{penaltyOnABusiness(t, "警告")})...)
	after := filepath.Join(t.TempDir(), "after")
	told := p.exportJSON(t, "--credit-office", "--since", strconv.FormatInt(since, 10), "-o", after)
	var ended string
	for _, row := range columnsOfFile(t, filepath.Join(before, "penalties-organisations.csv")) {
		if strings.Contains(row["CF_WSH"], "9778号") {
			ended = row["MS_JLBH"]
		}
	}
	removed := columnsOfFile(t, filepath.Join(after, "removed.csv"))
	if len(removed) != 1 || *told.Gone != 1 || ended == "" || removed[0]["MS_JLBH"] != ended || removed[0]["kind"] != "penalty" ||
		removed[0]["op"] != "withdraw" || removed[0]["reason"] == "" || removed[0]["reason_zh"] == "" || removed[0]["at"] == "" {
		t.Errorf("%q ended; the list says %v, the command %d", ended, removed, *told.Gone)
	}
	for i := range told.Files {
		if told.Files[i].Position != told.Files[0].Position || told.Files[i].FeedID != first.Files[0].FeedID {
			t.Errorf("%s is of position %d, the first file of %d", told.Files[i].File, told.Files[i].Position, told.Files[0].Position)
		}
	}
	for kind, want := range map[string]int64{"penalty": 1, "permit": 0} {
		one := p.exportJSON(t, "--kind", kind, "--since", strconv.FormatInt(since, 10), "-o", filepath.Join(t.TempDir(), "x.csv"))
		if one.Gone == nil || *one.Gone != want {
			t.Errorf("%s: gone says %v, want %d", kind, one.Gone, want)
		}
	}
	if whole := p.exportJSON(t, "--kind", "penalty", "-o", filepath.Join(t.TempDir(), "x.csv")); whole.Gone != nil {
		t.Errorf("gone says %d where nobody asked what changed since", *whole.Gone)
	}
}

// TestRemovedFileFromTheBeginning holds that without --since every permit and penalty that ended is told, and nothing else.
func TestRemovedFileFromTheBeginning(t *testing.T) {
	p := district(t)
	folder := filepath.Join(t.TempDir(), "credit")
	told := p.exportJSON(t, "--credit-office", "--bom", "-o", folder)
	raw, err := os.ReadFile(filepath.Join(folder, "removed.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(raw), "\uFEFF"+strings.Join(removedHeading, ",")+"\r\n") {
		t.Errorf("it begins with %q", raw[:60])
	}
	got := map[string]bool{}
	for line := range strings.Lines(string(raw)) {
		id, _, _ := strings.Cut(line, ",")
		got[id] = true
	}
	delete(got, "\uFEFFMS_JLBH")
	db, err := sql.Open("sqlite", "file:"+filepath.Join(p.data, "mingshi.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), "SELECT id FROM record WHERE kind IN ('permit', 'penalty') AND state NOT IN ('published', 'disputed')")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	ended := map[string]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		ended[id] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if len(ended) < 100 || !maps.Equal(got, ended) || *told.Gone != int64(len(ended)) {
		t.Errorf("%d ended, the list has %d, the command says %d", len(ended), len(got), *told.Gone)
	}
	for reason := range endingsZH {
		if !slices.ContainsFunc(disclosure.Ops(), func(op disclosure.Op) bool { return slices.Contains(disclosure.ReasonsOf(op), reason) }) {
			t.Errorf("%s is no reason", reason)
		}
	}
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
