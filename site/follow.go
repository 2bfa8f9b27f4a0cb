package site

import (
	"net/url"

	"mingshi/internal/disclosure"
)

// Feed is the address of the feed with everything shown at the venue, in a form: ".json" or ".atom". The interface answers it.
func (shown *venueView) Feed(form string) string {
	return "/feeds/changes" + form + "?venue=" + url.QueryEscape(string(shown.ID))
}

// feedsView is the page with the addresses by which to follow what changes.
type feedsView struct {
	frame
	Feeds []feedLink
	// Code is the credit code of an authority, to show how one is named.
	Code string
}

func (*feedsView) page() string { return "feeds" }

// feedLink is a feed, whose address ends with its form: ".atom" or ".json".
type feedLink struct{ Title, Address string }

func (s *site) feeds(v *visit) (view, error) {
	shown := &feedsView{frame: s.frame(v, sectionAbout, v.T("site.feeds.page")), Code: s.Authority.USCC}
	shown.Feeds = []feedLink{{v.T("site.feeds.all"), "/feeds/changes"}}
	for _, kind := range []disclosure.Kind{disclosure.KindPenalty, disclosure.KindPermit, disclosure.KindGrading} {
		shown.Feeds = append(shown.Feeds, feedLink{v.label(kind), "/feeds/" + kind.Plural()})
	}
	return shown, nil
}
