package storetest

import (
	"bytes"
	"time"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// variants are texts that some databases take for one another.
var variants = []string{
	"Abc", "abc", "ABC", "Ａｂｃ", // case and width
	"\u00e9", "e\u0301", // NFC and NFD
	"万豪", "萬豪", "abc ", " abc", // simplified and traditional, blanks
	"ß", "ss", "ſs", "0", "00", "0.0", "a\u0001b", "a",
}

func valueSentences() []sentence {
	return []sentence{
		{"every field of a record comes back", func(w *world) {
			for i, kind := range disclosure.Kinds() {
				record := w.publish(sample(kind, i))[0]
				w.wantRecord(record)
				record.Name += "（更正）"
				record.Places = []string{"另一号"}
				w.wantRecord(w.correct(record))
			}
		}},
		{"empty fields come back empty", func(w *world) {
			record := disclosure.Record{
				ID: disclosure.NewID(disclosure.KindVenue), Kind: disclosure.KindVenue, Version: 1,
				State: disclosure.StateDisputed,
			}
			w.wantRecord(w.publish(record)[0])
		}},
		{"a large body comes back", func(w *world) {
			record := sample(disclosure.KindPermit, 1)
			record.Seal(bytes.Repeat([]byte("大"), 1<<20))
			w.wantRecord(w.publish(record)[0])
		}},
		{"times come back in UTC at microsecond precision", func(w *world) {
			record := sample(disclosure.KindPermit, 1)
			record.PublishedAt = time.Date(2026, 11, 22, 23, 59, 59, 123_456_789, shanghai)
			record.UpdatedAt = time.Date(1949, 10, 1, 0, 0, 0, 999, time.UTC)
			w.publish(record)
			got, err := w.Get(w.ctx(), record.ID)
			w.must(err)
			want := time.Date(2026, 11, 22, 15, 59, 59, 123_456_000, time.UTC)
			if !got.PublishedAt.Equal(want) || got.PublishedAt.Location() != time.UTC {
				w.t.Errorf("got published at %v, want %v", got.PublishedAt, want)
			}
			if want = time.Date(1949, 10, 1, 0, 0, 0, 0, time.UTC); !got.UpdatedAt.Equal(want) {
				w.t.Errorf("got updated at %v, want %v", got.UpdatedAt, want)
			}
		}},
		{"ids compare by bytes", idsByBytes},
		{"a text with U+0000 or broken UTF-8 is refused and never found", unstorableTexts},
		{"subjects, places and names compare by bytes", textsByBytes},
		{"keys compare by bytes", func(w *world) {
			var keys []disclosure.Key
			for b := range 256 {
				record := sample(disclosure.KindPermit, b)
				write := w.publishing(record)
				write.Keys = []disclosure.Key{{31: byte(b)}}
				w.apply(write)
				keys = append(keys, write.Keys...)
			}
			found, err := w.Find(w.ctx(), keys)
			w.must(err)
			if len(found) != len(keys) {
				w.t.Errorf("got %d records, want %d", len(found), len(keys))
			}
		}},
	}
}

func idsByBytes(w *world) {
	want := make(map[disclosure.ID]disclosure.Record)
	for i, id := range variants {
		record := sample(disclosure.KindPermit, i)
		record.ID = disclosure.ID(id)
		want[record.ID] = w.publish(record)[0]
	}
	for _, record := range want {
		w.wantRecord(record)
	}
	_, err := w.Get(w.ctx(), "aBC")
	w.wantKind(err, disclosure.NotFound)
}

func textsByBytes(w *world) {
	for i, text := range variants {
		record := sample(disclosure.KindPermit, i)
		record.Name, record.Subject, record.Places = text, text, []string{text}
		w.publish(record)
	}
	for _, text := range variants {
		for _, q := range []store.Query{{Subjects: []string{text}}, {Places: []string{text}}} {
			q.Kind = disclosure.KindPermit
			page, err := w.List(w.ctx(), q)
			w.must(err)
			if len(page.Records) != 1 || page.Records[0].Name != text {
				w.t.Errorf("list %+v: got %d records, want the one named %q", q, len(page.Records), text)
			}
		}
	}
}

// wantRecord fails the test if the store's record is not exactly the wanted one.
func (w *world) wantRecord(want disclosure.Record) {
	w.t.Helper()
	got, err := w.Get(w.ctx(), want.ID)
	w.must(err)
	if diff := cmp.Diff(want, got); diff != "" {
		w.t.Fatalf("record %s (-want +got):\n%s", want.ID, diff)
	}
}

func unstorableTexts(w *world) {
	for _, text := range []string{"\x00", "a\x00b", "a\xff", "\xe5\xa4"} {
		for _, change := range []func(write *store.Write){
			func(write *store.Write) { write.Record.ID = disclosure.ID(text) },
			func(write *store.Write) { write.Record.Name = text },
			func(write *store.Write) { write.Record.Subject = text },
			func(write *store.Write) { write.Record.Places = []string{"p1", text} },
			func(write *store.Write) { write.Record.Authority = text },
			func(write *store.Write) { write.Record.Regime = text },
			func(write *store.Write) { write.Trail.By = text },
			func(write *store.Write) { write.Trail.Origin.File = text },
			func(write *store.Write) { write.Trail.Note = text },
		} {
			write := w.publishing(sample(disclosure.KindPermit, 1))
			change(&write)
			_, err := w.Apply(w.ctx(), store.Batch{At: w.instant(), Writes: []store.Write{write}})
			w.wantKind(err, disclosure.Invalid)
		}
		_, err := w.Get(w.ctx(), disclosure.ID(text))
		w.wantKind(err, disclosure.NotFound)
		_, err = w.History(w.ctx(), disclosure.ID(text))
		w.wantKind(err, disclosure.NotFound)
		for _, q := range []store.Query{{Subjects: []string{text}}, {Places: []string{text}}} {
			q.Kind = disclosure.KindPermit
			page, err := w.List(w.ctx(), q)
			w.must(err)
			if page.Total != 0 || len(page.Records) != 0 {
				w.t.Errorf("%q: got %d records of %d", text, len(page.Records), page.Total)
			}
		}
	}
	if head := w.head(); head.Position != 0 {
		w.t.Errorf("got head %d, want 0", head.Position)
	}
}
