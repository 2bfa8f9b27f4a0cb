// Package lives owns the form of a LIVES feed (Local Inspector Value-Entry Specification 2.0, yelp.com/healthscores): a ZIP
// of comma-separated tables with businesses, inspections, violations, a legend of scores, and what the feed is. It says what
// of a venue and an inspection goes into which field, writes such a ZIP, and takes one apart that others have made. It
// depends only on disclosure and grading.
//
// # Columns of our own
//
// Behind the specification's fields stand columns that begin with Prefix. Readers of LIVES go by the names of fields, and the
// feed of San Francisco, one of the specification's authors, has columns of its own; with ours a feed goes back in through an
// import without loss. Lists in them are compact JSON, as in our other tables.
//
// # Scores
//
// A LIVES score is a whole number from 0 to 100 and there is one legend for all of them. The standard score is cut to whole
// points, never rounded up, and given only where the legend says of it what the grade says: an inspection with a failed key
// item, or by a table with other bands, has a result but no score. Its exact points stand in our own columns and, with
// their table, in the description.
package lives
