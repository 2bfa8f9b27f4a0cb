package grading

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
)

// history reads lines of "date kind letter", where the letter is A, B, C, "low" for a score below the lowest band, or "key" for a
// failed key item, and "/1" behind it is for one inspector alone; of "permit from until", "commitment from until"; of "penalty date".
func history(t *testing.T, lines ...string) History {
	t.Helper()
	var h History
	for i, line := range lines {
		words := strings.Fields(line)
		id := disclosure.ID(fmt.Sprintf("gr_%d", i))
		switch words[0] {
		case "permit", "commitment":
			term := Term{From: disclosure.MustDate(words[1]), Commitment: words[0] == "commitment"}
			if len(words) > 2 {
				term.Until = disclosure.MustDate(words[2])
			}
			h.Permits = append(h.Permits, term)
		case "penalty":
			h.Penalties = append(h.Penalties, Sanction{ID: disclosure.ID(fmt.Sprintf("pn_%d", i)), On: disclosure.MustDate(words[1])})
		default:
			h.Visits = append(h.Visits, Visit{ID: id, Grading: inspection(words[0], words[1], words[2])})
		}
	}
	return h
}

func inspection(on, kind, outcome string) *disclosure.Grading {
	g := &disclosure.Grading{
		InspectedOn: disclosure.MustDate(on), InspectionKind: disclosure.InspectionKind(kind),
		Table: disclosure.ScoreTable{Code: "lodging", Version: "1"},
	}
	switch outcome {
	case "key":
		g.FailedKeyItems = []string{"消毒间"}
	case "low":
	default:
		outcome, alone := strings.CutSuffix(outcome, "/1")
		if alone {
			g.InspectorsCount = 1
		}
		g.Grade = &disclosure.Grade{Letter: outcome, Word: words[outcome].ZH}
	}
	return g
}

// told writes the steps of a course, one a line.
func told(c *Course) string {
	var out []string
	for _, step := range c.Steps {
		letter := letterOf(step.Grade)
		if letter == "" {
			letter = "-"
		}
		out = append(out, step.On.String()+" "+letter+" "+string(step.Cause))
	}
	return strings.Join(out, "\n")
}

