package storetest

import (
	"mingshi/internal/disclosure"
)

func readOnlySentences() []sentence {
	return []sentence{
		{"a store opened for reading answers every read", func(w *world) {
			known, reader := readOnly(w)
			for _, c := range reader.calls(known) {
				switch c.method() {
				case "Head", "Get", "List", "Totals", "Subjects", "Changes", "History", "Snapshot", "Fingerprints":
					w.part(c.name, func(w *world) { w.must(c.do(w.ctx(), reader.Opened)) })
				}
			}
			w.wantEqual(w.follow(10, ""), reader.follow(10, ""))
		}},
		{"a store opened for reading refuses every write as unavailable", func(w *world) {
			_, reader := readOnly(w)
			before := w.look()
			for _, c := range w.writingCalls() {
				w.part(c.name, func(w *world) { w.wantKind(c.do(w.ctx(), reader.Opened), disclosure.Unavailable) })
			}
			w.wantSame(before)
			w.wantFingerprints(map[string]string{})
		}},
		{"a store opened for reading sees what others write", func(w *world) {
			known, reader := readOnly(w)
			reader.wantRecord(w.correct(known))
			next := w.publish(sample(disclosure.KindPermit, 2))[0]
			reader.wantRecord(next)
			reader.wantTotals(map[disclosure.Kind]int64{disclosure.KindPermit: 2})
			if reader.head() != w.head() {
				w.t.Errorf("got head %+v, want %+v", reader.head(), w.head())
			}
		}},
	}
}

// readOnly publishes a record and opens the store once more, for reading alone.
func readOnly(w *world) (known disclosure.Record, reader *world) {
	w.t.Helper()
	known = w.publish(sample(disclosure.KindPermit, 1))[0]
	o := w.options
	o.ReadOnly = true
	return known, w.through(w.openWith(o))
}
