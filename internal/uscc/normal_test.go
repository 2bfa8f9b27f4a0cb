package uscc

import "testing"

func TestNormalize(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"empty", "", ""},
		{"normal already", "91350100M000100Y43", "91350100M000100Y43"},
		{"lower case", "91350100m000100y43", "91350100M000100Y43"},
		{"full width", "９１３５０１００Ｍ０００１００ｙ４３", "91350100M000100Y43"},
		{"spaces around", " 91350100M000100Y43\t\r\n", "91350100M000100Y43"},
		{"ideographic and inner spaces", "　9135 0100 M000 100Y 43　", "91350100M000100Y43"},
		{"no-break space", "91350100\u00a0M000100Y43", "91350100M000100Y43"},
		{"byte order mark and zero-width space", "\ufeff91350100\u200bM000100Y43", "91350100M000100Y43"},
		{"only spaces", " 　 ", ""},
		{"a hyphen stays and is judged later", "91350100-M000100Y43", "91350100-M000100Y43"},
		{"other text stays", "无", "无"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := Normalize(c.in); got != c.want {
				t.Errorf("Normalize(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestNormalizeKeepsNormalCodesWithoutCopying(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { _ = Normalize("91350100M000100Y43") }); n != 0 {
		t.Errorf("Normalize of a normal code allocates %v times, want 0", n)
	}
}
