package publicapi

import (
	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
)

// listPenalties answers a page of penalties.
//
//	@ID				listPenalties
//	@Summary		List penalties (行政处罚)
//	@Description	Administrative penalties (行政处罚) that are public now, the latest decision first. A penalty ends with its
//	@Description	public period (公示期), when credit repair
//	@Description	(信用修复) is granted, or when it is withdrawn; from then on it is gone everywhere. Delete it from your copy
//	@Description	too: /api/v1/changes tells you.
//	@Description	Warnings alone, public criticism alone and decisions by simple procedure are not public by rule, so that
//	@Description	this is not every penalty there is.
//	@Tags			penalties
//	@Produce		json,application/x-ndjson,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,application/vnd.apache.parquet
//	@Param			list	query		ListQuery	false	"What every list takes"
//	@Param			sort	query		string		false	"Order; those that are equal stand by id, so that it is always the same. What has no fine stands last under -fine_cny."	Enums(-decided_on,decided_on,relevance,-fine_cny)	default(-decided_on)	example(decided_on)
//	@Param			codes	query		string		false	"gen3: members and columns are the field codes of the standard, generation 3 (XK_…, CF_…), amounts in 万元"	Enums(gen3)	example(gen3)
//	@Success		200		{object}	PenaltyList	"A page of penalties"
//	@Success		304		"unchanged"
//	@Header			200		{string}	Link	"next"
//	@Router			/api/v1/penalties [get]
//	@Router			/penalties.json [get]
func (a *api) listPenalties(c *fiber.Ctx) error { return a.list(disclosure.KindPenalty)(c) }

// getPenalty answers one penalty.
//
//	@ID				getPenalty
//	@Summary		One penalty (行政处罚)
//	@Description	A penalty as it is now. One that was withdrawn, repaired or has expired is answered 410 with the public
//	@Description	reason; its history tells when.
//	@Tags			penalties
//	@Param			id	path		string	true	"Id of the penalty"	example(pn_0000000000001)
//	@Success		200	{object}	Penalty	"The penalty"
//	@Success		304	"unchanged"
//	@Failure		404	"not-found"
//	@Failure		410	"gone"
//	@Router			/api/v1/penalties/{id} [get]
//	@Router			/penalties/{id}.json [get]
func (a *api) getPenalty(c *fiber.Ctx) error { return a.record(disclosure.KindPenalty)(c) }

// getPenaltyHistory answers what happened to one penalty.
//
//	@ID				getPenaltyHistory
//	@Summary		What happened to one penalty
//	@Description	Every change of the penalty and its instant, also after it is gone, and never what it said before.
//	@Tags			penalties
//	@Param			id	path		string	true	"Id of the penalty"	example(pn_0000000000001)
//	@Success		200	{object}	History	"The changes, earliest first"
//	@Success		304	"unchanged"
//	@Failure		404	"not-found"
//	@Router			/api/v1/penalties/{id}/history [get]
func (a *api) getPenaltyHistory(c *fiber.Ctx) error { return a.history(disclosure.KindPenalty)(c) }
