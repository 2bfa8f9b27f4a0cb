package disclosure

// On is what holds of a permit or filing on a day: one that was in force, or against which an objection runs, has lapsed
// once its last valid day is over; what was revoked or deregistered stays so.
func (s PermitStatus) On(today, validUntil Date) PermitStatus {
	mayLapse := s == PermitInForce || s == PermitDisputed
	if mayLapse && !validUntil.IsZero() && validUntil.Before(today) {
		return PermitLapsed
	}
	return s
}
