package embedded

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
)

// shelf is what an index consists of as its writer sees it. It is replaced as a whole, so that a write that fails leaves
// everything as it was.
type shelf struct {
	feedID   string
	position int64
	segments []part
	fresh    []*entry
}

// living is how many of its documents are not deleted.
func (p part) living() int64 { return int64(p.docs) - int64(p.deleted.GetCardinality()) }

// files names the segments of a folder.
type files struct {
	dir  string
	next atomic.Int64
}

const segmentSuffix = "." + formatVersion + ".seg"

func (f *files) name() string { return fmt.Sprintf("%08d%s", f.next.Add(1), segmentSuffix) }

// add is the shelf after a step: the documents put, those with their ids or the ids removed deleted. most is how many
// documents may stay in memory; a shelf with more of them writes them to a segment.
func (s *shelf) add(f *files, put []*entry, removed []idKey, most int) (*shelf, error) {
	next := &shelf{feedID: s.feedID, position: s.position, segments: slices.Clone(s.segments)}
	touched := make(map[idKey]bool, len(put)+len(removed))
	for _, e := range put {
		touched[e.key] = true
	}
	for _, key := range removed {
		touched[key] = true
	}
	next.fresh = make([]*entry, 0, len(s.fresh)+len(put))
	for _, e := range s.fresh {
		if !touched[e.key] {
			next.fresh = append(next.fresh, e)
		}
	}
	next.fresh = append(next.fresh, put...)
	next.remove(touched)
	if len(next.fresh) <= most {
		return next, nil
	}
	return next.flushed(f)
}

// remove marks documents as deleted in whichever segment they are.
func (s *shelf) remove(keys map[idKey]bool) {
	for i, p := range s.segments {
		var deleted *roaring.Bitmap
		for key := range keys {
			if doc, ok := p.find(key); ok && !p.deleted.Contains(doc) {
				if deleted == nil {
					deleted = p.deleted.Clone()
				}
				deleted.Add(doc)
			}
		}
		if deleted != nil {
			s.segments[i].deleted = deleted
		}
	}
}

// flushed is the shelf with its documents in memory written to a segment, which is open and has one use.
func (s *shelf) flushed(f *files) (*shelf, error) {
	if len(s.fresh) == 0 {
		return s, nil
	}
	entries := slices.Clone(s.fresh)
	slices.SortFunc(entries, compareEntries)
	next := &shelf{feedID: s.feedID, position: s.position, segments: slices.Clone(s.segments)}
	for len(entries) > 0 {
		n := fitting(entries)
		opened, err := f.write(func(path string) error { return writeSegment(path, entries[:n]) })
		if err != nil {
			for _, p := range next.segments[len(s.segments):] {
				p.discard()
			}
			return nil, err
		}
		next.segments = append(next.segments, part{opened, roaring.New()})
		entries = entries[n:]
	}
	return next, nil
}

// write makes a segment file and opens it. One that cannot be written whole is removed.
func (f *files) write(fill func(path string) error) (*segment, error) {
	name := f.name()
	path := filepath.Join(f.dir, name)
	whole := false
	defer func() {
		if !whole {
			_ = os.Remove(path) // else the next opening does
		}
	}()
	if err := fill(path); err != nil {
		return nil, err
	}
	s, err := openSegment(f.dir, name)
	whole = err == nil
	return s, err
}

// discard ends the only use of a segment that nothing came to refer to.
func (s *segment) discard() {
	s.dropped.Store(true)
	s.release()
}

// fitting is how many of the entries fit into one segment.
func fitting(entries []*entry) int {
	size := 0
	for i, e := range entries {
		if size += len(e.text); i == segmentDocs || size > segmentBytes && i > 0 {
			return i
		}
	}
	return len(entries)
}

// without are the segments that another shelf does not have.
func (s *shelf) without(other *shelf) []part {
	var parts []part
	for _, p := range s.segments {
		if !slices.ContainsFunc(other.segments, func(one part) bool { return one.segment == p.segment }) {
			parts = append(parts, p)
		}
	}
	return parts
}

// discardBut removes the segments that a shelf, which was never shown, does not share with another one.
func (s *shelf) discardBut(other *shelf) {
	for _, p := range s.without(other) {
		p.discard()
	}
}
