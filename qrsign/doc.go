// Package qrsign owns what a signboard at a venue's door carries for machines: the board's code and the check that it
// was issued here, the address that leads to the live page, and the QR symbol of that address. It depends only on
// internal/disclosure and on an encoder of QR symbols.
package qrsign
