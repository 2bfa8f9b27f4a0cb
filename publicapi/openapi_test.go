package publicapi

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"mingshi/internal/disclosure"
	"mingshi/internal/finder"
	"mingshi/internal/search"
	"mingshi/internal/tabular"
	"mingshi/internal/throttle"
	"mingshi/internal/web"
)

func described3(t testing.TB) *openapi3.T {
	t.Helper()
	doc, err := description()
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestDescriptionIsValidWithItsExamples(t *testing.T) {
	doc := described3(t)
	if err := doc.Validate(t.Context(), openapi3.EnableMultiError()); err != nil {
		t.Error(err)
	}
}

// TestEveryRouteIsDescribedAndNothingElse compares the addresses that are served with those that are described.
func TestEveryRouteIsDescribedAndNothingElse(t *testing.T) {
	f := newDumping(t)
	doc := described3(t)
	served := map[string]bool{}
	for _, route := range f.app.GetRoutes(true) {
		if route.Method != http.MethodGet || readerPage(route.Path) || redirects[route.Path] != "" {
			continue
		}
		served[asDescribed(route.Path)] = true
	}
	for path := range served {
		if doc.Paths.Value(path) == nil {
			t.Errorf("%s is served and not described", path)
		}
	}
	for path := range doc.Paths.Map() {
		if !served[path] {
			t.Errorf("%s is described and not served", path)
		}
	}
}

// asDescribed turns a route of Fiber into a path of OpenAPI.
func asDescribed(route string) string {
	parts := strings.Split(route, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			name, suffix, dotted := strings.Cut(name, ".")
			parts[i] = "{" + name + "}"
			if dotted {
				parts[i] += "." + suffix
			}
		}
	}
	return strings.Join(parts, "/")
}

func TestEveryMemberAndParameterIsExplained(t *testing.T) {
	doc := described3(t)
	for name, schema := range doc.Components.Schemas {
		if schema.Value.Description == "" {
			t.Errorf("schema %s has no description", name)
		}
		for member, of := range schema.Value.Properties {
			if of.Value.Description == "" {
				t.Errorf("schema %s: member %s has no description", name, member)
			}
		}
	}
	for path, item := range doc.Paths.Map() {
		if item.Get.Summary == "" || len(item.Get.Tags) != 1 {
			t.Errorf("%s: summary %q, tags %v", path, item.Get.Summary, item.Get.Tags)
		}
		for _, parameter := range item.Get.Parameters {
			if parameter.Value.Description == "" {
				t.Errorf("%s: parameter %s has no description", path, parameter.Value.Name)
			}
		}
	}
}

// opaque are the parameters whose values nobody can think of: they come from answers.
var opaque = []string{"after", "feed", "If-Range", "Last-Event-ID"}

// TestEveryExampleIsAnswered asks for every example, default and choice of every parameter, one optional parameter at a time.
func TestEveryExampleIsAnswered(t *testing.T) {
	f := newDumping(t)
	f.step()
	asked := 0
	for path, item := range described3(t).Paths.Map() {
		if slices.Contains(endless, path) {
			continue
		}
		for _, target := range examples(t, path, item.Get) {
			asked++
			if a := f.get(target.address, target.header...); a.status < 200 || a.status > 299 {
				t.Errorf("%s: %d %s", target.address, a.status, a.body)
			}
		}
	}
	const least = 300
	if asked < least {
		t.Errorf("only %d examples", asked)
	}
}

// endless are the addresses whose answers do not end; they have tests of their own.
var endless = []string{root + "/changes/stream"}

// target is one request.
type target struct {
	address string
	header  []string
}

// examples are all requests that the description of an operation shows.
func examples(t *testing.T, path string, op *openapi3.Operation) []target {
	t.Helper()
	query, header := url.Values{}, []string{}
	for _, reference := range op.Parameters {
		parameter := reference.Value
		if !parameter.Required {
			continue
		}
		values := valuesOf(parameter)
		if len(values) == 0 {
			t.Errorf("%s: %s must be given and has no example", path, parameter.Name)
			continue
		}
		switch parameter.In {
		case openapi3.ParameterInPath:
			path = strings.Replace(path, "{"+parameter.Name+"}", url.PathEscape(values[0]), 1)
		case openapi3.ParameterInQuery:
			query.Set(parameter.Name, values[0])
		}
	}
	targets := []target{{address(path, query), nil}}
	for _, reference := range op.Parameters {
		parameter := reference.Value
		if parameter.Required {
			continue
		}
		values := valuesOf(parameter)
		if len(values) == 0 && !slices.Contains(opaque, parameter.Name) {
			t.Errorf("%s: %s has no example", path, parameter.Name)
		}
		for _, value := range values {
			more := with(parameter, value)
			maps.Copy(more, query)
			switch parameter.In {
			case openapi3.ParameterInQuery:
				more.Set(parameter.Name, value)
				targets = append(targets, target{address(path, more), nil})
			case openapi3.ParameterInHeader:
				targets = append(targets, target{address(path, more), append(slices.Clone(header), parameter.Name, value)})
			}
		}
	}
	return targets
}

