package storetest

import (
	"crypto/sha256"
	"fmt"
	"reflect"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// fixtureSentences prove that the samples could show a field that a store loses.
func fixtureSentences() []sentence {
	return []sentence{
		{"fixtures set every field non-zero", func(w *world) {
			record := sample(disclosure.KindPermit, 1)
			record.Position = 1 // given by the store
			counted := store.Counted{Key: keyOf("row"), Rule: disclosure.NotPublicMinor, Figure: fullFigure("late")}
			for _, v := range []any{
				record, w.publishing(record), fullTrail(), fullFigure("publish"), fullJournal("b1"), fullStaged(1, 1), counted,
			} {
				if field := zeroField(reflect.ValueOf(v)); field != "" {
					w.t.Errorf("%T: field %s is zero", v, field)
				}
			}
		}},
	}
}

// zeroField names the first field of v that is zero, also within structs; "" if there is none. Expect is 0 for a new
// record, so it is left out, and so are the seq of a row and the position of a record in a write: the store gives them.
func zeroField(v reflect.Value) string {
	if v.Kind() == reflect.Slice && v.Len() > 0 {
		for i := range v.Len() {
			if inner := zeroField(v.Index(i)); inner != "" && v.Type().Elem().Kind() != reflect.Uint8 {
				return fmt.Sprint(i, ".", inner)
			}
		}
		return ""
	}
	if v.Kind() != reflect.Struct || v.Type() == reflect.TypeFor[time.Time]() {
		if v.IsZero() {
			return "itself"
		}
		return ""
	}
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		if name == "Expect" || name == "Seq" {
			continue
		}
		if inner := zeroField(v.Field(i)); inner != "" {
			return name + "." + inner
		}
	}
	return ""
}

// sample is a record with every field set, new in its store; n tells samples of a kind apart. Its period ends in 2029.
func sample(kind disclosure.Kind, n int) disclosure.Record {
	record := disclosure.Record{
		ID:          disclosure.NewID(kind),
		Kind:        kind,
		Version:     1,
		State:       disclosure.StatePublished,
		Name:        fmt.Sprintf("第%04d号旅馆", n),
		Subject:     fmt.Sprintf("91330100MA%08d", n),
		Places:      []string{fmt.Sprintf("卫公证字第%04d号", n), fmt.Sprintf("备%04d", n)},
		Authority:   "11330100002490000X",
		DecidedOn:   disclosure.MustDate("2026-01-01").AddDays(n % 300),
		PublishedAt: time.Date(2026, 11, 20, 1, 2, 3, 4000, time.UTC),
		UpdatedAt:   time.Date(2026, 11, 21, 1, 2, 3, 5000, time.UTC),
		PublicUntil: disclosure.MustDate("2029-01-01").AddDays(n),
		Regime:      "2026",
	}
	record.Seal(fmt.Appendf(nil, `{"content":"正文%04d","kind":%q}`, n, kind))
	return record
}

// samples are n records of a kind, numbered from first.
func samples(kind disclosure.Kind, first, n int) []disclosure.Record {
	records := make([]disclosure.Record, n)
	for i := range records {
		records[i] = sample(kind, first+i)
	}
	return records
}

// keyOf is a natural key of its own for each text.
func keyOf(text string) disclosure.Key { return sha256.Sum256([]byte(text)) }

// keyOfRecord is the natural key under which the tests publish a record.
func keyOfRecord(record disclosure.Record) disclosure.Key {
	return keyOf("key of " + string(record.ID))
}

func fullTrail() store.Trail {
	return store.Trail{
		By: "clerk", Batch: "b1", Document: "卫文〔2026〕1号", Note: "按原文录入",
		Origin: disclosure.Origin{File: "许可.csv", SHA256: fmt.Sprintf("%x", sha256.Sum256(nil)), Sheet: "表1", Row: 7},
	}
}

func fullFigure(event string) store.Figure {
	return store.Figure{
		Month: "2026-11", DecidedMonth: "2026-10", Kind: disclosure.KindPenalty, Unit: "11330100002490000X",
		Event: event, Count: 1,
	}
}

func fullJournal(batch string) store.Journal {
	return store.Journal{
		Batch: batch, By: "clerk", ThroughSeq: 5000, Done: true,
		Files: []disclosure.Origin{
			{File: "许可.csv", SHA256: "aa", Sheet: "表1", Row: 1}, {File: "处罚.csv", SHA256: "bb", Sheet: "表2", Row: 2},
		},
	}
}

func fullStaged(file, row int) store.Staged {
	return store.Staged{
		File: file, Row: row, Key: keyOf(fmt.Sprint("row ", row)),
		Content: sha256.Sum256(fmt.Append(nil, "content ", row)), Payload: fmt.Append(nil, "payload ", row),
	}
}

// publishing is the write that publishes a new record.
func (w *world) publishing(record disclosure.Record) store.Write {
	return store.Write{
		Op: disclosure.OpPublish, Reason: disclosure.ReasonErrorInSource, Record: record,
		Keys: []disclosure.Key{keyOfRecord(record)}, Trail: fullTrail(),
	}
}

// changing is the write that puts a new version in the place of the present one.
func changing(record disclosure.Record, op disclosure.Op, reason disclosure.Reason) store.Write {
	expect := record.Version
	record.Version++
	return store.Write{Op: op, Reason: reason, Record: record, Expect: expect, Trail: fullTrail()}
}

// ending is the write that takes a record back.
func ending(record disclosure.Record, op disclosure.Op, state disclosure.State, reason disclosure.Reason) store.Write {
	record.State = state
	return changing(record, op, reason)
}

// withdrawing is the write that withdraws a record.
func withdrawing(record disclosure.Record) store.Write {
	return ending(record, disclosure.OpWithdraw, disclosure.StateWithdrawn, disclosure.ReasonRevoked)
}

// apply writes a batch that must succeed.
func (w *world) apply(writes ...store.Write) store.Applied {
	w.t.Helper()
	applied, err := w.Apply(w.ctx(), store.Batch{At: w.instant(), Writes: writes})
	w.must(err)
	return applied
}

// publish publishes new records in one batch and returns them as they are stored.
func (w *world) publish(records ...disclosure.Record) []disclosure.Record {
	w.t.Helper()
	writes := make([]store.Write, len(records))
	for i, record := range records {
		writes[i] = w.publishing(record)
	}
	first := w.apply(writes...).First
	stored := make([]disclosure.Record, len(records))
	for i, record := range records {
		record.Position = first + int64(i)
		stored[i] = record
	}
	return stored
}

// correct changes a record, which must be stored at its version, and returns it as it is stored.
func (w *world) correct(record disclosure.Record) disclosure.Record {
	w.t.Helper()
	record.Position = w.apply(changing(record, disclosure.OpCorrect, disclosure.ReasonErrorInSource)).Last
	record.Version++
	return record
}
