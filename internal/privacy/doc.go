// Package privacy owns the finding and masking of personal data in the texts
// that are published: identity numbers, telephones, accounts, travel documents
// and e-mail addresses, and the names of natural persons. It depends only on
// the standard library; labels, document forms and compound surnames are data
// files beside the code, marked as unverified where practice varies.
//
// Every doubt is decided for the person: masking a number too many costs a
// correction, publishing one too many cannot be taken back.
package privacy
