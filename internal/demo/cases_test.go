package demo

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
)

// decimalTenths reads a decimal number of at most one place as tenths.
func decimalTenths(t *testing.T, s string) int {
	t.Helper()
	whole, tenth, _ := strings.Cut(s, ".")
	n, err := strconv.Atoi(whole + (tenth + "0")[:1])
	if err != nil || len(tenth) > 1 {
		t.Fatalf("%q is no decimal of one place", s)
	}
	return n
}

func TestDeductionsAddUpToThePointsLost(t *testing.T) {
	tables := []string{"lodging", "bathing", "swimming", "hair-beauty", "entertainment", "mall"}
	kinds := []string{"日常监督", "双随机", "专项检查"}
	for n, row := range writeDistrict(t, Options{Scale: 3, Seed: 6, Today: testDay})["inspections.csv"].rows {
		lost := 0
		for part := range strings.SplitSeq(row["扣分项"], ";") {
			item, points, found := strings.Cut(part, "|-")
			if item == "" || !found {
				t.Fatalf("row %d: deduction %q", n+2, part)
			}
			lost += decimalTenths(t, points)
		}
		obtained, applicable := decimalTenths(t, row["实得分"]), decimalTenths(t, row["应得分"])
		if applicable-obtained != lost {
			t.Errorf("row %d: %s of %s points, deductions %s", n+2, row["实得分"], row["应得分"], row["扣分项"])
		}
		if row["监督员1"] == "" || row["监督员2"] == "" || row["监督员1"] == row["监督员2"] {
			t.Errorf("row %d: inspectors %q and %q", n+2, row["监督员1"], row["监督员2"])
		}
		if !slices.Contains(tables, row["评分表"]) || !slices.Contains(kinds, row["检查类型"]) {
			t.Errorf("row %d: table %q, kind %q", n+2, row["评分表"], row["检查类型"])
		}
	}
}

// pastHeadings are the dates that may not lie after today; ends of validity and deadlines may.
var pastHeadings = []string{
	"XK_JDRQ", "XK_YXQZ", "许可决定日期", "有效期自", "CF_JDRQ", "SJC", "处罚决定日期", "检查日期", "复查日期", "采样时间", "备案日期",
}

func TestNothingHappensAfterToday(t *testing.T) {
	for _, today := range []string{"2026-11-20", "2026-11-22", "2027-01-01", "2028-02-29", "2026-03-01"} {
		t.Run(today, func(t *testing.T) {
			day := disclosure.MustDate(today)
			checked := 0
			for file, s := range writeDistrict(t, Options{Scale: 1, Seed: 8, Today: day}) {
				for n, row := range s.rows {
					for _, heading := range pastHeadings {
						if row[heading] == "" {
							continue
						}
						checked++
						if date := readDate(t, row[heading]); date.After(day) {
							t.Errorf("%s, data row %d: %s is %s", file, n+1, heading, date)
						}
					}
				}
			}
			if checked < 900 {
				t.Errorf("only %d dates were checked", checked)
			}
		})
	}
}

// readDate reads the day of YYYY/MM/DD or YYYY-MM-DD, with or without a time behind it.
func readDate(t *testing.T, s string) disclosure.Date {
	t.Helper()
	day, _, _ := strings.Cut(s, " ")
	date, err := disclosure.ParseDate(strings.ReplaceAll(day, "/", "-"))
	if err != nil {
		t.Fatal(err)
	}
	return date
}

// merged gives the values that stand in several files, each under its own heading.
func merged(sheets map[string]sheet, heading map[string]string) []string {
	var values []string
	for file, h := range heading {
		for _, row := range sheets[file].rows {
			values = append(values, row[h])
		}
	}
	return values
}

