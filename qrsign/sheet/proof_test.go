package sheet_test

import (
	"context"
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"mingshi/qrsign/photo/phototest"
	"mingshi/qrsign/sheet"
)

// proofSize is how much of the proof runs: a sample, or with MINGSHI_TEST_BOARDS=all every board of a district.
type proofSize struct{ boards, photographs int }

func sizeOfProof() proofSize {
	if os.Getenv("MINGSHI_TEST_BOARDS") == "all" {
		return proofSize{boards: 582, photographs: 200}
	}
	return proofSize{boards: 24, photographs: 20}
}

const (
	// proofDPI is coarser than any printer and any telephone at arm's length.
	proofDPI = 150
	// pagesAtOnce is how many pages one process draws, and how many pictures one process reads.
	pagesAtOnce = 8
	// workers is how many run beside each other: the reference machine has two cores.
	workers = 2
)

// tally counts readings of one kind of picture.
type tally struct{ shown, read, wrong int }

func (c *tally) add(o outcome) {
	c.shown++
	switch o {
	case outcomeRead:
		c.read++
	case outcomeWrong:
		c.wrong++
	case outcomeMissed:
	}
}

// series is a row of the proof: pictures of one kind, and how many of them must be read.
type series struct {
	name string
	// reader names who reads.
	reader string
	least  float64
}

var (
	seriesClean      = series{"pages at 150 dpi", "zbar", 1}
	seriesCleanOwn   = series{"pages at 150 dpi", "qrsign/photo", 1}
	seriesLight10    = series{"a light blot over 10 %", "zbar", 0.99}
	seriesLight15    = series{"a light blot over 15 %", "zbar", 0.99}
	seriesLight10Own = series{"a light blot over 10 %", "qrsign/photo", 0.99}
	seriesLight15Own = series{"a light blot over 15 %", "qrsign/photo", 0.99}
	// zbar loses its way when a blot lies on the small square near the last corner, which no level of correction mends. It is
	// asked for all the same, and of all 582 boards it reads a little less.
	seriesDark10    = series{"a dark blot over 10 %", "zbar", 0.99}
	seriesDark15    = series{"a dark blot over 15 %", "zbar", 0.99}
	seriesDark10Own = series{"a dark blot over 10 %", "qrsign/photo", 0.99}
	seriesDark15Own = series{"a dark blot over 15 %", "qrsign/photo", 0.99}
	seriesPhotos    = series{"photographs", "zbar", 0.95}
	seriesPhotosOwn = series{"photographs", "qrsign/photo", 0.95}
	// Hard photographs are beyond what zbar promises; our own reader, which sees what people send, has to do better.
	seriesHard    = series{"hard photographs", "zbar", 0}
	seriesHardOwn = series{"hard photographs", "qrsign/photo", 0.95}
)

// proof is one run: where its files lie, the boards, and what was counted so far.
type proof struct {
	size   proofSize
	folder string
	boards []proofBoard
	place  image.Rectangle // of the modules on every page

	mutex   sync.Mutex
	tallies map[series]*tally
	wrong   []string
}

func (p *proof) count(s series, number int, o outcome) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.tallies[s] == nil {
		p.tallies[s] = &tally{}
	}
	p.tallies[s].add(o)
	if o != outcomeRead && len(p.wrong) < 40 {
		p.wrong = append(p.wrong, fmt.Sprintf("board %d, %s, %s: %s", number+1, s.name, s.reader, o))
	}
}

// TestBoardsAreRead is the proof of the drawing: it prints boards to PDF as the program does, lets poppler draw the pages and
// zbar read them; whole, under a blot, and as photographs. Neither program shares any code with ours.
func TestBoardsAreRead(t *testing.T) {
	needPrograms(t, "pdftoppm", "zbarimg")
	p := newProof(t, sizeOfProof())
	file := p.print(t)
	p.locate(t, file)
	p.readAll(t, file)
	p.report(t)
}

