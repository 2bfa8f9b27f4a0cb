package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"slices"
	"time"

	"mingshi/internal/disclosure"
)

// The layout of a b-tree page, as https://www.sqlite.org/fileformat2.html#b_tree_pages has it.
const (
	fileHeaderSize = 100 // before the header of page 1

	interiorIndex, interiorTable, leafIndex, leafTable = 2, 5, 10, 13 // the first byte of the header

	cellCountAt, contentStartAt = 3, 5

	leafHeaderSize, interiorHeaderSize = 8, 12

	cellPointerSize = 2
)

// pagesAtOnce is how many pages one transaction cleans, so that a writer elsewhere need not wait long.
const pagesAtOnce = 1000

// checkpointPatience is how long a checkpoint waits for readers: all writers, those of other processes too, wait with it,
// and a view or a snapshot lasts longer than they should.
const checkpointPatience = 200 * time.Millisecond

// ErrHeld is wrapped by the kind Unavailable error of Scrub while a reader holds the log and something that is gone lies in it.
var ErrHeld = errors.New("a reader holds it")

// scrubState is the answer of stale_since_scrub.sql.
type scrubState struct {
	position            int64
	stale, dirty, moved bool
}

// Scrub implements store.Upkeep. With secure_delete SQLite overwrites what is deleted, with two gaps that are closed
// here: when cells move between pages their old bytes may stay in the unused middle of a page, and the log keeps earlier
// states of pages until it is truncated. While a reader still needs a log that may hold what is gone it is kind Unavailable
// and ErrHeld; call it again.
func (s *Store) Scrub(ctx context.Context) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	if s.writer == nil {
		return disclosure.Errorf(disclosure.Unavailable, "scrub: store opened for reading only")
	}
	s.scrubbing.Lock()
	defer s.scrubbing.Unlock()
	state, err := s.cleanPages(ctx)
	if err != nil {
		return explain(ctx, err, "scrub pages")
	}
	free, err := s.truncateLog(ctx)
	switch {
	case err != nil:
		return explain(ctx, err, "scrub log")
	case !free && state.stale:
		return disclosure.Errorf(disclosure.Unavailable, "scrub log: %w", ErrHeld)
	}
	s.cleaned = 0
	return explain(ctx, s.markScrubbed(ctx, state), "scrub mark")
}

// truncateLog empties the log unless a reader holds it for longer than checkpointPatience.
func (s *Store) truncateLog(ctx context.Context) (free bool, err error) {
	conn, err := s.writer.db.Conn(ctx)
	if err != nil {
		return false, err
	}
	defer conn.Close() //nolint:errcheck // it goes back into the pool
	patience := func(wait time.Duration) error {
		_, err := conn.ExecContext(context.WithoutCancel(ctx), busyTimeout(wait))
		return err
	}
	if err := patience(min(s.busy, checkpointPatience)); err != nil {
		return false, err
	}
	var busy, logged, copied int
	err = conn.QueryRowContext(ctx, checkpointSQL).Scan(&busy, &logged, &copied)
	return busy == 0, errors.Join(err, patience(s.busy))
}

// cleanPages zeroes the unused bytes of all pages, unless nothing was changed or ended since they last were: it reads the
// whole file, and an import that only adds need not pay for that, nor a Scrub that comes again because the log was held.
func (s *Store) cleanPages(ctx context.Context) (scrubState, error) {
	var state scrubState
	err := s.reader.queryRow(ctx, staleSinceScrubSQL, []any{s.cleaned}, &state.position, &state.stale, &state.dirty, &state.moved)
	if err == nil && state.dirty {
		err = s.cleanDirtyPages(ctx)
	}
	if err == nil {
		s.cleaned = state.position
	}
	return state, err
}

// markScrubbed remembers for all processes how far pages and log are clean.
func (s *Store) markScrubbed(ctx context.Context, state scrubState) error {
	if !state.moved {
		return nil
	}
	return s.write(ctx, func(ctx context.Context, v *view) error {
		_, err := v.exec(ctx, markScrubbedSQL, state.position)
		return err
	})
}

func (s *Store) cleanDirtyPages(ctx context.Context) error {
	dirty, err := s.dirtyPages(ctx)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(dirty, pagesAtOnce) {
		err := s.write(ctx, func(ctx context.Context, v *view) error { return cleanChunk(ctx, v, chunk) })
		if err != nil {
			return err
		}
	}
	return nil
}

// dirtyPages lists the pages whose unused bytes are not all zero.
func (s *Store) dirtyPages(ctx context.Context) ([]int64, error) {
	rows, err := s.reader.query(ctx, pageListSQL)
	if err != nil {
		return nil, err
	}
	var dirty []int64
	err = eachRow(rows, func() error {
		var number int64
		var data sql.RawBytes
		if err := rows.Scan(&number, &data); err != nil {
			return err
		}
		if hasBytes(unusedBytes(number, data)) {
			dirty = append(dirty, number)
		}
		return nil
	})
	return dirty, err
}

// cleanChunk looks at each page again, since it may have changed, and zeroes what is unused now.
func cleanChunk(ctx context.Context, v *view, numbers []int64) error {
	for _, number := range numbers {
		var data []byte
		err := v.queryRow(ctx, pageReadSQL, []any{number}, &data)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return err
		}
		unused := unusedBytes(number, data)
		if !hasBytes(unused) {
			continue
		}
		clear(unused)
		if _, err := v.exec(ctx, pageWriteSQL, number, data); err != nil {
			return err
		}
	}
	return nil
}

// unusedBytes is the part of a b-tree page between its cell pointers and its cells; nil for other pages and for one that
// does not look like what it says. The first byte of any other page is the highest of a page number, and the file is
// kept small enough that it is 0 or 1 (see maxPages).
func unusedBytes(number int64, page []byte) []byte {
	header := 0
	if number == 1 {
		header = fileHeaderSize
	}
	if len(page) < header+interiorHeaderSize {
		return nil
	}
	start := header + leafHeaderSize
	switch page[header] {
	case leafIndex, leafTable:
	case interiorIndex, interiorTable:
		start = header + interiorHeaderSize
	default:
		return nil
	}
	start += cellPointerSize * int(binary.BigEndian.Uint16(page[header+cellCountAt:]))
	end := int(binary.BigEndian.Uint16(page[header+contentStartAt:]))
	if end == 0 {
		end = 1 << 16 // an empty page of the largest size
	}
	if start > end || end > len(page) {
		return nil
	}
	return page[start:end]
}

func hasBytes(part []byte) bool {
	return slices.ContainsFunc(part, func(b byte) bool { return b != 0 })
}
