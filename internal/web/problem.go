package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// Problem is an error as a visitor sees it (RFC 9457), in the visitor's language. It holds nothing of the error's own text.
type Problem struct {
	// Type is the address of the problem's description, as "…/problems/not-found".
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	// Code is permanent; programs decide by it.
	Code   string `json:"code"`
	Detail string `json:"detail"`
	// Fix says what to do instead.
	Fix string `json:"fix"`
	// Instance is the id that finds the request in the log.
	Instance string `json:"instance"`
	// Reason is the public reason for which a record is gone.
	Reason string `json:"reason,omitempty"`
	// Parameter is the query parameter that was wrong.
	Parameter string `json:"parameter,omitempty"`
}

// ProblemType is the media type of a problem as JSON.
const ProblemType = "application/problem+json"

// retryAfter is how many seconds a visitor is asked to wait when the store does not answer.
const retryAfter = 5

// sentences are a code's status and keys of texts.
type sentences struct {
	status             int
	title, detail, fix string
}

// problems is the whole vocabulary of refusal.
var problems = map[Code]sentences{
	CodeNotFound: {
		http.StatusNotFound,
		"problem.not-found.title", "problem.not-found.detail", "problem.not-found.fix",
	},
	CodeGone: {
		http.StatusGone,
		"problem.gone.title", "problem.gone.detail", "problem.gone.fix",
	},
	CodeInvalidParameter: {
		http.StatusBadRequest,
		"problem.invalid-parameter.title", "problem.invalid-parameter.detail", "problem.invalid-parameter.fix",
	},
	CodeInvalidCursor: {
		http.StatusBadRequest,
		"problem.invalid-cursor.title", "problem.invalid-cursor.detail", "problem.invalid-cursor.fix",
	},
	CodeNotAcceptable: {
		http.StatusNotAcceptable,
		"problem.not-acceptable.title", "problem.not-acceptable.detail", "problem.not-acceptable.fix",
	},
	CodeMethodNotAllowed: {
		http.StatusMethodNotAllowed,
		"problem.method-not-allowed.title", "problem.method-not-allowed.detail", "problem.method-not-allowed.fix",
	},
	CodeFeedReset: {
		http.StatusConflict,
		"problem.feed-reset.title", "problem.feed-reset.detail", "problem.feed-reset.fix",
	},
	CodeTooManyRequests: {
		http.StatusTooManyRequests,
		"problem.too-many-requests.title", "problem.too-many-requests.detail", "problem.too-many-requests.fix",
	},
	CodeUnavailable: {
		http.StatusServiceUnavailable,
		"problem.unavailable.title", "problem.unavailable.detail", "problem.unavailable.fix",
	},
	CodeInternal: {
		http.StatusInternalServerError,
		"problem.internal.title", "problem.internal.detail", "problem.internal.fix",
	},
	CodeBadRequest: {
		http.StatusBadRequest,
		"problem.bad-request.title", "problem.bad-request.detail", "problem.bad-request.fix",
	},
	CodeConflict: {
		http.StatusConflict,
		"problem.conflict.title", "problem.conflict.detail", "problem.conflict.fix",
	},
	CodeRequestTimeout: {
		http.StatusRequestTimeout,
		"problem.request-timeout.title", "problem.request-timeout.detail", "problem.request-timeout.fix",
	},
	CodeContentTooLarge: {
		http.StatusRequestEntityTooLarge,
		"problem.content-too-large.title", "problem.content-too-large.detail", "problem.content-too-large.fix",
	},
	CodeURITooLong: {
		http.StatusRequestURITooLong,
		"problem.uri-too-long.title", "problem.uri-too-long.detail", "problem.uri-too-long.fix",
	},
	CodeHeaderTooLarge: {
		http.StatusRequestHeaderFieldsTooLarge,
		"problem.header-too-large.title", "problem.header-too-large.detail", "problem.header-too-large.fix",
	},
	CodeUnauthorized: {
		http.StatusUnauthorized,
		"problem.unauthorized.title", "problem.unauthorized.detail", "problem.unauthorized.fix",
	},
	CodeRangeNotSatisfiable: {
		http.StatusRequestedRangeNotSatisfiable,
		"problem.range-not-satisfiable.title", "problem.range-not-satisfiable.detail", "problem.range-not-satisfiable.fix",
	},
}

// goneTexts say why a record is no longer public.
var goneTexts = map[disclosure.Reason]string{
	disclosure.ReasonRevoked:          "problem.gone.revoked",
	disclosure.ReasonChanged:          "problem.gone.changed",
	disclosure.ReasonHeldUnlawful:     "problem.gone.held_unlawful",
	disclosure.ReasonHeldVoid:         "problem.gone.held_void",
	disclosure.ReasonPublishedInError: "problem.gone.published_in_error",
	disclosure.ReasonNotInSource:      "problem.gone.not_in_source",
	disclosure.ReasonRepaired:         "problem.gone.repaired",
	disclosure.ReasonExpired:          "problem.gone.expired",
	disclosure.ReasonObjectionUpheld:  "problem.gone.objection_upheld",
}

