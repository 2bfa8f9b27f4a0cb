package archive_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mingshi/internal/archive"
	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// member is an entry of a file that is taken apart and put together again.
type member struct{ name, text string }

const manifestName = "mingshi-backup.json"

func takeApart(t *testing.T, path string) []member {
	t.Helper()
	r, err := zip.OpenReader(path) // as any tool does
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var members []member
	for _, file := range r.File {
		in, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		members = append(members, member{file.Name, string(text)})
	}
	return members
}

func putTogether(t *testing.T, members []member) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, m := range members {
		entry, err := w.Create(m.name)
		if err == nil {
			_, err = io.WriteString(entry, m.text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "other.zip")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// edit changes an entry; with sums the manifest says what the entry is then, as a forger would.
func edit(t *testing.T, members []member, name string, sums bool, change func(text string) string) []member {
	t.Helper()
	members = slices.Clone(members)
	i := slices.IndexFunc(members, func(m member) bool { return m.name == name })
	members[i].text = change(members[i].text)
	if !sums {
		return members
	}
	sum := sha256.Sum256([]byte(members[i].text))
	return editManifest(t, members, func(m *archive.Manifest) {
		entry := &m.Entries[slices.IndexFunc(m.Entries, func(e archive.Entry) bool { return e.Name == name })]
		entry.Size, entry.SHA256 = int64(len(members[i].text)), hex.EncodeToString(sum[:])
		if strings.HasSuffix(name, ".ndjson") {
			entry.Rows = int64(strings.Count(members[i].text, "\n"))
		}
	})
}

func editManifest(t *testing.T, members []member, change func(m *archive.Manifest)) []member {
	t.Helper()
	return edit(t, members, manifestName, false, func(text string) string {
		var m archive.Manifest
		if err := json.Unmarshal([]byte(text), &m); err != nil {
			t.Fatal(err)
		}
		change(&m)
		raw, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	})
}

func tryOpenBackup(t *testing.T, path string) (*archive.File, error) {
	t.Helper()
	f, err := archive.Open(t.Context(), path, nil)
	if err == nil {
		t.Cleanup(func() { f.Close() })
	}
	return f, err
}

func TestOpenFindsWhatWasTamperedWith(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.live(1, 5, 5)
	path, _ := w.backup()
	members := takeApart(t, path)
	if _, err := tryOpenBackup(t, putTogether(t, members)); err != nil {
		t.Fatalf("put together as it was: %v", err)
	}
	if last := members[len(members)-1].name; last != manifestName {
		t.Errorf("the last entry is %s", last)
	}
	for i, m := range members {
		cases := map[string][]member{
			"another letter":  edit(t, members, m.name, false, func(text string) string { return text[:1] + "~" + text[2:] }),
			"more at the end": edit(t, members, m.name, false, func(text string) string { return text + " {}" }),
			"nothing":         edit(t, members, m.name, false, func(string) string { return "" }),
			"missing":         slices.Delete(slices.Clone(members), i, i+1),
			"twice":           slices.Insert(slices.Clone(members), 0, m),
		}
		for name, changed := range cases {
			t.Run(m.name+": "+name, func(t *testing.T) {
				t.Parallel()
				_, err := tryOpenBackup(t, putTogether(t, changed))
				wantKind(t, err, disclosure.Invalid)
			})
		}
	}
}

func TestOpenRefusesWhatIsNoBackup(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.live(2, 5, 5)
	path, _ := w.backup()
	members := takeApart(t, path)
	with := func(change func(m *archive.Manifest)) []member { return editManifest(t, members, change) }
	plus := func(name string) []member {
		more := slices.Insert(slices.Clone(members), 0, member{name, "x"})
		sum := sha256.Sum256([]byte("x"))
		return editManifest(t, more, func(m *archive.Manifest) {
			m.Entries = append(m.Entries, archive.Entry{Name: name, Size: 1, SHA256: hex.EncodeToString(sum[:])})
		})
	}
	if _, err := tryOpenBackup(t, putTogether(t, plus("files/more.txt"))); err != nil {
		t.Fatalf("one file more: %v", err)
	}
	for name, c := range map[string]struct {
		members []member
		says    string
	}{
		"an empty archive":         {nil, "no backup"},
		"another archive":          {[]member{{"a.txt", "a"}}, "no backup"},
		"another manifest":         {[]member{{manifestName, `{"format":"other"}`}}, "not that of a backup"},
		"no manifest":              {[]member{{manifestName, `[]`}}, "not that of a backup"},
		"a newer format":           {with(func(m *archive.Manifest) { m.Version = 2 }), "newer program"},
		"a format that never was":  {with(func(m *archive.Manifest) { m.Version = 0 }), "not that of a backup"},
		"a field nobody knows":     {edit(t, members, manifestName, false, func(s string) string { return `{"a":1,` + s[1:] }), "not that of a backup"},
		"one row more":             {with(func(m *archive.Manifest) { m.Entries[1].Rows++ }), "not as it was written"},
		"fewer than no rows":       {with(func(m *archive.Manifest) { m.Entries[1].Rows = -1 }), "-1 rows"},
		"another feed":             {with(func(m *archive.Manifest) { m.FeedID += "x" }), "not that of the manifest"},
		"another position":         {with(func(m *archive.Manifest) { m.Position++ }), "not that of the manifest"},
		"an entry listed twice":    {with(func(m *archive.Manifest) { m.Entries = append(m.Entries, m.Entries[0]) }), "twice"},
		"an entry not listed":      {slices.Insert(slices.Clone(members), 0, member{"files/x", ""}), "entries"},
		"the manifest not last":    {append(slices.Clone(members), member{"files/x", ""}), "last entry"},
		"a way out":                {plus("files/../../etc/passwd"), "does not belong"},
		"a way from the root":      {plus("files//etc/passwd"), "does not belong"},
		"a way out, as Windows":    {plus(`files/..\..\x`), "does not belong"},
		"a drive":                  {plus("files/C:/x"), "does not belong"},
		"a folder's own name":      {plus("files/."), "does not belong"},
		"a name beside":            {plus("other/x"), "does not belong"},
		"a part that is none":      {plus("store/rumours.ndjson"), "does not belong"},
		"a database":               {plus("files/mingshi.db"), "does not belong"},
		"the log of a database":    {plus("files/mingshi.db-wal"), "does not belong"},
		"a hidden file":            {plus("files/keys/.profile"), "does not belong"},
		"a line without its end":   {edit(t, members, "store/figures.ndjson", true, func(s string) string { return s[:len(s)-1] }), "not as it was written"},
		"a head that is none":      {edit(t, members, "store/head.json", true, func(string) string { return "[]" }), "head.json"},
		"a secret that is no hex":  {edit(t, members, "store/head.json", true, func(s string) string { return strings.Replace(s, `"secret":"`, `"secret":"x`, 1) }), "head.json"},
		"a key that is not listed": {plus("files/keys/../keys/x.key"), "does not belong"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := tryOpenBackup(t, putTogether(t, c.members))
			wantKind(t, err, disclosure.Invalid)
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %q, want it to say %q", err, c.says)
			}
		})
	}
}

