// Package qrsign owns what a signboard at a venue's door carries for machines: the board's code and the check that it
// was issued here, the address that leads to the live page, and the QR symbol of that address; and the signed statements
// of what is published of a venue. It depends only on internal/disclosure, an encoder of QR symbols and a signer of tokens.
package qrsign
