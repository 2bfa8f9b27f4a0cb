package throttle

import (
	"strings"
	"testing"
	"time"

	"mingshi/internal/disclosure"
)

func TestParseRate(t *testing.T) {
	for text, want := range map[string]Rate{
		"off":       {},
		"10/s":      {Interval: 100 * time.Millisecond, Burst: 100},
		"10/s+300":  {Interval: 100 * time.Millisecond, Burst: 300},
		"1/s":       {Interval: time.Second, Burst: 20},
		"30/min+20": {Interval: 2 * time.Second, Burst: 20},
		"1000/h":    {Interval: 3600 * time.Millisecond, Burst: 20},
		"1/h+1":     {Interval: time.Hour, Burst: 1},
		"3/s+1":     {Interval: 333_333_333, Burst: 1},
	} {
		got, err := ParseRate(text)
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v; want %+v", text, got, err, want)
		}
		if again, err := ParseRate(got.String()); err != nil || again != got {
			t.Errorf("%q is written as %q, which is %+v, %v", text, got.String(), again, err)
		}
	}
	for _, text := range []string{
		"", "10", "/s", "10/", "10/day", "0/s", "-1/s", "1.5/s", "1e3/s", "+5", "10/s+", "10/s+0", "10/s+-1", "10/s+1+1", " 10/s",
		"1000001/s", "10/s+1000001", "18446744073709551616/s", "OFF",
	} {
		if rate, err := ParseRate(text); disclosure.KindOf(err) != disclosure.Invalid || rate != (Rate{}) {
			t.Errorf("%q: %+v, %v; want it refused", text, rate, err)
		}
	}
}

func FuzzParseRate(f *testing.F) {
	for _, seed := range []string{"off", "10/s", "10/s+300", "30/min+20", "7/h", "999999/h+3"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rate, err := ParseRate(text)
		if err != nil {
			return
		}
		if !rate.Unlimited() && (rate.Burst < 1 || rate.Interval <= 0 || rate.Window() <= 0) {
			t.Fatalf("%q is %+v", text, rate)
		}
		if written := rate.String(); strings.Contains(written, " ") {
			t.Fatalf("%q is written as %q, which cannot be read again", text, written)
		}
		if again, err := ParseRate(rate.String()); err != nil || again != rate {
			t.Fatalf("%q is written as %q, which is %+v, %v", text, rate.String(), again, err)
		}
	})
}

func TestDefaultsAreWholeRates(t *testing.T) {
	limits := Defaults()
	for _, rate := range []Rate{limits.Pages, limits.API, limits.Dumps, limits.KeyAPI} {
		if again, err := ParseRate(rate.String()); err != nil || again != rate || rate.Unlimited() {
			t.Errorf("%+v is written as %q: %+v, %v", rate, rate.String(), again, err)
		}
	}
}
