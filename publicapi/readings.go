package publicapi

import (
	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
)

// listReadings answers a page of readings.
//
//	@ID				listReadings
//	@Summary		List readings (检测结果)
//	@Description	Test results (检测结果) of water, air and articles, the latest sample first. Limits that the publisher has not
//	@Description	verified say so.
//	@Tags			readings
//	@Produce		json,application/x-ndjson,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,application/vnd.apache.parquet
//	@Param			list	query		ListQuery	false	"What every list takes"
//	@Param			sort	query		string		false	"Order; those that are equal stand by id, so that it is always the same. What has no fine stands last under -fine_cny."	Enums(-decided_on,decided_on,relevance,-fine_cny)	default(-decided_on)	example(decided_on)
//	@Success		200		{object}	ReadingList	"A page of readings"
//	@Success		304		"unchanged"
//	@Header			200		{string}	Link	"next"
//	@Router			/api/v1/readings [get]
func (a *api) listReadings(c *fiber.Ctx) error { return a.list(disclosure.KindReading)(c) }

// getReading answers one reading.
//
//	@ID				getReading
//	@Summary		One reading (检测结果)
//	@Description	A reading as it is now. One that was withdrawn, repaired or has expired is answered 410 with the public
//	@Description	reason; its history tells when.
//	@Tags			readings
//	@Param			id	path		string	true	"Id of the reading"	example(rd_0000000000001)
//	@Success		200	{object}	Reading	"The reading"
//	@Success		304	"unchanged"
//	@Failure		404	"not-found"
//	@Failure		410	"gone"
//	@Router			/api/v1/readings/{id} [get]
func (a *api) getReading(c *fiber.Ctx) error { return a.record(disclosure.KindReading)(c) }

// getReadingHistory answers what happened to one reading.
//
//	@ID				getReadingHistory
//	@Summary		What happened to one reading
//	@Description	Every change of the reading and its instant, also after it is gone, and never what it said before.
//	@Tags			readings
//	@Param			id	path		string	true	"Id of the reading"	example(rd_0000000000001)
//	@Success		200	{object}	History	"The changes, earliest first"
//	@Success		304	"unchanged"
//	@Failure		404	"not-found"
//	@Router			/api/v1/readings/{id}/history [get]
func (a *api) getReadingHistory(c *fiber.Ctx) error { return a.history(disclosure.KindReading)(c) }
