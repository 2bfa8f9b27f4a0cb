package searchtest

// The codes and numbers are made up: division 419901 does not exist.
const (
	exampleCode      = "91419901MA00000A1X"
	otherExampleCode = "92419901MA4199C22L"
)

func codeSentences() []sentence {
	return append(proofs([]matching{
		{
			"the beginning of a code with four characters or more matches", permit(1, "示例").codes(exampleCode),
			[]string{"9141", "91419", "91419901", "91419901MA", exampleCode},
			[]string{"9142", "9241", exampleCode + "0", "91419901MB"},
		},
		{
			"three characters of a code do not match", permit(1, "示例").codes(exampleCode, "123"),
			nil,
			[]string{"9", "91", "914", "123"},
		},
		{
			"the middle and the end of a code do not match", permit(1, "示例").codes(exampleCode),
			nil,
			[]string{"1419901", "419901", "MA00", "0A1X", "A1X", "419901MA00000A1X"},
		},
		{
			"case and width of a code do not matter", permit(1, "示例").codes("91419901ma00000a1x"),
			[]string{"91419901MA", "91419901ma00000A1X", "９１４１", "９１４１９９０１ＭＡ"},
			nil,
		},
		{
			"any of the codes may match", permit(1, "示例").codes(exampleCode, otherExampleCode, "419901000001234"),
			[]string{"9141", "9241", "4199", "4199010000"},
			[]string{"1990"},
		},
		{
			"a code of four characters is its own beginning", permit(1, "示例").codes("ABCD"),
			[]string{"abcd"},
			[]string{"abc", "abcde", "bcd"},
		},
		{
			"a code and a name match together", permit(1, "示例宾馆").codes(exampleCode),
			[]string{"宾馆 9141", "91419901 示例"},
			[]string{"酒店 9141", "宾馆 914"},
		},
		{
			"four characters are counted, not bytes", permit(1, "示例").codes("甲乙丙丁戊"),
			[]string{"甲乙丙丁", "甲乙丙丁戊"},
			[]string{"甲乙", "甲乙丙"},
		},
	}), []sentence{
		{name: "a code's beginning is anywhere in a text", prove: func(w *world) {
			coded := permit(1, "示例").codes(exampleCode)
			told := penalty(1, "示例").texts("统一社会信用代码" + exampleCode)
			w.put(coded, told)
			w.wantFound(text("9141"), coded, told)
			w.wantFound(text("914"), told)
			w.wantFound(text("ma00"), told)
		}},
		{name: "codes with a common beginning are told apart behind it", prove: func(w *world) {
			a, b := permit(1).codes("9141990100"), permit(2).codes("9141990199")
			w.put(a, b)
			w.wantFound(text("91419901"), a, b)
			w.wantFound(text("914199010"), a)
			w.wantFound(text("914199019"), b)
		}},
	}...)
}

func numberSentences() []sentence {
	brackets := penalty(1, "示例").numbers("示卫罚〔2024〕12号")
	return append(proofs([]matching{
		{
			"a number is found with any kind of bracket", brackets,
			[]string{
				"示卫罚〔2024〕12号", "示卫罚[2024]12号", "示卫罚（2024）12号", "示卫罚(2024)12号", "示卫罚【2024】12号",
				"示卫罚｛2024｝12号", "示卫罚〈2024〉12号", "示卫罚《2024》12号",
			},
			nil,
		},
		{
			"a number is found without brackets", brackets,
			[]string{"示卫罚202412号", "罚2024", "202412", "202412号", "4 罚"},
			[]string{"罚202413", "示卫罚2024 13号"},
		},
		{
			"a number is found by any part of it", brackets,
			[]string{"示卫", "罚〔2024", "〔2024〕", "〕12", "12号", "2024", "号", "1", "(", ")"},
			[]string{"〔2025〕", "()", "卫12"},
		},
		{
			"half of the brackets do not match", brackets,
			nil,
			[]string{"示卫罚〔202412号", "罚2024〕12", "罚)2024(12"},
		},
		{
			"width and case of a number do not matter", permit(1, "示例").numbers("示卫公证字（2024）第ＡＢ-０１号"),
			[]string{"ab-01", "ＡＢ－０１", "第ab", "2024第AB-01号"},
			[]string{"ab01"},
		},
		{
			"any of the numbers may match", permit(1, "示例").numbers("示卫许〔2023〕1号", "示卫许〔2024〕2号"),
			[]string{"20231", "〔2024〕2", "2023 2024"},
			[]string{"20232", "1号示"},
		},
		{
			"only numbers are also matched without brackets", penalty(1, "示（例）店").texts("见〔2023〕5号").numbers("〔2024〕6号"),
			[]string{"(例)店", "〔2023〕5", "20246"},
			[]string{"例店", "20235"},
		},
	}), []sentence{
		{name: "brackets and none find the same documents", prove: func(w *world) {
			square := penalty(1).numbers("示卫罚[2024]7号")
			none := penalty(2).numbers("示卫罚20247号")
			w.put(square, none)
			w.wantFound(text("示卫罚20247号"), square, none)
			w.wantFound(text("示卫罚〔2024〕7号"), square)
		}},
	}...)
}