func TestNaturalKeysComeOnce(t *testing.T) {
	sheets := writeDistrict(t, Options{Scale: 5, Seed: 9, Today: testDay})
	keys := map[string][]string{
		"permit documents": merged(sheets, map[string]string{
			"permits-gen3-codes.csv": "XK_WSH", "permits-gen3-names.xlsx": "行政许可决定文书号", "permits-gen3-persons.csv": "XK_WSH",
		}),
		"permit numbers": merged(sheets, map[string]string{
			"permits-gen3-codes.csv": "XK_XKBH", "permits-gen3-names.xlsx": "许可编号", "permits-gen3-persons.csv": "XK_XKBH",
		}),
		"penalties": merged(sheets, map[string]string{
			"penalties-gen3-names.xlsx": "行政处罚决定书文号", "penalties-gen2-gb18030.csv": "CF_WSH", "penalties-gen1.csv": "CF_WSH",
		}),
		"filings":   merged(sheets, map[string]string{"filings.csv": "备案编号"}),
		"venues":    merged(sheets, map[string]string{"venues.xlsx": "卫生许可证号"}),
		"addresses": merged(sheets, map[string]string{"venues.xlsx": "详细地址"}),
	}
	for _, row := range sheets["inspections.csv"].rows {
		keys["inspections"] = append(keys["inspections"], row["卫生许可证号"]+row["检查日期"]+row["检查类型"])
	}
	for _, row := range sheets["readings.csv"].rows {
		keys["readings"] = append(keys["readings"], row["卫生许可证号"]+row["采样时间"]+row["检测项目"]+row["采样点"])
	}
	for name, values := range keys {
		seen := map[string]bool{}
		for _, value := range values {
			if value == "" || seen[value] {
				t.Errorf("%s: %q is empty or comes twice", name, value)
			}
			seen[value] = true
		}
		if len(values) == 0 {
			t.Errorf("%s: none", name)
		}
	}
}

func TestEverythingBelongsToAVenueOnTheRegister(t *testing.T) {
	sheets := writeDistrict(t, Options{Scale: 2, Seed: 10, Today: testDay})
	register, permits := map[string]string{}, map[string]string{}
	for _, row := range sheets["permits-gen3-codes.csv"].rows {
		permits[row["XK_XKBH"]] = row["XK_XDR_SHXYM"]
	}
	for _, row := range sheets["permits-gen3-names.xlsx"].rows {
		permits[row["许可编号"]] = row["行政相对人代码_1(统一社会信用代码)"]
	}
	for _, row := range sheets["venues.xlsx"].rows {
		register[row["卫生许可证号"]] = row["统一社会信用代码"]
		if permits[row["卫生许可证号"]] != row["统一社会信用代码"] {
			t.Errorf("venue %s: permit %s is of %q", row["场所名称"], row["卫生许可证号"], permits[row["卫生许可证号"]])
		}
	}
	for _, file := range []string{"inspections.csv", "readings.csv"} {
		for n, row := range sheets[file].rows {
			if register[row["卫生许可证号"]] == "" {
				t.Errorf("%s row %d: venue %q is not on the register", file, n+2, row["卫生许可证号"])
			}
		}
	}
}

// latestVisits gives the latest inspection of each venue.
func latestVisits(rows []map[string]string) map[string]map[string]string {
	latest := map[string]map[string]string{}
	for _, row := range rows {
		if known, ok := latest[row["卫生许可证号"]]; !ok || row["检查日期"] > known["检查日期"] {
			latest[row["卫生许可证号"]] = row
		}
	}
	return latest
}

// gradeOf grades a visit by the common model.
func gradeOf(t *testing.T, row map[string]string) string {
	t.Helper()
	obtained, applicable := decimalTenths(t, row["实得分"]), decimalTenths(t, row["应得分"])
	switch {
	case row["关键项不合格"] != "":
		return "key item"
	case obtained*100 >= applicable*90:
		return "A"
	case obtained*100 >= applicable*70:
		return "B"
	case obtained*100 >= applicable*60:
		return "C"
	default:
		return "low"
	}
}

