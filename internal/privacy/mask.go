package privacy

import (
	"slices"
	"strings"
)

// maskText stands for every piece of personal data. Practice shows part of a
// number (first six digits, last four) or none; identity numbers, telephones
// and accounts are to be left out of what is published, so no digit and no
// length of the original remains. It reads well in a Chinese sentence:
// 当事人身份证号******，电话******。
const maskText = "******"

// Mask replaces the personal data that Find finds in text and returns the kinds
// that were replaced, each once, in the order in which they first stand.
// Masking a masked text, with the same keep, changes nothing.
func Mask(text string, keep ...string) (masked string, found []Kind) {
	matches := Find(text, keep...)
	if len(matches) == 0 {
		return text, nil
	}
	var out strings.Builder
	out.Grow(len(text))
	last := 0
	for _, m := range matches {
		out.WriteString(text[last:m.Start])
		out.WriteString(maskText)
		last = m.End
		if !slices.Contains(found, m.Kind) {
			found = append(found, m.Kind)
		}
	}
	out.WriteString(text[last:])
	return out.String(), found
}
