package tabular

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/dossier"
	"mingshi/internal/i18n"
	"mingshi/internal/wire"
)

// envelopeMembers and joinedMembers are those of contracts §3 that are in no body.
var (
	envelopeMembers = []string{
		"id", "kind", "version", "state", "position", "published_at", "public_until", "updated_at", "regime", "salt", "digest", "url",
	}
	joinedMembers = map[disclosure.Kind][]string{
		disclosure.KindPermit:  {"status_today", "venue.id", "venue.name"},
		disclosure.KindFiling:  {"status_today", "venue.id", "venue.name"},
		disclosure.KindPenalty: {"venue.id", "venue.name"},
		disclosure.KindVenue:   {"permits", "penalties_in_force", "next_inspection_by", "grade.next_inspection_for", "grade.corrections"},
		disclosure.KindGrading: {"venue.id", "venue.name"},
		disclosure.KindReading: {"venue.id", "venue.name"},
	}
)

// TestEveryMemberOfARecordIsInAColumn goes over the types, both ways.
func TestEveryMemberOfARecordIsInAColumn(t *testing.T) {
	for kind, body := range bodies() {
		want := slices.Concat(envelopeMembers, joinedMembers[kind], membersOf("", reflect.TypeOf(body)))
		if kind == disclosure.KindVenue {
			want = append(want, membersOf("grade.", reflect.TypeFor[dossier.CurrentGrade]())...)
		}
		columns, ok := Columns(kind, "")
		if !ok {
			t.Fatalf("%s has no columns", kind)
		}
		var got []string
		for _, c := range columns {
			got = append(got, c.Path)
		}
		for _, path := range want {
			if !slices.Contains(got, path) {
				t.Errorf("%s: member %q is in no column", kind, path)
			}
		}
		for _, path := range got {
			if !slices.Contains(want, path) {
				t.Errorf("%s: column %q is no member", kind, path)
			}
		}
	}
}

// membersOf lists the paths of what a type holds; an array is one member.
func membersOf(prefix string, of reflect.Type) []string {
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	var paths []string
	for member := range of.Fields() {
		name, _, _ := strings.Cut(member.Tag.Get("json"), ",")
		inner := member.Type
		for inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct && inner != reflect.TypeFor[disclosure.Date]() {
			paths = append(paths, membersOf(prefix+name+".", inner)...)
			continue
		}
		paths = append(paths, prefix+name)
	}
	return paths
}

// TestEveryValueOfAServedRecordIsInItsRow compares a row with what encoding/json finds in the record as it is served.
func TestEveryValueOfAServedRecordIsInItsRow(t *testing.T) {
	w := newWorld(t, wire.Lens{})
	for _, kind := range disclosure.Kinds() {
		columns, texts := w.texts(t, kind, "", "")
		left := map[string]string{}
		flatten(t, "", w.served(t, kind), left)
		for _, c := range columns {
			if texts[c.Name] != left[c.Path] {
				t.Errorf("%s: column %s is %q, the record says %q", kind, c.Name, texts[c.Name], left[c.Path])
			}
			if texts[c.Name] == "" && c.Path != "next_inspection_by" && !strings.HasPrefix(c.Path, "grade.") {
				t.Errorf("%s: column %s is empty, so nothing is proved of it", kind, c.Name)
			}
			delete(left, c.Path)
		}
		if len(left) > 0 {
			t.Errorf("%s: the row lacks %v", kind, left)
		}
	}
}

// flatten is a second opinion on how a record is laid flat.
func flatten(t *testing.T, path string, value any, into map[string]string) {
	t.Helper()
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			flatten(t, strings.TrimPrefix(path+"."+name, "."), inner, into)
		}
	case []any:
		switch {
		case len(value) == 0: // nothing to list
		case path == "penalty_kinds":
			into[path] = joinAll(value)
		default:
			canonical, err := disclosure.CanonicalJSON(value)
			if err != nil {
				t.Fatal(err)
			}
			into[path] = inOrder(string(canonical), path)
		}
	case nil:
	case string:
		into[path] = value
	case bool:
		into[path] = strconv.FormatBool(value)
	case json.Number:
		into[path] = value.String()
	}
}

// inOrder undoes the sorting of members where the interface has another order.
func inOrder(canonical, path string) string {
	if path != "permits" {
		return canonical
	}
	var refs []wire.PermitRef
	if err := json.Unmarshal([]byte(canonical), &refs); err != nil {
		return canonical
	}
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(refs); err != nil {
		return canonical
	}
	return strings.TrimSpace(out.String())
}

