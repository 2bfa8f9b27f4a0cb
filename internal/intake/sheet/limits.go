package sheet

// The limits hold memory flat whatever the file. They are far above what any intake file needs: the standard's longest
// field has a few thousand characters and its widest table fewer than fifty columns.
const (
	// MaxColumns is the number of columns up to which a row is read.
	MaxColumns = 1_000
	// MaxCellBytes is the length of a cell's text in bytes of UTF-8; a spreadsheet's own limit is 32,767 characters.
	MaxCellBytes = 1 << 20
	// MaxRecordBytes is the length of one row of a text file in bytes of UTF-8.
	MaxRecordBytes = 4 << 20
	// MaxUnpackedBytes is what the parts of a workbook may amount to when unpacked.
	MaxUnpackedBytes = 4 << 30
	// MaxRatio is how many times its packed size a part may have unpacked, once it is larger than ratioFloor. Real
	// sheets stay below 40.
	MaxRatio = 200

	ratioFloor = 64 << 20
	// maxRows and maxSheetColumns are the bounds of the XLSX format.
	maxRows         = 1 << 20
	maxSheetColumns = 1 << 14
	maxMerges       = 1_000_000
	// maxLinks bounds a workbook's sheets and a part's links to others.
	maxLinks = 10_000
)
