package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/gofrs/flock"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/publish"
	"mingshi/internal/store"
	"mingshi/qrsign"
	"mingshi/qrsign/sheet"
)

const (
	// themesFolder holds an authority's own themes within the data folder.
	themesFolder = "themes"
	// boardsLock is held while boards are drawn and what is printed is noted.
	boardsLock = ".boards.lock"
	// leastDPI and mostDPI bound the resolution of pictures: below no symbol can be read, above memory ends.
	leastDPI, mostDPI = 72, 600
)

// formatPDF is the form in which all boards are one file; in the others each is a file of its own.
const (
	formatPDF = "pdf"
	formatPNG = "png"
	formatCSV = "csv" // of lists alone
)

type boardRenderCommand struct {
	doorsOf `prefix:""`

	All     bool   `help:"所有未关闭的场所 · all venues that are not closed" xor:"whose"`
	Stale   bool   `help:"只印已印过、内容已变的牌 · only boards whose print is outdated"`
	Format  string `help:"格式：${enum} · format; svg and png are a file per board" enum:"pdf,svg,png" required:""`
	Paper   string `help:"纸张：${enum} · paper" enum:"a3,a4,a5,sticker" default:"a4"`
	Theme   string `help:"配色方案 · theme, shipped or DATA/themes/NAME.yaml" default:"default" placeholder:"NAME"`
	Marks   bool   `help:"出血和裁切线，供印刷厂用 · bleed and crop marks, for a print shop"`
	DPI     int    `name:"dpi" help:"PNG 每英寸点数 · pixels to the inch of PNG" default:"300"`
	BaseURL string `name:"base-url" help:"对外地址，印在公示牌上 · public address that the boards carry" env:"MINGSHI_BASE_URL" placeholder:"URL"`
	Output  string `name:"output" short:"o" required:"" help:"PDF 文件，或放 SVG、PNG 的目录 · the PDF, or a folder for others" placeholder:"OUT"`
}

// Run implements the command.
func (c *boardRenderCommand) Run(s *settings, t *terminal) (err error) {
	options, err := c.check(s.Data)
	if err != nil {
		return err
	}
	h, err := openBoardHouse(t, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	unlock, err := lockBoards(s.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	target, err := c.target(s.Data) // under the lock: what another run has begun must be whole
	if err != nil {
		return err
	}
	r := &rendering{
		t: t, h: h, by: s.by(), options: options, setting: c.setting(options), base: c.BaseURL, format: c.Format, stale: c.Stale,
	}
	if err := r.gather(c, target); err != nil {
		return err
	}
	if len(r.drawings) > 0 {
		warnOfBase(t, c.BaseURL)
		warnOfProfile(t, h.profile)
	}
	if err := target.draw(r); err != nil {
		return err
	}
	if r.noted, err = h.publisher(r.by).PrintBoards(t.ctx, r.prints); err != nil {
		return err
	}
	return r.tell(c.Output)
}

// check refuses what could not work, before anything is opened or issued.
func (c *boardRenderCommand) check(data string) (sheet.Options, error) {
	if len(c.Venue) == 0 && c.Street == "" && !c.All && !c.Stale {
		return sheet.Options{}, usage("board.which")
	}
	if err := checkBoardBase(c.BaseURL); err != nil {
		return sheet.Options{}, err
	}
	if c.DPI < leastDPI || c.DPI > mostDPI {
		return sheet.Options{}, usage("board.dpi", c.DPI, leastDPI, mostDPI)
	}
	paper, err := sheet.ParsePaper(c.Paper)
	if err != nil {
		return sheet.Options{}, err
	}
	theme, err := loadTheme(c.Theme, data)
	return sheet.Options{Paper: paper, Theme: theme, Marks: c.Marks, DPI: c.DPI}, err
}

// setting names everything besides the records that the look of a board follows from.
func (c *boardRenderCommand) setting(o sheet.Options) string {
	dpi := 0
	if c.Format == formatPNG {
		dpi = c.DPI
	}
	return fmt.Sprintf("%s %s %s %t %d %s %+v", version(), c.Format, o.Paper, o.Marks, dpi, c.BaseURL, *o.Theme)
}

// boardTarget is where drawings go.
type boardTarget interface {
	// mayIssue refuses what the target has no room for, before anything is written: new boards, in a file that is whole.
	mayIssue(count int) error
	// draw draws what was gathered, unless it is there already, and leaves in r.prints what is there when it returns.
	draw(r *rendering) error
}

func (c *boardRenderCommand) target(data string) (boardTarget, error) {
	if c.Format == formatPDF {
		return openBoardFile(c.Output, data)
	}
	return openBoardFolder(c.Output, data)
}

// lockBoards keeps a second command from drawing beside this one. A killed process holds no lock.
func lockBoards(data string) (unlock func() error, err error) {
	lock := flock.New(filepath.Join(data, boardsLock), flock.SetPermissions(fileMode))
	held, err := lock.TryLock()
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "boards: %w", err)
	}
	if !held {
		return nil, environment("board.busy")
	}
	return lock.Unlock, nil
}

