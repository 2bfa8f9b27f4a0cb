package sheet

import "testing"

func TestIsFooter(t *testing.T) {
	tests := []struct {
		name  string
		cells []string
		want  bool
	}{
		{"one cell", []string{"", "填表人：张三"}, true},
		{"three labels and values", []string{"填表人：", "张三", "", "审核人：", "李四", "制表日期:", "2026/11/20"}, true},
		{"spaces between the characters", []string{"填 表　人 : 张三"}, true},
		{"total", []string{"合计：", "582"}, true},
		{"no colon", []string{"合计", "582"}, false},
		{"a name that begins so", []string{"说明书印刷有限公司：一店", "x"}, false},
		{"another first cell", []string{"示例公司", "填表人：张三"}, false},
		{"a full row", []string{"备注：", "b", "c", "d", "e", "f", "g"}, false},
		{"nothing", []string{"", " "}, false},
	}
	for _, tt := range tests {
		if got := IsFooter(tt.cells); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestIsErrorValue(t *testing.T) {
	for cell, want := range map[string]bool{"#N/A": true, "#DIV/0!": true, "#REF!": true, "#1楼": false, "": false, "N/A": false} {
		if got := IsErrorValue(cell); got != want {
			t.Errorf("%q: %v, want %v", cell, got, want)
		}
	}
}
