// Package disclosure owns the domain: the record and its envelope, kinds, states, operations, reasons, ids, bodies,
// kinds of error and the authority's profile. It depends on nothing but the standard library, and everything else in
// the house may depend on it.
package disclosure
