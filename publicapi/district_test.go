package publicapi

import (
	"fmt"
	"slices"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/grading"
	"mingshi/internal/search"
	"mingshi/internal/store"
)

const otherAuthority = "113202820140437228"

// districtVenues is how many venues the district has; every one has a permit, a filing, an inspection and a test.
const districtVenues = 12

// district has records that differ in everything that can be filtered, counted and ordered by.
func district(t testing.TB) *fixture {
	t.Helper()
	f := newFixture(t)
	f.index.paused = true
	streets := []string{"青禾街道", "长河街道", "南岭镇"}
	venueKinds := []disclosure.VenueKind{"bathing", "lodging", "hair_beauty"}
	names := []string{"重庆饭店", "长沙宾馆", "Lucky 酒店", "晨光浴室"}
	for n := range districtVenues {
		venue := sampleVenue(fmt.Sprintf("%s%02d号", names[n%len(names)], n), districtNumber(n), fmt.Sprintf("民生路%d号", n+1))
		venue.Street, venue.VenueKind = streets[n%3], venueKinds[n%3]
		venue.Operator = disclosure.Party{Name: fmt.Sprintf("青禾第%02d有限公司", n), USCC: districtCode(n)}
		if n%5 == 0 {
			venue.FormerNames = []string{"老码头", "新码头客栈"}
		}
		f.publish(numbered(disclosure.KindVenue, n), venue)
		f.districtRecords(n)
	}
	for n := range 2 * districtVenues {
		f.districtPenalty(n)
	}
	f.index.paused = false
	f.index.catchUp()
	return f
}

func districtNumber(n int) string { return fmt.Sprintf("青卫公证字〔2025〕第%04d号", n) }

func districtCode(n int) string { return fmt.Sprintf("91320282MA1%07d", n) }

func (f *fixture) districtRecords(n int) {
	f.Helper()
	day := func(base string) disclosure.Date { return disclosure.MustDate(base).AddDays(n * 97 % 500) }
	number := districtNumber(n)
	permit := samplePermit(number, "2029-03-31")
	permit.DecidedOn, permit.Counterparty = day("2023-10-01"), districtParty(n)
	f.publish(numbered(disclosure.KindPermit, n), permit)
	filing := sampleFiling()
	filing.DocumentNumber, filing.DecidedOn, filing.Counterparty = number, day("2023-11-11"), districtParty(n)
	f.publish(numbered(disclosure.KindFiling, n), filing)
	grading := sampleGrading()
	grading.PermitNumber, grading.InspectedOn = number, day("2023-12-24")
	grading.Grade = []*disclosure.Grade{{Letter: "A", Word: "优秀"}, {Letter: "B", Word: "良好"}, {Letter: "C", Word: "一般"}, nil}[n%4]
	f.publish(numbered(disclosure.KindGrading, n), grading)
	reading := sampleReading()
	reading.PermitNumber, reading.SampledAt = number, day("2024-01-05").String()+"T09:30:00+08:00"
	f.publish(numbered(disclosure.KindReading, n), reading)
}

func (f *fixture) districtPenalty(n int) {
	f.Helper()
	decided := disclosure.MustDate("2024-09-01").AddDays(n * 53 % 200)
	penalty := samplePenalty(decided.String(), "持"+districtNumber(n%districtVenues)+"经营，未按规定消毒")
	penalty.DocumentNumber = fmt.Sprintf("青卫公罚〔2025〕%04d号", n)
	penalty.Counterparty, penalty.Fine = districtParty(n%districtVenues), nil
	penalty.PenaltyKinds = []disclosure.PenaltyKind{disclosure.PenaltyWarning}
	if n%5 != 0 {
		fine := disclosure.Fen(int64(n%7)*100_000 + 50)
		penalty.Fine = &fine
		penalty.PenaltyKinds = []disclosure.PenaltyKind{disclosure.PenaltyWarning, disclosure.PenaltyFine}
	}
	record := f.record(numbered(disclosure.KindPenalty, n), penalty)
	if n%6 == 0 {
		penalty.Authority.USCC = otherAuthority
		record = f.record(record.ID, penalty)
		record.Authority = otherAuthority
	}
	f.apply(store.Write{Op: disclosure.OpPublish, Record: record})
	if n%7 == 3 {
		record.Version, record.State = 2, disclosure.StateDisputed
		f.apply(store.Write{Op: disclosure.OpDispute, Reason: disclosure.ReasonObjectionReceived, Record: record, Expect: 1})
	}
}

