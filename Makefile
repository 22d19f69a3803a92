# Needs Python 3.11 or newer, git and make; everything else is installed into .venv.
# Another Python: make PYTHON=python3.12 run
PYTHON ?= python3
PORT ?= 8501
VENV_PYTHON := .venv/bin/python
# Two workers: the tests are to finish on a machine with two cores. Each keeps to its own files, so
# that what a file sets up is set up once, until one is done and takes from the other.
WORKERS ?= 2
# Tests write thousands of small stores: in memory where there is room, as a disk makes each one wait.
IN_MEMORY := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000000 {print "/dev/shm"}')
ROUNDS ?= 1000
DAMAGED ?= 200

.DEFAULT_GOAL := help
.PHONY: help run setup check test ready lint bench screenshots mutants soak attack
.NOTPARALLEL:

help: ## Show what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Start the app with the demo municipality (PORT=8501)
	@$(PYTHON) .ci/prepare.py app
	@exec $(VENV_PYTHON) -m strategy serve --port $(PORT)

setup: ## Prepare .venv and a browser for testing, nothing else
	@$(PYTHON) .ci/prepare.py test

ready:
	@$(PYTHON) .ci/prepare.py dev

lint: ready
	$(VENV_PYTHON) -m ruff format --check
	$(VENV_PYTHON) -m ruff check
	$(VENV_PYTHON) -m mypy
	.venv/bin/lint-imports

check: lint ## The quick part while one works: no browser, no PostgreSQL
	$(VENV_PYTHON) -m pytest -m "not browser and not postgres and not slow"

test: setup lint ## The one gate: everything, with coverage
	@mkdir -p build
	$(if $(IN_MEMORY),TMPDIR=$(IN_MEMORY)) $(VENV_PYTHON) -m pytest -n $(WORKERS) --dist worksteal --cov --cov-report=json:build/coverage.json
	$(VENV_PYTHON) tests/coverage_gate.py build/coverage.json

bench: ready ## Measure; writes build/bench.json
	@mkdir -p build
	$(VENV_PYTHON) -m tests.bench

screenshots: setup ## Take the pictures of every page
	@mkdir -p build
	$(VENV_PYTHON) -m tests.screenshots

mutants: ready ## Plant faults in the modules changed since BASE, or in MODULES, and count those noticed
	@mkdir -p build
	@BASE="$(BASE)" MODULES="$(MODULES)" $(VENV_PYTHON) tests/mutants.py

soak: ready ## Kill a writer ROUNDS times and damage DAMAGED files, and count what is lost
	$(VENV_PYTHON) -m tests.soak --rounds $(ROUNDS) --damaged $(DAMAGED)

attack: ready ## Try everything in old tabs, in every way rights are lost, and print the table
	EVERY_WAY=1 $(VENV_PYTHON) -m pytest -q -s -k nothing_gets_through tests/hostile/test_everything_with_rights_that_are_gone.py
