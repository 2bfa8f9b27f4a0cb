// Package intake owns the way from a clerk's files to checked and masked drafts: which kind and generation of the
// standard a file is, what is wrong in which cell, and the report that says so. Nothing that is not public leaves this
// package: masking happens here, before the first byte reaches a store. It depends only on disclosure, the leaves, i18n,
// lives and its own sheet.
package intake