func address(path string, query url.Values) string {
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

// with is what a request must have beside the parameter with a value.
func with(parameter *openapi3.Parameter, value string) url.Values {
	values := url.Values{}
	add := func(extensions map[string]any) {
		needed, _ := extensions["x-with"].(map[string]any)
		for name, of := range needed {
			values.Set(name, fmt.Sprint(of))
		}
	}
	add(parameter.Extensions)
	for _, choice := range slices.Concat(parameter.Schema.Value.OneOf, parameter.Schema.Value.AnyOf) {
		if slices.ContainsFunc(choice.Value.Enum, func(one any) bool { return fmt.Sprint(one) == value }) {
			add(choice.Value.Extensions)
		}
	}
	return values
}

// valuesOf are the values that the description shows of a parameter.
func valuesOf(parameter *openapi3.Parameter) []string {
	var values []string
	add := func(value any) {
		if value != nil && !slices.Contains(values, fmt.Sprint(value)) {
			values = append(values, fmt.Sprint(value))
		}
	}
	schema := parameter.Schema.Value
	if list, ok := parameter.Example.([]any); ok {
		texts := make([]string, len(list))
		for i := range list {
			texts[i] = fmt.Sprint(list[i])
		}
		add(strings.Join(texts, ","))
	} else {
		add(parameter.Example)
	}
	addShown(schema, add)
	return values
}

// addShown adds the default and the choices of a schema and of those that it is made from.
func addShown(schema *openapi3.Schema, add func(value any)) {
	add(schema.Default)
	for _, value := range schema.Enum {
		add(value)
	}
	if schema.Items != nil {
		addShown(schema.Items.Value, add)
	}
	for _, choice := range slices.Concat(schema.OneOf, schema.AnyOf) {
		addShown(choice.Value, add)
	}
}

// TestEveryChoiceOfAParameterIsAmongTheExamples holds that what stands in a choice of schemas is asked for, too.
func TestEveryChoiceOfAParameterIsAmongTheExamples(t *testing.T) {
	path := root + "/permits"
	for _, target := range examples(t, path, described3(t).Paths.Value(path).Get) {
		if strings.Contains(target.address, "limit=all") && strings.Contains(target.address, "format=ndjson") {
			return
		}
	}
	t.Error("limit=all is no example of the lists")
}

// TestEveryRefusalThatIsDescribedCanCome provokes 401 and 406 wherever they are described, and holds that they come nowhere else.
func TestEveryRefusalThatIsDescribedCanCome(t *testing.T) {
	f := newDumping(t)
	f.step()
	f.app = web.New(web.Options{BaseURL: baseURL, Limits: &web.Limits{Limiter: throttle.New(throttle.Limits{})}})
	f.api.install(f.app)
	for path, item := range described3(t).Paths.Map() {
		address := examples(t, path, item.Get)[0].address
		method := http.MethodGet
		if slices.Contains(endless, path) {
			method = http.MethodHead
		}
		for status, header := range map[int][2]string{
			http.StatusUnauthorized:  {"Authorization", "Bearer msk_of_nobody"},
			http.StatusNotAcceptable: {"Accept", "image/png"},
		} {
			want := item.Get.Responses.Status(status) != nil
			if a := f.do(method, address, header[0], header[1]); (a.status == status) != want {
				t.Errorf("%s with %s: %d, described: %t", address, header, a.status, want)
			}
		}
	}
}

// TestDescribedListsAreThoseThatAreRead compares what the description says of the parameters with the lists in the code.
func TestDescribedListsAreThoseThatAreRead(t *testing.T) {
	doc := described3(t)
	texts := func(schema *openapi3.Schema) []string {
		values := make([]string, len(schema.Enum))
		for i := range schema.Enum {
			values[i] = fmt.Sprint(schema.Enum[i])
		}
		return values
	}
	for _, r := range newFixture(t).api.resources() {
		op := doc.Paths.Value(root + "/" + r.kind.Plural()).Get
		for name, want := range parametersRead(r.kind) {
			parameter := op.Parameters.GetByInAndName(openapi3.ParameterInQuery, name)
			if parameter == nil {
				t.Errorf("list of %ss: %s is read and not described", r.kind, name)
				continue
			}
			got := texts(parameter.Schema.Value)
			if want != nil && !slices.Equal(got, want) {
				t.Errorf("list of %ss: %s takes %v and is described to take %v", r.kind, name, want, got)
			}
		}
		for _, parameter := range op.Parameters {
			if _, read := parametersRead(r.kind)[parameter.Value.Name]; !read {
				t.Errorf("list of %ss: %s is described and not read", r.kind, parameter.Value.Name)
			}
		}
	}
	facets := doc.Components.Parameters["Facets"].Value.Schema.Value.Items.Value
	var fields []string
	for _, field := range search.Fields() {
		fields = append(fields, string(field))
	}
	if !slices.Equal(texts(facets), fields) {
		t.Errorf("facets are %v, described %v", fields, texts(facets))
	}
	if kinds := doc.Components.Schemas["Kind"].Value; len(kinds.Enum) != len(disclosure.Kinds()) {
		t.Errorf("kinds are described as %v", kinds.Enum)
	}
}

// parametersRead are the parameters of a kind's list with the values of those that are closed.
func parametersRead(kind disclosure.Kind) map[string][]string {
	read := map[string][]string{"lang": {"zh", "en"}}
	for _, name := range append(finder.Parameters(kind), formParameters...) {
		read[name] = finder.Choices(search.Field(name))
	}
	read["sort"], read["pinyin"] = finder.Sorts(kind), []string{"0", "1"}
	if _, has := tabular.Columns(kind, "gen3"); !has {
		delete(read, "codes")
	}
	return read
}
