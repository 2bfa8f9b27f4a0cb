package main

import (
	"encoding/csv"
	"io"
	"os"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/qrsign/sheet"
)

// hang writes the list by which boards are hung, with a place for a signature at each door.
func (c *boardListCommand) hang(t *terminal, today disclosure.Date, boards []listedBoard) error {
	if len(boards) == 0 {
		t.say("board.none_listed")
		return nil
	}
	half := halfName(c.Output)
	err := fill(half, fileMode, func(w io.Writer) error {
		if c.Format == formatPDF {
			return sheet.HangingList(w, c.list(t, today, boards))
		}
		return writeHangingCSV(w, t, boards)
	})
	if err != nil {
		return fileTrouble(c.Output, err)
	}
	defer os.Remove(half) //nolint:errcheck // it has its name by then, or is of no use
	if err := giveName(half, c.Output); err != nil {
		return fileTrouble(c.Output, err)
	}
	if t.asJSON {
		return writeJSON(t.out, map[string]any{"file": c.Output, "boards": boards})
	}
	t.say("board.list_written", len(boards), c.Output)
	return nil
}

// list is what stands in the PDF.
func (c *boardListCommand) list(t *terminal, today disclosure.Date, boards []listedBoard) *sheet.List {
	list := &sheet.List{Lang: t.lang, Street: strings.TrimSpace(c.Street), On: today}
	for i := range boards {
		b := &boards[i]
		list.Rows = append(list.Rows, sheet.Row{Serial: b.Serial, Name: b.Name, Address: b.Address, Place: b.Place})
	}
	return list
}

// writeHangingCSV writes the list as other tables for spreadsheets: UTF-8 with a byte order mark, CRLF. Cells stand as they are.
func writeHangingCSV(w io.Writer, t *terminal, boards []listedBoard) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	rows := [][]string{strings.Split(i18n.T(t.lang, "board.hanging_columns"), "|")}
	for i := range boards {
		b := &boards[i]
		rows = append(rows, []string{b.Serial, b.Name, b.Address, placeName(t, b.Place), b.Street, b.printed(t), "", ""})
	}
	return out.WriteAll(rows)
}