func districtParty(n int) disclosure.Counterparty {
	kinds := []disclosure.CounterpartyKind{disclosure.Organization, disclosure.SoleTrader}
	return disclosure.Counterparty{Name: fmt.Sprintf("青禾第%02d有限公司", n), Kind: kinds[n%2], USCC: districtCode(n)}
}

// fact is what a test knows of a record, read from the store and not from the index.
type fact struct {
	disclosure.Record
	values map[search.Field][]string
	fine   *disclosure.Fen
}

func (f *fact) has(field search.Field, value string) bool {
	return slices.Contains(f.values[field], value)
}

// facts reads what a list holds, in the order of its default; for "" that of the search without a text.
func (f *fixture) facts(kind disclosure.Kind) []fact {
	f.Helper()
	if kind == "" {
		var all, venues []fact
		for _, kind := range kinds {
			if kind == disclosure.KindVenue {
				venues = f.facts(kind)
				continue
			}
			all = append(all, f.facts(kind)...)
		}
		slices.SortFunc(all, newestFirst)
		return append(all, venues...)
	}
	order := store.ByDecision
	if kind == disclosure.KindVenue {
		order = store.ByName
	}
	page, err := f.store.List(f.Context(), store.Query{Kind: kind, Order: order, Limit: store.MaxLimit})
	if err != nil {
		f.Fatal(err)
	}
	venues, err := dossier.PlacesOf(f.Context(), f.store, page.Records)
	if err != nil {
		f.Fatal(err)
	}
	grades, err := dossier.GradesOf(f.Context(), f.store, grading.Shipped(), page.Records)
	if err != nil {
		f.Fatal(err)
	}
	found := make([]fact, len(page.Records))
	for i, record := range page.Records {
		found[i] = f.fact(record)
		if venue, ok := venues[record.ID]; ok {
			found[i].ofVenue(venue.Facts)
		}
		if grade := grades[record.ID]; kind == disclosure.KindVenue && grade != nil && grade.Letter != nil {
			found[i].values[search.FieldGrade] = []string{*grade.Letter}
		}
	}
	return found
}

func newestFirst(a, b fact) int {
	if byDate := b.DecidedOn.Compare(a.DecidedOn); byDate != 0 {
		return byDate
	}
	if a.ID > b.ID {
		return -1
	}
	return 1
}

func (f *fixture) fact(r disclosure.Record) fact {
	f.Helper()
	body, err := disclosure.DecodeBody(r.Kind, r.Body)
	if err != nil {
		f.Fatal(err)
	}
	found := fact{Record: r, values: map[search.Field][]string{
		search.FieldKind: {string(r.Kind)}, search.FieldState: {string(r.State)}, search.FieldAuthority: {r.Authority},
	}}
	if !r.DecidedOn.IsZero() {
		found.values[search.FieldYear] = []string{r.DecidedOn.String()[:4]}
	}
	switch body := body.(type) {
	case *disclosure.Venue:
		found.ofVenue(body)
	case *disclosure.Permit:
		found.values[search.FieldCounterpartyKind] = []string{string(body.Counterparty.Kind)}
	case *disclosure.Filing:
		found.values[search.FieldCounterpartyKind] = []string{string(body.Counterparty.Kind)}
	case *disclosure.Penalty:
		found.values[search.FieldCounterpartyKind] = []string{string(body.Counterparty.Kind)}
		found.fine = body.Fine
		for _, kind := range body.PenaltyKinds {
			found.values[search.FieldPenaltyKind] = append(found.values[search.FieldPenaltyKind], string(kind))
		}
	case *disclosure.Grading:
		if body.Grade != nil {
			found.values[search.FieldGrade] = []string{body.Grade.Letter}
		}
	}
	return found
}

func (f *fact) ofVenue(v *disclosure.Venue) {
	f.values[search.FieldStreet] = []string{v.Street}
	f.values[search.FieldVenueKind] = []string{string(v.VenueKind)}
}
