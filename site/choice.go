package site

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"mingshi/internal/disclosure"
	"mingshi/internal/finder"
	"mingshi/internal/search"
)

// errNoSearcher is why nothing is found where no engine was wired.
var errNoSearcher = errors.New("no engine is set up")

// find asks the engine, and has the visitor's pages mark what was sought.
func (s *site) find(v *visit, q search.Query) (finder.Found, error) {
	if s.Searcher == nil {
		return finder.Found{}, search.Unavailable(time.Time{}, false, errNoSearcher)
	}
	found, err := (&finder.Finder{Searcher: s.Searcher, Reader: s.Reader}).Find(v.UserContext(), q)
	if err != nil {
		return finder.Found{}, err
	}
	v.behind = found.Position < found.Head.Position
	if len(search.Terms(q.Text)) > 0 {
		v.sought = &q
	}
	return found, nil
}

// choices are the values that occur among the records of a kind, or of all, the most frequent first.
type choices map[search.Field][]string

// offered are the fields whose choices a form offers.
var offered = []search.Field{
	search.FieldStreet, search.FieldVenueKind, search.FieldGrade, search.FieldPenaltyKind, search.FieldCounterpartyKind,
	search.FieldAuthority,
}

// How long a list waits for the choices of its form, which it can do without, and how long it does without them after an
// engine did not answer.
const (
	choicePatience = 200 * time.Millisecond
	choiceRest     = 10 * time.Second
)

// choiceCache keeps the choices of each kind for as long as the records stay as they are.
type choiceCache struct {
	mu     sync.Mutex
	kept   map[disclosure.Kind]keptChoices
	silent time.Time // when an engine last did not answer
}

type keptChoices struct {
	feedID   string
	position int64
	today    disclosure.Date
	choices  choices
}

// choicesOf gives the choices that a form for a kind offers; nil while no engine answers for these records, since forms do
// without. Unless they are those of the very head that the page was made from, the page is marked as passing: the next one
// may offer others while the head is the same.
func (s *site) choicesOf(v *visit, kind disclosure.Kind) choices {
	now := s.Now()
	s.choices.mu.Lock()
	kept, known := s.choices.kept[kind]
	resting := now.Sub(s.choices.silent) < choiceRest
	s.choices.mu.Unlock()
	if known && kept.feedID == v.head.FeedID && kept.position == v.head.Position && kept.today == v.today {
		return kept.choices
	}
	v.passing = true
	if s.Searcher == nil || resting {
		return nil
	}
	ctx, cancel := context.WithTimeout(v.UserContext(), choicePatience)
	defer cancel()
	query := search.Query{Facets: offered}
	if kind != "" {
		query.Kinds = []disclosure.Kind{kind}
	}
	result, err := s.Searcher.Search(ctx, query)
	s.choices.mu.Lock()
	defer s.choices.mu.Unlock()
	if err != nil {
		s.choices.silent = now
		return nil
	}
	if result.FeedID != v.head.FeedID {
		return nil
	}
	found := choices{}
	for field, counts := range result.Facets {
		for _, count := range counts {
			found[field] = append(found[field], count.Value)
		}
	}
	if result.Position == v.head.Position {
		v.passing = false
		if s.choices.kept == nil {
			s.choices.kept = map[disclosure.Kind]keptChoices{}
		}
		s.choices.kept[kind] = keptChoices{result.FeedID, result.Position, v.today, found}
	}
	return found
}

// offer lists the choices of a field in the order in which people look for them: those of closed lists in the lists' own
// order, letters by the alphabet, all others by how often they occur.
func (c choices) offer(field search.Field) []string {
	closed := finder.Choices(field)
	if c == nil {
		return closed
	}
	occurring := slices.Clone(c[field])
	if closed != nil {
		return slices.DeleteFunc(closed, func(value string) bool { return !slices.Contains(occurring, value) })
	}
	return occurring
}
