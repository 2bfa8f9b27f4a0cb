package tabular

import (
	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/i18n"
)

// words are what the identifiers of one closed list are called in one language.
type words map[string][]byte

// wordsOf gives the words of a closed list by the name that the data files use; nil for an unknown name.
func wordsOf(list string, lang i18n.Lang) words {
	english := lang == i18n.EN
	switch list {
	case "counterparty_kind":
		return wordsIn(disclosure.CounterpartyKinds, english)
	case "permit_kind":
		return wordsIn(disclosure.PermitKinds, english)
	case "permit_status":
		return wordsIn(disclosure.PermitStatuses, english)
	case "penalty_kind":
		return wordsIn(disclosure.PenaltyKinds, english)
	case "venue_kind":
		return wordsIn(disclosure.VenueKinds, english)
	case "venue_status":
		return wordsIn(disclosure.VenueStatuses, english)
	case "inspection_kind":
		return wordsIn(disclosure.InspectionKinds, english)
	case "check_result":
		return wordsIn(disclosure.CheckResults, english)
	case "reading_source":
		return wordsIn(disclosure.ReadingSources, english)
	case "grade_reason":
		return wordsIn(grading.Causes, english)
	case "due_reason":
		return wordsIn(grading.DueReasons, english)
	case "board_standing":
		return wordsIn(disclosure.BoardStandings, english)
	case "board_end":
		return wordsIn(disclosure.BoardEnds, english)
	}
	return nil
}

func wordsIn[T ~string](list disclosure.List[T], english bool) words {
	w := make(words, len(list))
	for i := range list {
		w[string(list[i].ID)] = []byte(list.Label(list[i].ID, english))
	}
	return w
}

// of gives the word of an identifier; the identifier itself if it is not on the list, and nothing for nothing.
func (w words) of(id []byte) []byte {
	if word, ok := w[string(id)]; ok {
		return word
	}
	return id
}
