package main

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/tabular"
	"mingshi/internal/wire"
)

type exportCommand struct {
	Kind         string `help:"种类 · kind" enum:",permit,filing,penalty,venue,grading,reading,board" default:""`
	Format       string `help:"格式，不填按文件名 · format; else by the file's name" enum:",ndjson,csv,xlsx,parquet,lives" default:""`
	Codes        string `help:"gen3：国家标准字段代码 · the standard's field codes" enum:",gen3" default:""`
	Since        int64  `help:"只要该位置之后变更的，并告知撤下几条 · only changes after it; tells how many ended" placeholder:"POSITION" default:"0"`
	CreditOffice bool   `help:"信用部门的四个文件和撤下清单，-o 为目录 · four files and removed.csv; -o is a folder"`
	BOM          bool   `name:"bom" help:"CSV 带 BOM，便于表格软件打开 · CSV with a byte order mark, for spreadsheets"`
	Labels       bool   `help:"加上代码值的名称列（语言见 --lang） · add columns with labels, in the language of --lang"`
	BaseURL      string `name:"base-url" help:"对外地址 · for links" env:"MINGSHI_BASE_URL" default:"http://127.0.0.1:8080" placeholder:"URL"`
	Output       string `name:"output" short:"o" required:"" help:"要写的文件，不得已存在 · the file to write; it must not exist" placeholder:"FILE"`
}

var exportTarget = targetTexts{"export.exists", "export.target", "export.in_data"}

// exported is what the command tells of a file that it has written.
type exported struct {
	File     string          `json:"file"`
	Kind     disclosure.Kind `json:"kind,omitempty"` // of removed.csv, which has several, none
	Format   tabular.Format  `json:"format"`
	Codes    tabular.Codes   `json:"codes,omitempty"`
	Query    string          `json:"query"`
	Rows     int64           `json:"rows"`
	Bytes    int64           `json:"bytes"`
	SHA256   string          `json:"sha256"`
	FeedID   string          `json:"feed_id"`
	Position int64           `json:"position"`
	AsOf     time.Time       `json:"as_of"`
	// Inspections and LeftOut are those of a LIVES feed, whose rows are its venues.
	Inspections int64 `json:"inspections,omitempty"`
	LeftOut     int64 `json:"left_out,omitempty"`
}

// Run implements the command.
func (c *exportCommand) Run(s *settings, t *terminal) (err error) {
	if err := c.check(s.Data); err != nil {
		return err
	}
	own, err := s.openTables()
	if err != nil {
		return err
	}
	profile, records, today, err := s.openForADay(t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, records.Close()) }()
	lens := wire.Lens{
		BaseURL: strings.TrimSuffix(c.BaseURL, "/"), Today: today, Lang: s.lang(), Labelled: c.Labels, Scheme: own.Scheme,
	}
	e := exporter{t: t, profile: profile, records: records, lens: lens}
	spareMemory()
	told, err := c.write(&e)
	if err != nil {
		e.undo()
		return err
	}
	return c.tell(t, &told)
}

// write writes all files.
func (c *exportCommand) write(e *exporter) (told exportTold, err error) {
	if c.Format == string(formatLIVES) {
		feed, err := e.lives(c.Output)
		told.Files = []exported{feed}
		return told, err
	}
	if told.Files, err = e.tables(c.wanted(e)); err != nil {
		return told, err
	}
	first := &told.Files[0]
	switch {
	case c.CreditOffice:
		removed, err := e.removed(c.removedPath(), c.BOM, c.Since, first)
		if err != nil {
			return told, err
		}
		told.Files, told.Gone = append(told.Files, removed), &removed.Rows
		return told, e.aboutFolder(c.aboutPath(), told.Files)
	case c.Since > 0:
		gone, err := e.gone(disclosure.Kind(c.Kind), c.Since, first.Position)
		if err != nil {
			return told, err
		}
		told.Gone = &gone
	}
	return told, nil
}

