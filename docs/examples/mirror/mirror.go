// Command mirror keeps a copy of a Mingshi site's open data in one SQLite file. It begins with the latest dump, goes on
// with the feed of changes, checks the digest of every record, and removes what is no longer public. Stopped at any
// moment and run again, it goes on from where it was. Table record holds what is public, gone what is not any more.
//
//	go run ./docs/examples/mirror --db mirror.db https://host
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strconv"
	"strings"
)

func main() {
	file := flag.String("db", "mirror.db", "the SQLite `file` of the mirror, made if it is missing")
	follow := flag.Bool("follow", false, "wait for further changes until interrupted")
	flag.Usage = func() {
		out := flag.CommandLine.Output()
		_, _ = fmt.Fprintln(out, "usage: mirror [--db FILE] [--follow] https://host\nKeeps a copy of a site's open data in SQLite.")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	base, err := url.Parse(strings.TrimRight(flag.Arg(0), "/"))
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") || base.Path+base.RawQuery+base.Fragment != "" {
		fmt.Fprintf(os.Stderr, "mirror: %s: give the address of the site alone, such as https://host, without a path\n", flag.Arg(0))
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err = run(ctx, *file, &mirror{site: &site{base: base}, follow: *follow})
	interrupted := ctx.Err() != nil // no failure: what was read is saved
	stop()
	if err != nil && !interrupted {
		fmt.Fprintln(os.Stderr, "mirror:", err)
		os.Exit(1)
	}
}

// mirror brings what a site says into the tables.
type mirror struct {
	site   *site
	tables *tables
	follow bool
}

func run(ctx context.Context, file string, m *mirror) (err error) {
	if m.tables, err = openTables(ctx, file); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	defer func() { err = errors.Join(err, m.tables.db.Close()) }()
	for {
		at, err := m.tables.place(ctx)
		if err != nil {
			return err
		}
		more := true
		if at.position < 0 {
			err = m.begin(ctx, at)
		} else {
			more, err = m.step(ctx, at)
		}
		if code(err) == "feed-reset" { // the site was restored from a backup
			fmt.Fprintln(os.Stderr, "mirror: the feed is another one now, beginning anew")
			more, err = true, m.begin(ctx, at)
		}
		if err == nil && !more {
			err = m.tables.tidy(ctx)
		}
		if err != nil {
			return err
		}
		if !more && !m.follow {
			return m.tables.report(ctx, os.Stdout)
		}
	}
}

// page is an answer of the feed.
type page struct {
	FeedID   string   `json:"feed_id"`
	Changes  []change `json:"changes"`
	Next     int64    `json:"next"`
	Position int64    `json:"position"`
}

// change is one entry of the feed. Record is the record as it is now, however old the change; nil once it is gone.
type change struct {
	Position int64          `json:"position"`
	Kind     string         `json:"kind"`
	ID       string         `json:"id"`
	Version  int64          `json:"version"`
	Reason   string         `json:"reason"`
	Record   map[string]any `json:"record"`
}

// step takes over the next page of the feed and tells whether there is more.
func (m *mirror) step(ctx context.Context, at place) (more bool, err error) {
	query := url.Values{"after": {strconv.FormatInt(at.position, 10)}, "limit": {"1000"}}
	if at.feed != "" {
		query.Set("feed", at.feed)
	}
	if m.follow {
		query.Set("wait", "30") // seconds for which an empty answer is held open
	}
	path, header := "/api/v1/changes?"+query.Encode(), http.Header{}
	if at.path == path {
		header.Set("If-None-Match", at.tag)
	}
	answer, err := m.site.get(ctx, path, header)
	if err != nil {
		return false, err
	}
	defer answer.Body.Close() //nolint:errcheck // only read from
	if answer.StatusCode == http.StatusNotModified {
		return false, nil
	}
	var p page
	if err := decode(answer.Body, &p); err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	next := place{feed: p.FeedID, position: p.Next}
	if len(p.Changes) == 0 {
		next.path, next.tag = path, answer.Header.Get("ETag") // to ask whether anything is new costs nothing
	}
	return p.Next < p.Position, m.tables.move(ctx, at, next, func(w writer) error { return w.apply(p.Changes) })
}

// apply takes over changes in their order.
func (w writer) apply(changes []change) error {
	for i := range changes {
		write := w.put
		if changes[i].Record == nil {
			write = func(map[string]any) error { return w.remove(&changes[i]) }
		}
		if err := write(changes[i].Record); err != nil {
			return fmt.Errorf("change %d: %w", changes[i].Position, err)
		}
	}
	return nil
}
