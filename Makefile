# `make demo` shows the whole promise kept; `make test` and `make integration` check everything.
# All set up .venv first.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# What is installed is what was tested: names and versions, for each Python. Empty: the newest.
CONSTRAINTS ?= constraints.txt
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
# What builds packages, which no package lists.
BUILD_TOOLS := pip hatchling editables setuptools
CONSTRAINED = $(addprefix --constraint=,$(CONSTRAINTS))
DEMO ?= build/demo
ROWS ?= 1000
RANDOM_PROJECTS ?= 500
# Two workers: one that has nothing left takes over from the other.
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal

# Without what looks at libraries, other interpreters, disks, chance and bounds.
CORE := tests/code tests/read tests/plan tests/write tests/test_projects.py \
	$(foreach each,formats_* testing* live *random* hostile* bounds* output*,--ignore-glob="tests/*/test_$(each)*")

.PHONY: demo test frozen test-latest integration features docs test-core constraints lint bench nightly regenerate clean

demo: $(VENV)/.demo
	$(BIN)/migrate kedro-to-declarative kedro_side --output $(DEMO)/hamilton_side
	$(BIN)/python -m comparison_project run --hamilton $(DEMO)/hamilton_side --rows $(ROWS) --out $(DEMO)/comparison

test: lint
	$(PYTEST)
	$(BIN)/python -m pytest -q kedro_side

# Servers, a browser, whole runs of both sides, hostile projects in processes of their own.
integration: $(VENV)/.browser
	$(PYTEST) -m "integration and not slow"

# The claims of the public comparison, run: FEATURES="--no-servers focus" for a part of them.
features: $(VENV)/.features
	$(BIN)/python -m comparison_project features --output build/features/features.html $(FEATURES)

# The documentation site, in build/docs; a link that leads nowhere is an error.
docs: $(VENV)/.docs
	PATH=$(abspath $(BIN)):$$PATH $(BIN)/sphinx-build -W --keep-going -q -b html docs build/docs

# Everything with the newest releases that pyproject.toml allows: finds what breaks before users do.
test-latest:
	rm -rf .venv-latest
	$(MAKE) test VENV=.venv-latest CONSTRAINTS=

# Reading, planning, writing and the small projects, on another Python:
# `make test-core PYTHON=python3.13 VENV=.venv-3.13`
test-core: $(VENV)/.core
	$(BIN)/python -m pytest -q -n 2 $(CORE)

# Writes constraints.txt anew, for all supported Pythons. Run it after `make test-latest` is green.
constraints:
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip install --quiet --disable-pip-version-check uv
	printf '%s\n' $(BUILD_TOOLS) | build/uv/bin/uv pip compile --quiet --universal --upgrade \
		--python-version 3.10.1 --all-extras --no-annotate --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make constraints" --output-file constraints.txt pyproject.toml -

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# What the tool of the commit BEFORE makes of many projects, against the one here: no line differs.
# PROJECTS="folder ..." are more Kedro projects, RANDOM_PROJECTS is how many are drawn. Where both differ on purpose, the commit says so.
frozen: $(VENV)/.test
	rm -rf build/frozen && mkdir -p build/frozen/tool && git archive $(BEFORE) | tar -x -C build/frozen/tool
	cd tests && PYTHONPATH=$(abspath build/frozen/tool) $(abspath $(BIN))/python -m frozen record ../build/frozen/before.json $(abspath $(PROJECTS)) --random $(RANDOM_PROJECTS)
	cd tests && PYTHONPATH=$(CURDIR) $(abspath $(BIN))/python -m frozen record ../build/frozen/after.json $(abspath $(PROJECTS)) --random $(RANDOM_PROJECTS)
	cd tests && $(abspath $(BIN))/python -m frozen compare ../build/frozen/before.json ../build/frozen/after.json

bench: $(VENV)/.test
	$(BIN)/python -m benchmarks

nightly: $(VENV)/.nightly
	HYPOTHESIS_PROFILE=nightly $(PYTEST) -m "slow or not slow"

# hamilton_side/ is what the tool makes of kedro_side/, docs/codes.md the table of codes.
regenerate: $(VENV)/.test
	$(BIN)/migrate rules --format markdown > docs/codes.md
	$(BIN)/migrate kedro-to-declarative kedro_side --output hamilton_side --validate

# Each set of packages has a file that tells that it is installed: $(VENV)/.demo for [demo].
$(VENV)/.demo $(VENV)/.core $(VENV)/.test $(VENV)/.browser $(VENV)/.features $(VENV)/.docs $(VENV)/.nightly: pyproject.toml $(CONSTRAINTS)
	$(PYTHON) -m venv $(VENV)
	$(PIP) $(CONSTRAINED) --upgrade pip
	$(PIP) $(CONSTRAINED) $(subst --,--build-,$(CONSTRAINED)) --editable ".[$(subst .,,$(@F))]"
	@touch $@

clean:
	rm -rf .venv .venv-* build
