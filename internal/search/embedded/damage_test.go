package embedded_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/search/embedded"
)

// folder is a copy of what a folder holds, by name.
type folder map[string][]byte

func readFolder(t testing.TB, dir string) folder {
	t.Helper()
	found, err := os.ReadDir(dir)
	must(t, err)
	f := folder{}
	for _, file := range found {
		raw, err := os.ReadFile(filepath.Join(dir, file.Name()))
		must(t, err)
		f[file.Name()] = raw
	}
	return f
}

// write makes a new folder of the copy.
func (f folder) write(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for name, raw := range f {
		must(t, os.WriteFile(filepath.Join(dir, name), raw, 0o600))
	}
	return dir
}

// segments are the names of the segment files.
func (f folder) segments() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(f)), func(name string) bool {
		return !strings.HasSuffix(name, embedded.SegmentSuffix)
	})
}

// patient is an index that is going to be damaged: three segments with deleted documents.
type patient struct {
	batches []search.Batch
	want    answers
	whole   folder
}

func newPatient(t *testing.T, seed uint64) patient {
	t.Helper()
	d := rolled(seed)
	p := patient{batches: []search.Batch{
		step(1, d.documents(0, 400)), step(2, d.documents(400, 700)), step(3, d.documents(690, 990)),
		step(4, d.documents(0, 20), nthID(kindOf(30), 30), nthID(kindOf(500), 500), nthID(kindOf(800), 800)),
	}}
	dir := t.TempDir()
	ix := open(t, dir, embedded.Options{Today: today})
	begin(t, ix, p.batches[0])
	apply(t, ix, p.batches[1:]...)
	must(t, ix.Close())
	p.want = answersOf(t, truthOf(t, p.batches...), append(d.queries(12), everything()))
	p.whole = readFolder(t, dir)
	if n := len(p.whole.segments()); n < 3 {
		t.Fatalf("%d segments, want three or more", n)
	}
	return p
}

// wantTruthOrNothing asks all queries: each is answered exactly, or the index is down, knows that it must be built anew, and
// stays so. It tells whether it is.
func (p *patient) wantTruthOrNothing(t *testing.T, ix *embedded.Index) (down bool) {
	t.Helper()
	for i, q := range p.want.queries {
		var pages []search.Result
		for {
			result, err := ix.Search(t.Context(), q)
			if err != nil {
				wantDown(t, ix, err)
				down = true
				break
			}
			if down {
				t.Fatalf("%+v is answered after the index was down", q)
			}
			if q.After = result.Next; q.After == "" {
				pages = append(pages, result)
				break
			}
			result.Next = "more"
			pages = append(pages, result)
		}
		if down {
			continue
		}
		if diff := differ(p.want.walks[i], pages); diff != "" {
			t.Fatalf("%+v (-truth +index):\n%s", q, diff)
		}
	}
	return down
}

// wantDown holds an error and the state to what the contract says of a damaged index.
func wantDown(t testing.TB, ix *embedded.Index, err error) {
	t.Helper()
	var down *search.Down
	if disclosure.KindOf(err) != disclosure.Unavailable || !errors.As(err, &down) || !down.Building || down.Since.IsZero() {
		t.Fatalf("error is %v, want kind unavailable, that it is being built, and since when", err)
	}
	state, err := ix.State(t.Context())
	must(t, err)
	if state != (search.State{}) {
		t.Fatalf("state is %+v, want the zero one", state)
	}
}

// try opens a damaged folder and asks; then builds it anew and wants the truth, and nothing else in the folder.
func (p *patient) try(t *testing.T, f folder, rebuild bool) (down bool) {
	t.Helper()
	dir := f.write(t)
	ix, err := embedded.Open(t.Context(), dir, embedded.Options{Today: today})
	must(t, err)
	down = p.wantTruthOrNothing(t, ix)
	if rebuild {
		begin(t, ix, p.batches...)
		p.want.wantFrom(t, ix)
		wantNoStrangers(t, dir)
	}
	must(t, ix.Close())
	if !rebuild {
		return down
	}
	ix = open(t, dir, embedded.Options{Today: today})
	p.want.wantFrom(t, ix)
	return down
}

// wantNoStrangers fails the test if a folder holds a file that the manifest does not name.
func wantNoStrangers(t testing.TB, dir string) {
	t.Helper()
	f := readFolder(t, dir)
	for name := range f {
		switch {
		case name == "lock" || name == embedded.ManifestName:
		case strings.HasSuffix(name, embedded.SegmentSuffix) && bytes.Contains(f[embedded.ManifestName], []byte(name)):
		default:
			t.Errorf("%s is left in the folder", name)
		}
	}
}

