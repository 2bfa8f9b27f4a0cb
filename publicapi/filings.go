package publicapi

import (
	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
)

// listFilings answers a page of filings.
//
//	@ID				listFilings
//	@Summary		List filings (备案)
//	@Description	Administrative filings (备案) that are public now, the latest first: places that need no permit by the filing rule of 2025.
//	@Tags			filings
//	@Produce		json,application/x-ndjson,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,application/vnd.apache.parquet
//	@Param			list	query		ListQuery	false	"What every list takes"
//	@Param			sort	query		string		false	"Order; those that are equal stand by id, so that it is always the same. What has no fine stands last under -fine_cny."	Enums(-decided_on,decided_on,relevance,-fine_cny)	default(-decided_on)	example(decided_on)
//	@Success		200		{object}	FilingList	"A page of filings"
//	@Success		304		"unchanged"
//	@Header			200		{string}	Link	"next"
//	@Router			/api/v1/filings [get]
//	@Router			/filings.json [get]
func (a *api) listFilings(c *fiber.Ctx) error { return a.list(disclosure.KindFiling)(c) }

// getFiling answers one filing.
//
//	@ID				getFiling
//	@Summary		One filing (备案)
//	@Description	A filing as it is now. One that was withdrawn, repaired or has expired is answered 410 with the public
//	@Description	reason; its history tells when.
//	@Tags			filings
//	@Param			id	path		string	true	"Id of the filing"	example(fl_0000000000001)
//	@Success		200	{object}	Filing	"The filing"
//	@Success		304	"unchanged"
//	@Failure		404	"not-found"
//	@Failure		410	"gone"
//	@Router			/api/v1/filings/{id} [get]
//	@Router			/filings/{id}.json [get]
func (a *api) getFiling(c *fiber.Ctx) error { return a.record(disclosure.KindFiling)(c) }

// getFilingHistory answers what happened to one filing.
//
//	@ID				getFilingHistory
//	@Summary		What happened to one filing
//	@Description	Every change of the filing and its instant, also after it is gone, and never what it said before.
//	@Tags			filings
//	@Param			id	path		string	true	"Id of the filing"	example(fl_0000000000001)
//	@Success		200	{object}	History	"The changes, earliest first"
//	@Success		304	"unchanged"
//	@Failure		404	"not-found"
//	@Router			/api/v1/filings/{id}/history [get]
func (a *api) getFilingHistory(c *fiber.Ctx) error { return a.history(disclosure.KindFiling)(c) }
