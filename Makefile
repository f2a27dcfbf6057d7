# Every target does its own set-up: `make chat` and `make test` work on a fresh machine.
PYTHON ?= python3
# Any release from 2.6 on will do; this is the one the committed figures were measured with.
TORCH ?= torch==2.13.0
# Local data laid out as docs/data.md says; what is not given comes from the Hugging Face hub.
DATA ?=
DATA_DIR := $(if $(DATA),--data-dir $(DATA))
BIN := .venv/bin

.PHONY: chat setup test lint tests scores reproduce-translator-en-de reproduce-translator-en-fr reproduce-translator-en-es reproduce-translator-fr-en reproduce-translator-de-en reproduce-translator-es-en reproduce-multi30k-en-de reproduce-multi30k-en-fr reproduce-reader-en soak-kill learn report screenshots commands benchmark benchmark-app benchmark-reading benchmark-translation help
.DEFAULT_GOAL := help

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 30

setup: .venv/.ready  ## make .venv and install everything into it

.venv/.ready: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing into .venv (a few minutes the first time) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check "$(TORCH)" numpy
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

chat: setup  ## open the assistant (DOC=path opens a document with it)
	@$(BIN)/dragoman chat $(if $(DOC),"$(DOC)")

lint: setup  ## ruff, mypy strict, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

tests: setup  ## the tests alone
	$(BIN)/pytest -n 2

test: lint tests  ## everything that must hold before a commit

scores: setup  ## measure every checkpoint on every public test set (DATA=folder)
	$(BIN)/python -m scripts.score_models $(DATA_DIR)

TRAIN := $(BIN)/python -m scripts.train_translator $(DATA_DIR) --threads 1
EN_DE := $(TRAIN) --preset general --from en --to de

reproduce-translator-en-de: setup  ## train the committed translator from English to German again (DATA=folder)
	$(EN_DE) --seed 1 --run-dir runs/translator-en-de
	$(EN_DE) --seed 2 --start runs/translator-en-de/best --max-steps 5600 --run-dir runs/translator-en-de-2
	$(ONE_WAY) --seed 3 --from en --to de --start runs/translator-en-de-2/best --max-steps 7000 \
		--run-dir runs/translator-en-de-3
	$(ONE_WAY) --seed 5 --from en --to de --start runs/translator-en-de-3/best $(SMALL_BATCHES) \
		--blend 0.7 --run-dir runs/translator-en-de-5 --out checkpoints/translator-en-de

READER := $(BIN)/python -m scripts.train_reader $(DATA_DIR) --seed 1 --threads 1
NEAREST := squad-paragraphs,new-wiki,squad-sentences,squad-pseudo-paragraphs-lower
WIDER := $(NEAREST),qamr-sentences,fairytale,policyqa,subjqa

reproduce-reader-en: setup  ## train the committed reader again, in five stages, from data to card (DATA=folder)
	$(READER) --preset base --run-dir runs/reader-base
	$(READER) --preset base --run-dir runs/reader-2 --start runs/reader-base/best --sets $(NEAREST),qamr-sentences \
		--learning-rate 1e-3 --max-steps 1500
	$(READER) --preset wary --run-dir runs/reader-coverage --start runs/reader-2/best --sets $(NEAREST) \
		--coverage-size 64 --only-coverage --dropout 0 --learning-rate 2e-3 --max-steps 300
	$(READER) --preset wary --run-dir runs/reader-wary --start runs/reader-coverage/best --sets $(NEAREST) \
		--learning-rate 5e-4 --max-steps 700 --blend 0.5 --out checkpoints/reader-en
	$(READER) --preset wary --seed 2 --run-dir runs/reader-long --start checkpoints/reader-en --sets $(WIDER) \
		--batch-tokens 1500 --company-tokens 1000 --altered-rate 0.15 --dropout 0.15 --learning-rate 1.5e-3 \
		--warmup-steps 300 --max-steps 15000 --validate-every 2500
	$(BIN)/python -m scripts.average_readers $(DATA_DIR) --out checkpoints/reader-en \
		runs/reader-long/best runs/reader-long/best.previous

TRANSLATOR := $(TRAIN) --seed 1
# One network of all six directions comes first; it then goes on in three of them, twice.
SIX := $(TRANSLATOR) --preset multilingual --max-steps 5800 --run-dir runs/translator-multi
THREE := $(TRANSLATOR) --preset everyday --start runs/translator-multi/best
MORE := $(TRAIN) --seed 2 --preset everyday

