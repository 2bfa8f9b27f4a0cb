#!/usr/bin/env bash
# Says what the tests need beside Go, and installs what is missing where it may: on Debian, as root. Elsewhere it prints
# the one command to run; with CI=true it then fails, because the tests may not skip there.
set -euo pipefail

# Each need: Debian package | how to see that it is there | what for.
needs=(
	"chromium|has_command chromium chromium-browser google-chrome|page tests in a real browser"
	"fonts-noto-cjk|has_chinese_font|Chinese text in page tests"
	"postgresql-15|has_postgres|throw-away database servers in tests"
	"pgbouncer|has_command pgbouncer /usr/sbin/pgbouncer|tests of the pooled database"
	"nginx|has_command nginx /usr/sbin/nginx|tests of streams behind a proxy, and the static files of bench-api"
	"python3|has_command python3|tests of the example in Python"
	"wrk|has_command wrk|the load of bench-api"
	"zbar-tools|has_command zbarimg|boards read back by a reader that is not ours"
	"poppler-utils|has_command pdftoppm|boards drawn, and their text and fonts told, by a program that is not ours"
)

has_command() {
	local name
	for name in "$@"; do
		if command -v "$name" >/dev/null 2>&1; then return 0; fi
	done
	return 1
}

has_chinese_font() {
	[ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] ||
		{ has_command fc-list && [ -n "$(fc-list :lang=zh family)" ]; }
}

# Any version will do where it is installed already; Debian keeps the programs out of PATH.
has_postgres() {
	has_command postgres /usr/lib/postgresql/*/bin/postgres
}

# Debian's package makes a database server that starts with the machine. The tests start their own; unless somebody has
# decided about it already, none is made.
no_main_cluster() {
	local settings=/etc/postgresql-common/createcluster.conf
	if [ -e "$settings" ]; then return 0; fi
	mkdir -p "${settings%/*}"
	printf 'create_main_cluster = false\n' >"$settings"
	export UCF_FORCE_CONFFOLD=1 # the package keeps this file
}

# Debian's packages start their servers; this one would take port 80, and the tests start their own. Debian asks this program
# whether a service may start: until this script ends, none may. One that stood there before comes back.
policy=/usr/sbin/policy-rc.d
start_no_services() {
	kept=
	if [ -e "$policy" ] || [ -L "$policy" ]; then
		kept=$(mktemp "$policy.XXXXXX")
		cp -a --remove-destination "$policy" "$kept"
	fi
	trap services_as_before EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	rm -f "$policy"
	printf '#!/bin/sh\nexit 101\n' >"$policy" # 101: the action is forbidden
	chmod 755 "$policy"
}

services_as_before() {
	rm -f "$policy"
	if [ -n "$kept" ]; then mv -f "$kept" "$policy"; fi
}

missing=()
for need in "${needs[@]}"; do
	IFS='|' read -r package seen purpose <<<"$need"
	# $seen is a function of this file with its arguments, split on purpose.
	# shellcheck disable=SC2086
	if $seen; then
		state=present
	else
		state=missing
		missing+=("$package")
	fi
	printf 'deps: %-15s %-8s %s\n' "$package" "$state" "$purpose"
done
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

install=(apt-get install --yes --no-install-recommends "${missing[@]}")
if [ "$EUID" -eq 0 ] && has_command apt-get && [ -e /etc/debian_version ]; then
	export DEBIAN_FRONTEND=noninteractive
	case " ${missing[*]} " in
	*" postgresql-15 "*) no_main_cluster ;;
	esac
	case " ${missing[*]} " in
	*" nginx "*) start_no_services ;;
	esac
	apt-get -o DPkg::Lock::Timeout=300 update
	"${install[0]}" -o DPkg::Lock::Timeout=300 "${install[@]:1}"
	exit 0
fi

printf 'deps: missing; on Debian run: sudo apt-get update && sudo %s\n' "${install[*]}" >&2
if [ "${CI:-}" = true ]; then exit 1; fi
printf 'deps: going on, the tests that need them are skipped\n' >&2