func TestTheDictionaryIsWhole(t *testing.T) {
	types := []Type{
		TypeText, TypeCode, TypeCodes, TypeDate, TypeInstant, TypeInteger, TypeNumber, TypeMoney, TypeWan, TypeFlag, TypeJSON,
	}
	for _, kind := range disclosure.Kinds() {
		for _, codes := range []Codes{"", CodesGen3} {
			columns, ok := Columns(kind, codes)
			if !ok && codes == "" {
				t.Errorf("%s has no columns", kind)
			}
			seen := map[string]bool{}
			for _, c := range WithLabels(columns, i18n.EN) {
				for _, text := range []string{c.Name, "zh:" + c.ZH, "en:" + c.EN} {
					if seen[text] {
						t.Errorf("%s %s: %q stands twice", kind, codes, text)
					}
					seen[text] = true
				}
				if c.ZH == "" || c.EN == "" || !strings.HasSuffix(c.DescZH, "。") || !strings.HasSuffix(c.DescEN, ".") {
					t.Errorf("%s %s: %s lacks a title or a sentence: %+v", kind, codes, c.Name, c)
				}
				if !slices.Contains(types, c.Type) {
					t.Errorf("%s: %s has type %q", kind, c.Name, c.Type)
				}
				if coded := c.Type == TypeCode || c.Type == TypeCodes; coded && wordsOf(c.list, i18n.ZH) == nil {
					t.Errorf("%s: %s has no closed list %q", kind, c.Name, c.list)
				}
			}
		}
	}
}

func TestOnlyPermitsAndPenaltiesHaveTheStandardsCodes(t *testing.T) {
	for _, kind := range disclosure.Kinds() {
		_, ok := Columns(kind, CodesGen3)
		if want := kind == disclosure.KindPermit || kind == disclosure.KindPenalty; ok != want {
			t.Errorf("%s has codes: %t", kind, ok)
		}
	}
	if _, ok := Columns(disclosure.KindPermit, "gen2"); ok {
		t.Error("permits have codes of generation 2")
	}
	if _, ok := Columns("permits", ""); ok {
		t.Error("a kind that is none has columns")
	}
}

// TestColumnsNameTheStandardsCode: whoever knows the standard finds the same thing in our own table.
func TestColumnsNameTheStandardsCode(t *testing.T) {
	for kind, want := range map[disclosure.Kind]map[string]string{
		disclosure.KindPermit:  {"counterparty_name": "XK_XDR_MC", "status": "XK_ZT", "valid_until": "XK_YXQZI", "id": "", "public_until": ""},
		disclosure.KindPenalty: {"fine_cny": "CF_NR_FK", "public_until": "CF_GSJZQ", "source_uscc": "CF_SJLYDM", "misconduct_class": ""},
		disclosure.KindFiling:  {"counterparty_name": "", "status": ""},
	} {
		columns, _ := Columns(kind, "")
		got := map[string]string{}
		for _, c := range columns {
			if _, asked := want[c.Name]; asked {
				got[c.Name] = c.Code
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: codes %v, want %v", kind, got, want)
		}
	}
}

func TestColumnsHandsOutACopy(t *testing.T) {
	columns, _ := Columns(disclosure.KindPermit, "")
	columns[0].Name = "changed"
	if again, _ := Columns(disclosure.KindPermit, ""); again[0].Name == "changed" {
		t.Error("who changes a column changes the dictionary")
	}
}

// TestLabelsAreThoseOfTheInterface compares the columns of labels with the members of a labelled record.
func TestLabelsAreThoseOfTheInterface(t *testing.T) {
	for _, lang := range i18n.Langs() {
		w := newWorld(t, wire.Lens{Labelled: true, Lang: lang})
		for _, kind := range disclosure.Kinds() {
			_, texts := w.texts(t, kind, "", lang)
			labels := 0
			for name, value := range w.served(t, kind) {
				if !strings.HasSuffix(name, "_label") {
					continue
				}
				labels++
				want := fmt.Sprint(value)
				if several, ok := value.([]any); ok {
					want = joinAll(several)
				}
				if texts[name] != want {
					t.Errorf("%s %s: %s is %q, the interface says %q", kind, lang, name, texts[name], want)
				}
			}
			for name := range texts {
				if strings.HasSuffix(name, "_label") {
					labels--
				}
			}
			if labels != 0 {
				t.Errorf("%s %s: %+d labels more in the interface than in the row", kind, lang, labels)
			}
		}
	}
}

func joinAll(values []any) string {
	texts := make([]string, len(values))
	for i := range values {
		texts[i] = fmt.Sprint(values[i])
	}
	return strings.Join(texts, ";")
}
