#!/usr/bin/env bash
# Runs every fuzz target of the module for a while each: scripts/fuzz.sh [time, default 20s].
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
time=${1:-20s}

# "go test -list" prints a package's targets and then its "ok" line; go vet runs apart.
targets=()
listing=$(go test -vet=off -list '^Fuzz' ./...)
while read -r first second _; do
	case $first in
	Fuzz*) targets+=("$first") ;;
	ok)
		for target in ${targets[@]+"${targets[@]}"}; do
			printf 'fuzz: %s %s for %s\n' "$second" "$target" "$time"
			go test -vet=off -run '^$' -fuzz "^$target\$" -fuzztime "$time" "$second"
		done
		targets=()
		;;
	esac
done <<<"$listing"