// TestRowsAreWrittenInOneWay tampers so that the sums fit: what a row says besides is found when it is read.
func TestRowsAreWrittenInOneWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.live(3, 5, 5)
	path, _ := w.backup()
	members := takeApart(t, path)
	for name, change := range map[string]func(line string) string{
		"a field more":      func(s string) string { return strings.Replace(s, "}\n", `,"more":1}`+"\n", 1) },
		"a blank more":      func(s string) string { return strings.Replace(s, ":", ": ", 1) },
		"a field twice":     func(s string) string { return strings.Replace(s, "{", `{"number":7,`, 1) },
		"a field in caps":   func(s string) string { return strings.Replace(s, `"number"`, `"NUMBER"`, 1) },
		"no object":         func(s string) string { return "[]\n" + s },
		"no line":           func(s string) string { return "\n" + s },
		"half a line":       func(s string) string { return s + "{" + "\n" },
		"a digest cut off":  func(s string) string { return strings.Replace(s, `"sha256:`, `"sha256:00`, 1) },
		"an instant beyond": func(s string) string { return strings.Replace(s, `"2026-11-22T04:`, `"2026-11-22T34:`, 1) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := tryOpenBackup(t, putTogether(t, edit(t, members, "store/records.ndjson", true, change)))
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			_, err = archive.Carry(t.Context(), f, fill(t, dir), archive.CarryOptions{})
			wantKind(t, err, disclosure.Invalid)
			wantHalf(t, dir)
		})
	}
	t.Run("another body under its digest", func(t *testing.T) {
		t.Parallel()
		forged := edit(t, members, "store/records.ndjson", true, func(s string) string { return strings.Replace(s, "正文", "伪文", 1) })
		f, err := tryOpenBackup(t, putTogether(t, forged))
		if err != nil {
			t.Fatal(err)
		}
		_, err = archive.Carry(t.Context(), f, fill(t, t.TempDir()), archive.CarryOptions{})
		wantKind(t, err, disclosure.Internal)
	})
	t.Run("another key", func(t *testing.T) {
		t.Parallel()
		forged := edit(t, members, "files/keys/board-1.key", true, func(string) string { return strings.Repeat("ab", 32) + "\n" })
		f, err := tryOpenBackup(t, putTogether(t, forged))
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		wantKind(t, f.RestoreFiles(t.Context(), dir), disclosure.Invalid)
		wantEmpty(t, dir)
	})
}

