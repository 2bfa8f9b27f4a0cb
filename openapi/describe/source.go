package describe

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// module is the path with which the imports of the product begin.
const module = "mingshi/"

// source reads declarations of types from the module's folders.
type source struct {
	root string
	// packages are the declarations already read, by folder ("internal/web").
	packages map[string]map[string]*declaration
}

// declaration is a type as it was written.
type declaration struct {
	folder, name, doc string
	expr              ast.Expr
	// imports are the folders, or paths of other modules, behind the names of packages in the file.
	imports map[string]string
}

func newSource(root string) *source {
	return &source{root: root, packages: map[string]map[string]*declaration{}}
}

// find is the declaration of a type in a folder of the module.
func (s *source) find(folder, name string) (*declaration, error) {
	types, read := s.packages[folder]
	if !read {
		var err error
		if types, err = s.read(folder); err != nil {
			return nil, fmt.Errorf("types of %s: %w", folder, err)
		}
		s.packages[folder] = types
	}
	found, ok := types[name]
	if !ok {
		return nil, fmt.Errorf("type %s: not in %s", name, folder)
	}
	return found, nil
}

func (s *source) read(folder string) (map[string]*declaration, error) {
	entries, err := os.ReadDir(filepath.Join(s.root, filepath.FromSlash(folder)))
	if err != nil {
		return nil, err
	}
	types := map[string]*declaration{}
	files := token.NewFileSet()
	for _, entry := range entries {
		if name := entry.Name(); filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(
			files, filepath.Join(s.root, filepath.FromSlash(folder), entry.Name()), nil, parser.ParseComments|parser.SkipObjectResolution,
		)
		if err != nil {
			return nil, err
		}
		declare(types, folder, file)
	}
	return types, nil
}

// declare adds the types of a file.
func declare(types map[string]*declaration, folder string, file *ast.File) {
	imports := map[string]string{}
	for _, spec := range file.Imports {
		path := strings.Trim(spec.Path.Value, `"`)
		name := path[strings.LastIndexByte(path, '/')+1:]
		if spec.Name != nil {
			name = spec.Name.Name
		}
		imports[name] = strings.TrimPrefix(path, module)
	}
	for _, decl := range file.Decls {
		general, ok := decl.(*ast.GenDecl)
		if !ok || general.Tok != token.TYPE {
			continue
		}
		for _, spec := range general.Specs {
			typed, ok := spec.(*ast.TypeSpec)
			if !ok {
				continue
			}
			doc := typed.Doc
			if doc == nil && len(general.Specs) == 1 {
				doc = general.Doc
			}
			name := typed.Name.Name
			types[name] = &declaration{folder: folder, name: name, doc: textOf(doc), expr: typed.Type, imports: imports}
		}
	}
}

// textOf is a comment as running text: its lines joined, its paragraphs kept.
func textOf(comment *ast.CommentGroup) string {
	paragraphs := strings.Split(strings.TrimSpace(comment.Text()), "\n\n")
	for i, paragraph := range paragraphs {
		paragraphs[i] = strings.Join(strings.Fields(paragraph), " ")
	}
	return strings.Join(paragraphs, "\n\n")
}
