# OpenLedger. `make run` builds and does the main job; `make test` checks it. CONTRIBUTING.md has
# the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build
.NOTPARALLEL:
.PHONY: build setup model program run lint format tests test end-to-end clients pages reference sanitize fuzz bench peers

# Every build checks that a room imports only what Package.swift declares for it.
BUILD := swift build -c release --explicit-target-dependency-import-check error
PROGRAM := .build/release/openledger
DATA := .openledger/demonstration
LISTEN := 127.0.0.1:8080
BENCHES := kernels training serving attribution ledger intake verify abuse
SWIFT_SOURCES := Package.swift Sources Tests Fuzz

build: setup model program

setup:
	scripts/setup.sh

model:
	scripts/fetch-model.sh

# Only what the program links: no test kits, no plugins of other packages. `tests` adds the rest in
# the same configuration and compiles nothing twice.
program:
	$(BUILD) --product openledger

# The whole loop on the committed sample, for people, and then a node that serves what it made.
# ARGS="--rows 400" and the like reach the demonstration; LISTEN=127.0.0.1:9000 another port.
run: build
	$(PROGRAM) demo --data $(DATA) $(ARGS)
	$(PROGRAM) up --data $(DATA) --listen $(LISTEN)

lint:
	swift format lint --strict --recursive $(SWIFT_SOURCES)
	if command -v shellcheck >/dev/null; then shellcheck scripts/*.sh scripts/peers/*.sh scripts/clients/*.sh .ci/run; fi

format:
	swift format --in-place --recursive $(SWIFT_SOURCES)

# One build holds the program and the tests. TESTFLAGS="--filter Money" narrows the run.
tests:
	$(BUILD) --build-tests
	swift test -c release --skip-build --disable-xctest $(TESTFLAGS)

end-to-end:
	python3 scripts/end_to_end.py --program $(PROGRAM)

# Clients that others wrote, from PyPI, against the real node.
clients:
	scripts/clients/run.sh

# The real node's pages in headless Chromium: what they check of themselves, and how they fit.
pages:
	command -v chromium >/dev/null || scripts/setup.sh scripts/browser-packages.txt
	python3 scripts/page_checks.py --program $(PROGRAM)

# The second implementation of docs/formats/arithmetic.md against the program, bit by bit. Needs NumPy.
reference:
	python3 scripts/reference/check.py --program $(PROGRAM)

test: build lint tests end-to-end clients pages

# Address and thread sanitizers over the rooms that compute, hold money, or read strangers' bytes.
sanitize: setup
	scripts/sanitize.sh

# Strangers' bytes against the parsers, EACH seconds a parser. Example: make fuzz EACH=600
fuzz: setup
	scripts/fuzz.sh $(or $(EACH),60)

# Prints our figures, and beside them those of the peers that are installed (see `make peers`).
# Example: make bench BENCHES=kernels
bench: build
	for name in $(BENCHES); do $(PROGRAM) bench $$name; done

peers:
	scripts/peers/setup.sh