// print writes one PDF of all boards.
func (p *proof) print(t *testing.T) string {
	t.Helper()
	name := filepath.Join(p.folder, "boards.pdf")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	document, err := sheet.NewPDF(file, sheet.Options{Paper: sheet.A4})
	if err != nil {
		t.Fatal(err)
	}
	for i := range p.boards {
		if err := document.Board(&p.boards[i].Board); err != nil {
			t.Fatalf("board %d: %v", i+1, err)
		}
	}
	if err := document.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

// readAll goes through the pages, some at a time and on two cores.
func (p *proof) readAll(t *testing.T, file string) {
	t.Helper()
	first := make(chan int)
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for from := range first {
				if err := p.readPages(t.Context(), file, from, min(from+pagesAtOnce, len(p.boards))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for from := 0; from < len(p.boards); from += pagesAtOnce {
		first <- from
	}
	close(first)
	all.Wait()
}

// readPages draws the pages of the boards from…to, makes every picture of them, and lets both readers at those.
func (p *proof) readPages(ctx context.Context, file string, from, to int) error {
	folder, err := os.MkdirTemp(p.folder, "pages-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }() // the pictures of a district would fill a disk
	pages, err := drawPages(ctx, file, folder, from, to)
	if err != nil {
		return err
	}
	var shown []shot
	for i, page := range pages {
		number := from + i
		if err := p.boards[number].stands(page, p.place); err != nil {
			return fmt.Errorf("board %d: %w", number+1, err)
		}
		shown = append(shown, p.shots(number, page)...)
	}
	return p.read(ctx, folder, shown)
}

// shot is one picture of a board.
type shot struct {
	number int
	series series
	// own is the series of our own reader for the same picture.
	own     series
	picture *image.Gray
	file    []byte // of a photograph; a page is written as poppler wrote it
}

// shots makes the pictures of one page. All chance comes from the board's number.
func (p *proof) shots(number int, page *image.Gray) []shot {
	side := len(p.boards[number].modules)
	random := rand.New(rand.NewPCG(uint64(number), 582))
	blotted := func(share float64, dark bool) *image.Gray {
		return phototest.Blot(page, p.place, side, share, dark, random)
	}
	shots := []shot{
		{number: number, series: seriesClean, own: seriesCleanOwn, picture: page},
		{number: number, series: seriesLight10, own: seriesLight10Own, picture: blotted(0.10, false)},
		{number: number, series: seriesLight15, own: seriesLight15Own, picture: blotted(0.15, false)},
		{number: number, series: seriesDark10, own: seriesDark10Own, picture: blotted(0.10, true)},
		{number: number, series: seriesDark15, own: seriesDark15Own, picture: blotted(0.15, true)},
	}
	if number < p.size.photographs {
		some := phototest.Shoot(page, p.place, side, phototest.SomeView(random), random)
		hard := phototest.Shoot(page, p.place, side, phototest.HardView(random), random)
		shots = append(shots,
			shot{number: number, series: seriesPhotos, own: seriesPhotosOwn, file: some},
			shot{number: number, series: seriesHard, own: seriesHardOwn, file: hard})
	}
	return shots
}

// report prints the figures as a table and holds them against what is asked.
func (p *proof) report(t *testing.T) {
	t.Helper()
	rows := []series{
		seriesClean, seriesCleanOwn, seriesLight10, seriesLight10Own, seriesLight15, seriesLight15Own,
		seriesDark10, seriesDark10Own, seriesDark15, seriesDark15Own,
		seriesPhotos, seriesPhotosOwn, seriesHard, seriesHardOwn,
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%-22s %-13s %6s %6s %6s %8s %7s\n", "pictures", "reader", "shown", "read", "wrong", "share", "asked")
	for _, s := range rows {
		c := p.tallies[s]
		if c == nil {
			t.Fatalf("%s by %s: none was shown", s.name, s.reader)
		}
		fmt.Fprintf(&table, "%-22s %-13s %6d %6d %6d %6.2f %% %5.0f %%\n", s.name, s.reader, c.shown, c.read, c.wrong, 100*float64(c.read)/float64(c.shown), 100*s.least)
	}
	slices.Sort(p.wrong)
	t.Logf("%d boards\n%s%s", len(p.boards), &table, strings.Join(p.wrong, "\n"))
	for _, s := range rows {
		c := p.tallies[s]
		if c.wrong > 0 {
			t.Errorf("%s by %s: %d give a wrong text", s.name, s.reader, c.wrong)
		}
		// Of a few pictures one may always be missed, unless all are asked for.
		if missed := c.shown - c.read; missed > int(math.Ceil((1-s.least)*float64(c.shown))) {
			t.Errorf("%s by %s: %d of %d are read, want %.0f %%", s.name, s.reader, c.read, c.shown, 100*s.least)
		}
	}
}
