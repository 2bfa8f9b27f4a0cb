package main

import (
	"fmt"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// tellVerified prints what was found of every code: {"boards": […]} with --json, else a block of sentences for each.
func tellVerified(t *terminal, found []verified) error {
	if t.asJSON {
		return writeJSON(t.out, map[string]any{"boards": found})
	}
	for i := range found {
		if i > 0 {
			if _, err := fmt.Fprintln(t.out); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintln(t.out, strings.Join(found[i].sentences(t.lang), "\n  ")); err != nil {
			return err
		}
	}
	return nil
}

// sentences begin with the verdict. What follows gives the reasons and what to compare with the door.
func (f *verified) sentences(lang i18n.Lang) []string {
	lines := []string{f.headline(lang)}
	add := func(key string, args ...any) { lines = append(lines, i18n.T(lang, key, args...)) }
	if f.Host != "" && f.Verdict != verdictMisdirecting {
		add(f.hostKey(), visible(f.Host))
	}
	if f.Name != "" {
		add("board.verify.venue", f.Name, f.Address)
	}
	if f.Status == disclosure.VenueSuspended {
		add("board.verify.suspended")
	}
	if f.Place != "" {
		add("board.verify.place", f.Place)
	}
	if !f.IssuedOn.IsZero() {
		add("board.verify.issued", f.IssuedOn)
	}
	if !f.PrintedOn.IsZero() {
		add("board.verify.printed", f.PrintedOn, f.Printed.in(lang))
	}
	if f.Name != "" {
		add("board.verify.now", f.Now.in(lang))
	}
	if f.Current != "" {
		add("board.verify.current", f.Current)
	}
	for _, part := range f.Outdated {
		switch part {
		case outdatedGrade:
			add("board.verify.outdated_grade")
		case outdatedInspection:
			add("board.verify.outdated_inspection")
		case outdatedFace:
			add("board.verify.outdated_face")
		}
	}
	return lines
}

// hostKey is the key of the sentence about the host of the address.
func (f *verified) hostKey() string {
	switch {
	case f.ForeignHost:
		return "board.verify.foreign_host"
	case f.hostUnchecked():
		return "board.verify.unchecked_host"
	}
	return "board.verify.own_host"
}

// headline is the verdict in one sentence.
func (f *verified) headline(lang i18n.Lang) string {
	switch f.Verdict {
	case verdictGenuine:
		if f.hostUnchecked() {
			return i18n.T(lang, "board.verify.genuine_code", f.Serial)
		}
		return i18n.T(lang, "board.verify.genuine", f.Serial)
	case verdictMisdirecting:
		return i18n.T(lang, "board.verify.misdirecting", f.Serial, visible(f.Host))
	case verdictUnprinted:
		return i18n.T(lang, "board.verify.unprinted", f.Serial)
	case verdictRevoked:
		return i18n.T(lang, "board.verify.revoked", f.Serial, f.EndedOn, f.reason(lang))
	case verdictReplaced:
		return i18n.T(lang, "board.verify.replaced", f.Serial, f.EndedOn, f.reason(lang))
	case verdictVenueClosed:
		return i18n.T(lang, "board.verify.venue_closed", f.Serial)
	case verdictVenueHidden:
		return i18n.T(lang, "board.verify.venue_hidden", f.Serial)
	case verdictUnknown:
		return i18n.T(lang, "board.verify.unknown", f.Serial)
	case verdictForged:
		return i18n.T(lang, "board.verify.forged", f.Serial)
	case verdictNoBoard:
	}
	return i18n.T(lang, "board.verify.no_board", f.Text)
}

func (f *verified) reason(lang i18n.Lang) string {
	return disclosure.BoardEnds.Label(f.Reason, lang == i18n.EN)
}

// in writes a grade with its day.
func (g *givenGrade) in(lang i18n.Lang) string {
	switch {
	case g == nil:
		return i18n.T(lang, "board.verify.not_yet")
	case g.Letter == "":
		return i18n.T(lang, "board.verify.ungraded", g.DecidedOn)
	}
	return i18n.T(lang, "board.verify.graded", g.Letter, g.DecidedOn)
}
