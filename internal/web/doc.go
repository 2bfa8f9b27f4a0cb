// Package web owns the plumbing that pages and data share: the Fiber app and its limits, the one table from errors to
// problem documents, the request's log line and id, security headers, the reader's language, query parameters and
// conditional requests. It depends only on disclosure and i18n.
package web
