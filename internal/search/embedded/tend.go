package embedded

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"mingshi/internal/search"
)

const (
	// freshMost is how many documents are looked through one by one before they become a segment; more than bulkMost at once
	// become one directly.
	freshMost = 1024
	bulkMost  = 256

	// saveEvery is how soon what was applied is written down, eraseEvery how soon the text of deleted documents is
	// overwritten (design.md §3: within 60 s).
	saveEvery  = 2 * time.Second
	eraseEvery = 20 * time.Second

	// A segment of at most rewriteDocs documents with deleted ones is written anew at once, a larger one after rewriteAfter
	// or when a quarter of it is deleted.
	rewriteDocs  = 8 << 10
	rewriteAfter = 24 * time.Hour

	// likeSegments is how many segments of like size are merged into one.
	likeSegments = 4
)

// tend keeps the index in order until the context ends: it saves, overwrites and merges.
func (ix *Index) tend(ctx context.Context) {
	defer close(ix.done)
	search.IsSyllable("") // its list takes a tenth of a second to make, which no search should wait for
	save, erase := time.NewTicker(saveEvery), time.NewTicker(eraseEvery)
	defer save.Stop()
	defer erase.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-ix.wake:
			err = ix.mergeLike(ctx)
		case <-save.C:
			err = ix.saveDue()
		case <-erase.C:
			err = ix.Erase(ctx)
		}
		if err != nil && ctx.Err() == nil {
			ix.options.Log.ErrorContext(ctx, "index upkeep", slog.Any("error", err))
		}
	}
}

// saveDue writes down what has waited long enough.
func (ix *Index) saveDue() error {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	if ix.unsaved.IsZero() || time.Since(ix.unsaved) < saveEvery || ix.living() == nil {
		return nil
	}
	return ix.save()
}

// save writes down the shelf. The caller holds writing.
func (ix *Index) save() error {
	return ix.read(ix.shelf.segments, func() error {
		next, err := ix.shelf.flushed(&ix.files)
		if err != nil {
			return unavailable(err)
		}
		if next != ix.shelf {
			if err := ix.publish(next); err != nil {
				return err
			}
		}
		if err := saveManifest(ix.files.dir, next); err != nil {
			return unavailable(err)
		}
		ix.unsaved = time.Time{}
		ix.letGo(true)
		return nil
	})
}

