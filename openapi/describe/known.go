package describe

import (
	"fmt"
	"strings"

	"mingshi/internal/disclosure"
	"mingshi/internal/grading"
	"mingshi/internal/tabular"
)

// The folders of the domain's types and of those of grades.
const (
	domain = "internal/disclosure"
	grades = "internal/grading"
)

// builtin are the types of the language.
var builtin = map[string]func() *object{
	"string": func() *object { return obj("type", "string") },
	"bool":   func() *object { return obj("type", "boolean") },
	"int":    func() *object { return obj("type", "integer") },
	"int64":  func() *object { return obj("type", "integer", "format", "int64") },
	"float64": func() *object {
		return obj("type", "number", "format", "double")
	},
	"any": func() *object { return obj() },
}

// knownTypes are those that write themselves in a form of their own.
var knownTypes = map[string]func() *object{
	"time.Time":            func() *object { return obj("type", "string", "format", "date-time") },
	"encoding/json.Number": func() *object { return obj("type", "number") },
	"encoding/json.RawMessage": func() *object {
		return obj()
	},
	domain + ".Date": func() *object { return obj("type", []any{"string", "null"}, "format", "date") },
}

// closedLists are the enumerations and the texts of a fixed form, each a component.
var closedLists = map[string]func() *object{
	domain + ".ID": func() *object {
		prefixes := make([]string, 0, len(disclosure.Kinds()))
		for _, kind := range disclosure.Kinds() {
			prefixes = append(prefixes, strings.TrimSuffix(kind.Prefix(), "_"))
		}
		return obj("type", "string", "pattern", "^("+strings.Join(prefixes, "|")+")_[0-9A-HJKMNP-TV-Z]{13}$",
			"description", "Permanent name of a record: the prefix of its kind and 13 characters of Crockford base32.",
			"examples", []any{"pn_0000000000001"})
	},
	domain + ".Digest": func() *object {
		return obj("type", "string", "pattern", "^sha256:[0-9a-f]{64}$", "description", "SHA-256 in hexadecimal digits.")
	},
	domain + ".Fen": func() *object {
		return obj("type", "string", "pattern", `^[0-9]+\.[0-9]{2}$`, "description", "Amount in yuan with two decimals.",
			"examples", []any{"3000.00"})
	},
	domain + ".Kind":   func() *object { return enumeration("Kind of a record.", disclosure.Kinds(), nil) },
	domain + ".State":  func() *object { return enumeration("State of a record.", stateOrder, stateMeanings) },
	domain + ".Op":     func() *object { return enumeration("What happened to a record.", disclosure.Ops(), opMeanings) },
	domain + ".Reason": func() *object { return enumeration("Public reason of a change.", reasons(), nil) },

	sources[0] + ".PermitGen3":  func() *object { return standard(disclosure.KindPermit) },
	sources[0] + ".PenaltyGen3": func() *object { return standard(disclosure.KindPenalty) },

	domain + ".CounterpartyKind": func() *object { return closed("行政相对人类别", disclosure.CounterpartyKinds) },
	domain + ".PermitKind":       func() *object { return closed("许可类别", disclosure.PermitKinds) },
	domain + ".PermitStatus":     func() *object { return closed("许可、备案状态", disclosure.PermitStatuses) },
	domain + ".PenaltyKind":      func() *object { return closed("处罚类别", disclosure.PenaltyKinds) },
	domain + ".VenueKind":        func() *object { return closed("场所类别", disclosure.VenueKinds) },
	domain + ".VenueStatus":      func() *object { return closed("场所状态", disclosure.VenueStatuses) },
	domain + ".InspectionKind":   func() *object { return closed("检查类型", disclosure.InspectionKinds) },
	domain + ".CheckResult":      func() *object { return closed("结果", disclosure.CheckResults) },
	domain + ".ReadingSource":    func() *object { return closed("检测来源", disclosure.ReadingSources) },
	domain + ".BoardStanding":    func() *object { return closed("公示牌状态", disclosure.BoardStandings) },
	grades + ".Cause":            func() *object { return closed("等级缘由", grading.Causes) },
	grades + ".DueReason":        func() *object { return closed("检查缘由", grading.DueReasons) },
	grades + ".CorrectionState":  func() *object { return closed("整改状态", grading.CorrectionStates) },
	domain + ".BoardEnd":         func() *object { return closed("公示牌失效原因", disclosure.BoardEnds) },
}

