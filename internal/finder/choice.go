package finder

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// Choices are all values that can be asked for in a field, in the order of its list; nil for a field that takes any value, or
// that nothing can be filtered by.
func Choices(field search.Field) []string {
	switch field {
	case search.FieldKind:
		return names(search.Kinds())
	case search.FieldState:
		return []string{string(disclosure.StatePublished), string(disclosure.StateDisputed)}
	case search.FieldVenueKind:
		return identifiers(disclosure.VenueKinds)
	case search.FieldCounterpartyKind:
		return identifiers(disclosure.CounterpartyKinds)
	case search.FieldPenaltyKind:
		return identifiers(disclosure.PenaltyKinds)
	case search.FieldGrade: // the letters that the score tables give
		return []string{"A", "B", "C"}
	case search.FieldAuthority, search.FieldStreet, search.FieldYear:
	}
	return nil
}

func names[T ~string](values []T) []string {
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = string(value)
	}
	return texts
}

func identifiers[T ~string](list disclosure.List[T]) []string {
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = string(list[i].ID)
	}
	return ids
}
