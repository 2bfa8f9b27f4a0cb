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

	app.Use(hideFromIndexes, shareAcrossOrigins, throttled())
	get := func(path string, handler fiber.Handler) { app.Get(path, onlyJSON, handler) }

	for _, r := range a.resources() {
		plural := "/" + r.kind.Plural()
		app.Get(root+plural, r.list)
		get(root+plural+"/:id", r.one)
		get(root+plural+"/:id/history", r.history)
		if wire.HasPage(r.kind) {
			app.Get(plural+".json", r.list)
			get(plural+"/:id.json", r.one)
		}
	}
	a.installEntrance(app)
	app.Get(root+"/search", a.search)
	app.Get("/search.json", a.search)
	get(root+"/suggest", a.suggest)
	get(root+"/subjects", a.subjects)
	get("/subjects.json", a.subjects)
	get(root+"/subjects/:code", a.subject)
	get("/subjects/:code.json", a.subject)
	get(root+"/boards/:serial", a.board)
	a.installStatements(app)
	a.installBadge(app)
	get(root+"/changes", a.changes)
	a.installStream(app)
	a.installFeeds(app)
	get(root+"/authorities", a.authorities)
	a.installStats(get)
	a.installCatalogue(app)
	a.installDumps(app)
	a.installDocs(app)
}

// resource is what a kind of record has under its plural.
type resource struct {
	kind               disclosure.Kind
	list, one, history fiber.Handler
}

func (a *api) resources() []resource {
	return []resource{
		{disclosure.KindPermit, a.listPermits, a.getPermit, a.getPermitHistory},
		{disclosure.KindFiling, a.listFilings, a.getFiling, a.getFilingHistory},
		{disclosure.KindPenalty, a.listPenalties, a.getPenalty, a.getPenaltyHistory},
		{disclosure.KindVenue, a.listVenues, a.getVenue, a.getVenueHistory},
		{disclosure.KindGrading, a.listGradings, a.getGrading, a.getGradingHistory},
		{disclosure.KindReading, a.listReadings, a.getReading, a.getReadingHistory},
	}
}
