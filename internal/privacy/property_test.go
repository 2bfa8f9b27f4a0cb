package privacy

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// fragments are what texts with personal data are made of, right and wrong.
var fragments = []string{
	"419901195603267170", "419901195603267171", "41990119830917636X", "41990119830917636", "110105491231002", "110105 491231 002",
	"13800138000", "138-0013-8000", "86", "+86", "0086", "0379", "6234567", "62345678", "021", "(0379)", "（021）", "6217001950030712",
	"6217 0019", "0307", "12", "342", "20260410", "2026-04-10", "10:00", "9001", "37488-2019", "914199017747477115", "914199199810149939",
	"91350100M000100Y43", "E12345678", "EA1234567", "H12345678", "M1234567801", "12345678", "123456789", "4", "1",
	"身份证号", "身份证", "公民身份号码", "证件号", "卡号", "账号", "电话", "手机", "护照", "通行证", "台胞证", "许可证编号", "第", "号", "〔", "〕", "为",
	"当事人", "该单位", "经查明的事实是", "元", ".00元", "￥", "。", "，", "、", "；", "：", "\n",
	" ", "-", ".", "　", "－", "_", "\u200b", "(", ")", "（", "）", "+", "*", "******", "/",
	"住址：", "家住", "现居住地", "户籍地", "经营", "湖光区书院街23号", "3幢",
	"X", "x", "Ｘ", "×", "E", "a", "tel", "MA", "@", "a@b.cn", "@qq.com", ".com", "１３８００１３８０００", "４１９９０１", "１９５６０３２６７１７０",
}

// randomText joins up to n fragments.
func randomText(r *rand.Rand, n int) string {
	var text strings.Builder
	for range 1 + r.IntN(n) {
		text.WriteString(fragments[r.IntN(len(fragments))])
	}
	return text.String()
}

func TestMaskingTwiceChangesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		text := randomText(r, 14)
		keep := fragments[r.IntN(len(fragments))]
		checkMatches(t, text, Find(text, keep))
		masked, _ := Mask(text, keep)
		again, found := Mask(masked, keep)
		if again != masked || found != nil {
			t.Fatalf("masking twice, keep %q:\n   text %q\n  first %q\n second %q (%v)", keep, text, masked, again, found)
		}
	}
}

// TestMaskLeavesNoNumberBehind asserts that a number with its own evidence is
// found whatever words, marks and other numbers surround it.
func TestMaskLeavesNoNumberBehind(t *testing.T) {
	planted := []string{"419901195603267170", "41990119830917636X", "419901 19560326 7170", "13800138000", "+86 138 0013 8000"}
	around := []string{"，", "。", "：", "电话", "身份证号", "当事人", "许可证编号", "（", "）", "；\n", "，20260410，", "、13900139000、", "，E12345678，"}
	r := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		number := planted[r.IntN(len(planted))]
		text := around[r.IntN(len(around))] + around[r.IntN(len(around))] + number + around[r.IntN(len(around))]
		if masked, _ := Mask(text); strings.Contains(masked, number) {
			t.Fatalf("%q survives in %q", number, masked)
		}
	}
}