func TestCourse(t *testing.T) {
	tests := []struct {
		name  string
		rules func(*Rules)
		lines []string
		want  string
	}{
		{name: "nothing"},
		{
			name:  "an old venue is graded by its first inspection, and by each later one",
			lines: []string{"permit 2020-01-01", "2025-01-10 routine B", "2026-01-10 double_random C", "2026-05-10 special A"},
			want:  "2025-01-10 B inspection\n2026-01-10 C inspection\n2026-05-10 A inspection",
		},
		{
			name: "a venue without a known permit is graded", lines: []string{"2025-01-10 routine B"},
			want: "2025-01-10 B inspection",
		},
		{
			name:  "a new venue waits for its second inspection",
			lines: []string{"permit 2025-01-01", "2025-03-01 routine A"},
			want:  "2025-03-01 - awaiting_second_inspection",
		},
		{
			name:  "a day less than three months is too soon",
			lines: []string{"permit 2025-01-01", "2025-03-01 routine A", "2025-05-31 routine B"},
			want:  "2025-03-01 - awaiting_second_inspection\n2025-05-31 - awaiting_second_inspection",
		},
		{
			name:  "three months to the day, and after one that was too soon",
			lines: []string{"permit 2025-01-01", "2025-03-01 routine A", "2025-05-31 routine B", "2025-06-01 routine C"},
			want:  "2025-03-01 - awaiting_second_inspection\n2025-05-31 - awaiting_second_inspection\n2025-06-01 C inspection",
		},
		{
			name:  "a first inspection exactly twelve months after the permit is that of a new venue, a day later is not",
			lines: []string{"permit 2024-01-01", "2025-01-01 routine A"},
			want:  "2025-01-01 - awaiting_second_inspection",
		},
		{
			name: "a day later", lines: []string{"permit 2024-01-01", "2025-01-02 routine A"}, want: "2025-01-02 A inspection",
		},
		{
			name:  "an inspection before the permit is none of the two",
			lines: []string{"permit 2025-01-01", "2024-12-01 routine A", "2025-03-10 routine A"},
			want:  "2024-12-01 - no_permit_in_force\n2025-03-10 - awaiting_second_inspection",
		},
		{
			name:  "a venue inspected long before the first permit that is known is no new one",
			lines: []string{"permit 2025-12-01", "2022-03-01 routine A", "2024-03-01 routine A", "2026-03-01 routine B"},
			want:  "2022-03-01 - no_permit_in_force\n2024-03-01 - no_permit_in_force\n2026-03-01 B inspection",
		},
		{
			name:  "twelve months before it is not long before",
			lines: []string{"permit 2025-12-01", "2024-12-01 initial A", "2026-03-01 routine B"},
			want:  "2026-03-01 - awaiting_second_inspection",
		},
		{
			name:  "a renewed permit makes no new venue",
			lines: []string{"permit 2020-01-01 2023-12-31", "permit 2024-01-01 2027-12-31", "2024-02-01 routine B"},
			want:  "2024-02-01 B inspection",
		},
		{
			name:  "one inspection is enough where the rule says so",
			rules: func(r *Rules) { r.NewVenue.Inspections = 1 },
			lines: []string{"permit 2025-01-01", "2025-03-01 routine A"}, want: "2025-03-01 A inspection",
		},
		{
			name:  "a failed key item ends the grade, whatever the kind of inspection; the next one gives one again",
			lines: []string{"permit 2020-01-01", "2025-01-10 routine B", "2025-06-10 complaint key", "2025-07-10 reinspection C"},
			want:  "2025-01-10 B inspection\n2025-06-10 - key_item_failed\n2025-07-10 C inspection",
		},
		{
			name:  "a score below the lowest band ends it too",
			lines: []string{"permit 2020-01-01", "2025-01-10 routine B", "2025-06-10 routine low"},
			want:  "2025-01-10 B inspection\n2025-06-10 - below_lowest_band",
		},
		{
			name:  "a check of a complaint or for a permit gives no grade",
			lines: []string{"permit 2020-01-01", "2025-01-10 routine B", "2025-06-10 complaint A", "2025-07-10 initial A", "2025-08-10 complaint low"},
			want:  "2025-01-10 B inspection",
		},
		{
			name:  "one inspector alone gives no grade",
			lines: []string{"permit 2020-01-01", "2025-01-10 routine B", "2025-06-10 routine A/1"},
			want:  "2025-01-10 B inspection",
		},
		{
			name:  "one is enough where the rule says so",
			rules: func(r *Rules) { r.Inspectors.Least = 1 },
			lines: []string{"permit 2020-01-01", "2025-01-10 routine B", "2025-06-10 routine A/1"},
			want:  "2025-01-10 B inspection\n2025-06-10 A inspection",
		},
		{
			name:  "on one day a re-inspection is the later one",
			lines: []string{"permit 2020-01-01", "2025-01-10 reinspection C", "2025-01-10 routine key"},
			want:  "2025-01-10 - key_item_failed\n2025-01-10 C inspection",
		},
		{
			name:  "before the permit, after its end, and between two",
			lines: []string{"permit 2022-01-01 2023-12-31", "permit 2024-02-01 2025-01-31", "2021-12-31 routine A", "2024-01-15 routine A", "2025-02-01 routine A"},
			want:  "2021-12-31 - no_permit_in_force\n2024-01-15 - no_permit_in_force\n2025-02-01 - no_permit_in_force",
		},
		{
			name:  "a permit holds on its first and its last day",
			lines: []string{"permit 2020-01-01 2023-12-31", "2023-12-31 routine A"}, want: "2023-12-31 A inspection",
		},
		{
			name:  "a gap up to the renewal is passed over where the rule says so",
			rules: func(r *Rules) { r.Permit.RenewalGapDays = 31 },
			lines: []string{"permit 2022-01-01 2023-12-31", "permit 2024-02-01 2026-01-31", "2024-01-15 routine A", "2026-02-01 routine A"},
			want:  "2024-01-15 A inspection\n2026-02-01 - no_permit_in_force",
		},
		{
			name:  "a permit by commitment counts after the days that the rule gives for the check on site",
			rules: func(r *Rules) { r.Permit.CommitmentDays = 60; r.NewVenue.Inspections = 1 },
			lines: []string{"commitment 2025-01-01", "2025-03-01 routine A", "2025-03-02 routine B"},
			want:  "2025-03-01 - no_permit_in_force\n2025-03-02 B inspection",
		},
		{
			name:  "penalties change nothing as shipped",
			lines: []string{"permit 2020-01-01", "2025-01-10 routine B", "penalty 2025-02-01", "penalty 2025-03-01", "penalty 2025-04-01"},
			want:  "2025-01-10 B inspection",
		},
		{
			name:  "the third penalty in a year lowers the grade once; the next inspection gives one again",
			rules: func(r *Rules) { r.Downgrades[0].Enabled = true },
			lines: []string{
				"permit 2020-01-01", "2025-01-10 routine B", "penalty 2025-02-01", "penalty 2025-03-01", "penalty 2025-04-01", "penalty 2025-05-01",
				"2025-06-10 routine B",
			},
			want: "2025-01-10 B inspection\n2025-04-01 C penalties\n2025-06-10 B inspection",
		},
		{
			name:  "penalties further apart than the year do not, and one exactly a year ago is out",
			rules: func(r *Rules) { r.Downgrades[0].Enabled = true },
			lines: []string{"permit 2020-01-01", "2024-01-10 routine B", "penalty 2024-02-01", "penalty 2024-03-01", "penalty 2025-02-01"},
			want:  "2024-01-10 B inspection",
		},
		{
			name:  "below the lowest band there is no grade",
			rules: func(r *Rules) { r.Downgrades[0].Enabled, r.Downgrades[0].Penalties = true, 1 },
			lines: []string{"permit 2020-01-01", "2025-01-10 routine C", "penalty 2025-02-01"},
			want:  "2025-01-10 C inspection\n2025-02-01 - penalties",
		},
		{
			name: "a downgrade can end the grade",
			rules: func(r *Rules) {
				r.Downgrades = []Downgrade{{Enabled: true, Penalties: 1, WithinMonths: 12, Effect: EffectEnd}}
			},
			lines: []string{"permit 2020-01-01", "penalty 2024-12-01", "2025-01-10 routine A", "penalty 2025-01-10"},
			want:  "2025-01-10 A inspection\n2025-01-10 - penalties",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			scheme := schemeWith(t, test.rules)
			h := history(t, test.lines...)
			want := strings.TrimSpace(test.want)
			course := scheme.Course(h)
			if diff := cmp.Diff(want, told(&course)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func schemeWith(t *testing.T, change func(*Rules)) *Scheme {
	t.Helper()
	rules := ShippedRules()
	rules.Downgrades = slices.Clone(rules.Downgrades)
	if change != nil {
		change(&rules)
	}
	return &Scheme{Tables: ShippedSet(), Rules: rules}
}

// TestCourseDoesNotDependOnTheOrderOfItsInput turns histories over; inspections of one day and kind, which cannot both be published,
// are left out.
func TestCourseDoesNotDependOnTheOrderOfItsInput(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	scheme := schemeWith(t, func(r *Rules) { r.Downgrades[0].Enabled = true })
	kinds := []string{"routine", "double_random", "complaint", "reinspection"}
	outcomes := []string{"A", "B", "C", "low", "key"}
	for range 300 {
		var lines []string
		for day := range 1 + random.IntN(12) {
			on := disclosure.MustDate("2024-01-01").AddDays(day*40 + random.IntN(40)).String()
			switch random.IntN(5) {
			case 0:
				lines = append(lines, "penalty "+on)
			case 1:
				lines = append(lines, "permit "+on+" "+disclosure.MustDate(on).AddMonths(6).String())
			default:
				lines = append(lines, on+" "+kinds[random.IntN(len(kinds))]+" "+outcomes[random.IntN(len(outcomes))])
			}
		}
		h := history(t, lines...)
		first := scheme.Course(h)
		random.Shuffle(len(h.Visits), func(i, j int) { h.Visits[i], h.Visits[j] = h.Visits[j], h.Visits[i] })
		random.Shuffle(len(h.Permits), func(i, j int) { h.Permits[i], h.Permits[j] = h.Permits[j], h.Permits[i] })
		random.Shuffle(len(h.Penalties), func(i, j int) { h.Penalties[i], h.Penalties[j] = h.Penalties[j], h.Penalties[i] })
		second := scheme.Course(h)
		if diff := cmp.Diff(told(&first), told(&second)); diff != "" {
			t.Fatalf("%v (-as written +shuffled):\n%s", lines, diff)
		}
		holdsAnyCourse(t, &first)
	}
}

// holdsAnyCourse checks what is true of every course.
func holdsAnyCourse(t *testing.T, c *Course) {
	t.Helper()
	for i, step := range c.Steps {
		if i > 0 && step.On.Before(c.Steps[i-1].On) {
			t.Fatalf("steps are out of order:\n%s", told(c))
		}
		graded := step.Grade != nil
		switch step.Cause {
		case CauseInspection:
			if !graded || letterOf(step.Grade) != letterOf(step.Visit.Grade) || len(step.Visit.FailedKeyItems) > 0 {
				t.Fatalf("a grade that its inspection does not give:\n%s", told(c))
			}
		case CausePenalties:
			if step.Penalty == "" || i == 0 || c.Steps[i-1].Grade == nil {
				t.Fatalf("a downgrade of nothing:\n%s", told(c))
			}
		case CauseKeyItem, CauseBelow, CauseFirst, CauseNoPermit:
			if graded {
				t.Fatalf("%s with a grade:\n%s", step.Cause, told(c))
			}
		}
	}
}
