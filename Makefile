# OKPay Support. `make demo` and `make test` set everything up by themselves.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
UV := $(VENV)/bootstrap/bin/uv
# Bytecode is written once here: compiling at every start costs seconds.
unexport PYTHONDONTWRITEBYTECODE
unexport VIRTUAL_ENV

.PHONY: help setup setup-test demo run test test-fast chaos check format lock bench clean

help:
	@echo "make demo       play customer and agent on emulated platforms"
	@echo "make test       everything, in a real browser too where chromium is installed"
	@echo "make test-fast  the inner loop: no browser, no PostgreSQL, nothing slow"
	@echo "make chaos      break the desk on purpose; SCALE=smoke|short|seen|long, CHAOS_REPORT=file"
	@echo "make check      format, lint, types, import contracts"
	@echo "make format     put the code into form"
	@echo "make bench      measure speed against its goals; BENCH_OUT=folder keeps the JSON"
	@echo "make lock       compile the requirements files anew"

# Whoever has the tools for testing keeps them; everybody else is spared them.
setup: $(if $(wildcard $(VENV)/ready-test),$(VENV)/ready-test,$(VENV)/ready-run)
setup-test: $(VENV)/ready-test

# The venv of uv itself: a sync empties the main one of all that is not listed.
$(VENV)/bootstrap.ready: requirements-bootstrap.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found; install it, or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "$(PYTHON) has no ensurepip, so it cannot make a virtual environment; on Debian: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(PYTHON) -m venv $(VENV)/bootstrap
	@$(VENV)/bootstrap/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.txt \
		|| echo "uv is not to be had here; pip does its work, more slowly"
	@touch $@

# $(1) requirements files. A synced environment holds just what they list.
define install
	@echo "Installing what the project needs …"
	@if [ -x $(UV) ]; then \
		$(UV) pip sync --quiet --python $(BIN)/python --compile-bytecode --require-hashes $(1) && \
		$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable . ; \
	else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes $(patsubst %,-r %,$(1)) && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . ; \
	fi
endef

$(VENV)/ready-run: $(VENV)/bootstrap.ready requirements.txt pyproject.toml
	$(call install,requirements.txt)
	@touch $@

$(VENV)/ready-test: $(VENV)/bootstrap.ready requirements.txt requirements-dev.txt pyproject.toml
	$(call install,requirements.txt requirements-dev.txt)
	@touch $@

demo: setup
	@$(BIN)/support demo

run: setup
	@$(BIN)/support run

test: setup-test
	$(BIN)/pytest -n 2 --dist loadfile --durations 10

test-fast: setup-test
	$(BIN)/pytest -n 2 --dist loadfile -m "not browser and not postgres and not slow"

# No test of it runs beside another: a killed program needs the machine for itself.
chaos: setup-test
	SCALE=$(or $(SCALE),short) $(BIN)/pytest -m chaos --durations 10 tests/chaos

check: setup-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url
lock: $(VENV)/bootstrap.ready
	$(COMPILE) --no-annotate -o requirements-bootstrap.txt requirements-bootstrap.in
	$(COMPILE) --group build -o requirements.txt pyproject.toml
	$(COMPILE) --group dev -c requirements.txt -o requirements-dev.txt

bench: setup-test
	@out="$${BENCH_OUT:-$$(mktemp -d)}"; mkdir -p "$$out" || exit 1; failed=; \
	for script in benchmarks/*.py; do \
		name=$$(basename $$script .py); json=; echo "== $$name"; \
		if grep -q -e --json $$script; then json="--json $$out/$$name.json"; fi; \
		$(BIN)/python -m benchmarks.$$name $$json || failed="$$failed $$name"; \
	done; \
	echo "JSON is in $$out"; test -z "$$failed" || { echo "failed:$$failed"; exit 1; }

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