// wanted are the files of records to write.
func (c *exportCommand) wanted(e *exporter) []wanted {
	if c.CreditOffice {
		return c.fourFiles(e)
	}
	kind := disclosure.Kind(c.Kind)
	return []wanted{{c.Output, c.options(e, kind), selection{kind: kind, since: c.Since}, nil}}
}

// exportTold is what the command tells. Gone is how many records of the kinds asked for ended after --since; nil where nobody asked.
type exportTold struct {
	Files []exported `json:"files"`
	Gone  *int64     `json:"gone,omitempty"`
}

// tell prints what was written.
func (c *exportCommand) tell(t *terminal, told *exportTold) error {
	if t.asJSON {
		return writeJSON(t.out, told)
	}
	for i := range told.Files {
		f := &told.Files[i]
		if f.Format == formatLIVES {
			f.tellLIVES(t)
			continue
		}
		if f.Kind == "" {
			t.say("export.removed", f.File, f.Rows, c.Since, f.Position, f.SHA256)
			continue
		}
		t.say("export.done", f.File, f.Rows, tabular.Title(t.lang, f.Kind), f.Position, f.SHA256)
		t.say("export.cite", wire.Instant(f.AsOf), f.FeedID, f.Query)
	}
	if told.Gone != nil && !c.CreditOffice {
		t.say("export.gone", *told.Gone, tabular.Title(t.lang, told.Files[0].Kind), c.Since)
	}
	return nil
}

// check refuses what could not work before the records are opened.
func (c *exportCommand) check(data string) error {
	if err := checkBase(c.BaseURL); err != nil {
		return err
	}
	if c.Since < 0 {
		return usage("export.since", c.Since)
	}
	if c.Format == string(formatLIVES) {
		return c.checkLIVES(data)
	}
	if c.CreditOffice {
		return c.checkFour(data)
	}
	kind := disclosure.Kind(c.Kind)
	if kind == "" {
		return usage("export.kind")
	}
	if c.Format == "" {
		if c.Format = string(formatOf(c.Output)); c.Format == "" {
			return usage("export.format", c.Output)
		}
	}
	if _, has := tabular.Columns(kind, tabular.Codes(c.Codes)); !has {
		return usage("export.codes", c.Codes)
	}
	if c.BOM && c.Format != string(tabular.CSV) {
		return usage("export.bom", c.Format)
	}
	return exportTarget.check(c.Output, data)
}

// formatOf is the format that a file's name ends with; "" for another.
func formatOf(path string) tabular.Format {
	for _, format := range tabular.Formats() {
		if strings.EqualFold(filepath.Ext(path), format.Extension()) {
			return format
		}
	}
	return ""
}

// options are those of a file of one kind.
func (c *exportCommand) options(e *exporter, kind disclosure.Kind) tabular.Options {
	o := tabular.Options{Kind: kind, Format: tabular.Format(c.Format), Codes: tabular.Codes(c.Codes), BOM: c.BOM}
	if c.Labels {
		o.Lang = e.lens.Lang
	}
	return o
}

// The credit office's files: organisations and sole traders in one, natural persons in the other.
var creditOffice = []struct {
	name    string
	kind    disclosure.Kind
	persons bool
}{
	{"permits-organisations", disclosure.KindPermit, false},
	{"permits-persons", disclosure.KindPermit, true},
	{"penalties-organisations", disclosure.KindPenalty, false},
	{"penalties-persons", disclosure.KindPenalty, true},
}

