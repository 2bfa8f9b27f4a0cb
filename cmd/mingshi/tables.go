package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/i18n"
	"mingshi/internal/limits"
	"mingshi/internal/tables"
)

type tablesCommand struct {
	List   tablesListCommand   `cmd:"" help:"列出现用的评分表、等级规则和检测限值 · score tables, grading rules and test limits in use"`
	Show   tablesShowCommand   `cmd:"" help:"输出一份全文（JSON），改后再导入 · one of them whole (JSON), to edit and import"`
	Import tablesImportCommand `cmd:"" help:"检查并启用文件 · check files and put them into use"`
	Sheet  tablesSheetCommand  `cmd:"" help:"印出评分表，现场手工评分用 · the paper sheet to score a venue on"`
}

// The names by which rules and limits are asked for, beside the codes of score tables.
const (
	rulesName  = "rules"
	limitsName = "limits"
)

// tablesFolder is where an authority's tables lie.
func (s *settings) tablesFolder() string { return filepath.Join(s.Data, tables.Folder) }

// openTables reads what the authority grades and tests by.
func (s *settings) openTables() (*tables.Tables, error) {
	opened, err := tables.Open(s.tablesFolder())
	return opened, tablesRefusal(s.lang(), err)
}

// tablesToday is the day by which editions are chosen: the authority's, or the sample's where there is none yet.
func (s *settings) tablesToday() (disclosure.Date, error) {
	profile, _, err := loadProfile(s.Data)
	if err != nil {
		return disclosure.Date{}, err
	}
	return profile.Today(time.Now()), nil
}

type tablesListCommand struct{}

// Run implements the command.
func (c *tablesListCommand) Run(s *settings, t *terminal) error {
	today, err := s.tablesToday()
	if err != nil {
		return err
	}
	opened, err := s.openTables()
	if err != nil {
		return err
	}
	entries := opened.List(today)
	if t.asJSON {
		return writeJSON(t.out, map[string]any{"tables": entries})
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, strings.ReplaceAll(i18n.T(t.lang, "tables.columns"), "|", "\t")) // the flush tells
	for i := range entries {
		_, _ = fmt.Fprintln(table, strings.Join(t.tableLine(&entries[i]), "\t")) // as above
	}
	if err := table.Flush(); err != nil {
		return err
	}
	t.say("tables.sample_means")
	return nil
}

// tableLine is one edition in the list.
func (t *terminal) tableLine(e *tables.Entry) []string {
	name := e.NameZH
	switch {
	case e.Kind == grading.RulesKind:
		name = i18n.T(t.lang, "tables.rules")
	case e.Kind == limits.Kind:
		name = i18n.T(t.lang, "tables.limits")
	case t.lang == i18n.EN:
		name = e.NameEN
	}
	from := e.EffectiveFrom.String()
	if from == "" {
		from = "—"
	}
	origin := e.File
	if origin == "" {
		origin = i18n.T(t.lang, "tables.shipped")
	}
	var state []string
	if !e.InForce {
		state = append(state, i18n.T(t.lang, "tables.not_in_force"))
	}
	if e.Sample {
		state = append(state, i18n.T(t.lang, "tables.sample"))
	}
	return []string{
		askedAs(e), e.Version, name, from, fmt.Sprintf("%d/%d", e.Verified, e.Rows), origin,
		strings.Join(state, i18n.T(t.lang, "tables.and")),
	}
}

type tablesShowCommand struct {
	Code    string `arg:"" help:"评分表代码或名称，或 rules（等级规则）、limits（检测限值） · a table's code or name, or rules, or limits"`
	Version string `help:"版本，不填为今天有效的 · the edition; else the one in force today" placeholder:"VERSION"`
}

// Run implements the command.
func (c *tablesShowCommand) Run(s *settings, t *terminal) error {
	today, err := s.tablesToday()
	if err != nil {
		return err
	}
	opened, err := s.openTables()
	if err != nil {
		return err
	}
	document, ok := c.find(opened, today)
	if !ok {
		return usage("tables.unknown", strings.TrimSpace(c.Code+" "+c.Version), strings.Join(listedNames(opened, today), ", "))
	}
	return writeJSON(t.out, document)
}

// find looks up what was asked for.
func (c *tablesShowCommand) find(in *tables.Tables, today disclosure.Date) (document any, ok bool) {
	switch c.Code {
	case rulesName:
		return in.Scheme.Rules, c.Version == "" || c.Version == in.Scheme.Rules.Version
	case limitsName:
		return in.Items, c.Version == "" || c.Version == in.Items.Edition
	}
	table, ok := in.Scheme.Tables.Lookup(c.Code, today)
	if !ok || c.Version == "" {
		return table, ok
	}
	table, ok = in.Scheme.Tables.Edition(disclosure.ScoreTable{Code: table.Code, Version: c.Version})
	return table, ok && table.Version == c.Version
}

// listedNames lists what can be asked for, with the versions.
func listedNames(in *tables.Tables, today disclosure.Date) []string {
	var names []string
	for _, entry := range in.List(today) {
		names = append(names, askedAs(&entry)+" "+entry.Version)
	}
	return names
}

// askedAs is the name by which show gives an entry.
func askedAs(e *tables.Entry) string {
	switch e.Kind {
	case grading.RulesKind:
		return rulesName
	case limits.Kind:
		return limitsName
	}
	return e.Code
}

type tablesImportCommand struct {
	Files   []string `arg:"" name:"file" help:"要启用的 JSON 文件 · JSON files"`
	Replace bool     `help:"替换同一版本的内容 · replace the content of an edition that is known"`
}

// Run implements the command.
func (c *tablesImportCommand) Run(s *settings, t *terminal) error {
	told, err := tables.Import(s.tablesFolder(), c.Files, c.Replace)
	if held, ok := errors.AsType[*tables.Held](err); ok {
		return usage("tables.held", held.Path, editionWords(t.lang, held.Edition))
	}
	if err != nil {
		return tablesRefusal(t.lang, err)
	}
	if t.asJSON {
		return writeJSON(t.out, map[string]any{"files": told})
	}
	changed, regrades := false, false
	for i := range told {
		one := &told[i]
		changed = changed || one.Change != tables.Unchanged
		regrades = regrades || one.Change != tables.Unchanged && one.Kind != limits.Kind
		t.sayImported(s, one)
	}
	if changed {
		t.say("tables.restart")
	}
	if regrades {
		t.say("tables.rebuild")
	}
	return nil
}

// sayImported tells what became of one file.
func (t *terminal) sayImported(s *settings, one *tables.Imported) {
	what, at := editionWords(t.lang, one.Edition), filepath.Join(s.tablesFolder(), one.File)
	switch one.Change {
	case tables.Unchanged:
		t.say("tables.unchanged", one.Path, what)
	case tables.Replaced:
		t.say("tables.replaced", one.Path, what, at)
	case tables.Added:
		t.say("tables.added", one.Path, what, at)
	}
	if one.Before != "" && one.Before != one.Version {
		t.say("tables.before", one.Before)
	}
}

// editionWords names an edition for people.
func editionWords(lang i18n.Lang, e tables.Edition) string {
	switch e.Kind {
	case grading.RulesKind:
		return i18n.T(lang, "tables.rules_edition", e.Version)
	case limits.Kind:
		return i18n.T(lang, "tables.limits_edition", e.Version)
	}
	return i18n.T(lang, "tables.table_edition", e.Code, e.Version)
}
