package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/store"
)

// penaltyCodes head the files that a history imports: the fields of generation 3 that it fills, and those it may not lack.
var penaltyCodes = strings.Fields(`
	CF_XDR_MC CF_XDR_LB CF_XDR_SHXYM CF_XDR_GSZC CF_XDR_ZZJG CF_XDR_SWDJ CF_XDR_SYDW CF_XDR_SHZZ CF_FRDB CF_FR_ZJLX
	CF_FR_ZJHM CF_XDR_ZJLX CF_XDR_ZJHM CF_WSH CF_WFXW CF_SY CF_YJ CF_CFLB CF_NR CF_NR_FK CF_NR_WFFF CF_NR_ZKDX CF_JDRQ
	CF_YXQ CF_GSJZQ CF_CFJG CF_CFJGDM CF_SJLY CF_SJLYDM BZ`)

// past is a house with a clock of its own, which serves over HTTP while its history is made up.
type past struct {
	*testing.T

	random *rand.Rand
	house  *house
	base   string
	clock  *atomic.Int64 // microseconds since 1970
	stop   func()

	// cases are the decisions so far by their number in the year; words are all that was ever said in one of them.
	cases []legalCase
	words []string
}

// legalCase is a decision that may be imported again.
type legalCase struct {
	number  int
	decided disclosure.Date
}

func newPast(t *testing.T) *past {
	t.Helper()
	p := &past{T: t, random: randomOf(t), clock: &atomic.Int64{}}
	p.clock.Store(asOf().In(chinaTime()).Add(8 * time.Hour).UnixMicro())
	p.open(filepath.Join(t.TempDir(), "data"))
	t.Cleanup(func() { p.stop() })
	p.dump()
	return p
}

// now is the clock's instant; it moves on a little whenever somebody looks.
func (p *past) now() time.Time { return time.UnixMicro(p.clock.Add(1)) }

func (p *past) terminal(ctx context.Context) *terminal {
	return &terminal{ctx: ctx, out: io.Discard, err: io.Discard, log: slog.New(slog.DiscardHandler), lang: i18n.EN}
}

// open opens the house of a folder, and serves it.
func (p *past) open(dir string) {
	p.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(p.Context()))
	t, s := p.terminal(ctx), &settings{Data: dir}
	h, err := openHouse(t, s, disclosure.Date{})
	if err != nil {
		cancel()
		p.Fatal(err)
	}
	h.now = p.now
	h.openShelf(s)
	if err := h.openCatalogue(t, s); err != nil {
		cancel()
		p.Fatal(errors.Join(err, h.close()))
	}
	served, ready := make(chan error, 1), make(chan string, 1)
	l := &listening{Listen: "127.0.0.1:0"}
	go func() { served <- l.serve(t, &h.front, nil, func(base, _ string) { ready <- base }) }()
	select {
	case p.base = <-ready:
	case err := <-served:
		cancel()
		p.Fatal(errors.Join(err, h.close()))
	}
	p.house = h
	p.stop = func() {
		cancel()
		if err := errors.Join(<-served, h.close()); err != nil {
			p.Error(err)
		}
	}
}

// restore takes a backup, opens it in another folder and goes on there: with another feed.
func (p *past) restore() {
	p.Helper()
	before := p.house.dir
	file, dir := filepath.Join(p.TempDir(), "backup"), filepath.Join(p.TempDir(), "data")
	p.mingshi("--data", before, "backup", "-o", file)
	p.stop()
	p.mingshi("--data", dir, "restore", file)
	p.open(dir)
}

func (p *past) mingshi(args ...string) {
	p.Helper()
	var said strings.Builder
	if code := run(p.Context(), append([]string{"--lang", "en"}, args...), &said, &said); code != exitDone {
		p.Fatalf("%v: exit code %d\n%s", args, code, said.String())
	}
}

// imports brings files in on the day of the clock.
func (p *past) imports(files ...string) {
	p.Helper()
	report, err := p.house.importFiles(p.terminal(p.Context()), files, importOptions{by: "history"})
	if err != nil {
		p.Fatal(err)
	}
	defer report.Close()
	if report.Faulty() {
		var said strings.Builder
		_ = report.WriteJSON(&said)
		p.Fatalf("import: %s", said.String())
	}
}

