package publicapi

import (
	"errors"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/finder"
	"mingshi/internal/i18n"
	"mingshi/internal/search"
	"mingshi/internal/store"
	"mingshi/internal/web"
	"mingshi/internal/workday"
)

// Timeliness is how promptly the decisions of one month were published.
type Timeliness struct {
	TimelinessReport
	AsOf
}

// TimelinessReport is the report without the state of the feed that it was made from.
type TimelinessReport struct {
	// Month of the decisions, YYYY-MM.
	Month string `json:"month" pattern:"^[0-9]{4}-[0-9]{2}$"`
	// Credit code of the unit that was asked for; null for all units.
	Authority *string `json:"authority"`
	// Working days that a decision may take to be published (公示时限).
	DeadlineWorkingDays int `json:"deadline_working_days" minimum:"1"`
	// The calendar behind deadlines and working days.
	Calendar TimelinessCalendar `json:"calendar"`
	// All decisions of the month together.
	Total TimelinessFigures `json:"total"`
	// The same for each kind of decision: permit (行政许可) and penalty (行政处罚), in this order.
	Kinds []TimelinessOfKind `json:"kinds"`
	// The same for each unit and kind that decided anything in the month, by credit code, then kind.
	Units []TimelinessOfUnit `json:"units"`
	// What the rates mean.
	Metrics []Metric `json:"metrics"`
	// Those decisions that were published late and are still public.
	LateRecords LatePage `json:"late_records"`
}

// TimelinessCalendar names the working days that were counted with.
type TimelinessCalendar struct {
	// Years whose State Council notice is loaded. In other years Monday to Friday are taken for working days.
	Years []int `json:"years"`
	// Whether a deadline of the month rests on a year that is not loaded.
	Provisional bool `json:"provisional"`
	// Whether the day of the decision is the first day of the deadline.
	CountDecisionDay bool `json:"count_decision_day"`
}

// TimelinessOfKind are the figures of one kind of decision.
type TimelinessOfKind struct {
	// Kind of decision.
	Kind disclosure.Kind `json:"kind"`
	TimelinessFigures
}

// TimelinessOfUnit are the figures of one unit and kind of decision.
type TimelinessOfUnit struct {
	// Credit code of the unit that decided; empty where the decisions name none.
	Authority string `json:"authority"`
	// Name of the unit in the language of the answer, where it is the publisher; null for any other.
	Name *string `json:"name"`
	// Kind of decision.
	Kind disclosure.Kind `json:"kind"`
	TimelinessFigures
}

// decisions are the kinds that have a deadline of publication.
func decisions() []disclosure.Kind {
	return []disclosure.Kind{disclosure.KindPermit, disclosure.KindPenalty}
}