define FROM_ENGLISH
$(SIX)
$(THREE) --ways from_english --max-steps 7000 --run-dir runs/translator-from-en
$(MORE) --ways from_english --start runs/translator-from-en/best --max-steps 7500 --run-dir runs/translator-from-en-2
endef
define TO_ENGLISH
$(SIX)
$(THREE) --ways to_english --max-steps 8300 --run-dir runs/translator-to-en
endef
# At last a network for each direction goes on from those of three.
ONE_WAY := $(TRAIN) --preset one_way
SMALL_BATCHES := --batch-tokens 1000 --learning-rate 1e-3 --warmup-steps 100 --max-steps 3000 --validate-every 1000
# Sentences that lack a translation, with one that a network wrote: of the other direction, or with --forward the same.
BACK := $(BIN)/python -m scripts.back_translate $(DATA_DIR) --threads 1

reproduce-translator-en-fr: setup  ## train the committed translator from English to French again (DATA=folder)
	$(FROM_ENGLISH)
	$(ONE_WAY) --seed 3 --from en --to fr --start runs/translator-from-en-2/best --max-steps 6000 \
		--run-dir runs/translator-en-fr
	$(ONE_WAY) --seed 4 --from en --to fr --start runs/translator-en-fr/best --max-steps 3200 \
		--run-dir runs/translator-en-fr-4 --out checkpoints/translator-en-fr
	$(BACK) --forward --from en --to fr --by checkpoints/translator-en-fr --others de,es --corpora tatoeba \
		--sample 70000 --keep 0.55 --out runs/made/likely.en-fr.tsv.gz
	$(ONE_WAY) --seed 5 --from en --to fr --start runs/translator-en-fr-4/best --more runs/made/likely.en-fr.tsv.gz \
		$(SMALL_BATCHES) --blend 0.7 --run-dir runs/translator-en-fr-5 --out checkpoints/translator-en-fr

reproduce-translator-en-es: setup  ## train the committed translator from English to Spanish again (DATA=folder)
	$(FROM_ENGLISH)
	$(ONE_WAY) --seed 3 --from en --to es --start runs/translator-from-en-2/best --max-steps 5000 \
		--run-dir runs/translator-en-es --out checkpoints/translator-en-es

reproduce-translator-fr-en: setup  ## train the committed translator from French to English again (DATA=folder)
	$(TO_ENGLISH)
	$(ONE_WAY) --seed 3 --from fr --to en --start runs/translator-to-en/best --max-steps 6000 \
		--run-dir runs/translator-fr-en
	$(ONE_WAY) --seed 5 --from fr --to en --start runs/translator-fr-en/best --schedule constant \
		--max-steps 4000 --run-dir runs/translator-fr-en-4
	$(BACK) --from fr --to en --by checkpoints/translator-en-fr --others de,es --out runs/back/back.fr-en.tsv.gz
	$(ONE_WAY) --seed 6 --from fr --to en --start runs/translator-fr-en-4/best \
		--more runs/back/back.fr-en.tsv.gz --schedule constant --max-steps 2000 --run-dir runs/translator-fr-en-6
	$(ONE_WAY) --seed 7 --from fr --to en --start runs/translator-fr-en-6/best --max-steps 2700 \
		--run-dir runs/translator-fr-en-7 --out checkpoints/translator-fr-en

reproduce-translator-de-en: setup  ## train the committed translator from German to English again (DATA=folder)
	$(TO_ENGLISH)
	$(ONE_WAY) --seed 3 --from de --to en --start runs/translator-to-en/best --max-steps 3600 \
		--run-dir runs/translator-de-en
	$(ONE_WAY) --seed 4 --from de --to en --start runs/translator-de-en/best --max-steps 6500 --run-dir runs/translator-de-en-4
	$(ONE_WAY) --seed 5 --from de --to en --start runs/translator-de-en-4/best --schedule constant \
		--max-steps 2000 --run-dir runs/translator-de-en-5
	$(BACK) --from de --to en --by checkpoints/translator-en-de --others fr,es --out runs/back/back.de-en.tsv.gz
	$(ONE_WAY) --seed 6 --from de --to en --start runs/translator-de-en-5/best \
		--more runs/back/back.de-en.tsv.gz --max-steps 4200 --run-dir runs/translator-de-en-6
	$(ONE_WAY) --seed 7 --from de --to en --start runs/translator-de-en-6/best --learning-rate 1e-3 \
		--max-steps 1400 --blend 0.5 --run-dir runs/translator-de-en-7 --out checkpoints/translator-de-en

reproduce-translator-es-en: setup  ## train the committed translator from Spanish to English again (DATA=folder)
	$(TO_ENGLISH)
	$(ONE_WAY) --seed 3 --from es --to en --start runs/translator-to-en/best --max-steps 2000 \
		--run-dir runs/translator-es-en
	$(ONE_WAY) --seed 4 --from es --to en --start runs/translator-es-en/best --max-steps 2400 \
		--run-dir runs/translator-es-en-4 --out checkpoints/translator-es-en