// isStandard reports whether a type is a record in the standard's own members, which has no kind.
func isStandard(name string) bool { return strings.HasSuffix(name, "Gen3") }

// standard is a record in the members of the standard, generation 3: all are texts.
func standard(kind disclosure.Kind) *object {
	columns, _ := tabular.Columns(kind, tabular.CodesGen3)
	names, members := make([]any, len(columns)), obj()
	for i := range columns {
		c := &columns[i]
		names[i] = c.Name
		of := obj("type", "string")
		if c.Max > 0 {
			of.set("maxLength", c.Max)
		}
		of.set("description", strings.TrimSpace(fmt.Sprintf("%s (%s). %s", c.ZH, c.EN, c.DescEN)))
		members.set(c.Name, of)
	}
	return obj("type", "object", "required", names, "properties", members, "additionalProperties", false,
		"description", "The record in the field codes of the standard, generation 3; \"\" where there is no value, amounts in 万元.")
}

// closed is a list of the domain, with both labels of every value.
func closed[T ~string](title string, list disclosure.List[T]) *object {
	values, lines := make([]any, len(list)), []string{"Closed list " + title + ":", ""}
	for i := range list {
		values[i] = string(list[i].ID)
		lines = append(lines, fmt.Sprintf("- `%s` %s (%s)", list[i].ID, list[i].ZH, list[i].EN))
	}
	return obj("type", "string", "enum", values, "description", strings.Join(lines, "\n"))
}

// enumeration is a list of identifiers with what they mean, where that needs words.
func enumeration[T ~string](title string, list []T, meanings map[T]string) *object {
	values, lines := make([]any, len(list)), []string{title}
	for i, value := range list {
		values[i] = string(value)
		if meaning := meanings[value]; meaning != "" {
			if len(lines) == 1 {
				lines = append(lines, "")
			}
			lines = append(lines, fmt.Sprintf("- `%s` %s", value, meaning))
		}
	}
	return obj("type", "string", "enum", values, "description", strings.Join(lines, "\n"))
}

var stateOrder = []disclosure.State{
	disclosure.StatePublished, disclosure.StateDisputed, disclosure.StateWithdrawn, disclosure.StateRepaired, disclosure.StateExpired,
}

var stateMeanings = map[disclosure.State]string{
	disclosure.StatePublished: "public",
	disclosure.StateDisputed:  "public, and an objection (异议) is being looked into",
	disclosure.StateWithdrawn: "gone: withdrawn (撤下)",
	disclosure.StateRepaired:  "gone: credit repair (信用修复) was granted",
	disclosure.StateExpired:   "gone: the public period (公示期) is over",
}

var opMeanings = map[disclosure.Op]string{
	disclosure.OpPublish:    "first publication",
	disclosure.OpCorrect:    "correction of an error",
	disclosure.OpDispute:    "an objection (异议) was received",
	disclosure.OpSettle:     "the objection was decided",
	disclosure.OpReply:      "the business's reply was added or taken away",
	disclosure.OpAmend:      "the authority amended the decision (变更)",
	disclosure.OpRenew:      "the permit was renewed (延续)",
	disclosure.OpRevoke:     "the permit was revoked (撤销)",
	disclosure.OpDeregister: "the permit was deregistered (注销)",
	disclosure.OpWithdraw:   "the record was withdrawn (撤下): it is gone",
	disclosure.OpRepair:     "credit repair (信用修复) was granted: it is gone",
	disclosure.OpExpire:     "the public period (公示期) is over: it is gone",
}

// reasons are all public reasons, in the order of the operations that carry them.
func reasons() []disclosure.Reason {
	var all []disclosure.Reason
	for _, op := range disclosure.Ops() {
		all = append(all, disclosure.ReasonsOf(op)...)
	}
	return all
}
