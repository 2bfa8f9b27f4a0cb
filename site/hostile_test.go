package site_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// payload is what no page may take for anything but text: elements, attributes, a template's action, an entity, a mark
// that turns the direction of writing, and a character without width.
const (
	markup  = `<script>alert(1)</script>'"><img src=x onerror=alert(1)>{{.Title}}&lt;javascript:alert(1)`
	turning = "\u202e"
	payload = markup + turning + "\u200b"
)

// hostile fills every text, date and amount of a body with something that is found again: "[Type.Field]" and payload.
type hostile struct {
	days  int
	texts []string
}

func (h *hostile) fill(v reflect.Value, path string) {
	switch at := v.Addr().Interface().(type) {
	case *disclosure.Date:
		h.days++
		*at = disclosure.MustDate("2030-01-01").AddDays(h.days)
		h.texts = append(h.texts, at.String())
		return
	case *disclosure.Fen:
		*at = 1_234_567
		h.texts = append(h.texts, "12,345.67")
		return
	case *json.Number:
		*at = "50"
		return
	case *disclosure.ID:
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		h.fill(v.Elem(), path)
	case reflect.Struct:
		for i := range v.NumField() {
			h.fill(v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		h.fill(v.Index(0), path)
	case reflect.String:
		text := "[" + path + "]" + markup
		if v.Type() == reflect.TypeFor[string]() {
			text += turning + "\u200b" // values of closed lists are checked when read; ours to escape all the same
		}
		v.SetString(text)
		h.texts = append(h.texts, text)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(2)
	default:
		panic(fmt.Sprintf("%s: a kind of field that this test does not know", path))
	}
}

func fill[B any](h *hostile) *B {
	body := new(B)
	h.fill(reflect.ValueOf(body).Elem(), reflect.TypeFor[B]().Name())
	return body
}

// hostileDistrict publishes one record of each kind, hostile in every field, all at one venue.
func hostileDistrict(t *testing.T) (*world, map[disclosure.Kind]*hostile) {
	t.Helper()
	w := newWorld(t)
	filled := map[disclosure.Kind]*hostile{}
	of := func(kind disclosure.Kind) *hostile {
		filled[kind] = new(hostile)
		return filled[kind]
	}
	venue := fill[disclosure.Venue](of(disclosure.KindVenue))
	venue.Location = nil
	permit, filing := fill[disclosure.Permit](of(disclosure.KindPermit)), fill[disclosure.Filing](of(disclosure.KindFiling))
	grading, reading := fill[disclosure.Grading](of(disclosure.KindGrading)), fill[disclosure.Reading](of(disclosure.KindReading))
	// One penalty at the venue, which names its number, and another elsewhere.
	here, elsewhere := fill[disclosure.Penalty](of(disclosure.KindPenalty)), fill[disclosure.Penalty](new(hostile))
	here.Facts += " " + venue.PermitNumber
	grading.PermitNumber, reading.PermitNumber = venue.PermitNumber, venue.PermitNumber
	filed := []string{filing.DocumentNumber}
	venue.PermitNumbers = []string{filing.DocumentNumber, permit.PermitNumber, venue.PermitNumber}
	decided := disclosure.MustDate("2026-01-01")
	subject := "S" + strings.ReplaceAll(markup, "/", "?#%") // a slash would make another address of it
	bodies := map[string]disclosure.Body{
		"venue": venue, "permit": permit, "filing": filing, "grading": grading, "reading": reading, "here": here, "elsewhere": elsewhere,
	}
	for key, body := range bodies {
		places := venue.PermitNumbers
		if body.Kind() == disclosure.KindFiling {
			places = filed
		}
		w.publish(disclosure.Draft{
			Body: body, NaturalKey: []string{key}, Name: "名" + payload, Subject: subject, Places: places, Authority: payload,
			DecidedOn: decided, PublicUntil: disclosure.MustDate("2031-01-01"), Regime: payload,
		})
	}
	second := fill[disclosure.Venue](new(hostile))
	second.Location, second.PermitNumbers = nil, []string{"2"}
	w.publish(disclosure.Draft{
		Body: second, NaturalKey: []string{"second"}, Name: "名2" + payload, Subject: subject, Places: []string{"2"},
	})
	return w, filled
}

func TestHostileTextIsShownAsText(t *testing.T) {
	w, _ := hostileDistrict(t)
	from := []string{"/"}
	for _, record := range w.all(disclosure.KindVenue) {
		printed := w.issue(record.ID, "Z"+payload, "2026-01-01")
		hung, lost := w.hang(record.ID, "大堂"+payload), w.hang(record.ID, "走廊"+payload)
		w.replace(lost, disclosure.BoardEnd("lost"+payload))
		from = append(from, "/s/"+string(printed), "/s/"+string(hung), "/s/"+string(lost))
	}
	for _, lang := range i18n.Langs() {
		shown := 0
		walk(t, w, lang, from, func(path string, d document, page string) {
			lacks(t, withoutData(withoutOurScript(page)), "<script", "<img", "ZgotmplZ")
			shown += strings.Count(page, "&lt;script&gt;")
			checkTurning(t, path, d)
		})
		if shown < 100 {
			t.Errorf("the pages show the payload %d times; it has got lost", shown)
		}
	}
}

// checkTurning holds that text which could turn its surroundings is kept apart from them.
func checkTurning(t *testing.T, path string, d document) {
	t.Helper()
	for node := range d.root.Descendants() {
		if node.Type != html.TextNode || !strings.Contains(node.Data, turning) {
			continue
		}
		isolated := false
		for above := range node.Ancestors() {
			// Nobody sees a block of data.
			isolated = isolated || above.Data == "bdi" || above.Data == "script"
		}
		if !isolated {
			t.Errorf("%s: %.60q stands outside any <bdi>", path, node.Data)
		}
	}
}

// TestRecordPagesShowEveryPublicField holds it for fields to come, too.
func TestRecordPagesShowEveryPublicField(t *testing.T) {
	w, filled := hostileDistrict(t)
	for _, kind := range []disclosure.Kind{disclosure.KindPermit, disclosure.KindFiling, disclosure.KindPenalty} {
		var said strings.Builder
		for _, record := range w.all(kind) {
			said.WriteString(checkedHTML(t, w.page("/"+kind.Plural()+"/"+string(record.ID))).said())
		}
		for _, text := range filled[kind].texts {
			if !strings.Contains(said.String(), strings.Join(strings.Fields(text), " ")) {
				t.Errorf("the page of a %s does not show %.40s", kind, text)
			}
		}
	}
}
