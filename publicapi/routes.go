package publicapi

import (
	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/wire"
)

// root is where the interface begins.
const root = wire.Root

// kinds are those with a resource, in the order of the documentation.
var kinds = []disclosure.Kind{
	disclosure.KindPermit, disclosure.KindFiling, disclosure.KindPenalty,
	disclosure.KindVenue, disclosure.KindGrading, disclosure.KindReading,
}

// Install puts every route of the package on the app. It must come before the site's, whose /venues/:id would take
// /venues/{id}.json for an id.
func Install(app *fiber.App, d Deps) { newAPI(d).install(app) }

func (a *api) install(app *fiber.App) {
	app.Get("/healthz", a.health)
	app.Get("/readyz", a.ready)

	app.Use(hideFromIndexes, shareAcrossOrigins)
	get := func(path string, handler fiber.Handler) { app.Get(path, onlyJSON, handler) }

	for _, kind := range kinds {
		plural := "/" + kind.Plural()
		get(root+plural, a.list(kind))
		get(root+plural+"/:id", a.record(kind))
		get(root+plural+"/:id/history", a.history(kind))
		if wire.HasPage(kind) {
			get(plural+".json", a.list(kind))
			get(plural+"/:id.json", a.record(kind))
		}
	}
	get(root+"/search", a.search)
	get("/search.json", a.search)
	get(root+"/suggest", a.suggest)
	get(root+"/subjects/:code", a.subject)
	get("/subjects/:code.json", a.subject)
	get(root+"/boards/:serial", a.board)
	get(root+"/changes", a.changes)
	get(root+"/authorities", a.authorities)
}