// TestFlippedBits flips a bit in each part of each file, and at random places of them.
func TestFlippedBits(t *testing.T) {
	p := newPatient(t, 11)
	d := rolled(12)
	places := map[string][]embedded.Place{
		embedded.ManifestName: {{Name: "manifest", From: 0, To: int64(len(p.whole[embedded.ManifestName]))}},
	}
	dir := p.whole.write(t)
	for _, name := range p.whole.segments() {
		found, err := embedded.Places(filepath.Join(dir, name))
		must(t, err)
		places[name] = append(found, embedded.Place{Name: "anywhere", From: 0, To: int64(len(p.whole[name]))})
	}
	rounds, met := 2, 0
	if faults() {
		rounds = 40
	}
	tries := 0
	for name, list := range places {
		for _, place := range list {
			for range rounds {
				at, bit := place.From+d.Int64N(place.To-place.From), d.IntN(8)
				t.Run(fmt.Sprintf("%s/%s/%d.%d", name, place.Name, at, bit), func(t *testing.T) {
					f := maps.Clone(p.whole)
					f[name] = bytes.Clone(f[name])
					f[name][at] ^= 1 << bit
					tries++
					if p.try(t, f, tries%15 == 0) {
						met++
					}
				})
			}
		}
	}
	t.Logf("%d of %d flipped bits were met", met, tries)
	if met < tries/2 {
		t.Errorf("only %d of %d flipped bits were met", met, tries)
	}
}

// TestBrokenFolders breaks a folder in the ways that disks, people and backups do.
func TestBrokenFolders(t *testing.T) {
	t.Parallel()
	p, other := newPatient(t, 13), newPatient(t, 14)
	names := p.whole.segments()
	first, second, last := names[0], names[1], names[len(names)-1]
	cut := func(name string, size int) func(f folder) {
		return func(f folder) { f[name] = f[name][:size] }
	}
	size, manifestSize := len(p.whole[first]), len(p.whole[embedded.ManifestName])
	broken := map[string]func(f folder){
		"empty segment":                  cut(first, 0),
		"segment of a byte":              cut(first, 1),
		"segment without its last byte":  cut(first, size-1),
		"segment cut at its directory":   cut(first, size*9/10),
		"half a segment":                 cut(last, len(p.whole[last])/2),
		"longer segment":                 func(f folder) { f[first] = append(bytes.Clone(f[first]), 0) },
		"missing segment":                func(f folder) { delete(f, first) },
		"missing last segment":           func(f folder) { delete(f, last) },
		"no segment at all":              func(f folder) { delete(f, first); delete(f, second); delete(f, last) },
		"swapped segments":               func(f folder) { f[first], f[second] = f[second], f[first] },
		"one segment twice":              func(f folder) { f[first] = f[second] },
		"segment of another folder":      func(f folder) { f[first] = other.whole[other.whole.segments()[0]] },
		"last segment of another folder": func(f folder) { f[last] = other.whole[other.whole.segments()[len(names)-1]] },
		"manifest of another folder":     func(f folder) { f[embedded.ManifestName] = other.whole[embedded.ManifestName] },
		"zeros in place of a segment":    func(f folder) { f[first] = make([]byte, size) },
		"zeros in place of a manifest":   func(f folder) { f[embedded.ManifestName] = make([]byte, manifestSize) },
		"empty manifest":                 cut(embedded.ManifestName, 0),
		"half a manifest":                cut(embedded.ManifestName, manifestSize/2),
		"missing manifest":               func(f folder) { delete(f, embedded.ManifestName) },
		"manifest of nothing":            func(f folder) { f[embedded.ManifestName] = []byte(`{"sum":0,"index":{}}`) },
		"manifest that is null":          func(f folder) { f[embedded.ManifestName] = []byte(`null`) },
		"manifest of another version": func(f folder) {
			f["manifest.v0.json"] = f[embedded.ManifestName]
			delete(f, embedded.ManifestName)
		},
		"segments of another version": func(f folder) {
			for _, name := range names {
				f[strings.Replace(name, ".v1.", ".v0.", 1)] = f[name]
				delete(f, name)
			}
		},
	}
	for name, breakIt := range broken {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := maps.Clone(p.whole)
			breakIt(f)
			if !p.try(t, f, true) {
				t.Error("the damage was not met")
			}
		})
	}
}

// TestStrangersAreSwept finds the files of a crash, and of another version, in a folder that is otherwise whole.
func TestStrangersAreSwept(t *testing.T) {
	t.Parallel()
	p := newPatient(t, 15)
	f := maps.Clone(p.whole)
	f["99999999"+embedded.SegmentSuffix] = f[f.segments()[0]]
	f["00000001.v0.seg"] = []byte("older")
	f[embedded.ManifestName+".new"] = []byte("half")
	dir := f.write(t)
	ix := open(t, dir, embedded.Options{Today: today})
	p.want.wantFrom(t, ix)
	wantNoStrangers(t, dir)
	apply(t, ix, step(5, rolled(1).documents(2000, 2300)))
}

