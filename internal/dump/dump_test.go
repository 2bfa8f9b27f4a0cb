package dump

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
	"mingshi/internal/wire"
)

func TestADumpIsWholeAndTrue(t *testing.T) {
	w := newWorld(t)
	w.oneOfEach()
	w.publish(aVenue("青卫证2", "二店"), "")
	w.publish(aPenalty("罚2", "未体检"), "2026-12-31")
	w.publish(aPenalty("罚3", "无证"), "2027-12-31")
	done := w.step()
	if done.Made != "2026-03-02-10" || done.Removed != 0 {
		t.Errorf("done %+v", done)
	}
	d := w.latest()
	if d.Position != 10 || d.Day.String() != "2026-03-02" || d.Terms.BaseURL != baseURL || d.Name != done.Made {
		t.Errorf("dump %+v", d)
	}
	if len(d.Files) != len(disclosure.Kinds())*len(Forms()) {
		t.Errorf("%d files", len(d.Files))
	}
	for i := range d.Files {
		w.isTrue(d, &d.Files[i])
	}
	want := map[disclosure.Kind]string{disclosure.KindPenalty: "2026-12-31", disclosure.KindVenue: "2026-12-31"}
	for _, f := range d.Files {
		if f.Until.String() != want[f.Kind] {
			t.Errorf("%s may be given out until %q, want %q", f.Name, f.Until, want[f.Kind])
		}
	}
}

// isTrue holds a file to what the manifest says of it and to what the store says now.
func (w *world) isTrue(d *Dump, f *File) {
	w.Helper()
	opened, err := w.shelf.Open(d.Name, f.Name)
	if err != nil {
		w.Fatal(err)
	}
	defer opened.Close()
	raw, err := io.ReadAll(opened)
	if err != nil {
		w.Fatal(err)
	}
	if sum := sha256.Sum256(raw); hex.EncodeToString(sum[:]) != f.SHA256 || int64(len(raw)) != f.Bytes {
		w.Errorf("%s: %d bytes with SHA-256 %x, the manifest says %d and %s", f.Name, len(raw), sum, f.Bytes, f.SHA256)
	}
	want := w.lines(f.Kind)
	if int64(len(want)) != f.Rows {
		w.Errorf("%s: the manifest says %d rows, want %d", f.Name, f.Rows, len(want))
	}
	got, err := unpack(raw, f.Form)
	if err != nil {
		w.Fatal(err)
	}
	lines := slices.Collect(strings.Lines(got))
	switch f.Form {
	case FormNDJSONGzip, FormNDJSONZstd:
		if diff := cmp.Diff(want, lines); diff != "" {
			w.Errorf("%s (-want +got):\n%s", f.Name, diff)
		}
	case FormCSVGzip:
		if len(lines) != len(want)+1 {
			w.Errorf("%s: %d lines, want %d below the headings", f.Name, len(lines), len(want))
		}
	case FormParquet:
		if len(lines) != len(want) {
			w.Errorf("%s: %d rows, want %d", f.Name, len(lines), len(want))
		}
	}
}

// lines are the records of a kind, rendered as the interface does.
func (w *world) lines(kind disclosure.Kind) []string {
	w.Helper()
	page, err := w.store.List(w.Context(), store.Query{Kind: kind, Order: store.ByNumber, Limit: store.MaxLimit})
	if err != nil {
		w.Fatal(err)
	}
	joined, err := wire.Join(w.Context(), w.store, wire.Lens{BaseURL: baseURL, Today: w.today()}, page.Records)
	if err != nil {
		w.Fatal(err)
	}
	var lines []string
	for i := range page.Records {
		line, err := joined.Append(nil, &page.Records[i])
		if err != nil {
			w.Fatal(err)
		}
		lines = append(lines, string(line)+"\n")
	}
	return lines
}

