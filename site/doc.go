// Package site owns the pages for people: routes, one view struct a page, templates, the style sheet and the faces of the
// grades. Everything is rendered here and works without script; each page is one request, or two where a search box suggests
// names. It depends only on disclosure, the leaves, store's Reader, search's Searcher, finder, dossier, web, qrsign and i18n.
package site
