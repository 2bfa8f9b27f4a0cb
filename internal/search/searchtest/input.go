package searchtest

import (
	"strings"
)

func inputSentences() []sentence {
	return []sentence{
		{name: "a text of punctuation alone finds what has it and nothing else", prove: func(w *world) {
			w.put(permit(1, "示例宾馆"), permit(2, "甲、乙"))
			for _, query := range []string{
				"。", "！？", "……", "()", "（）", "\"", "'", "\\", "*", "?", "%", "_", "AND", "-", "+", ":", "/", "^~", "||", "<>",
			} {
				w.wantFound(text(query))
			}
			w.wantFound(text("、"), permit(2))
		}},
		{name: "signs that query languages know mean themselves", prove: func(w *world) {
			a := permit(1, `a"b'c\d*e?f%g_h-i+j:k/l^m~n|o&p!q`)
			w.put(a, permit(2, "abcdefghijklmnopq"))
			for _, query := range []string{
				`a"b`, `'c`, `\d`, "d*e", "e?f", "f%g", "g_h", "h-i", "i+j", "j:k", "k/l", "l^m~n", "n|o", "o&p!", `"`, `\`, "%", "*",
			} {
				w.wantFound(text(query), a)
			}
			for _, query := range []string{`"a"`, "a*", "a?b", "a%", "_b", "-z", "b AND", "a OR z", "NOT z"} {
				w.wantFound(text(query))
			}
		}},
		{name: "a text that is no UTF-8 finds nothing that is", prove: func(w *world) {
			w.put(permit(1, "示例宾馆"))
			for _, query := range []string{
				"\xff", "示\xff例", "宾馆\xc3", "\xed\xa0\x80", "\xed\xa0\xbd\xed\xb8", "\xe5\xae", "\xf8\x88\x80\x80\x80",
			} {
				w.wantFound(text(query))
			}
		}},
		{name: "a document that is no UTF-8 is kept and found by the rest", prove: func(w *world) {
			a := permit(1, "示\xff例宾馆\xe5").texts("\xed\xa0\x80").numbers("\xff\xff").codes("\xffABCDE")
			w.put(a)
			w.wantFound(text("例宾馆"), a)
			w.wantFound(text("示\xff例"), a)
			w.wantFound(text("\uFFFDabcd"), a)
			w.wantFound(text("示例"))
		}},
		{name: "control characters in a text count for nothing", prove: func(w *world) {
			w.put(permit(1, "示例宾馆"), permit(2, "酒楼"))
			w.wantFound(text("宾\x00馆"), permit(1))
			w.wantFound(text("\x1b[2J"))
			w.wantFound(text("\x7f宾馆\x01"), permit(1))
			w.wantFound(text("\u202e\u200f"), permit(1), permit(2))
			w.wantFound(text("宾\n馆"), permit(1))
			w.wantFound(text("宾\n楼"))
		}},
		{name: "control characters in a document count for nothing", prove: func(w *world) {
			a := permit(1, "示\x00例\x01宾馆", "\x00").texts("", "\x00\x01", "\u200b")
			w.put(a)
			w.wantFound(text("示例宾馆"), a)
			w.wantFound(text("\x00"), a)
		}},
		{name: "a long term within the limits is answered", prove: func(w *world) {
			long := strings.Repeat("宾馆", 100)
			w.put(permit(1, long), permit(2, "宾馆"))
			w.wantFound(text(long), permit(1))
			w.wantFound(text(strings.Repeat("馆", 200)))
			w.wantFound(text(strings.Repeat("a", 200)))
			w.wantFound(spelt(strings.Repeat("binguan", 28)), permit(1))
			w.wantFound(spelt(strings.Repeat("xian", 50)))
		}},
		{name: "names, texts, numbers and codes that are empty or repeated do no harm", prove: func(w *world) {
			a := permit(1, "", "示例", "示例", "").texts("", "宾馆", "宾馆").numbers("", "1号", "1号").codes("", "ABCDE", "ABCDE")
			w.put(a)
			for _, query := range []string{"", "示例", "宾馆", "1号", "abcd"} {
				w.wantFound(text(query), a)
			}
		}},
	}
}
