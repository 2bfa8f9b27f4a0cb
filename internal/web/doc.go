// Package web owns the plumbing that pages and data share: the Fiber app and its limits, the one table from errors to
// problem documents, the request's log line and id, security headers, the reader's language, query parameters, conditional
// requests, content codings, streams and files, and how much each client may ask for. It depends only on disclosure, i18n and
// throttle.
package web
