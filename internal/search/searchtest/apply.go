package searchtest

import (
	"slices"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

func applySentences() []sentence {
	return slices.Concat(refusedBatchSentences(), replacedSentences(), []sentence{
		{name: "when Apply returns, searches see all of the batch", prove: func(w *world) {
			for i := range 20 {
				w.put(permit(2*i, "宾馆"), permit(2*i+1, "宾馆"))
				q := text("宾馆")
				w.wantTotal(&q, w.search(q), int64(2*i+2))
			}
		}},
		{name: "a batch puts and removes at once", prove: func(w *world) {
			w.put(permit(1, "宾馆"), permit(2, "宾馆"))
			w.apply(search.Batch{Put: documents(permit(3, "宾馆")), Remove: []disclosure.ID{permit(1).ID}})
			w.wantFound(text("宾馆"), permit(2), permit(3))
		}},
	})
}

func replacedSentences() []sentence {
	return append(repeatedSentences(), []sentence{
		{name: "a document that is there is replaced", prove: func(w *world) {
			w.put(permit(1, "旧名").texts("旧文").numbers("旧号").codes("OLDCODE").on("2020-01-01").street("东"))
			d := permit(1, "新名").texts("新文").numbers("新号").codes("NEWCODE").on("2026-01-01").street("西")
			w.put(d)
			for _, query := range []string{"新名", "新文", "新号", "newc"} {
				w.wantFound(text(query), d)
			}
			for _, query := range []string{"旧名", "旧文", "旧号", "oldc", "旧"} {
				w.wantFound(text(query))
			}
			w.wantFound(search.Query{DecidedTo: disclosure.MustDate("2025-12-31")})
			w.wantFound(filtered(search.FieldStreet, "东"))
			w.wantFound(search.Query{}, d)
		}},
		{name: "a document that is replaced by a smaller one has nothing left of the larger", prove: func(w *world) {
			w.put(fullDraft().texts("事实").codes(exampleCode).until("2027-01-01"))
			w.put(penalty(1))
			w.wantFound(search.Query{}, penalty(1))
			w.wantFound(text("示例"))
			w.wantFound(text("9141"))
			w.wantFacets(w.ask(search.Query{Facets: []search.Field{search.FieldPenaltyKind, search.FieldGrade, search.FieldYear}}),
				map[search.Field][]search.Count{search.FieldPenaltyKind: nil, search.FieldGrade: nil, search.FieldYear: nil})
			w.setDay("2030-01-01")
			w.wantFound(search.Query{}, penalty(1))
		}},
		{name: "a document that is removed is in no hit, total, facet or suggestion", prove: func(w *world) {
			w.put(venue(1, "示例宾馆").street("东"), venue(2, "示例酒楼").street("西"))
			w.remove(venue(1).ID)
			w.wantFound(text("示例"), venue(2))
			w.wantFound(text("宾馆"))
			w.wantFacets(w.ask(search.Query{Facets: []search.Field{search.FieldStreet}}), map[search.Field][]search.Count{
				search.FieldStreet: {{Value: "西", Count: 1}},
			})
			w.wantSuggested("示例", 8, venue(2))
		}},
		{name: "a document that was removed may be put again", prove: func(w *world) {
			w.put(permit(1, "宾馆"))
			w.remove(permit(1).ID)
			w.put(permit(1, "酒楼"))
			w.wantFound(text("酒楼"), permit(1))
			w.wantFound(text("宾馆"))
			w.wantDocuments(1)
		}},
	}...)
}

func repeatedSentences() []sentence {
	return []sentence{
		{name: "removing what is not there changes nothing but the position", prove: func(w *world) {
			w.put(permit(1, "宾馆"))
			w.remove(permit(2).ID, venue(9).ID)
			w.remove(permit(2).ID)
			w.wantFound(search.Query{}, permit(1))
			w.wantState(search.State{Position: 3, Documents: 1})
		}},
		{name: "applying a batch again changes nothing", prove: func(w *world) {
			w.put(permit(1, "宾馆"), permit(2, "宾馆"))
			batch := search.Batch{
				Position: 5, Put: documents(permit(3, "宾馆"), permit(1, "酒楼")), Remove: []disclosure.ID{permit(2).ID},
			}
			for range 3 {
				w.must(w.Apply(w.ctx(), batch))
				w.wantFound(text("宾馆"), permit(3))
				w.wantFound(text("酒楼"), permit(1))
				w.wantFound(search.Query{}, permit(1), permit(3))
				w.wantState(search.State{Position: 5, Documents: 2})
			}
		}},
		{name: "a batch moves the position, an empty one too", prove: func(w *world) {
			for _, position := range []int64{1, 2, 1_000, 1 << 40} {
				w.must(w.Apply(w.ctx(), search.Batch{Position: position}))
				w.wantState(search.State{Position: position})
				if result := w.search(search.Query{}); result.Position != position {
					w.t.Errorf("an answer is of position %d, want %d", result.Position, position)
				}
			}
		}},
		{name: "a large batch is seen whole", prove: func(w *world) {
			var drafts []draft
			for i := range 3000 {
				drafts = append(drafts, permit(i, "宾馆"+idText(i)).texts("示例路"+idText(i)+"号"))
			}
			w.put(drafts...)
			q := search.Query{Text: "宾馆"}
			w.wantTotal(&q, w.ask(q), 3000)
			w.wantFound(text("路002999号"), drafts[2999])
			var ids []disclosure.ID
			for _, d := range drafts[:2990] {
				ids = append(ids, d.ID)
			}
			w.remove(ids...)
			w.wantFound(text("宾馆"), drafts[2990:]...)
		}},
		{name: "long texts are kept whole", prove: func(w *world) {
			long := make([]rune, 70_000)
			for i := range long {
				long[i] = rune(0x4E00 + i%5000)
			}
			d := permit(1).texts(string(long) + "尾巴")
			w.put(d, permit(2, "旁"))
			w.wantFound(text("尾巴"), d)
			w.wantFound(text(string(long[69_000:69_100])), d)
			w.wantFound(text(string(long[:100])), d)
			w.wantFound(text("巴尾"))
		}},
	}
}

func refusedBatchSentences() []sentence {
	return []sentence{
		{name: "a batch that would move the position backwards is refused whole", prove: func(w *world) {
			w.must(w.Apply(w.ctx(), search.Batch{Position: 7, Put: documents(permit(1, "宾馆"))}))
			err := w.Apply(w.ctx(), search.Batch{
				Position: 6, Put: documents(permit(2, "宾馆")), Remove: []disclosure.ID{permit(1).ID},
			})
			w.wantKind(err, disclosure.Conflict)
			w.wantFound(text("宾馆"), permit(1))
			w.wantState(search.State{Position: 7, Documents: 1})
		}},
		{name: "a batch of another feed is refused whole", prove: func(w *world) {
			w.put(permit(1, "宾馆"))
			for _, feedID := range []string{"another", "Feed", "feed "} {
				w.wantKind(w.Apply(w.ctx(), search.Batch{
					FeedID: feedID, Position: 2, Put: documents(permit(2, "宾馆")), Remove: []disclosure.ID{permit(1).ID},
				}), disclosure.Conflict)
			}
			w.wantKind(w.Engine.Apply(w.ctx(), search.Batch{Position: 2, Put: documents(permit(2, "宾馆"))}), disclosure.Conflict)
			w.wantFound(text("宾馆"), permit(1))
			w.wantState(search.State{Position: 1, Documents: 1})
		}},
		{name: "a batch with a document that no index could keep is refused whole", prove: func(w *world) {
			w.put(permit(1, "宾馆"))
			for _, bad := range []search.Document{
				{ID: "x"},
				{ID: ""},
				{ID: idOf(disclosure.KindBoard, 1)},
				{ID: idOf(disclosure.KindVenue, 1), DecidedOn: disclosure.MustDate(firstDay)},
				{ID: idOf(disclosure.KindVenue, 1), Fine: new(disclosure.Fen)},
				{ID: idOf(disclosure.KindPermit, 3), SortName: "甲"},
			} {
				err := w.Apply(w.ctx(), search.Batch{
					Position: 2, Put: append(documents(permit(2, "宾馆")), bad), Remove: []disclosure.ID{permit(1).ID},
				})
				w.wantKind(err, disclosure.Invalid)
			}
			w.wantFound(search.Query{}, permit(1))
			w.wantState(search.State{Position: 1, Documents: 1})
		}},
	}
}
