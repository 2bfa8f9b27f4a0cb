package dump

import "time"

// pauses are how long to wait after the first, second and every further thing that was done out of turn.
var pauses = [...]time.Duration{2 * time.Minute, 5 * time.Minute, 10 * time.Minute}

// quietFor is how long nothing is done out of turn before the pauses begin again with the shortest.
const quietFor = 30 * time.Minute

// Rush counts what was done out of turn, one soon after the other, so that it is not done again and again without a pause.
type Rush struct {
	Count int       `json:"count"`
	Last  time.Time `json:"last"`
}

func (r *Rush) add(now time.Time) {
	if now.Sub(r.Last) > quietFor {
		r.Count = 0
	}
	r.Count, r.Last = r.Count+1, now.UTC()
}

// left is how long to wait still; zero if it may be done now. A clock that was set back makes nobody wait.
func (r *Rush) left(now time.Time) time.Duration {
	since := now.Sub(r.Last)
	if r.Count == 0 || since < 0 {
		return 0
	}
	return max(0, pauses[min(r.Count, len(pauses))-1]-since)
}
