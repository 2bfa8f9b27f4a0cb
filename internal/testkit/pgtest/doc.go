// Package pgtest owns the throw-away PostgreSQL servers of tests; it depends only on the standard library and on
// Debian's PostgreSQL and PgBouncer programs.
//
// A server has its own data folder and answers on a Unix socket of its own, never on a port, so no test meets another
// one's server and none touches a database that it did not make. PostgreSQL refuses to run as root: there, servers run
// as the system user postgres, else as nobody.
//
// Nothing outlives the test process. Each server has a watchdog, a small shell that waits for the end of a pipe which
// the test process holds. A test that ends closes the pipe, and so does the kernel when the process is killed; either
// way the watchdog stops the server and removes its folders.
//
// Where the programs are missing tests skip, and fail with CI=true.
package pgtest
