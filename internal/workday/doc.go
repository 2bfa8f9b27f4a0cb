// Package workday owns the working-day rule: which days a Chinese authority works, when a limit counted in working
// days ends, and whether a publication was late. Calendars are data: one file a year, taken from the State Council's
// yearly holiday notice. It depends only on the domain package disclosure.
package workday
