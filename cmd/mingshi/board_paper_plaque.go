package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/plaque"
	"mingshi/qrsign/sheet"
)

type boardPlaqueCommand struct {
	onPaper `prefix:""`

	Kind   []string `help:"场所类别或通用制度（general、staff、cleaning、emergency） · kinds of venue, or general texts" placeholder:"KIND"`
	All    bool     `help:"全部类别，每块一页 · all kinds, one a page"`
	Text   string   `help:"文字：both 中英文，zh 只用中文 · both languages, or Chinese alone" enum:"both,zh" default:"both"`
	Export string   `help:"不画牌，把文字写成可修改的文件放进此目录 · write the texts into this folder, to be edited" placeholder:"DIR"`
	Output string   `name:"output" short:"o" help:"要写的 PDF，不得已存在 · the PDF to write; it must not exist" placeholder:"FILE"`
}

// Run implements the command.
func (c *boardPlaqueCommand) Run(s *settings, t *terminal) error {
	kinds, err := c.kinds()
	if err != nil {
		return err
	}
	if c.Export != "" {
		return c.export(t, kinds)
	}
	if c.Output == "" {
		return usage("plaque.no_output")
	}
	if err := boardFileTarget.check(c.Output, s.Data); err != nil {
		return err
	}
	options, err := c.options(s.Data)
	if err != nil {
		return err
	}
	profile, err := givenProfile(s.Data)
	if err != nil {
		return err
	}
	plaques, err := loadPlaques(filepath.Join(s.Data, plaque.Folder), kinds)
	if err != nil {
		return err
	}
	drawn := make([]sheet.Plaque, len(plaques))
	for i, p := range plaques {
		drawn[i] = c.drawn(p, profile)
	}
	err = writePaper(c.Output, func(w io.Writer) error { return sheet.Plaques(w, drawn, options) })
	if crowded, ok := errors.AsType[*sheet.CrowdedError](err); ok {
		return usage("plaque.crowded", crowded.Title, crowded.Rules)
	}
	if err != nil {
		return err
	}
	return c.tell(t, plaques)
}

