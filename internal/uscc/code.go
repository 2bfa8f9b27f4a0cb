package uscc

import "strings"

// alphabet holds the 31 characters of GB 32100-2015 (no I, O, S, V, Z); a
// character's index is its value.
const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

const (
	// codeLength is the number of characters of a credit code; the last one checks the others.
	codeLength = 18
	// placeholder stands in published data where a sole trader has no code. Its
	// check character would be 0, so it never passes as a code.
	placeholder = "00000000000000000X"
	// allZeros satisfies the arithmetic but names nobody: the registering
	// department 0 does not exist. It is a filler somebody typed.
	allZeros = "000000000000000000"
	// outside marks bytes that are not in the alphabet.
	outside = 0xFF
)

// Lengths of the registration numbers that the credit code replaced in 2015.
const (
	legacyLength      = 15
	legacyShortLength = 13
)

// weights are 3^(i-1) mod 31 for the first seventeen positions.
var weights = [codeLength - 1]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// values maps a byte to its value in the alphabet, or to outside.
var values = func() (table [256]byte) {
	for i := range table {
		table[i] = outside
	}
	for i := range len(alphabet) {
		table[alphabet[i]] = byte(i)
	}
	return table
}()

// Class says what stands in a column for credit codes.
type Class int

const (
	// Empty: nothing is there.
	Empty Class = iota
	// Valid: eighteen characters of the alphabet with the right check character.
	Valid
	// Placeholder: seventeen zeros and X, for a sole trader without a code.
	Placeholder
	// Legacy: a registration number of 15 or 13 digits from before the credit code.
	Legacy
	// Malformed: anything else.
	Malformed
)

// String names the class for logs and tests.
func (c Class) String() string {
	switch c {
	case Empty:
		return "empty"
	case Valid:
		return "valid"
	case Placeholder:
		return "placeholder"
	case Legacy:
		return "legacy"
	case Malformed:
		return "malformed"
	}
	return "unknown class"
}

// Classify tells what a code in normal form (see Normalize) is. The division
// (positions 3 to 8) and the organisation code (9 to 17) are not judged beyond
// the alphabet, because issued codes keep divisions that exist no longer.
func Classify(normalized string) Class {
	switch {
	case normalized == "":
		return Empty
	case normalized == placeholder:
		return Placeholder
	case valid(normalized):
		return Valid
	case legacy(normalized):
		return Legacy
	}
	return Malformed
}

// CheckCharacter computes the eighteenth character from the first seventeen;
// false when they are not seventeen characters of the alphabet.
func CheckCharacter(first17 string) (byte, bool) {
	if len(first17) != codeLength-1 {
		return 0, false
	}
	sum := 0
	for i := range len(first17) {
		v := values[first17[i]]
		if v == outside {
			return 0, false
		}
		sum += int(v) * weights[i]
	}
	// The outer remainder matters: where the sum divides evenly, 31 - 0 is not a value.
	n := len(alphabet)
	return alphabet[(n-sum%n)%n], true
}

func valid(code string) bool {
	if len(code) != codeLength || code == allZeros {
		return false
	}
	check, ok := CheckCharacter(code[:codeLength-1])
	return ok && check == code[codeLength-1]
}

func legacy(code string) bool {
	if len(code) != legacyLength && len(code) != legacyShortLength {
		return false
	}
	return strings.Trim(code, "0123456789") == ""
}
