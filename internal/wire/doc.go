// Package wire owns a record as outsiders see it: one flat JSON object of envelope, body and joined facts (docs/api.md). The
// interface, the dumps, the feeds and the exports say the same of a record because all of them ask here. It depends only on
// disclosure, dossier, i18n and store's Reader.
package wire
