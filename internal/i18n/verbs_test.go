package i18n

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// verbs maps the number of an argument, from 1, to the verb that prints it.
type verbs map[int]string

// args is how many arguments the text expects.
func (v verbs) args() int {
	most := 0
	for number := range v {
		most = max(most, number)
	}
	return most
}

func (s sentence) verbs() (verbs, error) {
	if s.fixed {
		return verbs{}, nil
	}
	return readVerbs(s.text)
}

// readVerbs reads the fmt verbs of a text. Flags and widths are read over; widths taken from arguments and the space
// flag are not used in translations.
func readVerbs(text string) (verbs, error) {
	found, next := verbs{}, 1
	for rest := text; ; {
		_, after, more := strings.Cut(rest, "%")
		if !more {
			break
		}
		if tail, doubled := strings.CutPrefix(after, "%"); doubled {
			rest = tail
			continue
		}
		spec := strings.TrimLeft(after, "+-#0123456789.")
		if strings.HasPrefix(spec, "[") {
			number, tail, _ := strings.Cut(spec[1:], "]")
			index, err := strconv.Atoi(number)
			if err != nil || index < 1 {
				return nil, fmt.Errorf("argument number %q", number)
			}
			next, spec = index, tail
		}
		if spec == "" || !strings.ContainsAny(spec[:1], "sdqvfgxXctTbe") {
			return nil, errors.New("a percent sign that starts no verb must be doubled")
		}
		if verb, taken := found[next]; taken && verb != spec[:1] {
			return nil, fmt.Errorf("argument %d printed as %%%s and as %%%s", next, verb, spec[:1])
		}
		found[next], rest = spec[:1], spec[1:]
		next++
	}
	return found, nil
}

func TestReadVerbs(t *testing.T) {
	for _, tc := range []struct {
		text string
		want verbs
	}{
		{"no verbs", verbs{}},
		{"5%% off, 5%%的折扣", verbs{}},
		{"%s has %d", verbs{1: "s", 2: "d"}},
		{"%[2]d of %[1]s", verbs{1: "s", 2: "d"}},
		{"%[1]d and %[3]s", verbs{1: "d", 3: "s"}},
		{"%.2f%% of %+d", verbs{1: "f", 2: "d"}},
	} {
		t.Run(tc.text, func(t *testing.T) {
			got, err := readVerbs(tc.text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("verbs differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadVerbsRefuses(t *testing.T) {
	for _, text := range []string{"%s is 5% more", "100% sure", "5%的折扣", "at the end %", "%[0]s", "%[x]s", "%[1]s %[1]d", "%[2]d of %[1]s and %q"} {
		t.Run(text, func(t *testing.T) {
			if got, err := readVerbs(text); err == nil {
				t.Errorf("readVerbs(%q) = %v, want an error", text, got)
			}
		})
	}
}
