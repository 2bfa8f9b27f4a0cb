package searchtest

import (
	"strings"

	"mingshi/internal/search"
)

// matching is a document with texts that find it and texts that do not.
type matching struct {
	name     string
	document draft
	finds    []string
	misses   []string
}

// prove puts the document beside one that nothing finds.
func (m matching) prove(w *world) {
	w.put(m.document, permit(999, "旁").texts("旁").numbers("旁").codes("旁旁旁旁旁"))
	for _, query := range m.finds {
		w.wantFound(text(query), m.document)
	}
	for _, query := range m.misses {
		w.wantFound(text(query))
	}
}

func proofs(cases []matching) []sentence {
	var sentences []sentence
	for _, m := range cases {
		sentences = append(sentences, sentence{name: m.name, prove: m.prove})
	}
	return sentences
}

func matchingSentences() []sentence {
	return append(proofs(matchings), []sentence{
		{name: "a query without terms matches every document", prove: func(w *world) {
			bare := permit(1)
			named := venue(1, "示例宾馆")
			w.put(bare, named)
			for _, query := range []string{"", " ", "　\u3000", "\u200b\x00\ufeff"} {
				w.wantFound(text(query), bare, named)
			}
		}},
		{name: "every document that matches is found and no other", prove: func(w *world) {
			a := permit(1, "示例大光明宾馆")
			b := penalty(1, "示例酒楼").texts("查大光明宾馆无证")
			c := venue(1, "大光宾馆明")
			w.put(a, b, c)
			w.wantFound(text("大光明"), a, b)
			w.wantFound(text("大光 宾馆"), a, b, c)
			w.wantFound(text("光宾"), c)
		}},
		{name: "a document without any text is found by no term", prove: func(w *world) {
			w.put(permit(1), venue(1))
			w.wantFound(text("宾"))
		}},
		{name: "a term may be given twice", prove: func(w *world) {
			a := permit(1, "示例宾馆")
			w.put(a)
			w.wantFound(text(strings.Repeat("宾馆 ", 3)), a)
		}},
		{name: "filters and terms narrow together", prove: func(w *world) {
			a, b := permit(1, "示例宾馆"), penalty(1, "示例宾馆")
			w.put(a, b)
			w.wantFound(search.Query{Text: "宾馆", Filters: map[search.Field][]string{search.FieldKind: {"penalty"}}}, b)
		}},
	}...)
}