// mergeLike merges segments of like size as long as there are enough of them.
func (ix *Index) mergeLike(ctx context.Context) error {
	ix.tending.Lock()
	defer ix.tending.Unlock()
	for ctx.Err() == nil {
		ix.writing.Lock()
		var like []part
		if s := ix.living(); s != nil {
			like = s.like()
			for _, p := range like {
				p.retain()
			}
		}
		ix.writing.Unlock()
		if like == nil {
			return nil
		}
		err := ix.merge(like)
		for _, p := range like {
			p.release()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// like picks segments that should be one, nil where there are none.
func (s *shelf) like() []part {
	levels := map[int][]part{}
	var worn []part
	for _, p := range s.segments {
		if p.docs > 0 && int64(p.docs)-p.living() > int64(p.docs)/4 {
			worn = append(worn, p)
			continue
		}
		level, size := 0, p.living()
		for ; size >= likeSegments; size /= likeSegments {
			level++
		}
		levels[level] = append(levels[level], p)
	}
	if len(worn) > 0 {
		return fillOne(worn) // together, else many changes would keep the others from their turn
	}
	for _, parts := range levels {
		if len(parts) < likeSegments {
			continue
		}
		if some := fillOne(parts); len(some) > 1 {
			return some
		}
	}
	return nil
}

// merge writes the parts, which the caller uses, as one segment and puts it in their place.
func (ix *Index) merge(parts []part) error {
	var merged *segment
	var m *merging
	err := ix.read(parts, func() (err error) {
		m = newMerging(parts)
		merged, err = m.file(&ix.files)
		return err
	})
	if err != nil {
		return unavailable(err)
	}
	ix.writing.Lock()
	defer ix.writing.Unlock()
	next := ix.living().with(m, merged)
	if next == nil { // another generation took the place of this one meanwhile
		if merged != nil {
			merged.discard()
		}
		return nil
	}
	return ix.replace(next, parts, ix.publish)
}

// with is the shelf with the merged segment in the place of its parts; nil if it has not all of them.
func (s *shelf) with(m *merging, merged *segment) *shelf {
	if s == nil {
		return nil
	}
	next := &shelf{feedID: s.feedID, position: s.position, fresh: s.fresh}
	deleted, found := roaring.New(), 0
	for _, p := range s.segments {
		i := slices.IndexFunc(m.parts, func(one part) bool { return one.segment == p.segment })
		if i < 0 {
			next.segments = append(next.segments, p)
			continue
		}
		found++
		since := roaring.AndNot(p.deleted, m.parts[i].deleted)
		for it := since.Iterator(); it.HasNext(); {
			deleted.Add(m.numbers[i][it.Next()])
		}
	}
	if found < len(m.parts) {
		return nil
	}
	if merged != nil {
		next.segments = append(next.segments, part{merged, deleted})
	}
	return next
}

// replace shows and saves a shelf that no longer has the parts, and lets them go. The caller holds writing.
func (ix *Index) replace(next *shelf, parts []part, show func(*shelf) error) error {
	last := ix.shelf
	for _, p := range parts {
		p.retain() // until letGo
		ix.waiting = append(ix.waiting, p.segment)
		for _, now := range last.segments {
			if now.segment == p.segment {
				p.gone = roaring.AndNot(now.deleted, p.wiped)
			}
		}
		ix.cache.forget(p.segment)
	}
	if ix.unsaved.IsZero() {
		ix.unsaved = time.Now() // should it not be saved now, it is tried again
	}
	if err := show(next); err != nil {
		return err
	}
	return ix.save()
}

// letGo ends the use of segments that were merged away or replaced. With remove their files go too: no manifest names them.
func (ix *Index) letGo(remove bool) {
	for _, s := range ix.waiting {
		s.dropped.Store(s.dropped.Load() || remove)
		s.release()
	}
	ix.waiting = nil
}

// Erase overwrites the text of documents that were deleted, and writes small segments with such documents anew.
func (ix *Index) Erase(ctx context.Context) error {
	ix.tending.Lock()
	defer ix.tending.Unlock()
	ix.writing.Lock()
	err := ix.saveUnsaved()
	var small, large []part
	if s := ix.living(); s != nil && err == nil {
		small, large = s.toErase(time.Now())
		for _, p := range slices.Concat(small, large) {
			p.retain()
		}
		if len(large) > 0 {
			err = ix.wipe(large)
		}
	}
	ix.writing.Unlock()
	for _, p := range small {
		if err == nil && ctx.Err() == nil {
			err = ix.merge([]part{p})
		}
	}
	for _, p := range slices.Concat(small, large) {
		p.release()
	}
	return err
}

func (ix *Index) saveUnsaved() error {
	if ix.unsaved.IsZero() || ix.living() == nil {
		return nil
	}
	return ix.save()
}

// toErase picks the segments to write anew and those to overwrite in.
func (s *shelf) toErase(now time.Time) (anew, within []part) {
	for _, p := range s.segments {
		switch {
		case p.deleted.IsEmpty():
		case p.docs <= rewriteDocs, !p.since.IsZero() && now.Sub(p.since) > rewriteAfter:
			anew = append(anew, p)
		case !roaring.AndNot(p.deleted, p.wiped).IsEmpty():
			within = append(within, p)
		}
	}
	slices.SortFunc(anew, func(a, b part) int { return cmp.Compare(a.docs, b.docs) })
	return anew, within
}
