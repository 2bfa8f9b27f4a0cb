package publicapi

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/finder"
	"mingshi/internal/search"
	"mingshi/internal/store"
	"mingshi/internal/web"
)

// LatePage is a page of decisions that were published late.
type LatePage struct {
	// Late decisions, latest first.
	Data []LateRecord `json:"data"`
	// Cursor of the next page, opaque: give it as after, month and authority unchanged; null at the end.
	Next *string `json:"next"`
}

// LateRecord is a public decision that was published after its deadline.
type LateRecord struct {
	// Id of the record.
	ID disclosure.ID `json:"id"`
	// Kind of decision.
	Kind disclosure.Kind `json:"kind"`
	// Number of the decision document (文书号).
	DocumentNumber string `json:"document_number"`
	// Day of the decision.
	DecidedOn disclosure.Date `json:"decided_on"`
	// Local day of first publication.
	PublishedOn disclosure.Date `json:"published_on"`
	// Last day on which it would have been on time.
	Deadline disclosure.Date `json:"deadline"`
	// Working days from decision to publication.
	WorkingDays int `json:"working_days" minimum:"0"`
	// Address of the record's page.
	URL string `json:"url"`
}

// Bounds of one page of late records: how many records are read at a time, and how often. What is not reached is on the
// next page.
const (
	lateAtOnce = search.MaxLimit
	lateReads  = 10
)

// lateCursor is where a list of late records goes on.
type lateCursor struct {
	Month     string `json:"m"`
	Authority string `json:"a"`
	// Stored tells a place in the store from one in the index; Kind is the one that is read there.
	Stored bool            `json:"s,omitempty"`
	Kind   disclosure.Kind `json:"k,omitempty"`
	After  string          `json:"c"`
}

// sealed is the cursor as it goes out.
func (c *lateCursor) sealed() (string, error) {
	raw, err := json.Marshal(c)
	return base64.RawURLEncoding.EncodeToString(raw), err
}

