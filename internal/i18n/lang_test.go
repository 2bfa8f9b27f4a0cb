package i18n

import "testing"

func TestParse(t *testing.T) {
	for _, tc := range []struct {
		tag  string
		want Lang
		ok   bool
	}{
		{"zh", ZH, true},
		{"zh-CN", ZH, true},
		{"ZH-Hans-CN", ZH, true},
		{"zh_CN.UTF-8", ZH, true},
		{"en", EN, true},
		{"en-GB", EN, true},
		{"en_US@euro", EN, true},
		{"", "", false},
		{"-zh", "", false},
		{"zho", "", false},
		{"e", "", false},
		{"de", "", false},
		{"C", "", false},
	} {
		t.Run(tc.tag, func(t *testing.T) {
			got, ok := Parse(tc.tag)
			if got != tc.want || ok != tc.ok {
				t.Errorf("Parse(%q) = %q, %v, want %q, %v", tc.tag, got, ok, tc.want, tc.ok)
			}
		})
	}
}

func TestNegotiate(t *testing.T) {
	for _, tc := range []struct {
		name, header string
		want         Lang
	}{
		{"nothing asked", "", ZH},
		{"chinese browser", "zh-CN,zh;q=0.9,en;q=0.8", ZH},
		{"english browser", "en-GB,en;q=0.9", EN},
		{"english before chinese", "en-US,en;q=0.9,zh-CN;q=0.8", EN},
		{"weights beat order", "en;q=0.3, zh;q=0.7", ZH},
		{"equal weights keep order", "en;q=0.5,zh;q=0.5", EN},
		{"unknown language first", "fr-FR,fr;q=0.9,en;q=0.5", EN},
		{"only unknown languages", "fr,de;q=0.8", ZH},
		{"any language", "*", ZH},
		{"english rather than any", "en;q=0.8,*;q=0.1", EN},
		{"english refused", "en;q=0", ZH},
		{"spaces and tabs", " en-GB ; q = 0.9 ,\tzh ; q=0.2 ", EN},
		{"malformed weight counts as none", "en;q=high,zh;q=0.1", ZH},
		{"weight out of range counts as none", "en;q=7,zh;q=0.1", ZH},
		{"not a number is no weight", "en;q=NaN", ZH},
		{"unknown parameter", "en;level=1", ZH},
		{"noise", ";;,,=q;", ZH},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := Negotiate(tc.header); got != tc.want {
				t.Errorf("Negotiate(%q) = %q, want %q", tc.header, got, tc.want)
			}
		})
	}
}

func TestNegotiateAllocatesNothing(t *testing.T) {
	const header = "fr-FR,fr;q=0.9,en-GB;q=0.8,zh-CN;q=0.7,*;q=0.1"
	if allocs := testing.AllocsPerRun(100, func() { Negotiate(header) }); allocs != 0 {
		t.Errorf("Negotiate allocates %v times for %q, want 0", allocs, header)
	}
}

func TestNameIsTheLanguagesOwn(t *testing.T) {
	if got := ZH.Name() + " " + EN.Name(); got != "中文 English" {
		t.Errorf("names are %q, want %q", got, "中文 English")
	}
}

// FuzzNegotiate holds that any header ends in a language of the house, and that a header with one plain language in
// front of anything of less weight is answered in that language.
func FuzzNegotiate(f *testing.F) {
	for _, seed := range []string{"", "en", "zh-CN,zh;q=0.9,en;q=0.8", "*;q=0", ";;,,=q;", "en;q=1e-3", "\xff,;q=", "en;q=1;q=2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		got := Negotiate(header)
		if got != ZH && got != EN {
			t.Fatalf("Negotiate(%q) = %q, not a language of the house", header, got)
		}
		if got := Negotiate("en," + header); got != EN {
			t.Fatalf("Negotiate(%q) = %q although English comes first at full weight", "en,"+header, got)
		}
	})
}
