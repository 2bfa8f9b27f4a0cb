// Package archive owns the one file of a backup, and the carrying of whole stores between databases, into a copy or out of
// a backup. It depends only on disclosure, store and keys.
//
// # The file
//
// A backup is a ZIP archive, which any tool opens. It holds what a store cannot be made again from anything else, and the
// files of the data folder:
//
//	store/head.json              the end of the feed: feed id, position, instant, and what the cursors of lists are sealed with
//	store/records.ndjson         every record as it is now, gone ones as tombstones, by number
//	store/keys.ndjson            the HMACs of natural keys, each with the number of its record, by key
//	store/changes.ndjson         the change feed with the trail, by position
//	store/not_public.ndjson      what was counted and never published, by key
//	store/figures.ndjson         the statistics, by cell
//	store/journals.ndjson        the progress of each import, by batch
//	store/fingerprints.ndjson    the fingerprints of the secret keys, by name
//	files/…                      the data folder: authority.yaml, calendars/, keys/ and whatever else lies there, but no
//	                             database, no staging and no name that begins with a dot
//	mingshi-backup.json          the manifest, last: what the file is, and rows, size and SHA-256 of every other entry
//
// Each line of an .ndjson entry is one JSON object and ends with a line break; the types in line.go are its fields.
// Instants are RFC 3339 in UTC with microseconds, dates YYYY-MM-DD or null, keys and salts hexadecimal digits, a digest
// "sha256:" and hexadecimal digits; what is empty is "". The body of a record is a JSON string, so that its bytes, over
// which the digest is, stay as they are. There is one way to write a row: the SHA-256 of a part is the same whatever
// database it came from, and it is what Report and Manifest say of it.
//
// The sums find damage. They do not find a forger: whoever can write the file can write its sums. And whoever can read it
// has the keys: it is written with mode 0600.
package archive
