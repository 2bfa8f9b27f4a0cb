package intake

import (
	"slices"
	"strings"
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
	masked, _ := privacy.Mask(value)
	masked, _ = c.maskOwn(masked)
	if utf8.RuneCountInString(masked) <= maxQuoted {
		return masked
	}
	return string([]rune(masked)[:maxQuoted]) + "…"
}
