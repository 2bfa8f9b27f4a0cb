package intake

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/i18n"
	"mingshi/internal/limits"
	"mingshi/internal/publicity"
	"mingshi/internal/workday"
)

// rules is what every row of an import is checked by.
type rules struct {
	lang      i18n.Lang
	asOf      disclosure.Date
	profile   *disclosure.Authority
	calendar  *workday.Calendar
	publicity *publicity.Rules
	items     *limits.Items
	// scheme holds the score tables, and the rules by which a permit is in force.
	scheme *grading.Scheme
}
