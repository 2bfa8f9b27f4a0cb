package archive

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// FuzzOpen reads anything as a backup: it is refused as Invalid, or it can be read to its end without one surprise.
func FuzzOpen(f *testing.F) {
	seeds, err := filepath.Glob("testdata/*.zip")
	if err != nil || len(seeds) == 0 {
		f.Fatal("no seeds", err)
	}
	for _, seed := range seeds {
		raw, err := os.ReadFile(seed)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := read(t.Context(), bytes.NewReader(raw), int64(len(raw)), nil)
		if err == nil {
			err = file.Snapshot(t.Context(), func(ctx context.Context, whole store.Whole) error {
				var a audit
				for _, part := range store.Parts() {
					err := eachPage(ctx, whole, part, "", func(rows *store.Rows, _ string) error { return a.add(rows) })
					if err != nil {
						return err
					}
				}
				return a.done(whole.Head())
			})
		}
		if err != nil && disclosure.KindOf(err) != disclosure.Invalid && !isDifference(err) {
			t.Errorf("got kind %q: %v", disclosure.KindOf(err), err)
		}
	})
}

// FuzzLine reads anything as a line of a part: what can be read is written in one way.
func FuzzLine(f *testing.F) {
	for _, line := range []string{
		`{"key":"00","number":1}`, `{"number":1,"id":"x","places":["a"],"decided_on":"2026-01-01","body":"\u2028\ufffd"}`,
		`{"position":1,"at":"2026-11-22T04:05:06.000789Z","digest":"sha256:00","trail":{"origin":{"row":1}}}`,
		`{"month":"2026-11","count":-1}`, `{"files":[{"file":"a"}],"done":true}`, `{"name":"a","fingerprint":"b"}`, `null`, `[]`,
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		for part := range codecs {
			var rows, again store.Rows
			if codecs[part].read(line, &rows) != nil {
				continue
			}
			var first, second bytes.Buffer
			if newPartWriter(part, &first).add(&rows) != nil {
				continue // an instant that has no RFC 3339
			}
			if err := codecs[part].read(first.Bytes(), &again); err != nil {
				t.Fatalf("%s: %v: %s", part, err, &first)
			}
			if err := newPartWriter(part, &second).add(&again); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
				t.Fatalf("%s: %v: %s is written as %s", part, err, &first, &second)
			}
		}
	})
}
