package limits_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/limits"
)

func shipped(tb testing.TB) *limits.Items {
	tb.Helper()
	items, err := limits.Shipped()
	if err != nil {
		tb.Fatal(err)
	}
	return items
}

// TestShippedHoldsTheWholeList holds the data to domain.md §6: each row's items, units, bounds and marks.
func TestShippedHoldsTheWholeList(t *testing.T) {
	const pool, bath, rest, hall, room = "成人池", "浴池", "客房", "大厅", ""
	kind := map[string]disclosure.VenueKind{pool: "swimming", bath: "bathing", rest: "lodging", hall: "lodging", room: "lodging"}
	for _, row := range []struct {
		code, place, min, max, unit string
		verified                    bool
	}{
		{"carbon_dioxide", rest, "", "0.1", "%", true},
		{"carbon_dioxide", hall, "", "0.15", "%", true},
		{"air_bacteria", rest, "", "1500", "CFU/m³", true},
		{"air_bacteria", hall, "", "4000", "CFU/m³", false},
		{"air_bacteria_dish", rest, "", "20", "CFU/皿", false},
		{"air_bacteria_dish", hall, "", "40", "CFU/皿", false},
		{"carbon_monoxide", room, "", "10", "mg/m³", false},
		{"pm10", room, "", "0.15", "mg/m³", false},
		{"formaldehyde", room, "", "0.1", "mg/m³", false},
		{"benzene", room, "", "0.11", "mg/m³", false},
		{"toluene", room, "", "0.2", "mg/m³", false},
		{"xylene", room, "", "0.2", "mg/m³", false},
		{"ammonia", room, "", "0.2", "mg/m³", false},
		{"ozone", room, "", "0.16", "mg/m³", false},
		{"tvoc", room, "", "0.6", "mg/m³", false},
		{"radon", "地下一层", "", "400", "Bq/m³", false},
		{"fresh_air", rest, "30", "", "m³/(h·人)", false},
		{"fresh_air", hall, "20", "", "m³/(h·人)", false},
		{"humidity", room, "40", "65", "%", true},
		{"air_speed", rest, "", "0.3", "m/s", false},
		{"air_speed", hall, "", "0.5", "m/s", false},
		{"turbidity", pool, "", "1", "NTU", true},
		{"ph", pool, "7", "7.8", "", true},
		{"free_chlorine", pool, "0.3", "1", "mg/L", true},
		{"combined_chlorine", pool, "", "0.4", "mg/L", false},
		{"water_temperature", pool, "23", "30", "℃", true},
		{"colony_count", pool, "", "200", "CFU/mL", true},
		{"coliforms", pool, "", "0", "CFU/100mL", true},
		{"coliforms_mpn", pool, "", "0", "MPN/100mL", true},
		{"urea", pool, "", "3.5", "mg/L", false},
		{"orp", pool, "650", "", "mV", false},
		{"cyanuric_acid", pool, "", "50", "mg/L", false},
		{"free_chlorine", "浸脚池", "5", "10", "mg/L", true},
		{"turbidity", bath, "", "5", "NTU", false},
		{"legionella", bath, "", "0", "", false},
		{"cup_colony_count", room, "", "5", "CFU/cm²", false},
		{"cup_coliforms", room, "", "0", "", true},
		{"linen_colony_count", room, "", "200", "CFU/25cm²", false},
		{"linen_coliforms", room, "", "0", "", true},
		{"linen_s_aureus", room, "", "0", "", true},
		{"linen_ph", room, "6.5", "8.5", "", true},
		{"sanitary_colony_count", room, "", "300", "CFU/25cm²", false},
		{"sanitary_coliforms", room, "", "0", "", false},
		{"slipper_colony_count", room, "", "300", "CFU/25cm²", false},
		{"slipper_fungi", room, "", "50", "CFU/50cm²", false},
		{"tool_colony_count", room, "", "200", "CFU/25cm²", false},
		{"tool_coliforms", room, "", "0", "", true},
		{"tool_s_aureus", room, "", "0", "", true},
		{"pedicure_colony_count", room, "", "200", "CFU/25cm²", false},
		{"pedicure_coliforms", room, "", "0", "", false},
		{"pedicure_s_aureus", room, "", "0", "", false},
		{"pedicure_fungi", room, "", "50", "CFU/50cm²", false},
	} {
		item, ok := shipped(t).Find(row.code)
		if !ok {
			t.Errorf("%s is missing", row.code)
			continue
		}
		limit, _ := shipped(t).Judge(item, limits.Value{Number: "1"}, limits.Sample{Place: row.place, VenueKind: kind[row.place], On: sampled})
		if limit == nil {
			t.Errorf("%s at %q: no limit", row.code, row.place)
			continue
		}
		recommended := row.code == "water_temperature" || row.code == "humidity"
		if string(limit.Min) != row.min || string(limit.Max) != row.max || item.Unit != row.unit || limit.Verified != row.verified ||
			limit.Recommended != recommended {
			t.Errorf("%s at %q: %+v in %q", row.code, row.place, *limit, item.Unit)
		}
	}
}

func TestFind(t *testing.T) {
	for name, want := range map[string]string{
		"pH": "ph", "PH值": "ph", "ph": "ph", "CO2": "carbon_dioxide", "co": "carbon_monoxide", "Urea": "urea", "杯具 菌落总数": "cup_colony_count",
		"余氯": "free_chlorine", "甲醇": "", "": "",
	} {
		item, ok := shipped(t).Find(name)
		if ok != (want != "") || (ok && item.Code != want) {
			t.Errorf("%q is %+v, want %q", name, item, want)
		}
	}
}

func TestNear(t *testing.T) {
	items := shipped(t)
	for name, want := range map[string]string{
		"甲笨": "甲苯", "游离氯": "游离性余氯", "杯具细菌": "杯具菌落总数", "浊度仪": "浑浊度", "free chlorine": "游离性余氯",
	} {
		near := items.Near(name)
		if !slices.Contains(near, want) || len(near) > 5 {
			t.Errorf("near to %q are %q, want %q among them", name, near, want)
		}
	}
	for _, name := range []string{"", "zzz", "，。"} {
		if near := items.Near(name); len(near) > 0 {
			t.Errorf("near to %q are %q", name, near)
		}
	}
	if diff := cmp.Diff("甲苯", items.Near("甲苯x")[0]); diff != "" {
		t.Errorf("the likest is not first: %s", diff)
	}
}

// TestNamesAreAllDifferent reads the shipped file once more in small letters: what Parse holds of any list.
func TestNamesAreAllDifferent(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range shipped(t).Names() {
		if name = strings.ToLower(name); seen[name] {
			t.Errorf("%q names two items", name)
		}
		seen[name] = true
	}
	if len(seen) < 45 {
		t.Errorf("%d items", len(seen))
	}
}