func TestOpenRefusesWhatWasCutShort(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.live(4, 5, 5)
	path, _ := w.backup()
	whole, err := os.ReadFile(path)
	w.must(err)
	random := rand.New(rand.NewPCG(4, 1))
	cuts := []int{0, 1, 21, 22, len(whole) - 1, len(whole) - 22, len(whole) - 23}
	for range 200 {
		cuts = append(cuts, random.IntN(len(whole)))
	}
	for _, cut := range cuts {
		w.must(os.WriteFile(path, whole[:cut], 0o600))
		_, err := tryOpenBackup(t, path)
		wantKind(t, err, disclosure.Invalid)
	}
}

// TestOpenFindsDamage turns single bits: whatever opens then is the same in all that it says.
func TestOpenFindsDamage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.live(5, 5, 5)
	path, _ := w.backup()
	whole, err := os.ReadFile(path)
	w.must(err)
	random := rand.New(rand.NewPCG(5, 1))
	found := 0
	const rounds = 500
	for range rounds {
		damaged := bytes.Clone(whole)
		damaged[random.IntN(len(damaged))] ^= 1 << random.IntN(8)
		w.must(os.WriteFile(path, damaged, 0o600))
		f, err := tryOpenBackup(t, path)
		if err != nil {
			wantKind(t, err, disclosure.Invalid)
			found++
			continue
		}
		wantSame(t, w.store, f)
	}
	if found < rounds*3/4 {
		t.Errorf("%d damages of %d were found", found, rounds)
	}
}

func TestOpenSaysWhyItCannotRead(t *testing.T) {
	t.Parallel()
	_, err := tryOpenBackup(t, filepath.Join(t.TempDir(), "missing.zip"))
	wantKind(t, err, disclosure.Unavailable)
	_, err = tryOpenBackup(t, t.TempDir())
	wantKind(t, err, disclosure.Invalid)
	w := newWorld(t)
	path, _ := w.backup()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := archive.Open(ctx, path, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

func TestBackupReadsInPagesOfAnySize(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.live(6, 45, 5)
	path, _ := w.backup()
	f := w.openBackup(path)
	err := f.Snapshot(t.Context(), func(ctx context.Context, whole store.Whole) error {
		all, _, err := whole.Rows(ctx, store.PartChanges, "", store.MaxLimit)
		w.must(err)
		for _, size := range []int{1, 7, 225} {
			var got []store.WholeChange
			for after := ""; ; {
				rows, next, err := whole.Rows(ctx, store.PartChanges, after, size)
				w.must(err)
				again, _, err := whole.Rows(ctx, store.PartChanges, after, size) // from the same place once more
				w.must(err)
				if rows.Len() > size || again.Len() != rows.Len() || rows.Changes[0] != again.Changes[0] {
					t.Fatalf("got %d rows and %d, want %d at most", rows.Len(), again.Len(), size)
				}
				got = append(got, rows.Changes...)
				if after = next; after == "" {
					break
				}
			}
			if !slices.Equal(all.Changes, got) || len(got) != 225 {
				t.Errorf("pages of %d: got %d other rows, want %d", size, len(got), all.Len())
			}
		}
		for _, after := range []string{"7", "line x", "line -1", "line 226"} {
			_, _, err := whole.Rows(ctx, store.PartChanges, after, 1)
			wantKind(t, err, disclosure.Invalid)
		}
		_, _, err = whole.Rows(ctx, "rumours", "", 1)
		wantKind(t, err, disclosure.Invalid)
		return nil
	})
	w.must(err)
}
