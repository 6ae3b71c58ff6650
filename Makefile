# SPDX-License-Identifier: Apache-2.0
# From a bare clone with Python 3.11 or newer and make: everything else is set up here.

SHELL := /bin/sh
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
LOCKED := $(PIP) --require-hashes

# The first Python that is new enough; give another with PYTHON=…
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo "$$name"; break; }; done)

.PHONY: help demo test check fix map endpoints setup frontend bench bench-procedures bench-cases bench-sanitising bench-jobs sbom bench-survival bench-audit bench-booking bench-messaging

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.base frontend ## run a demonstration city in the browser (ARGS="--fresh" starts anew)
	@$(BIN)/madoguchi demo $(ARGS)

test: $(VENV)/.dev frontend ## run the whole suite, both zones, both databases, the browser
	@$(BIN)/python -m tools.ensure_system
	@$(BIN)/python -m tools.run_tests $(ARGS)

check: $(VENV)/.dev ## lint, format, types, import contracts, architecture; under a minute
	@$(BIN)/python -m tools.check

fix: $(VENV)/.dev ## repair what a machine can: lint, format, migration heads, the map
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format --quiet
	@$(BIN)/python -m tools.note_heads
	@$(BIN)/python -m tools.make_pack_reference
	@$(BIN)/python -m tools.make_map

map: $(VENV)/.dev ## write docs/map.md and docs/pack-reference.md from the tree
	@$(BIN)/python -m tools.make_pack_reference
	@$(BIN)/python -m tools.make_map

endpoints: $(VENV)/.dev ## write down who may open which address; read the diff with care
	@$(BIN)/python -m tools.note_endpoints

bench: bench-procedures bench-cases bench-sanitising bench-jobs bench-survival bench-audit bench-booking bench-messaging ## print every figure

bench-procedures: $(VENV)/.dev frontend ## forms and submissions over HTTP, both databases
	@$(BIN)/python -m benchmarks.procedures $(ARGS)

bench-cases: $(VENV)/.dev frontend ## clerks at work on many cases (CASES=… sets how many)
	@$(BIN)/python -m benchmarks.cases $(ARGS)

bench-sanitising: $(VENV)/.dev frontend ## seconds per page of making files harmless, and the hostile corpus
	@$(BIN)/python -m benchmarks.sanitising $(ARGS)

bench-jobs: $(VENV)/.dev ## the job queue beside two others: speed, and what survives five mishaps
	@$(BIN)/python -m benchmarks.jobs $(ARGS)

sbom: $(VENV)/.dev ## write the bill of materials (CycloneDX) to var/sbom.cdx.json
	@$(BIN)/python -m tools.make_sbom $(ARGS)

bench-survival: $(VENV)/.dev frontend ## kills, tampering, canaries, restore (KILLS=300 CANARIES=10000 set the sizes)
	@KILLS="$(KILLS)" CANARIES="$(CANARIES)" $(BIN)/python -m benchmarks.survival $(ARGS)

bench-audit: $(VENV)/.dev ## audited commits, the verifier, tamperings, both databases
	@$(BIN)/python -m benchmarks.audit $(ARGS)

bench-booking: $(VENV)/.dev ## bookings over HTTP, races, draw, calendars, both databases (RACES=1000000 sets the attempts)
	@RACES="$(RACES)" $(BIN)/python -m benchmarks.booking $(ARGS)

bench-messaging: $(VENV)/.dev ## a notice to 100,000 people at local providers, an alarm, kills, both databases (PEOPLE=… KILLS=…)
	@PEOPLE="$(PEOPLE)" KILLS="$(KILLS)" $(BIN)/python -m benchmarks.messaging $(ARGS)

setup: $(VENV)/.dev frontend ## make the virtual environment and the front end

frontend: | $(BIN)/python ## build style sheet, scripts and fonts if they are out of date
	@$(BIN)/python -c 'import sys; from tools.build_frontend import find_tools; sys.exit(find_tools() is None)' \
		|| $(LOCKED) -r requirements/frontend.txt
	@$(BIN)/python tools/build_frontend.py

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Madoguchi needs Python 3.11 or newer." >&2; exit 1; }
	@echo "Making the virtual environment with $(PYTHON) …"
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); \
		echo "On Debian the module venv is in the package python3-venv." >&2; exit 1; }

$(VENV)/.base: requirements/base.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Madoguchi runs on …"
	@$(LOCKED) -r requirements/base.txt -r requirements/build.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Madoguchi is made and tested with …"
	@$(LOCKED) -r requirements/dev.txt -r requirements/build.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.base
