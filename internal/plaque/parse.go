package plaque

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"mingshi/internal/disclosure"
)

// What a text may hold. A plaque is read standing: longer ones do not fit on paper in letters that can be read.
const (
	// MaxSize is the most bytes of a file.
	MaxSize = 64 << 10
	// MaxRules is the most rules of a plaque.
	MaxRules = 16
	// The most characters of titles, rules and what they are drawn from.
	maxTitleZH, maxTitleEN = 24, 60
	maxRuleZH, maxRuleEN   = 80, 200
	maxBasis               = 200
)

// Parse reads and checks the text of a kind. file is what errors call it. A *Fault, of kind Invalid, says what is wrong.
func Parse(file string, kind Kind, raw []byte) (*Plaque, error) {
	r := reader{file: file}
	raw = bytes.TrimPrefix(raw, []byte("\uFEFF"))
	switch {
	case len(raw) > MaxSize:
		return nil, r.fault(nil, WrongSize, "", "", "")
	case !utf8.Valid(raw):
		return nil, r.fault(nil, WrongEncoding, "", "", "")
	}
	root, err := r.root(raw)
	if err != nil {
		return nil, err
	}
	return r.plaque(root, kind)
}

// reader turns nodes of a file into a text. It reads the tree by itself, since only there each value has its line.
type reader struct{ file string }

func (r reader) fault(at ast.Node, wrong Wrong, field, got, want string) error {
	f := Fault{File: r.file, Wrong: wrong, Field: field, Got: got, Want: want}
	if at != nil {
		f.Line = lineOf(at)
	}
	return fault(f)
}

func lineOf(at ast.Node) int {
	if token := at.GetToken(); token != nil && token.Position != nil {
		return token.Position.Line
	}
	return 0
}

// root reads the file, which has one document.
func (r reader) root(raw []byte) (ast.Node, error) {
	parsed, err := parser.ParseBytes(raw, 0, parser.AllowDuplicateMapKey()) // which fields says in its own words
	if err != nil {
		return nil, r.syntax(err)
	}
	var root ast.Node
	for _, doc := range parsed.Docs {
		switch {
		case doc.Body == nil || doc.Body.Type() == ast.CommentType:
		case root != nil:
			return nil, r.fault(doc.Body, WrongTwice, "---", "", "")
		default:
			root = doc.Body
		}
	}
	return root, nil
}

// syntax words what the YAML reader found wrong.
func (r reader) syntax(err error) error {
	f := Fault{File: r.file, Wrong: WrongSyntax}
	if told, ok := errors.AsType[yaml.Error](err); ok {
		f.Got = told.GetMessage()
		if token := told.GetToken(); token != nil && token.Position != nil {
			f.Line = token.Position.Line
		}
	}
	return fault(f)
}

func (r reader) plaque(root ast.Node, kind Kind) (*Plaque, error) {
	fields, err := r.fields(root, "", "kind", "edition", "title", "rules")
	if err != nil {
		return nil, err
	}
	p := &Plaque{Kind: kind}
	named, err := r.text(root, fields, "kind", maxTitleEN)
	if err != nil {
		return nil, err
	}
	if named != string(kind) {
		return nil, r.fault(fields["kind"], WrongKind, "kind", named, string(kind))
	}
	if p.Edition, err = r.date(root, fields, "edition"); err != nil {
		return nil, err
	}
	if p.Title, err = r.title(root, fields); err != nil {
		return nil, err
	}
	p.Rules, err = r.rules(root, fields)
	return p, err
}

func (r reader) title(parent ast.Node, of map[string]ast.Node) (Words, error) {
	if of["title"] == nil {
		return Words{}, r.fault(parent, WrongMissing, "title", "", "")
	}
	fields, err := r.fields(of["title"], "title", "zh", "en")
	if err != nil {
		return Words{}, err
	}
	return r.words(of["title"], fields, maxTitleZH, maxTitleEN)
}

