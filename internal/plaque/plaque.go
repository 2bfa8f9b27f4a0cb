// Package plaque owns the texts of rule plaques (制度牌), the boards with hygiene rules that hang inside a venue: one text for
// each kind of venue and a few for all of them, as data that an authority can replace file by file. It depends only on
// disclosure and a YAML reader.
package plaque

import (
	"embed"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
)

// Folder is the name of the authority's own texts inside a data folder.
const Folder = "plaques"

// extension ends the name of every text.
const extension = ".yaml"

// Kind names a text: a venue kind, or one of the general kinds.
type Kind string

// generals are the texts that suit every venue, beside those of disclosure.VenueKinds.
var generals = disclosure.List[Kind]{
	{ID: "general", ZH: "通用", EN: "general"},
	{ID: "staff", ZH: "从业人员", EN: "staff"},
	{ID: "cleaning", ZH: "清洗消毒", EN: "cleaning and disinfection"},
	{ID: "emergency", ZH: "应急处置", EN: "emergency"},
}

// Kinds lists all kinds: those of venues in their order, then the general ones.
func Kinds() []Kind {
	kinds := make([]Kind, 0, len(disclosure.VenueKinds)+len(generals))
	for _, entry := range disclosure.VenueKinds {
		kinds = append(kinds, Kind(entry.ID))
	}
	for _, entry := range generals {
		kinds = append(kinds, entry.ID)
	}
	return kinds
}

// Find maps a kind as people write it, in our words or in Chinese ("lodging", "住宿", "宾馆"), to ours.
func Find(text string) (Kind, bool) {
	if kind, found := disclosure.VenueKinds.Find(text); found {
		return Kind(kind), true
	}
	return generals.Find(text)
}

// File is the name that a text of the kind has in a folder.
func (k Kind) File() string { return string(k) + extension }

// Label names the kind for people.
func (k Kind) Label(english bool) string {
	if disclosure.VenueKinds.Has(disclosure.VenueKind(k)) {
		return disclosure.VenueKinds.Label(disclosure.VenueKind(k), english)
	}
	return generals.Label(k, english)
}

// Words say one thing in both languages.
type Words struct{ ZH, EN string }

// Rule is one line of a plaque.
type Rule struct {
	Words

	// Basis is the regulation or standard that the rule is drawn from; empty where none is named. It is not printed.
	Basis string
	// Verified is true once somebody has compared the rule with its basis.
	Verified bool
}

// Plaque is the text of one plaque.
type Plaque struct {
	Kind Kind
	// Edition is the day as of which the text stands; it is printed.
	Edition disclosure.Date
	Title   Words
	Rules   []Rule
	// Own is true of a text that the authority has put in the place of the shipped one.
	Own bool
}

// Unverified lists the numbers, from 1, of the rules that nobody has compared with their basis.
func (p *Plaque) Unverified() []int {
	var numbers []int
	for i := range p.Rules {
		if !p.Rules[i].Verified {
			numbers = append(numbers, i+1)
		}
	}
	return numbers
}

//go:embed texts/*.yaml
var texts embed.FS

// Source gives the shipped text of a kind as it stands in its file, comments included. An unknown kind is NotFound.
func Source(kind Kind) ([]byte, error) {
	raw, err := texts.ReadFile(path.Join("texts", kind.File()))
	if err != nil {
		return nil, disclosure.Errorf(disclosure.NotFound, "plaque %q: no such kind", kind)
	}
	return raw, nil
}

// Load gives the text of a kind: the authority's own if the folder dir has one, else the shipped one. A folder that does not
// exist has none. A *Fault, of kind Invalid, says what is wrong with the authority's file: also with the name of one that
// would never be read.
func Load(dir string, kind Kind) (*Plaque, error) {
	if err := checkNames(dir); err != nil {
		return nil, err
	}
	file := filepath.Join(dir, kind.File())
	raw, err := readOwn(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if raw, err = Source(kind); err != nil {
			return nil, err
		}
		return Parse(path.Join("texts", kind.File()), kind, raw)
	case err != nil:
		return nil, err
	}
	p, err := Parse(file, kind, raw)
	if err == nil {
		p.Own = true
	}
	return p, err
}

// readOwn reads a text, but no more of it than a text can have.
func readOwn(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		return nil, disclosure.Errorf(disclosure.Unavailable, "plaque: %w", err)
	}
	if !info.Mode().IsRegular() || info.Size() > MaxSize {
		return nil, fault(Fault{File: file, Wrong: WrongSize})
	}
	raw, err := os.ReadFile(file) //nolint:gosec // a fixed name in the operator's own folder
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Unavailable, "plaque: %w", err)
	}
	return raw, nil
}

// checkNames refuses a folder with a text under a name that none has: a misspelt name would quietly change nothing.
func checkNames(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return disclosure.Errorf(disclosure.Unavailable, "plaques: %w", err)
	}
	for _, entry := range entries {
		name := entry.Name()
		ext := strings.ToLower(filepath.Ext(name))
		if strings.HasPrefix(name, ".") || ext != extension && ext != ".yml" {
			continue
		}
		if kind, is := strings.CutSuffix(name, extension); !is || !slices.Contains(Kinds(), Kind(kind)) {
			return fault(Fault{File: filepath.Join(dir, name), Wrong: WrongName, Want: kindList()})
		}
	}
	return nil
}

// kindList is what names are right.
func kindList() string {
	kinds := Kinds()
	names := make([]string, len(kinds))
	for i, kind := range kinds {
		names[i] = string(kind)
	}
	return strings.Join(names, ", ")
}
