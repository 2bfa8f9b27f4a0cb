package site_test

import (
	"encoding/json"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/qrsign"
)

// Who and what the small district of the tests consists of.
const (
	hotel       = "湖光大酒店"
	hotelNumber = "湖光卫公证字〔2023〕第0012号"
	hotelCode   = "91419901MA00000015"
	pool        = "碧波游泳馆"
	poolNumber  = "湖光卫公证字〔2024〕第0101号"
	salon       = "阿玲理发店"
	salonNumber = "湖光卫公证字〔2022〕第0450号"
	salonCode   = "92419901MA00000025"
	newVenue    = "听雨茶客栈"
	newNumber   = "湖光卫公证字〔2026〕第0800号"
	branch      = "湖光大酒店（青禾路分店）"
	branchNo    = "湖光卫公证字〔2024〕第0333号"
	goneMarker  = "此文已经撤回甲乙丙丁"
)

var bureau = disclosure.Party{Name: "示例市湖光区卫生健康局", USCC: "11419901MB0000000C"}

// district publishes the small district and hangs a board at the hotel, printed with an outdated grade, and at the pool.
func district(t *testing.T) (w *world, hotelBoard, poolBoard qrsign.Code) {
	t.Helper()
	w = newWorld(t)
	w.publish(venueDrafts()...)
	w.publish(permitDrafts()...)
	w.publish(gradingDrafts()...)
	w.publish(readingDrafts()...)
	w.publish(penaltyDrafts()...)
	withdraw(w)
	hotelBoard = w.issue(w.named(disclosure.KindVenue, hotel), "C", "2026-03-02")
	poolBoard = w.issue(w.named(disclosure.KindVenue, pool), "A", "2026-09-14")
	return w, hotelBoard, poolBoard
}

// withdraw publishes a penalty and withdraws it.
func withdraw(w *world) {
	draft := penalty("湖光卫公罚〔2026〕099号", hotel, hotelCode, "2026-08-01")
	body := draft.Body.(*disclosure.Penalty)
	body.Facts = goneMarker
	w.publish(draft)
	draft.NotPublic = disclosure.NotPublicMinor
	w.publish(draft)
}

func venueDrafts() []disclosure.Draft {
	venue := func(name, number, code, operator string, kind disclosure.VenueKind, status disclosure.VenueStatus, address string) disclosure.Draft {
		return disclosure.Draft{
			Body: &disclosure.Venue{
				Name: name, VenueKind: kind, Operator: disclosure.Party{Name: operator, USCC: code}, Address: address,
				Street: "青禾街道", Grid: "青禾03", GridDuty: "张工 湖光卫监所", PermitNumber: number, PermitNumbers: []string{number},
				Status: status, PublicPhone: "0370-5550123",
			},
			NaturalKey: []string{number}, Name: name, Subject: code, Places: []string{number}, Authority: bureau.USCC,
		}
	}
	return []disclosure.Draft{
		venue(hotel, hotelNumber, hotelCode, "示例市湖光大酒店有限公司", "lodging", disclosure.VenueOpen, "示例市湖光区青禾路17号"),
		venue(branch, branchNo, hotelCode, "示例市湖光大酒店有限公司", "lodging", disclosure.VenueOpen, "示例市湖光区青禾路203号"),
		venue(pool, poolNumber, "91419901MA00000036", "示例市碧波体育有限公司", "swimming", disclosure.VenueOpen, "示例市湖光区体育街2号"),
		venue(salon, salonNumber, salonCode, "湖光区阿玲理发店", "hair_beauty", disclosure.VenueSuspended, "示例市湖光区小桥巷5号"),
		venue(newVenue, newNumber, "", "李某", "lodging", disclosure.VenueOpen, "示例市湖光区听雨街8号"),
	}
}

