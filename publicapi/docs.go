package publicapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/i18n"
	"mingshi/internal/throttle"
	"mingshi/internal/web"
	"mingshi/openapi"
	"mingshi/openapi/reader"
)

// docsPath is the page on which people read the description.
const docsPath = "/docs"

const mimeYAML = "application/yaml" // RFC 9512

// installDocs serves the description of the interface to programs and people.
func (a *api) installDocs(app *fiber.App) {
	app.Get("/openapi.yaml", only(mimeYAML, "application/x-yaml", "text/yaml"), a.getDescriptionYAML)
	app.Get("/openapi.json", onlyJSON, a.getDescriptionJSON)
	app.Get(docsPath, web.Throttle(throttle.Pages), a.readerPage)
	for _, file := range reader.Files() {
		app.Get(file.Address, readerFile(file))
	}
}

// getDescriptionYAML answers the description for people.
//
//	@ID				getDescriptionYAML
//	@Summary		This description as YAML
//	@Tags			catalogue
//	@Produce		application/yaml
//	@Success		200	{string}	string	"OpenAPI 3.1"
//	@Success		304	"unchanged"
//	@Router			/openapi.yaml [get]
func (a *api) getDescriptionYAML(c *fiber.Ctx) error {
	return a.sendDescription(c, mimeYAML, openapi.YAML())
}

// getDescriptionJSON answers the description for programs.
//
//	@ID				getDescriptionJSON
//	@Summary		This description as JSON
//	@Tags			catalogue
//	@Success		200	{object}	any	"OpenAPI 3.1"
//	@Success		304	"unchanged"
//	@Router			/openapi.json [get]
func (a *api) getDescriptionJSON(c *fiber.Ctx) error {
	return a.sendDescription(c, fiber.MIMEApplicationJSON, openapi.JSON())
}

// sendDescription answers with a document that changes with the program alone.
func (a *api) sendDescription(c *fiber.Ctx, mediaType string, document []byte) error {
	if err := web.CheckQuery(c); err != nil {
		return err
	}
	if same, err := web.NotModified(c, editionOf(document)); same || err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, mediaType)
	c.Response().SetBodyRaw(document)
	return nil
}

// editionOf is the stamp of what depends on its own bytes alone.
func editionOf(content []byte) web.Stamp {
	sum := sha256.Sum256(content)
	return web.Stamp{Build: hex.EncodeToString(sum[:])}
}

// readerPage answers the page on which people read the description and try it out.
func (a *api) readerPage(c *fiber.Ctx) error {
	if err := web.CheckPageQuery(c); err != nil {
		return err
	}
	web.AdmitReader(c)
	var page bytes.Buffer
	if err := a.pageIn(web.Lang(c)).Write(&page); err != nil {
		return err
	}
	if same, err := web.NotModified(c, editionOf(page.Bytes())); same || err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderContentLanguage, string(web.Lang(c)))
	c.Response().SetBodyRaw(page.Bytes())
	return nil
}

// pageIn is what the page says in a language.
func (a *api) pageIn(lang i18n.Lang) *reader.Page {
	langs := i18n.Langs()
	other := langs[(slices.Index(langs, lang)+1)%len(langs)]
	page := &reader.Page{
		LangTag: i18n.T(lang, "site.language_tag"), OtherTag: i18n.T(other, "site.language_tag"),
		OtherName: i18n.T(other, "language.name"), OtherHref: docsPath + "?lang=" + string(other), Home: "/?lang=" + string(lang),
		SiteTitle: a.Authority.SiteTitleZH, Title: i18n.T(lang, "docs.title"), Intro: i18n.T(lang, "docs.intro"),
		NoScript: i18n.T(lang, "docs.noscript"),
		Links: []reader.Link{
			{Href: "/openapi.yaml", Text: i18n.T(lang, "docs.yaml")},
			{Href: "/openapi.json", Text: i18n.T(lang, "docs.json")},
			{Href: "/dumps/", Text: i18n.T(lang, "docs.dumps")},
			{Href: root + "/changes", Text: i18n.T(lang, "docs.changes")},
			{Href: "/feeds/changes.atom", Text: i18n.T(lang, "docs.atom")},
		},
	}
	if lang == i18n.EN {
		page.SiteTitle = a.Authority.SiteTitleEN
	}
	page.ShortTitle, page.FirstTitle = i18n.T(lang, "docs.short"), i18n.T(lang, "docs.first")
	for _, key := range shortTexts {
		page.Short = append(page.Short, i18n.T(lang, key))
	}
	for _, request := range firstRequests {
		command := "curl '" + a.BaseURL + request.address + "'"
		page.First = append(page.First, reader.Request{Text: i18n.T(lang, request.textKey), Command: command})
	}
	return page
}

// shortTexts are the keys of what an office needs to know before anything else.
var shortTexts = []string{
	"docs.short.all", "docs.short.csv", "docs.short.codes", "docs.short.dumps", "docs.short.follow", "docs.short.gone",
	"docs.short.timeliness", "docs.short.limits", "docs.short.key", "docs.short.errors",
}

// firstRequests are what a newcomer may copy.
var firstRequests = []struct{ textKey, address string }{
	{"docs.first.list", root + "/penalties?format=csv&limit=100"},
	{"docs.first.search", root + "/search?q=%E6%B5%B4%E5%AE%A4&lang=en"},
	{"docs.first.changes", root + "/changes?after=0&limit=100"},
}

// readerFile answers a file of the page, packed where that is understood. Its address changes with it, so it may be kept for ever.
func readerFile(file *reader.File) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, file.MediaType)
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
		c.Vary(fiber.HeaderAcceptEncoding)
		if file.Packed != nil && takesBrotli(c) {
			c.Set(fiber.HeaderContentEncoding, "br")
			c.Response().SetBodyRaw(file.Packed)
			return nil
		}
		content, err := file.Plain()
		if err != nil {
			return err
		}
		c.Response().SetBodyRaw(content)
		return nil
	}
}

// takesBrotli reports whether the visitor names brotli among the codings that it takes.
func takesBrotli(c *fiber.Ctx) bool {
	return strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "br") && c.AcceptsEncodings("br") == "br"
}
