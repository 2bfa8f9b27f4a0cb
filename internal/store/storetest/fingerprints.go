package storetest

import (
	"mingshi/internal/disclosure"
)

func fingerprintSentences() []sentence {
	return []sentence{
		{"a new store remembers none", func(w *world) { w.wantFingerprints(map[string]string{}) }},
		{"fingerprints are remembered by name, also twice", func(w *world) {
			for range 2 {
				w.must(w.Remember(w.ctx(), "board", "aa"))
			}
			w.must(w.Remember(w.ctx(), "counterparty", "bb"))
			w.wantFingerprints(map[string]string{"board": "aa", "counterparty": "bb"})
		}},
		{"names and fingerprints compare by bytes", func(w *world) {
			want := make(map[string]string)
			for i, name := range variants {
				want[name] = variants[len(variants)-1-i]
				w.must(w.Remember(w.ctx(), name, want[name]))
			}
			w.wantFingerprints(want)
			for i, name := range variants {
				if other := variants[i]; other != want[name] {
					w.wantKind(w.Remember(w.ctx(), name, other), disclosure.Conflict)
				}
			}
			w.wantFingerprints(want)
		}},
		{"another fingerprint under a known name is a conflict", func(w *world) {
			w.must(w.Remember(w.ctx(), "board", "aa"))
			w.wantKind(w.Remember(w.ctx(), "board", "AA"), disclosure.Conflict)
			w.wantFingerprints(map[string]string{"board": "aa"})
		}},
	}
}

func (w *world) wantFingerprints(want map[string]string) {
	w.t.Helper()
	got, err := w.Fingerprints(w.ctx())
	w.must(err)
	w.wantEqual(want, got)
}
