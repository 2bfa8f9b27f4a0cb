package embedded

import (
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
)

// view is an index as one search sees it, whatever is applied meanwhile. It never changes.
type view struct {
	feedID   string
	position int64
	segments []part
	// fresh are the documents that are in no segment yet.
	fresh []*entry

	refs atomic.Int64
}

// part is a segment with the documents of it that are deleted. The set is never changed, but replaced.
type part struct {
	*segment

	deleted *roaring.Bitmap
}

// documents counts them.
func (v *view) documents() int64 {
	n := int64(len(v.fresh))
	for _, p := range v.segments {
		n += p.living()
	}
	return n
}

// newView makes a view with one use. It uses its segments.
func newView(feedID string, position int64, segments []part, fresh []*entry) *view {
	v := &view{feedID: feedID, position: position, segments: segments, fresh: fresh}
	v.refs.Store(1)
	for _, p := range segments {
		p.retain()
	}
	return v
}

// retain adds a use, unless the last one has ended.
func (v *view) retain() bool {
	for {
		n := v.refs.Load()
		if n == 0 {
			return false
		}
		if v.refs.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

func (v *view) release() {
	if v.refs.Add(-1) > 0 {
		return
	}
	for _, p := range v.segments {
		p.release()
	}
}
