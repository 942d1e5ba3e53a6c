# `make help` lists what can be made. Python 3.11 or newer and make are all a machine needs for `make run`.

PYTHON ?= python3
JOBS ?= 2
ARGS ?=

VENV := .venv
PY := $(VENV)/bin/python
UV := 0.13.9
LANGUAGES := zh_Hant zh_Hans
LINT := portal accounts spaces programs tests manage.py

# A stamp carries the requirements' checksum in its name, so that a change installs again and nothing else does.
RUN_STAMP := $(VENV)/.installed-$(shell cat requirements.txt | cksum | tr -d ' ')
DEV_STAMP := $(VENV)/.installed-dev-$(shell cat requirements.txt requirements-dev.txt | cksum | tr -d ' ')

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test lint format types messages bench ci clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

run: $(RUN_STAMP) ## Install, prepare and serve everything on this machine (PORT=8000)
	@$(PY) -m portal.messages
	@$(PY) -m portal.supervisor --die-with-parent

test: $(DEV_STAMP) ## Run the tests (ARGS="-k word", JOBS=2, REQUIRE_SERVICES=1, DATABASE_URL, REDIS_URL)
	@$(PY) -m portal.messages
	@$(PY) -m pytest -n $(JOBS) $(ARGS)

lint: $(DEV_STAMP) ## Check style, templates and who imports whom
	@$(PY) -m ruff check $(LINT)
	@$(PY) -m ruff format --check $(LINT)
	@$(PY) -m djlint templates --lint --quiet
	@$(VENV)/bin/lint-imports

format: $(DEV_STAMP) ## Rewrite Python files in the house style
	@$(PY) -m ruff format --quiet $(LINT)
	@$(PY) -m ruff check --fix-only --quiet $(LINT)
	@$(PY) -m ruff format $(LINT)

types: $(DEV_STAMP) ## Check types
	@$(PY) -m mypy

messages: $(RUN_STAMP) ## Collect the texts to translate into portal/locale (needs GNU gettext) and report what is missing
	@command -v xgettext >/dev/null || { echo "GNU gettext is not installed: apt-get install gettext"; exit 1; }
	@$(PY) manage.py makemessages $(LANGUAGES:%=--locale %) --no-location --no-wrap \
		--ignore $(VENV) --ignore var --ignore staticfiles --ignore tests
	@$(PY) -m portal.messages --check

bench: $(DEV_STAMP) ## Measure the import, pages and searches
	@$(PY) -m portal.messages
	@$(PY) -m pytest -m bench -s tests/bench $(ARGS)

ci: ## What continuous integration runs, system packages included (needs root on Debian)
	@.ci/run

clean: ## Remove the environment and the caches; the data in var/ stay
	rm -rf $(VENV) staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find portal accounts spaces programs tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN_STAMP):
	$(call install,requirements.txt)

$(DEV_STAMP):
	$(call install,requirements-dev.txt)
	@touch $(RUN_STAMP)

# uv installs in seconds what takes pip a minute; where it cannot be had, pip does it.
RECENT := import sys; sys.exit(sys.version_info < (3, 11))
define install
	@$(PY) -c 'import pip; $(RECENT)' 2>/dev/null || { \
		$(PYTHON) -c '$(RECENT)' 2>/dev/null || { \
			echo "Python 3.11 or newer is needed; '$(PYTHON)' is not. Name another one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }; \
		$(PYTHON) -m venv --clear $(VENV) || { \
			echo "No virtual environment could be made; on Debian: apt-get install python3-venv"; exit 1; }; }
	@echo "Installing $(1) into $(VENV)"
	@$(PY) -m uv --version >/dev/null 2>&1 || $(PY) -m pip install --quiet uv==$(UV) >/dev/null 2>&1 || true
	@$(PY) -m uv pip install --quiet --python $(PY) -r $(1) 2>/dev/null \
		|| $(PY) -m pip install --quiet --disable-pip-version-check -r $(1)
	@rm -f $(VENV)/.installed-* && touch $@
endef
