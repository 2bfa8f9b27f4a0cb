package publicapi

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/search"
	"mingshi/internal/store"
	"mingshi/internal/web"
	"mingshi/internal/wire"
)

// Stats are the figures of what is and was published.
type Stats struct {
	StatsReport
	AsOf
}

// StatsReport are the figures without the state of the feed that they were made from.
type StatsReport struct {
	// First month, YYYY-MM.
	From string `json:"from" pattern:"^[0-9]{4}-[0-9]{2}$"`
	// Last month, YYYY-MM.
	To string `json:"to" pattern:"^[0-9]{4}-[0-9]{2}$"`
	// What the months are those of: decided, the decisions, or happened, what is counted.
	By string `json:"by" enums:"decided,happened"`
	// Credit code of the unit that was asked for; null for all units.
	Authority *string `json:"authority"`
	// What is public now by kind of record, whatever its month; null if it cannot be told now (see unavailable).
	Records map[string]int64 `json:"records" nullable:"true"`
	// The grades that venues have now, by letter, "none" for those without one; null if it cannot be told now.
	Grades map[string]int64 `json:"grades" nullable:"true"`
	// Why records or grades are null; null if neither is.
	Unavailable *string `json:"unavailable"`
	// The months with what was counted, the earliest first; those in which nothing was counted are left out.
	Months []StatsMonth `json:"months"`
}

// StatsMonth are the figures of one month and kind of record.
type StatsMonth struct {
	// Month, YYYY-MM.
	Month string `json:"month" pattern:"^[0-9]{4}-[0-9]{2}$"`
	// Kind of record.
	Kind disclosure.Kind `json:"kind"`
	// How many were published for the first time.
	Published int64 `json:"published" minimum:"0"`
	// How many corrections there were.
	Corrected int64 `json:"corrected" minimum:"0"`
	// How many were withdrawn, by public reason.
	Withdrawn map[string]int64 `json:"withdrawn"`
	// How many ended by credit repair (信用修复).
	Repaired int64 `json:"repaired" minimum:"0"`
	// How many ended with their public period.
	Expired int64 `json:"expired" minimum:"0"`
	// How many were counted and never published, by the rule that keeps them back.
	NotPublic map[string]int64 `json:"not_public"`
}

// Bounds of an answer in months.
const (
	maxStatsMonths     = 120
	defaultStatsMonths = 12
)

// What the months of an answer may be those of.
const (
	byDecided  = "decided"
	byHappened = "happened"
)

// ungraded counts the venues without a grade.
const ungraded = "none"

// stats answers the figures of the publisher.
//
//	@ID				getStats
//	@Summary		Figures of what is published, was corrected, and ended
//	@Description	How many records are public now, which grades (卫生信誉度等级) venues have now, and for each month and kind how many
//	@Description	records were published, corrected, withdrawn, repaired (信用修复), expired, or counted without being published.
//	@Description
//	@Description	Counts are made when something happens and do not shrink as records end. With by=decided a month is that of the
//	@Description	decision, and what has no date of decision (venues) is left out; with by=happened it is that of the event. At most
//	@Description	120 months are answered at once; more are refused.
//	@Description
//	@Description	Counted are all public venues, those that are suspended or closed included; /stats/grades counts only those that trade.
//	@Tags			figures
//	@Param			from		query	string	false	"First month, YYYY-MM; default: eleven months before the last"	example(2025-03)
//	@Param			to			query	string	false	"Last month, YYYY-MM; default: the present month in the publisher's zone"	example(2025-05)
//	@Param			by			query	string	false	"What the months are those of"	Enums(decided, happened)	default(decided)
//	@Param			authority	query	string	false	"Credit code of the unit that decided; default: all units"	example(11320282014043721R)
//	@Success		200	{object}	Stats	"The figures"
//	@Success		304	"unchanged"
//	@Router			/api/v1/stats [get]
func (a *api) stats(c *fiber.Ctx) error {
	report, err := a.askedStats(c)
	if err != nil {
		return err
	}
	stamp, err := a.stamp(c.UserContext())
	if err != nil {
		return err
	}
	if same, err := web.NotModified(c, stamp); same || err != nil {
		return err
	}
	query := store.FigureQuery{DecidedFrom: report.From, DecidedTo: report.To}
	if report.By == byHappened {
		query = store.FigureQuery{From: report.From, To: report.To}
	}
	if report.Authority != nil {
		query.Unit = *report.Authority
	}
	figures, err := a.Reader.Figures(c.UserContext(), query)
	if err != nil {
		return err
	}
	report.Months = statsMonths(figures, report.By)
	whole, err := a.present(c.UserContext(), &report, web.Lang(c))
	if err != nil {
		return err
	}
	if !whole { // a later answer may say more under the same tag
		web.DoNotKeep(c)
	}
	return sendReport(c, report, stamp)
}

func (a *api) askedStats(c *fiber.Ctx) (report StatsReport, err error) {
	if err := web.CheckQuery(c, "from", "to", "by", "authority"); err != nil {
		return report, err
	}
	report.By = byDecided
	if web.HasQuery(c, "by") {
		if report.By = web.Query(c, "by"); report.By != byDecided && report.By != byHappened {
			return report, web.InvalidParameter("by", "api.stats.by", byDecided, byHappened)
		}
	}
	report.To = monthOf(a.today())
	if web.HasQuery(c, "to") {
		report.To = web.Query(c, "to")
	}
	to, err := firstOf("to", report.To)
	if err != nil {
		return report, err
	}
	report.From = monthOf(to.AddMonths(1 - defaultStatsMonths))
	if web.HasQuery(c, "from") {
		report.From = web.Query(c, "from")
	}
	from, err := firstOf("from", report.From)
	switch {
	case err != nil:
		return report, err
	case from.After(to):
		return report, web.InvalidParameter("to", "finder.range", "from", "to")
	case !from.AddMonths(maxStatsMonths).After(to):
		return report, web.InvalidParameter("from", "api.stats.months", maxStatsMonths)
	}
	authority, err := askedAuthority(c)
	if authority != "" {
		report.Authority = &authority
	}
	return report, err
}

