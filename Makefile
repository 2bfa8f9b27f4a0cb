# Mingshi: what can be done with this checkout. Go and make are enough for help, build and demo.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GOLANGCI_LINT := bin/golangci-lint
GOVULNCHECK := bin/govulncheck
FUZZTIME ?= 20s

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## the one binary, as bin/mingshi
	go build -trimpath -o bin/mingshi ./cmd/mingshi

.PHONY: demo
demo: build ## a made-up district, written, imported and served
	bin/mingshi demo --data demo-data

.PHONY: test
test: deps vet lint unit ## everything that must pass: vet, lint, unit, script and page tests

.PHONY: deps
deps: ## what the tests need beside Go, installed where that is allowed (Debian, as root)
	@scripts/deps.sh

.PHONY: vet
vet: ## go vet
	go vet ./...

# The linters' memory is this checkout's own: what they remember of another one names files that are not here.
.PHONY: lint
lint: $(GOLANGCI_LINT) ## every linter there is, less the exceptions in .golangci.yaml
	GOLANGCI_LINT_CACHE=$(CURDIR)/bin/lint-cache $(GOLANGCI_LINT) run

.PHONY: unit
unit: ## unit, script and page tests
	go test -shuffle=on -timeout 16m ./...

.PHONY: race
race: ## the same tests under the race detector
	go test -race -shuffle=on -timeout 30m ./...

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME (20s) each
	scripts/fuzz.sh $(FUZZTIME)

.PHONY: bench-import
bench-import: ## 500,000 rows of standard CSV into the store: rows a second, memory, size
	go test -run '^$$' -bench 'BenchmarkImport$$' -benchtime 1x -timeout 30m ./cmd/mingshi

.PHONY: bench-postgres
bench-postgres: ## PostgreSQL: publication beside psql \copy of the same rows, reads by key beside plain SQL
	go test -run '^$$' -bench 'BenchmarkApply$$' -benchtime 3x -timeout 30m ./internal/store/postgres
	go test -run '^$$' -bench 'BenchmarkRead$$' -benchtime 2s -timeout 30m ./internal/store/postgres

.PHONY: bench-search
bench-search: ## 1,000,000 documents in the index: speed of building, answers and news, size, errors, beside SQLite's FTS5
	go test -run '^$$' -bench 'BenchmarkSearch$$' -benchtime 1x -timeout 120m ./internal/search/embedded

.PHONY: bench-api
bench-api: deps ## the API beside a static file from nginx, 304s, catching up with 128,854 changes, exports
	go test -run '^$$' -bench 'BenchmarkAPI$$' -benchtime 1x -timeout 30m ./cmd/mingshi

.PHONY: bench-dump
bench-dump: ## 1,000,000 penalties into dumps, by what is written: records a second, sizes, memory
	MINGSHI_TEST_ROWS=1000000 go test -run '^$$' -bench 'BenchmarkDump$$' -benchtime 1x -timeout 60m ./internal/dump

.PHONY: bench-boards
bench-boards: ## 582 boards into one PDF: seconds, bytes a board
	go test -run '^$$' -bench 'BenchmarkBoards$$' -benchtime 3x -timeout 30m ./qrsign/sheet

.PHONY: proof-boards
proof-boards: deps ## 582 printed boards read back: whole, under blots, as 200 photographs; the figures as a table
	MINGSHI_TEST_BOARDS=all go test -run 'TestBoardsAreRead|TestBoardsCarryTheirTextAndFonts' -count=1 -timeout 60m -v ./qrsign/sheet

.PHONY: test-faults
test-faults: ## the failure tests at their full length: kills, crashes, failover, cut commits, full disks
	MINGSHI_TEST_FAULTS=full go test -run 'Fault|Killed' -count=1 -timeout 60m -v ./internal/store/... ./cmd/mingshi

.PHONY: audit
audit: $(GOVULNCHECK) ## known vulnerabilities that our code reaches; asks vuln.go.dev, so it is no part of test
	$(GOVULNCHECK) ./...

.PHONY: fmt
fmt: $(GOLANGCI_LINT) ## format the sources and sort their imports
	$(GOLANGCI_LINT) fmt

.PHONY: clean
clean: ## remove what was built; data stays
	rm -rf bin dist coverage.*
	go clean -testcache

# The bench tools are modules of their own under tools/, built once and again when their versions change.
$(GOLANGCI_LINT): tools/lint/go.mod tools/lint/go.sum
	go -C tools/lint build -o ../../$@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	@touch $@

$(GOVULNCHECK): tools/audit/go.mod tools/audit/go.sum
	go -C tools/audit build -o ../../$@ golang.org/x/vuln/cmd/govulncheck
	@touch $@
