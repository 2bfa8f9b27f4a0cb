package house

import (
	"fmt"
	"go/ast"
	"go/token"
	"math"
	"path"
	"slices"
	"strings"
	"testing"
)

// The caps on the tail: most code stays far below, and nothing grows beyond.
const (
	fileMost      = 600 // lines of any file
	fileUsual     = 450 // lines of 95 in 100 files
	functionMost  = 80  // lines of any function, its tables not counted
	functionUsual = 50  // lines of 95 in 100 functions
	methodsMost   = 5   // methods an interface asks for itself; roles put together from others are free
	mainMost      = 30  // lines of main.go, which only calls run
)

// sized is a file or function with its length.
type sized struct {
	name  string
	lines int
}

func TestFilesStaySmall(t *testing.T) { holds(t, checkFiles) }

func TestFunctionsStaySmall(t *testing.T) { holds(t, checkFunctions) }

func TestInterfacesStaySmall(t *testing.T) { holds(t, checkInterfaces) }

func checkFiles(house tree) []string {
	var files []sized
	var offenders []string
	for _, src := range house.sources {
		if src.test() {
			continue
		}
		files = append(files, sized{src.name + ":1: file", src.lines})
		if path.Base(src.name) == "main.go" && src.lines > mainMost {
			offenders = append(offenders, fmt.Sprintf("%s:1: main.go has %d lines, at most %d are allowed", src.name, src.lines, mainMost))
		}
	}
	return append(offenders, tail(files, fileMost, fileUsual)...)
}

func checkFunctions(house tree) []string {
	var functions []sized
	for _, src := range house.sources {
		if src.test() {
			continue
		}
		for _, decl := range src.file.Decls {
			if function, ok := decl.(*ast.FuncDecl); ok {
				name := fmt.Sprintf("%s: function %s", house.at(function.Pos()), function.Name.Name)
				functions = append(functions, sized{name, functionLines(house.positions, function)})
			}
		}
	}
	return tail(functions, functionMost, functionUsual)
}

func checkInterfaces(house tree) []string {
	var offenders []string
	for _, src := range house.sources {
		ast.Inspect(src.file, func(node ast.Node) bool {
			spec, ok := node.(*ast.InterfaceType)
			if !ok {
				return true
			}
			methods := 0
			for _, field := range spec.Methods.List {
				methods += len(field.Names)
			}
			if methods > methodsMost {
				offenders = append(offenders, fmt.Sprintf("%s: interface has %d methods, at most %d are allowed", house.at(spec.Pos()), methods, methodsMost))
			}
			return true
		})
	}
	return offenders
}

// tail names what is longer than most and, where more than 5 in 100 are longer than usual, those too.
func tail(all []sized, most, usual int) []string {
	if len(all) == 0 {
		return nil
	}
	lengths := make([]int, 0, len(all))
	for _, one := range all {
		lengths = append(lengths, one.lines)
	}
	slices.Sort(lengths)
	p95 := lengths[int(math.Ceil(float64(len(lengths))*0.95))-1]
	var offenders []string
	for _, one := range all {
		switch {
		case one.lines > most:
			offenders = append(offenders, fmt.Sprintf("%s has %d lines, at most %d are allowed", one.name, one.lines, most))
		case one.lines > usual && p95 > usual:
			offenders = append(offenders, fmt.Sprintf("%s has %d lines, and more than 5 in 100 exceed %d", one.name, one.lines, usual))
		}
	}
	return offenders
}

// functionLines counts a function's lines, those inside lists and maps written out in it left aside: a table is as long
// as what it lists.
func functionLines(positions *token.FileSet, function *ast.FuncDecl) int {
	line := func(pos token.Pos) int { return positions.Position(pos).Line }
	lines := line(function.End()) - line(function.Pos()) + 1
	ast.Inspect(function, func(node ast.Node) bool {
		literal, ok := node.(*ast.CompositeLit)
		if !ok {
			return true
		}
		switch literal.Type.(type) {
		case *ast.ArrayType, *ast.MapType:
			lines -= line(literal.End()) - line(literal.Pos())
			return false
		}
		return true
	})
	return lines
}

func TestLongFilesAreReported(t *testing.T) {
	padded := func(lines int) string { return "package a\n" + strings.Repeat("\n", lines-1) }
	reports(t, checkFiles, map[string]string{"a/long.go": padded(601), "a/fine.go": padded(10)},
		"a/long.go:1: file has 601 lines, at most 600 are allowed")
	reports(t, checkFiles, map[string]string{"a/main.go": padded(31)},
		"a/main.go:1: main.go has 31 lines, at most 30 are allowed")
	reports(t, checkFiles, map[string]string{"a/longish.go": padded(451)},
		"a/longish.go:1: file has 451 lines, and more than 5 in 100 exceed 450")
	reports(t, checkFiles, map[string]string{"a/long_test.go": padded(700), "a/edge.go": padded(450)})

	many := map[string]string{"a/longish.go": padded(451)}
	for i := range 19 {
		many[fmt.Sprintf("a/f%d.go", i)] = padded(10)
	}
	reports(t, checkFiles, many)
}

func TestLongFunctionsAreReported(t *testing.T) {
	function := func(lines int) string {
		return "package a\n\nfunc f() {\n" + strings.Repeat("\tprintln()\n", lines-2) + "}\n"
	}
	table := "package a\n\nfunc f() {\n\tprintln([]string{\n" + strings.Repeat("\t\t\"x\",\n", 200) + "\t})\n}\n"
	reports(t, checkFunctions, map[string]string{"a/a.go": function(81)},
		"a/a.go:3: function f has 81 lines, at most 80 are allowed")
	reports(t, checkFunctions, map[string]string{"a/a.go": function(51)},
		"a/a.go:3: function f has 51 lines, and more than 5 in 100 exceed 50")
	reports(t, checkFunctions, map[string]string{"a/a.go": function(50), "a/table.go": table, "a/a_test.go": function(90)})
}

func TestWideInterfacesAreReported(t *testing.T) {
	reports(
		t, checkInterfaces,
		map[string]string{
			"a/a.go": "package a\n\ntype wide interface {\n\tA()\n\tB()\n\tC()\n\tD()\n\tE()\n\tF()\n}\n",
			"a/b.go": "package a\n\ntype both interface {\n\twide\n\tA()\n\tB()\n\tC()\n\tD()\n\tE()\n}\n",
		},
		"a/a.go:3: interface has 6 methods, at most 5 are allowed",
	)
}
