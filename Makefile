# `make demo` shows the whole promise kept; `make test` and `make integration` check everything.
# All set up .venv first.

PYTHON ?= python3
BIN := .venv/bin
DEMO ?= build/demo
ROWS ?= 1000
# Two workers: one that has nothing left takes over from the other.
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal

.PHONY: demo test integration lint bench nightly regenerate clean

demo: .venv/.demo
	# Exit code 1 says that something needs a look: here, the unit tests of the old functions.
	$(BIN)/migrate kedro-to-declarative kedro_side --output $(DEMO)/hamilton_side || [ $$? -eq 1 ]
	$(BIN)/python -m comparison_project run --hamilton $(DEMO)/hamilton_side --rows $(ROWS) --out $(DEMO)/comparison

test: lint
	$(PYTEST)
	$(BIN)/python -m pytest -q kedro_side

# Servers, and documentation that is carried out.
integration: .venv/.test
	$(PYTEST) -m "integration and not slow"

lint: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.test
	$(BIN)/python -m benchmarks

nightly: .venv/.nightly
	HYPOTHESIS_PROFILE=nightly $(PYTEST) -m "slow or not slow"

# hamilton_side/ is what the tool makes of kedro_side/, docs/codes.md the table of codes.
regenerate: .venv/.test
	$(BIN)/migrate rules --format markdown > docs/codes.md
	$(BIN)/migrate kedro-to-declarative kedro_side --output hamilton_side --validate || [ $$? -eq 1 ]

.venv/.demo: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[demo]"
	@touch $@

.venv/.test: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[test]"
	@touch $@

.venv/.nightly: .venv/.test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[nightly]"
	@touch $@

clean:
	rm -rf .venv build
