// Package tabular owns the open file formats of records: newline-delimited JSON, CSV, XLSX and Parquet, in our own columns
// or in those of the data standard, with a dictionary of every column. It depends only on disclosure, wire, dossier, i18n
// and store's Reader.
//
// # One record, one row
//
// A row is the record as wire writes it, laid flat: the column counterparty_name holds the member name of counterparty. No
// member is left out. Empty means that there is none. Values of closed lists stay identifiers, several of them joined by
// semicolons; other arrays are compact JSON text. All formats say the same: a writer turns the same texts into its own types.
//
// # Formulas in CSV
//
// A spreadsheet that opens a CSV takes a cell that begins with = + - or @ for a formula, and what businesses are called and
// what they are punished for is not ours to choose. CSV is written as it is all the same: a sign in front of such a cell
// would change the data for every program that reads it, and would not go back in through an import. Who wants to open a
// table in a spreadsheet takes XLSX, whose cells say that they are text and are never evaluated.
//
// # The standard's codes and the way back
//
// Behind the standard's columns stand two of ours. MS_JLBH has the record's number in every row, so that who is told by the
// feed that a record has ended finds its row. A row that is complete goes back in through an import and changes nothing; every
// other one says in MS_BWZ why not, and the import refuses it by that. Complete says which is which.
package tabular