var matchings = []matching{
	{
		"any two characters are a term", permit(1, "示例大光明宾馆"),
		[]string{"示例", "例大", "大光", "光明", "明宾", "宾馆"},
		[]string{"例示", "大明", "馆宾"},
	},
	{
		"any one character is a term", permit(1, "示例宾馆").texts("西").numbers("号1"),
		[]string{"示", "例", "宾", "馆", "西", "号"},
		[]string{"东", "店"},
	},
	{
		"one Latin letter is a term", permit(1, "示例KTV"),
		[]string{"k", "t", "v", "K", "Ｔ"},
		[]string{"a", "z"},
	},
	{
		"one digit is a term", permit(1, "示例宾馆").texts("示例路12号"),
		[]string{"1", "2", "12"},
		[]string{"3", "21"},
	},
	{
		"a term occurs in a name, wherever in it", permit(1, "示例大光明宾馆有限公司"),
		[]string{"示例大光明宾馆有限公司", "大光明宾馆", "有限公司", "公司"},
		[]string{"示例大光明宾馆有限公司店", "大光明酒店"},
	},
	{
		"a term occurs in any of the names", venue(1, "示例宾馆", "曾用旅舍", "示例商务有限公司"),
		[]string{"示例宾馆", "曾用", "商务"},
		[]string{"曾用宾馆"},
	},
	{
		"a term occurs in a text", penalty(1, "示例宾馆").texts("未取得健康证明从事直接为顾客服务", "示例路12号"),
		[]string{"健康证明", "为顾客", "示例路", "未取得健康证明从事直接为顾客服务"},
		[]string{"健康证件", "示例街"},
	},
	{
		"every term must match", penalty(1, "示例宾馆").texts("公共用品未消毒").numbers("示卫罚〔2024〕12号"),
		[]string{"宾馆 消毒", "消毒 宾馆", "示例 公共 罚", "用品 2024 宾馆"},
		[]string{"宾馆 通风", "通风 消毒", "宾馆 消毒 2025"},
	},
	{
		"a term never matches across two fields", permit(1, "示例宾馆", "大光明酒楼").texts("甲乙", "丙丁").numbers("戊己", "庚辛").codes("A1B2", "C3D4"),
		[]string{"馆 大", "乙 丙", "己 庚"},
		[]string{"馆大", "楼甲", "乙丙", "丁戊", "己庚", "宾馆大光", "a1b2c3d4"},
	},
	{
		"terms that touch or overlap match the same characters", permit(1, "示例大光明宾馆"),
		[]string{"大光 光明", "大光明 光明宾", "光明 明宾 宾馆"},
		nil,
	},
	{
		"a term that begins or ends within a word or number matches", penalty(1, "示例").texts("示例路12号院3单元", "abc123def"),
		[]string{"12号", "2号院", "号院", "院3", "路12", "12号院3", "c1", "bc12", "3de", "23", "号", "院", "单元"},
		[]string{"112号", "1号", "13单元", "院12"},
	},
	{
		"a term within one character's repetitions matches only as often as it is repeated", permit(1, "示例").texts("哈哈哈", "1111"),
		[]string{"哈", "哈哈", "哈哈哈", "11", "1111"},
		[]string{"哈哈哈哈", "11111"},
	},
	{
		"all pairs of a term in a text are not the term", permit(1, "示例").texts("甲乙丙，乙丙丁；甲乙。丙丁甲"),
		[]string{"甲乙丙", "乙丙丁", "丙丁甲"},
		[]string{"甲乙丙丁", "丁甲乙", "丙丁甲乙"},
	},
	{
		"width does not matter", permit(1, "示例ＫＴＶ１２").texts("ABC 345"),
		[]string{"KTV", "ktv12", "ＫＴＶ", "示例ktv", "ａｂｃ", "３４５"},
		[]string{"ktv１３"},
	},
	{
		"case does not matter", permit(1, "Example Hotel").texts("kTv"),
		[]string{"example", "EXAMPLE", "hOTEL", "KTV", "ktv"},
		[]string{"exampel"},
	},
	{
		"the kind of bracket does not matter", permit(1, "示例（西区）店").texts("【甲】《乙》"),
		[]string{"(西区)", "〔西区〕", "[西区]店", "例（西", "(甲)", "（乙）"},
		[]string{"西区店", "例西", "甲乙", ")西区("},
	},
	{
		"what is invisible does not matter", permit(1, "示\u200b例\u00ad宾馆"),
		[]string{"示例宾馆", "例\u200d宾", "宾\ufeff馆"},
		nil,
	},
	{
		"runs of white space are one space and a term has none", permit(1, "Example  \t Hotel　示例"),
		[]string{"example hotel", "hotel example", "hotel　示例"},
		[]string{"examplehotel", "hotel示例"},
	},
	{
		"punctuation is a term like any other", permit(1, "示例·宾馆").texts("一、二。"),
		[]string{"·", "例·宾", "、", "二。"},
		[]string{"！", "例宾", "一二"},
	},
	{
		"simplified and traditional characters stay apart", permit(1, "示例賓館"),
		[]string{"賓館"},
		[]string{"宾馆", "宾館"},
	},
	{
		"characters beyond the basic plane are found", permit(1, "𠮷野家", "示例").texts("㐂𪚥😀"),
		[]string{"𠮷", "𠮷野", "野家", "𪚥", "㐂𪚥", "😀", "𪚥😀"},
		[]string{"𠮶", "𠮷家", "吉", "吉野"},
	},
	{
		"compatibility forms are what they stand for", permit(1, "㈱示例").texts("①号", "ﬁne"),
		[]string{"株", "(株)示例", "1号", "①", "fine", "ﬁ"},
		nil,
	},
	{
		"composed and decomposed letters are the same", permit(1, "Cafe\u0301 示例"),
		[]string{"café", "cafe\u0301", "CAFÉ"},
		[]string{"cafe"},
	},
	{
		"characters whose code points share bytes are not confused", permit(1, "一丁").texts("ā", "Ā"),
		[]string{"一", "丁", "ā"},
		[]string{"丂", "七", "a", "ă", "n"},
	},
}
