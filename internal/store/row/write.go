package row

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// CheckBatch refuses, as kind Invalid, what no caller may mean.
func CheckBatch(b *store.Batch) error {
	for i := range b.Writes {
		if err := checkWrite(&b.Writes[i]); err != nil {
			return err
		}
	}
	for i := range b.Counted {
		counted := &b.Counted[i]
		if err := checkFigure(&counted.Figure, string(counted.Rule)); err != nil {
			return err
		}
	}
	for i := range b.Figures {
		if err := checkFigure(&b.Figures[i]); err != nil {
			return err
		}
	}
	return checkJournal(b.Journal)
}

func checkFigure(f *store.Figure, more ...string) error {
	return CheckTexts("figure", append(more, f.Month, f.DecidedMonth, string(f.Kind), f.Unit, f.Event)...)
}

func checkJournal(j *store.Journal) error {
	if j == nil {
		return nil
	}
	texts := []string{j.Batch, j.By}
	for _, file := range j.Files {
		texts = append(texts, file.File, file.SHA256, file.Sheet)
	}
	return CheckTexts("journal", texts...)
}

// CheckTexts refuses, as kind Invalid, a text that not every database can hold.
func CheckTexts(what string, texts ...string) error {
	for _, text := range texts {
		if !Storable(text) {
			return disclosure.Errorf(disclosure.Invalid, "write %s: %q is no text: it holds U+0000 or broken UTF-8", what, text)
		}
	}
	return nil
}

func checkWrite(w *store.Write) error {
	record := &w.Record
	switch record.State {
	case disclosure.StatePublished, disclosure.StateDisputed,
		disclosure.StateWithdrawn, disclosure.StateRepaired, disclosure.StateExpired:
	default:
		return disclosure.Errorf(disclosure.Invalid, "write %q: unknown state %q", record.ID, record.State)
	}
	if record.ID == "" || !record.Kind.Valid() {
		return disclosure.Errorf(disclosure.Invalid, "write %q: no id or unknown kind %q", record.ID, record.Kind)
	}
	if w.Expect < 0 || record.Version != w.Expect+1 {
		return disclosure.Errorf(disclosure.Invalid, "write %q: version %d does not follow %d",
			record.ID, record.Version, w.Expect)
	}
	trail := &w.Trail
	return CheckTexts(strconv.Quote(string(record.ID)), append([]string{
		string(w.Op), string(w.Reason), string(record.ID), record.Name, record.Subject, record.Authority, record.Regime,
		trail.By, trail.Batch, trail.Document, trail.Note, trail.Origin.File, trail.Origin.SHA256, trail.Origin.Sheet,
	}, record.Places...)...)
}

// Storable reports whether every database can hold a text: it is UTF-8 without U+0000. What is not storable is never
// found either.
func Storable(text string) bool { return utf8.ValidString(text) && strings.IndexByte(text, 0) < 0 }

// Conflict is the error of a write that came too late, or never could.
func Conflict(w *store.Write, why string) error {
	return disclosure.Errorf(disclosure.Conflict, "write %q at version %d: %s", w.Record.ID, w.Expect, why)
}

// Stored is what a write must know of the record that it changes; the zero value stands for a new one.
type Stored struct {
	Number, Version, PublicUntil, Position int64

	Kind   string
	Places []string
}

// Follows refuses a write that does not follow the stored record.
func (s *Stored) Follows(w *store.Write) error {
	switch {
	case s.PublicUntil == 0:
		return Conflict(w, "it is gone")
	case s.Version != w.Expect:
		return Conflict(w, "another write came first")
	case s.Kind != string(w.Record.Kind):
		return disclosure.Errorf(disclosure.Invalid, "write %q: it is a %s", w.Record.ID, s.Kind)
	}
	return nil
}