// statsMonths sums figures by month and kind, in this order.
func statsMonths(figures []store.Figure, by string) []StatsMonth {
	type key struct {
		month string
		kind  disclosure.Kind
	}
	sums := map[key]*StatsMonth{}
	var order []key
	for _, f := range figures {
		k := key{f.DecidedMonth, f.Kind}
		if by == byHappened {
			k.month = f.Month
		}
		sum := sums[k]
		if sum == nil {
			sum = &StatsMonth{Month: k.month, Kind: k.kind, Withdrawn: map[string]int64{}, NotPublic: map[string]int64{}}
			sums[k] = sum
			order = append(order, k)
		}
		sum.count(f)
	}
	list := make([]StatsMonth, 0, len(order))
	for _, k := range order {
		list = append(list, *sums[k])
	}
	slices.SortStableFunc(list, func(a, b StatsMonth) int {
		if a.Month != b.Month {
			return strings.Compare(a.Month, b.Month)
		}
		return slices.Index(kinds, a.Kind) - slices.Index(kinds, b.Kind)
	})
	return list
}

func (m *StatsMonth) count(f store.Figure) {
	switch what, why := eventOf(f.Event); what {
	case string(disclosure.OpPublish):
		m.Published += f.Count
	case string(disclosure.OpCorrect):
		m.Corrected += f.Count
	case string(disclosure.OpWithdraw):
		m.Withdrawn[why] += f.Count
	case string(disclosure.OpRepair):
		m.Repaired += f.Count
	case string(disclosure.OpExpire):
		m.Expired += f.Count
	case notPublicEvent:
		m.NotPublic[why] += f.Count
	}
}

// present fills in what is public now. Grades, and all of it for one unit, only the index can count; whole is false if it
// does not answer or is behind.
func (a *api) present(ctx context.Context, report *StatsReport, lang i18n.Lang) (whole bool, err error) {
	unavailable := i18n.T(lang, "api.stats.unavailable")
	if report.Authority == nil {
		totals, err := a.Reader.Totals(ctx)
		if err != nil {
			return false, err
		}
		report.Records = map[string]int64{}
		for _, kind := range kinds {
			report.Records[kind.Plural()] = totals[kind]
		}
	} else {
		counts, ok, err := a.counted(ctx, search.Query{Kinds: kinds, Facets: []search.Field{search.FieldKind}}, report.Authority)
		if err != nil {
			return false, err
		}
		if !ok {
			report.Unavailable = &unavailable
			return false, nil
		}
		report.Records = map[string]int64{}
		for _, kind := range kinds {
			report.Records[kind.Plural()] = counts.of(search.FieldKind, string(kind))
		}
	}
	query := search.Query{Kinds: []disclosure.Kind{disclosure.KindVenue}, Facets: []search.Field{search.FieldGrade}}
	counts, ok, err := a.counted(ctx, query, report.Authority)
	if err != nil {
		return false, err
	}
	if !ok {
		report.Unavailable = &unavailable
		return false, nil
	}
	report.Grades = map[string]int64{ungraded: counts.Total}
	for _, count := range counts.Facets[search.FieldGrade] {
		report.Grades[count.Value] = count.Count
		report.Grades[ungraded] -= count.Count
	}
	return true, nil
}

// indexCounts is what an index counted.
type indexCounts struct{ search.Result }

func (t *indexCounts) of(field search.Field, value string) int64 {
	for _, count := range t.Facets[field] {
		if count.Value == value {
			return count.Count
		}
	}
	return 0
}

// counted asks the index for counts; ok is false where it has none that are exact and as new as the store.
func (a *api) counted(ctx context.Context, query search.Query, authority *string) (counts indexCounts, ok bool, err error) {
	if authority != nil {
		query.Filters = map[search.Field][]string{search.FieldAuthority: {*authority}}
	}
	found, err := a.finder.Find(ctx, query)
	switch {
	case isDown(err):
		return indexCounts{}, false, nil
	case err != nil:
		return indexCounts{}, false, err
	}
	return indexCounts{found.Result}, found.TotalIsExact && found.Position >= found.Head.Position, nil
}

// sendReport answers with a report and as of when it is true.
func sendReport(c *fiber.Ctx, report any, stamp web.Stamp) error {
	var members bytes.Buffer
	encoder := json.NewEncoder(&members)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(report); err != nil {
		return disclosure.Errorf(disclosure.Internal, "report: %w", err)
	}
	o := wire.NewObject(nil)
	if err := o.Splice(bytes.TrimSpace(members.Bytes())); err != nil {
		return err
	}
	endStamp(o, stamp)
	return sendJSON(c, o.End())
}

// installStats puts the figures on the app.
func (a *api) installStats(get func(path string, handler fiber.Handler)) {
	get(root+"/stats", a.stats)
	get(root+"/stats/timeliness", a.timeliness)
	get(root+"/stats/grades", a.gradesStats)
	get(root+"/stats/grades/changes", a.gradesChanges)
	get(root+"/stats/inspections", a.inspectionsStats)
}
