// Package reader owns the page on which people read the description of the interface: the files of Swagger UI, which are
// others' work (ORIGIN.md), and the page, script and style sheet of our own that start it. It depends on nothing of ours, and the
// page asks nothing of any other host.
package reader
