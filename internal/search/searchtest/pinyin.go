package searchtest

import "mingshi/internal/search"

// spelling is a name with Latin texts that are readings of it and texts that are not.
type spelling struct {
	name     string
	of       string
	readings []string
	others   []string
}

var spellings = []spelling{
	{
		"a name is found by full syllables", "示例宾馆",
		[]string{"shilibinguan", "binguan", "bin", "SHILI", "ｓｈｉｌｉ"},
		[]string{"shiguan", "binguang", "bingu", "inguan", "hili"},
	},
	{
		"a name is found by first letters", "示例宾馆",
		[]string{"slbg", "bg", "sl", "s", "G"},
		[]string{"sb", "lg", "slg", "bgs"},
	},
	{
		"syllables and first letters are not mixed", "示例宾馆",
		nil,
		[]string{"shilibg", "slbinguan", "sbinguan"},
	},
	{
		"every reading of 重 counts", "重庆示例",
		[]string{"chongqing", "zhongqing", "cq", "zq", "chongqingshili"},
		[]string{"cz", "qc", "chongchong"},
	},
	{
		"every reading of 长 counts", "长沙示例",
		[]string{"changsha", "zhangsha", "cs", "zs", "zhang"},
		[]string{"changchang", "cz"},
	},
	{
		"every reading of 乐 counts", "示例乐器",
		[]string{"leqi", "yueqi", "lq", "yq"},
		[]string{"yuele", "yueli", "yl"},
	},
	{
		"every reading of 行 counts", "示例银行",
		[]string{"yinhang", "yinxing", "yh", "yx"},
		[]string{"hangxing", "xh"},
	},
	{
		"ü is written v", "绿园女子",
		[]string{"lvyuan", "nvzi", "ly", "lüyuan", "LÜ"},
		[]string{"lvzi"},
	},
	{
		"letters and digits of a name are read as themselves", "KTV88酒吧",
		[]string{"ktv", "ktv88jiuba", "tv88", "ktv88jb", "v88jiu", "8jb"},
		[]string{"ktvbar", "kv", "ktv8jiu"},
	},
	{
		"consecutive characters alone are read", "示例 宾馆·大（光）明",
		[]string{"sl", "bg", "guan", "da"},
		[]string{"slbg", "shilibinguan", "bgd", "guanda", "dagm", "daguang"},
	},
	{
		"a syllable may be cut in several ways", "西安仙",
		[]string{"xian", "xianxian", "xax", "anxian"},
		[]string{"xianxianxian"},
	},
}

func pinyinSentences() []sentence {
	var sentences []sentence
	for _, s := range spellings {
		sentences = append(sentences, sentence{name: s.name, prove: s.prove})
	}
	return append(sentences, []sentence{
		{name: "a name is read only with Pinyin", prove: func(w *world) {
			w.put(venue(1, "示例宾馆"))
			w.wantFound(text("binguan"))
			w.wantFound(text("bg"))
		}},
		{name: "names alone are read", prove: func(w *world) {
			w.put(permit(1, "甲").texts("示例宾馆").numbers("宾馆1号").codes("宾馆宾馆宾馆"))
			w.wantFound(spelt("binguan"))
			w.wantFound(spelt("bg"))
		}},
		{name: "a term of Latin letters still matches as it stands", prove: func(w *world) {
			a := permit(1, "示例").texts("BG型设备").codes("BGBG1234")
			b := permit(2, "示例宾馆")
			w.put(a, b)
			w.wantFound(spelt("bg"), a, b)
			w.wantFound(spelt("bgbg"), a)
			w.wantFound(text("bg"), a)
		}},
		{name: "a term with other characters is not read", prove: func(w *world) {
			w.put(venue(1, "示例宾馆12"))
			w.wantFound(spelt("示li"))
			w.wantFound(spelt("shi'li"))
			w.wantFound(spelt("shi-li"))
			w.wantFound(spelt("bin馆"))
		}},
		{name: "digits alone are not read", prove: func(w *world) {
			w.put(venue(1, "示例一二"))
			w.wantFound(spelt("12"))
		}},
		{name: "terms of both kinds match together", prove: func(w *world) {
			a, b := venue(1, "示例宾馆", "大光明"), venue(2, "示例酒楼")
			w.put(a, b)
			w.wantFound(spelt("shili 宾馆"), a)
			w.wantFound(spelt("sl dgm"), a)
			w.wantFound(spelt("sl"), a, b)
		}},
		{name: "a reading at the beginning of a name is of tier 0, one within of tier 1", prove: func(w *world) {
			within := permit(1, "示例宾馆").on("2026-03-01")
			begins := permit(2, "宾馆示例").on("2026-01-01")
			told := permit(3, "甲").texts("binguan").on("2026-05-01")
			w.put(within, begins, told)
			w.wantOrder(spelt("binguan"), begins, within, told)
			w.wantOrder(spelt("bg"), begins, within)
		}},
		{name: "an initial and a syllable at two places: the earlier one counts for the tier", prove: func(w *world) {
			// "an" is a syllable in the middle, and the first letters of the name's beginning.
			begins := permit(1, "爱你西安").on("2026-01-01")
			within := permit(2, "西安").on("2026-02-01")
			w.put(begins, within)
			w.wantOrder(spelt("an"), begins, within)
		}},
	}...)
}

func (s spelling) prove(w *world) {
	named := venue(1, "别处", s.of)
	w.put(named, venue(2, "旁"))
	for _, reading := range s.readings {
		w.wantFound(spelt(reading), named)
	}
	for _, other := range s.others {
		w.wantFound(spelt(other))
	}
}

// spelt asks for a text that may be pinyin.
func spelt(text string) search.Query { return search.Query{Text: text, Pinyin: true} }
