package searchtest_test

import (
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/search/searchtest"
)

func TestTruthKeepsTheContract(t *testing.T) {
	searchtest.Run(t, func(_ *testing.T, today func() disclosure.Date) searchtest.Engine {
		return searchtest.NewTruth(today)
	})
}
