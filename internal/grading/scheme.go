package grading

import "sync"

// Scheme is everything that decides a grade: the score tables and the rules. It does not change; several goroutines may use it.
type Scheme struct {
	Tables *Set
	Rules  Rules
}

// Shipped is the scheme that comes with the program.
var Shipped = sync.OnceValue(func() *Scheme { return &Scheme{Tables: ShippedSet(), Rules: ShippedRules()} })
