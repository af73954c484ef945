# The register, from a fresh clone to a running page. `make` alone tells what there is.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
UV ?= uv

venv := .venv
python := $(venv)/bin/python
install := $(python) -m pip install --disable-pip-version-check -qq --require-hashes -r

MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:

.PHONY: help
help:
	@echo "make run    a register to try, with practice data: http://$(HOST):$(PORT) (HOST=, PORT=, DATABASE_URL=)"
	@echo "make test   the tests, on SQLite or on DATABASE_URL (PYTEST_ARGS=)"
	@echo "make lint   everything else that is checked before a commit"
	@echo "make messages  writes the English catalogue as the source is, compiles it, tells what waits for its English"
	@echo "make lock   writes requirements*.txt anew from pyproject.toml (LOCK_ARGS=--upgrade for newer releases)"
	@echo "make clean  removes what was made here, but for .env and data/"

# ---- Installed packages. A stamp is newer than its lock: a second start installs nothing.

.PHONY: venv venv-dev
venv: $(venv)/installed
venv-dev: $(venv)/installed-dev

$(python):
	@command -v $(PYTHON) >/dev/null || { \
		echo "Thiếu Python. Python 3.11 or newer is missing: apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Cần Python 3.11 trở lên. $$($(PYTHON) --version) is too old; name a newer one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Thiếu python3-venv. Python's venv module is missing: apt install python3-venv" >&2; exit 1; }
	@echo "Making $(venv) …"
	@$(PYTHON) -m venv $(venv) || { rm -rf $(venv); exit 1; }

$(venv)/installed: requirements.txt | $(python)
	@echo "Installing requirements.txt …"
	@$(install) requirements.txt
	@touch $@

$(venv)/installed-dev: requirements-dev.txt | $(python)
	@echo "Installing requirements-dev.txt …"
	@$(install) requirements-dev.txt
	@touch $@

# ---- A register to try

.env:
	@umask 077; key=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))') && \
		sed "s|^ORGREGS_SECRET_KEY=$$|&$$key|" .env.example > $@
	@echo "Wrote .env: a training register."

# Whoever asks for another address than this machine's own means to be reached there.
define reachable
case "$(HOST)" in \
	127.*|localhost|"[::1]") ;; \
	*) if [ -z "$$ORGREGS_ALLOWED_HOSTS" ] && ! grep -qs '^ORGREGS_ALLOWED_HOSTS=.' .env; then \
		names=$$(if [ "$(HOST)" = 0.0.0.0 ]; then hostname; hostname -I; else echo "$(HOST)"; fi | xargs | tr ' ' ','); \
		export ORGREGS_ALLOWED_HOSTS="localhost,127.0.0.1,[::1],$$names"; \
	fi ;; \
esac
endef

.PHONY: run
run: $(venv)/installed .env
	@$(python) manage.py migrate --verbosity 0
	@$(python) manage.py load_register
	@echo
	@echo "OrgRegs: http://$(HOST):$(PORT)     (Ctrl+C: dừng)"
	@$(python) manage.py demo_accounts
	@$(reachable); exec $(python) manage.py runserver "$(HOST):$(PORT)"

# ---- Checks

# Settings of their own, whatever .env says.
production := ORGREGS_TRAINING=0 ORGREGS_DEBUG=0 ORGREGS_INSECURE_HTTP=0 ORGREGS_BEHIND_PROXY=0 \
	ORGREGS_SECRET_KEY=0123456789-for-checks-only-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLM ORGREGS_SECRET_KEY_FILE= \
	ORGREGS_ALLOWED_HOSTS=bienche.example.vn DATABASE_URL=sqlite://:memory:

.PHONY: test
test: $(venv)/installed-dev
	@$(python) -m pytest --strict-config -n 2 $(PYTEST_ARGS)

.PHONY: lint lint-code lint-types lint-imports lint-templates lint-django
lint: lint-code lint-types lint-imports lint-templates lint-django

lint-code: $(venv)/installed-dev
	@echo "Code: ruff"
	@$(venv)/bin/ruff check --quiet
	@$(venv)/bin/ruff format --check --quiet

lint-types: $(venv)/installed-dev
	@echo "Types: mypy"
	@$(production) $(venv)/bin/mypy --no-error-summary

lint-imports: $(venv)/installed-dev
	@echo "Imports: import-linter"
	@$(venv)/bin/lint-imports --no-logo

lint-templates: $(venv)/installed-dev
	@echo "Templates: djlint, djade"
	@$(venv)/bin/djlint --lint --quiet templates
	@find templates -name '*.html' -exec $(venv)/bin/djade --check {} +

lint-django: $(venv)/installed-dev
	@echo "Django: migrations, deployment"
	@$(production) $(python) manage.py makemigrations --check --dry-run
	@$(production) $(python) manage.py check --deploy --fail-level WARNING

# ---- Upkeep

compile := $(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock"

.PHONY: lock
lock:
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	$(compile) $(LOCK_ARGS) --output-file requirements.txt
	$(compile) $(LOCK_ARGS) --group dev --constraint requirements.txt --output-file requirements-dev.txt

.PHONY: messages
messages: $(venv)/installed-dev
	@$(python) -m tests.catalogue

.PHONY: clean
clean:
	rm -rf $(venv) .coverage .coverage.* htmlcov .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
