// Package publicapi owns the open data interface: the JSON resources under /api/v1, their twins beside the pages
// (/penalties/{id}.json), and the probes of health. It depends only on disclosure, the leaves, store's Reader and Feed,
// dossier, web and i18n; it never writes.
//
// # A record
//
// A record is one flat JSON object of three parts:
//
//   - the envelope: id kind version state position published_at public_until updated_at regime salt digest url
//   - the body, byte for byte as it was published: everything that is in neither of the other parts
//   - what is joined when read: venue (of every kind that happens at a venue), status_today (permits and filings), grade
//     permits penalties_in_force next_inspection_by (venues), and, if lang is given, members that end in _label
//
// status is what the authority said of a permit or filing; status_today is what holds today: "lapsed" once valid_until
// has passed, otherwise status. A venue's permits are its permits and filings, latest first, each with the status of today.
//
// # Checking a digest
//
// digest is "sha256:" and SHA-256(salt ‖ body) in hexadecimal digits; salt is 16 bytes, also in hexadecimal digits. To check
// a record, take away the members of the envelope, the joined members of its kind and all members whose names end in
// _label, write what is left as canonical JSON (RFC 8785), and hash it behind the bytes of the salt. Of the joined names
// two are members of a body elsewhere: grade belongs to the body of a grading, venue to that of a board.
package publicapi
