package disclosure

// Board is the body of a signboard: its serial (never the tag that proves it), where it hangs, how it stands, and what was
// printed on it. A board stays public when it has ended, so that a scan of one that still hangs somewhere is warned of.
type Board struct {
	Serial string `json:"serial"`
	Venue  ID     `json:"venue"`
	// Place is where at the venue it hangs ("大堂"); empty: at the entrance.
	Place    string        `json:"place,omitempty"`
	IssuedOn Date          `json:"issued_on"`
	Standing BoardStanding `json:"standing"`
	// EndedOn and EndReason are empty as long as it is in force.
	EndedOn   Date     `json:"ended_on"`
	EndReason BoardEnd `json:"end_reason,omitempty"`
	// Replaces and ReplacedBy are the serials of the boards before and after it at the same place.
	Replaces   string `json:"replaces,omitempty"`
	ReplacedBy string `json:"replaced_by,omitempty"`
	// Printed is the latest print; nil: it was never printed.
	Printed *Print `json:"printed,omitempty"`
	// Earlier are the prints before it, earliest first: what was printed is kept.
	Earlier []Print `json:"earlier,omitempty"`
}

// Print is what was printed on a board.
type Print struct {
	On Date `json:"on"`
	// Letter is that of the grade; empty: none was printed.
	Letter string `json:"letter,omitempty"`
	// DecidedOn is the day of the inspection that the print speaks of; zero: of none.
	DecidedOn Date `json:"decided_on"`
	// Face is a keyed mark of the name and address that were printed (qrsign.Keyring.Face): it tells that the venue was renamed
	// or moved since, and nothing of a venue that is gone.
	Face string `json:"face"`
}

// Outdated reports whether a print no longer shows what is true: it speaks of another inspection or grade, or of another
// name or address.
func (p *Print) Outdated(letter string, decidedOn Date, face string) bool {
	return p.Letter != letter || p.DecidedOn != decidedOn || p.Face != face
}

// BoardStanding says whether a board still counts.
type BoardStanding string

// The standings.
const (
	BoardInForce  BoardStanding = "in_force"
	BoardReplaced BoardStanding = "replaced"
	BoardRevoked  BoardStanding = "revoked"
)

// BoardStandings is the list of our own boards.
var BoardStandings = List[BoardStanding]{
	{BoardInForce, "有效", "in force", nil},
	{BoardReplaced, "已更换", "replaced", nil},
	{BoardRevoked, "已作废", "revoked", nil},
}

// BoardEnd is why a board no longer counts.
type BoardEnd string

// The reasons. A lost or stolen board may turn up at another door.
const (
	BoardLost       BoardEnd = "lost"
	BoardStolen     BoardEnd = "stolen"
	BoardDamaged    BoardEnd = "damaged"
	BoardMoved      BoardEnd = "moved"
	BoardClosed     BoardEnd = "closed"
	BoardMisused    BoardEnd = "misused"
	BoardSuperseded BoardEnd = "superseded"
)

// BoardEnds is the list of our own boards.
var BoardEnds = List[BoardEnd]{
	{BoardLost, "遗失", "lost", nil},
	{BoardStolen, "被盗", "stolen", nil},
	{BoardDamaged, "损坏", "damaged", nil},
	{BoardMoved, "场所搬迁", "venue moved", nil},
	{BoardClosed, "场所停业", "venue closed", nil},
	{BoardMisused, "被挪用或仿制", "misused or copied", nil},
	{BoardSuperseded, "换发新牌", "superseded", nil},
}
