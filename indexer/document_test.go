package indexer_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/indexer"
	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// hotel is the venue that the records of these tests belong to.
var hotel = &disclosure.Venue{
	Name: "清河宾馆", FormerNames: []string{"清河旅社", "老清河"}, VenueKind: "lodging",
	Operator: disclosure.Party{Name: "清河酒店管理有限公司", USCC: company}, Address: "青禾路17号", Street: "青禾街道",
	PermitNumber: "卫证2", PermitNumbers: []string{"卫证1", "卫证2"}, PublicPhone: "0452-12345", Grid: "第一网格",
}

func TestADocumentSaysWhatARecordAndItsVenueAreFoundBy(t *testing.T) {
	decided := disclosure.MustDate("2026-03-02")
	fine := disclosure.Fen(1_000_000)
	organisation := disclosure.Counterparty{
		Name: "清河酒店管理有限公司", Kind: disclosure.Organization, USCC: company, LegalRepresentative: "王小明",
		OtherCodes: &disclosure.OtherCodes{OrgCode: "M000100Y4", TaxRegNo: company},
	}
	venueNames := []string{"清河宾馆", "清河旅社", "老清河", "清河酒店管理有限公司"}
	ownNames := []string{"清河酒店管理有限公司", "清河宾馆", "清河旅社", "老清河"}
	cases := []struct {
		name  string
		body  disclosure.Body
		venue *disclosure.Venue
		grade string
		want  search.Document
	}{
		{"venue", hotel, nil, "B", search.Document{
			SortName: "清河宾馆", Names: venueNames, Texts: []string{"青禾路17号", "青禾街道"}, Numbers: []string{"卫证1", "卫证2"},
			Codes: []string{company}, Street: "青禾街道", VenueKind: "lodging", Grade: "B",
		}},
		{"permit", &disclosure.Permit{
			DocumentNumber: "许可〔2026〕1号", PermitNumber: "卫证2", Content: "住宿", Counterparty: organisation, Remark: "无",
		}, hotel, "", search.Document{
			Names: ownNames, Texts: []string{"住宿", "无", "青禾路17号", "青禾街道"}, Numbers: []string{"许可〔2026〕1号", "卫证2"},
			Codes: []string{company, "M000100Y4"}, Street: "青禾街道", VenueKind: "lodging", CounterpartyKind: "organization",
			DecidedOn: decided,
		}},
		{"filing of a place that is no venue", &disclosure.Filing{
			DocumentNumber: "备1", Content: "备案", Counterparty: disclosure.Counterparty{Name: "王记", Kind: disclosure.SoleTrader},
			Premises: disclosure.Premises{Name: "王记书店", VenueKind: "bookshop", Address: "南山路9号", Street: "南山街道"},
		}, nil, "", search.Document{
			Names: []string{"王记", "王记书店"}, Texts: []string{"南山路9号", "南山街道", "备案"}, Numbers: []string{"备1"},
			Street: "南山街道", VenueKind: "bookshop", CounterpartyKind: "sole_trader", DecidedOn: decided,
		}},
		{"filing of a venue", &disclosure.Filing{
			DocumentNumber: "备1", Counterparty: disclosure.Counterparty{Name: "清河宾馆", Kind: disclosure.SoleTrader},
			Premises: disclosure.Premises{Name: "清河宾馆", VenueKind: "bookshop", Address: "青禾路17号", Street: "南山街道"},
		}, hotel, "", search.Document{
			Names: venueNames, Texts: []string{"青禾路17号", "南山街道", "青禾街道"}, Numbers: []string{"备1"}, Codes: []string{company},
			Street: "青禾街道", VenueKind: "lodging", CounterpartyKind: "sole_trader", DecidedOn: decided,
		}},
		{"penalty", &disclosure.Penalty{
			DocumentNumber: "罚1", Counterparty: organisation, ViolationType: "未消毒", Facts: "当事人未消毒", Content: "警告", LegalBasis: "条例",
			PenaltyKinds: []disclosure.PenaltyKind{disclosure.PenaltyWarning, disclosure.PenaltyFine}, Fine: &fine,
		}, hotel, "", search.Document{
			Names: ownNames, Texts: []string{"未消毒", "当事人未消毒", "条例", "警告", "青禾路17号", "青禾街道"}, Numbers: []string{"罚1"},
			Codes: []string{company, "M000100Y4"}, Street: "青禾街道", VenueKind: "lodging", CounterpartyKind: "organization",
			PenaltyKinds: []string{"warning", "fine"}, Fine: &fine, DecidedOn: decided,
		}},
		{"penalty of a person", &disclosure.Penalty{
			DocumentNumber: "罚2", Counterparty: disclosure.Counterparty{Name: "王某", Kind: disclosure.NaturalPerson}, Facts: "无证",
		}, nil, "", search.Document{
			Names: []string{"王某"}, Texts: []string{"无证"}, Numbers: []string{"罚2"}, CounterpartyKind: "natural_person", DecidedOn: decided,
		}},
		{"grading", &disclosure.Grading{PermitNumber: "卫证1", Grade: &disclosure.Grade{Letter: "A", Word: "优秀"}}, hotel, "", search.Document{
			Names: venueNames, Texts: []string{"青禾路17号", "青禾街道"}, Numbers: []string{"卫证1"}, Codes: []string{company},
			Street: "青禾街道", VenueKind: "lodging", Grade: "A", DecidedOn: decided,
		}},
		{"grading without a grade or venue", &disclosure.Grading{PermitNumber: "卫证9"}, nil, "", search.Document{
			Numbers: []string{"卫证9"}, DecidedOn: decided,
		}},
		{"reading", &disclosure.Reading{PermitNumber: "卫证1", Item: "余氯"}, hotel, "", search.Document{
			Names: venueNames, Texts: []string{"青禾路17号", "青禾街道"}, Numbers: []string{"卫证1"}, Codes: []string{company},
			Street: "青禾街道", VenueKind: "lodging", DecidedOn: decided,
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			record := disclosure.Record{
				ID: disclosure.NewID(c.body.Kind()), Kind: c.body.Kind(), State: disclosure.StateDisputed, Name: "清河宾馆",
				Authority: office, DecidedOn: decided, PublicUntil: disclosure.MustDate("2029-03-01"),
			}
			c.want.ID, c.want.State, c.want.Authority, c.want.PublicUntil = record.ID, "disputed", office, record.PublicUntil
			got := indexer.NewDocument(&record, c.body, c.venue, c.grade)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if err := got.Check(); err != nil {
				t.Error(err)
			}
		})
	}
}
