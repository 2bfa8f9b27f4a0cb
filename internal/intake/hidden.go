package intake

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mingshi/internal/privacy"
	"mingshi/internal/uscc"
)

// hidden is what must not be told of a row, and what in it is public although it may look private.
type hidden struct {
	// keep are the row's own public codes and numbers, which masking must leave alone.
	keep []string
	// persons are the natural persons whose names must not appear in any text.
	persons []string
	// secrets are the row's own numbers of identity papers and private telephones, in the forms in which they may be
	// found again in its texts.
	secrets []string
}

// privateFields are the columns that are read only to find their values again in the texts.
var privateFields = []string{"id_number", "legal_rep_id_number", "private_phone"}

// minSecret is how long a private number is at least: a shorter one ("无", "1") would riddle the texts.
const minSecret = 6

// maskedText stands for a private number, as in package privacy.
const maskedText = "******"

// learnSecrets takes the row's private cells to heart.
func (c *check) learnSecrets() {
	for _, field := range privateFields {
		raw := trim(c.raw(field))
		if len(raw) < minSecret {
			continue
		}
		for _, secret := range []string{uscc.Normalize(raw), raw} {
			if len(secret) >= minSecret && !slices.Contains(c.secrets, secret) {
				c.secrets = append(c.secrets, secret)
			}
		}
	}
}

// learnPersons takes the full names and the long numbers of a cell for persons to heart, and returns the names.
func (c *check) learnPersons(field string) []string {
	cell := normalName(c.raw(field))
	names := privacy.FullNames(cell)
	c.learnPerson(cell)
	for _, name := range names {
		c.learnPerson(name)
		for part := range strings.FieldsFuncSeq(name, isNoLetter) { // John of "John Smith", 买买提 of 买买提·吐尔逊
			c.learnPerson(part)
		}
	}
	for number := range strings.FieldsFuncSeq(cell, isNoCode) {
		if len(number) >= minNumber && strings.ContainsAny(number, "0123456789") && !slices.Contains(c.secrets, number) {
			c.secrets = append(c.secrets, number)
		}
	}
	return names
}

// minNumber is how many characters a number beside a name has at least to be hidden in the texts.
const minNumber = 7

func (c *check) learnPerson(name string) {
	if name != "" && !slices.Contains(c.persons, name) {
		c.persons = append(c.persons, name)
	}
}

func isNoLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }

func isNoCode(r rune) bool { return r >= utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// public masks personal data and natural persons' names in a text that is about to become public.
func (c *check) public(field, text string) string {
	if text == "" {
		return ""
	}
	masked, found := privacy.Mask(text, c.keep...)
	masked, named := c.maskOwn(masked)
	if len(found) > 0 || named {
		c.warn(CodeTextMasked, field)
	}
	return masked
}

// shown is the public form of a number or code that is no free text. Telephones and accounts are not looked for, since
// any long number looks like one; identity numbers are, and the row's own persons and private numbers.
func (c *check) shown(field, number string) string {
	masked, hit := maskIdentity(number)
	masked, named := c.maskOwn(masked)
	if hit || named {
		c.warn(CodeTextMasked, field)
	}
	return masked
}

// maskOwn takes the row's own persons and private numbers out of a text.
func (c *check) maskOwn(text string) (masked string, hit bool) {
	for _, secret := range c.secrets {
		if strings.Contains(text, secret) {
			text, hit = strings.ReplaceAll(text, secret, maskedText), true
		}
	}
	if len(c.persons) == 0 {
		return text, hit
	}
	masked, named := privacy.MaskNames(text, c.persons...)
	return masked, hit || named
}

// maskIdentity takes identity numbers out of a number or code.
func maskIdentity(number string) (masked string, hit bool) {
	matches := privacy.Find(number)
	for i := range slices.Backward(matches) {
		if m := matches[i]; m.Kind == privacy.ResidentID {
			number, hit = number[:m.Start]+maskedText+number[m.End:], true
		}
	}
	return number, hit
}

// maxQuoted is how many characters of a cell are quoted in a message.
const maxQuoted = 40

// quote shows in a message what a cell holds, personal data masked and long text cut.
func (c *check) quote(value string) string {
	masked, _ := privacy.Mask(printable(value)) // first: a control character inside a number would hide it from the mask
	masked, _ = c.maskOwn(masked)
	return short(masked)
}

// quote is the same for what stands outside the rows.
func quote(value string) string {
	masked, _ := privacy.Mask(printable(value))
	return short(masked)
}

func short(text string) string {
	if utf8.RuneCountInString(text) <= maxQuoted {
		return text
	}
	return string([]rune(text)[:maxQuoted]) + "…"
}

// printable is a text without what a terminal would obey or not show: line breaks become spaces, control characters and
// those that turn the direction of writing go.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
}
