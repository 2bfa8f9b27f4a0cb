package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/user"
	"strings"

	"github.com/alecthomas/kong"

	"mingshi/internal/disclosure"
	"mingshi/internal/i18n"
)

// Exit codes (contracts.md §1).
const (
	exitDone        = 0
	exitFaulty      = 1
	exitUsage       = 2
	exitEnvironment = 3
)

// errFaulty ends a command that did its work and found something to look at; what it found is already printed.
var errFaulty = errors.New("done, with rejected rows or failed checks")

// cli is every command and flag. Flags come first, then MINGSHI_… variables, then the defaults here.
type cli struct {
	settings

	Demo      demoCommand      `cmd:"" help:"生成虚构区县的数据并开始服务 · write a made-up district, import it, serve it"`
	Serve     serveCommand     `cmd:"" help:"提供网页、接口和公示牌查询 · serve pages, API and board scans"`
	Import    importCommand    `cmd:"" help:"读取、检查并公示文件 · read, check and publish files"`
	Export    exportCommand    `cmd:"" help:"导出公开记录 · public records into a file"`
	Work      workCommand      `cmd:"" help:"到期下架与清除，可与 serve 分开运行 · expiry and scrubbing as a process of its own"`
	Board     boardCommand     `cmd:"" help:"公示牌 · signboards"`
	Venues    venuesCommand    `cmd:"" help:"场所 · venues"`
	Authority authorityCommand `cmd:"" help:"发布机关资料 · the authority's profile"`
	Calendar  calendarCommand  `cmd:"" help:"工作日历 · working-day calendars"`
	Template  templateCommand  `cmd:"" help:"空白表格，带可选值 · a blank workbook with lists to choose from"`
	Tables    tablesCommand    `cmd:"" help:"评分表、等级规则和检测限值 · score tables, grading rules and test limits"`
	Key       keyCommand       `cmd:"" help:"接口密钥 · API keys"`
	Index     indexCommand     `cmd:"" help:"查询索引 · the search index"`
	Migrate   migrateCommand   `cmd:"" help:"建立或升级数据库，生成密钥 · make or upgrade the database, and the keys"`
	Doctor    doctorCommand    `cmd:"" help:"逐项检查并说明怎么办 · check everything and say what to do"`
	Backup    backupCommand    `cmd:"" help:"全部备份到一个文件 · everything into one file"`
	Restore   restoreCommand   `cmd:"" help:"从备份恢复到空目录或空数据库 · a backup into an empty folder or database"`
	Copy      copyCommand      `cmd:"" help:"在数据目录与 PostgreSQL 之间搬迁 · records from one database to another"`
	Version   versionCommand   `cmd:"" help:"版本 · the version"`
}

// settings are the flags that every command shares.
type settings struct {
	connecting `prefix:""`
	seeking    `prefix:""`
	shelving   `prefix:""`

	Data     string `help:"数据目录 · data folder" default:"./data" env:"MINGSHI_DATA" placeholder:"DIR"`
	Lang     string `help:"输出语言 · language of messages" enum:"zh,en" default:"zh" env:"MINGSHI_LANG"`
	JSON     bool   `name:"json" help:"标准输出为一个 JSON 文档 · one JSON document on standard output"`
	By       string `help:"操作人，记入内部留痕 · who does this, for the internal trail" env:"MINGSHI_BY" placeholder:"NAME"`
	LogLevel string `help:"日志级别 · log level" enum:"debug,info,warn,error" default:"info" env:"MINGSHI_LOG_LEVEL"`
}

// listening are the flags of commands that serve.
type listening struct {
	measuring `prefix:""`
	limiting  `prefix:""`

	Listen         string   `help:"监听地址 · address to listen on" default:"127.0.0.1:8080" env:"MINGSHI_LISTEN" placeholder:"ADDR"`
	BaseURL        string   `name:"base-url" help:"对外地址 · public address, printed on boards" env:"MINGSHI_BASE_URL" placeholder:"URL"`
	TrustedProxies []string `help:"可信代理网段 · networks of trusted proxies" env:"MINGSHI_TRUSTED_PROXIES" placeholder:"CIDR"`
}

