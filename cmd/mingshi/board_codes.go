package main

import (
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"mingshi/qrsign"
)

// codeShapes finds in a text whatever has the form of a board's code, genuine or not, or of one that lost a character: in
// upper or lower case, full width too, without a gap or in the groups in which people write it.
var codeShapes = func() *regexp.Regexp {
	const (
		char = `[0-9A-TV-Za-tv-z０-９Ａ-ＴＶ-Ｚａ-ｔｖ-ｚ]`
		gap  = `(?:[\s\p{Zs}\p{Pd}\x{2212}]|%20){1,3}`
	)
	forms := []string{
		`C{19,}`, `C{4}(?:GC{4}){4,}`, `C{5}(?:GC{5}){3,}`, `C{10}(?:GC{10})+`, `C{8}G(?:C{12}|C{4}GC{4}GC{4})`,
	}
	return regexp.MustCompile(strings.NewReplacer("C", char, "G", gap).Replace(strings.Join(forms, "|")))
}()

// codeDigits are the digits, one of which is in the serial of every board; words in a row have none.
const codeDigits = "0123456789０１２３４５６７８９"

// maskCodes leaves of each code in a sentence no more than its serial.
func maskCodes(sentence string) string {
	return codeShapes.ReplaceAllStringFunc(sentence, func(found string) string {
		if !strings.ContainsAny(found, codeDigits) {
			return found
		}
		const serialLength = 8
		rest, kept := found, 0
		for kept < serialLength {
			char, size := utf8.DecodeRuneInString(rest)
			rest = rest[size:]
			if isCodeLetter(char) {
				kept++
			}
		}
		return strings.TrimSuffix(found, rest) + "…"
	})
}

// isCodeLetter reports whether a character of what codeShapes found counts; the others part groups.
func isCodeLetter(char rune) bool {
	return char > unicode.MaxASCII && char >= '０' || char <= unicode.MaxASCII && (unicode.IsLetter(char) || unicode.IsDigit(char))
}

// withoutCodes takes the codes out of a sentence about what was typed, also those that were typed in ways of their own.
func withoutCodes(sentence string, typed []string) string {
	for _, text := range typed {
		if code, err := qrsign.ParseCode(text); err == nil {
			sentence = strings.ReplaceAll(sentence, text, code.Serial().String()+"…")
		}
	}
	return maskCodes(sentence)
}

// codeless is a writer that masks codes. A sentence is one write.
type codeless struct{ w io.Writer }

// Write implements io.Writer.
func (c codeless) Write(p []byte) (int, error) {
	if _, err := io.WriteString(c.w, maskCodes(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// hideCodes keeps codes out of all that a command says on standard error. Every command about boards runs so.
func (t *terminal) hideCodes() { t.err = codeless{t.err} }

// screen is the terminal as it was before hideCodes, for what asks whether it is one.
func (t *terminal) screen() *terminal {
	if hiding, ok := t.err.(codeless); ok {
		plain := *t
		plain.err = hiding.w
		return &plain
	}
	return t
}
