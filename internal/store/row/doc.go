// Package row owns what the databases do alike: the form in which a record and a change are stored, which writes no
// caller may mean, the cursors of lists, and the order of short lists. It holds no SQL. It depends only on store and
// disclosure.
package row
