package dump

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/tabular"
	"mingshi/internal/wire"
)

// making is a dump that is being made.
type making struct {
	Options

	// dir is where its files are written.
	dir string
	// taken are the names that other dumps have or had.
	taken map[string]bool
	dump  Dump
}

// run writes all files of a dump, of one position, into its folder. Where that fails nothing is left of them.
func (g *making) run(ctx context.Context, today disclosure.Date) (err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, unavailable(os.RemoveAll(g.dir)))
		}
	}()
	if err := os.RemoveAll(g.dir); err != nil {
		return unavailable(err)
	}
	if err := os.Mkdir(g.dir, folderMode); err != nil {
		return unavailable(err)
	}
	err = g.Source.View(ctx, func(ctx context.Context, at store.Reader) error {
		head, err := at.Head(ctx)
		if err != nil {
			return err
		}
		g.dump = Dump{
			FeedID: head.FeedID, Position: head.Position, AsOf: head.AsOf.UTC(), Day: today, Terms: g.Terms,
			MadeAt: g.Now().UTC().Truncate(time.Microsecond),
		}
		g.dump.Name = g.freeName()
		if at, err = withVenues(ctx, at); err != nil {
			return err
		}
		return g.kinds(ctx, at)
	})
	if err != nil {
		return err
	}
	return syncFolder(g.dir)
}

// freeName is the day and the position; behind it a number if another dump has that name, as after a loss on the disk.
func (g *making) freeName() string {
	plain := g.dump.Day.String() + "-" + strconv.FormatInt(g.dump.Position, 10)
	name := plain
	for n := 2; g.taken[name]; n++ {
		name = fmt.Sprintf("%s-%d", plain, n)
	}
	return name
}

// kinds writes the files of every kind.
func (g *making) kinds(ctx context.Context, at store.Reader) error {
	untils := make(map[disclosure.Kind]disclosure.Date)
	for _, kind := range disclosure.Kinds() {
		k := &kindFiles{making: g, kind: kind, reader: at, lens: wire.Lens{BaseURL: g.BaseURL, Today: g.dump.Day, Scheme: g.Scheme}}
		if err := k.write(ctx); err != nil {
			return fmt.Errorf("dump of %s: %w", kind.Plural(), err)
		}
		g.dump.Files = append(g.dump.Files, k.files...)
		untils[kind] = k.until
	}
	for i := range g.dump.Files {
		f := &g.dump.Files[i]
		for kind, until := range untils {
			if slices.Contains(tellsOf[kind], f.Kind) {
				f.Until = earlier(f.Until, until)
			}
		}
	}
	return nil
}

// earlier is the earlier of two days of which the zero one is no day.
func earlier(a, b disclosure.Date) disclosure.Date {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}

// about says in a file what it is.
func (g *making) about(f *File) tabular.About {
	return tabular.About{
		Query: f.Query(),
		URL:   g.BaseURL + "/dumps/" + g.dump.Name + "/" + f.Name, FeedID: g.dump.FeedID, Position: g.dump.Position, AsOf: g.dump.AsOf,
		Publisher: g.Publisher, Licence: g.Licence, LicenceURL: g.LicenceURL, Attribution: g.Attribution,
	}
}
