package publish_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// modelled is what the model knows of one decision: its last published row, and whether it is gone.
type modelled struct {
	version int64
	content string
	until   disclosure.Date
	gone    bool
}

// model is publication in its simplest form, over a fixed set of decisions.
type model struct {
	records map[int]*modelled
	counted map[int]bool
	figures map[string]int64
	changes int64
}

func (m *model) over(n int, today disclosure.Date) bool {
	r := m.records[n]
	return !r.until.IsZero() && r.until.Before(today)
}

func (m *model) change(event string) {
	m.changes++
	m.figures[event]++
}

func (m *model) count(n int, rule disclosure.NotPublicRule) {
	if !m.counted[n] {
		m.counted[n] = true
		m.figures["not_public:"+string(rule)]++
	}
}

// row judges one row of an import.
func (m *model) row(n int, content string, until, today disclosure.Date, rule disclosure.NotPublicRule) disclosure.Outcome {
	r := m.records[n]
	switch {
	case r != nil && (r.gone || m.over(n, today)):
		return disclosure.OutcomeGone
	case r == nil && rule != "":
		m.count(n, rule)
		return disclosure.OutcomeNotPublic
	case r == nil && !until.IsZero() && until.Before(today):
		m.count(n, disclosure.NotPublicPeriodOver)
		return disclosure.OutcomeExpired
	case r == nil:
		m.records[n] = &modelled{version: 1, content: content, until: until}
		m.change("publish")
		m.figures[store.EventWorkingDaysOf]++
		return disclosure.OutcomePublished
	case rule != "":
		r.gone = true
		m.change(map[bool]string{true: "withdraw:revoked", false: "withdraw:changed"}[rule == disclosure.NotPublicRevoked])
		return disclosure.OutcomeNotPublic
	case r.content == content && r.until == until:
		return disclosure.OutcomeUnchanged
	}
	r.version, r.content, r.until = r.version+1, content, until
	m.change("correct:error_in_source")
	return disclosure.OutcomeCorrected
}

// expire ends what is over and tells how many.
func (m *model) expire(today disclosure.Date) int {
	ended := 0
	for n, r := range m.records {
		if !r.gone && m.over(n, today) {
			r.gone = true
			m.change("expire:expired")
			ended++
		}
	}
	return ended
}

// public tells what may be seen: "version content until" by name.
func (m *model) public(today disclosure.Date) map[string]string {
	seen := make(map[string]string)
	for n, r := range m.records {
		if !r.gone && !m.over(n, today) {
			seen[penalty(n, "", disclosure.Date{}).Name] = fmt.Sprintf("%d %s %s", r.version, r.content, r.until)
		}
	}
	return seen
}

// seen is the same of the store.
func (w *world) seen() map[string]string {
	w.Helper()
	seen := make(map[string]string)
	for name, record := range w.list(disclosure.KindPenalty) {
		body, err := disclosure.DecodeBody(record.Kind, record.Body)
		if err != nil {
			w.Fatal(err)
		}
		if record.ComputeDigest() != record.Digest {
			w.Errorf("%s: the digest is not that of the body", name)
		}
		seen[name] = fmt.Sprintf("%d %s %s", record.Version, body.(*disclosure.Penalty).Content, record.PublicUntil)
	}
	return seen
}

// history plays one random history against the model.
type history struct {
	*world

	model  model
	random *rand.Rand
	// oldest is the first of the decisions that files still name.
	oldest int
}

// decisions is how many decisions files name at one time: few, so that each lives through much. Every few steps the oldest
// one gives way to a new one.
const (
	decisions = 12
	stepsEach = 5
)

func TestRandomHistoriesMatchTheModel(t *testing.T) {
	const steps = 300
	for seed := range uint64(3) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			h := &history{
				world: newWorld(t), random: rand.New(rand.NewPCG(seed, 20261120)),
				model: model{records: make(map[int]*modelled), counted: make(map[int]bool), figures: make(map[string]int64)},
			}
			start := h.head().Position
			reached := make(map[string]int)
			for step := range steps {
				h.oldest = step / stepsEach
				did := h.step(reached)
				if diff := cmp.Diff(h.model.public(h.day), h.seen()); diff != "" {
					t.Fatalf("step %d, %s on %s: public set (-model +store):\n%s", step, did, h.day, diff)
				}
				if got := h.head().Position - start; got != h.model.changes {
					t.Fatalf("step %d, %s: %d changes, the model has %d", step, did, got, h.model.changes)
				}
			}
			h.checkFigures()
			for _, outcome := range disclosure.Outcomes() {
				if reached[string(outcome)] == 0 && outcome != disclosure.OutcomeDuplicate && outcome != disclosure.OutcomeRejected {
					t.Errorf("the history never came to %s: %v", outcome, reached)
				}
			}
		})
	}
}

// step does one random thing to store and model, and says what.
func (h *history) step(reached map[string]int) string {
	h.Helper()
	switch h.random.IntN(10) {
	case 0:
		h.day = h.day.AddDays(1 + h.random.IntN(4))
		return "days pass"
	case 1:
		ended, err := h.publisher().Expire(h.Context())
		if want := h.model.expire(h.day); err != nil || ended != want {
			h.Fatalf("on %s %d expired, %v; the model has %d", h.day, ended, err, want)
		}
		return "expire"
	case 2:
		h.withdraw()
		return "withdraw"
	}
	h.importSome(reached)
	return "import"
}