func permitDrafts() []disclosure.Draft {
	permit := func(number, name, code, until string) disclosure.Draft {
		return disclosure.Draft{
			Body: &disclosure.Permit{
				DocumentTitle: "准予行政许可决定书", DocumentNumber: number, PermitNumber: number, PermitKind: "general",
				Counterparty:    disclosure.Counterparty{Name: name, Kind: disclosure.Organization, USCC: code, LegalRepresentative: "王建国"},
				CertificateName: "公共场所卫生许可证", Content: "住宿（宾馆）", DecidedOn: disclosure.MustDate("2023-02-06"),
				ValidFrom: disclosure.MustDate("2023-02-06"), ValidUntil: disclosure.MustDate(until), Authority: bureau, Source: bureau,
				Status: disclosure.PermitInForce,
			},
			NaturalKey: []string{bureau.USCC, number}, Name: name, Subject: code, Places: []string{number}, Authority: bureau.USCC,
			DecidedOn: disclosure.MustDate("2023-02-06"),
		}
	}
	return []disclosure.Draft{
		permit(hotelNumber, "示例市湖光大酒店有限公司", hotelCode, "2027-02-05"),
		permit(poolNumber, "示例市碧波体育有限公司", "91419901MA00000036", ""),
		permit(salonNumber, "湖光区阿玲理发店", salonCode, "2026-02-05"),
		{
			Body: &disclosure.Filing{
				DocumentTitle: "公共场所备案", DocumentNumber: "湖光卫公备〔2026〕007号",
				Counterparty: disclosure.Counterparty{Name: "示例市湖光书店", Kind: disclosure.Organization, USCC: "91419901MA00000044"},
				Premises:     disclosure.Premises{Name: "湖光书店", VenueKind: "bookshop", Address: "示例市湖光区青禾路80号", Street: "青禾街道"},
				Content:      "书店", DecidedOn: disclosure.MustDate("2026-05-11"), ValidFrom: disclosure.MustDate("2026-05-11"),
				Authority: bureau, Source: bureau, Status: disclosure.PermitInForce,
			},
			NaturalKey: []string{bureau.USCC, "filing 7"}, Name: "示例市湖光书店", Subject: "91419901MA00000044",
			Places: []string{"湖光卫公备〔2026〕007号"}, Authority: bureau.USCC, DecidedOn: disclosure.MustDate("2026-05-11"),
		},
	}
}

// inspection is what differs between the gradings of the district.
type inspection struct {
	number, on, table, score, toNext string
	grade                            *disclosure.Grade
	keyItems                         []string
	correction                       disclosure.Correction
	deductions                       []disclosure.Deduction
}

func gradingDrafts() []disclosure.Draft {
	a, b, c := &disclosure.Grade{Letter: "A", Word: "优秀"}, &disclosure.Grade{Letter: "B", Word: "良好"}, &disclosure.Grade{Letter: "C", Word: "一般"}
	lost := []disclosure.Deduction{
		{Item: "公共用品用具消毒记录不全", Points: "6"}, {Item: "布草间堆放杂物", Points: "4.50"}, {Item: "通风设施未定期清洗", Points: "3.1"},
	}
	fixed := disclosure.Correction{
		Ordered: true, DueOn: disclosure.MustDate("2026-11-16"), ReinspectedOn: disclosure.MustDate("2026-11-17"), Result: disclosure.ResultPass,
	}
	late := disclosure.Correction{Ordered: true, DueOn: disclosure.MustDate("2026-11-10")}
	inspections := []inspection{
		{number: hotelNumber, on: "2026-11-02", table: "lodging", score: "86.40", toNext: "3.6", grade: b, deductions: lost, correction: fixed},
		{number: hotelNumber, on: "2026-03-02", table: "lodging", score: "68.25", toNext: "1.75", grade: c},
		{number: hotelNumber, on: "2025-08-19", table: "lodging", score: "91.00", grade: a},
		{number: branchNo, on: "2026-10-12", table: "lodging", score: "64.00", toNext: "6", grade: c, deductions: lost[:1]},
		{number: poolNumber, on: "2026-09-14", table: "swimming", score: "95.00", grade: a},
		{
			number: salonNumber, on: "2026-10-30", table: "hair-beauty", score: "83.33", keyItems: []string{"卫生许可证过期"}, correction: late,
		},
	}
	drafts := make([]disclosure.Draft, len(inspections))
	for i, in := range inspections {
		on := disclosure.MustDate(in.on)
		drafts[i] = disclosure.Draft{
			Body: &disclosure.Grading{
				PermitNumber: in.number, InspectedOn: on, InspectionKind: "double_random",
				Table:         disclosure.ScoreTable{Code: in.table, Version: "1"},
				ScoreObtained: json.Number(in.score), ScoreApplicable: "100", StandardScore: json.Number(in.score),
				FailedKeyItems: in.keyItems, Deductions: in.deductions, Grade: in.grade, ToNextBand: json.Number(in.toNext),
				Correction: in.correction, InspectorsCount: 2,
			},
			NaturalKey: []string{in.number, in.on}, Places: []string{in.number}, Authority: bureau.USCC, DecidedOn: on,
		}
	}
	return drafts
}

