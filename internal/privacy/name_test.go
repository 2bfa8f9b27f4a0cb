package privacy

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMaskName(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"two characters", "李明", "李某"},
		{"three characters", "李明辉", "李某"},
		{"compound surname", "欧阳秀英", "欧阳某"},
		{"compound surname, one character after", "司马涛", "司马某"},
		{"numeral surname", "第五乐山", "第五某"},
		{"rare compound surname", "闾丘知秋", "闾丘某"},
		{"traditional characters", "歐陽明", "歐陽某"},
		{"four-character surname", "爱新觉罗启元", "爱新觉罗某"},
		{"extension B in the given name", "濮阳𠮷光", "濮阳某"},
		{"extension B as surname", "𠮷田光", "𠮷某"},
		{"two characters that look like a compound surname", "东方", "东某"},
		{"left out on purpose", "贺兰英", "贺某"},
		{"spaces", "  李　明 ", "李某"},
		{"variation selector", "葛󠄀明", "葛某"},
		{"Uyghur", "买买提·吐尔逊", "买某"},
		{"other dot", "阿依古丽•买买提", "阿某"},
		{"dot after a compound surname", "欧阳·买买提", "欧某"},
		{"Latin", "John Smith", "J某"},
		{"Latin lower case, full width", "ｊohn", "J某"},
		{"Cyrillic", "Иван", "И某"},
		{"one character", "李", "某"},
		{"masked", "李某", "李某"},
		{"masked compound", "欧阳某", "欧阳某"},
		{"masked with stars", "李**", "李某"},
		{"masked whole", "某", "某"},
		{"nobody", "", ""},
		{"only spaces", " 　", ""},
		{"an identity number in the wrong column", "419901195603267170", "某"},
		{"broken bytes", "\xff\xfe", "某"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := MaskName(c.in); got != c.want {
				t.Errorf("MaskName(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestMaskNames(t *testing.T) {
	cases := []struct {
		name, text string
		names      []string
		want       string
	}{
		{"once", "临床类别，东方望舒，联系电话", []string{"东方望舒"}, "临床类别，东方某，联系电话"},
		{"at the beginning and the end", "张伟诉张伟", []string{"张伟"}, "张某诉张某"},
		{"longest first", "李明辉与李明", []string{"李明", "李明辉"}, "李某与李某"},
		{"inner spaces in the text", "当事人李　明 辉到场", []string{"李明辉"}, "当事人李某到场"},
		{"inner spaces in the name", "当事人李明到场", []string{"李 明"}, "当事人李某到场"},
		{"not across lines", "姓李\n明日", []string{"李明"}, "姓李\n明日"},
		{"inside a business name", "张伟理发店", []string{"张伟"}, "张某理发店"},
		{"extension B", "濮阳𠮷光", []string{"濮阳𠮷光"}, "濮阳某"},
		{"another dot", "买买提•吐尔逊", []string{"买买提·吐尔逊"}, "买某"},
		{"Latin in another case", "JOHN SMITH到场", []string{"John Smith"}, "J某到场"},
		{"Latin only as words", "clinic of Li and Lina", []string{"Li"}, "clinic of L某 and Lina"},
		{"one character is left alone", "李明", []string{"李"}, "李明"},
		{"masked already", "李某与李某某", []string{"李某"}, "李某与李某某"},
		{"no names", "李明", nil, "李明"},
		{"empty name", "李明", []string{"", " "}, "李明"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, replaced := MaskNames(c.text, c.names...)
			if got != c.want || replaced != (c.want != c.text) {
				t.Errorf("MaskNames(%q, %q) = %q, %v, want %q", c.text, c.names, got, replaced, c.want)
			}
		})
	}
}

func TestSurnamesFile(t *testing.T) {
	seen := map[string]bool{}
	for _, surnames := range parseSurnames(surnamesFile) {
		for _, surname := range surnames {
			if len(surname) < 2 {
				t.Errorf("%q is no compound surname", string(surname))
			}
			if seen[string(surname)] {
				t.Errorf("%q is listed twice", string(surname))
			}
			seen[string(surname)] = true
		}
	}
	for surname := range strings.FieldsSeq("欧阳 司马 上官 东方 第五 濮阳 端木 闾丘 诸葛 慕容 皇甫 尉迟 澹台 令狐 宇文 长孙") {
		if !seen[surname] {
			t.Errorf("%q is missing", surname)
		}
	}
}

func FuzzMaskNames(f *testing.F) {
	f.Add("东方望舒，联系电话", "东方望舒", "李明")
	f.Add("JOHN  SMITH 李 明辉", "John Smith", "李明辉")
	f.Add("买买提•吐尔逊某某", "买买提·吐尔逊", "李某")
	f.Fuzz(func(t *testing.T, text, a, b string) {
		for _, name := range []string{a, b} {
			public := MaskName(name)
			if again := MaskName(public); again != public {
				t.Fatalf("MaskName(%q) = %q, and again %q", name, public, again)
			}
		}
		masked, _ := MaskNames(text, a, b)
		if again, replaced := MaskNames(masked, a, b); replaced {
			t.Fatalf("masking twice: %q, %q, %q", text, masked, again)
		}
		if utf8.ValidString(text) && !utf8.ValidString(masked) {
			t.Fatalf("MaskNames(%q) = %q is not valid UTF-8", text, masked)
		}
	})
}
