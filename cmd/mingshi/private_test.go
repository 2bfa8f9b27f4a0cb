package main

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/web"
)

// privateColumns hold, in some row or other, what must appear nowhere: IDs of anybody, telephones that are not given as
// public, and inspectors. (Natural persons' own names are found by their category.)
var privateColumns = []string{
	"XK_FR_ZJHM", "XK_XDR_ZJHM", "CF_FR_ZJHM", "CF_XDR_ZJHM", "CF_FR_SFZH", "CF_XDR_SFZ", "法定代表人证件号码", "证件号码",
	"联系电话", "监督员1", "监督员2",
}

var (
	idPattern    = regexp.MustCompile(`[0-9]{17}[0-9Xx]`)
	phonePattern = regexp.MustCompile(`1[3-9][0-9]{9}`)
)

// TestNothingPrivateComesOut imports the made-up district and looks for every ID number, private telephone, inspector's
// and natural person's name of the input in every file of the data folder, every page, every JSON answer and the log.
// Legal representatives and operators may appear by name, and so may a name that an inspector happens to share with one.
func TestNothingPrivateComesOut(t *testing.T) {
	files := demoFiles(t)
	data := filepath.Join(t.TempDir(), "data")
	var log bytes.Buffer
	args := append([]string{"--data", data, "import", "--as-of", "2026-11-20"}, files...)
	if code := run(t.Context(), args, &log, &log); code != exitDone {
		t.Fatalf("exit code %d:\n%s", code, log.String())
	}
	private := privateValues(t, files)
	if len(private) < 200 {
		t.Fatalf("only %d private values in the input: the test proves little", len(private))
	}
	places := map[string][]byte{"the output of import": log.Bytes()}
	addDataFolder(t, data, places)
	addAnswers(t, data, places)
	for where, text := range places {
		for value := range private {
			if bytes.Contains(text, []byte(value)) {
				t.Errorf("%s holds the private value %q", where, value)
			}
		}
	}
	t.Logf("looked for %d private values in %d files, pages and answers", len(private), len(places))
}

// privateValues collects from the files what must not come out, less the names that are public elsewhere.
func privateValues(t *testing.T, files []string) map[string]bool {
	t.Helper()
	private, public := map[string]bool{}, map[string]bool{}
	for _, file := range files {
		rows := readTable(t, file)
		head := headings(rows)
		for _, row := range rows {
			for i, cell := range row {
				cell = strings.TrimSpace(cell)
				for _, match := range slices.Concat(idPattern.FindAllString(cell, -1), phonePattern.FindAllString(cell, -1)) {
					private[match] = true
				}
				switch name := head[i]; {
				case slices.Contains(privateColumns, name) && cell != name:
					private[cell] = true
				case name == "法定代表人" || name == "负责人" || strings.HasSuffix(name, "_FRDB") || strings.HasSuffix(name, "_FR"):
					public[cell] = true
				case strings.HasSuffix(name, "_XDR_SHXYM") || strings.HasSuffix(name, "统一社会信用代码)"):
					public[cell] = true
				}
			}
			if slices.Contains(row, "自然人") {
				private[row[0]] = true
			}
		}
	}
	for value := range private {
		if value == "" || public[value] {
			delete(private, value)
		}
	}
	return private
}

// headings finds the row of headings: the first with more than five cells.
func headings(rows [][]string) map[int]string {
	for _, row := range rows {
		head := map[int]string{}
		for i, cell := range row {
			if cell != "" {
				head[i] = strings.TrimPrefix(cell, "\uFEFF")
			}
		}
		if len(head) > 5 {
			return head
		}
	}
	return nil
}

func readTable(t *testing.T, path string) [][]string {
	t.Helper()
	if filepath.Ext(path) == ".xlsx" {
		book, err := excelize.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = book.Close() }() // read only
		rows, err := book.GetRows(book.GetSheetName(0))
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(path, "gb18030") {
		if raw, err = simplifiedchinese.GB18030.NewDecoder().Bytes(raw); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func addDataFolder(t *testing.T, data string, places map[string][]byte) {
	t.Helper()
	err := filepath.WalkDir(data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		places["file "+entry.Name()], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// addAnswers asks for the whole feed, every list and every page of a record, in both languages.
func addAnswers(t *testing.T, data string, places map[string][]byte) {
	t.Helper()
	var log bytes.Buffer
	asOf := disclosure.MustDate("2026-11-20")
	term := &terminal{ctx: t.Context(), out: &log, err: &log, lang: i18n.ZH, log: newLogger(&log, "debug")}
	h, err := openHouse(term, data, asOf)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	}()
	app := newApp(h, web.Options{Log: term.log, BaseURL: "http://127.0.0.1"})
	for _, path := range []string{"/", "/about", "/venues", "/permits", "/filings", "/penalties", "/api/v1/authorities"} {
		places[path] = get(t, app, path)
	}
	for after, more := "0", true; more; {
		path := "/api/v1/changes?limit=1000&after=" + after
		places[path] = get(t, app, path)
		next := regexp.MustCompile(`"next":([0-9]+)`).FindSubmatch(places[path])
		more = string(next[1]) != after
		after = string(next[1])
	}
	for _, kind := range disclosure.Kinds() {
		for id := range idsOf(kind, places) {
			if kind == disclosure.KindPenalty && len(places) > 2000 {
				break // the large file's penalties are all alike
			}
			if slices.Contains([]disclosure.Kind{disclosure.KindGrading, disclosure.KindReading, disclosure.KindBoard}, kind) {
				continue // they have no page of their own
			}
			page := "/" + kind.Plural() + "/" + id
			places[page] = get(t, app, page)
			places[page+"?lang=en"] = get(t, app, page+"?lang=en")
		}
	}
	places["the log"] = log.Bytes()
}

// idsOf finds the ids of a kind in what the feed said.
func idsOf(kind disclosure.Kind, places map[string][]byte) map[string]bool {
	ids := map[string]bool{}
	pattern := regexp.MustCompile(kind.Prefix() + "[0-9A-Z]{13}")
	for where, text := range places {
		if strings.HasPrefix(where, "/api/") {
			for _, id := range pattern.FindAllString(string(text), -1) {
				ids[id] = true
			}
		}
	}
	return ids
}

func get(t *testing.T, app *fiber.App, path string) []byte {
	t.Helper()
	answer, err := app.Test(httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil), -1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }() // read to its end
	var body bytes.Buffer
	if _, err := body.ReadFrom(answer.Body); err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d", path, answer.StatusCode)
	}
	return body.Bytes()
}
