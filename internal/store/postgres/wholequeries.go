package postgres

import _ "embed" // the statements are files, to be read, formatted and explained as SQL

// The statements that carry whole stores, one a file; each file's comment says what its parameters are.
var (
	//go:embed queries/fill_figures.sql
	fillFiguresSQL string
	//go:embed queries/fill_fingerprints.sql
	fillFingerprintsSQL string
	//go:embed queries/fill_journal_files.sql
	fillJournalFilesSQL string
	//go:embed queries/fill_journals.sql
	fillJournalsSQL string
	//go:embed queries/fill_not_public.sql
	fillNotPublicSQL string
	//go:embed queries/filling_analyze.sql
	fillingAnalyzeSQL string
	//go:embed queries/filling_begin.sql
	fillingBeginSQL string
	//go:embed queries/filling_empty.sql
	fillingEmptySQL string
	//go:embed queries/filling_end.sql
	fillingEndSQL string
	//go:embed queries/filling_feed.sql
	fillingFeedSQL string
	//go:embed queries/filling_head.sql
	fillingHeadSQL string
	//go:embed queries/filling_holds.sql
	fillingHoldsSQL string
	//go:embed queries/filling_move.sql
	fillingMoveSQL string
	//go:embed queries/filling_number.sql
	fillingNumberSQL string
	//go:embed queries/filling_state.sql
	fillingStateSQL string
	//go:embed queries/whole_changes.sql
	wholeChangesSQL string
	//go:embed queries/whole_figures.sql
	wholeFiguresSQL string
	//go:embed queries/whole_fingerprints.sql
	wholeFingerprintsSQL string
	//go:embed queries/whole_head.sql
	wholeHeadSQL string
	//go:embed queries/whole_journal_files.sql
	wholeJournalFilesSQL string
	//go:embed queries/whole_journals.sql
	wholeJournalsSQL string
	//go:embed queries/whole_keys.sql
	wholeKeysSQL string
	//go:embed queries/whole_not_public.sql
	wholeNotPublicSQL string
	//go:embed queries/whole_patience.sql
	wholePatienceSQL string
	//go:embed queries/whole_records.sql
	wholeRecordsSQL string
)
