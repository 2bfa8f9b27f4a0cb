package sheet

import (
	"math"
	"strings"

	"mingshi/internal/disclosure"
)

// Paper is the size of a board, upright.
type Paper string

// The papers. Those of ISO 216 are one layout in three sizes; the sticker for a door is a square of 150 mm, which leaves its
// symbol the module of 1 mm and more that a phone reads through glass at arm's length.
const (
	A3      Paper = "a3"
	A4      Paper = "a4"
	A5      Paper = "a5"
	Sticker Paper = "sticker"
)

// Papers lists every paper, the largest first.
func Papers() []Paper { return []Paper{A3, A4, A5, Sticker} }

// ParsePaper reads the name of a paper in either case; an empty one is A4. Any other is kind Invalid.
func ParsePaper(s string) (Paper, error) {
	if s == "" {
		return A4, nil
	}
	for _, paper := range Papers() {
		if strings.EqualFold(s, string(paper)) {
			return paper, nil
		}
	}
	return "", disclosure.Errorf(disclosure.Invalid, "paper %.40q: want a3, a4, a5 or sticker", s)
}

// plan says where everything stands on a board.
type plan struct {
	w, h   float64 // of the paper, in millimetres
	resize float64 // from the plan to the paper
	margin float64

	band     float64 // height of the heading's ground
	title    box
	titleEN  box
	identity box // name, address and place, in the middle of it
	name     float64
	// nameLeast is the smallest size of a name: 200 ideographs in it fit beside an address of 200.
	nameLeast float64
	address   extent

	grade    box
	radius   float64 // of its corners
	letter   box
	face     box // a square
	words    box
	ungraded box // takes their place where there is no letter
	word     float64
	wordEN   float64

	facts  []box // columns, filled one after the other
	label  float64
	value  float64
	symbol box // a square with the words under it
	foot   box
	live   float64
	code   float64
	line   float64 // width of hairlines
}

// planOf gives the plan of a paper; kind Invalid for one that is none.
func planOf(paper Paper) (plan, error) {
	switch paper {
	case A4, "":
		return upright(210, 297), nil
	case A3:
		return upright(297, 420), nil
	case A5:
		return upright(148, 210), nil
	case Sticker:
		return square(), nil
	}
	_, err := ParsePaper(string(paper))
	return plan{}, err
}

// upright is the plan of the papers of ISO 216: that of A4, resized.
func upright(w, h float64) plan {
	const left, width = 17, 176
	return plan{
		w: w, h: h, resize: math.Min(w/210, h/297), margin: left,
		band: 40, title: box{left, 8, width, 17}, titleEN: box{left, 25.5, width, 8},
		identity: box{left, 43, width, 66}, name: 20, nameLeast: 5, address: extent{width, 16, 3},
		grade: box{left, 111, width, 78}, radius: 5,
		letter: box{left + 4, 113, 58, 74}, face: box{left + 64, 126, 48, 48}, words: box{left + 118, 118, 54, 64},
		ungraded: box{left + 8, 119, width - 16, 62}, word: 22, wordEN: 6.4,
		facts: []box{{left, 196, 106, 66}}, label: 3.9, value: 5,
		symbol: box{left + width - 65, 190.5, 65, 65},
		foot:   box{left, 267, width, 21}, live: 8, code: 6.4, line: 0.25,
	}
}

// square is the plan of the sticker.
func square() plan {
	const left, width = 8, 134
	return plan{
		w: 150, h: 150, resize: 1, margin: left,
		band: 20, title: box{left, 2.6, width, 11}, titleEN: box{left, 13.4, width, 4.4},
		identity: box{left, 21, width, 31.2}, name: 13, nameLeast: 2.6, address: extent{width, 8, 2},
		grade: box{left, 53, 77, 50}, radius: 3,
		letter: box{left + 2, 54, 38, 32}, face: box{left + 43, 56.5, 27, 27}, words: box{left + 3, 86, 71, 16},
		ungraded: box{left + 3, 57, 71, 42}, word: 10, wordEN: 3.6,
		facts: []box{{left, 106.5, 68, 22}, {left + 72, 110.5, 62, 18}}, label: 2.6, value: 3.3,
		symbol: box{left + width - 53.5, 50.2, 53.5, 53.5},
		foot:   box{left, 131, width, 13}, live: 5, code: 4.6, line: 0.2,
	}
}