func (s *settings) lang() i18n.Lang {
	if lang, ok := i18n.Parse(s.Lang); ok {
		return lang
	}
	return i18n.ZH // the flags themselves could not be read
}

// by names who writes: the flag, else the system user.
func (s *settings) by() string {
	if s.By != "" {
		return s.By
	}
	if who, err := user.Current(); err == nil {
		return who.Username
	}
	return "unknown"
}

// terminal is what a command talks to.
type terminal struct {
	ctx    context.Context //nolint:containedctx // kong hands its commands one value; it lives as long as the command
	out    io.Writer
	err    io.Writer
	log    *slog.Logger
	lang   i18n.Lang
	asJSON bool
	// command is the first word of the command under way.
	command string
}

// say prints a sentence for people: on standard output, or beside it when that holds a JSON document.
func (t *terminal) say(key string, args ...any) {
	w := t.out
	if t.asJSON {
		w = t.err
	}
	_, _ = fmt.Fprintln(w, i18n.T(t.lang, key, args...)) // a closed pipe ends the reader, not the work
}

// note prints a sentence on standard error.
func (t *terminal) note(key string, args ...any) {
	_, _ = fmt.Fprintln(t.err, i18n.T(t.lang, key, args...)) // as above
}

// exitSignal carries kong's wish to exit (after --help) out of its parser.
type exitSignal int

// run is the whole program less the process: it parses, runs one command, and turns its error into a sentence and an
// exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) (code int) {
	var flags cli
	parser, err := kong.New(&flags,
		kong.Name("mingshi"),
		kong.Description("明示：卫生行政许可、处罚与信誉度等级公示 · disclosure of permits, penalties and hygiene grades"),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { panic(exitSignal(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		_, _ = fmt.Fprintln(stderr, err)
		return exitUsage
	}
	defer func() {
		if exit, ok := recover().(exitSignal); ok {
			code = int(exit)
		}
	}()
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "mingshi: %s\n%s\n", withoutCodes(err.Error(), args), i18n.T(flags.lang(), "cli.see_help"))
		return exitUsage
	}
	t := &terminal{
		ctx: ctx, out: stdout, err: stderr, lang: flags.lang(), asJSON: flags.JSON,
		log: newLogger(stderr, flags.LogLevel),
	}
	t.command, _, _ = strings.Cut(command.Command(), " ")
	if t.command == "board" {
		t.hideCodes()
	}
	if err := checkEnvironment(parser.Model.Node, os.Environ()); err != nil {
		return t.exitCode(err)
	}
	if err := flags.checkDatabase(); err != nil {
		return t.exitCode(err)
	}
	if err := flags.checkSearch(ctx); err != nil {
		return t.exitCode(err)
	}
	return t.exitCode(command.Run(&flags.settings, t))
}

// exitCode words an error for the person at the terminal and gives the code that scripts rely on.
func (t *terminal) exitCode(err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errFaulty):
		return exitFaulty
	case errors.Is(err, context.Canceled):
		t.note(t.interrupted())
		return exitEnvironment
	}
	if r, ok := errors.AsType[*refusal](err); ok {
		_, _ = fmt.Fprintln(t.err, r.in(t.lang)) // as in note
		return r.code
	}
	t.note("cli.failed", err)
	switch disclosure.KindOf(err) {
	case disclosure.Invalid, disclosure.NotFound, disclosure.Gone:
		return exitUsage
	case disclosure.Internal, disclosure.Conflict, disclosure.Unavailable:
	}
	return exitEnvironment
}

// interrupted chooses the sentence for a command that was cut short: what became of its work.
func (t *terminal) interrupted() string {
	switch t.command {
	case "copy", "restore":
		return "cli.interrupted_filling"
	case "index":
		return "cli.interrupted_index"
	case "backup":
		return "cli.interrupted_backup"
	}
	return "cli.interrupted"
}

func newLogger(w io.Writer, level string) *slog.Logger {
	var parsed slog.Level
	_ = parsed.UnmarshalText([]byte(level)) // the flag's own list was checked
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: parsed}))
}
