package publicapi

import (
	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
)

// listPermits answers a page of permits.
//
//	@ID				listPermits
//	@Summary		List permits (行政许可)
//	@Description	Administrative permits (行政许可) that are public now, the latest decision first. A permit that lapsed, was
//	@Description	revoked or deregistered stays public:
//	@Description	look at status_today, not at its presence.
//	@Tags			permits
//	@Produce		json,application/x-ndjson,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,application/vnd.apache.parquet
//	@Param			list	query		ListQuery	false	"What every list takes"
//	@Param			sort	query		string		false	"Order; those that are equal stand by id, so that it is always the same. What has no fine stands last under -fine_cny."	Enums(-decided_on,decided_on,relevance,-fine_cny)	default(-decided_on)	example(decided_on)
//	@Param			codes	query		string		false	"gen3: members and columns are the field codes of the standard, generation 3 (XK_…, CF_…), amounts in 万元"	Enums(gen3)	example(gen3)
//	@Success		200		{object}	PermitList	"A page of permits"
//	@Success		304		"unchanged"
//	@Header			200		{string}	Link	"next"
//	@Router			/api/v1/permits [get]
//	@Router			/permits.json [get]
func (a *api) listPermits(c *fiber.Ctx) error { return a.list(disclosure.KindPermit)(c) }

// getPermit answers one permit.
//
//	@ID				getPermit
//	@Summary		One permit (行政许可)
//	@Description	A permit as it is now. One that was withdrawn, repaired or has expired is answered 410 with the public
//	@Description	reason; its history tells when.
//	@Tags			permits
//	@Param			id	path		string	true	"Id of the permit"	example(pm_0000000000001)
//	@Success		200	{object}	Permit	"The permit"
//	@Success		304	"unchanged"
//	@Failure		404	"not-found"
//	@Failure		410	"gone"
//	@Router			/api/v1/permits/{id} [get]
//	@Router			/permits/{id}.json [get]
func (a *api) getPermit(c *fiber.Ctx) error { return a.record(disclosure.KindPermit)(c) }

// getPermitHistory answers what happened to one permit.
//
//	@ID				getPermitHistory
//	@Summary		What happened to one permit
//	@Description	Every change of the permit and its instant, also after it is gone, and never what it said before.
//	@Tags			permits
//	@Param			id	path		string	true	"Id of the permit"	example(pm_0000000000001)
//	@Success		200	{object}	History	"The changes, earliest first"
//	@Success		304	"unchanged"
//	@Failure		404	"not-found"
//	@Router			/api/v1/permits/{id}/history [get]
func (a *api) getPermitHistory(c *fiber.Ctx) error { return a.history(disclosure.KindPermit)(c) }
