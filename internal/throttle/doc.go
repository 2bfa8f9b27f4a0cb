// Package throttle owns how much one client may ask for: token buckets by client and class of address, and the keys that
// give a named puller more. It depends only on disclosure.
package throttle
