package publicapi

import "mingshi/internal/disclosure"

// Board is a signboard (公示牌) at a venue: where it hangs, its standing and its prints, never the code that proves it. It stays
// here when it has ended.
type Board struct {
	Envelope

	// Always board.
	Kind string `json:"kind" enums:"board"`
	// Serial of the board, 8 characters of Crockford base32.
	Serial string `json:"serial" pattern:"^[0-9A-HJKMNP-TV-Z]{8}$"`
	// Id of the venue at which it hangs.
	Venue disclosure.ID `json:"venue"`
	// Where at the venue it hangs; absent: at the entrance.
	Place string `json:"place,omitempty" example:"大堂"`
	// Day on which it was issued.
	IssuedOn string `json:"issued_on" format:"date"`
	// Whether it still counts.
	Standing disclosure.BoardStanding `json:"standing"`
	// Day on which it was replaced or revoked; null while it is in force.
	EndedOn disclosure.Date `json:"ended_on"`
	// Why it was replaced or revoked; absent while it is in force.
	EndReason disclosure.BoardEnd `json:"end_reason,omitempty"`
	// Serial of the board before it at the same place.
	Replaces string `json:"replaces,omitempty" pattern:"^[0-9A-HJKMNP-TV-Z]{8}$"`
	// Serial of the board after it at the same place.
	ReplacedBy string `json:"replaced_by,omitempty" pattern:"^[0-9A-HJKMNP-TV-Z]{8}$"`
	// Latest print; absent: it was never printed.
	Printed *Print `json:"printed,omitempty"`
	// Prints before it, earliest first.
	Earlier []Print `json:"earlier,omitempty"`

	// Whether the venue is open; null once it is not public any more. Given at /boards/{serial} alone. Not part of the body.
	VenueStatus *disclosure.VenueStatus `json:"venue_status,omitempty" nullable:"true"`
	// Whether the latest print no longer shows what is true: the venue was inspected again, renamed or moved. Given at
	// /boards/{serial} alone, of a printed board in force at a venue that is public. Not part of the body.
	Outdated bool `json:"outdated,omitempty"`

	// Label of standing, if lang is given.
	StandingLabel string `json:"standing_label,omitempty"`
	// Label of end_reason, if lang is given.
	EndReasonLabel string `json:"end_reason_label,omitempty"`
}

// Print is what was printed on a board.
type Print struct {
	// Day of the print.
	On string `json:"on" format:"date"`
	// Letter of the grade; absent: none was printed.
	Letter string `json:"letter,omitempty"`
	// Day of the inspection that the print speaks of; null: of none.
	DecidedOn disclosure.Date `json:"decided_on"`
	// Keyed mark of the name and address that were printed, by which the publisher notices a rename or a move. It tells neither.
	Face string `json:"face" pattern:"^[0-9A-HJKMNP-TV-Z]*$"`
}