// TestVenuesFromMemoryAreThoseOfTheStore asks both for the venues of businesses and numbers, some of them shared.
func TestVenuesFromMemoryAreThoseOfTheStore(t *testing.T) {
	w := newWorld(t)
	for n := range 40 {
		venue := aVenue(fmt.Sprint("证", n%7), fmt.Sprint("店", n))
		venue.PermitNumbers = append(venue.PermitNumbers, fmt.Sprint("证", n%5+3))
		r := w.sealed(venue, "")
		r.ID, r.Version, r.State, r.PublishedAt = disclosure.NewID(r.Kind), 1, disclosure.StatePublished, w.now
		r.Subject = []string{business, office, ""}[n%3]
		w.apply(writeOf(r))
	}
	known, err := withVenues(t.Context(), w.store)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := known.(*venuesReader); !ok {
		t.Fatalf("%T", known)
	}
	for _, q := range []store.Query{
		{Subjects: []string{business}},
		{Subjects: []string{office, business, "x"}},
		{Places: []string{"证1"}},
		{Places: []string{"证4", "证3", "证0"}},
		{Subjects: []string{business}, Places: []string{"证4"}},
		{Order: store.ByName, Subjects: []string{business}},
		{Subjects: []string{"x"}},
	} {
		q.Kind, q.Limit = disclosure.KindVenue, store.MaxLimit
		want, wantErr := w.store.List(t.Context(), q)
		got, gotErr := known.List(t.Context(), q)
		if diff := cmp.Diff(want.Records, got.Records, cmpopts.EquateEmpty()); diff != "" || wantErr != nil || gotErr != nil || want.Total != got.Total {
			t.Errorf("%+v: %v, %v, %d and %d (-store +memory):\n%s", q, wantErr, gotErr, want.Total, got.Total, diff)
		}
	}
}

// there lists the files of a dump that are there, by kind and form.
func there(d *Dump) map[disclosure.Kind]int {
	kinds := make(map[disclosure.Kind]int)
	for _, f := range d.Files {
		if f.Gone == nil {
			kinds[f.Kind]++
		}
	}
	return kinds
}

// kindsGone lists the kinds of which no file of the dump is there, all for the reason.
func (w *world) kindsGone(d *Dump, reason Reason) []disclosure.Kind {
	w.Helper()
	var kinds []disclosure.Kind
	for _, kind := range disclosure.Kinds() {
		if there(d)[kind] == 0 {
			kinds = append(kinds, kind)
		}
	}
	for _, f := range d.Files {
		if f.Gone != nil && f.Gone.Reason != reason {
			w.Errorf("%s is gone: %s, want %s", f.Name, f.Gone.Reason, reason)
		}
	}
	return kinds
}

