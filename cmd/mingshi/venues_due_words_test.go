package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/duty"
	"mingshi/internal/grading"
	"mingshi/internal/i18n"
)

// TestDueRefusesWhatDoesNotGoTogether looks at the sentence in both languages, and that no file is written.
func TestDueRefusesWhatDoesNotGoTogether(t *testing.T) {
	p := venuesToHang(t)
	for name, c := range map[string]struct {
		file   string // "": none
		args   []string
		zh, en string
	}{
		"overdue and within": {"", []string{"--overdue", "--within", "30"}, "不能与 --within 同用", "does not go with --within"},
		"another format":     {"due.pdf", []string{"--format", "csv"}, "与 --format csv 不一致", "does not go with --format csv"},
		"no ending":          {"due", nil, "看不出格式", "tells no format"},
		"unknown ending":     {"due.txt", nil, "格式“txt”不可用", "The format txt"},
		"too far":            {"", []string{"--within", "3661"}, "0 至 3660 天", "0 to 3660 days"},
	} {
		t.Run(name, func(t *testing.T) {
			args := append([]string{"venues", "due"}, c.args...)
			file := filepath.Join(t.TempDir(), c.file)
			if c.file != "" {
				args = append(args, "-o", file)
			}
			for lang, want := range map[string]string{"zh": c.zh, "en": c.en} {
				var out bytes.Buffer
				code := run(t.Context(), append([]string{"--data", p.data, "--lang", lang}, args...), &out, &out)
				if code != exitUsage || !strings.Contains(out.String(), want) {
					t.Errorf("%s: exit code %d, want %d and %q: %s", lang, code, exitUsage, want, &out)
				}
			}
			if _, err := os.Stat(file); c.file != "" && err == nil {
				t.Errorf("%s was written", c.file)
			}
		})
	}
}

// TestDueWritesTheFormatOfTheEnding holds that a file is what its name says, and that --format names it where the name does not.
func TestDueWritesTheFormatOfTheEnding(t *testing.T) {
	p := venuesToHang(t)
	for name, begins := range map[string]string{
		"due.pdf": "%PDF", "DUE.PDF": "%PDF", "due.xlsx": "PK", "due.csv": "\uFEFF", "plain --format=pdf": "%PDF", "due.csv --format=CSV": "\uFEFF",
	} {
		words := strings.Fields(name)
		file := filepath.Join(t.TempDir(), words[0])
		p.must(t, append([]string{"venues", "due", "--as-of", asOfText, "-o", file}, words[1:]...)...)
		if !bytes.HasPrefix(read(t, file), []byte(begins)) {
			t.Errorf("%s does not begin with %q", name, begins)
		}
	}
}

// TestDueNamesTheFirstInspection holds that the screen, tables and paper name the day from which a second inspection is counted.
func TestDueNamesTheFirstInspection(t *testing.T) {
	venue := &disclosure.Venue{Name: "湖光一店", Street: "青禾街道", GridDuty: "湖光区卫生监督所"}
	entry := duty.Entry{
		Venue:         dossier.Entry[*disclosure.Venue]{Facts: venue},
		LastInspected: disclosure.MustDate("2026-01-10"), FirstInspected: disclosure.MustDate("2025-11-25"),
		Due: grading.Due{By: disclosure.MustDate("2026-05-25"), From: disclosure.MustDate("2026-02-25"), Reason: grading.DueSecond},
	}
	other := entry
	other.FirstInspected, other.Due.Reason = disclosure.Date{}, grading.DueFrequency
	for lang, want := range map[i18n.Lang]string{
		i18n.ZH: "新单位第二次检查（首检 2025-11-25）", i18n.EN: "second inspection of a new venue (first inspected 2025-11-25)",
	} {
		var out bytes.Buffer
		term := &terminal{ctx: t.Context(), lang: lang, out: &out}
		list := dueList{AsOf: asOf(), Within: dueWithin}
		list.add(term, []duty.Entry{entry, other})
		if err := list.tell(term); err != nil {
			t.Fatal(err)
		}
		if strings.Count(out.String(), want) != 1 {
			t.Errorf("the screen does not say %q once:\n%s", want, &out)
		}
		if cells := list.Venues[0].cells(term); !slices.Contains(cells, any(want)) {
			t.Errorf("no cell is %q: %v", want, cells)
		}
		paper := list.paper(term)
		if got := paper.Groups[0].Rows[0].Reason; got != want {
			t.Errorf("paper says %q, want %q", got, want)
		}
		if got := paper.Groups[0].Rows[1].Reason; got != list.Venues[1].ReasonLabel {
			t.Errorf("paper says %q of a venue that is due by its grade", got)
		}
		if len(paper.Sums) != 1 || paper.Sums[0].Due != 2 || paper.Sums[0].Unit != venue.GridDuty {
			t.Errorf("sums on paper are %+v", paper.Sums)
		}
	}
}
