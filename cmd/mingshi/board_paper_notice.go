package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/i18n"
	"mingshi/internal/store"
	"mingshi/internal/wire"
	"mingshi/qrsign/sheet"
)

const (
	// noticeDays is how far back a notice looks unless told otherwise.
	noticeDays = 30
	// noticeMost is how many permits, and how many penalties, a notice may have: some 200 pages.
	noticeMost = 2000
	// noticePage is how many records are read at a time.
	noticePage = 500
)

type boardNoticeCommand struct {
	onPaper `prefix:""`

	Days    int    `help:"列出最近多少天作出的决定，不填为 30 · decisions of so many days; 30 unless told" placeholder:"N"`
	Count   int    `help:"改为列出最近的许可和处罚各多少条 · so many of the latest permits, and of the penalties, instead" placeholder:"N"`
	BaseURL string `name:"base-url" help:"对外地址，印在公告上 · public address that the sheet carries" env:"MINGSHI_BASE_URL" placeholder:"URL"`
	Output  string `name:"output" short:"o" required:"" help:"要写的 PDF，不得已存在 · the PDF to write; it must not exist" placeholder:"FILE"`
}

// Run implements the command.
func (c *boardNoticeCommand) Run(s *settings, t *terminal) (err error) {
	options, err := c.check(s.Data)
	if err != nil {
		return err
	}
	profile, records, today, err := s.openForADay(t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, records.Close()) }()
	told := toldNotice{File: c.Output}
	var n *sheet.Notice
	err = records.View(t.ctx, func(ctx context.Context, at store.Reader) error {
		g := noticeGatherer{at: at, today: today, base: strings.TrimSuffix(c.BaseURL, "/"), command: c}
		n, err = g.notice(ctx, profile, &told)
		return err
	})
	if err != nil {
		return err
	}
	err = writePaper(c.Output, func(w io.Writer) error {
		var drawing error
		told.NoticeResult, drawing = sheet.NoticeSheet(w, n, options)
		return drawing
	})
	if err != nil {
		return err
	}
	return told.tell(t)
}

// check refuses what could not work before the records are opened.
func (c *boardNoticeCommand) check(data string) (sheet.Options, error) {
	switch {
	case c.Days < 0 || c.Count < 0 || c.Days > 0 && c.Count > 0:
		return sheet.Options{}, usage("notice.choose")
	case c.BaseURL == "":
		return sheet.Options{}, usage("notice.no_base")
	case c.Count > noticeMost:
		return sheet.Options{}, usage("notice.count_most", noticeMost)
	}
	if err := checkBase(c.BaseURL); err != nil {
		return sheet.Options{}, err
	}
	if err := boardFileTarget.check(c.Output, data); err != nil {
		return sheet.Options{}, err
	}
	return c.options(data)
}

// noticeGatherer reads what a notice says from one state of the store.
type noticeGatherer struct {
	at      store.Reader
	today   disclosure.Date
	base    string
	command *boardNoticeCommand
}

func (g *noticeGatherer) notice(ctx context.Context, profile *disclosure.Authority, told *toldNotice) (*sheet.Notice, error) {
	head, err := g.at.Head(ctx)
	if err != nil {
		return nil, err
	}
	n := &sheet.Notice{
		Authority: publisherOf(profile), AsOf: head.AsOf.In(profile.Zone).Format("2006-01-02 15:04"), Position: head.Position,
		Choice: g.choice(), URL: g.base + "/" + disclosure.KindPenalty.Plural(), PrintedOn: g.today,
	}
	if n.Permits, err = g.rows(ctx, disclosure.KindPermit, g.permit); err != nil {
		return nil, err
	}
	if n.Penalties, err = g.rows(ctx, disclosure.KindPenalty, g.penalty); err != nil {
		return nil, err
	}
	told.Permits, told.Penalties = len(n.Permits), len(n.Penalties)
	told.Position, told.AsOf, told.FeedID = head.Position, wire.Instant(head.AsOf), head.FeedID
	return n, nil
}

// since is the first day whose decisions are listed; zero with a count.
func (g *noticeGatherer) since() disclosure.Date {
	if g.command.Count > 0 {
		return disclosure.Date{}
	}
	return g.today.AddDays(1 - cmp.Or(g.command.Days, noticeDays))
}

func (g *noticeGatherer) choice() string {
	if g.command.Count > 0 {
		return i18n.T(i18n.ZH, "notice.count", g.command.Count)
	}
	return i18n.T(i18n.ZH, "notice.days", g.since(), g.today)
}

// rowMaker makes a row of a record.
type rowMaker func(*disclosure.Record) (sheet.NoticeRow, error)

