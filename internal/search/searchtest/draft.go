package searchtest

import (
	"fmt"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// draft is a document in the making; each method gives a changed copy.
type draft search.Document

// idOf is the nth id of a kind; ids of one kind ascend with n.
func idOf(kind disclosure.Kind, n int) disclosure.ID {
	return disclosure.ID(fmt.Sprintf("%s%013d", kind.Prefix(), n))
}

// venue is the nth venue; its first name, if it has one, is its sort name.
func venue(n int, names ...string) draft {
	d := draft{ID: idOf(disclosure.KindVenue, n), Names: names}
	if len(names) > 0 {
		d.SortName = names[0]
	}
	return d
}

// permit is the nth permit, without a date.
func permit(n int, names ...string) draft { return record(disclosure.KindPermit, n, names...) }

// penalty is the nth penalty, without a date or a fine.
func penalty(n int, names ...string) draft { return record(disclosure.KindPenalty, n, names...) }

func record(kind disclosure.Kind, n int, names ...string) draft {
	return draft{ID: idOf(kind, n), Names: names}
}

func (d draft) on(date string) draft {
	d.DecidedOn = disclosure.MustDate(date)
	return d
}

func (d draft) until(date string) draft {
	d.PublicUntil = disclosure.MustDate(date)
	return d
}

func (d draft) texts(texts ...string) draft {
	d.Texts = texts
	return d
}

func (d draft) numbers(numbers ...string) draft {
	d.Numbers = numbers
	return d
}

func (d draft) codes(codes ...string) draft {
	d.Codes = codes
	return d
}

func (d draft) sorted(name string) draft {
	d.SortName = name
	return d
}

func (d draft) fined(fine disclosure.Fen) draft {
	d.Fine = &fine
	return d
}

// street gives the document the one value that most sentences about filters and facets do with.
func (d draft) street(street string) draft {
	d.Street = street
	return d
}

// with changes what has no method of its own.
func (d draft) with(change func(d *draft)) draft {
	change(&d)
	return d
}

// idText is a text that sorts as its number does.
func idText(n int) string { return fmt.Sprintf("%06d", n) }
