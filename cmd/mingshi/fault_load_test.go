package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

const (
	// writersUnit is who decides what the writers of the tests publish, writersRule why they do not: so it can be told from
	// what an import wrote.
	writersUnit                             = "WRITERS"
	writersRule    disclosure.NotPublicRule = "writers"
	writersEvery                            = 10 * time.Millisecond
	asksEvery                               = 10 * time.Millisecond
	mostWrites                              = 12
	mostOwnRecords                          = 300
)

// load is what goes on while something breaks: writers, a follower of the feed, and servers that are asked over HTTP.
type load struct {
	t         *testing.T
	place     place
	writers   []*writer
	follower  *follower
	askers    []*asker
	problems  *findings
	retries   *retryCounter
	databases []database
	stop      chan struct{}
	wait      sync.WaitGroup
}

// startLoad starts a follower and so many writers; these reach the database by their own address.
func startLoad(t *testing.T, p place, writers int, byURL string, random *rand.Rand) *load {
	t.Helper()
	l := &load{t: t, place: p, problems: &findings{}, retries: newRetryCounter(), stop: make(chan struct{})}
	l.follower = &follower{index: newIndex(), db: l.open(p, true), problems: l.problems}
	l.goOn(func(ctx context.Context) { l.follower.run(ctx, l.stop) })
	for i := range writers {
		w := &writer{
			db: l.open(p.by(byURL), false), number: i, problems: l.problems,
			random: rand.New(rand.NewPCG(random.Uint64(), uint64(i))),
		}
		l.writers = append(l.writers, w)
		l.goOn(func(ctx context.Context) { w.run(ctx, l.stop) })
	}
	return l
}

func (l *load) open(p place, readOnly bool) database {
	l.t.Helper()
	db := p.open(l.t, readOnly, l.retries.log())
	l.databases = append(l.databases, db)
	return db
}

func (l *load) goOn(run func(ctx context.Context)) {
	ctx := l.t.Context()
	l.wait.Go(func() { run(ctx) })
}

// ask starts a server at the place, with further flags, and asks it all the time.
func (l *load) ask(name string, p place, flags ...string) *asker {
	l.t.Helper()
	server, base := p.serve(l.t, flags...)
	a := &asker{index: newIndex(), name: name, server: server, base: base, problems: l.problems}
	l.askers = append(l.askers, a)
	l.goOn(func(ctx context.Context) { a.run(ctx, l.stop) })
	return a
}

// halt stops all that goes on, without looking at anything.
func (l *load) halt() {
	close(l.stop)
	l.wait.Wait()
}

// end ends the load, lets follower and askers read to the end of the feed, and holds everything against what is stored
// in the end.
func (l *load) end(when string) *wholeStore {
	l.t.Helper()
	l.halt()
	db := l.open(l.place, true)
	whole := readWhole(l.t, db)
	whole.check(l.problems)
	l.checkFollowers(whole)
	l.checkWriters(whole)
	for _, a := range l.askers {
		a.server.signal(syscall.SIGTERM)
		if code := a.server.wait(l.t); code != exitDone {
			l.problems.add(fmt.Sprintf("%s: ended with code %d: %s", a.name, code, a.server.log))
		}
	}
	checkIndex(l.t, l.problems, l.place, db)
	for _, db := range l.databases {
		if err := db.Close(); err != nil {
			l.problems.add(fmt.Sprintf("close: %v", err))
		}
	}
	l.problems.report(l.t, when)
	return whole
}

func (l *load) checkFollowers(whole *wholeStore) {
	ctx := l.t.Context()
	eventually(l.t, "the follower has caught up", func() bool {
		l.follower.step(ctx)
		return l.follower.after >= whole.head.Position || l.problems.count() > 0
	})
	l.follower.check(l.problems, "follower", whole, asOf())
	today := disclosure.DateOf(time.Now().In(chinaTime()))
	for _, a := range l.askers {
		eventually(l.t, a.name+" has told everything", func() bool {
			a.step(ctx)
			return a.after >= whole.head.Position || l.problems.count() > 0
		})
		a.check(l.problems, a.name, whole, today)
	}
}

func (l *load) checkWriters(whole *wholeStore) {
	changes, counted := 0, int64(0)
	for _, w := range l.writers {
		whole.checkKept(l.problems, fmt.Sprintf("writer %d", w.number), w.ledger)
		changes += len(w.ledger)
		counted += w.counted
	}
	if got := whole.writersChanges(); got != changes {
		l.problems.add(fmt.Sprintf("writers: they know of %d changes, the feed holds %d of theirs", changes, got))
	}
	for i := range whole.rows.NotPublic {
		if whole.rows.NotPublic[i].Rule == writersRule {
			counted--
		}
	}
	if counted != 0 {
		l.problems.add(fmt.Sprintf("writers: they know of %d more rows that are not public than there are", counted))
	}
}

