package site

import (
	"fmt"
	"net/http"
	"strings"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/web"
	"mingshi/qrsign"
)

// codeParameter is the field of the form that takes a typed code.
const codeParameter = "code"

// boardFormView is the page on which a code is typed.
type boardFormView struct {
	frame
	// Misread is what is wrong with what was typed; nil when nothing was. The text itself is not shown again: one wrong character
	// away from it may be a genuine code.
	Misread *misread
	// Followed: it was not typed into the form but is the address that was asked for, which a board may carry.
	Followed bool
}

func (*boardFormView) page() string { return "boardform" }

// misread tells why a text is no code.
type misread struct {
	// Count is the number of characters, spaces and dashes left aside.
	Count int
	// Wrong is the first character that no code has, At its place counted from 1; "" and 0 where there is none.
	Wrong string
	At    int
}

// Whole is how many characters a code has, and Serial how many of them are the serial.
func (m *misread) Whole() int { return len(zeroCode) }

// OnlySerial reports whether what was typed is the first part of a code.
func (m *misread) OnlySerial() bool { return m.At == 0 && m.Count == len(zeroSerial) }

// zeroCode and zeroSerial are well-formed; what happens to them when a character is added says what that character is.
const (
	zeroSerial = "00000000"
	zeroCode   = zeroSerial + "000000000000"
)

// misreadOf finds out what is wrong with a text that is no code. It asks qrsign of every character, so that there is one rule.
func misreadOf(typed string) *misread {
	m := &misread{}
	for _, r := range typed {
		if _, err := qrsign.ParseCode(zeroCode + string(r)); err == nil {
			continue // parts groups and counts for nothing
		}
		m.Count++
		if _, err := qrsign.ParseCode(zeroCode[1:] + string(r)); err != nil && m.At == 0 {
			m.Wrong, m.At = shownRune(r), m.Count
		}
	}
	return m
}

// shownRune writes a character so that it is seen, by its number where it has no shape of its own.
func shownRune(r rune) string {
	if unicode.IsGraphic(r) && !unicode.IsMark(r) {
		return string(r)
	}
	return fmt.Sprintf("U+%04X", r)
}

// boardForm shows the form, or leads on to the page of the code that was typed into it.
func (s *site) boardForm(c *fiber.Ctx) error {
	if err := web.CheckPageQuery(c, codeParameter); err != nil {
		return err
	}
	if !web.HasQuery(c, codeParameter) {
		return s.page(func(v *visit) (view, error) {
			return &boardFormView{frame: s.frame(v, sectionBoards, v.T("site.board.form.title"))}, nil
		}, codeParameter)(c)
	}
	v := s.voiceOf(c)
	typed := withoutAddress(web.Query(c, codeParameter))
	c.Set(fiber.HeaderCacheControl, "no-store")
	if code, err := qrsign.ParseCode(typed); err == nil {
		return c.Redirect(v.link("/s/"+string(code)), http.StatusSeeOther)
	}
	c.Status(http.StatusBadRequest)
	return s.render(c, v, &boardFormView{
		frame: s.frameOf(v, sectionBoards, v.T("site.board.form.title")), Misread: misreadOf(typed),
	})
}

// withoutAddress takes the code out of a board's whole address, as a scanner shows it: https://host/S/CODE. Which host it
// names is no matter, since the answer is given here. A text that is no such address stays as it is.
func withoutAddress(typed string) string {
	for _, path := range []string{"/S/", "/s/"} {
		_, after, found := strings.Cut(typed, path)
		if !found {
			continue
		}
		if end := strings.IndexAny(after, "/?#"); end >= 0 {
			after = after[:end]
		}
		return after
	}
	return typed
}
