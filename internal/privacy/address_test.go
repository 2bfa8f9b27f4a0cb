package privacy

import (
	"slices"
	"testing"
)

func TestHomeAddresses(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"after a colon, up to the end of the clause", "当事人住址：示例市湖光区书院街23号，无证行医", "当事人住址：******，无证行医"},
		{"half-width colon", "家庭住址:书院街23号;无证行医", "家庭住址:******;无证行医"},
		{"up to the end of the text", "户籍地：某省某县", "户籍地：******"},
		{"up to the next of a list", "户籍所在地：某县某村、现住：前湖街道", "户籍所在地：******、现住：******"},
		{"no colon", "家住示例市湖光区前湖小区3幢。", "家住******。"},
		{"a word between", "居住地为湖光区前湖街道", "居住地为******"},
		{"in brackets, which stay", "王某（住址：书院街23号(3幢)401室）行医", "王某（住址：******）行医"},
		{"a telephone inside goes with it", "住址：书院街23号 电话13812345678。", "住址：******。"},
		{"a number behind it is found too", "住址：书院街23号，电话13812345678。", "住址：******，电话******。"},
		{"a word within a longer one", "身份证住址：书院街23号", "身份证住址：******"},
		{"a business", "经营地址：书院街23号", "经营地址：书院街23号"},
		{"a place of business", "经营场所：书院街23号，地址：书院街25号，位于书院街27号", "经营场所：书院街23号，地址：书院街25号，位于书院街27号"},
		{"a business's word before", "单位住址：书院街23号", "单位住址：书院街23号"},
		{"prose", "户籍地与居住地不一致", "户籍地与居住地不一致"},
		{"lodging", "住宿场所未公示，住客无登记", "住宿场所未公示，住客无登记"},
		{"no address behind", "住址：，电话不详", "住址：，电话不详"},
		{"masked already", "住址：******，电话不详", "住址：******，电话不详"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, found := Mask(c.text)
			if got != c.want || slices.Contains(found, HomeAddress) != (c.want != c.text) {
				t.Errorf("Mask(%q) = %q, %v, want %q", c.text, got, found, c.want)
			}
		})
	}
}

func TestAddressWordsHoldASign(t *testing.T) {
	if _, err := parseAddressWords([]byte(`{"signs":["住"],"words":["住址","籍贯"]}`)); err == nil {
		t.Error("a word that no text is searched for was accepted")
	}
}

// TestCheckCharacters holds every sign that is typed for the X to the check of the number.
func TestCheckCharacters(t *testing.T) {
	for _, x := range []string{"X", "x", "Ｘ", "ｘ", "×", "╳", "✕", "✖", "Ⅹ", "ⅹ", "Х", "х", "Χ", "χ"} {
		if got, _ := Mask("ID:11010519491231002" + x); got != "ID:******" {
			t.Errorf("%s (%U): %q", x, []rune(x)[0], got)
		}
	}
}
