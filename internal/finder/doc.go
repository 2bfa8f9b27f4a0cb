// Package finder owns how people and programs ask for records: which parameters an address takes, what their values mean as
// a search.Query, and how hits become records that are still public. Pages and API find the same because both ask here. It
// depends only on disclosure, search and store.
package finder
