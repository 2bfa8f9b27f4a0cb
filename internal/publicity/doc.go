// Package publicity owns the rules on how long a penalty is public: the regimes with their dates of force, the classes
// of misconduct with their periods, what is not published at all, and which document numbers mean simple procedure. The
// rules are data, because most of them are set per sector and change. It depends only on the domain package disclosure.
package publicity
