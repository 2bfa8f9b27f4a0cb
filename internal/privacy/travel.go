package privacy

// travelDocument recognizes passports and permits by their letters, or by the
// word before them where they have none or any.
func travelDocument(c candidate) (hit, bool) {
	s := c.span(c.first, c.first)
	if c.glued || c.isAmount(s) {
		return hit{}, false
	}
	for _, form := range rules().lettered {
		if form.fits(c.letters, len(s.digits)) && !c.letterAfter(s) && !c.isDocumentNumber(s) {
			s.start = c.lettersAt
			return found(form.Kind, s)
		}
	}
	for _, form := range rules().labelled {
		if !c.label.near(form.Kind) || len(s.digits) < form.MinDigits || len(s.digits) > form.MaxDigits {
			continue
		}
		if len(s.digits) == len("20260410") && isDate(s.digits) && !c.label.direct {
			continue
		}
		s.start = c.lettersAt
		return found(form.Kind, s)
	}
	return hit{}, false
}
