package search_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/search"
)

// fill sets every field of v, at any depth, to something of its own.
func fill(v reflect.Value, next *int) {
	*next++
	switch v.Interface().(type) {
	case disclosure.Date:
		v.Set(reflect.ValueOf(disclosure.MustDate("2026-01-01").AddDays(*next)))
		return
	case json.Number:
		v.SetString(strconv.Itoa(*next))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("值%d", *next))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*next))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), next)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), next)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(field, next)
		}
	default:
		panic("a body holds a " + v.Kind().String())
	}
}

// fullBody is a body of the kind whose every field is filled.
func fullBody(t *testing.T, kind disclosure.Kind) disclosure.Body {
	t.Helper()
	body, err := disclosure.DecodeBody(kind, []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	next := 0
	fill(reflect.ValueOf(body).Elem(), &next)
	return body
}

// at are the texts that stand in the JSON of a body at a path; more than one where it leads to a list.
func at(t *testing.T, body disclosure.Body, path string) []string {
	t.Helper()
	raw, err := disclosure.CanonicalJSON(body)
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(path, ".") {
		members, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = members[name]
	}
	switch value := value.(type) {
	case string:
		return []string{value}
	case []any:
		var texts []string
		for _, element := range value {
			texts = append(texts, fmt.Sprint(element))
		}
		return texts
	}
	return nil
}

func TestMembersStandInTheBody(t *testing.T) {
	for _, kind := range search.Kinds() {
		body := fullBody(t, kind)
		members := search.Members(body)
		if len(members) == 0 {
			t.Errorf("nothing of a %s is searched", kind)
		}
		for _, m := range members {
			if m.Path == "" || m.Text == "" || !slices.Contains(at(t, body, m.Path), m.Text) {
				t.Errorf("%s: member %q has the text %q, and the body %q there", kind, m.Path, m.Text, at(t, body, m.Path))
			}
		}
	}
}

func TestVenueMembersStandInTheVenue(t *testing.T) {
	body, ok := fullBody(t, disclosure.KindVenue).(*disclosure.Venue)
	if !ok {
		t.Fatal("a venue is none")
	}
	for _, m := range search.VenueMembers(body) {
		path, joined := strings.CutPrefix(m.Path, "venue.")
		if !joined || m.Text == "" || !slices.Contains(at(t, body, path), m.Text) {
			t.Errorf("member %q has the text %q, and the venue %q there", m.Path, m.Text, at(t, body, path))
		}
		if m.Role == search.RoleNumber {
			t.Errorf("a record is found by the number %q of its venue", m.Path)
		}
	}
}

// searched lists what of each kind is searched in which way.
var searched = map[disclosure.Kind]map[search.Role]string{
	disclosure.KindVenue: {
		search.RoleName: "former_names#1 former_names#2 name operator.name", search.RoleText: "address street",
		search.RoleNumber: "permit_numbers#1 permit_numbers#2", search.RoleCode: "operator.uscc",
	},
	disclosure.KindPermit: {
		search.RoleName: "counterparty.name", search.RoleText: "certificate_name content remark",
		search.RoleNumber: "document_number permit_number", search.RoleCode: counterpartyCodes,
	},
	disclosure.KindFiling: {
		search.RoleName: "counterparty.name premises.name", search.RoleText: "content premises.address premises.street remark",
		search.RoleNumber: "document_number", search.RoleCode: counterpartyCodes,
	},
	disclosure.KindPenalty: {
		search.RoleName: "counterparty.name", search.RoleText: "content facts legal_basis remark violation_type",
		search.RoleNumber: "document_number", search.RoleCode: counterpartyCodes,
	},
	disclosure.KindGrading: {search.RoleNumber: "permit_number"},
	disclosure.KindReading: {search.RoleNumber: "permit_number", search.RoleText: "place"},
}

const counterpartyCodes = "counterparty.other_codes.business_reg_no counterparty.other_codes.institution_cert_no " +
	"counterparty.other_codes.org_code counterparty.other_codes.social_org_reg_no counterparty.other_codes.tax_reg_no " +
	"counterparty.uscc"

func TestMembersAreWhatTheContractSearches(t *testing.T) {
	for _, kind := range search.Kinds() {
		paths := make(map[search.Role][]string)
		body := fullBody(t, kind)
		for _, m := range search.Members(body) {
			path := m.Path
			if all := at(t, body, path); len(all) > 1 {
				path += fmt.Sprintf("#%d", slices.Index(all, m.Text)+1)
			}
			paths[m.Role] = append(paths[m.Role], path)
		}
		for _, role := range []search.Role{search.RoleName, search.RoleText, search.RoleNumber, search.RoleCode} {
			slices.Sort(paths[role])
			if got := strings.Join(paths[role], " "); got != searched[kind][role] {
				t.Errorf("%s, role %d: %q, want %q", kind, role, got, searched[kind][role])
			}
		}
	}
}

func TestNamesAreTheFirstMembers(t *testing.T) {
	for _, kind := range search.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			if kind == disclosure.KindFiling {
				t.Skip("Members lists premises.name behind the codes of the counterparty")
			}
			others := false
			for _, m := range search.Members(fullBody(t, kind)) {
				if m.Role == search.RoleName && others {
					t.Errorf("the name %q is behind another member", m.Path)
				}
				others = others || m.Role != search.RoleName
			}
		})
	}
}

func TestMembersWithoutATextAreLeftOut(t *testing.T) {
	for _, kind := range disclosure.Kinds() {
		body, err := disclosure.DecodeBody(kind, []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		if members := search.Members(body); len(members) > 0 {
			t.Errorf("an empty %s has the members %v", kind, members)
		}
	}
	if members := search.VenueMembers(new(disclosure.Venue)); len(members) > 0 {
		t.Errorf("an empty venue gives %v", members)
	}
}

func TestNothingOfABoardIsSearched(t *testing.T) {
	if members := search.Members(fullBody(t, disclosure.KindBoard)); len(members) > 0 {
		t.Errorf("a board has the members %v", members)
	}
}

func TestNaturalPersonsGiveNoCode(t *testing.T) {
	person := disclosure.Counterparty{Name: "李某", Kind: disclosure.NaturalPerson}
	for _, body := range []disclosure.Body{
		&disclosure.Permit{Counterparty: person, DocumentNumber: "示卫公许〔2026〕1号"},
		&disclosure.Filing{Counterparty: person, DocumentNumber: "示卫公备〔2026〕1号", Premises: disclosure.Premises{Name: "示例招待所"}},
		&disclosure.Penalty{Counterparty: person, DocumentNumber: "示卫公罚〔2026〕1号", Facts: "事实"},
	} {
		members := search.Members(body)
		named := slices.ContainsFunc(members, func(m search.Member) bool { return m.Role == search.RoleName && m.Text == "李某" })
		coded := slices.ContainsFunc(members, func(m search.Member) bool { return m.Role == search.RoleCode })
		if !named || coded {
			t.Errorf("a natural person's %s has the members %v", body.Kind(), members)
		}
	}
}
