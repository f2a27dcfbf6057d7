# Every target does its own set-up: `make chat` and `make test` work on a fresh machine.
PYTHON ?= python3
# Any release from 2.6 on will do; this is the one the committed figures were measured with.
TORCH ?= torch==2.13.0
BIN := .venv/bin

.PHONY: chat setup test lint tests help
.DEFAULT_GOAL := help

help:            ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 26

setup: .venv/.ready  ## make .venv and install everything into it

.venv/.ready: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing into .venv (a few minutes the first time) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check "$(TORCH)" numpy
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

chat: setup      ## open the assistant (DOC=path opens a document with it)
	@$(BIN)/dragoman chat $(DOC)

lint: setup      ## ruff, mypy strict, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

tests: setup
	$(BIN)/pytest -n 2

test: lint tests ## everything that must hold before a commit
