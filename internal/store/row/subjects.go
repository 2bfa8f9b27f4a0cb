package row

import (
	"cmp"
	"encoding/binary"
	"slices"
	"sync"

	"mingshi/internal/disclosure"
	"mingshi/internal/store"
)

// Ranked is a business by the number of its public penalties.
type Ranked struct {
	Code      string
	Penalties int64
}

// rank is the order of the list of businesses.
func rank(a, b Ranked) int {
	return cmp.Or(cmp.Compare(b.Penalties, a.Penalties), cmp.Compare(a.Code, b.Code))
}

// Ranking is all businesses with public penalties in the order of their list. It must not be changed.
type Ranking []Ranked

// newRanking puts businesses, each given once, into the order of their list. It keeps the slice and is never nil.
func newRanking(all []Ranked) Ranking {
	if all == nil {
		return Ranking{}
	}
	slices.SortFunc(all, rank)
	return all
}

// Behind returns the businesses of the page behind after, one more than the limit if there is a next page.
func (r Ranking) Behind(after Ranked, limit int) []Ranked {
	start, found := slices.BinarySearchFunc(r, after, rank)
	if found {
		start++
	}
	return r[start:min(start+limit+1, len(r))]
}

// RankingCache keeps the ranking of one position and day, which takes a walk through all penalties to find. The position is
// that of the last change of a penalty, be it one of another process, so what is kept is exact or not used.
type RankingCache struct {
	mu       sync.Mutex
	position int64
	today    int64
	ranking  Ranking
	turns    Turns
}

// NewRankingCache keeps nothing yet.
func NewRankingCache() *RankingCache { return &RankingCache{turns: NewTurns(1)} }

// Turns let one at a time make a ranking, so that the many who ask behind a change wait for it and do not all make their
// own. Wait for a turn without holding a connection.
func (c *RankingCache) Turns() Turns { return c.turns }

// Of returns the ranking of a position and day: the one that is kept, or else one of what count counts, which is kept from
// then on instead. Without count it is nil where none is kept; otherwise it never is.
func (c *RankingCache) Of(position, today int64, count func() ([]Ranked, error)) (Ranking, error) {
	if ranking := c.kept(position, today); ranking != nil || count == nil {
		return ranking, nil
	}
	all, err := count()
	if err != nil {
		return nil, err
	}
	ranking := newRanking(all)
	c.keep(position, today, ranking)
	return ranking, nil
}

func (c *RankingCache) kept(position, today int64) Ranking {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.position != position || c.today != today {
		return nil
	}
	return c.ranking
}

func (c *RankingCache) keep(position, today int64, ranking Ranking) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.position, c.today, c.ranking = position, today, ranking
}

// subjectsPrefix begins the cursors of the list of businesses, and none of another list: no order has its number.
func subjectsPrefix() []byte { return []byte{byte(store.ByNumber) + 1} }

// StartSubjects is the business behind which the page of a query begins; a foreign cursor is store.ErrCursor.
func (c Cursors) StartSubjects(q store.SubjectQuery) (Ranked, error) {
	if q.After == "" {
		return Ranked{Penalties: 1<<63 - 1}, nil // more than there can be
	}
	raw, ok := c.opened(subjectsPrefix(), q.After)
	if !ok {
		return Ranked{}, disclosure.Errorf(disclosure.Invalid, "list subjects: cursor %q: %w", q.After, store.ErrCursor)
	}
	penalties, n := binary.Uvarint(raw)
	code, _ := cutText(raw[n:])
	return Ranked{Code: code, Penalties: int64(penalties)}, nil //nolint:gosec // as written
}

// SubjectPage makes the page of the businesses, of which there may be one more than the limit. Latest is where the latest
// penalty of each stands, by code.
func (c Cursors) SubjectPage(q store.SubjectQuery, behind []Ranked, latest map[string]Place, total int) store.SubjectPage {
	page := store.SubjectPage{Total: int64(total)}
	if len(behind) > q.Limit {
		behind = behind[:q.Limit]
		last := behind[q.Limit-1]
		raw := binary.AppendUvarint(subjectsPrefix(), uint64(last.Penalties)) //nolint:gosec // a number of records
		page.Next = c.sealed(appendText(raw, last.Code))
	}
	for _, one := range behind {
		at := latest[one.Code]
		page.Subjects = append(page.Subjects, store.Subject{
			Code: one.Code, Name: at.Name, Penalties: one.Penalties, Latest: Date(at.Day),
		})
	}
	return page
}

// Codes are those of the businesses of a page.
func Codes(behind []Ranked) []string {
	codes := make([]string, len(behind))
	for i := range behind {
		codes[i] = behind[i].Code
	}
	return codes
}

// KeepLatest keeps where the latest penalty of a business stands: the first of them in a list ByDecision.
func KeepLatest(latest map[string]Place, code string, at Place) {
	if before, known := latest[code]; !known || orderOf(store.ByDecision)(at, before) < 0 {
		latest[code] = at
	}
}
