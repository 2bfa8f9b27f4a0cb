package publicapi

import (
	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
)

// listGradings answers a page of gradings.
//
//	@ID				listGradings
//	@Summary		List gradings (量化分级)
//	@Description	Inspections with their scores (卫生监督量化评分), the latest first. A score is comparable within its score table alone.
//	@Tags			gradings
//	@Produce		json,application/x-ndjson,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,application/vnd.apache.parquet
//	@Param			list	query		ListQuery	false	"What every list takes"
//	@Param			sort	query		string		false	"Order; those that are equal stand by id, so that it is always the same. What has no fine stands last under -fine_cny."	Enums(-decided_on,decided_on,relevance,-fine_cny)	default(-decided_on)	example(decided_on)
//	@Success		200		{object}	GradingList	"A page of gradings"
//	@Success		304		"unchanged"
//	@Header			200		{string}	Link	"next"
//	@Router			/api/v1/gradings [get]
func (a *api) listGradings(c *fiber.Ctx) error { return a.list(disclosure.KindGrading)(c) }

// getGrading answers one grading.
//
//	@ID				getGrading
//	@Summary		One grading (量化分级)
//	@Description	A grading as it is now. One that was withdrawn, repaired or has expired is answered 410 with the public
//	@Description	reason; its history tells when.
//	@Tags			gradings
//	@Param			id	path		string	true	"Id of the grading"	example(gr_0000000000001)
//	@Success		200	{object}	Grading	"The grading"
//	@Success		304	"unchanged"
//	@Failure		404	"not-found"
//	@Failure		410	"gone"
//	@Router			/api/v1/gradings/{id} [get]
func (a *api) getGrading(c *fiber.Ctx) error { return a.record(disclosure.KindGrading)(c) }

// getGradingHistory answers what happened to one grading.
//
//	@ID				getGradingHistory
//	@Summary		What happened to one grading
//	@Description	Every change of the grading and its instant, also after it is gone, and never what it said before.
//	@Tags			gradings
//	@Param			id	path		string	true	"Id of the grading"	example(gr_0000000000001)
//	@Success		200	{object}	History	"The changes, earliest first"
//	@Success		304	"unchanged"
//	@Failure		404	"not-found"
//	@Router			/api/v1/gradings/{id}/history [get]
func (a *api) getGradingHistory(c *fiber.Ctx) error { return a.history(disclosure.KindGrading)(c) }
