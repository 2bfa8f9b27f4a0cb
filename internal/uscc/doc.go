// Package uscc owns the unified social credit code (GB 32100-2015) and the
// organisation code inside it (GB 11714): normal form, classes, check
// characters. It depends only on the standard library.
package uscc
