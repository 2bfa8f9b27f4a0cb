package main

import (
	"encoding/csv"
	"io"
	"strconv"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/tabular"
	"mingshi/internal/wire"
)

// removedPage is how many changes of the feed are held at a time.
const removedPage = 1000

// removedHeading are the columns of removed.csv; the first is the one by which a row of the other files is found.
var removedHeading = []string{"MS_JLBH", "kind", "op", "reason", "reason_zh", "at", "position"}

// endingsZH say in the tables of a credit office, which are Chinese, why a record is public no more.
var endingsZH = map[disclosure.Reason]string{
	disclosure.ReasonRevoked:          "export.ending.revoked",
	disclosure.ReasonChanged:          "export.ending.changed",
	disclosure.ReasonHeldUnlawful:     "export.ending.held_unlawful",
	disclosure.ReasonHeldVoid:         "export.ending.held_void",
	disclosure.ReasonPublishedInError: "export.ending.published_in_error",
	disclosure.ReasonNotInSource:      "export.ending.not_in_source",
	disclosure.ReasonRepaired:         "export.ending.repaired",
	disclosure.ReasonExpired:          "export.ending.expired",
	disclosure.ReasonObjectionUpheld:  "export.ending.objection_upheld",
}

// removed writes the list of the permits and penalties that ended after a position, up to the one of the files beside it.
func (e *exporter) removed(path string, mark bool, since int64, beside *exported) (exported, error) {
	done := exported{
		File: path, Format: tabular.CSV, Query: "since=" + strconv.FormatInt(since, 10),
		FeedID: beside.FeedID, Position: beside.Position, AsOf: beside.AsOf,
	}
	err := e.file(&done, func(out io.Writer) error {
		if mark {
			if _, err := io.WriteString(out, "\uFEFF"); err != nil {
				return err
			}
		}
		table := csv.NewWriter(out)
		table.UseCRLF = true // as the other files
		if err := table.Write(removedHeading); err != nil {
			return err
		}
		err := e.endings("", since, beside.Position, func(change *disclosure.Change) error {
			if change.Kind != disclosure.KindPermit && change.Kind != disclosure.KindPenalty {
				return nil
			}
			done.Rows++
			return table.Write(removedRow(change))
		})
		table.Flush()
		if err != nil {
			return err
		}
		return table.Error()
	})
	return done, err
}

func removedRow(change *disclosure.Change) []string {
	reason := ""
	if key := endingsZH[change.Reason]; key != "" {
		reason = i18n.T(i18n.ZH, key)
	}
	return []string{
		string(change.ID), string(change.Kind), string(change.Op), string(change.Reason), reason,
		wire.Instant(change.At), strconv.FormatInt(change.Position, 10),
	}
}

// gone counts the records of a kind that ended after a position, up to another.
func (e *exporter) gone(kind disclosure.Kind, since, until int64) (count int64, err error) {
	err = e.endings(kind, since, until, func(*disclosure.Change) error { count++; return nil })
	return count, err
}

// endings hands over every change between two positions that ended a record, of one kind or (with "") of all, in order. A
// record ends once at most.
func (e *exporter) endings(kind disclosure.Kind, since, until int64, visit func(*disclosure.Change) error) error {
	for since < until {
		page, err := e.records.Changes(e.t.ctx, since, removedPage, kind)
		if err != nil {
			return err
		}
		for i := range page.Entries {
			change := &page.Entries[i].Change
			if change.Position > until {
				return nil
			}
			if change.Digest != (disclosure.Digest{}) { // only what ends a record has no body to vouch for
				continue
			}
			if err := visit(change); err != nil {
				return err
			}
		}
		since = page.Next
	}
	return nil
}
