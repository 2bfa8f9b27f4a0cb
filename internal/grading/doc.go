// Package grading owns the step from the points of an inspection to the hygiene grade: points, score tables with their
// bands, the assessment of totals, and named deductions. Tables are data, because thresholds belong to the table and
// not to the code. It depends only on the domain package disclosure.
package grading
