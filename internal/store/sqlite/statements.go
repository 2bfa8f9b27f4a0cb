package sqlite

import "strings"

// rowsAtOnce is how many rows one statement inserts. More spare no further time.
const rowsAtOnce = 64

// readerStatements lists what readers run.
func readerStatements() []string {
	return []string{
		headSQL, getSQL, listLatestSQL, listEarliestSQL, listByNameSQL, listByNumberSQL, numberOfSQL,
		candidatesBySubjectSQL, candidatesByPlaceSQL,
		recordsByNumberSQL, subjectsSQL, subjectsPenaltiesSQL, subjectsPositionSQL, totalsSQL, figuresSQL,
		changesSQL, changesOfKindSQL, historySQL, findSQL, endedSQL, countEverSQL,
		fingerprintsSQL, cursorSecretSQL, pageListSQL, staleSinceScrubSQL, fillingStateSQL, wholeHeadSQL, wholeRecordsSQL,
		wholeKeysSQL, wholeChangesSQL, wholeNotPublicSQL, wholeFiguresSQL, wholeJournalsSQL, wholeJournalFilesSQL,
		wholeFingerprintsSQL,
	}
}

// writerStatements lists what the writer runs.
func writerStatements() []string {
	texts := []string{
		writerHeadSQL, lastNumberSQL, moveHeadSQL, storedRecordSQL, updateRecordSQL, deletePlaceSQL, trailSourceSQL, addCountSQL,
		dropEmptyCountsSQL, addEverSQL, countNotPublicSQL, addFigureSQL, putJournalSQL, putJournalFileSQL,
		rememberFingerprintSQL, pageReadSQL, pageWriteSQL, markScrubbedSQL, fillingStateSQL,
	}
	return append(texts, oneAndMany(insertRecordSQL, insertPlaceSQL, insertKeySQL, insertChangeSQL, insertTrailSQL)...)
}

// fillingStatements lists what only a filling runs, beside those of the writer.
func fillingStatements() []string {
	texts := []string{fillingHoldsSQL, fillingBeginSQL, fillingHeadSQL, fillingMoveSQL, fillingEndSQL, fillingFeedSQL}
	return append(texts, oneAndMany(fillRecordSQL, fillKeySQL, fillNotPublicSQL, fillFigureSQL, fillJournalSQL,
		fillJournalFileSQL, fillFingerprintSQL)...)
}

// oneAndMany lists inserts of one row with those of many.
func oneAndMany(inserts ...string) []string {
	texts := make([]string, 0, 2*len(inserts))
	for _, text := range inserts {
		texts = append(texts, text, manyRows(text))
	}
	return texts
}

// manyRows repeats the one row of values of an insert. The inserts say OR FAIL: a statement that fails stops where it is
// and keeps no copies of pages to undo itself, since the transaction is given up then.
func manyRows(text string) string {
	start := strings.Index(text, "VALUES (") + len("VALUES ")
	end := start + strings.Index(text[start:], ")") + 1
	row := text[start:end]
	return text[:start] + strings.Repeat(row+", ", rowsAtOnce-1) + row + text[end:]
}
