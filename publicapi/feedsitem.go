package publicapi

import (
	"context"
	"slices"
	"strings"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
	"mingshi/internal/store"
	"mingshi/internal/web"
	"mingshi/internal/wire"
)

// followed is a feed before it takes a form.
type followed struct {
	title       string
	description string
	// home is the page about the same, self the feed's own address, twin that of its other form.
	home, self, twin string
	lang             i18n.Lang
	publisher        string
	publisherURL     string
	rights           string
	licenceURL       string
	updated          time.Time
	feedID           string
	position         int64
	items            []followedItem
}

// followedItem is one record in a feed.
type followedItem struct {
	// url is that of the page on which the record is read, data that of the record itself; data is "" for what is gone.
	id, url, data, title, text string
	kindLabel                  string
	// published is zero for what is gone.
	published, modified time.Time
	change              disclosure.Change
	reason              disclosure.Reason
}

// feedTitles are the keys of the feeds' names.
var feedTitles = map[string]string{
	"changes":   "api.feeds.changes",
	"gradings":  "api.feeds.gradings",
	"penalties": "api.feeds.penalties",
	"permits":   "api.feeds.permits",
}

// followedOf says what the entries say in words.
func (a *api) followedOf(ctx context.Context, q *feedQuery, entries []store.FeedEntry, stamp web.Stamp) (*followed, error) {
	who := a.Authority
	f := &followed{
		lang: q.lang, publisher: who.NameZH, publisherURL: a.BaseURL + "/", feedID: stamp.FeedID, position: stamp.Position,
		licenceURL: who.LicenceURL, rights: joinSentences(who.LicenceName, who.AttributionZH), updated: stamp.AsOf,
	}
	site := who.SiteTitleZH
	if q.lang == i18n.EN {
		f.publisher, site, f.rights = who.NameEN, who.SiteTitleEN, joinSentences(who.LicenceName, who.AttributionEN)
	}
	f.title = i18n.T(q.lang, feedTitles[q.name]) + " · "
	for _, narrowing := range []string{q.street, q.authority, q.venue.Name} {
		if narrowing != "" {
			f.title += narrowing + " · "
		}
	}
	f.title += site
	f.description = i18n.T(q.lang, "api.feeds.description", who.NameZH)
	if q.lang == i18n.EN {
		f.description = i18n.T(q.lang, "api.feeds.description", who.NameEN)
	}
	a.addAddresses(f, q)
	joined, err := wire.Join(ctx, a.Reader, a.lensOf(q), recordsIn(entries))
	if err != nil {
		return nil, err
	}
	f.items = make([]followedItem, len(entries))
	for i := range entries {
		if f.items[i], err = a.item(joined, &entries[i]); err != nil {
			return nil, err
		}
	}
	if len(f.items) > 0 {
		f.updated = f.items[0].modified
	}
	if f.updated.IsZero() {
		f.updated = time.Unix(0, 0) // nothing was ever published
	}
	return f, nil
}

// joinSentences leaves out what says nothing.
func joinSentences(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " · ")
}

// languageTag is a language as feeds name it.
func languageTag(lang i18n.Lang) string {
	if lang == i18n.ZH {
		return "zh-CN"
	}
	return string(lang)
}

// addAddresses tells where a feed stands, where its other form, and which page shows the same.
func (a *api) addAddresses(f *followed, q *feedQuery) {
	query := ""
	if len(q.selfQuery) > 0 {
		query = "?" + q.selfQuery.Encode()
	}
	self := a.BaseURL + feedsRoot + q.name + q.form + query
	other := ".atom"
	if q.form == other {
		other = ".json"
	}
	f.self, f.twin = self, a.BaseURL+feedsRoot+q.name+other+query
	switch {
	case q.venue.ID != "":
		f.home = a.recordAddress(disclosure.KindVenue, q.venue.ID)
	case len(q.kinds) == 1 && wire.HasPage(q.kinds[0]):
		f.home = a.BaseURL + "/" + q.kinds[0].Plural()
	default:
		f.home = a.BaseURL + "/"
	}
}