func TestSizesAndSharesAreThoseOfARealDistrict(t *testing.T) {
	const scale = 5
	sheets := writeDistrict(t, Options{Scale: scale, Seed: 11, Today: testDay})
	sizes := map[string]int{
		"venues": len(sheets["venues.xlsx"].rows),
		"permits": len(sheets["permits-gen3-codes.csv"].rows) + len(sheets["permits-gen3-names.xlsx"].rows) +
			len(sheets["permits-gen3-persons.csv"].rows),
		"persons":     len(sheets["permits-gen3-persons.csv"].rows),
		"filings":     len(sheets["filings.csv"].rows),
		"inspections": len(sheets["inspections.csv"].rows),
		"readings":    len(sheets["readings.csv"].rows),
		"penalties": len(sheets["penalties-gen3-names.xlsx"].rows) + len(sheets["penalties-gen2-gb18030.csv"].rows) +
			len(sheets["penalties-gen1.csv"].rows),
	}
	for name, want := range map[string][2]int{
		"venues": {120, 120}, "permits": {130, 130}, "persons": {8, 8}, "filings": {10, 10}, "inspections": {190, 210},
		"readings": {380, 420}, "penalties": {38, 42},
	} {
		if n := sizes[name]; n < want[0]*scale || n > want[1]*scale {
			t.Errorf("%s = %d, want %d to %d", name, n, want[0]*scale, want[1]*scale)
		}
	}

	latest := latestVisits(sheets["inspections.csv"].rows)
	grades := map[string]int{}
	for _, row := range latest {
		grades[gradeOf(t, row)]++
	}
	for grade, want := range map[string][2]float64{"A": {1, 3.5}, "B": {35, 45}, "C": {50, 62}, "key item": {1, 5}, "low": {1, 5}} {
		if share := 100 * float64(grades[grade]) / float64(len(latest)); share < want[0] || share > want[1] {
			t.Errorf("grade %s: %.1f %% of %v, want %v", grade, share, grades, want)
		}
	}
	if never := sizes["venues"] - len(latest); never < scale || never > 20*scale {
		t.Errorf("%d venues were never inspected", never)
	}
}

func TestVisitsKeepTheirDistances(t *testing.T) {
	sheets := writeDistrict(t, Options{Scale: 3, Seed: 12, Today: testDay})
	decided := map[string]disclosure.Date{}
	for _, row := range sheets["permits-gen3-codes.csv"].rows {
		decided[row["XK_XKBH"]] = readDate(t, row["XK_JDRQ"])
	}
	for _, row := range sheets["permits-gen3-names.xlsx"].rows {
		decided[row["许可编号"]] = readDate(t, row["许可决定日期"])
	}
	visits := map[string][]disclosure.Date{}
	for _, row := range sheets["inspections.csv"].rows {
		on := readDate(t, row["检查日期"])
		if on.Before(decided[row["卫生许可证号"]]) || on.Before(testDay.AddMonths(-24)) {
			t.Errorf("venue %s was inspected on %s", row["卫生许可证号"], on)
		}
		visits[row["卫生许可证号"]] = append(visits[row["卫生许可证号"]], on)
	}
	for number, dates := range visits {
		for i := 1; i < len(dates); i++ {
			if dates[i].Before(dates[i-1].AddMonths(3)) {
				t.Errorf("venue %s was inspected on %s and %s", number, dates[i-1], dates[i])
			}
		}
	}
}

func TestCorrectionsStandInEveryWay(t *testing.T) {
	standings := map[string]int{}
	for n, row := range writeDistrict(t, Options{Scale: 1, Seed: 13, Today: testDay})["inspections.csv"].rows {
		ordered := row["责令整改"] == "是"
		if ordered != (row["整改期限"] != "") || (row["复查日期"] != "") != (row["复查结果"] != "") || (!ordered && row["复查日期"] != "") {
			t.Errorf("row %d: %v", n+2, row)
		}
		if grade := gradeOf(t, row); !ordered && (grade == "low" || grade == "key item") {
			t.Errorf("row %d: no correction was ordered", n+2)
		}
		switch {
		case !ordered:
			standings["none"]++
		case row["复查结果"] != "":
			standings[row["复查结果"]]++
		case readDate(t, row["整改期限"]).Before(testDay):
			standings["overdue"]++
		default:
			standings["open"]++
		}
	}
	for _, standing := range []string{"none", "合格", "不合格", "overdue", "open"} {
		if standings[standing] == 0 {
			t.Errorf("no correction is %s: %v", standing, standings)
		}
	}
}