func TestWhatAChangeTakesAway(t *testing.T) {
	t.Parallel()
	venue, penalty := disclosure.KindVenue, disclosure.KindPenalty
	cases := []struct {
		name   string
		do     func(w *world, records map[disclosure.Kind]disclosure.Record)
		reason Reason
		kinds  []disclosure.Kind
	}{
		{"venue withdrawn", func(w *world, r map[disclosure.Kind]disclosure.Record) { w.withdraw(r[venue]) }, ReasonRecordGone, []disclosure.Kind{
			disclosure.KindVenue, disclosure.KindPermit, disclosure.KindFiling, disclosure.KindGrading, disclosure.KindReading, disclosure.KindPenalty,
		}},
		{
			"permit withdrawn", func(w *world, r map[disclosure.Kind]disclosure.Record) { w.withdraw(r[disclosure.KindPermit]) }, ReasonRecordGone,
			[]disclosure.Kind{venue, disclosure.KindPermit},
		},
		{
			"filing withdrawn", func(w *world, r map[disclosure.Kind]disclosure.Record) { w.withdraw(r[disclosure.KindFiling]) }, ReasonRecordGone,
			[]disclosure.Kind{venue, disclosure.KindFiling},
		},
		{
			"grading withdrawn", func(w *world, r map[disclosure.Kind]disclosure.Record) { w.withdraw(r[disclosure.KindGrading]) }, ReasonRecordGone,
			[]disclosure.Kind{venue, disclosure.KindGrading},
		},
		{
			"reading withdrawn", func(w *world, r map[disclosure.Kind]disclosure.Record) { w.withdraw(r[disclosure.KindReading]) }, ReasonRecordGone,
			[]disclosure.Kind{disclosure.KindReading},
		},
		{
			"board withdrawn", func(w *world, r map[disclosure.Kind]disclosure.Record) { w.withdraw(r[disclosure.KindBoard]) }, ReasonRecordGone,
			[]disclosure.Kind{disclosure.KindBoard},
		},
		{"penalty repaired", func(w *world, r map[disclosure.Kind]disclosure.Record) {
			w.end(r[penalty], disclosure.OpRepair, disclosure.StateRepaired)
		}, ReasonRecordGone, []disclosure.Kind{venue, penalty}},
		{"penalty removed after an objection", func(w *world, r map[disclosure.Kind]disclosure.Record) {
			w.end(r[penalty], disclosure.OpSettle, disclosure.StateWithdrawn)
		}, ReasonRecordGone, []disclosure.Kind{venue, penalty}},
		{"penalty corrected", func(w *world, r map[disclosure.Kind]disclosure.Record) {
			w.change(r[penalty], disclosure.OpCorrect, disclosure.ReasonErrorInSource, aPenalty("罚", "更正"), "")
		}, ReasonSuperseded, []disclosure.Kind{penalty}},
		{"penalty corrected after an objection", func(w *world, r map[disclosure.Kind]disclosure.Record) {
			w.change(r[penalty], disclosure.OpSettle, disclosure.ReasonObjectionUpheld, aPenalty("罚", "更正"), "")
		}, ReasonSuperseded, []disclosure.Kind{penalty}},
		{"penalty upheld", func(w *world, r map[disclosure.Kind]disclosure.Record) {
			w.change(r[penalty], disclosure.OpSettle, disclosure.ReasonObjectionRejected, aPenalty("罚", "未消毒"), "")
		}, "", nil},
		{"venue corrected", func(w *world, r map[disclosure.Kind]disclosure.Record) {
			w.change(r[venue], disclosure.OpCorrect, disclosure.ReasonErrorInSource, aVenue("青卫证1", "改名"), "")
		}, "", nil},
		{"published and withdrawn since", func(w *world, _ map[disclosure.Kind]disclosure.Record) {
			w.withdraw(w.publish(aPenalty("罚9", "未消毒"), ""))
		}, "", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel() // it waits for the disk
			w := newWorld(t)
			records := w.oneOfEach()
			first := w.step().Made
			c.do(w, records)
			done := w.step()
			old := w.manifest().dump(first)
			if got := w.kindsGone(old, c.reason); !slices.Equal(got, sorted(c.kinds)) {
				t.Errorf("gone are files of %v, want %v", got, sorted(c.kinds))
			}
			if done.Removed != len(c.kinds)*len(Forms()) || (done.Made != "") != (len(c.kinds) > 0) {
				t.Errorf("done %+v", done)
			}
			for _, f := range old.Files {
				opened, err := w.shelf.Open(first, f.Name)
				_, onDisk := os.Stat(filepath.Join(w.dir, first, f.Name))
				if f.Gone == nil {
					if err != nil || onDisk != nil {
						t.Errorf("%s: %v, %v", f.Name, err, onDisk)
					} else {
						opened.Close()
					}
					continue
				}
				tombstone, _ := disclosure.TombstoneOf(err)
				if disclosure.KindOf(err) != disclosure.Gone || tombstone.Reason != disclosure.Reason(c.reason) || !errors.Is(onDisk, os.ErrNotExist) {
					t.Errorf("%s: %v, on the disk: %v", f.Name, err, onDisk)
				}
			}
			if !w.latest().Whole() {
				t.Error("the latest is not whole")
			}
		})
	}
}

// sorted puts kinds into their own order.
func sorted(kinds []disclosure.Kind) []disclosure.Kind {
	var in []disclosure.Kind
	for _, kind := range disclosure.Kinds() {
		if slices.Contains(kinds, kind) {
			in = append(in, kind)
		}
	}
	return in
}