// withdraw ends one public record by hand, half of the times there is one.
func (h *history) withdraw() {
	h.Helper()
	for _, n := range slices.Sorted(maps.Keys(h.model.records)) {
		name, r := penalty(n, "", disclosure.Date{}).Name, h.model.records[n]
		if r.gone || h.model.over(n, h.day) || h.random.IntN(2) == 0 {
			continue
		}
		h.end(h.named(disclosure.KindPenalty, name), disclosure.StateWithdrawn, disclosure.OpWithdraw, disclosure.ReasonHeldVoid)
		r.gone = true
		h.model.changes++ // written past publication, so without a figure
		return
	}
}

// importSome imports a file of a few rows: mostly as they were, some changed, some not public; sometimes it is rehearsed
// first.
func (h *history) importSome(reached map[string]int) {
	h.Helper()
	rules := []disclosure.NotPublicRule{
		disclosure.NotPublicMinor, disclosure.NotPublicSimple, disclosure.NotPublicUsageRange, disclosure.NotPublicRevoked,
	}
	var drafts []disclosure.Draft
	var want []disclosure.Outcome
	rehearse := h.random.IntN(4) == 0
	for _, n := range h.random.Perm(decisions)[:1+h.random.IntN(4)] {
		n += h.oldest
		content, until := "甲", h.day.AddDays(h.random.IntN(60)-6)
		if r := h.model.records[n]; r != nil {
			content, until = r.content, r.until
		}
		if h.random.IntN(4) == 0 {
			content = []string{"甲", "乙", "丙", "丁"}[h.random.IntN(4)]
		}
		if h.random.IntN(8) == 0 {
			until = h.day.AddDays(h.random.IntN(40) - 2)
		}
		var rule disclosure.NotPublicRule
		if h.random.IntN(15) == 0 {
			rule = rules[h.random.IntN(len(rules))]
		}
		drafts = append(drafts, hidden(penalty(n, content, until), rule))
		want = append(want, h.model.row(n, content, until, h.day, rule))
	}
	if rehearse {
		if diff := cmp.Diff(want, h.run(h.publisher().Begin(true), drafts)[0]); diff != "" {
			h.Fatalf("rehearsal on %s (-model +told):\n%s", h.day, diff)
		}
	}
	if diff := cmp.Diff(want, h.imports(drafts...)); diff != "" {
		h.Fatalf("outcomes on %s (-model +told):\n%s", h.day, diff)
	}
	for _, outcome := range want {
		reached[string(outcome)]++
	}
}

// checkFigures holds the statistics to the model, and to the feed: month by month, without what was written past
// publication.
func (h *history) checkFigures() {
	h.Helper()
	var want []string
	for _, event := range slices.Sorted(maps.Keys(h.model.figures)) {
		want = append(want, fmt.Sprintf("%s|%d", event, h.model.figures[event]))
	}
	if diff := cmp.Diff(want, h.figures()); diff != "" {
		h.Errorf("figures (-model +store):\n%s", diff)
	}
	fed := make(map[string]int64)
	for _, entry := range h.feed() {
		event := string(entry.Op)
		if entry.Reason != "" {
			event += ":" + string(entry.Reason)
		}
		if entry.Reason != disclosure.ReasonHeldVoid {
			month := entry.At.In(shanghai).Format("2006-01")
			fed[fmt.Sprintf("%s|%s|%s", month, entry.Kind, event)]++
			if entry.Op == disclosure.OpPublish && entry.Kind != disclosure.KindVenue {
				fed[fmt.Sprintf("%s|%s|%s", month, entry.Kind, store.EventWorkingDaysOf)]++
			}
		}
	}
	var told []string
	for _, cell := range slices.Sorted(maps.Keys(fed)) {
		told = append(told, fmt.Sprintf("%s|%d", cell, fed[cell]))
	}
	stored := h.query(`SELECT month || '|' || kind || '|' || event AS cell, SUM(count) FROM figure
		WHERE event NOT LIKE 'not_public:%' GROUP BY cell ORDER BY cell`)
	if diff := cmp.Diff(told, stored); diff != "" {
		h.Errorf("figures (-feed +store):\n%s", diff)
	}
}

func TestFiguresNameMonthUnitAndLateness(t *testing.T) {
	w := newWorld(t)
	late := penalty(1, "甲", w.day)
	late.Late, late.WorkingDays = true, 9
	w.must(disclosure.OutcomePublished, late, venue("卫证1", "清河旅馆", "青禾路17号"))
	w.day = disclosure.MustDate("2026-12-01")
	w.must(disclosure.OutcomeUnchanged, venue("卫证1", "清河旅馆", "青禾路17号"))
	w.must(disclosure.OutcomeCorrected, venue("卫证1", "清河大旅馆", "青禾路17号"))
	if _, err := w.publisher().Expire(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"2026-11||venue|" + office + "|publish|1",
		"2026-11|2026-03|penalty|" + office + "|late|1",
		"2026-11|2026-03|penalty|" + office + "|publish|1",
		"2026-11|2026-03|penalty|" + office + "|working_days|9",
		"2026-11|2026-03|penalty|" + office + "|working_days_of|1",
		"2026-12||venue|" + office + "|correct:error_in_source|1",
		"2026-12|2026-03|penalty|" + office + "|expire:expired|1",
	}
	if diff := cmp.Diff(want, w.query("SELECT month, decided_month, kind, unit, event, count FROM figure ORDER BY month, decided_month, event")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