// something happens: new decisions, corrections, withdrawals, days that pass, an end of what is over, a dump, boards.
func (p *past) something() {
	p.Helper()
	switch p.random.IntN(9) {
	case 0, 1, 2, 3:
		p.imports(p.file(1+p.random.IntN(60), p.random.IntN(30), p.random.IntN(10)))
	case 4, 5:
		p.clock.Add((24 * time.Hour * time.Duration(1+p.random.IntN(3))).Microseconds())
	case 6:
		p.sweep()
	case 7:
		p.dump()
	case 8:
		doors, _, err := p.house.doors(p.Context(), nil)
		if err == nil {
			_, err = p.house.publisher("history").IssueBoards(p.Context(), doors[:p.random.IntN(len(doors)+1)], p.house.serial)
		}
		if err != nil {
			p.Fatal(err)
		}
	}
}

// sweep ends what is past its last public day.
func (p *past) sweep() {
	p.Helper()
	if _, err := p.house.sweep(p.Context()); err != nil {
		p.Fatal(err)
	}
}

// dump takes away the dumps that must go, and makes one if one is due.
func (p *past) dump() {
	p.Helper()
	if err := p.house.dumpOnce(p.terminal(p.Context()), &settings{Data: p.house.dir}, p.base); err != nil {
		p.Fatal(err)
	}
}

// dumpAnew makes a dump of what is public now.
func (p *past) dumpAnew() {
	p.Helper()
	p.clock.Add((2 * time.Hour).Microseconds()) // so that one is due
	p.dump()
}

// dumped reads the latest dump.
func (p *past) dumped() (position int64, records map[disclosure.ID]held) {
	p.Helper()
	var manifest struct {
		Name     string `json:"name"`
		Position int64  `json:"position"`
		Files    []struct {
			Name string `json:"name"`
			Rows int    `json:"rows"`
		} `json:"files"`
	}
	p.read("/dumps/latest/manifest.json", func(in io.Reader) error { return json.NewDecoder(in).Decode(&manifest) })
	records = make(map[disclosure.ID]held)
	for _, file := range manifest.Files {
		if !strings.HasSuffix(file.Name, ".ndjson.gz") {
			continue
		}
		before := len(records)
		p.read("/dumps/"+manifest.Name+"/"+file.Name, func(in io.Reader) error {
			lines, err := gzip.NewReader(in)
			if err != nil {
				return err
			}
			for decoder := json.NewDecoder(lines); ; {
				var r shownRecord
				if err := decoder.Decode(&r); errors.Is(err, io.EOF) {
					return nil
				} else if err != nil {
					return err
				}
				records[r.ID] = held{r.Version, r.Digest}
			}
		})
		if got := len(records) - before; got != file.Rows {
			p.Errorf("%s has %d records, the manifest says %d", file.Name, got, file.Rows)
		}
	}
	return manifest.Position, records
}

// read asks the house for an address, which it must have.
func (p *past) read(path string, read func(in io.Reader) error) {
	p.Helper()
	answer, err := http.Get(p.base + path)
	if err != nil {
		p.Fatal(err)
	}
	defer answer.Body.Close()
	if err := read(answer.Body); err != nil || answer.StatusCode != http.StatusOK {
		p.Fatalf("%s: %s, %v", path, answer.Status, err)
	}
}

// file writes decisions: so many new ones, and so many of the earlier ones in other words or no longer fit for the public.
func (p *past) file(fresh, corrected, withdrawn int) string {
	p.Helper()
	today := p.house.today()
	var rows [][]string
	for range fresh {
		c := legalCase{number: len(p.cases) + 1, decided: today.AddDays(-p.random.IntN(60))}
		p.cases = append(p.cases, c)
		rows = append(rows, p.row(c, "罚款"))
	}
	earlier := p.random.Perm(len(p.cases) - fresh)
	for i, which := range earlier[:min(corrected+withdrawn, len(earlier))] {
		kind := "罚款"
		if i < withdrawn {
			kind = "警告" // nothing but a warning is not public
		}
		rows = append(rows, p.row(p.cases[which], kind))
	}
	path := filepath.Join(p.TempDir(), "penalties.csv")
	out, err := os.Create(path)
	if err != nil {
		p.Fatal(err)
	}
	lines := csv.NewWriter(out)
	if err := errors.Join(lines.Write(penaltyCodes), lines.WriteAll(rows), out.Close()); err != nil {
		p.Fatal(err)
	}
	return path
}

