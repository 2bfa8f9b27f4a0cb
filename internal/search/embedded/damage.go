package embedded

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
)

// damage is what is wrong with a file of the index. Deep within the reading of a segment it is a panic, which guard turns
// into an error at the surface: a search through twenty calls has no other use for it than to stop.
type damage string

// errDamaged is wrapped by the error of everything that met a damaged file.
var errDamaged = errors.New("damaged index")

// guard runs read and returns what it met as an error: damage it noticed, an index out of range where a file contradicts
// itself, and the fault of a mapped file that was cut underneath us or cannot be read.
func guard(read func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		switch met := recover().(type) {
		case nil:
		case damage:
			err = fmt.Errorf("%w: %s", errDamaged, string(met))
		case interface{ Addr() uintptr }: // of a memory fault
			err = fmt.Errorf("%w: a mapped file cannot be read", errDamaged)
		case runtime.Error:
			err = fmt.Errorf("%w: %w", errDamaged, met)
		default:
			panic(met)
		}
	}()
	return read()
}
