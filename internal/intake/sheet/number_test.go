package sheet

import (
	"strconv"
	"testing"
)

func TestAppendNumber(t *testing.T) {
	for value, want := range map[string]string{
		"0": "0", "-0": "0", "45678": "45678", "-12.5": "-12.5", "1.0": "1", "1.50": "1.5", "007": "7", ".5": "0.5", "5.": "5",
		"123456789012345": "123456789012345", "1234567890123456": "1234567890123460", "0.1": "0.1", "-0.5": "-0.5",
		"0.30000000000000004": "0.3", "1E3": "1000", "1e-7": "0.0000001", "3.0000000000000001E-2": "0.03", "1E+21": "1e+21",
		" 12 ": "12", "+5": "5", "": "", "abc": "abc", "NaN": "NaN", "Inf": "Inf", "1E999": "1E999", "-": "-",
	} {
		if got := string(appendNumber(nil, []byte(value), 0)); got != want {
			t.Errorf("%q becomes %q, want %q", value, got, want)
		}
	}
	if got := string(appendNumber(nil, []byte("0.5"), days1904)); got != "1462.5" {
		t.Errorf("half a day from 1904 is %s, want 1462.5", got)
	}
}

// FuzzAppendNumber holds the short way for plain numbers against the long way, and both against the value.
func FuzzAppendNumber(f *testing.F) {
	for _, v := range []string{"0.1", "-00.5", "123456789012345", "1e300", "99999.99999999999"} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, value string) {
		n, err := strconv.ParseFloat(value, 64)
		if err != nil || n != n {
			return
		}
		want, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', significantDigits, 64), 64)
		if err != nil {
			return
		}
		got, err := strconv.ParseFloat(string(appendNumber(nil, []byte(value), 0)), 64)
		if err != nil || got != want {
			t.Errorf("%q becomes %v (%v), want %v", value, got, err, want)
		}
	})
}
