package searchtest

import (
	"errors"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// wantSuggested fails the test if the suggestions are not the documents, in this order.
func (w *world) wantSuggested(text string, limit int, drafts ...draft) {
	w.t.Helper()
	got, err := w.Suggest(w.ctx(), text, limit)
	w.must(err)
	if diff := diff(idsOf(drafts), got); diff != "" {
		w.t.Errorf("suggestions for %q (-want +got):\n%s", text, diff)
	}
}

func suggestSentences() []sentence {
	return []sentence{
		{name: "suggestions have every term in their names", prove: func(w *world) {
			a, b := venue(1, "示例宾馆"), permit(1, "光明楼", "小宾馆")
			told := permit(2, "酒楼").texts("宾馆").numbers("宾馆").codes("宾馆宾馆")
			half := permit(3, "宾馆").texts("光明")
			w.put(a, b, told, half)
			w.wantSuggested("光明 宾馆", 8, b)
			w.wantSuggested("例宾", 8, a)
			w.wantSuggested("没有", 8)
		}},
		{name: "suggestions are in the order of relevance", prove: func(w *world) {
			begins, within := permit(1, "宾馆甲").on("2020-01-01"), permit(2, "乙宾馆").on("2026-01-01")
			vWithin, late := venue(1, "丙宾馆"), permit(3, "丁宾馆").on("2026-02-01")
			w.put(within, late, vWithin, begins)
			w.wantSuggested("宾馆", 8, begins, vWithin, late, within)
		}},
		{name: "at most so many are suggested", prove: func(w *world) {
			w.put(venue(1, "宾馆一"), venue(2, "宾馆丁"), venue(3, "宾馆七"))
			w.wantSuggested("宾馆", 2, venue(1), venue(2))
			w.wantSuggested("宾馆", 1, venue(1))
			w.wantSuggested("宾馆", 0)
		}},
		{name: "no two suggestions have the same first name", prove: func(w *world) {
			a, b := permit(1, "示例宾馆", "甲").on("2026-01-01"), permit(2, "示例宾馆", "乙").on("2026-02-01")
			c, v := permit(3, "示例酒楼", "示例宾馆").on("2026-03-01"), venue(1, "示例宾馆")
			w.put(a, b, c, v)
			w.wantSuggested("示例", 8, v, c)
			w.wantSuggested("酒楼 宾馆", 8, c)
			w.wantSuggested("示例", 2, v, c)
			w.remove(v.ID)
			w.wantSuggested("示例", 8, c, b)
			w.wantSuggested("甲", 8, a)
		}},
		{name: "many of one first name leave room for others", prove: func(w *world) {
			for i := range 50 {
				w.put(permit(i, "示例宾馆").on("2026-05-05"))
			}
			w.put(permit(100, "示例宾馆分店").on("2020-01-01"))
			w.wantSuggested("示例宾馆", 8, permit(49), permit(100))
		}},
		{name: "a text without terms suggests nothing", prove: func(w *world) {
			w.put(venue(1, "示例宾馆"), venue(2, ""))
			for _, text := range []string{"", " ", "　", "\x00\u200b"} {
				w.wantSuggested(text, 8)
			}
		}},
		{name: "one character suggests", prove: func(w *world) {
			w.put(venue(1, "示例KTV"), venue(2, "旁"))
			for _, text := range []string{"示", "k", "Ｖ"} {
				w.wantSuggested(text, 8, venue(1))
			}
		}},
		{name: "a text that no engine may answer is refused", prove: func(w *world) {
			for _, text := range []string{strings.Repeat("宾", search.MaxText+1), "a b c d e f g h i j k"} {
				_, err := w.Suggest(w.ctx(), text, 8)
				w.wantKind(err, disclosure.Invalid)
				if !errors.Is(err, search.ErrText) {
					w.t.Errorf("error is %v, want ErrText", err)
				}
			}
		}},
	}
}
