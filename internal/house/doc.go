// Package house owns the rules of the house that a machine can hold: which room may import which, how large files,
// functions and interfaces may grow, what a package comment says, and what no file may carry. It holds nothing but
// tests, each with a bad example of its own, and depends on no other package.
package house