# Dropout was lowered on the way, while the rate was flat.
MULTI30K := $(TRANSLATOR) --preset multi30k
TO_GERMAN := --from en --to de --run-dir runs/multi30k-en-de
TO_FRENCH := --from en --to fr --run-dir runs/multi30k-en-fr
AGAIN := --learning-rate 3e-3 --schedule cosine --warmup-steps 200
# A run that is finished only writes the mean, where it is asked to.
TO_GERMAN_AGAIN = --preset multi30k --seed 7 --from en --to de --start runs/multi30k-en-de-6/best $(RISK) \
	--learning-rate 4e-4 --max-steps 900 --run-dir runs/multi30k-en-de-7
RISK := --risk 0.8 --dropout 0.1 --schedule cosine --warmup-steps 30 --validate-every 150

reproduce-multi30k-en-fr: setup  ## train the committed French translator of the Multi30k benchmark again (DATA=folder)
	$(MULTI30K) $(TO_FRENCH) --dropout 0.3 --schedule constant --max-steps 10031
	$(MULTI30K) $(TO_FRENCH)
	$(TRAIN) --preset multi30k --seed 2 --from en --to fr --start runs/multi30k-en-fr/best $(AGAIN) --max-steps 14000 \
		--run-dir runs/multi30k-en-fr-2
	$(TRAIN) --preset multi30k --seed 3 --from en --to fr --start runs/multi30k-en-fr-2/best $(RISK) --learning-rate 5e-4 \
		--max-steps 900 --run-dir runs/multi30k-en-fr-3 --blend 0.5 --out checkpoints/multi30k-en-fr

reproduce-multi30k-en-de: setup  ## train the committed translator of the Multi30k benchmark again (DATA=folder)
	$(MULTI30K) $(TO_GERMAN) --dropout 0.3 --schedule constant --max-steps 7738
	$(MULTI30K) $(TO_GERMAN)
	$(TRAIN) --preset multi30k --seed 3 --from en --to de --start runs/multi30k-en-de/best $(AGAIN) --max-steps 10000 \
		--run-dir runs/multi30k-en-de-3
	$(TRAIN) --preset multi30k --seed 4 --from en --to de --start runs/multi30k-en-de-3/best $(RISK) --learning-rate 4e-4 \
		--max-steps 600 --run-dir runs/multi30k-en-de-4
	$(TRAIN) --preset multi30k --seed 5 --from en --to de --start runs/multi30k-en-de-4/best $(RISK) --learning-rate 5e-4 \
		--max-steps 600 --run-dir runs/multi30k-en-de-5 --blend 0.5 --out checkpoints/multi30k-en-de
	$(TRAIN) --preset multi30k --seed 6 --from en --to de --start runs/multi30k-en-de-3/best $(AGAIN) --max-steps 5000 \
		--consistency 0.5 --dropout 0.2 --validate-every 1000 --run-dir runs/multi30k-en-de-6
	$(TRAIN) $(TO_GERMAN_AGAIN)
	$(TRAIN) $(TO_GERMAN_AGAIN) --blend 0.33333 --blend-with checkpoints/multi30k-en-de \
		--blend-with runs/multi30k-en-de-7/best.previous --out checkpoints/multi30k-en-de

learn: setup  ## draw the pictures of the course in docs/learn anew (two minutes)
	@for lesson in tokens learning_rates gradients recurrent attention memory; do \
		$(BIN)/python -m scripts.learn.$$lesson --out docs/learn/img || exit 1; done

report: setup  ## the report of a training run (RUN=runs/NAME)
	$(BIN)/python -m scripts.report_run $(RUN)

screenshots: setup  ## take the pictures in docs/img anew
	$(BIN)/python -m tui.screenshots

benchmark-reading: setup  ## the reader beside bm25s and MiniLM: ranking, speed, memory (DATA=folder)
	$(BIN)/python -m scripts.benchmark_reading --data $(or $(DATA),data)/qa/test/squad-v1.1-dev.jsonl.gz \
		--minilm-env .venv-minilm

commands: setup  ## write docs/commands.md anew, from the app's own tables
	$(BIN)/python -m tui.reference > docs/commands.md

benchmark-app: setup  ## how quick the app is: first paint, keystrokes, a conversation of 2,000 messages
	$(BIN)/python -m scripts.benchmark_app

benchmark: setup  ## what the training loop promises, measured: resuming, overhead, processes, memory
	$(BIN)/python -m scripts.benchmark_training resume
	$(BIN)/python -m scripts.benchmark_training overhead
	$(BIN)/python -m scripts.benchmark_training processes
	$(BIN)/python -m scripts.benchmark_training memory

benchmark-translation: setup  ## the translator beside JoeyNMT and Apertium (DATA=folder, JOEYNMT=folder for its environment)
	$(BIN)/python -m scripts.benchmark_translation $(DATA_DIR) $(if $(JOEYNMT),--joeynmt-env $(JOEYNMT))

soak-kill: setup  ## kill the app at 50 random moments: messages lost
	$(BIN)/python -m tests.tui.soak_kill
