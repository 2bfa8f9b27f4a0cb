package privacy

import (
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestFullNames(t *testing.T) {
	cases := []struct {
		cell string
		want []string
	}{
		{"", nil},
		{"无", nil},
		{"王小明", []string{"王小明"}},
		{"王　明", []string{"王明"}},
		{"欧阳 娜娜", []string{"欧阳娜娜"}},
		{"王\u200b明", []string{"王明"}},
		{"王小明（曾用名王大明）", []string{"王小明", "王大明"}},
		{"王小明曾用名：王大明", []string{"王小明", "王大明"}},
		{"王小明又名王大明", []string{"王小明", "王大明"}},
		{"王小明、李小红", []string{"王小明", "李小红"}},
		{"王小明/李小红", []string{"王小明", "李小红"}},
		{"王小明，李小红;张磊", []string{"王小明", "李小红", "张磊"}},
		{"王小明 李小红", []string{"王小明", "李小红"}},
		{"王小明和李小红", []string{"王小明", "李小红"}},
		{"李和平", []string{"李和平"}},
		{"王小明等2人", []string{"王小明"}},
		{"王小明等二人", []string{"王小明"}},
		{"王小明、李小红等人", []string{"王小明", "李小红"}},
		{"王小明(个体)", []string{"王小明"}},
		{"冯小刚（个人）", []string{"冯小刚"}},
		{"王小明13800138000", []string{"王小明"}},
		{"王小明 1101", []string{"王小明"}},
		{"王小明先生", []string{"王小明"}},
		{"张三丰（41990123）", []string{"张三丰"}},
		{"王小明John Smith", []string{"王小明", "John Smith"}},
		{"John Smith（约翰）", []string{"John Smith", "约翰"}},
		{"买买提·吐尔逊", []string{"买买提·吐尔逊"}},
		{"王〇明", []string{"王〇明"}},
		{"龚𠮷祥", []string{"龚𠮷祥"}},
		{"419901198304147738", nil},
	}
	for _, c := range cases {
		t.Run(c.cell, func(t *testing.T) {
			got := FullNames(c.cell)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("FullNames(%q) (-want +got):\n%s", c.cell, diff)
			}
		})
	}
}

func FuzzFullNames(f *testing.F) {
	for _, cell := range []string{"王小明（曾用名王大明）", "昝 建国、John O'Neill 等2人", "买买提·吐尔逊和李和平"} {
		f.Add(cell)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		names := FullNames(cell)
		for i, name := range names {
			if utf8.RuneCountInString(name) < minName {
				t.Errorf("FullNames(%q): %q is no full name", cell, name)
			}
			for _, other := range names[:i] {
				if other == name {
					t.Errorf("FullNames(%q): %q comes twice", cell, name)
				}
			}
		}
	})
}
