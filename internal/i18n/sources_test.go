package i18n

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
)

// sourceFiles lists the Go sources that are no tests and the templates under root.
func sourceFiles(root string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			aside := []string{"testdata", "data", "bin", "dist", "tools", "node_modules"}
			if name != root && (strings.HasPrefix(entry.Name(), ".") || slices.Contains(aside, entry.Name())) {
				return filepath.SkipDir
			}
			return nil
		}
		switch {
		case strings.HasSuffix(name, "_test.go"):
		case slices.Contains([]string{".go", ".html", ".tmpl", ".gohtml"}, filepath.Ext(name)):
			files = append(files, name)
		}
		return nil
	})
	return files, err
}

// usesInGo finds calls of anything named T with a key (i18n.T(lang, "key"), view.T("key")) and all string literals.
func usesInGo(file string) (uses, error) {
	found := uses{literals: map[string]string{}}
	positions := token.NewFileSet()
	tree, err := parser.ParseFile(positions, file, nil, parser.SkipObjectResolution)
	if err != nil {
		return found, err
	}
	ast.Inspect(tree, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.BasicLit:
			if value, ok := literal(node); ok {
				found.note(value, positions.Position(node.Pos()).String())
			}
		case *ast.CallExpr:
			if call, ok := goCall(node); ok {
				call.position = positions.Position(node.Pos()).String()
				found.calls = append(found.calls, call)
			}
		}
		return true
	})
	return found, nil
}

// goCall reads one call as a use. The key is the first or, after a language, the second argument.
func goCall(call *ast.CallExpr) (use, bool) {
	switch name := call.Fun.(type) {
	case *ast.Ident:
		if name.Name != "T" {
			return use{}, false
		}
	case *ast.SelectorExpr:
		if name.Sel.Name != "T" {
			return use{}, false
		}
	default:
		return use{}, false
	}
	for i, arg := range call.Args[:min(2, len(call.Args))] {
		key, built, ok := goKey(arg)
		if !ok {
			continue
		}
		args := len(call.Args) - i - 1
		if call.Ellipsis.IsValid() {
			args = -1
		}
		return use{key: key, built: built, args: args}, true
	}
	return use{}, false
}

// goKey reads a key given as a literal, or the literal beginning of one put together.
func goKey(expr ast.Expr) (key string, built, ok bool) {
	for {
		sum, isSum := expr.(*ast.BinaryExpr)
		if !isSum || sum.Op != token.ADD {
			break
		}
		built, expr = true, sum.X
	}
	key, ok = literal(expr)
	return key, built, ok
}

func literal(expr ast.Expr) (string, bool) {
	lit, ok := expr.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	value, err := strconv.Unquote(lit.Value)
	return value, err == nil
}

// usesInTemplate finds {{t "key"}}, {{.T "key"}}, {{$.T "key"}}, {{T .Lang "key"}}, {{"key" | t}} and all literals.
func usesInTemplate(file string) (uses, error) {
	found := uses{literals: map[string]string{}}
	data, err := os.ReadFile(file)
	if err != nil {
		return found, err
	}
	trees := map[string]*parse.Tree{}
	root := parse.New(file)
	root.Mode = parse.SkipFuncCheck
	if _, err := root.Parse(string(data), "", "", trees); err != nil {
		return found, err
	}
	for _, tree := range trees {
		if tree.Root != nil {
			found.walk(file, string(data), tree.Root)
		}
	}
	return found, nil
}

func (u *uses) walk(file, source string, node parse.Node) {
	switch node := node.(type) {
	case *parse.ListNode:
		if node != nil {
			for _, child := range node.Nodes {
				u.walk(file, source, child)
			}
		}
	case *parse.ActionNode:
		u.pipe(file, source, node.Pipe)
	case *parse.TemplateNode:
		u.pipe(file, source, node.Pipe)
	case *parse.IfNode:
		u.branch(file, source, &node.BranchNode)
	case *parse.RangeNode:
		u.branch(file, source, &node.BranchNode)
	case *parse.WithNode:
		u.branch(file, source, &node.BranchNode)
	}
}

func (u *uses) branch(file, source string, node *parse.BranchNode) {
	u.pipe(file, source, node.Pipe)
	u.walk(file, source, node.List)
	u.walk(file, source, node.ElseList)
}

func (u *uses) pipe(file, source string, pipe *parse.PipeNode) {
	if pipe == nil {
		return
	}
	for i, command := range pipe.Cmds {
		for _, arg := range command.Args {
			switch arg := arg.(type) {
			case *parse.StringNode:
				u.note(arg.Text, place(file, source, arg))
			case *parse.PipeNode:
				u.pipe(file, source, arg)
			}
		}
		if !translates(command.Args[0]) {
			continue
		}
		args := command.Args[1:]
		if i > 0 { // what is piped in comes last
			args = append(slices.Clone(args), pipe.Cmds[i-1].Args[0])
		}
		if call, ok := templateCall(args); ok {
			call.position = place(file, source, command)
			u.calls = append(u.calls, call)
		}
	}
}

// place names a node of a template as file:line.
func place(file, source string, node parse.Node) string {
	return file + ":" + strconv.Itoa(1+strings.Count(source[:node.Position()], "\n"))
}

// translates reports whether a command's first word is the translator under one of its names.
func translates(word parse.Node) bool {
	var names []string
	switch word := word.(type) {
	case *parse.IdentifierNode:
		names = []string{word.Ident}
	case *parse.FieldNode:
		names = word.Ident
	case *parse.VariableNode:
		names = word.Ident
	}
	return len(names) > 0 && strings.EqualFold(names[len(names)-1], "t")
}

func templateCall(args []parse.Node) (use, bool) {
	for i, arg := range args[:min(2, len(args))] {
		switch arg := arg.(type) {
		case *parse.StringNode:
			return use{key: arg.Text, args: len(args) - i - 1}, true
		case *parse.PipeNode: // (print "family." .Code) or (printf "family.%s" .Code)
			words := arg.Cmds[0].Args
			if len(words) < 2 {
				continue
			}
			if beginning, ok := words[1].(*parse.StringNode); ok && strings.HasPrefix(words[0].String(), "print") {
				key, _, _ := strings.Cut(beginning.Text, "%")
				return use{key: key, built: true, args: -1}, true
			}
		}
	}
	return use{}, false
}
