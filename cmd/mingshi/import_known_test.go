package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"mingshi/internal/disclosure"
)

// TestStrangersHideNobody asks of many numbers that nobody knows, and then of one that is published: it is found all the same,
// with its inspections, and what is unknown stays so.
func TestStrangersHideNobody(t *testing.T) {
	dir := t.TempDir()
	data, file := filepath.Join(dir, "data"), filepath.Join(dir, "totals.csv")
	rows := "卫生许可证号,检查日期,评分表,检查类型,监督员1,监督员2,实得分,应得分\n甲1号,2026/11/18,lodging,日常监督,李静,王磊,92,100\n"
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	mingshi(t, exitDone, "--data", data, "import", "--as-of", "2026-11-20", file)
	withHouse(t, data, func(h *house) {
		known := newAlreadyPublic(h.store, &h.scheme().Rules)
		for i := range manyMisses + 10 {
			found, err := known.inspectionsOn(t.Context(), fmt.Sprintf("乙%d号", i), disclosure.MustDate("2026-11-18"))
			if err != nil || len(found) != 0 {
				t.Fatalf("%d inspections of a stranger, %v", len(found), err)
			}
		}
		if known.numbers[disclosure.KindGrading] == nil {
			t.Fatal("the numbers were not read")
		}
		for day, want := range map[string]int{"2026-11-18": 1, "2026-11-19": 0} {
			found, err := known.inspectionsOn(t.Context(), "甲1号", disclosure.MustDate(day))
			if err != nil || len(found) != want {
				t.Errorf("%d inspections on %s, %v, want %d", len(found), day, err, want)
			}
		}
	})
}
