package storetest

import (
	"fmt"
	"strings"
	"time"

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
		{"large values come back", largeValues},
		{"any byte of a body comes back", func(w *world) {
			record := sample(disclosure.KindPermit, 1)
			body := make([]byte, 256)
			for i := range body {
				body[i] = byte(i)
			}
			record.Seal(body)
			w.wantRecord(w.publish(record)[0])
		}},
		{"texts come back by their bytes", textsComeBack},
		{"changes, tombstones and the head tell instants in UTC at microsecond precision", instantsTold},
		{"times come back in UTC at microsecond precision", timesComeBack},
		{"ids compare by bytes", idsByBytes},
		{"a text with U+0000 or broken UTF-8 is refused and never found", unstorableTexts},
		{"figures, counted rows, journals and fingerprints refuse such a text too", unstorableElsewhere},
		{"a text with broken UTF-8 does not find what it would be mended to", func(w *world) {
			record := sample(disclosure.KindVenue, 1)
			record.Name, record.Subject, record.Places = "a\ufffd", "a\ufffd", []string{"a\ufffd"}
			w.publish(record)
			w.wantFound(store.Query{Subjects: []string{"a\ufffd"}}, record.ID)
			w.wantFound(store.Query{Subjects: []string{"a\xff"}})
			w.wantFound(store.Query{Places: []string{"a\xff"}})
		}},
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
	w.wantEqualRecord(want, got)
}

// large is a text of 3 MB that no database can make small by what it repeats.
func large() []byte {
	text := make([]byte, 0, 3<<20)
	for n := uint64(0); len(text) < 3<<20; n++ {
		text = fmt.Appendf(text, "大%x", n*0x9e3779b97f4a7c15)
	}
	return text
}

func largeValues(w *world) {
	record := sample(disclosure.KindPermit, 1)
	record.Name = strings.Repeat("店", 500)
	record.Regime = strings.Repeat("规", 500)
	for i := range 300 {
		record.Places = append(record.Places, fmt.Sprintf("卫公证字〔2026〕第%06d号", i))
	}
	record.Seal(large())
	write := w.publishing(record)
	write.Trail.Note = strings.Repeat("记", 100_000)
	for i := range 300 {
		write.Keys = append(write.Keys, keyOf(fmt.Sprint("further ", i)))
	}
	record.Position = w.apply(write).Last
	w.wantRecord(record)
	w.wantList(w.walk(store.Query{Kind: record.Kind, Order: store.ByName}), []disclosure.Record{record})
	w.wantList(w.walk(store.Query{Kind: record.Kind, Places: record.Places[200:]}), []disclosure.Record{record})
	last := write.Keys[len(write.Keys)-1]
	found, err := w.Find(w.ctx(), []disclosure.Key{last})
	w.must(err)
	w.wantEqualRecord(record, found[last])
	if n := len(w.inside().Keys); n != len(write.Keys) {
		w.t.Errorf("got %d keys, want %d", n, len(write.Keys))
	}
	w.wantEqual(map[int64]store.Trail{1: write.Trail}, w.inside().Trail)
}

// textsComeBack puts the same awkward text into every field that holds one.
func textsComeBack(w *world) {
	texts := append([]string{
		`"quoted" 'quoted' \backslash\ {"json":[1]}`, "<a href=x>&amp;</a>\u2028\u2029", "line\nbreak\ttab\r\n", "%d %s $1 ?1 :a @b",
		"\ufffd", "😀𠮷", "NULL", "\\x00", "\ufeffbom", strings.Repeat("长", 600),
	}, variants...)
	want := make(map[int64]store.Trail)
	for i, text := range texts {
		record := sample(disclosure.KindPermit, i)
		record.Name, record.Subject, record.Authority, record.Regime = text, text, text, text
		record.Places = []string{text, "p", text + text}
		write := w.publishing(record)
		write.Trail = store.Trail{
			By: text, Batch: text, Document: text, Note: text,
			Origin: disclosure.Origin{File: text, SHA256: text, Sheet: text, Row: i},
		}
		record.Position = w.apply(write).Last
		w.wantRecord(record)
		w.wantList(w.walk(store.Query{Kind: record.Kind, Subjects: []string{text}}), []disclosure.Record{record})
		w.wantList(w.walk(store.Query{Kind: record.Kind, Places: []string{text + text}}), []disclosure.Record{record})
		want[record.Position] = write.Trail
	}
	w.wantEqual(want, w.inside().Trail)
}

