// Package publicapi owns the open data interface: the JSON resources under /api/v1, their twins beside the pages
// (/penalties/{id}.json), and the probes of health. It depends only on disclosure, the leaves, store's Reader and Feed,
// search's Searcher, finder, dossier, wire, web, openapi, qrsign and i18n; it never writes.
//
// # A record
//
// A record is one flat JSON object of three parts:
//
//   - the envelope: id kind version state position published_at public_until updated_at regime salt digest url
//   - the body, byte for byte as it was published: everything that is in neither of the other parts
//   - what is joined when read: venue (of every kind that happens at a venue), status_today (permits and filings), grade
//     permits penalties_in_force next_inspection_by (venues), venue_status outdated (a board at its own address), if lang is
//     given, members that end in _label, and in what was found by a text, matches
//
// status is what the authority said of a permit or filing; status_today is what holds today: "lapsed" once valid_until
// has passed, otherwise status. A venue's permits are its permits and filings, latest decision first, each with the status
// of today.
//
// # The venue of a record
//
// venue{id,name} is null where there is none. That of a penalty is the only venue at which the penalty is shown: the one
// whose number it names; if it names no number, the one whose address it names as the place of the matter; else the only
// venue of the business. A penalty that names several is shown at each of them and counted in the penalties_in_force of
// each, and its venue is null, as is that of one that names none of several. What two venues share tells neither. The pages
// follow the same rule.
//
// # Members that may be absent
//
// These members of a body are absent where there is nothing to say, and absent means "none"; every other member is always
// there, null if it has no value:
//
//   - of any counterparty: uscc legal_representative other_codes, and of other_codes: business_reg_no org_code tax_reg_no
//     institution_cert_no social_org_reg_no; of any authority, source and operator: uscc
//   - permit: permit_kind_other certificate_name permit_number remark
//   - filing: document_title premises.street remark
//   - penalty: penalty_kind_other license_action misconduct_class remark
//   - venue: former_names street grid grid_duty location public_phone
//   - grading: not_applicable deductions.remark to_next_band correction.result
//   - reading: comparator unit limit limit.min limit.max limit.min_exclusive limit.max_exclusive limit.recommended result place tested_by
//   - board: place end_reason replaces replaced_by printed printed.letter earlier earlier.letter
//
// A label is absent with the member that it is of.
//
// # Finding
//
// Lists take the parameters of finder.Parameters, /search over all kinds takes kind too. A list without a text, filters and
// facets, in the order of dates or names, comes from the store, whether search answers or not; everything else comes from
// the index. A text is cut at spaces into terms, all of which must match (package search says when). facets has,
// for each field asked for, the values that occur among all records found, the most frequent first: {value, count}, and if
// lang is given a label where the value is one of a closed list. Where total_is_exact is false, total is the least that there
// are. So it is if a record has ended that the index still has among the hits: then it is left out, total is the number of
// records in data, and facets is empty, since what the index counts would tell of it.
//
// A record that was found by a text has matches: [{path, ranges}], the members of its body, and venue.name, in which terms of
// the text stand. A path is the names of members joined by dots ("counterparty.name"), behind that of an array the place in
// it from 0 ("former_names.0"). ranges are pairs [from, to] of Unicode code points of the member's value, to exclusive. A
// record that was found by the address or the former name of its venue alone has no matches.
//
// /suggest answers up to eight records whose names hold every term of a text that is still being typed: {id, name, kind,
// url}, the best first, no name twice.
//
// position and as_of of such an answer are those of the index: as a rule the feed's head, since it is waited for, and what
// the index has come to if it is behind; such an answer is "no-store" and has no tag. What has ended is shown in no case. Where
// search does not answer the problem is "unavailable" and says since when.
//
// # Following
//
// Whoever waits for the feed, by /changes?wait= or by /changes/stream, is woken by one hub that looks at the head for all of
// them, and only while there is anybody. Those who stand at the same place are told the same page of events, which is written
// once. The body of a stream is read in the goroutine of its connection, so a listener is one goroutine and a slow one holds up
// nobody. A listener is paid for when it comes, whatever it is answered with.
//
// What is gone has record null in all its changes, the first one too. The reason of its end comes with the change that ended it
// (op withdraw, repair or expire); its earlier changes keep what they had, which for publish is null. A record whose last public
// day is over has record null from midnight on, and the change with op expire comes when that was written down.
//
// The feeds under /feeds are for readers of news: they choose among what is remembered of the last 10,000 changed records of
// each kind (id, position, authority, last public day, and where a street was asked for, the street), which is read from the
// head backwards, so that every process remembers the same. They read the records anew for every answer, so that nothing
// outlives its end. When a venue changes, only what belongs to it is placed anew.
//
// # Statements
//
// /venues/{id}/statement.jws says what the publisher vouches for of a venue, signed (qrsign.Statement). Its typ is
// mingshi-statement+jwt, a type of its own as RFC 8725 §3.11 advises; its media type is the registered application/jwt. It begins
// at the last midnight or change and so is the same text until the next; it ends 7 days after the midnight, or with the permit or
// the publicity of the venue. What was signed cannot be called back: the 7 days are the bound.
//
// /badge/{id}.svg is for pages of others, in <img>. It is asked for anew each time, since it must not outlive what it shows.
//
// # Search engines
//
// Every answer under /api and of a .json address says "X-Robots-Tag: noindex": it is for programs.
//
// # Checking a digest
//
// digest is "sha256:" and SHA-256(salt ‖ body) in hexadecimal digits; salt is 16 bytes, also in hexadecimal digits. To check
// a record, take away the members of the envelope, the joined members of its kind, matches and all members whose names end
// in _label, write what is left as canonical JSON (RFC 8785), and hash it behind the bytes of the salt. Of the joined names
// two are members of a body elsewhere: grade belongs to the body of a grading, venue to that of a board.
package publicapi