// rendering is one run of the command.
type rendering struct {
	t       *terminal
	h       *house
	by      string
	options sheet.Options
	setting string
	base    string
	format  string
	// stale: only outdated boards are drawn, each in the place of one that hangs and must come down.
	stale bool

	drawings []drawing
	issued   int
	// prints is what the target holds, noted on how many boards that was news.
	prints []publish.BoardPrint
	noted  int
	drawn  time.Time // when the progress was last told
}

// gather issues the boards that are missing, unless only outdated ones are asked for, and lists what is to be drawn.
func (r *rendering) gather(c *boardRenderCommand, target boardTarget) error {
	var bare []publish.Door
	see := func(ctx context.Context) error {
		return r.h.look(ctx, c.pick, func(_ store.Reader, now *scene) error {
			if bare = now.bare(); !c.Stale && len(bare) > 0 {
				return nil // not yet
			}
			var err error
			r.drawings, err = r.h.drawings(now, c.Stale)
			return err
		})
	}
	if err := see(r.t.ctx); err != nil {
		return err
	}
	if !c.Stale && len(bare) > 0 {
		if err := target.mayIssue(len(bare)); err != nil {
			return err
		}
		issued, err := r.h.publisher(r.by).IssueBoards(r.t.ctx, bare, r.h.serial)
		if r.issued = len(issued); err != nil {
			return err
		}
		if err := see(r.t.ctx); err != nil {
			return err
		}
	}
	return r.address()
}

// address gives each drawing its code and address. A board whose key is gone can be printed no more.
func (r *rendering) address() error {
	for i := range r.drawings {
		d := &r.drawings[i]
		code, err := r.h.codeOf(d.serial)
		if disclosure.KindOf(err) == disclosure.Gone && err != nil {
			serial, _ := qrsign.ParseSerial(d.serial) // codeOf has read it
			d.refused = i18n.T(r.t.lang, "board.key_gone", serial.KeyID)
			continue
		}
		if err != nil {
			return err
		}
		d.Code = code
		if d.URL, err = qrsign.BoardURL(r.base, code); err != nil {
			return err
		}
	}
	return nil
}

// step tells how far the drawing is, and stops it when the command is told to end.
func (r *rendering) step(p *progress, done int) error {
	if p.on && time.Since(r.drawn) >= drawEvery {
		r.drawn = time.Now()
		_, _ = fmt.Fprintf(r.t.err, "\r\x1b[K%s", i18n.T(r.t.lang, "board.progress", done, len(r.drawings))) // drawing only
	}
	return r.t.ctx.Err()
}

// note remembers that a board stands in the target as printed.
func (r *rendering) note(d *drawing, printed disclosure.Print) {
	r.prints = append(r.prints, publish.BoardPrint{Serial: d.serial, Print: printed})
}

// noteAgain remembers a board that an earlier run has drawn. A print that was noted since is the latest one and stays so.
func (r *rendering) noteAgain(d *drawing, printed *disclosure.Print) {
	d.printed = *printed
	if d.before == nil || !printed.On.Before(d.before.On) {
		r.note(d, d.printed)
	}
}

// overtaken reports whether another print was noted after this one and says something else: it is what hangs at the door, so
// noting this one again would hide that it is outdated.
func (d *drawing) overtaken(printed *disclosure.Print) bool {
	last := d.before
	return last != nil && last.Outdated(printed.Letter, printed.DecidedOn, printed.Face) &&
		(printed.On.Before(last.On) || slices.Contains(d.earlier, *printed))
}

// whyUndrawn tells in the reader's language why a sheet cannot be drawn.
func whyUndrawn(lang i18n.Lang, err error) string {
	if e, ok := errors.AsType[*sheet.UnprintableError](err); ok {
		return i18n.T(lang, "board.unprintable", e.Text, string(e.Char), fmt.Sprintf("%U", e.Char))
	}
	if e, ok := errors.AsType[*sheet.LongError](err); ok {
		return i18n.T(lang, "board.too_long", e.Text, e.Characters)
	}
	return err.Error()
}

// refuse reads from an error that one board cannot be drawn; any other error ends the run.
func (d *drawing) refuse(lang i18n.Lang, err error) error {
	if disclosure.KindOf(err) != disclosure.Invalid {
		return err
	}
	d.refused = whyUndrawn(lang, err)
	return nil
}