// writer publishes, corrects and withdraws records of its own, and notes what was acknowledged.
type writer struct {
	db       database
	number   int
	random   *rand.Rand
	problems *findings

	made int
	own  []disclosure.Record
	// ledger is every change that is known to be written; batches and counted are how many, lookedUp how many of the
	// batches failed and were looked for afterwards.
	ledger   []written
	batches  int
	counted  int64
	lookedUp int
}

// run writes until stop is closed. A write under way is never given up: its outcome has to be known.
func (w *writer) run(ctx context.Context, stop <-chan struct{}) {
	tick := time.NewTicker(writersEvery)
	defer tick.Stop()
	for {
		w.write(ctx)
		select {
		case <-stop:
			return
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (w *writer) write(ctx context.Context) {
	b := w.batch()
	applied, err := w.db.Apply(ctx, b)
	switch {
	case err == nil:
		if applied.Last-applied.First+1 != int64(len(b.Writes)) {
			w.problems.add(fmt.Sprintf("writer: %d writes were given the positions %d to %d", len(b.Writes), applied.First, applied.Last))
		}
		for i := range b.Writes {
			w.written(&b.Writes[i], applied.First+int64(i))
		}
		w.batches++
		w.counted += int64(len(b.Counted))
	case disclosure.KindOf(err) == disclosure.Unavailable:
		w.lookUp(ctx, b)
	case ctx.Err() == nil:
		w.problems.add(fmt.Sprintf("writer: %v: %v", disclosure.KindOf(err), err))
	}
}

// lookUp finds out whether a batch was written after all: all of it, or nothing.
func (w *writer) lookUp(ctx context.Context, b store.Batch) {
	w.lookedUp++
	tick := time.NewTicker(asksEvery)
	defer tick.Stop()
	positions := make([]int64, len(b.Writes))
	for i := 0; i < len(b.Writes); {
		var err error
		if positions[i], err = w.find(ctx, &b.Writes[i]); err == nil {
			i++
			continue
		}
		if disclosure.KindOf(err) != disclosure.Unavailable && ctx.Err() == nil {
			w.problems.add(fmt.Sprintf("writer: look-up: %v", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
	if positions[0] == 0 {
		if slices.Max(positions) > 0 {
			w.problems.add("writer: a batch is written by half")
		}
		return
	}
	for i := range b.Writes {
		if positions[i] != positions[0]+int64(i) {
			w.problems.add("writer: a batch is written by half, or not in one piece")
		}
		w.written(&b.Writes[i], positions[i])
	}
	w.counted += int64(len(b.Counted))
}

// find returns the position of a write, 0 if it was not made.
func (w *writer) find(ctx context.Context, write *store.Write) (int64, error) {
	changes, err := w.db.History(ctx, write.Record.ID)
	if disclosure.KindOf(err) == disclosure.NotFound {
		return 0, nil
	}
	for i := range changes {
		if changes[i].Version == write.Record.Version {
			return changes[i].Position, err
		}
	}
	return 0, err
}

// written notes a write that is known to be made.
func (w *writer) written(write *store.Write, position int64) {
	r := write.Record
	digest := r.Digest
	if !r.State.Public() {
		digest = disclosure.Digest{}
	}
	w.ledger = append(w.ledger, written{position, r.ID, r.Version, digest.String()})
	at := slices.IndexFunc(w.own, func(own disclosure.Record) bool { return own.ID == r.ID })
	switch {
	case at < 0 && r.State.Public():
		w.own = append(w.own, r)
	case at >= 0 && r.State.Public():
		w.own[at] = r
	case at >= 0:
		w.own = slices.Delete(w.own, at, at+1)
	}
}

// batch makes up the next batch: mostly new records, some corrections, a few ends, now and then a row that is not public.
func (w *writer) batch() store.Batch {
	b := store.Batch{At: time.Now().UTC().Truncate(time.Microsecond)}
	figures := make(map[store.Figure]int64)
	used := make(map[disclosure.ID]bool)
	for range 1 + w.random.IntN(mostWrites) {
		write := w.change(b.At)
		if used[write.Record.ID] {
			continue
		}
		used[write.Record.ID] = true
		b.Writes = append(b.Writes, write)
		event := string(write.Op)
		if write.Reason != "" {
			event += ":" + string(write.Reason)
		}
		figures[figureOf(event)]++
		if write.Op == disclosure.OpPublish {
			figures[figureOf(store.EventWorkingDaysOf)]++
		}
	}
	for figure, count := range maps.All(figures) {
		figure.Count = count
		b.Figures = append(b.Figures, figure)
	}
	if w.random.IntN(3) == 0 {
		w.made++
		figure := figureOf("not_public:" + string(writersRule))
		figure.Count = 1
		b.Counted = []store.Counted{{Key: w.key(w.made), Rule: writersRule, Figure: figure}}
	}
	return b
}

func (w *writer) change(at time.Time) store.Write {
	if n := len(w.own); n > 0 && (n > mostOwnRecords || w.random.IntN(5) < 2) {
		r := w.own[w.random.IntN(n)]
		write := store.Write{Op: disclosure.OpCorrect, Reason: disclosure.ReasonErrorInSource, Expect: r.Version, Trail: w.trail()}
		r.Version++
		r.UpdatedAt = at
		if n > mostOwnRecords || w.random.IntN(6) == 0 {
			write.Op, write.Reason, r.State = disclosure.OpWithdraw, disclosure.ReasonPublishedInError, disclosure.StateWithdrawn
		} else {
			r.Seal(fmt.Appendf(nil, `{"content":"第%d版"}`, r.Version))
		}
		write.Record = r
		return write
	}
	w.made++
	r := disclosure.Record{
		ID: disclosure.NewID(disclosure.KindPenalty), Kind: disclosure.KindPenalty, Version: 1, State: disclosure.StatePublished,
		Name: fmt.Sprintf("第%d人第%d号", w.number, w.made), Authority: writersUnit, DecidedOn: asOf(), PublishedAt: at, UpdatedAt: at,
	}
	r.Seal(fmt.Appendf(nil, `{"content":"第1版第%d号"}`, w.made))
	return store.Write{Op: disclosure.OpPublish, Record: r, Keys: []disclosure.Key{w.key(w.made)}, Trail: w.trail()}
}

func (w *writer) key(n int) disclosure.Key { return sha256.Sum256(fmt.Append(nil, w.number, "/", n)) }

func (w *writer) trail() store.Trail { return store.Trail{By: fmt.Sprint("writer ", w.number)} }

func figureOf(event string) store.Figure {
	return store.Figure{Month: "2026-11", DecidedMonth: "2026-11", Kind: disclosure.KindPenalty, Unit: writersUnit, Event: event}
}

// index is what a search index makes of the feed, with all that it was told on the way.
type index struct {
	records map[disclosure.ID]held
	told    map[int64]written
	after   int64
	feed    string
}

func newIndex() index {
	return index{records: make(map[disclosure.ID]held), told: make(map[int64]written)}
}

// take takes a change in, with the record as it is now; nil once it is gone.
func (x *index) take(change written, record *held) error {
	if change.Position != x.after+1 {
		return fmt.Errorf("the change at %d was given behind %d", change.Position, x.after)
	}
	x.after = change.Position
	x.told[change.Position] = change
	if record == nil {
		delete(x.records, change.ID)
		return nil
	}
	if record.Version < change.Version {
		return fmt.Errorf("version %d of a record came with its change to version %d", record.Version, change.Version)
	}
	x.records[change.ID] = *record
	return nil
}

func (x *index) check(f *findings, who string, whole *wholeStore, day disclosure.Date) {
	f.same(who, whole.public(day), x.records)
	whole.checkKept(f, who, sortedWritten(x.told))
}

// follower follows the feed as another process would.
type follower struct {
	index

	db       database
	head     int64
	problems *findings
}

func (f *follower) run(ctx context.Context, stop <-chan struct{}) {
	tick := time.NewTicker(asksEvery)
	defer tick.Stop()
	for {
		f.step(ctx)
		select {
		case <-stop:
			return
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// step reads one page.
func (f *follower) step(ctx context.Context) {
	page, err := f.db.Changes(ctx, f.after, 500, "")
	if err == nil {
		err = f.takePage(&page)
	}
	if err != nil && disclosure.KindOf(err) != disclosure.Unavailable && ctx.Err() == nil {
		f.problems.add(fmt.Sprintf("follower: %v", err))
	}
}

func (f *follower) takePage(page *store.ChangePage) error {
	if f.feed == "" {
		f.feed = page.Head.FeedID
	}
	if page.Head.FeedID != f.feed || page.Head.Position < f.head {
		return errors.New("the feed is another, or its head has gone back")
	}
	f.head = page.Head.Position
	for i := range page.Entries {
		entry := &page.Entries[i]
		var record *held
		if entry.Record != nil {
			if entry.Record.Digest != entry.Record.ComputeDigest() {
				return errors.New("a digest does not match salt and body")
			}
			now := heldOf(entry.Record)
			record = &now
		}
		if err := f.take(writtenOf(&entry.Change), record); err != nil {
			return err
		}
	}
	return nil
}
