package grading

import (
	"slices"

	"mingshi/internal/disclosure"
)

// perfect is the standard score of a venue that lost nothing.
const perfect = 100 * point

// Totals are what an inspection found, summed up.
type Totals struct {
	// Obtained are the points given (实得分).
	Obtained Points
	// Applicable is the most that the applicable items could give (应得分).
	Applicable Points
	// FailedKeyItems names the key items (※) not met.
	FailedKeyItems []string
}

// Reason says why no grade was given.
type Reason string

// The reasons; the empty one goes with a letter.
const (
	ReasonNone            Reason = ""
	ReasonKeyItemFailed   Reason = "key_item_failed"
	ReasonBelowLowestBand Reason = "below_lowest_band"
)

// Assessment is the outcome of an inspection, with the scale it was measured on.
type Assessment struct {
	// TableCode and TableVersion name the scale.
	TableCode    string
	TableVersion string
	// Letter is the grade, "" when none is given; then Reason says why.
	Letter string
	Reason Reason
	// Words are those of the grade, or those for no grade.
	Words Words
	// StandardScore is obtained ÷ applicable × 100 (标化分), cut after two decimals, never rounded up, so that what is
	// shown never looks better than the grade.
	StandardScore Points
	// NextBand is the letter of the next better band, and ToNextBand the points missing to it with the same applicable
	// total, rounded up to hundredths. Empty and 0 in the best band, and where a key item failed: there points do not help.
	NextBand   string
	ToNextBand Points
	// FailedKeyItems are those of the totals.
	FailedKeyItems []string
}

// Assess gives the grade for totals. The exact ratio obtained ÷ applicable is compared with the bands: 89.99 is not 90.
// A failed key item means no grade whatever the score (domain.md §5.2). Of kind Invalid are negative points, more
// obtained than applicable, nothing applicable (no ratio exists), and more applicable than the table's full score (gaps
// only take away, so it is a slip such as 980 for 98.0).
func (t Table) Assess(totals Totals) (Assessment, error) {
	obtained, applicable := totals.Obtained, totals.Applicable
	switch {
	case obtained < 0:
		return Assessment{}, disclosure.Errorf(disclosure.Invalid, "assess by %q: obtained %s is negative", t.Code, obtained)
	case applicable <= 0:
		return Assessment{}, disclosure.Errorf(disclosure.Invalid, "assess by %q: nothing applicable", t.Code)
	case applicable > t.FullScore:
		return Assessment{}, disclosure.Errorf(disclosure.Invalid, "assess by %q: applicable %s exceeds the full score %s",
			t.Code, applicable, t.FullScore)
	case obtained > applicable:
		return Assessment{}, disclosure.Errorf(disclosure.Invalid, "assess by %q: obtained %s exceeds applicable %s",
			t.Code, obtained, applicable)
	}
	assessment := Assessment{
		TableCode: t.Code, TableVersion: t.Version,
		Words:          t.NotGraded,
		StandardScore:  obtained * perfect / applicable,
		FailedKeyItems: slices.Clone(totals.FailedKeyItems),
	}
	if len(totals.FailedKeyItems) > 0 {
		assessment.Reason = ReasonKeyItemFailed
		return assessment, nil
	}
	reached := slices.IndexFunc(t.Bands, func(b Band) bool { return obtained >= b.needs(applicable) })
	next := reached - 1
	if reached >= 0 {
		band := t.Bands[reached]
		assessment.Letter, assessment.Words = band.Letter, Words{ZH: band.WordZH, EN: band.WordEN}
	} else {
		assessment.Reason = ReasonBelowLowestBand
		next = len(t.Bands) - 1
	}
	if next >= 0 {
		assessment.NextBand = t.Bands[next].Letter
		assessment.ToNextBand = t.Bands[next].needs(applicable) - obtained
	}
	return assessment, nil
}

// needs is the least number of points, in whole hundredths, that reaches the band when so many are applicable. Points
// come in hundredths, so obtained >= needs is the exact comparison obtained × 100 >= AtLeast × applicable.
func (b Band) needs(applicable Points) Points {
	return (b.AtLeast*applicable + perfect - 1) / perfect
}
