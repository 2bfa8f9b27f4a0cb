package publicapi

import (
	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
)

// listVenues answers a page of venues.
//
//	@ID				listVenues
//	@Summary		List venues (公共场所)
//	@Description	Public venues (公共场所) with the present grade, by name. A filter by grade means the present one.
//	@Tags			venues
//	@Produce		json,application/x-ndjson,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,application/vnd.apache.parquet
//	@Param			list	query		ListQuery	false	"What every list takes"
//	@Param			sort	query		string		false	"Order. Venues have no dates: in the orders of dates they stand by name."	Enums(name,-decided_on,decided_on,relevance,-fine_cny)	default(name)	example(relevance)
//	@Success		200		{object}	VenueList	"A page of venues"
//	@Success		304		"unchanged"
//	@Header			200		{string}	Link	"next"
//	@Router			/api/v1/venues [get]
//	@Router			/venues.json [get]
func (a *api) listVenues(c *fiber.Ctx) error { return a.list(disclosure.KindVenue)(c) }

// getVenue answers one venue.
//
//	@ID				getVenue
//	@Summary		One venue (公共场所)
//	@Description	A venue as it is now. One that was withdrawn, repaired or has expired is answered 410 with the public
//	@Description	reason; its history tells when.
//	@Tags			venues
//	@Param			id	path		string	true	"Id of the venue"	example(vn_0000000000001)
//	@Success		200	{object}	Venue	"The venue"
//	@Success		304	"unchanged"
//	@Failure		404	"not-found"
//	@Failure		410	"gone"
//	@Router			/api/v1/venues/{id} [get]
//	@Router			/venues/{id}.json [get]
func (a *api) getVenue(c *fiber.Ctx) error { return a.record(disclosure.KindVenue)(c) }

// getVenueHistory answers what happened to one venue.
//
//	@ID				getVenueHistory
//	@Summary		What happened to one venue
//	@Description	Every change of the venue and its instant, also after it is gone, and never what it said before.
//	@Tags			venues
//	@Param			id	path		string	true	"Id of the venue"	example(vn_0000000000001)
//	@Success		200	{object}	History	"The changes, earliest first"
//	@Success		304	"unchanged"
//	@Failure		404	"not-found"
//	@Router			/api/v1/venues/{id}/history [get]
func (a *api) getVenueHistory(c *fiber.Ctx) error { return a.history(disclosure.KindVenue)(c) }