// timeliness answers how promptly the decisions of a month were published.
//
//	@ID				getTimeliness
//	@Summary		How promptly the decisions of a month were published (双公示及时率)
//	@Description	For every unit and kind of decision: how many decisions of a month there are, how many were published within the
//	@Description	deadline (by default 7 working days, 发改办财金〔2018〕424号) and how many late, and the list of the late ones.
//	@Description
//	@Description	Everything is counted when a decision is first published, and the counts do not shrink as records end. A decision
//	@Description	belongs to the month of its date. Formulas:
//	@Description
//	@Description	- decided = published + the sum of not_public: the decisions of the month that came here
//	@Description	- on_time = published - late; late: published after the deadline, by the calendar known at that time
//	@Description	- on_time_rate (及时率) = on_time / published; late_rate (迟报率) = late / published
//	@Description	- average_working_days = working days from decision to publication, summed, / decisions for which they were
//	@Description	  counted: those published since this service counts them; null where there are none
//	@Description	- error_rate (错报率) = corrections / published; a record that was corrected twice counts twice
//	@Description	- compliance_rate (合规率) = rows stored / rows reported: null, since rejected rows are not kept
//	@Description	- concealment_rate (瞒报率) = decisions found elsewhere and not reported / decisions sampled: null, since it takes
//	@Description	  a sample from other sources
//	@Description	- coverage_rate (覆盖率) = units with data / units obliged: null, since nobody told here which units are obliged
//	@Description
//	@Description	The formulas of the standard are inferred, not quoted. Rates are cut after four decimals, averages after two; a
//	@Description	rate whose divisor is 0 is null.
//	@Description
//	@Description	late_records lists what is late by the present calendar and still public, latest decision first. A page may hold fewer
//	@Description	than limit, even none: go on with next until it is null. While search does not answer, the list is read from
//	@Description	the store, which takes more pages for months long ago.
//	@Tags			figures
//	@Param			month		query	string	false	"Month of the decisions, YYYY-MM; default: the present month in the publisher's zone"	example(2025-04)
//	@Param			authority	query	string	false	"Credit code of the unit that decided; default: all units"	example(11320282014043721R)
//	@Param			limit		query	int		false	"How many late records at most"	minimum(1)	maximum(200)	default(20)
//	@Param			after		query	string	false	"late_records.next of the page before"
//	@Success		200	{object}	Timeliness	"The figures of the month"
//	@Success		304	"unchanged"
//	@Router			/api/v1/stats/timeliness [get]
func (a *api) timeliness(c *fiber.Ctx) error {
	asked, err := a.askedTimeliness(c)
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
	figures, err := a.Reader.Figures(c.UserContext(), store.FigureQuery{
		DecidedFrom: asked.month, DecidedTo: asked.month, Kinds: decisions(), Unit: asked.authority,
	})
	if err != nil {
		return err
	}
	page, found, err := a.lateRecords(c.UserContext(), asked)
	if err != nil {
		return a.refused(err)
	}
	if found == nil { // from the store: in another order than the index will give under the same tag
		web.DoNotKeep(c)
	} else { // from an index, which may be behind
		var same bool
		if stamp, same, err = a.restamp(c, found.Head, found.Position, ""); same || err != nil {
			return err
		}
	}
	report := a.timelinessReport(asked, figures, web.Lang(c))
	report.LateRecords = page
	return sendReport(c, report, stamp)
}

// timelinessQuery is what was asked.
type timelinessQuery struct {
	month       string
	first, last disclosure.Date
	authority   string
	limit       int
	after       string
}

func (a *api) askedTimeliness(c *fiber.Ctx) (q timelinessQuery, err error) {
	if err := web.CheckQuery(c, "month", "authority", "limit", "after"); err != nil {
		return q, err
	}
	q.month = monthOf(a.today())
	if web.HasQuery(c, "month") {
		q.month = web.Query(c, "month")
	}
	if q.first, err = firstOf("month", q.month); err != nil {
		return q, err
	}
	q.last = q.first.AddMonths(1).AddDays(-1)
	if q.authority, err = askedAuthority(c); err != nil {
		return q, err
	}
	limit, err := web.QueryInt(c, "limit", web.Bounds{Min: 1, Max: finder.MaxLimit, Default: store.DefaultLimit})
	if err != nil {
		return q, err
	}
	q.limit = int(limit)
	if web.HasQuery(c, "after") {
		if q.after = web.Query(c, "after"); q.after == "" {
			return q, web.InvalidCursor()
		}
	}
	return q, nil
}

// askedAuthority is the credit code that was asked for; "" for none.
func askedAuthority(c *fiber.Ctx) (string, error) {
	code := web.Query(c, "authority")
	if code == "" && web.HasQuery(c, "authority") {
		return "", web.InvalidParameter("authority", "finder.empty", "authority")
	}
	return code, nil
}

// monthForm is how months are written.
const monthForm = "2006-01"

func monthOf(day disclosure.Date) string { return day.String()[:len(monthForm)] }

// firstOf is the first day of the month that a parameter names.
func firstOf(parameter, month string) (disclosure.Date, error) {
	at, err := time.Parse(monthForm, month)
	if err != nil || at.Year() < 1 {
		return disclosure.Date{}, web.InvalidParameter(parameter, "api.stats.month", parameter)
	}
	return disclosure.DateOf(at), nil
}