// checkFour completes and checks the flags of the four files: the standard's field codes, CSV unless XLSX is asked for, in a
// folder that is yet to be made, or in which none of what is written stands yet.
func (c *exportCommand) checkFour(data string) error {
	if c.Kind != "" {
		return usage("export.four_kind")
	}
	if c.Format == "" {
		c.Format = string(tabular.CSV)
	}
	if c.Format != string(tabular.CSV) && c.Format != string(tabular.XLSX) {
		return usage("export.four_format", c.Format)
	}
	if c.BOM && c.Format != string(tabular.CSV) {
		return usage("export.bom", c.Format)
	}
	c.Codes = "gen3"
	if within(data, c.Output) {
		return usage("export.in_data", c.Output)
	}
	if _, err := os.Stat(c.Output); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	targets := []string{c.removedPath(), c.aboutPath()}
	for i := range creditOffice {
		targets = append(targets, c.four(i))
	}
	for _, target := range targets {
		if err := exportTarget.check(target, data); err != nil {
			return err
		}
	}
	return nil
}

// removedPath is where the list of what is public no more stands beside the four files.
func (c *exportCommand) removedPath() string { return filepath.Join(c.Output, "removed.csv") }

// aboutPath is where the folder says of itself what it holds, so that it can be cited.
func (c *exportCommand) aboutPath() string { return filepath.Join(c.Output, "about.json") }

// four is the path of one of the four files.
func (c *exportCommand) four(i int) string {
	return filepath.Join(c.Output, creditOffice[i].name+tabular.Format(c.Format).Extension())
}

func (c *exportCommand) fourFiles(e *exporter) []wanted {
	var files []wanted
	for i, one := range creditOffice {
		wants := func(r *disclosure.Record) (bool, error) { return isPerson(r, one.persons) }
		party := url.Values{"counterparty_kind": {string(disclosure.NaturalPerson)}}
		if !one.persons {
			party = url.Values{"counterparty_kind_not": {string(disclosure.NaturalPerson)}}
		}
		files = append(files, wanted{c.four(i), c.options(e, one.kind), selection{kind: one.kind, since: c.Since, wants: wants}, party})
	}
	return files
}

// isPerson tells whether a decision is about a natural person, or with persons false, whether it is not.
func isPerson(r *disclosure.Record, persons bool) (bool, error) {
	body, err := disclosure.DecodeBody(r.Kind, r.Body)
	if err != nil {
		return false, err
	}
	var kind disclosure.CounterpartyKind
	switch body := body.(type) {
	case *disclosure.Permit:
		kind = body.Counterparty.Kind
	case *disclosure.Penalty:
		kind = body.Counterparty.Kind
	}
	return (kind == disclosure.NaturalPerson) == persons, nil
}

// exporter writes files of records.
type exporter struct {
	t       *terminal
	profile *disclosure.Authority
	records interface {
		store.Viewer
		store.Reader
		store.Feed
	}
	lens wire.Lens
	// written are the files that stand under their names, made the folder that was made for them, if one was.
	written []string
	made    string
}

// selection is which records a file shall hold.
type selection struct {
	kind disclosure.Kind
	// since, if not 0, leaves out what has not changed after this position.
	since int64
	// wants, unless nil, picks among them.
	wants func(r *disclosure.Record) (bool, error)
}

// each hands the records of the selection over, a page at a time, in a fixed order.
func (s *selection) each(ctx context.Context, r store.Reader, visit func([]disclosure.Record) error) error {
	query := store.Query{Kind: s.kind, Order: store.ByDecisionAscending, Limit: store.MaxLimit}
	if s.kind == disclosure.KindVenue {
		query.Order = store.ByName
	}
	for {
		page, err := r.List(ctx, query)
		if err != nil {
			return err
		}
		picked, err := s.pick(page.Records)
		if err != nil {
			return err
		}
		if err := visit(picked); err != nil {
			return err
		}
		if page.Next == "" {
			return nil
		}
		query.After = page.Next
	}
}

func (s *selection) pick(records []disclosure.Record) ([]disclosure.Record, error) {
	picked := records[:0]
	for i := range records {
		if records[i].Position <= s.since {
			continue
		}
		if s.wants != nil {
			if wanted, err := s.wants(&records[i]); err != nil {
				return nil, err
			} else if !wanted {
				continue
			}
		}
		picked = append(picked, records[i])
	}
	return picked, nil
}
