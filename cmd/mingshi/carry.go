package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"mingshi/internal/archive"
	"mingshi/internal/i18n"
	"mingshi/internal/store"
)

// partRows is a part of a store as it was carried: how many rows, and their SHA-256.
type partRows struct {
	Part   store.Part `json:"part"`
	Rows   int64      `json:"rows"`
	SHA256 string     `json:"sha256"`
}

func partsOf(sums []archive.PartSum) []partRows {
	parts := make([]partRows, len(sums))
	for i, sum := range sums {
		parts[i] = partRows{Part: sum.Part, Rows: sum.Rows, SHA256: sum.SHA256}
	}
	return parts
}

// printParts prints one line for each part: what, how many rows, and the beginning of their SHA-256.
func printParts(t *terminal, parts []partRows) error {
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	const shown = 16 // digits that a person compares
	for _, part := range parts {
		_, _ = fmt.Fprintf(table, "  %s\t%d\tsha256:%.*s…\n", i18n.T(t.lang, "part."+string(part.Part)), part.Rows, shown, part.SHA256)
	}
	return table.Flush()
}

// tellParts draws how far a store is carried: its rows, part by part.
func (p *progress) tellParts() archive.Tell {
	var at archive.Progress
	return func(now archive.Progress) {
		if now.Step != at.Step || now.Part != at.Part {
			p.started = time.Now() // each part has a rate of its own
		}
		at = now
		p.draw(i18n.T(p.t.lang, "step."+string(now.Step), i18n.T(p.t.lang, "part."+string(now.Part))), now.Done, 0)
	}
}
