package finder

import (
	"context"
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
	"mingshi/internal/store"
)

// MaxSuggestions is the most names that are suggested at once.
const MaxSuggestions = 8

// looked is how many records are looked at for that many names: several may go by one, or only by their venue's.
const looked = 3 * MaxSuggestions

// Suggested are names that fit a text which is still being typed.
type Suggested struct {
	Names []Suggestion
	// Position is how far the index had come at least, Head the store's head before.
	Position int64
	Head     store.Head
}

// Suggestion is a name in which all of the text occurs, and a record that has it.
type Suggestion struct {
	Name   string
	Record disclosure.Record
}

// Suggest gives up to MaxSuggestions names, each once, the best first. It does not wait for the index. What fits only by the
// name of its venue is left out: the venue itself is suggested.
func (f *Finder) Suggest(ctx context.Context, text string) (Suggested, error) {
	if err := (&search.Query{Text: text}).Check(); err != nil {
		return Suggested{}, err
	}
	head, err := f.Reader.Head(ctx)
	if err != nil {
		return Suggested{}, err
	}
	state, err := f.Searcher.State(ctx)
	if err != nil {
		return Suggested{}, err
	}
	if err := sameFeed(head, state.FeedID); err != nil {
		return Suggested{}, err
	}
	ids, err := f.Searcher.Suggest(ctx, text, looked)
	if err != nil {
		return Suggested{}, err
	}
	records, err := f.read(ctx, ids)
	if err != nil {
		return Suggested{}, err
	}
	found := Suggested{Position: state.Position, Head: head}
	terms := search.Terms(text)
	for i := range records {
		name, err := fittingName(&records[i], terms)
		if err != nil {
			return Suggested{}, err
		}
		taken := slices.ContainsFunc(found.Names, func(s Suggestion) bool { return s.Name == name })
		if name != "" && !taken && len(found.Names) < MaxSuggestions {
			found.Names = append(found.Names, Suggestion{Name: name, Record: records[i]})
		}
	}
	return found, nil
}

// fittingName is the first of a record's own names in which all terms occur; "" if there is none.
func fittingName(r *disclosure.Record, terms []string) (string, error) {
	body, err := disclosure.DecodeBody(r.Kind, r.Body)
	if err != nil {
		return "", err
	}
	for _, m := range search.Members(body) {
		missing := func(term string) bool {
			return len(search.Highlight(&search.Query{Text: term}, m.Role, m.Text)) == 0
		}
		if m.Role == search.RoleName && !slices.ContainsFunc(terms, missing) {
			return m.Text, nil
		}
	}
	return "", nil
}