// TestAServerNeedsNoKeeperToStopAtMidnight has the clock pass the last public day of a penalty.
func TestAServerNeedsNoKeeperToStopAtMidnight(t *testing.T) {
	w := newWorld(t)
	w.oneOfEach()
	penalty := w.publish(aPenalty("罚2", "到期"), "2026-03-02")
	first := w.step().Made
	w.now = time.Date(2026, 3, 2, 23, 59, 59, 0, w.zone)
	if _, err := w.shelf.Latest(); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(time.Second)
	if _, err := w.shelf.Latest(); disclosure.KindOf(err) != disclosure.Unavailable {
		t.Errorf("latest after midnight: %v", err)
	}
	for file, want := range map[string]disclosure.ErrorKind{"penalties.csv.gz": disclosure.Gone, "venues.parquet": disclosure.Gone} {
		if _, err := w.shelf.Open(first, file); disclosure.KindOf(err) != want {
			t.Errorf("%s after midnight: %v", file, err)
		}
	}
	opened, err := w.shelf.Open(first, "permits.csv.gz")
	if err != nil {
		t.Fatalf("permits after midnight: %v", err)
	}
	opened.Close()
	done := w.step()
	if done.Removed != 2*len(Forms()) || done.Made != "2026-03-03-8" {
		t.Errorf("done %+v", done)
	}
	w.holdsNot(string(penalty.ID))
	// The sweeper comes by later; the new dump never held what it ends, and stays.
	w.sweep()
	if done := w.step(); done != (Done{}) {
		t.Errorf("after the sweep: done %+v", done)
	}
}

// holdsNot fails if a file on the disk has the text.
func (w *world) holdsNot(marker string) {
	w.Helper()
	files, err := filepath.Glob(filepath.Join(w.dir, "*", "*"))
	if err != nil {
		w.Fatal(err)
	}
	for _, path := range files {
		_, form, _ := strings.Cut(filepath.Base(path), ".")
		if strings.Contains(text(w, path, Form(form)), marker) {
			w.Errorf("%s has %s", path, marker)
		}
	}
}

func TestWhenADumpIsMade(t *testing.T) {
	w := newWorld(t)
	expect := func(what, want string) {
		t.Helper()
		if done := w.step(); done.Made != want {
			t.Errorf("%s: made %q, want %q", what, done.Made, want)
		}
	}
	expect("nothing is there", "2026-03-02-0")
	expect("at once again", "")
	w.publish(aPenalty("罚1", "未消毒"), "")
	w.now = w.now.Add(DefaultEvery - time.Second)
	expect("something new, too early", "")
	w.now = w.now.Add(time.Second)
	expect("something new, after an hour", "2026-03-02-1")
	w.now = w.now.Add(2 * DefaultEvery)
	expect("nothing new", "")
	w.now = w.now.AddDate(0, 0, 1)
	expect("a new day", "2026-03-03-1")
	w.publish(aPenalty("罚2", "未消毒"), "")
	w.now = w.now.Add(-2 * time.Second)
	expect("the clock was set back", "2026-03-03-2")
	w.keeper.Licence = "another one"
	w.keeper.BaseURL = "https://elsewhere.example"
	w.now = w.now.Add(2 * DefaultEvery)
	expect("under another address", "")
	w.now = w.now.AddDate(0, 0, 1)
	expect("under another address on the next day", "2026-03-04-2")
	if d := w.latest(); d.Terms != w.keeper.Terms {
		t.Errorf("terms %+v", d.Terms)
	}
	w.keeper.BaseURL = ""
	w.now = w.now.AddDate(0, 0, 1)
	expect("without an address", "")
}

