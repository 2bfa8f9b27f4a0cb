package embedded_test

import (
	"testing"

	"mingshi/internal/disclosure"
	"mingshi/internal/search/embedded"
	"mingshi/internal/search/searchtest"
)

func TestContract(t *testing.T) {
	searchtest.Run(t, func(t *testing.T, today func() disclosure.Date) searchtest.Engine {
		t.Helper()
		return open(t, t.TempDir(), embedded.Options{Today: today})
	})
}

func open(t *testing.T, dir string, o embedded.Options) *embedded.Index {
	t.Helper()
	ix, err := embedded.Open(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := ix.Close(); err != nil {
			t.Error(err)
		}
	})
	return ix
}
