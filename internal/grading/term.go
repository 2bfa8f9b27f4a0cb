package grading

import (
	"strings"

	"mingshi/internal/disclosure"
)

// TermOf tells for what time a permit or filing was given; false for any other record.
func (r *Rules) TermOf(body disclosure.Body) (Term, bool) {
	switch body := body.(type) {
	case *disclosure.Permit:
		told := strings.Join([]string{body.DocumentTitle, body.CertificateName, body.Content, body.Remark}, "\n")
		return Term{From: body.ValidFrom, Until: body.ValidUntil, Commitment: r.Commits(told)}, true
	case *disclosure.Filing:
		return Term{From: body.ValidFrom, Until: body.ValidUntil}, true
	}
	return Term{}, false
}