func TestRetention(t *testing.T) {
	day := func(text string) Dump { return Dump{Name: text, Day: disclosure.MustDate(text[:10])} }
	var m Manifest
	for _, name := range []string{
		"2026-03-10-9", "2026-03-10-8", "2026-03-09-7", "2026-03-08-6", "2026-03-08-5", "2026-02-28-4", "2026-02-27-3", "2026-01-31-2", "2025-12-31-1",
	} {
		m.Dumps = append(m.Dumps, day(name))
	}
	now := time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)
	m.Retired = []Retired{{"2025-12-01-1", now.AddDate(0, -1, 0)}, {"2020-01-01-1", now.Add(-rememberFor - time.Second)}}
	m.retire(Kept{Days: 3, Months: 3}, now)
	var kept, retired []string
	for _, d := range m.Dumps {
		kept = append(kept, d.Name)
	}
	for _, r := range m.Retired {
		retired = append(retired, r.Name)
	}
	if diff := cmp.Diff([]string{"2026-03-10-9", "2026-03-09-7", "2026-03-08-6", "2026-02-28-4", "2026-01-31-2"}, kept); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"2026-03-10-8", "2026-03-08-5", "2026-02-27-3", "2025-12-31-1", "2025-12-01-1"}, retired); diff != "" {
		t.Errorf("retired (-want +got):\n%s", diff)
	}
}

func TestARetiredDumpIsGone(t *testing.T) {
	w := newWorld(t)
	w.oneOfEach()
	first := w.step().Made
	w.publish(aPenalty("罚2", "未消毒"), "")
	w.now = w.now.Add(graceFor - time.Second)
	w.step()
	if opened, err := w.shelf.Open(first, "permits.csv.gz"); err != nil {
		t.Errorf("while it may still be under way: %v", err)
	} else {
		opened.Close()
	}
	w.publish(aPenalty("罚3", "未消毒"), "")
	w.now = w.now.Add(DefaultEvery)
	w.step()
	_, err := w.shelf.Open(first, "permits.csv.gz")
	tombstone, _ := disclosure.TombstoneOf(err)
	if disclosure.KindOf(err) != disclosure.Gone || tombstone.Reason != disclosure.Reason(ReasonRetired) {
		t.Errorf("the earlier dump of the day: %v", err)
	}
	if _, err := os.Stat(filepath.Join(w.dir, first)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("its folder: %v", err)
	}
	for _, name := range []string{"2026-03-01-1", "latest", "..", "", "making"} {
		if _, err := w.shelf.Open(name, "permits.csv.gz"); disclosure.KindOf(err) != disclosure.NotFound {
			t.Errorf("dump %q: %v", name, err)
		}
	}
	for _, name := range []string{"../manifest.json", "manifest.json", "permits", ""} {
		if _, err := w.shelf.Open(w.latest().Name, name); disclosure.KindOf(err) != disclosure.NotFound {
			t.Errorf("file %q: %v", name, err)
		}
	}
}

func TestAnotherFeedEndsAllDumps(t *testing.T) {
	w := newWorld(t)
	w.oneOfEach()
	first := w.step().Made
	w.store = w.open(t.TempDir())
	w.oneOfEach()
	w.keeper = w.newKeeper()
	if done := w.step(); done.Made != first+"-2" {
		t.Errorf("done %+v", done)
	}
	if got := w.kindsGone(w.manifest().dump(first), ReasonFeedReset); len(got) != len(disclosure.Kinds()) {
		t.Errorf("of the former feed %v are gone", got)
	}
	if d := w.latest(); d.FeedID == w.manifest().dump(first).FeedID {
		t.Error("the latest is of the former feed")
	}
}

func TestDamageIsNoticed(t *testing.T) {
	for name, harm := range map[string]func(path string) error{
		"removed": os.Remove,
		"cut":     func(path string) error { return os.Truncate(path, 10) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.oneOfEach()
			first := w.step().Made
			if err := harm(filepath.Join(w.dir, first, "filings.parquet")); err != nil {
				t.Fatal(err)
			}
			if done := w.step(); done.Made != first+"-2" {
				t.Errorf("done %+v", done)
			}
			_, err := w.shelf.Open(first, "filings.parquet")
			if tombstone, _ := disclosure.TombstoneOf(err); tombstone.Reason != disclosure.Reason(ReasonDamaged) {
				t.Errorf("the file: %v", err)
			}
		})
	}
	t.Run("manifest", func(t *testing.T) {
		w := newWorld(t)
		w.oneOfEach()
		first := w.step().Made
		if err := os.WriteFile(filepath.Join(w.dir, manifestName), []byte("{"), fileMode); err != nil {
			t.Fatal(err)
		}
		if _, err := w.shelf.Latest(); disclosure.KindOf(err) != disclosure.Unavailable {
			t.Errorf("before the keeper comes by: %v", err)
		}
		if done := w.step(); done.Made != first {
			t.Errorf("done %+v", done)
		}
		w.isTrue(w.latest(), &w.latest().Files[0])
	})
}

