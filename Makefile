# Everything starts here. Needs git, make and Python >= 3.11; the rest is installed into .venv and the user's cache.
.DEFAULT_GOAL := help
.PHONY: help setup engine embedded up down preview test lint format unit engine-tests ui-test bench schema lock clean

UV_VERSION := 0.13.9
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
  $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# Trust what the machine trusts: behind a company's proxy uv's own list of authorities is not enough.
export UV_SYSTEM_CERTS := true
# The programs import cloud SDKs of a million lines: without bytecode files every start would compile its part again.
unexport PYTHONDONTWRITEBYTECODE
# Two test processes at most: an engine and its program already use about one core each.
TEST_JOBS ?= 2

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/.installed: pyproject.toml uv.lock
	@test -n "$(PYTHON)" || { echo "make: no Python >= 3.11 with the venv module found." \
	  "Install one (Debian: apt-get install python3-venv) or name it: make PYTHON=/path/to/python3" >&2; exit 2; }
	@echo "==> Python packages into .venv ($$($(PYTHON) --version), locked by uv.lock)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	@$(BIN)/uv export --quiet --frozen --no-emit-project --no-header -o .venv/requirements.txt
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes -r .venv/requirements.txt
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

setup: .venv/.installed ## Install the Python packages into .venv

engine: setup ## Find or install the Pulumi engine (user's cache folder)
	@$(BIN)/podwright engine install

up: engine ## Apply the example fleet to the emulated clouds
	$(BIN)/podwright up --all --yes

preview: engine ## Preview the example fleet
	$(BIN)/podwright preview --all

down: engine ## Destroy the example fleet and empty the emulated clouds
	$(BIN)/podwright destroy --all --yes
	@# What Google never deletes (keys, quota preferences) would be in the way of the next `make up`, as on a real account.
	$(BIN)/podwright emulator reset --yes

lint: setup ## Format check, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright

format: setup ## Format and fix what can be fixed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

unit: setup ## Tests that need no engine
	$(BIN)/pytest -m "not engine" -n $(TEST_JOBS)

embedded: setup
	@PODWRIGHT_ENGINE=embedded $(BIN)/podwright engine install

engine-tests: embedded ## Tests with the real engine on the emulated clouds
	$(BIN)/pytest -m engine -n $(TEST_JOBS) --dist loadfile

test: lint embedded ## Everything that CI runs: format, lint, types, tests
	$(BIN)/pytest -n $(TEST_JOBS) --dist loadfile

ui-test: setup ## The page of the emulated clouds in a real browser (finds or installs Debian's Chromium)
	$(BIN)/python -m tests.podwright.emulator.ui.browser

bench: engine ## Measure what the README states
	$(BIN)/python -m bench

schema: setup ## Regenerate the published JSON Schema of stack files
	$(BIN)/python -m stacks.schema

lock: setup ## Refresh uv.lock; registry hosts are left out so that it works behind any index
	$(BIN)/uv lock
	@sed -i.bak -E 's#registry = "https?://[^"]+"#registry = "index"#; s#url = "https?://[^"]*/([^"/]+)"#path = "\1"#' uv.lock
	@rm uv.lock.bak

clean: ## Remove .venv and the emulated clouds of this checkout (the engine stays in the user's cache)
	@if [ -x $(BIN)/podwright ] && [ -d .podwright ]; then $(BIN)/podwright emulator stop || true; fi
	rm -rf .podwright .venv .pytest_cache .ruff_cache .hypothesis
