package site_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/gofiber/fiber/v2"
	"github.com/google/go-cmp/cmp"

	"mingshi/internal/disclosure"
	"mingshi/internal/finder"
	"mingshi/internal/testkit/browser"
)

// suggestPath is publicapi's, of which the script knows.
const suggestPath = "/api/v1/suggest"

// patient puts the page's time into the test's hands: what waits goes on when the test calls pass(). It counts questions
// and the answers that have come.
const patient = `(() => {
	const waiting = new Map();
	let last = 0;
	window.setTimeout = run => (waiting.set(++last, run), last);
	window.clearTimeout = which => waiting.delete(which);
	window.pass = () => {
		const due = [...waiting.values()];
		waiting.clear();
		due.forEach(run => run());
	};
	const ask = window.fetch;
	window.asked = [];
	window.answered = [];
	window.fetch = (address, ...rest) => {
		const text = new URL(address, location).searchParams.get("q");
		asked.push(text);
		const answer = ask(address, ...rest);
		answer.then(() => { document.documentElement.dataset.answered = answered.push(text); });
		return answer;
	};
	window.names = () => [...document.querySelectorAll("datalist option")].map(option => option.value);
	window.until = holds => new Promise(done => {
		const look = () => holds() && done();
		new MutationObserver(look).observe(document, {attributes: true, childList: true, subtree: true});
		look();
	});
})()`

// typist is a visitor at a page whose time is in the test's hands.
type typist struct {
	*tab
	t    *testing.T
	base string
}

// sitDown starts a browser at the world's pages.
func sitDown(t *testing.T, w *world) *typist {
	t.Helper()
	path := browser.Find(t)
	v := &typist{t: t, base: browser.Serve(t, w.app)}
	v.tab = openTab(t, path)
	v.do(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(patient).Do(ctx)
		return err
	}))
	return v
}

func (v *typist) do(actions ...chromedp.Action) {
	v.t.Helper()
	if err := chromedp.Run(v.Ctx, actions...); err != nil {
		v.t.Fatal(err)
	}
}

// open goes to a page and into its search box.
func (v *typist) open(path string) {
	v.t.Helper()
	v.do(chromedp.Navigate(v.base+path), chromedp.Focus("#q"))
}

// types presses keys, and then none until the script thinks that the visitor has paused.
func (v *typist) types(keys string) {
	v.t.Helper()
	v.do(chromedp.SendKeys("#q", keys), chromedp.Evaluate(`pass()`, nil))
}

// until waits until a condition of the page holds.
func (v *typist) until(condition string) {
	v.t.Helper()
	v.do(chromedp.Evaluate(`until(() => `+condition+`)`, nil, func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
		return p.WithAwaitPromise(true)
	}))
}

func (v *typist) list(expression string) []string {
	v.t.Helper()
	var list []string
	v.do(chromedp.Evaluate(expression, &list))
	return list
}

// asked holds which questions the page has sent, from the first on.
func (v *typist) asked(want ...string) {
	v.t.Helper()
	if got := v.list(`asked`); !slices.Equal(got, want) {
		v.t.Errorf("the page has asked for %q, want %q", got, want)
	}
}

// silence holds that the console has nothing to say.
func (v *typist) silence() {
	v.t.Helper()
	for _, line := range v.serious() {
		v.t.Errorf("the console says: %s", line)
	}
}

// suggestion is what the script reads of an answer's records.
type suggestion struct {
	Name string `json:"name"`
}

func suggestions(names ...string) fiber.Map {
	data := []suggestion{}
	for _, name := range names {
		data = append(data, suggestion{Name: name})
	}
	return fiber.Map{"data": data}
}

// suggest answers questions from the real index.
func (w *world) suggest(c *fiber.Ctx) error {
	suggested, err := (&finder.Finder{Searcher: w.engine, Reader: w.store}).Suggest(c.UserContext(), c.Query("q"))
	var names []string
	for i := range suggested.Names {
		names = append(names, suggested.Names[i].Name)
	}
	return errors.Join(err, c.JSON(suggestions(names...)))
}

