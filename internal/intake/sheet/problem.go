package sheet

import (
	"fmt"

	"mingshi/internal/disclosure"
)

// ProblemCode says what is wrong with a file. It is the key of the sentence for people in every language.
type ProblemCode string

// The codes and what their Args hold. The first argument is always the file's name; "row" is a row as a spreadsheet
// numbers it, "line" a line of the text file.
const (
	FileMissing        ProblemCode = "file.missing"            // name
	FileNoAccess       ProblemCode = "file.no_access"          // name
	FileFolder         ProblemCode = "file.folder"             // name
	FileIrregular      ProblemCode = "file.irregular"          // name
	FileEmpty          ProblemCode = "file.empty"              // name
	FileXLS            ProblemCode = "file.xls"                // name
	FileEncrypted      ProblemCode = "file.encrypted"          // name
	FileTruncated      ProblemCode = "file.truncated"          // name
	FileTruncatedCell  ProblemCode = "file.truncated_cell"     // name, row
	FileDamaged        ProblemCode = "file.damaged"            // name, part of the workbook
	FileNotTable       ProblemCode = "file.not_table"          // name, format
	FileNotZIP         ProblemCode = "file.not_zip"            // name
	FileBinary         ProblemCode = "file.binary"             // name
	FileTooLarge       ProblemCode = "file.too_large_unpacked" // name, part of the workbook
	FileLineTooLong    ProblemCode = "file.line_too_long"      // name, row before it, limit in MiB
	FileCellTooLong    ProblemCode = "file.cell_too_long"      // name, row, column, limit in KiB
	FileNUL            ProblemCode = "file.nul"                // name, line
	FileEncoding       ProblemCode = "file.encoding"           // name, line
	FileUTF16          ProblemCode = "file.utf16"              // name
	FileQuote          ProblemCode = "file.quote"              // name, row, line
	FileSeparator      ProblemCode = "file.separator"          // name, the separator found
	FileTooManyColumns ProblemCode = "file.too_many_columns"   // name, row, limit
	FileNoVisibleSheet ProblemCode = "file.no_visible_sheet"   // name
	FileUncalculated   ProblemCode = "file.uncalculated"       // name, sheet, cell
	FileTooManyMerges  ProblemCode = "file.too_many_merges"    // name, sheet
	FileRowsOutOfOrder ProblemCode = "file.rows_out_of_order"  // name, sheet, row
)

// Problem is why a file, or the rest of it, cannot be read. It is an error of the kind disclosure.Invalid: the same file
// would be refused again.
type Problem struct {
	// Code is the key of the sentence that says what is wrong, where, and what to do.
	Code ProblemCode
	// Args fill the verbs of that sentence; their order is the same in every language.
	Args []any
}

// Error names the code and its arguments, for logs; people are shown the sentence instead.
func (p *Problem) Error() string {
	return fmt.Sprintf("intake file: %s %v", p.Code, p.Args)
}

// Unwrap gives the error its kind.
func (p *Problem) Unwrap() error {
	return disclosure.Errorf(disclosure.Invalid, "%s", p.Code)
}

func problem(code ProblemCode, args ...any) *Problem { return &Problem{Code: code, Args: args} }