func readingDrafts() []disclosure.Draft {
	reading := func(item, value, unit, at string, limit *disclosure.Limit, result disclosure.CheckResult, source disclosure.ReadingSource) disclosure.Draft {
		return disclosure.Draft{
			Body: &disclosure.Reading{
				PermitNumber: poolNumber, SampledAt: at, Item: item, Value: json.Number(value), Unit: unit, Limit: limit, Result: result,
				Place: "成人池", TestedBy: "碧波游泳馆", Source: source,
			},
			NaturalKey: []string{poolNumber, item, at}, Places: []string{poolNumber}, Authority: bureau.USCC,
			DecidedOn: disclosure.MustDate(at[:10]),
		}
	}
	chlorine := &disclosure.Limit{Min: "0.3", Max: "1", Basis: "GB 37488-2019", Verified: true}
	return []disclosure.Draft{
		reading("free_chlorine", "0.42", "mg/L", "2026-11-19T00:00:00Z", chlorine, disclosure.ResultPass, "self"),
		reading("free_chlorine", "0.10", "mg/L", "2026-11-18T00:00:00Z", chlorine, disclosure.ResultFail, "self"),
		reading("turbidity", "1.4", "NTU", "2026-11-18T16:30:00Z", &disclosure.Limit{Max: "1", Basis: "GB 37488-2019", Verified: true}, disclosure.ResultFail, "authority"),
		reading("urea", "2.1", "mg/L", "2026-11-17", &disclosure.Limit{Max: "3.5", Basis: "GB 9667-1996"}, disclosure.ResultPass, "laboratory"),
		reading("water_temperature", "27", "℃", "2026-11-19T00:00:00Z", nil, "", "self"),
	}
}

func penalty(number, name, code, on string) disclosure.Draft {
	fine, decided := disclosure.Fen(1_300_000), disclosure.MustDate(on)
	return disclosure.Draft{
		Body: &disclosure.Penalty{
			DocumentNumber: number,
			Counterparty:   disclosure.Counterparty{Name: name, Kind: disclosure.Organization, USCC: code, LegalRepresentative: "王建国"},
			ViolationType:  "未按照规定对顾客用品用具进行清洗、消毒、保洁",
			Facts:          "2026年6月3日检查时，" + hotelNumber + "的客房茶杯未消毒即供顾客使用。",
			LegalBasis:     "《公共场所卫生管理条例实施细则》第三十六条第（二）项",
			PenaltyKinds:   []disclosure.PenaltyKind{disclosure.PenaltyWarning, disclosure.PenaltyFine},
			Content:        "警告，并处罚款人民币13000元", Fine: &fine, DecidedOn: decided,
			ValidUntil: decided.AddMonths(36), Authority: bureau, Source: bureau, MisconductClass: "general",
			Repair: disclosure.RepairTerm{EarliestOn: decided.AddMonths(3)},
		},
		NaturalKey: []string{bureau.USCC, number, code}, Name: name, Subject: code, Authority: bureau.USCC, DecidedOn: decided,
		PublicUntil: decided.AddMonths(12), Regime: "order_36",
	}
}

func penaltyDrafts() []disclosure.Draft {
	elsewhere := penalty("湖光卫公罚〔2026〕012号", "示例市湖光大酒店有限公司", hotelCode, "2026-04-02")
	elsewhere.Body.(*disclosure.Penalty).Facts = "卫生管理档案不全。"
	trader := penalty("湖光卫公罚〔2026〕031号", "湖光区阿玲理发店", salonCode, "2026-07-21")
	trader.Body.(*disclosure.Penalty).Counterparty.Kind = disclosure.SoleTrader
	trader.Body.(*disclosure.Penalty).Facts = "理发工具未消毒。"
	person := penalty("湖光卫医罚〔2026〕003号", "赵某", "", "2026-09-01")
	person.Body.(*disclosure.Penalty).Counterparty = disclosure.Counterparty{Name: "赵某", Kind: disclosure.NaturalPerson}
	return []disclosure.Draft{
		penalty("湖光卫公罚〔2026〕025号", "示例市湖光大酒店有限公司", hotelCode, "2026-06-18"), elsewhere, trader, person,
	}
}