func TestNamesAreSuggestedWhileTyping(t *testing.T) {
	w := crowd(t)
	w.app.Get(suggestPath, w.suggest)
	v := sitDown(t, w)
	for _, path := range []string{"/", "/search?lang=en", listedAt("/penalties", "street", "青禾街道"), "/venues"} {
		v.open(path)
		v.asked()
		v.types("宾馆")
		v.until(`names().length > 0`)
		if got := v.list(`names()`); len(got) != finder.MaxSuggestions || slices.ContainsFunc(got, func(name string) bool { return !strings.Contains(name, "宾馆") }) {
			t.Errorf("%s: suggested are %q", path, got)
		}
		v.asked("宾馆") // once, not at every key
		if got, want := v.list(requested), []string{scriptAddress, suggestPath + "?q=%E5%AE%BE%E9%A6%86"}; !slices.Equal(got, want) {
			t.Errorf("%s: the page has asked for %q, want %q", path, got, want)
		}
	}
	v.open("/")
	v.types("大酒")
	v.until(`names().length > 0`)
	if got := v.list(`names()`); !slices.Contains(got, hotel) {
		t.Errorf("suggested are %q", got)
	}
	v.silence()
}

// TestAnswersOfTheInterfaceAreUnderstood reads the example that publicapi holds itself to.
func TestAnswersOfTheInterfaceAreUnderstood(t *testing.T) {
	example, err := os.ReadFile(filepath.Join("..", "publicapi", "testdata", "suggest.json"))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	w.app.Get(suggestPath, func(c *fiber.Ctx) error { return c.Type("json").Send(example) })
	v := sitDown(t, w)
	v.open("/")
	v.types("青禾 浴")
	v.until(`names().length > 0`)
	if diff := cmp.Diff([]string{"青禾浴室", "青禾浴室二店", "青禾浴室有限公司"}, v.list(`names()`)); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func TestWhatIsAskedAndWhatIsNot(t *testing.T) {
	w := newWorld(t)
	w.app.Get(suggestPath, func(c *fiber.Ctx) error {
		text := c.Query("q")
		if text == "太多" {
			return c.JSON(suggestions(strings.Split("甲乙丙丁戊己庚辛壬癸", "")...))
		}
		return c.JSON(suggestions(text + c.Get("Cookie")))
	})
	v := sitDown(t, w)
	t.Run("one letter is too little, one Han character is not", func(t *testing.T) {
		v.t = t
		v.open("/")
		v.types("a")
		v.asked()
		v.types("b")
		v.asked("ab")
		v.open("/")
		v.types("湖")
		v.asked("湖")
	})
	t.Run("a text that is being composed", func(t *testing.T) {
		v.t = t
		v.open("/")
		for _, text := range []string{"h", "hu", "hu g", "湖光"} {
			v.do(input.ImeSetComposition(text, int64(len([]rune(text))), int64(len([]rune(text)))), chromedp.Evaluate(`pass()`, nil))
		}
		v.asked()
		v.do(input.InsertText("湖光"), chromedp.Evaluate(`pass()`, nil))
		v.asked("湖光")
	})
	t.Run("a name taken from the list, which Enter then searches", func(t *testing.T) {
		v.t = t
		v.open("/")
		v.types("湖光")
		v.until(`names().includes("湖光")`)
		v.types(" ")
		v.asked("湖光")
		var address string
		v.do(chromedp.SendKeys("#q", "\r"), chromedp.WaitReady("#tips, #found"), chromedp.Location(&address))
		if want := v.base + "/search?q=" + "%E6%B9%96%E5%85%89+"; address != want {
			t.Errorf("Enter leads to %s, want %s", address, want)
		}
	})
	t.Run("no more than eight names, and nobody's", func(t *testing.T) {
		v.t = t
		v.open("/")
		v.types("太多")
		v.until(`names().length > 0`)
		if got := v.list(`names()`); len(got) != finder.MaxSuggestions {
			t.Errorf("suggested are %q", got)
		}
		v.do(chromedp.Evaluate(`document.cookie = "visitor=known"`, nil))
		v.types("了")
		v.until(`names().length === 1`)
		if got := v.list(`names()`); got[0] != "太多了" {
			t.Errorf("the question came with %q", got)
		}
	})
	t.Run("nothing where data are dear", func(t *testing.T) {
		v.t = t
		v.do(chromedp.ActionFunc(func(ctx context.Context) error {
			_, err := page.AddScriptToEvaluateOnNewDocument(`Object.defineProperty(navigator, "connection", {value: {saveData: true}})`).Do(ctx)
			return err
		}))
		v.open("/")
		v.types("湖光")
		v.asked()
	})
	v.t = t
	v.silence()
}

// TestLateAnswersAreDropped holds an answer back until that to a later question has come.
func TestLateAnswersAreDropped(t *testing.T) {
	w := newWorld(t)
	release := make(chan struct{})
	w.app.Get(suggestPath, func(c *fiber.Ctx) error {
		text := c.Query("q")
		if text == "湖" {
			<-release
		}
		return c.JSON(suggestions(text + "甲"))
	})
	v := sitDown(t, w)
	v.open("/")
	v.do(chromedp.Evaluate(`window.seen = []; new MutationObserver(() => seen.push(...names())).observe(document.querySelector("datalist"), {childList: true})`, nil))
	v.types("湖")
	v.types("光")
	v.until(`names().includes("湖光甲")`)
	close(release)
	v.until(`answered.includes("湖")`)
	v.types("区")
	v.until(`names().includes("湖光区甲")`)
	if diff := cmp.Diff([]string{"湖光甲", "湖光区甲"}, v.list(`seen`)); diff != "" {
		t.Errorf("names, in the order of their coming (-want +got):\n%s", diff)
	}
	v.silence()
}

// TestSilenceWhenNothingAnswers holds that whatever goes wrong, nobody sees it, and that the next answer is heard.
func TestSilenceWhenNothingAnswers(t *testing.T) {
	w := newWorld(t)
	w.app.Get(suggestPath, func(c *fiber.Ctx) error {
		switch c.Query("q") {
		case "一":
			return disclosure.Errorf(disclosure.Unavailable, "no index")
		case "一二":
			return c.SendString("<html>not the data")
		case "一二三":
			return c.JSON(fiber.Map{"data": nil})
		case "一二三四":
			return c.SendStatus(http.StatusNoContent)
		}
		return c.JSON(suggestions("五金店"))
	})
	v := sitDown(t, w)
	v.open("/")
	const visible = `[document.body.innerText]`
	before := v.list(visible)
	for _, key := range []string{"一", "二", "三", "四"} {
		v.types(key)
		v.until(`answered.length === asked.length`)
	}
	v.asked("一", "一二", "一二三", "一二三四")
	if got := v.list(`names()`); len(got) > 0 {
		t.Errorf("suggested are %q", got)
	}
	v.types("五")
	v.until(`names().includes("五金店")`)
	if after := v.list(visible); !slices.Equal(after, before) {
		t.Errorf("the page says %q, and said %q", after, before)
	}
	v.silence()
}

func TestHostileNamesAreSuggestedAsText(t *testing.T) {
	w, _ := hostileDistrict(t)
	w.app.Get(suggestPath, w.suggest)
	v := sitDown(t, w)
	v.open("/")
	v.types("script")
	v.until(`names().length > 0`)
	if got := v.list(`names()`); !slices.ContainsFunc(got, func(name string) bool { return strings.HasSuffix(name, payload) }) {
		t.Errorf("suggested are %q", got)
	}
	const made = `[...document.querySelectorAll("datalist *, img, body script")].map(made => made.tagName + made.attributes.length + made.childNodes.length)`
	for _, element := range v.list(made) {
		if element != "OPTION10" {
			t.Errorf("an element of the kind %s was made, want an option with its value alone", element)
		}
	}
	v.silence()
}

// TestSearchWithScriptsSwitchedOff runs a search from every page that has a box.
func TestSearchWithScriptsSwitchedOff(t *testing.T) {
	w, _, _ := district(t)
	v := sitDown(t, w)
	v.do(emulation.SetScriptExecutionDisabled(true))
	for path, found := range map[string]string{"/": "/search", "/search": "/search", "/filings": "/filings"} {
		var enhanced, listed bool
		var address, said string
		v.do(
			chromedp.Navigate(v.base+path),
			chromedp.Evaluate(`document.querySelector("datalist") !== null`, &enhanced),
			chromedp.SendKeys("#q", "书店\r"), chromedp.WaitReady(`[role="status"]`),
			chromedp.Location(&address), chromedp.Text("main", &said), chromedp.Evaluate(`document.querySelector("#q").hasAttribute("list")`, &listed),
		)
		if enhanced || listed {
			t.Errorf("%s: a script has run", path)
		}
		if !strings.HasPrefix(address, v.base+found+"?q=") || !strings.Contains(said, "示例市湖光书店") {
			t.Errorf("%s: the search leads to %s, which says %q", path, address, said)
		}
	}
	v.silence()
}
