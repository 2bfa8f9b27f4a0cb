package grading

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"mingshi/internal/disclosure"
)

// The number of items of a table: fewer than 25 is no whole table (domain.md §5.3), more than 128 is a slip.
const (
	minItems = 25
	maxItems = 128
)

// The characters of codes and versions, which are made into names of files.
const (
	digits       = "0123456789"
	lowerLetters = "abcdefghijklmnopqrstuvwxyz"
	upperLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	codeChars    = lowerLetters + digits + "-"
	versionChars = lowerLetters + upperLetters + digits + "._-"
)

// maxName bounds a code or version, so that every file system takes the name made from them.
const maxName = 60

// check reports the first thing that keeps the table from being used.
func (t Table) check() error {
	if t.Kind != TableKind {
		return fmt.Errorf("kind: %q, want %q", t.Kind, TableKind)
	}
	if err := t.checkNames(); err != nil {
		return err
	}
	switch {
	case !disclosure.VenueKinds.Has(t.VenueKind):
		return fmt.Errorf("venue_kind: unknown kind %q, want one of %s", t.VenueKind, venueKinds())
	case t.FullScore <= 0:
		return errors.New("full_score: must be more than 0")
	}
	if err := t.checkBands(); err != nil {
		return err
	}
	return t.checkItems()
}

// namedField is a field that must say something.
type namedField struct{ name, value string }

// checkNamed reports the first field that is empty.
func checkNamed(fields ...namedField) error {
	for _, field := range fields {
		if strings.TrimSpace(field.value) == "" {
			return fmt.Errorf("%s: empty", field.name)
		}
	}
	return nil
}

func (t Table) checkNames() error {
	err := checkNamed(
		namedField{"code", t.Code}, namedField{"version", t.Version}, namedField{"name_zh", t.NameZH}, namedField{"name_en", t.NameEN},
		namedField{"source", t.Source}, namedField{"not_graded.word_zh", t.NotGraded.ZH}, namedField{"not_graded.word_en", t.NotGraded.EN},
	)
	switch {
	case err != nil:
		return err
	case strings.Trim(t.Code, codeChars) != "" || len(t.Code) > maxName:
		return fmt.Errorf("code: %q, want at most %d lower-case letters, digits and hyphens", t.Code, maxName)
	case strings.Trim(t.Version, versionChars) != "" || len(t.Version) > maxName:
		return fmt.Errorf("version: %q, want at most %d letters, digits, dots, hyphens and underscores", t.Version, maxName)
	case slices.ContainsFunc(t.Aliases, func(alias string) bool { return strings.TrimSpace(alias) == "" }):
		return errors.New("aliases: one is empty")
	}
	return nil
}

func venueKinds() string {
	names := make([]string, len(disclosure.VenueKinds))
	for i, entry := range disclosure.VenueKinds {
		names[i] = string(entry.ID)
	}
	return strings.Join(names, ", ")
}

func (t Table) checkBands() error {
	if len(t.Bands) == 0 {
		return errors.New("bands: empty")
	}
	limit := perfect + 1
	letters := make(map[string]bool)
	for _, band := range t.Bands {
		if band.Letter == "" || band.WordZH == "" || band.WordEN == "" {
			return fmt.Errorf("band %q: letter and words are needed", band.Letter)
		}
		if letters[band.Letter] {
			return fmt.Errorf("band %q: stands twice", band.Letter)
		}
		letters[band.Letter] = true
		if band.AtLeast <= 0 || band.AtLeast >= limit {
			return fmt.Errorf("band %q: at_least %s is not below the band above, or not within 0 to 100", band.Letter, band.AtLeast)
		}
		limit = band.AtLeast
	}
	return nil
}

func (t Table) checkItems() error {
	if len(t.Items) < minItems || len(t.Items) > maxItems {
		return fmt.Errorf("items: %d, want %d to %d", len(t.Items), minItems, maxItems)
	}
	var sum Points
	titles := make(map[string]int)
	for i := range t.Items {
		item, want := &t.Items[i], i+1
		if item.No != want {
			return fmt.Errorf("item %d: its no is %d; items are numbered 1, 2, 3… in the order of the file, without gaps", want, item.No)
		}
		if err := item.check(); err != nil {
			return fmt.Errorf("item %d: %w", item.No, err)
		}
		if other := titles[item.Title]; other != 0 {
			return fmt.Errorf("item %d: title %q is already that of item %d", item.No, item.Title, other)
		}
		titles[item.Title] = item.No
		sum += item.Max
	}
	if sum != t.FullScore {
		return fmt.Errorf("items: their max add up to %s, want the full_score %s", sum, t.FullScore)
	}
	return nil
}

// check reports the first thing wrong with an item, without its number.
func (i Item) check() error {
	err := checkNamed(namedField{"section", i.Section}, namedField{"title", i.Title}, namedField{"source", i.Source})
	switch {
	case err != nil:
		return err
	case i.Key && i.Max != 0:
		return fmt.Errorf("max: %s, but a key item gives no points; leave max out, or key", i.Max)
	case !i.Key && i.Max == 0:
		return errors.New("max: an item that is no key item must give points")
	}
	for n := range i.Deductions {
		if err := i.checkDeduction(&i.Deductions[n]); err != nil {
			return fmt.Errorf("deduction %d: %w", n+1, err)
		}
	}
	return nil
}

func (i Item) checkDeduction(d *ItemDeduction) error {
	err := checkNamed(namedField{"text", d.Text})
	switch {
	case err != nil:
		return err
	case i.Key && (d.Points != 0 || d.Cap != 0 || d.Per != ""):
		return errors.New("points: a key item gives none that could be taken; leave out points, per and cap")
	case i.Key:
		return nil
	case d.Points == 0:
		return errors.New("points: must be more than 0")
	case d.Per == "" && d.Cap != 0:
		return errors.New("cap: only where points are taken for each of something (per)")
	case d.Per == "" && d.Points > i.Max:
		return fmt.Errorf("points: %s, but the item gives only %s", d.Points, i.Max)
	case d.Cap > i.Max:
		return fmt.Errorf("cap: %s, but the item gives only %s", d.Cap, i.Max)
	case d.Cap != 0 && d.Cap < d.Points:
		return fmt.Errorf("cap: %s is less than the points %s", d.Cap, d.Points)
	}
	return nil
}
