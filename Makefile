.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help setup run test lint requirements

help:
	@sed -n 's/^## //p' Makefile

## make run [PORT=8601]   install what is missing, prepare the sandbox on the first start, start the app
run: setup
	@$(BIN)/python -m attendance run --port $(PORT)

## make test              install the test tools (and, as root, Chromium and fonts), run all tests
test: $(VENV)/.dev-installed $(VENV)/.system-installed
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

## make lint              ruff, mypy and import-linter
lint: $(VENV)/.dev-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

## make setup             only make .venv
setup: $(VENV)/.installed

## make requirements      compile requirements.in anew
requirements: $(VENV)/.dev-installed
	$(BIN)/pip install -q pip-tools
	$(BIN)/pip-compile -q requirements.in
	$(BIN)/pip-compile -q requirements-dev.in

$(VENV)/.installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.dev-installed: requirements-dev.txt $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

# Debian's packages for the tests; elsewhere, have Chromium and Noto fonts there and this step only looks for them. nginx is only
# run by its tests: as a service it would answer at port 80.
$(VENV)/.system-installed: | $(VENV)/.installed
	command -v chromium >/dev/null && fc-list 2>/dev/null | grep -q NotoSansDevanagari && \
		$(BIN)/python -c 'import weasyprint' >/dev/null 2>&1 || { \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
			chromium fontconfig fonts-noto-core libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; }
	test -x /usr/sbin/nginx || { apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light && \
		{ systemctl disable --now nginx 2>/dev/null || true; }; } || echo "No nginx: its tests are skipped."
	touch $@
