// Package phototest owns the pictures that tests of boards look at: symbols drawn in pixels, symbols under a blot, and
// photographs of a page as a telephone takes them, skewed, blurred, badly lit and compressed. All of it follows from a
// seed, so that what fails once will fail again. It depends only on the standard library.
package phototest
