package disclosure_test

import (
	"testing"

	"mingshi/internal/disclosure"
)

func TestStatusToday(t *testing.T) {
	today := disclosure.MustDate("2025-05-20")
	for _, tc := range []struct {
		status disclosure.PermitStatus
		until  string
		want   disclosure.PermitStatus
	}{
		{disclosure.PermitInForce, "", disclosure.PermitInForce},
		{disclosure.PermitInForce, "2025-05-20", disclosure.PermitInForce},
		{disclosure.PermitInForce, "2025-05-19", disclosure.PermitLapsed},
		{disclosure.PermitDisputed, "2025-05-19", disclosure.PermitLapsed},
		{disclosure.PermitRevoked, "2025-05-19", disclosure.PermitRevoked},
		{disclosure.PermitDeregistered, "2025-05-19", disclosure.PermitDeregistered},
	} {
		if got := tc.status.On(today, disclosure.MustDate(tc.until)); got != tc.want {
			t.Errorf("%s until %q is %s today, want %s", tc.status, tc.until, got, tc.want)
		}
	}
}