// item tells of one record, or of its end.
func (a *api) item(j *wire.Joined, entry *store.FeedEntry) (followedItem, error) {
	change := entry.Change
	item := followedItem{
		id: a.recordAddress(change.Kind, change.ID), kindLabel: i18n.T(j.Lang, kindLabels[change.Kind]),
		modified: change.At, change: change, reason: change.Reason,
	}
	item.url = item.id
	if entry.Record == nil {
		// The reason of another change, such as an objection that was upheld, is not that of the end.
		if _, known := endTexts[item.reason]; !known || !ends(change.Op) {
			item.reason = disclosure.ReasonExpired // its last day is over and nobody has written it down yet
			item.change.Digest = disclosure.Digest{}
		}
		item.title = i18n.T(j.Lang, "api.feeds.ended", item.kindLabel, string(change.ID))
		item.text = i18n.T(j.Lang, endTexts[item.reason])
		return item, nil
	}
	record := entry.Record
	body, err := disclosure.DecodeBody(record.Kind, record.Body)
	if err != nil {
		return item, err
	}
	item.url, item.data = a.pageOf(j, record), a.BaseURL+root+"/"+record.Kind.Plural()+"/"+string(record.ID)
	told := a.newTelling(j, record)
	item.title = told.body(body)
	item.published = record.PublishedAt
	told.line("api.feeds.line.change", i18n.T(j.Lang, opTexts[change.Op]))
	item.text = strings.Join(told.lines, "\n")
	return item, nil
}

// ends reports whether a change ends its record.
func ends(op disclosure.Op) bool {
	return op == disclosure.OpWithdraw || op == disclosure.OpRepair || op == disclosure.OpExpire
}

// recordAddress is the address of a record's page or, for kinds without pages, of its data.
func (a *api) recordAddress(kind disclosure.Kind, id disclosure.ID) string {
	base := a.BaseURL
	if !wire.HasPage(kind) {
		base += root
	}
	return base + "/" + kind.Plural() + "/" + string(id)
}

// pageOf is the address of the page on which people read a record: its own or, for kinds without pages, that of its venue.
// Where there is neither, it is the address of the record's data.
func (a *api) pageOf(j *wire.Joined, record *disclosure.Record) string {
	if !wire.HasPage(record.Kind) {
		if ref, ok := j.VenueOf(record); ok {
			return a.recordAddress(disclosure.KindVenue, ref.ID)
		}
	}
	return a.recordAddress(record.Kind, record.ID)
}

// endTexts say why a record is no longer public.
var endTexts = map[disclosure.Reason]string{
	disclosure.ReasonRevoked:          "problem.gone.revoked",
	disclosure.ReasonChanged:          "problem.gone.changed",
	disclosure.ReasonHeldUnlawful:     "problem.gone.held_unlawful",
	disclosure.ReasonHeldVoid:         "problem.gone.held_void",
	disclosure.ReasonPublishedInError: "problem.gone.published_in_error",
	disclosure.ReasonNotInSource:      "problem.gone.not_in_source",
	disclosure.ReasonRepaired:         "problem.gone.repaired",
	disclosure.ReasonExpired:          "problem.gone.expired",
	disclosure.ReasonObjectionUpheld:  "problem.gone.objection_upheld",
}

// opTexts say what happened last to a record that is public.
var opTexts = map[disclosure.Op]string{
	disclosure.OpPublish:    "api.feeds.op.publish",
	disclosure.OpCorrect:    "api.feeds.op.correct",
	disclosure.OpDispute:    "api.feeds.op.dispute",
	disclosure.OpSettle:     "api.feeds.op.settle",
	disclosure.OpReply:      "api.feeds.op.reply",
	disclosure.OpAmend:      "api.feeds.op.amend",
	disclosure.OpRenew:      "api.feeds.op.renew",
	disclosure.OpRevoke:     "api.feeds.op.revoke",
	disclosure.OpDeregister: "api.feeds.op.deregister",
}
