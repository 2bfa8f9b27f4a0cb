package describe

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// operation is what is said of one address; one that asks only, as all here do.
type operation struct {
	path string
	raw  *rawOperation
	// id and summary are those of the annotation, told apart where it stands at several addresses.
	id, summary string
	// statuses are the responses, by their status.
	statuses map[string]rawResponse
	// plain is set where an answer has neither language nor forms: a file.
	plain bool
	// keyless is set where Authorization is not looked at.
	keyless bool
}

const (
	apiRoot = "/api/v1/"
	// serviceTag is that of the addresses for those who run the service; nobody is refused there for asking often.
	serviceTag = "service"
	// plainMark is the annotation "@x-plain true".
	plainMark = "x-plain"
	// keylessMark is the annotation "@x-keyless true".
	keylessMark = "x-keyless"
)

// operationsOf lists the operations, those under apiRoot first, then by address.
func operationsOf(found *annotations) ([]*operation, error) {
	var all []*operation
	for path, methods := range found.Paths {
		raw := methods["get"]
		if raw == nil || len(methods) != 1 {
			return nil, fmt.Errorf("path %s: want get and nothing else, HEAD follows from it", path)
		}
		op := &operation{path: path, raw: raw, statuses: map[string]rawResponse{}}
		for status, response := range raw.Responses {
			if strings.HasPrefix(status, "x-") {
				op.plain = op.plain || status == plainMark
				op.keyless = op.keyless || status == keylessMark
				continue
			}
			var read rawResponse
			if err := json.Unmarshal(response, &read); err != nil {
				return nil, fmt.Errorf("path %s: response %s: %w", path, status, err)
			}
			op.statuses[status] = read
		}
		all = append(all, op)
	}
	slices.SortFunc(all, func(a, b *operation) int {
		if x, y := a.rank(), b.rank(); x != y {
			return x - y
		}
		return strings.Compare(a.path, b.path)
	})
	tellApart(all)
	return all, nil
}

func (op *operation) rank() int {
	if strings.HasPrefix(op.path, apiRoot) {
		return 0
	}
	return 1
}

// tellApart names operations that stand at several addresses: one beside a page, the others by the end of the address.
func tellApart(all []*operation) {
	main := map[string]*operation{}
	for _, op := range all {
		if op.raw.ID == "" {
			op.raw.ID = idOf(op.path)
		}
		op.id, op.summary = op.raw.ID, op.raw.Summary
		first, several := main[op.raw.ID]
		switch {
		case !several:
			main[op.raw.ID] = op
		case first.rank() == 0:
			op.id, op.summary = op.id+"BesidePage", op.summary+", beside the page"
		default:
			first.nameByAddress()
			op.nameByAddress()
		}
	}
}

// nameByAddress adds the last word of the address, without its ending, to the name.
func (op *operation) nameByAddress() {
	word, _, _ := strings.Cut(op.path[strings.LastIndexByte(op.path, '/')+1:], ".")
	if word == "" {
		return
	}
	op.id, op.summary = op.raw.ID+capital(word), op.raw.Summary+": "+word
}

// idOf names an operation after its address, where no annotation does.
func idOf(path string) string {
	words := strings.FieldsFunc(strings.TrimPrefix(path, apiRoot), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, word := range words {
		words[i] = capital(word)
	}
	return "get" + strings.Join(words, "")
}

// describe is the operation as the document has it.
func (b *builder) describe(op *operation) (*object, error) {
	described := obj("operationId", op.id, "tags", op.raw.Tags, "summary", op.summary)
	described.setText("description", op.raw.Description)
	parameters, err := b.parameters(op)
	if err != nil {
		return nil, fmt.Errorf("path %s: %w", op.path, err)
	}
	if len(parameters) > 0 {
		described.set("parameters", parameters)
	}
	responses, err := b.responses(op)
	if err != nil {
		return nil, fmt.Errorf("path %s: %w", op.path, err)
	}
	described.set("responses", responses)
	if op.isService() || op.keyless {
		described.set("security", []any{})
	}
	return described, nil
}

// isFile reports whether an answer is a file of which parts can be asked for.
func (op *operation) isFile() bool {
	_, parts := op.statuses[partialContent]
	return parts
}

func (op *operation) isService() bool { return slices.Contains(op.raw.Tags, serviceTag) }