// rows reads the latest decisions of a kind, latest first. What is not public today is left out, though no reader gives it.
func (g *noticeGatherer) rows(ctx context.Context, kind disclosure.Kind, row rowMaker) ([]sheet.NoticeRow, error) {
	var rows []sheet.NoticeRow
	q := store.Query{Kind: kind, Order: store.ByDecision, Limit: noticePage}
	for {
		page, err := g.at.List(ctx, q)
		if err != nil {
			return nil, err
		}
		for i := range page.Records {
			record := &page.Records[i]
			switch {
			case record.DecidedOn.Before(g.since()), g.command.Count > 0 && len(rows) == g.command.Count:
				return rows, nil
			case !record.PublicOn(g.today):
				continue
			case len(rows) == noticeMost:
				return nil, usage("notice.too_many", advice(noticeKinds[kind]), noticeMost)
			}
			made, err := row(record)
			if err != nil {
				return nil, err
			}
			rows = append(rows, made)
		}
		if page.Next == "" {
			return rows, nil
		}
		q.After = page.Next
	}
}

var noticeKinds = map[disclosure.Kind]string{
	disclosure.KindPermit: "kind.permit", disclosure.KindPenalty: "kind.penalty",
}

// row is what every decision has.
func (g *noticeGatherer) row(r *disclosure.Record) sheet.NoticeRow {
	return sheet.NoticeRow{
		DecidedOn: r.DecidedOn, PublicUntil: r.PublicUntil, Page: g.base + "/" + r.Kind.Plural() + "/" + string(r.ID),
	}
}

func (g *noticeGatherer) permit(r *disclosure.Record) (sheet.NoticeRow, error) {
	entry, err := dossier.Decode[*disclosure.Permit](r)
	if err != nil {
		return sheet.NoticeRow{}, err
	}
	row, facts := g.row(r), entry.Facts
	row.Number, row.Party, row.Content = facts.DocumentNumber, facts.Counterparty.Name, facts.Content
	row.Subject = strings.TrimSpace(cmp.Or(facts.CertificateName, facts.DocumentTitle) + " " + facts.PermitNumber)
	until := i18n.T(i18n.ZH, "notice.no_end")
	if !facts.ValidUntil.IsZero() {
		until = facts.ValidUntil.String()
	}
	notes := []string{i18n.T(i18n.ZH, "notice.valid", facts.ValidFrom, until)}
	if status := facts.Status.On(g.today, facts.ValidUntil); status != disclosure.PermitInForce {
		notes = append(notes, i18n.T(i18n.ZH, "notice.status", disclosure.PermitStatuses.Label(status, false)))
	}
	row.Note = noted(r, notes)
	return row, nil
}

func (g *noticeGatherer) penalty(r *disclosure.Record) (sheet.NoticeRow, error) {
	entry, err := dossier.Decode[*disclosure.Penalty](r)
	if err != nil {
		return sheet.NoticeRow{}, err
	}
	row, facts := g.row(r), entry.Facts
	row.Number, row.Party = facts.DocumentNumber, facts.Counterparty.Name
	row.Subject, row.Content = facts.ViolationType, facts.Content
	var notes []string
	if facts.Fine != nil {
		notes = append(notes, i18n.T(i18n.ZH, "notice.fine", facts.Fine.Yuan()))
	}
	if facts.Confiscated != nil {
		notes = append(notes, i18n.T(i18n.ZH, "notice.confiscated", facts.Confiscated.Yuan()))
	}
	if facts.LicenseAction != "" {
		notes = append(notes, facts.LicenseAction)
	}
	row.Note = noted(r, notes)
	return row, nil
}

// noted joins what is said below the content, a dispute at the end.
func noted(r *disclosure.Record, notes []string) string {
	if r.State == disclosure.StateDisputed {
		notes = append(notes, i18n.T(i18n.ZH, "notice.disputed"))
	}
	return strings.Join(notes, "；")
}

// toldNotice is what the command tells of a notice.
type toldNotice struct {
	sheet.NoticeResult

	File      string
	Permits   int
	Penalties int
	FeedID    string
	Position  int64
	AsOf      string
}

func (told *toldNotice) tell(t *terminal) error {
	if told.Cut > 0 {
		t.note("notice.cut", told.Cut, sheet.NoticeCut)
	}
	if told.Lacking > 0 {
		t.note("notice.lacking", told.Lacking)
	}
	if t.asJSON {
		return writeJSON(t.out, map[string]any{
			"file": told.File, "pages": told.Pages, "permits": told.Permits, "penalties": told.Penalties,
			"cut": told.Cut, "lacking": told.Lacking, "feed_id": told.FeedID, "position": told.Position, "as_of": told.AsOf,
		})
	}
	t.say("notice.done", told.File, told.Pages, told.Permits, told.Penalties, told.Position)
	return nil
}
