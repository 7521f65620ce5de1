# Two commands are all that a fresh machine with Python 3.11 and make needs: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
DEMO ?= demo
DATA ?=

.PHONY: setup assets browser demo test test-all lint lock bench clean

setup: .venv/ready assets

# Scripts, styles and fonts of the pages; does nothing when nothing changed.
assets: .venv/ready
	@$(BIN)/python tools/build_assets.py

# The tests in a browser drive the system's Chromium: installed where that may be done, else those tests say that they did not run.
browser:
	@command -v chromium chromium-browser google-chrome-stable google-chrome >/dev/null 2>&1 \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends chromium >/dev/null; } \
	|| echo "No Chromium, and none can be installed here: the tests in a browser will not run. Install one by hand: apt-get install chromium"

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say which with: make PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Makes a small synthetic record set, adds it to a workspace and asks it something. With DATA=folder: the files of that folder.
demo: setup
	$(BIN)/python -m clerestory.demo $(DEMO) $(DATA)

test: setup browser
	$(BIN)/python -m pytest -n auto -m "not slow"

test-all: setup browser
	$(BIN)/python -m pytest -n auto

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Pins what pyproject.toml allows; needs uv.
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements.lock

bench: setup
	@echo "Make a file first: $(BIN)/python bench/make_network_audit.py 10000000 big.csv; then $(BIN)/python bench/ingest.py big.csv small.csv"

clean:
	rm -rf .venv demo
