package meili

import "strconv"

// statusError is an answer that is none, by its HTTP status.
type statusError struct {
	status int
	text   string
}

// Error implements error.
func (s statusError) Error() string { return strconv.Itoa(s.status) + ": " + s.text }

// operationError says what was being done.
type operationError struct {
	operation string
	cause     error
}

// Error implements error.
func (o operationError) Error() string { return o.operation + ": " + o.cause.Error() }

// Unwrap returns the cause.
func (o operationError) Unwrap() error { return o.cause }
