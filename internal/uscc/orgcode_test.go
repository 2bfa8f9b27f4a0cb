package uscc

import "testing"

func TestValidOrgCode(t *testing.T) {
	cases := []struct {
		name, code string
		want       bool
	}{
		{"check is a digit", "MA1B3N1N2", true},
		{"wrong check", "MA1B3N1N3", false},
		{"empty", "", false},
		{"one short", "MA1B3N1N", false},
		{"lower case", "ma1b3n1n2", false},
		{"with hyphen", "MA1B3N1-2", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := ValidOrgCode(c.code); got != c.want {
				t.Errorf("ValidOrgCode(%q) = %v, want %v", c.code, got, c.want)
			}
		})
	}
}

func TestOrgCodeInsideCreditCode(t *testing.T) {
	for _, code := range genuine {
		if !ValidOrgCode(code[8:17]) {
			t.Errorf("ValidOrgCode(%q) = false, want true (inside %q)", code[8:17], code)
		}
	}
}

func TestOrgCodeCheckOfTenAndEleven(t *testing.T) {
	// Sums of 1 and 0 give the checks ten (X) and eleven (0).
	for code, want := range map[string]bool{
		"00000000" + "0": true,  // sum 0: eleven, written 0
		"40000000" + "X": true,  // sum 12, remainder 1: ten, written X
		"40000000" + "1": false, // the remainder itself is not the check
	} {
		if got := ValidOrgCode(code); got != want {
			t.Errorf("ValidOrgCode(%q) = %v, want %v", code, got, want)
		}
	}
}