// kinds are those asked for, each once; with --export all unless some are.
func (c *boardPlaqueCommand) kinds() ([]plaque.Kind, error) {
	if c.All && len(c.Kind) > 0 || !c.All && len(c.Kind) == 0 && c.Export == "" {
		return nil, usage("plaque.which", plaqueKinds())
	}
	if len(c.Kind) == 0 {
		return plaque.Kinds(), nil
	}
	var kinds []plaque.Kind
	for _, text := range c.Kind {
		kind, found := plaque.Find(text)
		if !found {
			return nil, usage("plaque.kind", text, plaqueKinds())
		}
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	return kinds, nil
}

// plaqueKinds lists the kinds for people, as "住宿 lodging".
func plaqueKinds() string {
	kinds := plaque.Kinds()
	names := make([]string, len(kinds))
	for i, kind := range kinds {
		names[i] = kind.Label(false) + " " + string(kind)
	}
	return strings.Join(names, ", ")
}

func loadPlaques(dir string, kinds []plaque.Kind) ([]*plaque.Plaque, error) {
	plaques := make([]*plaque.Plaque, len(kinds))
	for i, kind := range kinds {
		var err error
		if plaques[i], err = plaque.Load(dir, kind); err != nil {
			return nil, plaqueTrouble(err)
		}
	}
	return plaques, nil
}

// drawn is a plaque as it is put on paper.
func (c *boardPlaqueCommand) drawn(p *plaque.Plaque, profile *disclosure.Authority) sheet.Plaque {
	line := func(words plaque.Words) sheet.Line {
		if c.Text == "zh" {
			words.EN = ""
		}
		return sheet.Line(words)
	}
	drawn := sheet.Plaque{Title: line(p.Title), Edition: p.Edition, Authority: publisherOf(profile)}
	for i := range p.Rules {
		drawn.Rules = append(drawn.Rules, line(p.Rules[i].Words))
	}
	return drawn
}

// toldPlaque is what the command tells of a plaque.
type toldPlaque struct {
	Kind    plaque.Kind     `json:"kind"`
	Title   string          `json:"title"`
	Edition disclosure.Date `json:"edition"`
	// Own is true where the authority has put a text of its own in the place of the shipped one.
	Own   bool `json:"own"`
	Rules int  `json:"rules"`
	// Unverified are the numbers of the rules that nobody has compared with their source.
	Unverified []int `json:"unverified"`
}

// tell says what was written, and beside it which rules nobody has compared with their source: the plaque does not say so,
// and whoever hangs it should know. It is no fault of the command.
func (c *boardPlaqueCommand) tell(t *terminal, plaques []*plaque.Plaque) error {
	told := make([]toldPlaque, len(plaques))
	for i, p := range plaques {
		title := p.Title.ZH
		if t.lang == i18n.EN {
			title = p.Title.EN
		}
		told[i] = toldPlaque{
			Kind: p.Kind, Title: title, Edition: p.Edition, Own: p.Own,
			Rules: len(p.Rules), Unverified: append([]int{}, p.Unverified()...),
		}
		if len(told[i].Unverified) > 0 {
			t.note("plaque.unverified", p.Kind.File(), title, numbers(told[i].Unverified))
		}
	}
	if t.asJSON {
		return writeJSON(t.out, map[string]any{"file": c.Output, "plaques": told})
	}
	t.say("plaque.done", c.Output, len(plaques))
	return nil
}

func numbers(list []int) string {
	texts := make([]string, len(list))
	for i, number := range list {
		texts[i] = strconv.Itoa(number)
	}
	return strings.Join(texts, ", ")
}

// export writes the shipped texts into a folder, over none that is there: it may be the authority's own.
func (c *boardPlaqueCommand) export(t *terminal, kinds []plaque.Kind) error {
	if c.Output != "" {
		return usage("plaque.export_or_draw")
	}
	files := make([]string, len(kinds))
	for i, kind := range kinds {
		files[i] = filepath.Join(c.Export, kind.File())
		if _, err := os.Lstat(files[i]); !errors.Is(err, fs.ErrNotExist) {
			return usage("plaque.exists", files[i])
		}
	}
	if err := os.MkdirAll(c.Export, folderMode); err != nil {
		return environment("export.target", c.Export, cause(err))
	}
	for i, kind := range kinds {
		raw, err := plaque.Source(kind)
		if err != nil {
			return err
		}
		err = writePaper(files[i], func(w io.Writer) error {
			_, err := w.Write(raw)
			return err
		})
		if err != nil {
			return err
		}
	}
	if t.asJSON {
		return writeJSON(t.out, map[string]any{"files": files})
	}
	t.say("plaque.exported", len(files), c.Export, plaque.Folder)
	return nil
}

// plaqueFaults are the sentences that say what is wrong with a text, with where, field, what is there and what is right.
var plaqueFaults = map[plaque.Wrong]string{
	plaque.WrongSize: "plaque.wrong_size", plaque.WrongName: "plaque.wrong_name", plaque.WrongEncoding: "plaque.wrong_encoding",
	plaque.WrongSyntax: "plaque.wrong_syntax", plaque.WrongField: "plaque.wrong_field", plaque.WrongTwice: "plaque.wrong_twice",
	plaque.WrongMissing: "plaque.wrong_missing", plaque.WrongShape: "plaque.wrong_shape", plaque.WrongText: "plaque.wrong_text",
	plaque.WrongLength: "plaque.wrong_length", plaque.WrongKind: "plaque.wrong_kind", plaque.WrongDate: "plaque.wrong_date",
	plaque.WrongMark: "plaque.wrong_mark", plaque.WrongCount: "plaque.wrong_count",
}

// plaqueTrouble words what is wrong with the authority's own text.
func plaqueTrouble(err error) error {
	f, ok := errors.AsType[*plaque.Fault](err)
	if !ok {
		return err
	}
	where := f.File
	if f.Line > 0 {
		where = fmt.Sprintf("%s:%d", f.File, f.Line)
	}
	return usage(plaqueFaults[f.Wrong], where, f.Field, f.Got, f.Want)
}
