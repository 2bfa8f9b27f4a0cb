package grading

import (
	"errors"
	"fmt"
	"slices"

	"mingshi/internal/disclosure"
)

// Entry is what a score sheet says of one item.
type Entry struct {
	No int
	// Points are those given; none for a key item and for one that does not apply.
	Points Points
	// Passed says of a key item that it was met.
	Passed bool
	// NotApplicable says that the venue has nothing of the kind (合理缺项); Remark says why, or what was noted.
	NotApplicable bool
	Remark        string
}

// Lost is an item on which points were lost.
type Lost struct {
	Item   Item
	Points Points
	Remark string
}

// Gap is an item that does not apply.
type Gap struct {
	Item   Item
	Remark string
}

// Misfit is why an entry does not fit its item.
type Misfit string

// The misfits; MisfitNone is none.
const (
	MisfitNone Misfit = ""
	// MisfitRange: points below zero or above the item's.
	MisfitRange Misfit = "points_out_of_range"
	// MisfitKeyPoints: a key item is met or not, and gives no points.
	MisfitKeyPoints Misfit = "points_for_a_key_item"
	// MisfitGapPoints: an item that does not apply has points.
	MisfitGapPoints Misfit = "points_for_a_gap"
	// MisfitGapRemark: a gap has to be noted with its reason (domain.md §5.2).
	MisfitGapRemark Misfit = "gap_without_remark"
	// MisfitGapRefused: the table does not let the item be left out.
	MisfitGapRefused Misfit = "gap_not_allowed"
)

// Misfit tells the first thing by which an entry does not fit the item.
func (i Item) Misfit(e Entry) Misfit {
	switch {
	case e.NotApplicable && e.Points != 0:
		return MisfitGapPoints
	case e.NotApplicable && e.Remark == "":
		return MisfitGapRemark
	case e.NotApplicable && !i.NotApplicable:
		return MisfitGapRefused
	case i.Key && e.Points != 0:
		return MisfitKeyPoints
	case e.Points < 0, e.Points > i.Max:
		return MisfitRange
	}
	return MisfitNone
}

// Missing lists the items of the table of which has does not know.
func (t Table) Missing(has func(no int) bool) []Item {
	return slices.DeleteFunc(slices.Clone(t.Items), func(i Item) bool { return has(i.No) })
}

// Score adds up a score sheet, which has every item of the table exactly once: the points obtained, those that the
// applicable items could give, and the key items not met, by title; and, in the order of the table, the items that lost
// points and those that do not apply. A sheet with an item that is missing, unknown or there twice, or with an entry that
// does not fit its item, is of kind Invalid; the error tells of all of them.
func (t Table) Score(entries []Entry) (Totals, []Lost, []Gap, error) {
	byNo := make(map[int]Entry, len(entries))
	var faults []error
	for _, entry := range entries {
		item, known := t.Item(entry.No)
		_, doubled := byNo[entry.No]
		fault := item.Misfit(entry)
		switch {
		case !known:
			faults = append(faults, fmt.Errorf("item %d: not in the table", entry.No))
		case doubled:
			faults = append(faults, fmt.Errorf("item %d: twice", entry.No))
		case fault != MisfitNone:
			faults = append(faults, fmt.Errorf("item %d: %s", entry.No, fault))
		}
		byNo[entry.No] = entry
	}
	for _, item := range t.Missing(func(no int) bool { _, has := byNo[no]; return has }) {
		faults = append(faults, fmt.Errorf("item %d: missing", item.No))
	}
	if len(faults) > 0 {
		return Totals{}, nil, nil, disclosure.Errorf(disclosure.Invalid, "score by %q: %w", t.Code, errors.Join(faults...))
	}
	totals, lost, gaps := t.sum(byNo)
	return totals, lost, gaps, nil
}

// sum adds up entries that fit the table.
func (t Table) sum(byNo map[int]Entry) (totals Totals, lost []Lost, gaps []Gap) {
	for _, item := range t.Items {
		entry := byNo[item.No]
		switch {
		case entry.NotApplicable:
			gaps = append(gaps, Gap{Item: item, Remark: entry.Remark})
		case item.Key && !entry.Passed:
			totals.FailedKeyItems = append(totals.FailedKeyItems, item.Title)
		case !item.Key:
			totals.Obtained += entry.Points
			totals.Applicable += item.Max
			if entry.Points < item.Max {
				lost = append(lost, Lost{Item: item, Points: item.Max - entry.Points, Remark: entry.Remark})
			}
		}
	}
	return totals, lost, gaps
}
