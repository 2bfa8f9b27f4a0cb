package site

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
)

// readingView is the latest test of one item at one place.
type readingView struct {
	Item     string
	Value    string
	Limit    string
	Basis    string
	Verified bool
	// Result is "" where no limit is known or none can be judged.
	Result disclosure.CheckResult
	Place  string
	By     string
	Source disclosure.ReadingSource
	At     string
}

// readings keeps the latest test of each item and place, in the order of the list, which begins with the latest.
func (v voice) readings(latestFirst []dossier.Entry[*disclosure.Reading]) []readingView {
	seen := map[[2]string]bool{}
	var list []readingView
	for i := range latestFirst {
		facts := latestFirst[i].Facts
		what := [2]string{facts.Item, facts.Place}
		if seen[what] {
			continue
		}
		seen[what] = true
		list = append(list, v.reading(facts))
	}
	return list
}

func (v voice) reading(r *disclosure.Reading) readingView {
	shown := readingView{
		Item: v.itemName(r.Item), Value: withUnit(r.Comparator+string(r.Value), r.Unit), Result: r.Result,
		Place: r.Place, By: r.TestedBy, Source: r.Source, At: v.sampled(r.SampledAt),
	}
	if r.Limit != nil {
		shown.Limit, shown.Basis, shown.Verified = withUnit(limitText(r.Limit), r.Unit), r.Limit.Basis, r.Limit.Verified
	}
	return shown
}

// limitText writes what a value may be: "0.3–1", "≤ 200" or "≥ 650".
func limitText(l *disclosure.Limit) string {
	switch {
	case l.Min != "" && l.Max != "":
		return string(l.Min) + "–" + string(l.Max)
	case l.Min != "":
		return "≥ " + string(l.Min)
	case l.Max != "":
		return "≤ " + string(l.Max)
	}
	return ""
}

func withUnit(text, unit string) string {
	if text == "" || unit == "" {
		return text
	}
	return text + " " + unit
}
