package privacy

// Find returns the personal data in text in the order in which they stand,
// without overlap. The values in keep are public here (the business's own
// code, a document number, the public telephone): what lies wholly within such
// a value, in any width, case and spacing, is no match.
//
// A text without digits and addresses costs one pass over its bytes and no
// allocation.
func Find(text string, keep ...string) []Match {
	s := scanner{text: text, homes: homeAddresses(text)}
	s.labels.homes = s.homes
	for at := 0; at < len(text); {
		if home, ok := s.addressAt(at); ok {
			s.add(home)
			at = home.End
			continue
		}
		if !triggers[text[at]] {
			at++
			continue
		}
		at = s.step(at)
	}
	if len(s.matches) == 0 || len(keep) == 0 {
		return s.matches
	}
	return newKeepSet(keep).without(text, s.matches)
}

// triggers are the bytes at which personal data can begin or be noticed.
var triggers = func() (table [256]bool) {
	for c := '0'; c <= '9'; c++ {
		table[c] = true
	}
	table['@'] = true
	table[wideLead] = true
	return table
}()

// scanner is one pass over one text.
type scanner struct {
	text    string
	labels  labelReader
	matches []Match
	// homes are the addresses that are still to come.
	homes []Match
	// last is where the last match ends. What stands before it is as good as
	// gone, so that a masked text reads as the text did.
	last int
}

// step looks at the trigger at byte at and returns where to go on.
func (s *scanner) step(at int) int {
	if size := atSign(s.text, at); size > 0 {
		return s.email(at, at+size)
	}
	if _, size := digitAt(s.text, at); size == 0 {
		return at + 1
	}
	end, digits := measureGroup(s.text, at)
	if !s.worthReading(at, digits) {
		return end
	}
	return s.group(readGroup(s.text, at, end, digits), end)
}

// worthReading reports whether a group of so many digits at byte at can hold
// personal data: short ones need a letter or a label before them, which spares
// the numbers of standards and most dates.
func (s *scanner) worthReading(at, digits int) bool {
	if digits >= minUnnamedDigits {
		return true
	}
	if digits < minGroupDigits {
		return false
	}
	if _, size := letterBefore(s.text, at); size > 0 {
		return true
	}
	kind := s.labelsUpTo(at).kind
	return kind != "" && kind != documentNumber
}

// labelsUpTo reads the labels before byte at.
func (s *scanner) labelsUpTo(at int) labelContext {
	s.labels.text = s.text
	return s.labels.advance(at)
}

// group looks for numbers that begin with a block of g and returns where to go on.
func (s *scanner) group(g *group, end int) int {
	for b := 0; b < len(g.blocks); {
		c := s.candidate(g, b)
		hit, ok := c.detect()
		if !ok {
			b++
			continue
		}
		s.add(hit.Match)
		end = max(end, hit.End)
		b = hit.last + 1
	}
	return end
}

// add takes a match over.
func (s *scanner) add(m Match) {
	s.matches = append(s.matches, m)
	s.last = m.End
}
