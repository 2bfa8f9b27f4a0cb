package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"

	"mingshi/internal/demo"
	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/publish"
	"mingshi/internal/store"
)

// demoMark lies in a data folder whose records are the made-up district's, and says that all of it was imported. The
// files themselves lie beside the data folder: as any intake they hold what must not be in it.
const (
	demoMark   = "made-up-district"
	demoFolder = "-demo-files"
	demoWhole  = "whole\n"
	demoBegun  = "begun\n"
)

// demoSeed makes the same district everywhere.
const demoSeed = 419901

type demoCommand struct {
	listening

	Scale int `help:"规模，1 约 120 家场所 · size; 1 is about 120 venues" default:"1"`
}

// Run implements the command.
func (c *demoCommand) Run(s *settings, t *terminal) (err error) {
	if err := c.check(); err != nil {
		return err
	}
	if s.usesPostgres() {
		return usage("demo.postgres")
	}
	h, err := openHouse(t, s, disclosure.Date{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if err := c.fill(t, h, s.by()); err != nil {
		return err
	}
	tour, err := h.tour(t.ctx)
	if err != nil {
		return err
	}
	if err := h.openCatalogue(t, s); err != nil {
		return err
	}
	if err := h.catalogue.catchUp(t.ctx); err != nil { // the pages worth opening are found by it
		t.log.WarnContext(t.ctx, "index", slog.Any("error", err))
	}
	return c.serve(t, &h.front, h.worker(t, s), func(base, _ string) {
		t.say("demo.ready", base, tour.venue, tour.penalty, tour.board)
	})
}

// fill writes the district's files and imports them, unless that was done before.
func (c *demoCommand) fill(t *terminal, h *house, by string) error {
	head, err := h.store.Head(t.ctx)
	if err != nil {
		return err
	}
	dir := filepath.Clean(h.dir) + demoFolder
	mark := filepath.Join(h.dir, demoMark)
	state, err := os.ReadFile(mark) //nolint:gosec // in the operator's own data folder
	switch {
	case err != nil && head.Position > 0:
		return disclosure.Errorf(disclosure.Invalid,
			"data folder %s holds published records, and the made-up district must not be mixed with them: choose another with --data",
			h.dir)
	case string(state) == demoWhole:
		t.say("demo.found", h.dir)
		return nil
	}
	if err := os.WriteFile(mark, []byte(demoBegun), fileMode); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "demo: %w", err)
	}
	t.say("demo.writing", dir)
	paths, err := demo.Write(dir, demo.Options{Scale: c.Scale, Seed: demoSeed, Today: h.today()})
	if err != nil {
		return err
	}
	report, err := h.importFiles(t, paths, importOptions{by: by})
	if err != nil {
		return err
	}
	defer report.Close()
	if err := h.printReport(t, report, false); err != nil {
		return err
	}
	if err := h.hangBoards(t.ctx, by); err != nil {
		return err
	}
	if err := os.WriteFile(mark, []byte(demoWhole), fileMode); err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "demo: %w", err)
	}
	return nil
}

// tour is what is worth looking at first.
type tour struct {
	venue   disclosure.ID
	penalty disclosure.ID
	board   string
}

// tour picks a graded venue that has a penalty, that penalty, and the venue's board.
func (h *house) tour(ctx context.Context) (tour, error) {
	page, err := h.store.List(ctx, store.Query{Kind: disclosure.KindPenalty, Limit: store.MaxLimit})
	if err != nil {
		return tour{}, err
	}
	venues, err := dossier.VenuesOf(ctx, h.store, page.Records)
	if err != nil {
		return tour{}, err
	}
	for i := range page.Records {
		ref, shown := venues[page.Records[i].ID]
		if !shown {
			continue
		}
		board, err := h.boardOf(ctx, ref.ID)
		if err != nil {
			return tour{}, err
		}
		if board != "" {
			return tour{venue: ref.ID, penalty: page.Records[i].ID, board: board}, nil
		}
	}
	return tour{}, disclosure.Errorf(disclosure.Internal, "demo: no penalty at a venue with a board")
}

// boardOf gives the code of a venue's board, "" if it has none.
func (h *house) boardOf(ctx context.Context, venue disclosure.ID) (string, error) {
	page, err := h.store.List(ctx, store.Query{Kind: disclosure.KindBoard, Places: []string{string(venue)}, Limit: 1})
	if err != nil || len(page.Records) == 0 {
		return "", err
	}
	board, err := dossier.Decode[*disclosure.Board](&page.Records[0])
	if err != nil {
		return "", err
	}
	code, err := h.codeOf(board.Facts.Serial)
	return string(code), err
}

// hangBoards gives each venue a board and notes that it was printed. One shows the result before the present one, as it is
// when a venue was inspected again and its board not yet printed anew.
func (h *house) hangBoards(ctx context.Context, by string) error {
	doors, _, err := h.doors(ctx, nil)
	if err != nil {
		return err
	}
	if _, err := h.publisher(by).IssueBoards(ctx, doors, h.serial); err != nil {
		return err
	}
	var drawings []drawing
	err = h.look(ctx, (&doorsOf{}).pick, func(_ store.Reader, now *scene) (err error) {
		drawings, err = h.drawings(now, false)
		return err
	})
	if err != nil {
		return err
	}
	prints := make([]publish.BoardPrint, len(drawings))
	for i := range drawings {
		prints[i] = publish.BoardPrint{Serial: drawings[i].serial, Print: drawings[i].printed}
	}
	for i := range drawings {
		before := drawings[i].Earlier
		if len(before) > 0 && before[0].Letter != "" && before[0].Letter != drawings[i].printed.Letter {
			prints[i].Print.Letter, prints[i].Print.DecidedOn = before[0].Letter, before[0].On
			break
		}
	}
	_, err = h.publisher(by).PrintBoards(ctx, prints)
	return err
}
