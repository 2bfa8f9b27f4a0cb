package main

import (
	"bytes"
	"encoding/csv"
	"io"
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
	files := append(demoFiles(t), plant(t)...)
	data := filepath.Join(t.TempDir(), "data")
	var log bytes.Buffer
	open := openBeside(t, data) // as a server's is: the write-ahead log stays until the last one closes
	args := append([]string{"--data", data, "import", "--as-of", "2026-11-20"}, files...)
	done := make(chan int, 1)
	go func() { done <- run(t.Context(), args, &log, &log) }()
	during, code := watchDataFolder(t, data, done)
	if code != exitDone {
		t.Fatalf("exit code %d:\n%s", code, log.String())
	}
	private := privateValues(t, files)
	for _, value := range plantedSecrets {
		private[value] = true
	}
	if len(private) < 200 {
		t.Fatalf("only %d private values in the input: the test proves little", len(private))
	}
	places := map[string][]byte{"the output of import": log.Bytes()}
	addDataFolder(t, data, "open ", places)
	if len(during["mingshi.db-wal"]) == 0 {
		t.Error("there was no write-ahead log to look into")
	}
	for name, text := range during {
		places["file "+name+" during the import"] = text
	}
	if err := open.close(); err != nil {
		t.Fatal(err)
	}
	addDataFolder(t, data, "closed ", places)
	wantIndexed(t, places)
	wantNotFound(t, data, private)
	addAnswers(t, data, places)
	wantPlanted(t, log.Bytes(), places)
	for where, text := range places {
		for value := range private {
			if bytes.Contains(text, []byte(value)) || isIndexFile(where) && holdsIndexed(text, value) {
				t.Errorf("%s holds the private value %q", where, value)
			}
		}
	}
	t.Logf("looked for %d private values in %d files, pages and answers", len(private), len(places))
}

// plantedFiles hold what the demo has not: natural persons of the first generations, whose columns for codes and
// representatives are filled with all kinds of nothing, annotated names, and several inspectors in one cell.
var plantedFiles = map[string]string{
	"gen1.csv": "CF_WSH,CF_CFMC,CF_CFLB1,CF_SY,CF_YJ,CF_XDR_MC,CF_XDR_SHXYM,CF_XDR_ZDM,CF_XDR_GSDJ,CF_FR,CF_JG,CF_JDRQ,CF_XZJG,联系13800138011\x1b[31m\n" +
		"示卫医罚〔2026〕901号,行医,罚款,甄宓植行医，家住湖光区栖霞里77号,《医师法》,甄宓植,,,,无,罚款800元,2026/11/19,示例市湖光区卫生健康局,\n" +
		"示卫医罚〔2026〕902号,行医,罚款,禤妙珊行医,《医师法》,禤妙珊,/,,——,/,对禤 妙珊罚款800元,2026/11/19,示例市湖光区卫生健康局,\n" +
		"示卫医罚〔2026〕903号,行医,罚款,亓官霏霏行医,《医师法》,亓官霏霏（曾用名亓官蔼蔼）,,/,,亓官 霏霏,罚款亓官蔼蔼800元,2026/11/19,示例市湖光区卫生健康局,\n" +
		"示卫医罚〔2026〕904号,行医,罚款,逄璧君、郗璎珞行医,《医师法》,逄璧君、郗璎珞等2人,N/A,0,,冼夔龙,对郗璎珞罚款800元,2026/11/19,示例市湖光区卫生健康局,\n",
	"gen2.csv": "CF_XDR_MC,CF_XDR_SHXYM,CF_XDR_GSZC,CF_FRDB,CF_FR_SFZH,CF_WSH,CF_WFXW,CF_SY,CF_YJ,CF_CFLB,CF_NR,CF_NR_FK,CF_JDRQ,CF_YXQ,CF_CFJG,CF_CFJGDM,CF_SJLY,CF_SJLYDM,BZ\n" +
		"麴夤夜(个体),无,/,——,,示卫医罚〔2026〕905号,行医,麴夤夜行医,《医师法》,罚款,对麴夤夜罚款,0.3,2026/11/19,2099/12/31,示例市湖光区卫生健康局,11419901MB0000000C,示例市湖光区卫生健康局,11419901MB0000000C,ID:11010519491231002Ⅹ\n" +
		"妫翙羽 13800138012,,,麴夤,,示卫医罚〔2026〕906号,行医,妫 翙羽行医,《医师法》,罚款,罚款,0.3,2026/11/19,2099/12/31,示例市湖光区卫生健康局,11419901MB0000000C,示例市湖光区卫生健康局,11419901MB0000000C,\n",
	"inspections.csv": "卫生许可证号,检查日期,评分表,检查类型,监督员1,监督员2,实得分,应得分,关键项不合格,扣分项\n" +
		"示卫公证字〔2019〕第9901号,2026/11/18,lodging,日常监督,瞿鸑鷟（419901770177）/宓翀羿,/,98,100,瞿鸑鷟419901770177见消毒间,布草间杂物（宓 翀羿）|-2\n" +
		"示卫公证字〔2019〕第9902号,2026/11/18,lodging,日常监督,郤骐骥 璩珩珩,,98,100,璩珩珩见消毒间,布草间杂物（郤骐骥）|-2\n",
}

