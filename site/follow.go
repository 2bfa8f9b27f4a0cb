package site

import "net/url"

// Feed is the address of the feed with everything shown at the venue, in a form: ".json" or ".atom". The interface answers it.
func (shown *venueView) Feed(form string) string {
	return "/feeds/changes" + form + "?venue=" + url.QueryEscape(string(shown.ID))
}
