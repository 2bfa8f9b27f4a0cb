package publicapi

import (
	"github.com/gofiber/fiber/v2"

	"mingshi/internal/duty"
	"mingshi/internal/web"
)

// Bounds of how far ahead is looked for inspections, in days.
const (
	defaultDueWithin = 30
	maxDueWithin     = 366
)

// inspectionsStats answers how many inspections are due.
//
//	@ID				getInspectionsStats
//	@Summary		Inspections due and overdue by street and responsible unit
//	@Description	How many venues that trade have to be inspected within some days from today, and at how many the day has passed, by street
//	@Description	and the unit that is responsible (责任单位). The day follows from the grade (监督频次), from an order to put something right that is not
//	@Description	closed, or, for new venues, from the first permit; /venues names it for each venue as next_inspection_by. A venue of which no day is
//	@Description	known counts in venues alone. The figures say how much work there is, not that a venue did anything wrong.
//	@Tags			figures
//	@Param			asked	query		InspectionsQuery	false	"Days and venues"
//	@Success		200		{object}	InspectionsStats	"The figures"
//	@Success		304		"unchanged"
//	@Router			/api/v1/stats/inspections [get]
func (a *api) inspectionsStats(c *fiber.Ctx) error {
	if err := web.CheckQuery(c, "within", "venue_kind", "street", "authority"); err != nil {
		return err
	}
	within, err := web.QueryInt(c, "within", web.Bounds{Min: 0, Max: maxDueWithin, Default: defaultDueWithin})
	if err != nil {
		return err
	}
	filter, err := askedVenues(c)
	if err != nil {
		return err
	}
	book, stamp, same, err := a.gradebook(c)
	if same || err != nil {
		return err
	}
	report := InspectionsReport{
		Today: book.Today.String(), WithinDays: within, VenueSelection: venueSelection(filter), Streets: []InspectionsOfStreet{},
	}
	for _, count := range book.Inspections(filter, int(within)) {
		told := inspectionsTally(count)
		report.Streets = append(report.Streets, InspectionsOfStreet{Street: count.Street, Unit: count.Unit, InspectionsTally: told})
		report.Total.Venues += told.Venues
		report.Total.Due += told.Due
		report.Total.Overdue += told.Overdue
		report.Total.Corrections += told.Corrections
	}
	return sendReport(c, report, stamp)
}

func inspectionsTally(c duty.Count) InspectionsTally {
	return InspectionsTally{Venues: c.Venues, Due: c.Due, Overdue: c.Overdue, Corrections: c.Corrections}
}
