package uscc

import (
	"strings"
	"testing"
)

// genuine are the vectors that were verified by computation.
var genuine = []string{
	"91350100M000100Y43",
	"91110108551385082Q",
	"91230500MA1B3N1N2M",
	"11230500001755309F",
	"91320105780688132K",
	"11500242322384326D",
}

func TestClassify(t *testing.T) {
	cases := []struct {
		name, code string
		want       Class
	}{
		{"nothing", "", Empty},
		{"company", "91350100M000100Y43", Valid},
		{"seventeen digits", "91110108551385082Q", Valid},
		{"weighted sum divisible by 31", "91419901MA00000290", Valid},
		{"sole trader of an invented division", "92419901MAN730263B", Valid},
		{"placeholder", "00000000000000000X", Placeholder},
		{"all zeros pass the arithmetic but name nobody", "000000000000000000", Malformed},
		{"registration number", "411202000012345", Legacy},
		{"short registration number", "4112020000123", Legacy},
		{"registration number with a letter", "41120200001234A", Malformed},
		{"fourteen digits", "41120200001234", Malformed},
		{"letter outside the alphabet", "91419901MA0O12345X", Malformed},
		{"wrong check character", "91350100M000100Y44", Malformed},
		{"one short", "91350100M000100Y4", Malformed},
		{"one long", "91350100M000100Y433", Malformed},
		{"not normalized", "91350100m000100y43", Malformed},
		{"Chinese text", "统一社会信用代码", Malformed},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := Classify(c.code); got != c.want {
				t.Errorf("Classify(%q) = %v, want %v", c.code, got, c.want)
			}
		})
	}
}

func TestAnyFlippedCharacterIsNoticed(t *testing.T) {
	for _, code := range genuine {
		if Classify(code) != Valid {
			t.Errorf("Classify(%q) = %v, want valid", code, Classify(code))
		}
		for i := range len(code) {
			for _, other := range []byte(alphabet) {
				if other == code[i] {
					continue
				}
				flipped := code[:i] + string(other) + code[i+1:]
				if Classify(flipped) == Valid {
					t.Errorf("Classify(%q) = valid, though position %d of %q was changed", flipped, i+1, code)
				}
			}
		}
	}
}

func TestCheckCharacter(t *testing.T) {
	for _, code := range genuine {
		got, ok := CheckCharacter(code[:17])
		if !ok || got != code[17] {
			t.Errorf("CheckCharacter(%q) = %q, %v, want %q, true", code[:17], got, ok, code[17])
		}
	}
	for _, wrong := range []string{"", genuine[0], strings.Repeat("I", 17), strings.Repeat("码", 17), "91350100m000100Y4"} {
		if got, ok := CheckCharacter(wrong); ok {
			t.Errorf("CheckCharacter(%q) = %q, true, want false", wrong, got)
		}
	}
}

func TestClassNames(t *testing.T) {
	want := map[Class]string{Empty: "empty", Valid: "valid", Placeholder: "placeholder", Legacy: "legacy", Malformed: "malformed", Class(99): "unknown class"}
	for class, name := range want {
		if class.String() != name {
			t.Errorf("Class(%d) = %q, want %q", int(class), class, name)
		}
	}
}

func FuzzClassify(f *testing.F) {
	for _, code := range genuine {
		f.Add(code)
	}
	f.Add("00000000000000000X")
	f.Add(" 9135 0100ｍ000100Ｙ43　")
	f.Add("411202000012345")
	f.Fuzz(func(t *testing.T, s string) {
		code := Normalize(s)
		if again := Normalize(code); again != code {
			t.Fatalf("Normalize(%q) = %q, and again %q", s, code, again)
		}
		if Classify(code) != Valid {
			return
		}
		if len(code) != 18 || strings.Trim(code, alphabet) != "" {
			t.Fatalf("Classify(%q) = valid for a code of another shape", code)
		}
		if check, ok := CheckCharacter(code[:17]); !ok || check != code[17] {
			t.Fatalf("Classify(%q) = valid, but its check character is %q, %v", code, check, ok)
		}
	})
}
