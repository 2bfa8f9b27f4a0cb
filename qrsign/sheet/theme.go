package sheet

import (
	"bytes"
	"embed"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"

	"mingshi/internal/disclosure"
)

//go:embed themes/*.yaml
var embeddedThemes embed.FS

// DefaultTheme is the theme that is taken where none is named.
const DefaultTheme = "default"

// themeSuffix is how the file of a theme is named after the theme.
const themeSuffix = ".yaml"

// Theme is how a board looks: its inks, and for each grade ink, ground, face and border. docs/boards.md describes the file
// that it is read from.
type Theme struct {
	name                            string
	paper, ink, quiet, band, bandIn ink
	grades                          map[string]look // by letter
	other                           look            // no grade, or a letter that the theme does not name
}

// Name is the name under which the theme was loaded.
func (t *Theme) Name() string { return t.name }

// look is how one grade looks.
type look struct {
	ink, ground ink
	face        face
	border      border
}

// border is the kind of line around a grade; it tells grades apart where colours do not.
type border string

// The borders.
const (
	solid  border = "solid"
	double border = "double"
	dashed border = "dashed"
	dotted border = "dotted"
)

// look gives the look of a letter, that of "no grade" for an empty one.
func (t *Theme) look(letter string) look {
	if found, ok := t.grades[letter]; ok {
		return found
	}
	return t.other
}

// Themes lists the names of the themes that come with the program, the default first.
func Themes() []string {
	entries, _ := embeddedThemes.ReadDir("themes") // the folder is part of the program
	var names []string
	for _, entry := range entries {
		names = append(names, strings.TrimSuffix(entry.Name(), themeSuffix))
	}
	slices.SortFunc(names, func(a, b string) int {
		if (a == DefaultTheme) != (b == DefaultTheme) {
			if a == DefaultTheme {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	return names
}

// LoadTheme reads the theme of a name: the file NAME.yaml in dir, or else the one of that name that comes with the program,
// so that an authority can have its own default. dir may be empty or not exist. A name that is in neither is kind NotFound;
// a file that breaks a rule is kind Invalid and the error names every rule that it breaks.
func LoadTheme(name, dir string) (*Theme, error) {
	if !isThemeName(name) {
		return nil, disclosure.Errorf(disclosure.Invalid, "theme %.80q: want a name of lower-case letters, digits and hyphens", name)
	}
	raw, err := readTheme(name, dir)
	if err != nil {
		return nil, err
	}
	theme, err := parseTheme(raw)
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Invalid, "theme %q: %w", name, err)
	}
	theme.name = name
	return theme, nil
}

func readTheme(name, dir string) ([]byte, error) {
	if dir != "" {
		raw, err := os.ReadFile(filepath.Join(dir, name+themeSuffix)) //nolint:gosec // the name has no separators
		if err == nil {
			return raw, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, disclosure.Errorf(disclosure.Unavailable, "theme %q: %w", name, err)
		}
	}
	raw, err := embeddedThemes.ReadFile(path.Join("themes", name+themeSuffix))
	if err != nil {
		return nil, disclosure.Errorf(disclosure.NotFound, "theme %q: there is no such theme; %s come with the program",
			name, strings.Join(Themes(), ", "))
	}
	return raw, nil
}

func isThemeName(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// themeFile is a theme as it is written.
type themeFile struct {
	Verified *bool               `yaml:"verified"` // whether somebody holds the colours to a rule; for readers of the file
	Paper    string              `yaml:"paper"`
	Ink      string              `yaml:"ink"`
	Quiet    string              `yaml:"quiet"`
	Band     string              `yaml:"band"`
	BandInk  string              `yaml:"band_ink"`
	Grades   map[string]lookFile `yaml:"grades"`
	Other    lookFile            `yaml:"other"`
}

type lookFile struct {
	Ink    string `yaml:"ink"`
	Ground string `yaml:"ground"`
	Face   face   `yaml:"face"`
	Border border `yaml:"border"`
}

// parseTheme reads and checks a theme. An unknown field is an error: a misspelt one must not pass for a default.
func parseTheme(raw []byte) (*Theme, error) {
	var f themeFile
	if err := yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(&f); err != nil {
		return nil, err
	}
	var c themeCheck
	theme := &Theme{
		paper: c.colour("paper", f.Paper), ink: c.colour("ink", f.Ink), quiet: c.colour("quiet", f.Quiet),
		band: c.colour("band", f.Band), bandIn: c.colour("band_ink", f.BandInk),
		grades: map[string]look{}, other: c.look("other", f.Other),
	}
	for _, letter := range letters(f.Grades) {
		theme.grades[letter] = c.look("grades."+letter, f.Grades[letter])
	}
	if len(c.problems) == 0 { // contrasts of colours that could not be read would only mislead
		c.theme(theme)
	}
	if len(c.problems) > 0 {
		return nil, disclosure.Errorf(disclosure.Invalid, "%s", strings.Join(c.problems, "; "))
	}
	return theme, nil
}

// colour reads "#rrggbb".
func (c *themeCheck) colour(field, text string) ink {
	value, err := strconv.ParseUint(strings.TrimPrefix(text, "#"), 16, 32)
	if err != nil || len(text) != len("#rrggbb") || text[0] != '#' {
		c.problemf("%s: %.40q is no colour, want one like \"#0b6b3a\"", field, text)
	}
	return ink(value)
}
