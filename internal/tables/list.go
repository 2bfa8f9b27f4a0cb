package tables

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/limits"
)

// Entry is one edition of a table, or the rules, or the limits, as it is told of.
type Entry struct {
	Edition
	// NameZH and NameEN are the names of a score table; rules and limits have none.
	NameZH string `json:"name_zh,omitempty"`
	NameEN string `json:"name_en,omitempty"`
	// File is the authority's file in its folder, "" for what comes with the program.
	File string `json:"file"`
	// EffectiveFrom is the first day on which it counts; none: ever since.
	EffectiveFrom disclosure.Date `json:"effective_from"`
	// InForce tells whether it counts on the day that was asked for.
	InForce bool `json:"in_force"`
	// Rows are the items of a table, the rules, or the limits; Verified are those that somebody has compared with their source.
	Rows     int `json:"rows"`
	Verified int `json:"verified"`
	// Sample is true unless all has been compared.
	Sample bool `json:"sample"`
}

// List tells of every edition of every table, the tables by code, then of the rules and the limits.
func (t *Tables) List(today disclosure.Date) []Entry {
	var entries []Entry
	for _, table := range t.Scheme.Tables.All() {
		current, _ := t.Scheme.Tables.Lookup(table.Code, today)
		entry := Entry{
			Edition: Edition{Kind: grading.TableKind, Code: table.Code, Version: table.Version},
			NameZH:  table.NameZH, NameEN: table.NameEN, EffectiveFrom: table.EffectiveFrom,
			InForce: current.Version == table.Version,
			Rows:    len(table.Items), Verified: table.VerifiedItems(), Sample: table.Sample(),
		}
		entries = append(entries, t.from(entry))
	}
	rules := Entry{Edition: Edition{Kind: grading.RulesKind, Version: t.Scheme.Rules.Version}, InForce: true}
	rules.Rows, rules.Verified = countRules(&t.Scheme.Rules)
	rules.Sample = rules.Verified < rules.Rows
	items := Entry{Edition: Edition{Kind: limits.Kind, Version: t.Items.Edition}, EffectiveFrom: t.Items.ValidFrom, InForce: true}
	items.Rows, items.Verified = countLimits(t.Items)
	items.Sample = items.Verified < items.Rows
	return append(entries, t.from(rules), t.from(items))
}

// from adds the file that holds an entry.
func (t *Tables) from(entry Entry) Entry {
	for i := range t.own {
		if t.own[i].edition() == entry.Edition {
			entry.File = t.own[i].name
		}
	}
	return entry
}

// countRules counts the rules, and those that somebody has compared.
func countRules(r *grading.Rules) (rows, verified int) {
	marks := []bool{r.NewVenue.Verified, r.NewVenue.WithinMonthsVerified, r.Permit.Verified, r.Frequency.Verified}
	for _, rule := range r.Regrades {
		marks = append(marks, rule.Verified)
	}
	for _, rule := range r.Downgrades {
		marks = append(marks, rule.Verified)
	}
	for _, rule := range r.Frequency.Grades {
		marks = append(marks, rule.Verified)
	}
	return len(marks), count(marks)
}

// countLimits counts the limits of all test items, and those that somebody has compared.
func countLimits(items *limits.Items) (rows, verified int) {
	var marks []bool
	for i := range items.Items {
		for _, limit := range items.Items[i].Limits {
			marks = append(marks, limit.Verified)
		}
	}
	return len(marks), count(marks)
}

func count(marks []bool) int {
	n := 0
	for _, mark := range marks {
		if mark {
			n++
		}
	}
	return n
}