// answer turns an error into the answer.
func (s *server) answer(c *fiber.Ctx, e *event, err error) {
	p := s.problem(c, e, err)
	e.code = p.Code
	if p.Status >= http.StatusInternalServerError {
		e.fault = err
	}
	for _, name := range []string{
		fiber.HeaderETag, fiber.HeaderLastModified, fiber.HeaderLink, fiber.HeaderContentEncoding, fiber.HeaderContentDisposition,
		fiber.HeaderContentLocation,
	} {
		c.Response().Header.Del(name)
	}
	if p.Status != http.StatusRequestedRangeNotSatisfiable {
		c.Response().Header.Del(fiber.HeaderContentRange) // else it says how long the whole is
	}
	c.Status(p.Status)
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentLanguage, string(Lang(c)))
	c.Vary(fiber.HeaderAcceptLanguage)
	if p.Status == http.StatusServiceUnavailable && c.GetRespHeader(fiber.HeaderRetryAfter) == "" {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(retryAfter))
	}
	if s.ErrorPage != nil && !wantsJSON(c) && s.page(c, e, p) {
		return
	}
	c.Response().SetBodyRaw(p.json())
	c.Set(fiber.HeaderContentType, ProblemType)
}

// answerUnread answers a request of which nothing is known.
func (s *server) answerUnread(c *fiber.Ctx, e *event, err error) {
	code := codeOf(err)
	e.code = string(code)
	p := Problem{Type: s.BaseURL + "/problems/" + string(code), Status: problems[code].status, Code: string(code), Instance: e.id}
	if p.Status >= http.StatusInternalServerError {
		e.fault = err
	}
	texts := problems[code]
	p.Title, p.Detail, p.Fix = inEveryLanguage(texts.title), inEveryLanguage(texts.detail), inEveryLanguage(texts.fix)
	c.Status(p.Status)
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentLanguage, joined(i18n.Langs(), ", ", func(lang i18n.Lang) string { return string(lang) }))
	c.Response().SetBodyRaw(p.json())
	c.Set(fiber.HeaderContentType, ProblemType)
}

// inEveryLanguage is one text in all languages, one behind the other.
func inEveryLanguage(key string) string {
	return joined(i18n.Langs(), " / ", func(lang i18n.Lang) string { return i18n.T(lang, key) })
}

func joined(langs []i18n.Lang, between string, word func(lang i18n.Lang) string) string {
	words := make([]string, len(langs))
	for i, lang := range langs {
		words[i] = word(lang)
	}
	return strings.Join(words, between)
}

// page renders the problem for people and reports whether that went well: a defect in the error page must not hide
// the error.
func (s *server) page(c *fiber.Ctx, e *event, p Problem) (ok bool) {
	defer func() {
		if cause := recover(); cause != nil {
			s.Log.ErrorContext(c.UserContext(), "error page", slog.String("request", e.id), slog.Any("panic", cause))
			ok = false
		}
	}()
	if err := s.ErrorPage(c, p); err != nil {
		s.Log.ErrorContext(c.UserContext(), "error page", slog.String("request", e.id), slog.Any("error", err))
		return false
	}
	return true
}

// Explain tells what a code means, for the page behind a problem's type; false for a code that there is none of.
func Explain(lang i18n.Lang, code Code) (Problem, bool) {
	texts, known := problems[code]
	if !known {
		return Problem{}, false
	}
	return Problem{
		Title: i18n.T(lang, texts.title), Status: texts.status, Code: string(code),
		Detail: i18n.T(lang, texts.detail), Fix: i18n.T(lang, texts.fix),
	}, true
}

func (s *server) problem(c *fiber.Ctx, e *event, err error) Problem {
	lang := Lang(c)
	code := codeOf(err)
	texts := problems[code]
	p := Problem{
		Type:     s.BaseURL + "/problems/" + string(code),
		Title:    i18n.T(lang, texts.title),
		Status:   texts.status,
		Code:     string(code),
		Detail:   i18n.T(lang, texts.detail),
		Fix:      i18n.T(lang, texts.fix),
		Instance: e.id,
	}
	if tombstone, ok := disclosure.TombstoneOf(err); ok {
		p.Reason = string(tombstone.Reason)
		if key, known := goneTexts[tombstone.Reason]; known {
			p.Detail = i18n.T(lang, key)
		}
	}
	if unknownAddress(c, err) {
		p.Fix = i18n.T(lang, "problem.not-found.api")
	}
	var refusal *Refusal
	if errors.As(err, &refusal) {
		p.Parameter = refusal.Parameter
		if refusal.Detail.Key != "" {
			p.Detail = i18n.T(lang, refusal.Detail.Key, refusal.Detail.Args...)
		}
		if refusal.Fix.Key != "" {
			p.Fix = i18n.T(lang, refusal.Fix.Key, refusal.Fix.Args...)
		}
	}
	return p
}

// unknownAddress reports whether nothing at all stands at an address of the interface, other than a record that there is not.
func unknownAddress(c *fiber.Ctx, err error) bool {
	routing, ok := errors.AsType[*fiber.Error](err)
	return ok && routing.Code == http.StatusNotFound && strings.HasPrefix(c.Path(), "/api/")
}

func (p *Problem) json() []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(p) //nolint:errchkjson // strings and a number into memory: cannot fail
	return bytes.TrimRight(out.Bytes(), "\n")
}