func TestLeftoversAreSwept(t *testing.T) {
	w := newWorld(t)
	w.oneOfEach()
	first := w.step().Made
	for _, path := range []string{"making/x.parquet", "2026-03-01-5/permits.csv.gz", "manifest.json.new", first + "/x"} {
		path = filepath.Join(w.dir, path)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), folderMode), os.WriteFile(path, nil, fileMode)); err != nil {
			t.Fatal(err)
		}
	}
	w.step()
	w.wantNoStrangers()
}

// wantNoStrangers holds the folder to the manifest.
func (w *world) wantNoStrangers() {
	w.Helper()
	var want, got []string
	m := w.manifest()
	for i := range m.Dumps {
		for _, f := range m.Dumps[i].Files {
			if f.Gone == nil {
				want = append(want, m.Dumps[i].Name+"/"+f.Name)
			}
		}
	}
	err := filepath.WalkDir(w.dir, func(path string, entry os.DirEntry, err error) error {
		if name, _ := filepath.Rel(w.dir, path); err == nil && !entry.IsDir() && name != manifestName && name != lockName {
			got = append(got, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		w.Errorf("the folder (-manifest +disk):\n%s", diff)
	}
}

func TestTwoKeepersTakeTurns(t *testing.T) {
	w := newWorld(t)
	w.oneOfEach()
	other := w.newKeeper()
	if locked, err := other.lock.TryLock(); !locked || err != nil {
		t.Fatal(locked, err)
	}
	if _, err := w.keeper.Step(t.Context()); !errors.Is(err, ErrBusy) || disclosure.KindOf(err) != disclosure.Conflict {
		t.Errorf("beside another keeper: %v", err)
	}
	if err := other.lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	var beside sync.WaitGroup
	for range 4 {
		k := w.newKeeper()
		beside.Go(func() {
			for range 5 {
				if _, err := k.Step(w.Context()); err != nil && !errors.Is(err, ErrBusy) {
					w.Error(err)
				}
			}
		})
	}
	beside.Wait()
	w.step()
	w.wantNoStrangers()
	if m := w.manifest(); len(m.Dumps) != 1 {
		t.Errorf("%d dumps of one position and day", len(m.Dumps))
	}
}

// TestAllFilesAreOfOnePosition makes dumps while a writer publishes a permit, a filing and a penalty together, again and again.
func TestAllFilesAreOfOnePosition(t *testing.T) {
	w := newWorld(t)
	w.keeper.Every = time.Nanosecond
	w.keeper.Kept = Kept{Days: 1, Months: 1}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for n := int64(1); ; n++ {
			var writes []store.Write
			for _, body := range []disclosure.Body{aPermit("证"), aFiling("证"), aPenalty("罚", "未消毒")} {
				r := w.sealed(body, "")
				r.ID, r.Version, r.State, r.PublishedAt = disclosure.NewID(r.Kind), 1, disclosure.StatePublished, w.now
				writes = append(writes, store.Write{Op: disclosure.OpPublish, Record: r})
			}
			w.apply(writes...)
			select {
			case <-stop:
				return
			default:
			}
		}
	}()
	seen := make(map[int64]bool)
	for len(seen) < 10 && !t.Failed() {
		w.keeper.Now = func() time.Time { return w.now.Add(time.Duration(len(seen)) * time.Second) }
		w.step()
		d := w.latest()
		seen[d.Position] = true
		for _, f := range d.Files {
			switch f.Kind {
			case disclosure.KindPermit, disclosure.KindFiling, disclosure.KindPenalty:
				if f.Rows*3 != d.Position {
					t.Errorf("%s of position %d has %d rows", f.Name, d.Position, f.Rows)
				}
			default:
			}
		}
	}
	close(stop)
	<-stopped
}
