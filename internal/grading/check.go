package grading

import (
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

// leastPoints is the smallest number of points that is not nothing.
const leastPoints Points = 1

// check reports the first thing that keeps the table from being used.
func (t Table) check() error {
	if t.Kind != TableKind {
		return flaw("kind", FlawOneOf, t.Kind, TableKind)
	}
	if err := t.checkNames(); err != nil {
		return err
	}
	switch {
	case !disclosure.VenueKinds.Has(t.VenueKind):
		return flaw("venue_kind", FlawOneOf, string(t.VenueKind), venueKinds())
	case t.FullScore <= 0:
		return flaw("full_score", FlawLeast, t.FullScore, leastPoints)
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
			return flaw(field.name, FlawEmpty)
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
		return flaw("code", FlawCharacters, t.Code, "a-z 0-9 -", maxName)
	case strings.Trim(t.Version, versionChars) != "" || len(t.Version) > maxName:
		return flaw("version", FlawCharacters, t.Version, "a-z A-Z 0-9 . _ -", maxName)
	}
	for i, alias := range t.Aliases {
		if strings.TrimSpace(alias) == "" {
			return flaw(nth("aliases", i), FlawEmpty)
		}
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
		return flaw("bands", FlawEmpty)
	}
	most := perfect
	letters := make(map[string]string)
	for i, band := range t.Bands {
		where := nth("bands", i)
		err := checkNamed(
			namedField{where + ".letter", band.Letter},
			namedField{where + ".word_zh", band.WordZH}, namedField{where + ".word_en", band.WordEN},
		)
		switch {
		case err != nil:
			return err
		case letters[band.Letter] != "":
			return flaw(where+".letter", FlawTaken, band.Letter, letters[band.Letter])
		case band.AtLeast < leastPoints || band.AtLeast > most:
			return flaw(where+".at_least", FlawRange, band.AtLeast, leastPoints, most)
		}
		letters[band.Letter] = where
		most = band.AtLeast - leastPoints
	}
	return nil
}

func (t Table) checkItems() error {
	if len(t.Items) < minItems || len(t.Items) > maxItems {
		return flaw("items", FlawRange, len(t.Items), minItems, maxItems)
	}
	var sum Points
	titles := make(map[string]string)
	for i := range t.Items {
		item, where := &t.Items[i], nth("items", i)
		if item.No != i+1 {
			return flaw(where+".no", FlawOrder, item.No, i+1)
		}
		if err := item.check(where); err != nil {
			return err
		}
		if other := titles[item.Title]; other != "" {
			return flaw(where+".title", FlawTaken, item.Title, other)
		}
		titles[item.Title] = where
		sum += item.Max
	}
	if sum != t.FullScore {
		return flaw("items", FlawSum, sum, t.FullScore)
	}
	return nil
}

// check reports the first thing wrong with an item, which stands where.
func (i Item) check(where string) error {
	err := checkNamed(
		namedField{where + ".section", i.Section}, namedField{where + ".title", i.Title}, namedField{where + ".source", i.Source},
	)
	switch {
	case err != nil:
		return err
	case i.Key && i.Max != 0:
		return flaw(where+".max", FlawKeyPoints, i.Max)
	case !i.Key && i.Max == 0:
		return flaw(where+".max", FlawLeast, i.Max, leastPoints)
	}
	for n := range i.Deductions {
		if err := i.checkDeduction(nth(where+".deductions", n), &i.Deductions[n]); err != nil {
			return err
		}
	}
	return nil
}

func (i Item) checkDeduction(where string, d *ItemDeduction) error {
	err := checkNamed(namedField{where + ".text", d.Text})
	switch {
	case err != nil:
		return err
	case i.Key:
		return d.checkKey(where)
	case d.Points == 0:
		return flaw(where+".points", FlawLeast, d.Points, leastPoints)
	case d.Per == "" && d.Cap != 0:
		return flaw(where+".cap", FlawAlone, "per")
	case d.Per == "" && d.Points > i.Max:
		return flaw(where+".points", FlawMost, d.Points, i.Max)
	case d.Cap > i.Max:
		return flaw(where+".cap", FlawMost, d.Cap, i.Max)
	case d.Cap != 0 && d.Cap < d.Points:
		return flaw(where+".cap", FlawLeast, d.Cap, d.Points)
	}
	return nil
}

// checkKey looks at a deduction of a key item, which has no points that could be taken.
func (d *ItemDeduction) checkKey(where string) error {
	switch {
	case d.Points != 0:
		return flaw(where+".points", FlawKeyPoints, d.Points)
	case d.Cap != 0:
		return flaw(where+".cap", FlawKeyPoints, d.Cap)
	case d.Per != "":
		return flaw(where+".per", FlawKeyPoints, d.Per)
	}
	return nil
}
