package web

import (
	"github.com/gofiber/fiber/v2"

	"mingshi/internal/i18n"
)

// Lang is the language to answer in: that of ?lang=, else the best of Accept-Language, else Chinese. A ?lang= that is
// not spoken here is refused by CheckQuery and passed over by Lang, so that the refusal itself has a language.
func Lang(c *fiber.Ctx) i18n.Lang {
	if lang, ok := AskedLang(c); ok {
		return lang
	}
	return i18n.Negotiate(c.Get(fiber.HeaderAcceptLanguage))
}

// AskedLang is the language of ?lang= and whether one was asked for.
func AskedLang(c *fiber.Ctx) (i18n.Lang, bool) {
	asked := string(c.Context().QueryArgs().Peek(langParameter))
	for _, lang := range i18n.Langs() {
		if asked == string(lang) {
			return lang, true
		}
	}
	return "", false
}
