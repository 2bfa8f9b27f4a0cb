// Package site owns the pages for people: routes, one view struct a page, templates, the style sheet and the faces of the
// grades. Everything is rendered here, without script, and each page is one request. It depends only on disclosure, the
// leaves, store's Reader, dossier, web, qrsign and i18n.
package site
