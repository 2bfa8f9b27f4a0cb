// Package openapi owns the description of the interface as it is served: one OpenAPI 3.1 document in two forms, made by
// openapi/generate from the annotations of publicapi's handlers. It depends on nothing of ours.
package openapi
