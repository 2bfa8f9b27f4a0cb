package privacy

const (
	// Bank cards have 16 to 19 digits.
	minCard = 16
	maxCard = 19
	// Accounts behind a label vary more: passbooks and business accounts included.
	minAccount = 9
	maxAccount = 30
	// cardBlock is how the digits of a card are printed apart.
	cardBlock = 4
)

// bankNumber recognizes cards by their check digit and any account behind a
// label that says so.
func bankNumber(c candidate) (hit, bool) {
	if s, ok := c.card(); ok {
		return found(BankCard, s)
	}
	if !c.label.near(BankCard) {
		return hit{}, false
	}
	if s, ok := c.account(); ok {
		return found(BankCard, s)
	}
	return hit{}, false
}

// card finds 16 to 19 digits with the right check digit, in one block or
// printed in fours. A credit code of digits alone is no card.
func (c candidate) card() (span, bool) {
	for n := maxCard; n >= minCard; n-- {
		s, ok := c.exactly(c.first, n)
		if !ok || !c.whole(s) && !c.inFours(s) || !luhn(s.digits) {
			continue
		}
		if c.standsAlone(s) && !isCreditCode(s.digits) && !c.isDocumentNumber(s) && !c.isAmount(s) {
			return s, true
		}
	}
	return span{}, false
}

// account takes the longest stretch that can be an account number. A block
// that is long enough by itself stands for itself, so that what comes with an
// account, a date or another account, is judged apart.
func (c candidate) account() (best span, ok bool) {
	for last := c.first; last < len(c.blocks); last++ {
		s := c.span(c.first, last)
		if len(s.digits) > maxAccount || last > c.first && c.blocks[last].digits() >= minAccount {
			break
		}
		written := c.label.direct || c.whole(s) || c.inFours(s)
		if written && len(s.digits) >= minAccount && !c.isAmount(s) {
			best, ok = s, true
		}
		if c.whole(s) && ok {
			break
		}
	}
	return best, ok
}

// inFours reports whether s is printed in blocks of four digits, the last one free.
func (c candidate) inFours(s span) bool {
	for b := s.first; b < s.last; b++ {
		if c.blocks[b].digits() != cardBlock {
			return false
		}
	}
	return c.blocks[s.last].digits() <= cardBlock
}

// luhn checks the last digit of a card number (ISO/IEC 7812-1).
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
