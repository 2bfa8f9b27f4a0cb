package dump

import (
	"context"
	"errors"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// tellsOf lists the kinds whose files tell of a record of the kind: its own, and those to which it is joined (package wire).
var tellsOf = map[disclosure.Kind][]disclosure.Kind{
	disclosure.KindVenue: {
		disclosure.KindVenue, disclosure.KindPermit, disclosure.KindFiling, disclosure.KindPenalty, disclosure.KindGrading,
		disclosure.KindReading,
	},
	disclosure.KindPermit:  {disclosure.KindPermit, disclosure.KindVenue},
	disclosure.KindFiling:  {disclosure.KindFiling, disclosure.KindVenue},
	disclosure.KindPenalty: {disclosure.KindPenalty, disclosure.KindVenue},
	disclosure.KindGrading: {disclosure.KindGrading, disclosure.KindVenue},
	disclosure.KindReading: {disclosure.KindReading},
	disclosure.KindBoard:   {disclosure.KindBoard},
}

// follow lets the changes of the feed since the last time have their effect on the files, and gives the feed's head.
func (k *Keeper) follow(ctx context.Context, m *Manifest) (store.Head, error) {
	head, err := k.headOf(ctx, m)
	if err != nil {
		return head, err
	}
	for m.Followed < head.Position {
		if !m.isThere(func(*Dump, *File) bool { return true }) {
			m.Followed = head.Position // nothing is left that could have to go
			break
		}
		page, err := k.Source.Changes(ctx, m.Followed, store.MaxLimit, "")
		if err != nil {
			return head, err
		}
		for i := range page.Entries {
			if err := k.judge(ctx, m, &page.Entries[i]); err != nil {
				return head, err
			}
		}
		m.Followed, head = page.Next, page.Head
	}
	return head, nil
}

// headOf gives the feed's head. Where the feed is another one than before, everything that was of that one is gone.
func (k *Keeper) headOf(ctx context.Context, m *Manifest) (store.Head, error) {
	page, err := k.Source.Changes(ctx, m.Followed, 1, "")
	if errors.Is(err, store.ErrBeyondHead) { // restored, or a standby that is behind
		page, err = k.Source.Changes(ctx, 0, 1, "")
	}
	if err != nil {
		return store.Head{}, err
	}
	if page.Head.FeedID != m.FeedID {
		for i := range m.Dumps {
			m.Dumps[i].remove(ReasonFeedReset, k.Now(), func(*File) bool { return true })
		}
		m.FeedID, m.Followed = page.Head.FeedID, 0
	}
	return page.Head, nil
}

// judge marks what has to go because of one change.
func (k *Keeper) judge(ctx context.Context, m *Manifest, entry *store.FeedEntry) error {
	kinds, reason := effectOf(entry)
	if len(kinds) == 0 {
		return nil
	}
	mayHold := func(d *Dump, f *File) bool { return d.Position < entry.Position && slices.Contains(kinds, f.Kind) }
	if !m.isThere(mayHold) {
		return nil
	}
	history, err := k.Source.History(ctx, entry.ID)
	if err != nil {
		return err
	}
	first := history[0].Position
	for i := range m.Dumps {
		d := &m.Dumps[i]
		if first > d.Position || (entry.Op == disclosure.OpExpire && k.leftOut(d, history, entry)) {
			continue
		}
		d.remove(reason, k.Now(), func(f *File) bool { return mayHold(d, f) })
	}
	return nil
}

// leftOut reports whether a dump was made when the record that expires had passed its last public day already, which the sweeper
// notices later. Of a record that was changed in between nobody can say: its last public day may have been a later one.
func (k *Keeper) leftOut(d *Dump, history []disclosure.Change, expired *store.FeedEntry) bool {
	if d.Day.Before(disclosure.DateOf(expired.At.In(k.Zone))) {
		return false
	}
	return !slices.ContainsFunc(history, func(c disclosure.Change) bool {
		return c.Position > d.Position && c.Position < expired.Position
	})
}

// effectOf tells the files of which kinds a change ends, if they hold its record, and why.
func effectOf(entry *store.FeedEntry) ([]disclosure.Kind, Reason) {
	switch entry.Op {
	case disclosure.OpWithdraw, disclosure.OpRepair:
		return tellsOf[entry.Kind], ReasonRecordGone
	case disclosure.OpExpire:
		return tellsOf[entry.Kind], ReasonExpired
	case disclosure.OpSettle:
		if entry.Record == nil { // removed, or ended later, which is met again
			return tellsOf[entry.Kind], ReasonRecordGone
		}
		if entry.Kind == disclosure.KindPenalty && entry.Reason != disclosure.ReasonObjectionRejected {
			return []disclosure.Kind{disclosure.KindPenalty}, ReasonSuperseded
		}
	case disclosure.OpCorrect, disclosure.OpAmend:
		if entry.Kind == disclosure.KindPenalty {
			return []disclosure.Kind{disclosure.KindPenalty}, ReasonSuperseded
		}
	case disclosure.OpPublish, disclosure.OpDispute, disclosure.OpReply, disclosure.OpRenew, disclosure.OpRevoke, disclosure.OpDeregister:
	}
	return nil, ""
}

// isThere reports whether a file that meets the test is there.
func (m *Manifest) isThere(meets func(d *Dump, f *File) bool) bool {
	for i := range m.Dumps {
		d := &m.Dumps[i]
		if slices.ContainsFunc(d.Files, func(f File) bool { return f.Gone == nil && meets(d, &f) }) {
			return true
		}
	}
	return false
}
