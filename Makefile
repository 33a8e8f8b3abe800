# Everything runs in .venv, made on the first call; `make serve` and `make test` are all that a newcomer needs.
PYTHON ?= python3
BIN := .venv/bin
Q ?= what did Lavrov say about Daraya?

.PHONY: serve test ask lint bench train-encoder train-reader clean

serve: .venv/ready
	$(BIN)/depeche serve --add seeds --reindex-if-needed --open

ask: .venv/ready
	@$(BIN)/depeche add seeds --reindex-if-needed >/dev/null
	@$(BIN)/depeche ask "$(Q)"

test: .venv/ready-dev
	tests/tools.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

lint: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/ready-dev
	$(BIN)/python -m bench

# torch comes as a CPU build: nothing here uses a GPU, and the CUDA packages weigh gigabytes.
.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Dépêche needs Python 3.11 or later: make PYTHON=python3.12 serve")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

.venv/ready-dev: .venv/ready
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
