package site

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"path"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/web"
)

//go:embed layout pages
var templateFiles embed.FS

// edition is one way to write all pages: the language, and whether it was asked for in the address, so that links keep it.
type edition struct {
	lang  i18n.Lang
	asked bool
}

// views lists an empty view of every page; each has its template in pages/<page>/.
func views() []view {
	return []view{
		&homeView{}, &aboutView{}, &statisticsView{}, &feedsView{}, &venuesView{}, &penaltiesView{}, &permitsView{}, &filingsView{},
		&venueView{}, &penaltyView{}, &permitView{}, &filingView{}, &subjectView{}, &lookUpView{},
		&boardFormView{}, &boardForgedView{}, &boardOrphanView{}, &searchView{}, &searchDownView{}, &problemView{}, &problemTypeView{},
	}
}

// parseAll parses every page in every edition.
func parseAll(zone *time.Location, by scales) map[edition]map[string]*template.Template {
	all := map[edition]map[string]*template.Template{}
	for _, lang := range i18n.Langs() {
		for _, asked := range []bool{false, true} {
			e := edition{lang: lang, asked: asked}
			all[e] = parseEdition(voice{edition: e, zone: zone, scales: by})
		}
	}
	return all
}

func parseEdition(v voice) map[string]*template.Template {
	layout := template.Must(template.New("layout").Funcs(v.functions()).ParseFS(templateFiles, "layout/*.tmpl"))
	pages := map[string]*template.Template{}
	for _, shown := range views() {
		name := shown.page()
		pages[name] = template.Must(template.Must(layout.Clone()).ParseFS(templateFiles, path.Join("pages", name, "*.tmpl")))
	}
	return pages
}

// functions are the words that templates may use beside the built-in ones; all speak the edition's language.
func (v voice) functions() template.FuncMap {
	return template.FuncMap{
		"t":     v.T,
		"link":  v.link,
		"asked": v.askedLang,
		"label": v.label,
		"name":  v.name,
		"yuan":  v.yuan,
		"count": count,
		// What records say is Chinese, on English pages too, and speaks and looks so.
		"chinese": v.chinese,
		"dial":    dial,
		"script":  func() string { return scriptPath },
		"style":   func() template.CSS { return template.CSS(stylesheet) }, //nolint:gosec // our own file
	}
}

// write renders a view into memory.
func (s *site) write(v voice, shown view) ([]byte, error) {
	page, ok := s.templates[v.edition][shown.page()]
	if !ok {
		return nil, disclosure.Errorf(disclosure.Internal, "page %q: no template", shown.page())
	}
	var out bytes.Buffer
	if err := page.ExecuteTemplate(&out, "base", shown); err != nil {
		return nil, disclosure.Errorf(disclosure.Internal, "page %q: %w", shown.page(), err)
	}
	return out.Bytes(), nil
}

// render answers with a page, rendered whole before the first byte leaves.
func (s *site) render(c *fiber.Ctx, v voice, shown view) error {
	out, err := s.write(v, shown)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderContentLanguage, string(v.lang))
	return c.Send(out)
}

// renderMissing answers 404 with a page that is made for the occasion and must not be kept.
func (s *site) renderMissing(c *fiber.Ctx, v voice, shown view) error {
	c.Status(http.StatusNotFound)
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Vary(fiber.HeaderAcceptLanguage)
	return s.render(c, v, shown)
}

// voiceOf is the voice in which to answer a request.
func (s *site) voiceOf(c *fiber.Ctx) voice {
	_, asked := web.AskedLang(c)
	return voice{edition: edition{lang: web.Lang(c), asked: asked}, zone: s.Authority.Zone, scales: s.scales()}
}

// count writes a number with a comma at every third digit.
func count(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for at := len(digits) - 3; at > 0 && digits[at-1] != '-'; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}