// cursorOf reads a cursor of the same month and authority.
func (q *timelinessQuery) cursorOf() (lateCursor, error) {
	at := lateCursor{Month: q.month, Authority: q.authority}
	if q.after == "" {
		return at, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(q.after)
	if err != nil || json.Unmarshal(raw, &at) != nil || at.Month != q.month || at.Authority != q.authority {
		return at, web.InvalidCursor()
	}
	if again, err := at.sealed(); err != nil || again != q.after {
		return at, web.InvalidCursor()
	}
	if at.Stored && !slices.Contains(decisions(), at.Kind) || !at.Stored && at.After == "" {
		return at, web.InvalidCursor()
	}
	return at, nil
}

// lateRecords lists late decisions: from the index, which knows a month at once, or, where a list begins while search does
// not answer, from the store. found is what the index answered last; nil for the store. Cursors are not sealed, so which of the
// two is read is never theirs to choose: one of the store is refused as soon as search answers again.
func (a *api) lateRecords(ctx context.Context, q timelinessQuery) (page LatePage, found *finder.Found, err error) {
	at, err := q.cursorOf()
	if err != nil {
		return page, nil, err
	}
	walk := lateWalk{api: a, timelinessQuery: q, at: at}
	if at.Stored {
		switch err := walk.ask(ctx); {
		case err == nil:
			return page, nil, &web.Refusal{
				Code: web.CodeInvalidCursor, Parameter: "after",
				Detail: web.Text{Key: "api.stats.late.cursor"}, Fix: web.Text{Key: "api.stats.late.again"},
			}
		case !isDown(err):
			return page, nil, err
		}
	} else {
		page, err = walk.collect(ctx)
		if err == nil || !isDown(err) || q.after != "" {
			return page, walk.found, err
		}
		walk.at.Stored, walk.at.Kind = true, disclosure.KindPermit
	}
	page, err = walk.collect(ctx)
	return page, nil, err
}

// lateWalk goes over the decisions of a month.
type lateWalk struct {
	*api
	timelinessQuery

	at    lateCursor
	found *finder.Found
}

// collect reads on until the page is full or the work of one answer is done.
func (w *lateWalk) collect(ctx context.Context) (LatePage, error) {
	page := LatePage{Data: []LateRecord{}}
	for range lateReads {
		records, next, err := w.read(ctx, lateAtOnce)
		if err != nil {
			return page, err
		}
		late := w.lateAmong(records)
		if room := w.limit - len(page.Data); len(late) > room {
			// Cursors stand at the ends of what was read: it is read again up to the last that has room.
			if records, next, err = w.read(ctx, late[room-1]+1); err != nil {
				return page, err
			}
			late = w.lateAmong(records)
		}
		for _, n := range late {
			shown, err := w.show(&records[n])
			if err != nil {
				return page, err
			}
			page.Data = append(page.Data, shown)
		}
		if next == nil {
			return page, nil
		}
		w.at = *next
		if len(page.Data) >= w.limit {
			break
		}
	}
	after, err := w.at.sealed()
	page.Next = &after
	return page, err
}

// read reads up to limit decisions behind the cursor, and tells where to go on; nil at the end.
func (w *lateWalk) read(ctx context.Context, limit int) ([]disclosure.Record, *lateCursor, error) {
	next := w.at
	if w.at.Stored {
		records, err := w.readStored(ctx, limit, &next)
		if next == w.at {
			return records, nil, err
		}
		return records, &next, err
	}
	found, err := w.finder.Find(ctx, w.query(w.at.After, limit))
	if err != nil {
		return nil, nil, err
	}
	w.found = &found
	if found.Next == "" {
		return found.Records, nil, nil
	}
	next.After = found.Next
	return found.Records, &next, nil
}

// query asks the index for decisions of the month.
func (w *lateWalk) query(after string, limit int) search.Query {
	query := search.Query{
		Kinds: decisions(), DecidedFrom: w.first, DecidedTo: w.last, Sort: search.Newest, After: after, Limit: limit,
	}
	if w.authority != "" {
		query.Filters = map[search.Field][]string{search.FieldAuthority: {w.authority}}
	}
	return query
}

// ask finds out whether search answers.
func (w *lateWalk) ask(ctx context.Context) error {
	_, err := w.finder.Find(ctx, w.query("", 1))
	return err
}

// readStored reads from the latest decision on, permits first, until before the month; it leaves next alone at the end.
func (w *lateWalk) readStored(ctx context.Context, limit int, next *lateCursor) ([]disclosure.Record, error) {
	page, err := w.Reader.List(ctx, store.Query{Kind: w.at.Kind, Order: store.ByDecision, After: w.at.After, Limit: limit})
	if err != nil {
		return nil, err
	}
	past := len(page.Records) > 0 && page.Records[len(page.Records)-1].DecidedOn.Before(w.first)
	switch {
	case page.Next != "" && !past:
		next.After = page.Next
	case w.at.Kind == disclosure.KindPermit:
		next.Kind, next.After = disclosure.KindPenalty, ""
	}
	return page.Records, nil
}

// lateAmong tells which of the records are late decisions of the month.
func (w *lateWalk) lateAmong(records []disclosure.Record) []int {
	var late []int
	for i := range records {
		r := &records[i]
		if r.DecidedOn.Before(w.first) || r.DecidedOn.After(w.last) || w.authority != "" && r.Authority != w.authority {
			continue
		}
		if missed, _ := w.Calendar.Late(r.DecidedOn, w.publishedOn(r), w.Authority.PublishWithin); missed {
			late = append(late, i)
		}
	}
	return late
}

func (a *api) publishedOn(r *disclosure.Record) disclosure.Date {
	return a.Authority.Today(r.PublishedAt)
}

func (w *lateWalk) show(r *disclosure.Record) (LateRecord, error) {
	body, err := disclosure.DecodeBody(r.Kind, r.Body)
	if err != nil {
		return LateRecord{}, err
	}
	shown := LateRecord{
		ID: r.ID, Kind: r.Kind, DecidedOn: r.DecidedOn, PublishedOn: w.publishedOn(r),
		URL: w.BaseURL + "/" + r.Kind.Plural() + "/" + string(r.ID),
	}
	switch body := body.(type) {
	case *disclosure.Permit:
		shown.DocumentNumber = body.DocumentNumber
	case *disclosure.Penalty:
		shown.DocumentNumber = body.DocumentNumber
	}
	shown.Deadline, _ = w.Calendar.Deadline(r.DecidedOn, w.Authority.PublishWithin)
	shown.WorkingDays, _ = w.Calendar.WorkingDaysBetween(r.DecidedOn, shown.PublishedOn)
	return shown, nil
}