func TestPoolsMeasureDailyAndOneNever(t *testing.T) {
	sheets := writeDistrict(t, Options{Scale: 1, Seed: 14, Today: testDay})
	pools := map[string]map[disclosure.Date]bool{}
	for _, row := range sheets["venues.xlsx"].rows {
		if row["场所类别"] == "游泳" {
			pools[row["卫生许可证号"]] = map[disclosure.Date]bool{}
		}
	}
	for _, row := range sheets["readings.csv"].rows {
		days := pools[row["卫生许可证号"]]
		if days == nil {
			continue
		}
		days[readDate(t, row["采样时间"])] = true
		if strings.HasPrefix(row["采样时间"], testDay.String()) && !strings.HasSuffix(row["采样时间"], " 08:00") {
			t.Errorf("today's reading of %s may lie in the future", row["采样时间"])
		}
	}
	today, never := 0, 0
	for _, days := range pools {
		if len(days) == 0 {
			never++
		}
		if days[testDay] {
			today++
			for back := range poolDays {
				if !days[testDay.AddDays(-back)] {
					t.Errorf("no reading %d days ago", back)
				}
			}
		}
	}
	if len(pools) != 6 || today != 3 || never != 1 {
		t.Errorf("of %d pools %d measured today and %d never, want 3 and 1 of 6", len(pools), today, never)
	}
}

func TestPermitsAreNewLapsingAndLapsed(t *testing.T) {
	sheets := writeDistrict(t, Options{Scale: 1, Seed: 18, Today: testDay})
	ends := map[string]string{}
	recent, lapsed, lapsing := 0, 0, 0
	see := func(number, decided, end string) {
		ends[number] = end
		if !readDate(t, decided).Before(testDay.AddDays(-6)) {
			recent++
		}
	}
	for _, row := range sheets["permits-gen3-codes.csv"].rows {
		see(row["XK_XKBH"], row["XK_JDRQ"], row["XK_YXQZI"])
	}
	for _, row := range sheets["permits-gen3-names.xlsx"].rows {
		see(row["许可编号"], row["许可决定日期"], row["有效期至"])
	}
	for _, row := range sheets["venues.xlsx"].rows {
		switch left := testDay.DaysUntil(readDate(t, ends[row["卫生许可证号"]])); {
		case left < 0:
			lapsed++
		case left <= 30:
			lapsing++
		}
	}
	if recent != 5 || lapsed != 1 || lapsing != 1 {
		t.Errorf("recent %d, lapsed %d, lapsing %d; want 5, 1, 1", recent, lapsed, lapsing)
	}
}

func TestVenuesAreClosedInChainsAndOddlyNamed(t *testing.T) {
	long, closed := 0, 0
	var names strings.Builder
	branches := map[string]int{}
	for _, row := range writeDistrict(t, Options{Scale: 1, Seed: 19, Today: testDay})["venues.xlsx"].rows {
		if len([]rune(row["经营单位名称"])) > 40 && len([]rune(row["场所名称"])) > 25 {
			long++
		}
		if row["状态"] == "停业" {
			closed++
		}
		branches[row["统一社会信用代码"]]++
		names.WriteString(row["场所名称"])
	}
	for _, rare := range []string{"㛃", "𠮷", "龘", "犇"} {
		if !strings.Contains(names.String(), rare) {
			t.Errorf("no venue has %s in its name", rare)
		}
	}
	chains := 0
	for _, venues := range branches {
		if venues > 1 {
			chains++
		}
	}
	if long != 2 || closed != 3 || chains != 4 {
		t.Errorf("long names %d, closed %d, chains %d; want 2, 3, 4", long, closed, chains)
	}
}

func TestPersonsPermitsHaveATelephoneNumberInTheText(t *testing.T) {
	for n, row := range writeDistrict(t, Options{Scale: 1, Today: testDay})["permits-gen3-persons.csv"].rows {
		if !strings.Contains(row["XK_NR"], row["XK_XDR_MC"]+"，联系电话154") || row["XK_YXQZI"] != "2099/12/31" {
			t.Errorf("person %d: %q until %s", n+1, row["XK_NR"], row["XK_YXQZI"])
		}
	}
}
