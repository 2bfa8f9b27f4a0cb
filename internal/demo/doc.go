// Package demo owns the made-up district that `mingshi demo` shows: it writes the district as files of the data
// standard, which then go through the same intake as any file, and it writes the large penalty file of the import
// benchmark. Nothing in it is real: division 419901 does not exist, the coordinates lie at sea, the telephone numbers
// cannot be dialled, and every name is put together from the words in words.json. It depends only on the domain, on
// uscc for the check character of credit codes, and on excelize for workbooks.
package demo