// row words a decision with a word that was never said before. Half of the decisions are public for some days only.
func (p *past) row(c legalCase, kind string) []string {
	word := p.word()
	p.words = append(p.words, word)
	last := ""
	if c.number%2 == 0 {
		last = slashed(c.decided.AddDays(60 + c.number%12))
	}
	fine := "0.3"
	if kind == "警告" {
		fine = ""
	}
	text := map[string]string{
		"CF_XDR_MC": "湖光区第" + strconv.Itoa(c.number) + "旅馆", "CF_XDR_LB": "个体工商户", "CF_XDR_SHXYM": "92419901MAU712113E", "CF_FRDB": "王磊",
		"CF_WSH": fmt.Sprintf("示卫公罚〔%d〕%d号", c.decided.Year, 5000+c.number), "CF_WFXW": "未公示卫生信誉度等级",
		"CF_SY": "未按规定公示 <" + word + "> & \"等级\"\u2028另行处理。", "CF_YJ": "《公共场所卫生管理条例实施细则》第三十七条",
		"CF_CFLB": kind, "CF_NR": kind, "CF_NR_FK": fine, "CF_JDRQ": slashed(c.decided), "CF_YXQ": "2099/12/31", "CF_GSJZQ": last,
		"CF_CFJG": "示例市湖光区卫生健康局", "CF_CFJGDM": "11419901MB0000000C",
		"CF_SJLY": "示例市湖光区卫生健康综合监督执法大队", "CF_SJLYDM": "12419901MB00000196",
	}
	row := make([]string, len(penaltyCodes))
	for i, code := range penaltyCodes {
		row[i] = text[code]
	}
	return row
}

// Words begin with letters that no other text has side by side.
const (
	wordBegin  = "zq"
	wordLength = 14
)

// word makes up a word that no other text holds.
func (p *past) word() string {
	word := []byte(wordBegin)
	for len(word) < wordLength {
		word = append(word, byte('a'+p.random.IntN(26)))
	}
	return string(word)
}

// wordsIn are the words in data, wherever they lie.
func wordsIn(data []byte) map[string]bool {
	words := make(map[string]bool)
	for {
		at := bytes.Index(data, []byte(wordBegin))
		if at < 0 {
			return words
		}
		data = data[at:]
		words[string(data[:min(wordLength, len(data))])] = true
		data = data[1:]
	}
}

func slashed(d disclosure.Date) string { return strings.ReplaceAll(d.String(), "-", "/") }

// public are all records that the house shows now, by id.
func (p *past) public() map[disclosure.ID]disclosure.Record {
	p.Helper()
	records := make(map[disclosure.ID]disclosure.Record)
	for _, kind := range disclosure.Kinds() {
		err := p.house.eachOf(p.Context(), kind, func(page []disclosure.Record) error {
			for i := range page {
				records[page[i].ID] = page[i]
			}
			return nil
		})
		if err != nil {
			p.Fatal(err)
		}
	}
	return records
}

// gone are the ids of what ended, as the feed tells.
func (p *past) gone() map[disclosure.ID]string {
	p.Helper()
	gone := make(map[disclosure.ID]string)
	for after := int64(0); ; {
		page, err := p.house.feed.Changes(p.Context(), after, store.MaxLimit, "")
		if err != nil {
			p.Fatal(err)
		}
		for _, entry := range page.Entries {
			if entry.Record == nil {
				gone[entry.ID] = string(entry.Reason)
			}
		}
		if after = page.Next; after == page.Head.Position {
			return gone
		}
	}
}