func (r reader) rules(parent ast.Node, of map[string]ast.Node) ([]Rule, error) {
	if of["rules"] == nil {
		return nil, r.fault(parent, WrongMissing, "rules", "", "")
	}
	list, ok := of["rules"].(*ast.SequenceNode)
	switch {
	case !ok:
		return nil, r.fault(of["rules"], WrongShape, "rules", "", "list")
	case len(list.Values) == 0:
		return nil, r.fault(list, WrongMissing, "rules", "", "")
	case len(list.Values) > MaxRules:
		return nil, r.fault(list.Values[MaxRules], WrongCount, "rules", strconv.Itoa(len(list.Values)), strconv.Itoa(MaxRules))
	}
	rules := make([]Rule, len(list.Values))
	for i, node := range list.Values {
		fields, err := r.fields(node, "rules", "zh", "en", "basis", "verified")
		if err != nil {
			return nil, err
		}
		if rules[i], err = r.rule(node, fields); err != nil {
			return nil, err
		}
	}
	return rules, nil
}

func (r reader) rule(node ast.Node, fields map[string]ast.Node) (rule Rule, err error) {
	if rule.Words, err = r.words(node, fields, maxRuleZH, maxRuleEN); err != nil {
		return Rule{}, err
	}
	if fields["basis"] != nil {
		if rule.Basis, err = r.plain(fields["basis"], "basis", maxBasis); err != nil {
			return Rule{}, err
		}
	}
	if fields["verified"] == nil { // nobody has said so
		return rule, nil
	}
	mark, ok := fields["verified"].(*ast.BoolNode)
	if !ok {
		return Rule{}, r.fault(fields["verified"], WrongMark, "verified", fields["verified"].String(), "")
	}
	rule.Verified = mark.Value
	return rule, nil
}

func (r reader) words(parent ast.Node, fields map[string]ast.Node, zh, en int) (words Words, err error) {
	if words.ZH, err = r.text(parent, fields, "zh", zh); err != nil {
		return Words{}, err
	}
	words.EN, err = r.text(parent, fields, "en", en)
	return words, err
}

// fields takes a node apart into its fields, each one of the given names.
func (r reader) fields(node ast.Node, name string, names ...string) (map[string]ast.Node, error) {
	found := map[string]ast.Node{}
	var pairs []*ast.MappingValueNode
	switch node := node.(type) {
	case *ast.MappingNode:
		pairs = node.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{node}
	default:
		return nil, r.fault(node, WrongShape, name, "", "fields")
	}
	for _, pair := range pairs {
		key, ok := pair.Key.(*ast.StringNode)
		if !ok || !slices.Contains(names, key.Value) {
			return nil, r.fault(pair.Key, WrongField, strings.TrimSpace(pair.Key.String()), "", strings.Join(names, ", "))
		}
		if found[key.Value] != nil {
			return nil, r.fault(pair.Key, WrongTwice, key.Value, "", "")
		}
		found[key.Value] = pair.Value
	}
	return found, nil
}

// text reads a field that must not be empty.
func (r reader) text(parent ast.Node, fields map[string]ast.Node, name string, most int) (string, error) {
	node := fields[name]
	if node == nil {
		return "", r.fault(parent, WrongMissing, name, "", "")
	}
	text, err := r.plain(node, name, most)
	if err == nil && text == "" {
		err = r.fault(node, WrongMissing, name, "", "")
	}
	return text, err
}

// plain reads a text of one line, without spaces around it.
func (r reader) plain(node ast.Node, name string, most int) (string, error) {
	var text string
	switch node := node.(type) {
	case *ast.StringNode:
		text = node.Value
	case *ast.LiteralNode:
		text = node.Value.Value
	case *ast.NullNode:
	default:
		return "", r.fault(node, WrongShape, name, "", "text")
	}
	text = strings.TrimSpace(text)
	if strings.ContainsFunc(text, invisible) {
		return "", r.fault(node, WrongText, name, "", "")
	}
	if count := utf8.RuneCountInString(text); count > most {
		return "", r.fault(node, WrongLength, name, strconv.Itoa(count), strconv.Itoa(most))
	}
	return text, nil
}

// invisible reports what nobody would see on paper: line breaks and other controls, marks of direction, bytes out of place.
func invisible(r rune) bool {
	return r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Variation_Selector)
}

func (r reader) date(parent ast.Node, fields map[string]ast.Node, name string) (disclosure.Date, error) {
	text, err := r.text(parent, fields, name, maxTitleEN)
	if err != nil {
		return disclosure.Date{}, err
	}
	date, err := disclosure.ParseDate(text)
	if err != nil || date.String() != text {
		return disclosure.Date{}, r.fault(fields[name], WrongDate, name, text, "")
	}
	return date, nil
}