// plantedSecrets are what of them must appear nowhere.
var plantedSecrets = []string{
	"宓植", "妙珊", "霏霏", "蔼蔼", "璧君", "璎珞", "夔龙", "夤夜", "翙羽", "栖霞里", "13800138011", "13800138012", "11010519491231002",
	"鸑鷟", "翀羿", "419901770177", "骐骥", "珩珩",
}

// plantedPublic is how the planted natural persons appear: were they not published, the search would prove nothing.
var plantedPublic = []string{"甄某", "禤某", "亓官某", "逄某", "麴某", "妫某"}

// plant writes the planted files.
func plant(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	var files []string
	for name, text := range plantedFiles {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	return files
}

// wantPlanted asserts that what was planted has come out in its public form, and no control character with it.
func wantPlanted(t *testing.T, log []byte, places map[string][]byte) {
	t.Helper()
	for _, name := range plantedPublic {
		published := false
		for where, text := range places {
			published = published || strings.HasPrefix(where, "/api/") && bytes.Contains(text, []byte(name))
		}
		if !published {
			t.Errorf("%s was not published: the test proves little", name)
		}
	}
	if bytes.ContainsAny(log, "\x1b\a") {
		t.Error("the output of import holds control characters of a heading")
	}
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

// openBeside opens the data folder as another process would; the caller closes it.
func openBeside(t *testing.T, data string) *house {
	t.Helper()
	term := &terminal{ctx: t.Context(), out: io.Discard, err: io.Discard, lang: i18n.ZH, log: newLogger(io.Discard, "debug")}
	h, err := openHouse(term, &settings{Data: data}, disclosure.MustDate("2026-11-20"))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// watchDataFolder reads the files of the data folder over and over until done tells the exit code, and returns each as it
// was when it was longest: what the end of an import empties or deletes lay on the disk all the same.
func watchDataFolder(t *testing.T, data string, done <-chan int) (files map[string][]byte, code int) {
	t.Helper()
	files = make(map[string][]byte)
	for {
		entries, err := os.ReadDir(data)
		if err != nil {
			t.Error(err)
		}
		for _, entry := range entries {
			info, err := entry.Info()
			if err != nil || info.IsDir() || info.Size() <= int64(len(files[entry.Name()])) {
				continue // gone, or not longer than before
			}
			if raw, err := os.ReadFile(filepath.Join(data, entry.Name())); err == nil && len(raw) > len(files[entry.Name()]) {
				files[entry.Name()] = raw
			}
		}
		select {
		case code = <-done:
			return files, code
		default:
		}
	}
}

// addDataFolder reads every file of the data folder; when tells apart what it held at another time.
func addDataFolder(t *testing.T, data, when string, places map[string][]byte) {
	t.Helper()
	err := filepath.WalkDir(data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		places[when+"file "+entry.Name()], err = os.ReadFile(path)
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
	h, err := openHouse(term, &settings{Data: data}, asOf)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	}()
	if err := h.openCatalogue(term, &settings{Data: data}); err != nil {
		t.Fatal(err)
	}
	if err := h.catalogue.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	app := newApp(&h.front, web.Options{Log: term.log, BaseURL: "http://127.0.0.1"})
	for _, path := range []string{"/search?q=%E6%9F%90", "/api/v1/search?limit=200&q=%E6%9F%90", "/", "/about", "/venues", "/permits", "/filings", "/penalties", "/api/v1/authorities"} {
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
