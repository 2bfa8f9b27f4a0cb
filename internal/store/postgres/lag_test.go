package postgres_test

import (
	"testing"
	"time"

	"mingshi/internal/store/postgres"
)

func TestLag(t *testing.T) {
	t.Parallel()
	type look struct {
		second           int
		primary, replica int64
		want             bool
	}
	cases := map[string][]look{
		"up to date":                    {{0, 10, 10, false}, {1, 11, 11, false}},
		"behind for a moment":           {{0, 10, 9, false}, {4, 10, 9, false}, {5, 10, 10, false}, {20, 10, 10, false}},
		"behind for too long":           {{0, 10, 9, false}, {5, 10, 9, false}, {6, 10, 9, true}},
		"always a little behind":        {{0, 10, 9, false}, {4, 20, 12, false}, {8, 30, 22, false}, {12, 40, 31, false}},
		"caught up":                     {{0, 10, 1, false}, {6, 10, 1, true}, {7, 10, 10, false}},
		"comes nearer and keeps up":     {{0, 10, 1, false}, {6, 20, 1, true}, {7, 30, 10, true}, {9, 40, 30, false}},
		"comes nearer and falls behind": {{0, 10, 1, false}, {6, 20, 1, true}, {7, 30, 10, true}, {13, 40, 29, true}, {14, 50, 30, true}},
	}
	start := time.Unix(0, 0)
	for name, looks := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var lag postgres.Lag
			for i, l := range looks {
				if got := lag.Observe(start.Add(time.Duration(l.second)*time.Second), l.primary, l.replica); got != l.want {
					t.Fatalf("look %d: got behind %v, want %v", i, got, l.want)
				}
			}
		})
	}
}
