package searchtest

import (
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// wantNeighbours fails the test if the neighbours of the first documents are not the others, each once, in any order.
func (w *world) wantNeighbours(of []draft, drafts ...draft) {
	w.t.Helper()
	got, err := w.Neighbours(w.ctx(), idsOf(of))
	w.must(err)
	if diff := diff(slices.Sorted(slices.Values(idsOf(drafts))), slices.Sorted(slices.Values(got))); diff != "" {
		w.t.Errorf("neighbours of %v (-want +got):\n%s", idsOf(of), diff)
	}
}

// neighbourSentences say who is a neighbour.
func neighbourSentences() []sentence {
	return []sentence{
		{name: "documents that share a code or a number are neighbours, and each is its own", prove: func(w *world) {
			v := venue(1, "宾馆").codes("CODEA").numbers("许1号")
			coded, numbered := permit(1).codes("CODEX", "CODEA"), permit(2).numbers("许2号", "许1号")
			both, other := permit(3).codes("CODEA").numbers("许1号"), permit(4).codes("CODEB").numbers("许3号")
			w.put(v, coded, numbered, both, other, permit(5))
			w.wantNeighbours([]draft{v}, v, coded, numbered, both)
			w.wantNeighbours([]draft{coded}, v, coded, both)
			w.wantNeighbours([]draft{numbered}, v, numbered, both)
			w.wantNeighbours([]draft{other}, other)
			w.wantNeighbours([]draft{permit(5)}, permit(5))
		}},
		{name: "neighbours of several are those of each, once", prove: func(w *world) {
			a, b, c := permit(1).codes("CODEA"), permit(2).codes("CODEA"), permit(3).codes("CODEB")
			d := permit(4).codes("CODEB", "CODEA")
			w.put(a, b, c, d)
			w.wantNeighbours([]draft{a, c}, a, b, c, d)
			w.wantNeighbours([]draft{a, a, b}, a, b, d)
		}},
		{name: "neighbours of neighbours are not neighbours", prove: func(w *world) {
			a, b, c := permit(1).codes("CODEA"), permit(2).codes("CODEA", "CODEB"), permit(3).codes("CODEB")
			w.put(a, b, c)
			w.wantNeighbours([]draft{a}, a, b)
		}},
		{name: "codes and numbers are shared whole", prove: func(w *world) {
			a := permit(1).codes("CODEA").numbers("许1号")
			w.put(a, permit(2).codes("CODE"), permit(3).codes("CODEAB"), permit(4).numbers("许1"), permit(5).numbers("甲许1号"))
			w.wantNeighbours([]draft{a}, a)
		}},
		{name: "a code or number of which nothing is left in normal form is shared by nobody", prove: func(w *world) {
			a, b := permit(1).codes("", " ").numbers("\u200b"), permit(2).codes("").numbers("", "\u200b", "　")
			w.put(a, b)
			w.wantNeighbours([]draft{a}, a)
			w.wantNeighbours([]draft{b}, b)
		}},
		{name: "a code that is too short to be searched for is shared all the same", prove: func(w *world) {
			a, b := permit(1).codes("1"), permit(2).codes("1", "CODEA")
			others := []draft{permit(3).codes("12"), permit(4).numbers("1")}
			w.put(append(others, a, b)...)
			w.wantNeighbours([]draft{a}, a, b)
			w.rebuilt("feed", 2, append(others, a, b)...)
			w.wantNeighbours([]draft{a}, a, b)
		}},
		{name: "names and texts make no neighbours", prove: func(w *world) {
			a := permit(1, "宾馆").texts("CODEA")
			w.put(a, permit(2, "宾馆").texts("CODEA"), permit(3).codes("CODEA"))
			w.wantNeighbours([]draft{a}, a)
		}},
	}
}

// changingNeighbourSentences say who is a neighbour while documents come and go.
func changingNeighbourSentences() []sentence {
	return []sentence{
		{name: "what is not in the index has no neighbours", prove: func(w *world) {
			a := permit(1).codes("CODEA")
			w.put(a)
			w.wantNeighbours([]draft{permit(9)})
			w.wantNeighbours([]draft{permit(9), a}, a)
			w.wantNeighbours(nil)
		}},
		{name: "neighbours are those of the present documents", prove: func(w *world) {
			a, b, c := permit(1).codes("CODEA"), permit(2).codes("CODEA"), permit(3).codes("CODEB")
			w.put(a, b, c)
			w.put(permit(1).codes("CODEB"))
			w.wantNeighbours([]draft{a}, a, c)
			w.wantNeighbours([]draft{b}, b)
			w.remove(c.ID)
			w.wantNeighbours([]draft{a}, a)
			w.wantNeighbours([]draft{c})
		}},
		{name: "neighbours are looked for in the generation that answers", prove: func(w *world) {
			a, b := permit(1).codes("CODEA"), permit(2).codes("CODEA")
			w.put(a)
			g := w.rebuild("feed")
			w.must(g.Apply(w.ctx(), search.Batch{Position: 1, Put: documents(a, b)}))
			w.wantNeighbours([]draft{a}, a)
			w.must(g.Promote(w.ctx()))
			w.wantNeighbours([]draft{a}, a, b)
		}},
		{name: "an unknown kind of id has no neighbours", prove: func(w *world) {
			w.put(permit(1).codes("CODEA"))
			got, err := w.Neighbours(w.ctx(), []disclosure.ID{"", "x", idOf(disclosure.KindBoard, 1)})
			if err != nil || len(got) != 0 {
				w.t.Errorf("neighbours are %v, %v", got, err)
			}
		}},
	}
}