// timesComeBack writes instants in other zones, finer than a microsecond, and before 1970, where it counts on which side
// they are cut.
func timesComeBack(w *world) {
	for i, c := range []struct{ at, want time.Time }{
		{
			time.Date(2026, 11, 22, 23, 59, 59, 123_456_789, shanghai),
			time.Date(2026, 11, 22, 15, 59, 59, 123_456_000, time.UTC),
		},
		{time.Date(1949, 10, 1, 0, 0, 0, 999, time.UTC), time.Date(1949, 10, 1, 0, 0, 0, 0, time.UTC)},
		{time.Date(1969, 12, 31, 23, 59, 59, 1_999, time.UTC), time.Date(1969, 12, 31, 23, 59, 59, 1_000, time.UTC)},
		{time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC)},
	} {
		record := sample(disclosure.KindPermit, i)
		record.PublishedAt, record.UpdatedAt = c.at, c.at.Add(time.Second)
		w.publish(record)
		got, err := w.Get(w.ctx(), record.ID)
		w.must(err)
		w.wantInstant(c.want, got.PublishedAt)
		w.wantInstant(c.want.Add(time.Second), got.UpdatedAt)
	}
}

// wantInstant fails the test if got is another instant than want, or not in UTC.
func (w *world) wantInstant(want, got time.Time) {
	w.t.Helper()
	if !got.Equal(want) || got.Location() != time.UTC {
		w.t.Errorf("got %v, want %v", got, want)
	}
}

func instantsTold(w *world) {
	at := time.Date(2026, 11, 22, 23, 59, 59, 123_456_789, shanghai)
	want := time.Date(2026, 11, 22, 15, 59, 59, 123_456_000, time.UTC)
	record := sample(disclosure.KindPenalty, 1)
	record.PublishedAt, record.UpdatedAt = at, at
	for _, write := range []store.Write{w.publishing(record), withdrawing(record)} {
		_, err := w.Apply(w.ctx(), store.Batch{At: at, Writes: []store.Write{write}})
		w.must(err)
		w.wantInstant(want, w.head().AsOf)
	}
	for _, entry := range w.follow(10, "") {
		w.wantInstant(want, entry.At)
	}
	history, err := w.History(w.ctx(), record.ID)
	w.must(err)
	for _, change := range history {
		w.wantInstant(want, change.At)
	}
	_, err = w.Get(w.ctx(), record.ID)
	stone, _ := disclosure.TombstoneOf(err)
	w.wantInstant(want, stone.At)
	found, err := w.Find(w.ctx(), []disclosure.Key{keyOfRecord(record)})
	w.must(err)
	w.wantInstant(want, found[keyOfRecord(record)].UpdatedAt)
}

// unstorableElsewhere looks at what is written beside records.
func unstorableElsewhere(w *world) {
	before := w.look()
	for _, text := range []string{"\x00", "a\x00b", "a\xff", "\xe5\xa4"} {
		for _, change := range []func(figure *store.Figure){
			func(figure *store.Figure) { figure.Month = text },
			func(figure *store.Figure) { figure.DecidedMonth = text },
			func(figure *store.Figure) { figure.Kind = disclosure.Kind(text) },
			func(figure *store.Figure) { figure.Unit = text },
			func(figure *store.Figure) { figure.Event = text },
		} {
			figure := fullFigure("late")
			change(&figure)
			counted := store.Counted{Key: keyOf("row"), Rule: disclosure.NotPublicMinor, Figure: figure}
			w.wantInvalid(store.Batch{Figures: []store.Figure{figure}})
			w.wantInvalid(store.Batch{Counted: []store.Counted{counted}})
		}
		rule := store.Counted{Key: keyOf("row"), Rule: disclosure.NotPublicRule(text), Figure: fullFigure("late")}
		w.wantInvalid(store.Batch{Counted: []store.Counted{rule}})
		for _, change := range []func(journal *store.Journal){
			func(journal *store.Journal) { journal.Batch = text },
			func(journal *store.Journal) { journal.By = text },
			func(journal *store.Journal) { journal.Files[1].File = text },
			func(journal *store.Journal) { journal.Files[1].SHA256 = text },
			func(journal *store.Journal) { journal.Files[1].Sheet = text },
		} {
			journal := fullJournal("b1")
			change(&journal)
			w.wantInvalid(store.Batch{Journal: &journal})
		}
		w.wantKind(w.Remember(w.ctx(), text, "aa"), disclosure.Invalid)
		w.wantKind(w.Remember(w.ctx(), "board", text), disclosure.Invalid)
	}
	w.wantSame(before)
	w.wantFingerprints(map[string]string{})
}

func (w *world) wantInvalid(batch store.Batch) {
	w.t.Helper()
	batch.At = w.instant()
	_, err := w.Apply(w.ctx(), batch)
	w.wantKind(err, disclosure.Invalid)
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
			func(write *store.Write) { write.Op = disclosure.Op(text) },
			func(write *store.Write) { write.Reason = disclosure.Reason(text) },
			func(write *store.Write) { write.Trail.By = text },
			func(write *store.Write) { write.Trail.Batch = text },
			func(write *store.Write) { write.Trail.Document = text },
			func(write *store.Write) { write.Trail.Origin.SHA256 = text },
			func(write *store.Write) { write.Trail.Origin.Sheet = text },
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
