package main

import (
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/i18n"
	"mingshi/internal/intake"
	"mingshi/internal/tables"
)

type templateCommand struct {
	Kind   string   `required:"" help:"种类：venue、permit、filing、penalty、grading、reading、itemsheet（中文也可） · kind of file" placeholder:"KIND"`
	Table  string   `help:"评分表的代码或名称，用于 itemsheet · score table, for itemsheet" placeholder:"CODE"`
	Venue  []string `help:"预填的许可证号，可重复 · permit numbers to fill in" placeholder:"NUMBER"`
	Output string   `name:"output" short:"o" required:"" help:"要写的文件，不得已存在 · the file to write; it must not exist" placeholder:"FILE.xlsx"`
}

// made is what the command tells of the workbook.
type made struct {
	File  string `json:"file"`
	Kind  string `json:"kind"`
	Table string `json:"table,omitempty"`
	// Rows are those that are filled in already.
	Rows int `json:"rows"`
}

// Run implements the command.
func (c *templateCommand) Run(s *settings, t *terminal) error {
	if !strings.HasSuffix(strings.ToLower(c.Output), ".xlsx") {
		return usage("template.xlsx", c.Output)
	}
	if err := exportTarget.check(c.Output, s.Data); err != nil {
		return err
	}
	own, err := s.openTables()
	if err != nil {
		return err
	}
	form, table, err := c.choose(own)
	if err != nil {
		return err
	}
	done := made{File: c.Output, Kind: form.Name, Table: table.Code}
	book := &blank{File: excelize.NewFile(), lang: t.lang, form: &form, table: &table, venues: c.Venue}
	defer func() { _ = book.Close() }() // removes temporary files
	if err := book.make(); err != nil {
		return err
	}
	if err := writePaper(c.Output, func(w io.Writer) error { return book.Write(w) }); err != nil {
		return err
	}
	if done.Rows = book.filled; t.asJSON {
		return writeJSON(t.out, done)
	}
	t.say("template.done", c.Output, book.title())
	return nil
}

// choose finds the form and the score table, and refuses flags that do not go with it. Item sheets of one venue, or of none
// named, are a sheet of their own; those of several are the rows of one table.
func (c *templateCommand) choose(own *tables.Tables) (intake.Form, grading.Table, error) {
	none := grading.Table{}
	form, known := intake.FormOf(strings.TrimSpace(c.Kind), own.Scheme, own.Items)
	if !known {
		return form, none, usage("template.kind", c.Kind, strings.Join(intake.Forms(), "、"))
	}
	if form.Name != intake.FormItems && form.Name != intake.FormVenue {
		return form, none, c.checkUnscored(form.Name)
	}
	if c.Table == "" {
		return form, none, usage("template.table_needed", tableCodes(own.Scheme.Tables))
	}
	if form.Name == intake.FormVenue && len(c.Venue) > 1 {
		return form, none, usage("template.one_venue")
	}
	table, known := own.Scheme.Tables.Lookup(strings.TrimSpace(c.Table), disclosure.Date{})
	if !known {
		return form, none, usage("template.table_unknown", c.Table, tableCodes(own.Scheme.Tables))
	}
	if len(c.Venue) < 2 {
		form, _ = intake.FormOf(intake.FormVenue, own.Scheme, own.Items)
	}
	return form, table, nil
}

// checkUnscored refuses flags that do not go with files other than score sheets.
func (c *templateCommand) checkUnscored(name string) error {
	if c.Table != "" {
		return usage("template.table_unused", c.Kind)
	}
	if name != "grading" && name != "reading" && len(c.Venue) > 0 {
		return usage("template.venue_unused", c.Kind)
	}
	return nil
}

func tableCodes(set *grading.Set) string {
	var codes []string
	for _, table := range set.All() {
		codes = append(codes, table.Code)
	}
	return strings.Join(slices.Compact(codes), "、") // they are sorted
}

// blank is a workbook to be filled in, while it is made.
type blank struct {
	*excelize.File

	lang   i18n.Lang
	form   *intake.Form
	table  *grading.Table
	venues []string
	styles blankStyles
	// lists tells where on the sheet of values those of a column stand, by field.
	lists  map[string]string
	filled int
}

// The workbook's sheets.
const (
	blankSheet  = "填报"
	blankHelp   = "填写说明"
	blankValues = "可选值"
)

// make fills the workbook: what is to be filled in, how, and the values to choose from.
func (b *blank) make() error {
	if err := b.SetSheetName("Sheet1", blankSheet); err != nil {
		return err
	}
	for _, name := range []string{blankHelp, blankValues} {
		if _, err := b.NewSheet(name); err != nil {
			return err
		}
	}
	steps := []func() error{b.makeStyles, b.writeValues, b.writeHelp, b.writeTable}
	if b.form.Name == intake.FormVenue {
		steps[3] = b.writeScoreSheet
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// title says what the workbook is.
func (b *blank) title() string {
	switch b.form.Name {
	case intake.FormItems:
		return i18n.T(b.lang, "template.itemsheet", b.table.NameZH)
	case intake.FormVenue:
		return i18n.T(b.lang, "template.venuesheet", b.table.NameZH)
	}
	return i18n.T(b.lang, "kind."+string(b.form.Kind))
}

// put writes a row of cells from its first column.
func (b *blank) put(sheet string, row, style int, cells ...any) error {
	for i, cell := range cells {
		name, err := excelize.CoordinatesToCellName(i+1, row)
		if err != nil {
			return err
		}
		if err := b.SetCellValue(sheet, name, cell); err != nil {
			return err
		}
		if err := b.SetCellStyle(sheet, name, name, style); err != nil {
			return err
		}
	}
	return nil
}
