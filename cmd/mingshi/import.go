package main

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/intake"
)

type importCommand struct {
	Files   []string `arg:"" name:"file" help:"要导入的文件 · files to import"`
	Kind    string   `help:"文件种类，仅在无法判别时需要 · only to settle a tie" enum:",venue,permit,filing,grading,reading,penalty" default:""`
	DryRun  bool     `help:"只检查，不公示 · check only, publish nothing"`
	AsOf    string   `help:"以此日为今天 · stands in for today" placeholder:"YYYY-MM-DD"`
	Mapping string   `help:"列名对照文件（YAML），用于列名不同的文件 · how columns that are not ours are read" placeholder:"FILE"`
	Report  string   `help:"另存报告（.json 或 .xlsx） · also write the report to a file" placeholder:"FILE"`
}

// Run implements the command.
func (c *importCommand) Run(s *settings, t *terminal) (err error) {
	asOf, err := disclosure.ParseDate(c.AsOf)
	if err != nil {
		return usage("cli.as_of", c.AsOf)
	}
	if err := checkReport(c.Report, s.Data, c.Files); err != nil {
		return err
	}
	mapping, err := readMapping(c.Mapping, t.lang)
	if err != nil {
		return err
	}
	h, err := openHouse(t, s, asOf)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if _, err := os.Stat(filepath.Join(h.dir, demoMark)); err == nil {
		t.note("import.made_up", h.dir)
	}
	report, err := h.importFiles(t, c.Files, importOptions{by: s.by(), kind: disclosure.Kind(c.Kind), rehearse: c.DryRun, mapping: mapping})
	if err != nil {
		return err
	}
	defer report.Close()
	if c.Report != "" {
		if err := writeReport(t, c.Report, report); err != nil {
			return err
		}
	}
	if t.asJSON {
		err = report.WriteJSON(t.out)
	} else {
		err = h.printReport(t, report, c.DryRun)
	}
	if err == nil && report.Faulty() {
		return errFaulty
	}
	return err
}

type importOptions struct {
	by       string
	kind     disclosure.Kind
	rehearse bool
	mapping  *intake.Mapping
}

// importFiles runs files through intake and publication: the one way in, for clerks and for the demonstration alike.
func (h *house) importFiles(t *terminal, paths []string, o importOptions) (*intake.Report, error) {
	if err := h.store.DiscardAll(t.ctx); err != nil { // what a crashed import left
		return nil, err
	}
	sink := h.publisher(o.by).Begin(o.rehearse)
	progress := newProgress(t)
	defer progress.done()
	known := newAlreadyPublic(h.store, &h.scheme().Rules)
	report, err := intake.Run(t.ctx, paths, sink, intake.Options{
		Lang: t.lang, AsOf: h.today(), Profile: h.profile, Calendar: h.calendar, Kind: o.kind,
		Scheme: h.scheme(), Items: h.items(), Mapping: o.mapping,
		HasVenue: known.hasVenue, VenueKindOf: known.venueKindOf, PermitsOf: known.permitsOf, InspectionsOn: known.inspectionsOn,
		Progress: progress.tell,
	})
	if err != nil {
		return nil, err
	}
	report.Batch = sink.Batch()
	if err := h.store.Scrub(t.ctx); err != nil {
		// What was imported is published and must be reported; the worker, or the next import, scrubs.
		t.log.WarnContext(t.ctx, "scrub after import", slog.Any("error", err))
	}
	return report, nil
}

// reportExt tells the form of a report by its file's name; "" for no report, "none" for a name without an ending.
func reportExt(path string) string {
	if path == "" {
		return ""
	}
	if ext := strings.ToLower(filepath.Ext(path)); ext != "" {
		return ext
	}
	return "none"
}

// writeReport writes the report as JSON or as the clerk's own sheet: beside its place first, then moved there whole.
func writeReport(t *terminal, path string, report *intake.Report) error {
	if reportExt(path) == ".xlsx" {
		return report.WriteWorkbook(path, t.lang)
	}
	aside, err := os.CreateTemp(filepath.Dir(path), ".report-*")
	if err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "report: %w", err)
	}
	defer func() { _ = os.Remove(aside.Name()) }() // moved away when all went well
	if err := errors.Join(report.WriteJSON(aside), aside.Close()); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "report %s: %w", path, err)
	}
	if err := os.Rename(aside.Name(), path); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "report: %w", err)
	}
	return nil
}

// writeJSON writes one indented JSON document.
func writeJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}