// TestHalfBuiltGenerationIsNotTakenForTheIndex opens a folder whose one segment is gone, builds the next generation to the
// file, and dies there: the files have the names that the old manifest gives, and are not what it means.
func TestHalfBuiltGenerationIsNotTakenForTheIndex(t *testing.T) {
	t.Parallel()
	d := rolled(16)
	dir := t.TempDir()
	ix := open(t, dir, embedded.Options{Today: today})
	begin(t, ix, step(9, d.documents(0, 300)))
	must(t, ix.Close())
	for _, name := range readFolder(t, dir).segments() {
		must(t, os.Remove(filepath.Join(dir, name)))
	}
	ix = open(t, dir, embedded.Options{Today: today})
	g, err := ix.Rebuild(t.Context(), feed)
	must(t, err)
	must(t, g.Apply(t.Context(), step(1, numbered(embedded.GenerationFresh+1, func(int, *search.Document) {}))))
	crashed := readFolder(t, dir)
	if len(crashed.segments()) == 0 {
		t.Fatal("the generation has not come to a file")
	}
	again := open(t, crashed.write(t), embedded.Options{Today: today})
	state, err := again.State(t.Context())
	must(t, err)
	if state != (search.State{}) {
		t.Fatalf("state is %+v, want the zero one", state)
	}
}

// TestDamageWhileOpen breaks files under an index that has them open: blocks that were not read yet, and all that is mapped.
func TestDamageWhileOpen(t *testing.T) {
	t.Parallel()
	p := newPatient(t, 17)
	breaks := map[string]func(t *testing.T, path string){
		"flipped": func(t *testing.T, path string) {
			t.Helper()
			raw, err := os.ReadFile(path)
			must(t, err)
			file, err := os.OpenFile(path, os.O_RDWR, 0)
			must(t, err)
			for n := 0; n < len(raw); n += embedded.BlockSize {
				_, err := file.WriteAt([]byte{raw[n] ^ 1}, int64(n))
				must(t, err)
			}
			must(t, file.Close())
		},
		"cut": func(t *testing.T, path string) {
			t.Helper()
			must(t, os.Truncate(path, 0))
		},
		"half cut": func(t *testing.T, path string) {
			t.Helper()
			info, err := os.Stat(path)
			must(t, err)
			must(t, os.Truncate(path, info.Size()/2))
		},
	}
	for name, breakIt := range breaks {
		for nth := range p.whole.segments() {
			t.Run(fmt.Sprintf("%s/%d", name, nth), func(t *testing.T) {
				t.Parallel()
				dir := p.whole.write(t)
				ix := open(t, dir, embedded.Options{Today: today})
				breakIt(t, filepath.Join(dir, p.whole.segments()[nth]))
				if !p.wantTruthOrNothing(t, ix) {
					t.Fatal("the damage was not met")
				}
				for what, err := range map[string]error{
					"suggest":    second(ix.Suggest(t.Context(), "宾馆", 5)),
					"neighbours": second(ix.Neighbours(t.Context(), []disclosure.ID{nthID(kindOf(1), 1)})),
				} {
					t.Log(what)
					wantDown(t, ix, err)
				}
				if err := ix.Apply(t.Context(), step(9, nil)); disclosure.KindOf(err) != disclosure.Conflict {
					t.Errorf("apply to a damaged index: %v, want kind conflict", err)
				}
				must(t, ix.Erase(t.Context()))
				begin(t, ix, p.batches...)
				p.want.wantFrom(t, ix)
				wantNoStrangers(t, dir)
			})
		}
	}
}

// TestDamageMetByWriters breaks every block and lets each writing operation meet it.
func TestDamageMetByWriters(t *testing.T) {
	t.Parallel()
	p := newPatient(t, 19)
	writers := map[string]func(ix *embedded.Index) error{
		"apply": func(ix *embedded.Index) error { return ix.Apply(t.Context(), p.batches[3]) },
		"merge": embedded.Merge,
		"erase": func(ix *embedded.Index) error { return ix.Erase(t.Context()) },
	}
	for name, write := range writers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := p.whole.write(t)
			ix := open(t, dir, embedded.Options{Today: today})
			for _, segment := range p.whole.segments() {
				must(t, os.Truncate(filepath.Join(dir, segment), 4096))
			}
			wantDown(t, ix, write(ix))
			begin(t, ix, p.batches...)
			p.want.wantFrom(t, ix)
			wantNoStrangers(t, dir)
		})
	}
}

func second[T any](_ T, err error) error { return err }
