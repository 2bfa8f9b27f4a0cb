package archive

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

var update = flag.Bool("update", false, "write the format's golden files anew; a format that is in use must not change")

// formatRows are rows of every part with every field set, and the least of each.
func formatRows() store.Rows {
	at := time.Date(2026, 11, 22, 4, 5, 6, 7000, time.UTC)
	key := disclosure.Key(sha256.Sum256([]byte("key")))
	record := disclosure.Record{
		ID: "pm_0000000000001", Kind: disclosure.KindPermit, Version: 3, State: disclosure.StateDisputed, Name: "某某“旅馆”", Subject: "91330100MA00000000",
		Places: []string{"卫公证字第1号", "2"}, Authority: "11330100002490000X", DecidedOn: disclosure.MustDate("2026-01-02"),
		PublishedAt: at, UpdatedAt: at.Add(time.Hour), PublicUntil: disclosure.MustDate("2029-01-02"), Regime: "2026", Position: 9,
		Body: []byte("{\"content\":\"<b>&\\n\u2028\ufffd\"}"), Salt: [disclosure.SaltSize]byte{15: 1}, Digest: disclosure.Digest{1},
	}
	origin := disclosure.Origin{File: "许可.csv", SHA256: "aa", Sheet: "表1", Row: 7}
	return store.Rows{
		Records: []store.WholeRecord{
			{Number: 1, Reason: disclosure.ReasonErrorInSource, Record: record}, {Record: disclosure.Record{Body: []byte{}}},
		},
		Keys: []store.WholeKey{{Key: key, Number: 1}},
		Changes: []store.WholeChange{{
			Number: 1, Previous: 4, Trail: store.Trail{By: "clerk", Batch: "b1", Origin: origin, Document: "卫文1号", Note: "注"},
			Change: disclosure.Change{
				Position: 9, At: at, Op: disclosure.OpDispute, Kind: record.Kind, ID: record.ID, Version: 3,
				Reason: disclosure.ReasonErrorInSource, Digest: record.Digest,
			},
		}, {}},
		NotPublic: []store.WholeNotPublic{{Key: key, Rule: disclosure.NotPublicMinor, CountedAt: at}},
		Figures: []store.Figure{{
			Month: "2026-11", DecidedMonth: "2026-10", Kind: record.Kind, Unit: record.Authority, Event: "late", Count: 2,
		}},
		Journals: []store.WholeJournal{
			{UpdatedAt: at, Journal: store.Journal{
				Batch: "b1", By: "clerk", Files: []disclosure.Origin{origin, {}}, ThroughSeq: 5, Done: true,
			}}, {},
		},
		Fingerprints: []store.WholeFingerprint{{Name: "board-1", Fingerprint: "aa"}},
	}
}

// TestFormatStays holds the lines of a backup to files: what was once written must be read for ever.
func TestFormatStays(t *testing.T) {
	t.Parallel()
	rows := formatRows()
	for _, part := range store.Parts() {
		t.Run(string(part), func(t *testing.T) {
			t.Parallel()
			var written bytes.Buffer
			if err := newPartWriter(part, &written).add(&rows); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", string(part)+partSuffix)
			if *update {
				if err := os.WriteFile(golden, written.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), written.String()); diff != "" {
				t.Errorf("(-file +written):\n%s", diff)
			}
			var read store.Rows
			for line := range bytes.Lines(want) {
				if err := codecs[part].read(line, &read); err != nil {
					t.Fatal(err)
				}
			}
			wantList(t, part, &rows, &read)
		})
	}
}

// wantList compares the rows of one part, and wants the first to have every field set.
func wantList(t *testing.T, part store.Part, want, got *store.Rows) {
	t.Helper()
	for _, field := range reflect.VisibleFields(reflect.TypeFor[store.Rows]()) {
		a, b := reflect.ValueOf(want).Elem().FieldByIndex(field.Index), reflect.ValueOf(got).Elem().FieldByIndex(field.Index)
		if b.Len() == 0 {
			continue
		}
		if diff := cmp.Diff(a.Interface(), b.Interface(), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-written +read):\n%s", part, diff)
		}
		if name := zeroField(a.Index(0)); name != "" {
			t.Errorf("%s: the sample's field %s is zero", part, name)
		}
	}
}

// zeroField names the first field that is zero, also within structs; "" if there is none.
func zeroField(v reflect.Value) string {
	if v.Kind() != reflect.Struct || v.Type() == reflect.TypeFor[time.Time]() {
		if v.IsZero() {
			return "itself"
		}
		return ""
	}
	for i := range v.NumField() {
		if inner := zeroField(v.Field(i)); inner != "" {
			return v.Type().Field(i).Name + "." + inner
		}
	}
	return ""
}
