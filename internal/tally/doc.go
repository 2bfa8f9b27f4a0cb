// Package tally owns the count of scans: how often each board was scanned on each day, and nothing else. It never learns who
// scanned, from where or at what hour, and it takes a board's public serial, never the code that proves the board. It depends
// only on disclosure.
package tally
