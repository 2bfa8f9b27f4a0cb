package sheet

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
)

func TestThemesThatComeWithTheProgramAreRight(t *testing.T) {
	names := Themes()
	if len(names) < 2 || names[0] != DefaultTheme || !slices.Contains(names, "mono") {
		t.Fatalf("themes are %q, want the default first and mono among them", names)
	}
	for _, name := range names {
		theme, err := LoadTheme(name, "")
		if err != nil {
			t.Fatal(err)
		}
		if theme.Name() != name {
			t.Errorf("theme %q calls itself %q", name, theme.Name())
		}
		for letter, face := range map[string]face{"A": smile, "B": neutral, "C": sad, "": noFace, "D": noFace} {
			if got := theme.look(letter).face; got != face {
				t.Errorf("%s: the face of %q is %s, want %s", name, letter, got, face)
			}
		}
	}
}

func TestMonoNeedsNoColour(t *testing.T) {
	theme, err := LoadTheme("mono", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range []ink{theme.paper, theme.ink, theme.quiet, theme.band, theme.bandIn, theme.look("A").ink, theme.look("B").ground} {
		if c := in.rgba(); c.R != c.G || c.G != c.B {
			t.Errorf("%06x is a colour", uint32(in))
		}
	}
}

// embeddedTheme gives the text of a theme that comes with the program.
func embeddedTheme(t *testing.T, name string) string {
	t.Helper()
	raw, err := embeddedThemes.ReadFile("themes/" + name + themeSuffix)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestOwnThemeComesFirst(t *testing.T) {
	dir := t.TempDir()
	own := strings.Replace(embeddedTheme(t, "mono"), `band: "#000000"`, `band: "#123456"`, 1)
	for _, name := range []string{"county", DefaultTheme} {
		if err := os.WriteFile(filepath.Join(dir, name+themeSuffix), []byte(own), 0o600); err != nil {
			t.Fatal(err)
		}
		theme, err := LoadTheme(name, dir)
		if err != nil {
			t.Fatal(err)
		}
		if theme.band != 0x123456 {
			t.Errorf("theme %q is not the authority's own", name)
		}
	}
	if theme, err := LoadTheme("mono", dir); err != nil || theme.band != black {
		t.Errorf("a theme that is not in the folder: %v, want the one that comes with the program", err)
	}
}

func TestWrongThemesAreRefusedWithEveryReason(t *testing.T) {
	for name, tc := range map[string]struct {
		change [2]string
		want   []string
	}{
		"pale text":        {[2]string{`quiet: "#3a3a3a"`, `quiet: "#aaaaaa"`}, []string{"quiet on paper: contrast 2.3, want at least 4.5", "quiet on grades.A.ground"}},
		"pale letter":      {[2]string{`A: { ink: "#000000"`, `A: { ink: "#ffee00"`}, []string{"grades.A.ink on grades.A.ground"}},
		"no colour":        {[2]string{`band: "#000000"`, `band: black`}, []string{`band: "black" is no colour`}},
		"short colour":     {[2]string{`band: "#000000"`, `band: "#000"`}, []string{`band: "#000" is no colour`}},
		"unknown field":    {[2]string{`band: "#000000"`, `bend: "#000000"`}, []string{`unknown field "bend"`}},
		"unknown face":     {[2]string{"face: sad", "face: crying"}, []string{`grades.C.face: "crying", want smile, neutral, sad or none`}},
		"unknown border":   {[2]string{"border: dashed", "border: wavy"}, []string{`grades.C.border: "wavy", want solid`}},
		"only by colours":  {[2]string{"face: sad, border: dashed", "face: smile, border: solid"}, []string{"grades.A and grades.C both have smile and solid"}},
		"a word as letter": {[2]string{"  A: {", "  AA: {"}, []string{`grades: "AA", want one letter`}},
		"field is missing": {[2]string{`paper: "#ffffff"`, ""}, []string{`paper: "" is no colour`}},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(embeddedTheme(t, "mono"), tc.change[0], tc.change[1], 1)
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "own.yaml"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := LoadTheme("own", dir)
			if disclosure.KindOf(err) != disclosure.Invalid {
				t.Fatalf("error is %v, want kind Invalid", err)
			}
			for _, want := range tc.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error does not say %q:\n%v", want, err)
				}
			}
		})
	}
}

func TestThemeThatIsNotThere(t *testing.T) {
	if _, err := LoadTheme("nowhere", t.TempDir()); disclosure.KindOf(err) != disclosure.NotFound || !strings.Contains(err.Error(), "mono") {
		t.Errorf("error is %v, want kind NotFound, naming those that are there", err)
	}
	for _, name := range []string{"", "../default", "Default", "a/b", "a.yaml"} {
		if _, err := LoadTheme(name, t.TempDir()); disclosure.KindOf(err) != disclosure.Invalid {
			t.Errorf("LoadTheme(%q) gives %v, want kind Invalid", name, err)
		}
	}
}

func TestContrastIsThatOfTheStandard(t *testing.T) {
	for _, tc := range []struct {
		a, b ink
		want float64
	}{{black, white, 21}, {white, black, 21}, {white, white, 1}, {0x777777, white, 4.48}} {
		if got := contrast(tc.a, tc.b); got < tc.want-0.01 || got > tc.want+0.01 {
			t.Errorf("contrast of %06x on %06x is %.2f, want %.2f", uint32(tc.a), uint32(tc.b), got, tc.want)
		}
	}
}

// FuzzTheme holds that no theme file, however broken, brings the program down.
func FuzzTheme(f *testing.F) {
	for _, name := range Themes() {
		raw, err := embeddedThemes.ReadFile("themes/" + name + themeSuffix)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte("grades: {A: 1}"))
	f.Add([]byte("{"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		theme, err := parseTheme(raw)
		if (theme == nil) == (err == nil) {
			t.Fatalf("parseTheme(%q) = %v, %v", raw, theme, err)
		}
	})
}
