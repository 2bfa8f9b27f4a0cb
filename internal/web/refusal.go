package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
)

// Code is the permanent name of a problem.
type Code string

// The codes. Those of contracts.md §3 first, then what a server must also be able to say.
const (
	CodeNotFound         Code = "not-found"
	CodeGone             Code = "gone"
	CodeInvalidParameter Code = "invalid-parameter"
	CodeInvalidCursor    Code = "invalid-cursor"
	CodeNotAcceptable    Code = "not-acceptable"
	CodeMethodNotAllowed Code = "method-not-allowed"
	CodeFeedReset        Code = "feed-reset"
	CodeTooManyRequests  Code = "too-many-requests"
	CodeUnavailable      Code = "unavailable"
	CodeInternal         Code = "internal"

	CodeBadRequest      Code = "bad-request"
	CodeConflict        Code = "conflict"
	CodeRequestTimeout  Code = "request-timeout"
	CodeContentTooLarge Code = "content-too-large"
	CodeURITooLong      Code = "uri-too-long"
	CodeHeaderTooLarge  Code = "header-too-large"

	CodeRangeNotSatisfiable Code = "range-not-satisfiable"
	CodeUnauthorized        Code = "unauthorized"
)

// Text is a sentence in the reader's language: a key of i18n and what fills its verbs.
type Text struct {
	Key  string
	Args []any
}

// Refusal is an error that says to the visitor, in words, what was wrong with the request.
type Refusal struct {
	Code Code
	// Parameter is the query parameter that was wrong; "" where none is.
	Parameter string
	// Detail and Fix replace the code's own sentences where they have a key.
	Detail Text
	Fix    Text
	// Err is the cause, for the log; nil where the request alone is the cause.
	Err error
}

// Error gives the code and the cause; it is for logs.
func (r *Refusal) Error() string {
	if r.Err != nil {
		return string(r.Code) + ": " + r.Err.Error()
	}
	return string(r.Code)
}

// Unwrap returns the cause.
func (r *Refusal) Unwrap() error { return r.Err }

// InvalidParameter refuses the value of a query parameter (400). The detail says what would be right, and the fix where the
// parameters are described.
func InvalidParameter(name, detailKey string, args ...any) error {
	return &Refusal{Code: CodeInvalidParameter, Parameter: name, Detail: Text{Key: detailKey, Args: args}}
}

// Accept chooses among the media types that an address gives the one that the visitor prefers, and says in Vary that it did. If
// none is accepted it is refused (406), with their names.
func Accept(c *fiber.Ctx, types ...string) (string, error) {
	c.Vary(fiber.HeaderAccept)
	if chosen := c.Accepts(types...); chosen != "" {
		return chosen, nil
	}
	fix := Text{Key: "problem.not-acceptable.types", Args: []any{strings.Join(types, ", ")}}
	return "", &Refusal{Code: CodeNotAcceptable, Fix: fix}
}

// InvalidCursor refuses a value of "after" that no answer of this address ever gave as "next" (400).
func InvalidCursor() error { return &Refusal{Code: CodeInvalidCursor, Parameter: "after"} }

// codeOf is the one table from errors to codes.
func codeOf(err error) Code {
	if refusal, ok := errors.AsType[*Refusal](err); ok {
		return refusal.Code
	}
	if fiberError, ok := errors.AsType[*fiber.Error](err); ok {
		return codeOfStatus(fiberError.Code)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return CodeUnavailable // the request's own time is over: what it asks of does not keep up
	}
	switch disclosure.KindOf(err) {
	case disclosure.NotFound:
		return CodeNotFound
	case disclosure.Gone:
		return CodeGone
	case disclosure.Invalid:
		return CodeBadRequest
	case disclosure.Conflict:
		return CodeConflict
	case disclosure.Unavailable:
		return CodeUnavailable
	case disclosure.Internal:
		return CodeInternal
	}
	return CodeInternal
}

// codeOfStatus names what Fiber refuses by itself.
func codeOfStatus(status int) Code {
	switch status {
	case http.StatusNotFound:
		return CodeNotFound
	case http.StatusMethodNotAllowed:
		return CodeMethodNotAllowed
	case http.StatusRequestTimeout:
		return CodeRequestTimeout
	case http.StatusRequestEntityTooLarge:
		return CodeContentTooLarge
	case http.StatusRequestURITooLong:
		return CodeURITooLong
	case http.StatusRequestHeaderFieldsTooLarge:
		return CodeHeaderTooLarge
	case http.StatusRequestedRangeNotSatisfiable:
		return CodeRangeNotSatisfiable
	case http.StatusServiceUnavailable:
		return CodeUnavailable
	}
	if status < http.StatusInternalServerError {
		return CodeBadRequest
	}
	return CodeInternal
}
