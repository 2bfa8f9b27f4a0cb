package main

type venuesCommand struct {
	Due venuesDueCommand `cmd:"" help:"应检查的场所：逾期和将到期 · which venues must be inspected: overdue and due"`
}
