package embedded

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
)

// The manifest says of what segments an index consists and what position they reflect. It is replaced in one step, so that a
// crash leaves the one or the other.
const manifestName = "manifest." + formatVersion + ".json"

// manifest is the file: the index, and the checksum of its bytes.
type manifest struct {
	Sum   uint32          `json:"sum"`
	Index json.RawMessage `json:"index"`
}

type savedIndex struct {
	FeedID   string         `json:"feed_id"`
	Position int64          `json:"position"`
	Segments []savedSegment `json:"segments"`
}

type savedSegment struct {
	Name string `json:"name"`
	// Seal is that of the segment that is meant: another one may have come to its name.
	Seal uint32 `json:"seal"`
	// Deleted, Wiped and Pending are bitmaps.
	Deleted []byte `json:"deleted,omitempty"`
	Wiped   []byte `json:"wiped,omitempty"`
	Pending []byte `json:"pending,omitempty"`
	// Since is when the first document was deleted whose pairs are still there.
	Since time.Time `json:"since,omitzero"`
	// Sums are the checksums of blocks that were overwritten.
	Sums map[int][]uint32 `json:"sums,omitempty"`
}

// saveManifest writes the shelf, which must have nothing in memory.
func saveManifest(dir string, s *shelf) error {
	saved := savedIndex{FeedID: s.feedID, Position: s.position, Segments: make([]savedSegment, len(s.segments))}
	for i, p := range s.segments {
		one := savedSegment{Name: p.name, Seal: p.seal, Since: p.since, Sums: p.erased}
		var err error
		if one.Deleted, err = p.deleted.ToBytes(); err != nil {
			return fmt.Errorf("manifest: %w", err)
		}
		if one.Wiped, err = p.wiped.ToBytes(); err != nil {
			return fmt.Errorf("manifest: %w", err)
		}
		if one.Pending, err = p.pending.ToBytes(); err != nil {
			return fmt.Errorf("manifest: %w", err)
		}
		saved.Segments[i] = one
	}
	index, err := json.Marshal(saved)
	if err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	raw, err := json.Marshal(manifest{checksum(index), index})
	if err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	return replaceFile(filepath.Join(dir, manifestName), raw)
}

// replaceFile writes a file beside its place and moves it there, durably.
func replaceFile(path string, raw []byte) error {
	aside, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, fileMode) //nolint:gosec // in our own folder
	if err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	_, err = aside.Write(raw)
	if err = errors.Join(err, aside.Sync(), aside.Close()); err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	if err := os.Rename(aside.Name(), path); err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes the names in a folder durable.
func syncFolder(dir string) error {
	folder, err := os.Open(dir) //nolint:gosec // our own folder
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	return nil
}

// readManifest reads what saveManifest wrote; nil without a file.
func readManifest(dir string) (*savedIndex, error) {
	raw, err := os.ReadFile(filepath.Join(dir, manifestName)) //nolint:gosec // in our own folder
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // none is what there is
	}
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	var file manifest
	if err := json.Unmarshal(raw, &file); err != nil {
		return nil, fmt.Errorf("%w: manifest: %w", errDamaged, err)
	}
	if checksum(file.Index) != file.Sum {
		return nil, fmt.Errorf("%w: manifest: checksum", errDamaged)
	}
	saved := new(savedIndex)
	if err := json.Unmarshal(file.Index, saved); err != nil {
		return nil, fmt.Errorf("%w: manifest: %w", errDamaged, err)
	}
	return saved, nil
}

// loadManifest opens what the manifest names; nil without one. next is a number that no file of the folder has yet.
func loadManifest(dir string) (s *shelf, next int64, err error) {
	found, err := os.ReadDir(dir)
	if err != nil {
		return nil, 0, fmt.Errorf("index: %w", err)
	}
	for _, file := range found {
		digits, _, _ := strings.Cut(file.Name(), ".")
		if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
			next = max(next, n)
		}
	}
	saved, err := readManifest(dir)
	if saved == nil || err != nil {
		return nil, next, err
	}
	s = &shelf{feedID: saved.FeedID, position: saved.Position}
	for _, one := range saved.Segments {
		p, err := one.open(dir)
		if err == nil {
			if err = guard(p.finishWiping); err != nil {
				p.release()
			}
		}
		if err != nil {
			for _, p := range s.segments {
				p.release()
			}
			return nil, next, err
		}
		s.segments = append(s.segments, p)
	}
	return s, next, nil
}

func (one *savedSegment) open(dir string) (part, error) {
	deleted, wiped, pending := roaring.New(), roaring.New(), roaring.New()
	for set, raw := range map[*roaring.Bitmap][]byte{deleted: one.Deleted, wiped: one.Wiped, pending: one.Pending} {
		if err := set.UnmarshalBinary(raw); err != nil {
			return part{}, fmt.Errorf("%w: manifest: %w", errDamaged, err)
		}
	}
	if filepath.Base(one.Name) != one.Name {
		return part{}, fmt.Errorf("%w: manifest: segment %q", errDamaged, one.Name)
	}
	s, err := openSegment(dir, one.Name)
	if err != nil {
		return part{}, err
	}
	if s.seal != one.Seal {
		s.release()
		return part{}, fmt.Errorf("%w: manifest: %s is another segment", errDamaged, one.Name)
	}
	s.erased, s.wiped, s.pending, s.since = one.Sums, wiped, pending, one.Since
	s.markUnreadable()
	return part{s, deleted}, nil
}
