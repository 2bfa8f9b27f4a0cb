package finder

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/store"
)

// parse reads the parameters of an address's query.
func parse(t *testing.T, kind disclosure.Kind, raw string) (search.Query, error) {
	t.Helper()
	values, err := url.ParseQuery(raw)
	if err != nil {
		t.Fatal(err)
	}
	return Parse(func(name string) (string, bool) { return values.Get(name), values.Has(name) }, kind)
}

func TestParseReadsEveryParameter(t *testing.T) {
	fen := func(n int64) *disclosure.Fen { amount := disclosure.Fen(n); return &amount }
	penalty := []disclosure.Kind{disclosure.KindPenalty}
	filter := func(field search.Field, value string) map[search.Field][]string {
		return map[search.Field][]string{field: {value}}
	}
	for raw, want := range map[string]search.Query{
		"":                                 {},
		"q=":                               {},
		"q=青禾+浴室":                          {Text: "青禾 浴室"},
		"q=a&pinyin=1":                     {Text: "a", Pinyin: true},
		"pinyin=0":                         {},
		"authority=11320282014043721R":     {Filters: filter(search.FieldAuthority, "11320282014043721R")},
		"street=无此街道":                      {Filters: filter(search.FieldStreet, "无此街道")},
		"venue_kind=hair_beauty":           {Filters: filter(search.FieldVenueKind, "hair_beauty")},
		"counterparty_kind=natural_person": {Filters: filter(search.FieldCounterpartyKind, "natural_person")},
		"grade=C":                          {Filters: filter(search.FieldGrade, "C")},
		"penalty_kind=fine":                {Filters: filter(search.FieldPenaltyKind, "fine")},
		"state=disputed":                   {Filters: filter(search.FieldState, "disputed")},
		"decided_from=2026-02-28":          {DecidedFrom: disclosure.MustDate("2026-02-28")},
		"decided_from=2026-03-01&decided_to=2026-03-01": {
			DecidedFrom: disclosure.MustDate("2026-03-01"), DecidedTo: disclosure.MustDate("2026-03-01"),
		},
		"fine_from=0":                  {FineFrom: fen(0)},
		"fine_from=80.5&fine_to=80.50": {FineFrom: fen(8050), FineTo: fen(8050)},
		"sort=-decided_on":             {},
		"sort=decided_on":              {Sort: search.Oldest},
		"sort=relevance":               {Sort: search.Relevance},
		"sort=-fine_cny":               {Sort: search.Fine},
		"limit=200":                    {Limit: 200},
		"after=x":                      {After: "x"},
		"facets=year,kind":             {Facets: []search.Field{search.FieldYear, search.FieldKind}},
	} {
		want.Kinds = penalty
		if want.Limit == 0 {
			want.Limit = store.DefaultLimit
		}
		if !strings.Contains(raw, "sort=relevance") && want.Sort == search.Relevance {
			want.Sort = search.Newest
		}
		got, err := parse(t, disclosure.KindPenalty, raw)
		if err != nil {
			t.Errorf("%q: %v", raw, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", raw, diff)
		}
		if err := got.Check(); err != nil {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

func TestParseRefusesWhatItDoesNotUnderstand(t *testing.T) {
	for raw, want := range map[string]string{
		"q=" + strings.Repeat("字", 201): "q finder.text",
		"q=1+2+3+4+5+6+7+8+9+10+11":     "q finder.text",
		"pinyin=":                       "pinyin finder.choice",
		"pinyin=true":                   "pinyin finder.choice",
		"authority=":                    "authority finder.empty",
		"street=":                       "street finder.empty",
		"venue_kind=住宿":                 "venue_kind finder.choice",
		"venue_kind=lodging,bathing":    "venue_kind finder.choice",
		"counterparty_kind=1":           "counterparty_kind finder.choice",
		"grade=D":                       "grade finder.choice",
		"penalty_kind=":                 "penalty_kind finder.choice",
		"state=withdrawn":               "state finder.choice",
		"decided_from=":                 "decided_from finder.day",
		"decided_from=2026-02-29":       "decided_from finder.day",
		"decided_to=20260101":           "decided_to finder.day",
		"decided_from=2026-01-02&decided_to=2026-01-01": "decided_to finder.range",
		"fine_from=":                    "fine_from finder.amount",
		"fine_from=1.005":               "fine_from finder.amount",
		"fine_to=-1":                    "fine_to finder.amount",
		"fine_to=1e3":                   "fine_to finder.amount",
		"fine_from=2&fine_to=1":         "fine_to finder.range",
		"sort=name":                     "sort finder.choice",
		"sort=":                         "sort finder.choice",
		"limit=0":                       "limit finder.limit",
		"limit=201":                     "limit finder.limit",
		"limit=%2B1":                    "limit finder.limit",
		"limit=":                        "limit finder.limit",
		"limit=99999999999999999999":    "limit finder.limit",
		"after=":                        "after finder.after",
		"facets=":                       "facets finder.facets",
		"facets=year,":                  "facets finder.facets",
		"facets=year,year":              "facets finder.facets",
		"facets=colour":                 "facets finder.facets",
		"facets=colour&limit=0&grade=x": "grade finder.choice",
	} {
		_, err := parse(t, disclosure.KindPenalty, raw)
		refusal, ok := Refused(err)
		if !ok {
			t.Errorf("%q: %v", raw, err)
			continue
		}
		if got := refusal.Parameter + " " + refusal.Key; got != want {
			t.Errorf("%q is refused as %q, want %q", raw, got, want)
		}
	}
	if _, err := parse(t, "", "kind=board"); err == nil {
		t.Error("boards can be searched")
	}
}

func TestParametersAreExactlyWhatIsRead(t *testing.T) {
	for _, kind := range append(search.Kinds(), "") {
		read := map[string]bool{}
		if _, err := Parse(func(name string) (string, bool) { read[name] = true; return "", false }, kind); err != nil {
			t.Fatal(err)
		}
		names := Parameters(kind)
		for _, name := range names {
			if !read[name] {
				t.Errorf("%q: %s is not read", kind, name)
			}
			delete(read, name)
		}
		if len(read) > 0 {
			t.Errorf("%q: %v are read and not named", kind, read)
		}
	}
}

func TestOrdersOfEachList(t *testing.T) {
	dated := []string{"-decided_on", "decided_on", "relevance", "-fine_cny"}
	for _, tc := range []struct {
		kind  disclosure.Kind
		query string
		first search.Sort
		takes []string
	}{
		{disclosure.KindVenue, "", search.Name, append(slices.Clone(dated), "name")},
		{disclosure.KindVenue, "q=青", search.Name, append(slices.Clone(dated), "name")},
		{disclosure.KindPermit, "q=青", search.Newest, dated},
		{disclosure.KindFiling, "", search.Newest, dated},
		{disclosure.KindGrading, "", search.Newest, dated},
		{disclosure.KindReading, "", search.Newest, dated},
		{disclosure.KindPenalty, "", search.Newest, dated},
		{"", "", search.Newest, dated},
		{"", "q=+%00", search.Newest, dated},
		{"", "q=青", search.Relevance, dated},
	} {
		q, err := parse(t, tc.kind, tc.query)
		if err != nil || q.Sort != tc.first {
			t.Errorf("%q with %q begins with order %d (%v), want %d", tc.kind, tc.query, q.Sort, err, tc.first)
		}
		for _, sort := range []string{"-decided_on", "decided_on", "relevance", "-fine_cny", "name"} {
			q, err := parse(t, tc.kind, tc.query+"&sort="+sort)
			if taken := err == nil; taken != slices.Contains(tc.takes, sort) || taken && (q.Sort != sorts[sort] || q.Check() != nil) {
				t.Errorf("%q with sort=%s: %v, order %d", tc.kind, sort, err, q.Sort)
			}
			if slices.Contains(tc.takes, sort) != slices.Contains(Sorts(tc.kind), sort) {
				t.Errorf("Sorts(%q) is %v", tc.kind, Sorts(tc.kind))
			}
		}
	}
}

func TestStoreAnswersWholeListsInItsOwnOrders(t *testing.T) {
	for _, tc := range []struct {
		kind disclosure.Kind
		raw  string
		want *store.Query
	}{
		{disclosure.KindPermit, "limit=3&after=x", &store.Query{Kind: disclosure.KindPermit, After: "x", Limit: 3}},
		{disclosure.KindPermit, "q=+&pinyin=1", &store.Query{Kind: disclosure.KindPermit, Limit: 20}},
		{disclosure.KindPenalty, "sort=decided_on", &store.Query{Kind: disclosure.KindPenalty, Order: store.ByDecisionAscending, Limit: 20}},
		{disclosure.KindVenue, "", &store.Query{Kind: disclosure.KindVenue, Order: store.ByName, Limit: 20}},
		{disclosure.KindVenue, "sort=-decided_on", &store.Query{Kind: disclosure.KindVenue, Order: store.ByName, Limit: 20}},
		{disclosure.KindVenue, "sort=decided_on", &store.Query{Kind: disclosure.KindVenue, Order: store.ByName, Limit: 20}},
		{disclosure.KindVenue, "sort=relevance", nil},
		{disclosure.KindVenue, "sort=-fine_cny", nil},
		{disclosure.KindPermit, "sort=-fine_cny", nil},
		{disclosure.KindPenalty, "sort=-fine_cny", nil},
		{disclosure.KindPermit, "q=a", nil},
		{disclosure.KindPermit, "state=published", nil},
		{disclosure.KindPermit, "decided_from=2026-01-01", nil},
		{disclosure.KindPermit, "decided_to=2026-01-01", nil},
		{disclosure.KindPenalty, "fine_from=1", nil},
		{disclosure.KindPenalty, "fine_to=1", nil},
		{disclosure.KindPermit, "facets=year", nil},
		{"", "", nil},
		{"", "kind=permit", &store.Query{Kind: disclosure.KindPermit, Limit: 20}},
	} {
		q, err := parse(t, tc.kind, tc.raw)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := Listing(&q)
		if ok != (tc.want != nil) {
			t.Errorf("%q %q: %t", tc.kind, tc.raw, ok)
			continue
		}
		if tc.want != nil {
			if diff := cmp.Diff(*tc.want, got); diff != "" {
				t.Errorf("%q %q (-want +got):\n%s", tc.kind, tc.raw, diff)
			}
		}
	}
}

// TestChoicesAreWhatIsTaken holds each closed list to Parse, and that the other fields have none.
func TestChoicesAreWhatIsTaken(t *testing.T) {
	for _, field := range search.Fields() {
		choices := Choices(field)
		free := field == search.FieldAuthority || field == search.FieldStreet || field == search.FieldYear
		if free != (len(choices) == 0) {
			t.Errorf("%s has the choices %v", field, choices)
		}
		for _, choice := range choices {
			if _, err := parse(t, "", url.Values{string(field): {choice}}.Encode()); err != nil {
				t.Errorf("%s=%s: %v", field, choice, err)
			}
		}
	}
}

func TestFaultsOfEnginesAndStoresAreTheFaultOfAParameter(t *testing.T) {
	for cause, want := range map[error]string{
		search.ErrText: "q", search.ErrFilter: "facets", search.ErrSort: "sort", search.ErrCursor: "after", store.ErrCursor: "after",
	} {
		refusal, ok := Refused(disclosure.Errorf(disclosure.Invalid, "search: %w", cause))
		if !ok || refusal.Parameter != want {
			t.Errorf("%v: %+v", cause, refusal)
		}
	}
	for _, other := range []error{nil, errors.New("other"), disclosure.Errorf(disclosure.Unavailable, "down")} {
		if refusal, ok := Refused(other); ok {
			t.Errorf("%v: %+v", other, refusal)
		}
	}
}

func TestRefusalRepeatsNothing(t *testing.T) {
	_, err := parse(t, "", "q=秘密&grade=秘密")
	if err == nil || strings.Contains(err.Error(), "秘密") {
		t.Error(err)
	}
}

// FuzzParse holds that whatever is asked is either refused or a query that no engine refuses.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"q=青禾&pinyin=1&facets=year,kind", "sort=-fine_cny&fine_from=1&fine_to=2.50", "decided_from=2026-02-30", "limit=+1&after=%ff",
		"q=" + strings.Repeat("é ", 12), "kind=venue&sort=relevance&state=disputed", "q=%00%ff&street=%00",
	} {
		f.Add("", seed)
		f.Add("penalty", seed)
	}
	f.Fuzz(func(t *testing.T, kind, raw string) {
		values, err := url.ParseQuery(raw)
		if err != nil || kind != "" && !slices.Contains(search.Kinds(), disclosure.Kind(kind)) {
			return
		}
		q, err := Parse(func(name string) (string, bool) { return values.Get(name), values.Has(name) }, disclosure.Kind(kind))
		if err != nil {
			refusal, ok := Refused(err)
			if !ok || !slices.Contains(Parameters(disclosure.Kind(kind)), refusal.Parameter) || refusal.Key == "" {
				t.Fatalf("%q: %v", raw, err)
			}
			return
		}
		if err := q.Check(); err != nil {
			t.Fatalf("%q: %v", raw, err)
		}
	})
}
