package privacy

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestMask(t *testing.T) {
	cases := []struct {
		name, text, want string
		found            []Kind
	}{
		{"nothing", "警告", "警告", nil},
		{
			"number and telephone", "不符合GB 37488-2019的要求。当事人身份证号419901195603267170，电话15400000915。",
			"不符合GB 37488-2019的要求。当事人身份证号******，电话******。",
			[]Kind{ResidentID, Mobile},
		},
		{"number written apart", "当事人身份证号419901 19690326-6174。", "当事人身份证号******。", []Kind{ResidentID}},
		{"permit of a person", "医师执业注册：临床类别，东方望舒，联系电话15400005057", "医师执业注册：临床类别，东方望舒，联系电话******", []Kind{Mobile}},
		{"each kind once", "13812345678、13912345678", "******、******", []Kind{Mobile}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, found := Mask(c.text)
			if got != c.want {
				t.Errorf("Mask(%q) = %q, want %q", c.text, got, c.want)
			}
			if diff := cmp.Diff(c.found, found); diff != "" {
				t.Errorf("Mask(%q) found (-want +got):\n%s", c.text, diff)
			}
		})
	}
}

func FuzzMask(f *testing.F) {
	for _, text := range []string{
		"当事人身份证号419901 19690326-6174，电话+86 138-1234-5678、(0379)6234567。",
		"账号6217 0019 5003 0712 342 2026-04-10，护照E12345678H12345678",
		"41990119830917636X13800138000a@b.cn13800138000",
		"台胞证12345678、20260410；卡号１２３４５６７８９０1234567",
		"身份证号419901195603267171、419901195603267172元第110105491231002号",
	} {
		f.Add(text, "91350100M000100Y43")
		f.Add(text, "13800138000")
	}
	f.Fuzz(func(t *testing.T, text, keep string) {
		checkMatches(t, text, Find(text, keep))
		masked, _ := Mask(text, keep)
		again, found := Mask(masked, keep)
		if again != masked || found != nil {
			t.Fatalf("masking twice, keep %q:\n   text %q\n  first %q\n second %q (%v)", keep, text, masked, again, found)
		}
		if utf8.ValidString(text) && !utf8.ValidString(masked) {
			t.Fatalf("Mask(%q) = %q is not valid UTF-8", text, masked)
		}
	})
}

// checkMatches wants matches in order, apart, within the text and of whole runes.
func checkMatches(t *testing.T, text string, matches []Match) {
	t.Helper()
	last := 0
	for _, m := range matches {
		if m.Start < last || m.End <= m.Start || m.End > len(text) {
			t.Fatalf("Find(%q): match %+v is out of order or out of the text", text, m)
		}
		last = m.End
	}
}

// FuzzMaskPlanted plants real numbers into any text: none may survive whole.
func FuzzMaskPlanted(f *testing.F) {
	f.Add("当事人", "到场")
	f.Add("2026-04-10 ", "元")
	f.Add("第", "号")
	f.Add("MA1", "KG")
	f.Fuzz(func(t *testing.T, before, after string) {
		const id = "419901195603267170"
		if !isResident(id, false) {
			t.Fatal("the planted number is none")
		}
		if strings.ContainsAny(before+after, "0123456789") {
			t.Skip("other digits may join the number")
		}
		for _, ch := range before + after {
			if ch >= '０' && ch <= '９' {
				t.Skip("other digits may join the number")
			}
		}
		if masked, _ := Mask(before + id + after); strings.Contains(masked, id) {
			t.Fatalf("%q survives in %q", id, masked)
		}
	})
}

const cleanFacts = "经查，该单位2026年4月10日安排2名未取得健康合格证明的从业人员从事直接为顾客服务的工作，" +
	"客房使用的漱口杯、床单未按规定清洗消毒，现场未见消毒记录；2024年11月17日采样检测，该单位泳池水游离性余氯0.08mg/L，" +
	"不符合GB 37488-2019的要求。以上事实有现场检查笔录、询问笔录、检测报告和现场照片等证据证实。" +
	"该行为违反了《公共场所卫生管理条例实施细则》第三十六条第（二）项的规定，决定给予警告并处罚款人民币20000元的行政处罚。"

func TestMaskOfCleanTextDoesNotAllocate(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { Mask(cleanFacts, "91350100M000100Y43") }); n != 0 {
		t.Errorf("Mask of a clean text allocates %v times, want 0", n)
	}
}

func BenchmarkMaskClean(b *testing.B) {
	b.SetBytes(int64(len(cleanFacts)))
	for b.Loop() {
		Mask(cleanFacts, "91350100M000100Y43", "示卫公罚〔2026〕9001号")
	}
}

func BenchmarkMaskFound(b *testing.B) {
	text := cleanFacts + "当事人身份证号419901 19690326-6174，电话15400000915。"
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Mask(text, "91350100M000100Y43", "示卫公罚〔2026〕9001号")
	}
}
