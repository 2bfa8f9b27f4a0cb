package publicity

import (
	"errors"
	"fmt"

	"mingshi/internal/disclosure"
)

// Regime is one set of rules on publication periods; it governs decisions from a day on, until the next regime begins.
type Regime struct {
	// Code is what records keep, as "order_36".
	Code   string `json:"code"`
	NameZH string `json:"name_zh"`
	NameEN string `json:"name_en"`
	// InForceFrom is the first day of decision that the regime governs.
	InForceFrom disclosure.Date `json:"in_force_from"`
	Source      string          `json:"source"`
	// Verified says that dates and periods were found in a source.
	Verified bool `json:"verified"`
	// RepairDaysAfterMinimum is how many days after the last day of the minimum period an application for repair may be
	// made: 1 where the period has to be over.
	RepairDaysAfterMinimum int            `json:"repair_days_after_minimum"`
	Classes                []Class        `json:"classes"`
	Classification         Classification `json:"classification"`
}

// Class is a class of misconduct with its shortest and longest period of publication, in months.
type Class struct {
	// Code is "minor", "general", "serious" …; it is empty where the regime knows no classes.
	Code      string `json:"code"`
	NameZH    string `json:"name_zh"`
	NameEN    string `json:"name_en"`
	MinMonths int    `json:"min_months"`
	MaxMonths int    `json:"max_months"`
	Verified  bool   `json:"verified"`
}

// Classification puts kinds of penalty into classes. The binding table is set by each sector, so ours is a default.
type Classification struct {
	Source   string `json:"source"`
	Verified bool   `json:"verified"`
	// Default is the class of a kind that is not listed, and of a decision that names none.
	Default string                            `json:"default"`
	Kinds   map[disclosure.PenaltyKind]string `json:"kinds"`
}

// mostMonths is the longest period that a file may give: the credit ordinances cap negative data at five years.
const mostMonths = 60

// check reports the first thing that keeps the regime from being used.
func (r *Regime) check() error {
	switch {
	case r.Code == "" || r.NameZH == "" || r.NameEN == "" || r.Source == "":
		return errors.New("code, names and source are needed")
	case r.InForceFrom.IsZero():
		return errors.New("in_force_from: missing")
	case r.RepairDaysAfterMinimum < 0 || r.RepairDaysAfterMinimum > 1:
		return errors.New("repair_days_after_minimum: want 0 or 1")
	case len(r.Classes) == 0:
		return errors.New("classes: empty")
	}
	known := make(map[string]bool)
	for _, class := range r.Classes {
		if known[class.Code] {
			return fmt.Errorf("class %q: given twice", class.Code)
		}
		if class.Code == "" && len(r.Classes) > 1 {
			return errors.New("class without a code beside others")
		}
		if err := class.check(); err != nil {
			return err
		}
		known[class.Code] = true
	}
	return r.Classification.check(known)
}

func (c Class) check() error {
	if c.NameZH == "" || c.NameEN == "" {
		return fmt.Errorf("class %q: names are needed", c.Code)
	}
	if c.MinMonths < 0 || c.MaxMonths < max(1, c.MinMonths) || c.MaxMonths > mostMonths {
		return fmt.Errorf("class %q: %d to %d months is no period", c.Code, c.MinMonths, c.MaxMonths)
	}
	return nil
}

func (c *Classification) check(known map[string]bool) error {
	if !known[c.Default] {
		return fmt.Errorf("classification: unknown default class %q", c.Default)
	}
	for kind, class := range c.Kinds {
		if !disclosure.PenaltyKinds.Has(kind) || !known[class] {
			return fmt.Errorf("classification: %q is %q: unknown kind or class", kind, class)
		}
	}
	return nil
}

// classOf returns the class of a decision: of its kinds, the one that is public longest (domain.md §3.1).
func (r *Regime) classOf(kinds []disclosure.PenaltyKind) Class {
	if len(kinds) == 0 {
		return r.class(r.Classification.Default)
	}
	longest := r.classOfKind(kinds[0])
	for _, kind := range kinds[1:] {
		if class := r.classOfKind(kind); class.outlasts(longest) {
			longest = class
		}
	}
	return longest
}

// classOfKind returns the class of one kind of penalty.
func (r *Regime) classOfKind(kind disclosure.PenaltyKind) Class {
	code, listed := r.Classification.Kinds[kind]
	if !listed {
		code = r.Classification.Default
	}
	return r.class(code)
}

// class finds a class by its code; check has seen that every code used is there.
func (r *Regime) class(code string) Class {
	for _, class := range r.Classes {
		if class.Code == code {
			return class
		}
	}
	return Class{}
}

// outlasts compares by the longest period, then by the shortest.
func (c Class) outlasts(other Class) bool {
	if c.MaxMonths != other.MaxMonths {
		return c.MaxMonths > other.MaxMonths
	}
	return c.MinMonths > other.MinMonths
}
