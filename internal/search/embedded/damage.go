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

// stopped ends a search whose time is over, in the same way.
type stopped struct{ err error }

var (
	// errDamaged is wrapped by the error of everything that met a damaged file.
	errDamaged = errors.New("damaged index")
	// errDefect is wrapped where whole files are read wrongly: a defect of ours, for which no index is given up.
	errDefect = errors.New("defect in the search engine")
)

// guard runs read and returns what it met as an error: damage it noticed, the fault of a mapped file that was cut underneath
// us or cannot be read, the end of its time, and defects of ours.
func guard(read func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		switch met := recover().(type) {
		case nil:
		case damage:
			err = fmt.Errorf("%w: %s", errDamaged, string(met))
		case stopped:
			err = met.err
		case interface{ Addr() uintptr }: // of a memory fault
			err = fmt.Errorf("%w: a mapped file cannot be read", errDamaged)
		case runtime.Error:
			err = fmt.Errorf("%w: %w\n%s", errDefect, met, debug.Stack())
		default:
			panic(met)
		}
	}()
	return read()
}
