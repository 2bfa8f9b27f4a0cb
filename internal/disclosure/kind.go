package disclosure

// Kind is the closed set of things that are published.
type Kind string

// The kinds of record. Their order here is the order in which an import applies files (permits before what cites them).
const (
	KindVenue   Kind = "venue"
	KindPermit  Kind = "permit"
	KindFiling  Kind = "filing"
	KindGrading Kind = "grading"
	KindReading Kind = "reading"
	KindPenalty Kind = "penalty"
	KindBoard   Kind = "board"
)

// kindNames gives each kind the prefix of its ids and the plural of its paths.
var kindNames = map[Kind]struct{ prefix, plural string }{
	KindVenue:   {"vn_", "venues"},
	KindPermit:  {"pm_", "permits"},
	KindFiling:  {"fl_", "filings"},
	KindGrading: {"gr_", "gradings"},
	KindReading: {"rd_", "readings"},
	KindPenalty: {"pn_", "penalties"},
	KindBoard:   {"bd_", "boards"},
}

// Kinds lists every kind in the order of import.
func Kinds() []Kind {
	return []Kind{KindVenue, KindPermit, KindFiling, KindGrading, KindReading, KindPenalty, KindBoard}
}

// Valid reports whether k is one of the kinds.
func (k Kind) Valid() bool { return kindNames[k].prefix != "" }

// Prefix is what the ids of this kind begin with, as "pn_".
func (k Kind) Prefix() string { return kindNames[k].prefix }

// Plural is the name of the kind in paths, as "penalties".
func (k Kind) Plural() string { return kindNames[k].plural }

// State says whether a record is public, and if not, how it ended. A correction is a new version, not a state.
type State string

// The states: the first two are public, the others are gone for good.
const (
	StatePublished State = "published"
	StateDisputed  State = "disputed"
	StateWithdrawn State = "withdrawn"
	StateRepaired  State = "repaired"
	StateExpired   State = "expired"
)

// Public reports whether a record in this state may be shown (its public period permitting).
func (s State) Public() bool { return s == StatePublished || s == StateDisputed }

// Op is what happened to a record in one change.
type Op string

// The operations, as the feed names them.
const (
	OpPublish    Op = "publish"
	OpCorrect    Op = "correct"
	OpDispute    Op = "dispute"
	OpSettle     Op = "settle"
	OpReply      Op = "reply"
	OpAmend      Op = "amend"
	OpRenew      Op = "renew"
	OpRevoke     Op = "revoke"
	OpDeregister Op = "deregister"
	OpWithdraw   Op = "withdraw"
	OpRepair     Op = "repair"
	OpExpire     Op = "expire"
)

// Ops lists every operation.
func Ops() []Op {
	return []Op{
		OpPublish, OpCorrect, OpDispute, OpSettle, OpReply, OpAmend,
		OpRenew, OpRevoke, OpDeregister, OpWithdraw, OpRepair, OpExpire,
	}
}

// Reason is a public reason code; the free text behind it stays in the trail.
type Reason string

// The public reasons. Operations that are not listed in ReasonsOf carry none.
const (
	ReasonRevoked           Reason = "revoked"
	ReasonChanged           Reason = "changed"
	ReasonHeldUnlawful      Reason = "held_unlawful"
	ReasonHeldVoid          Reason = "held_void"
	ReasonPublishedInError  Reason = "published_in_error"
	ReasonNotInSource       Reason = "not_in_source"
	ReasonRepaired          Reason = "repaired"
	ReasonExpired           Reason = "expired"
	ReasonObjectionUpheld   Reason = "objection_upheld"
	ReasonObjectionRejected Reason = "objection_rejected"
	ReasonErrorInSource     Reason = "error_in_source"
	ReasonErrorInImport     Reason = "error_in_import"
	ReasonObjectionReceived Reason = "objection_received"
)

// ReasonsOf lists the public reasons that op may carry; an empty list means that it carries none.
func ReasonsOf(op Op) []Reason {
	switch op {
	case OpWithdraw:
		return []Reason{ReasonRevoked, ReasonChanged, ReasonHeldUnlawful, ReasonHeldVoid, ReasonPublishedInError, ReasonNotInSource}
	case OpRepair:
		return []Reason{ReasonRepaired}
	case OpExpire:
		return []Reason{ReasonExpired}
	case OpSettle:
		return []Reason{ReasonObjectionUpheld, ReasonObjectionRejected}
	case OpCorrect:
		return []Reason{ReasonErrorInSource, ReasonErrorInImport}
	case OpDispute:
		return []Reason{ReasonObjectionReceived}
	case OpPublish, OpReply, OpAmend, OpRenew, OpRevoke, OpDeregister:
		return nil
	}
	return nil
}
