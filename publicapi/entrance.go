package publicapi

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/web"
)

// Entrance is where everything of the interface stands.
type Entrance struct {
	// The lists of records, by the plural of the kind.
	Lists map[string]string `json:"lists"`
	// Search over all kinds.
	Search string `json:"search"`
	// The feed of changes, by which copies are kept true.
	Changes string `json:"changes"`
	// The same feed as server-sent events.
	Stream string `json:"stream"`
	// Counts by month.
	Stats string `json:"stats"`
	// How promptly decisions were published.
	Timeliness string `json:"timeliness"`
	// The grades of the venues that trade, now and at the end of each month; stats counts all public venues.
	Grades string `json:"grades"`
	// Which grades changed, and why.
	GradeChanges string `json:"grade_changes"`
	// How many inspections are due, by street and unit.
	Inspections string `json:"inspections"`
	// Who publishes, under which terms, and how much.
	Authorities string `json:"authorities"`
	// Feeds for readers of news, as JSON Feed and as Atom.
	Feeds []string `json:"feeds"`
	// Whole files with checksums; null where none are made.
	Dumps *string `json:"dumps"`
	// What there is to take away (DCAT 3).
	Catalogue string `json:"catalogue"`
	// The description of the interface for programs (OpenAPI 3.1).
	OpenAPI string `json:"openapi"`
	// The description of the interface for people.
	Docs string `json:"docs"`
}

// redirects lead from what people write to where it stands.
var redirects = map[string]string{"/api": root, "/api/": root, root + "/": root, docsPath + "/": docsPath, "/dumps": dumpsRoot}

func (a *api) installEntrance(app *fiber.App) {
	app.Get(root, onlyJSON, a.entrance)
	for from, to := range redirects {
		if to == dumpsRoot && a.Dumps == nil {
			continue
		}
		app.Get(from, func(c *fiber.Ctx) error { return c.Redirect(to, http.StatusMovedPermanently) })
	}
}

// entrance answers where everything stands.
//
//	@ID				getEntrance
//	@Summary		Where everything stands
//	@Description	The addresses of the lists, the feed of changes, the files and the descriptions: a place to begin from.
//	@Tags			catalogue
//	@Success		200	{object}	Entrance	"Addresses"
//	@Success		304	"unchanged"
//	@Router			/api/v1 [get]
func (a *api) entrance(c *fiber.Ctx) error {
	if err := web.CheckQuery(c); err != nil {
		return err
	}
	at := func(path string) string { return a.BaseURL + path }
	e := Entrance{
		Lists: map[string]string{}, Search: at(root + "/search"), Changes: at(root + "/changes"), Stream: at(root + "/changes/stream"),
		Stats: at(root + "/stats"), Timeliness: at(root + "/stats/timeliness"), Authorities: at(root + "/authorities"),
		Grades: at(root + "/stats/grades"), GradeChanges: at(root + "/stats/grades/changes"), Inspections: at(root + "/stats/inspections"),
		Catalogue: at(cataloguePath), OpenAPI: at("/openapi.json"), Docs: at(docsPath),
	}
	for _, kind := range kinds {
		e.Lists[kind.Plural()] = at(root + "/" + kind.Plural())
	}
	for _, name := range slices.Sorted(maps.Keys(feedKinds)) {
		e.Feeds = append(e.Feeds, at(feedsRoot+name+".json"), at(feedsRoot+name+".atom"))
	}
	if a.Dumps != nil {
		dumps := at(dumpsRoot)
		e.Dumps = &dumps
	}
	document, err := json.Marshal(e)
	if err != nil {
		return disclosure.Errorf(disclosure.Internal, "entrance: %w", err)
	}
	if same, err := web.NotModified(c, editionOf(document)); same || err != nil {
		return err
	}
	return sendJSON(c, document)
}