func (a *api) timelinessReport(q timelinessQuery, figures []store.Figure, lang i18n.Lang) TimelinessReport {
	tallies := tally(figures)
	report := TimelinessReport{
		Month: q.month, DeadlineWorkingDays: a.Authority.PublishWithin,
		Calendar: a.calendarOf(q), Metrics: metrics(lang), Units: []TimelinessOfUnit{},
	}
	if q.authority != "" {
		report.Authority = &q.authority
	}
	var all timelinessTally
	for _, kind := range decisions() {
		var sum timelinessTally
		for i := range tallies {
			if tallies[i].kind == kind {
				sum.add(&tallies[i])
			}
		}
		all.add(&sum)
		report.Kinds = append(report.Kinds, TimelinessOfKind{Kind: kind, TimelinessFigures: sum.figures()})
	}
	report.Total = all.figures()
	for i := range tallies {
		t := &tallies[i]
		report.Units = append(report.Units, TimelinessOfUnit{
			Authority: t.unit, Name: a.unitName(t.unit, lang), Kind: t.kind, TimelinessFigures: t.figures(),
		})
	}
	return report
}

func (a *api) calendarOf(q timelinessQuery) TimelinessCalendar {
	_, early := a.Calendar.Deadline(q.first, a.Authority.PublishWithin)
	_, late := a.Calendar.Deadline(q.last, a.Authority.PublishWithin)
	return TimelinessCalendar{
		Years: append([]int{}, a.Calendar.Years()...), Provisional: early || late, CountDecisionDay: a.Authority.CountDecisionDay,
	}
}

// unitName is the publisher's own name; nil for any other unit.
func (a *api) unitName(code string, lang i18n.Lang) *string {
	name := a.Authority.NameZH
	if lang == i18n.EN {
		name = a.Authority.NameEN
	}
	if code == "" || code != a.Authority.USCC {
		return nil
	}
	return &name
}

// calendarFor is the calendar to count with: the one that was given, else the shipped one.
func calendarFor(d *Deps) *workday.Calendar {
	calendar := d.Calendar
	if calendar == nil {
		calendar = workday.Shipped()
	}
	return calendar.CountDecisionDay(d.Authority.CountDecisionDay)
}

// Metric says what a rate means.
type Metric struct {
	// Member of the figures.
	Name string `json:"name"`
	// What the standard's circulars call it.
	Term string `json:"term"`
	// How it is computed, in the language of the answer.
	Formula string `json:"formula"`
	// Why it is null, where it cannot be computed from what is known here; null where it can.
	Unavailable *string `json:"unavailable"`
}

// metricTexts are the rates with their Chinese terms, the keys of their formulas and of why they cannot be computed.
var metricTexts = []struct{ name, term, formula, unavailable string }{
	{"on_time_rate", "及时率", "api.metric.on_time", ""},
	{"late_rate", "迟报率", "api.metric.late", ""},
	{"error_rate", "错报率", "api.metric.error", ""},
	{"compliance_rate", "合规率", "api.metric.compliance", "api.metric.compliance.unavailable"},
	{"concealment_rate", "瞒报率", "api.metric.concealment", "api.metric.concealment.unavailable"},
	{"coverage_rate", "覆盖率", "api.metric.coverage", "api.metric.coverage.unavailable"},
}

func metrics(lang i18n.Lang) []Metric {
	list := make([]Metric, len(metricTexts))
	for i, m := range metricTexts {
		list[i] = Metric{Name: m.name, Term: m.term, Formula: i18n.T(lang, m.formula)}
		if m.unavailable != "" {
			reason := i18n.T(lang, m.unavailable)
			list[i].Unavailable = &reason
		}
	}
	return list
}

// isDown reports whether an error says that search does not answer.
func isDown(err error) bool {
	_, down := errors.AsType[*search.Down](err)
	return down
}

// eventOf splits an event of the figures into what happened and its reason or rule.
func eventOf(event string) (what, why string) {
	what, why, _ = strings.Cut(event, ":")
	return what, why
}
